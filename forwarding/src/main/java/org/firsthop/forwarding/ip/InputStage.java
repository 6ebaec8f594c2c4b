package org.firsthop.forwarding.ip;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.forwarding.option.RouterAlertReceiver;

/** What the inputs of both IP versions share: where packets go that were found good, and those that ask routers to look. */
abstract class InputStage extends Stage {
    /** Where good packets for one destination go. */
    public final Output unicast = output("unicast");

    /** Where packets go that are for the stations of the link they came by, and so for this one. */
    public final Output local = output("local");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    private final RouterAlertReceiver alertReceiver;
    private long routerAlerts;

    /**
     * The stage.
     *
     * @param name unique in its graph.
     * @param alertReceiver that is shown packets which ask routers to look.
     * @param frames the allocator of the thread that runs the graph.
     */
    protected InputStage(final String name, final RouterAlertReceiver alertReceiver, final FrameAllocator frames) {
        super(name, frames);
        this.alertReceiver = alertReceiver;
    }

    /**
     * Shows a packet to whoever looks at router alerts.
     *
     * @param frame that holds it.
     * @param value of the option.
     * @param nowNs the time, in nanoseconds.
     * @return whether it was taken, and its way has ended.
     */
    protected final boolean isTakenForAlert(final int frame, final int value, final long nowNs) {
        routerAlerts++;
        if (!alertReceiver.take(pool(), frame, value, nowNs)) {
            return false;
        }
        consume(frame);
        return true;
    }

    /** {@return packets that asked routers to look at them (RFC 2113, RFC 2711)} */
    public final long routerAlerts() {
        return routerAlerts;
    }
}
