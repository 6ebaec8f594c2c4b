package org.firsthop.core.pipeline;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.port.Port;

/** The stage at the end of a graph that sends frames out of a port. */
public final class PortOutput extends Stage {
    /** The port took no more: its queue is full and the link is slower than the offered load. */
    public static final DropReason TRANSMIT_QUEUE_FULL = DropReason.declare(
            "TRANSMIT_QUEUE_FULL",
            DropReason.Severity.ERROR,
            "the port's transmit queue is full; the link is overloaded");

    private final Port port;

    /**
     * A stage for a port; its name is that of the port followed by {@code -output}.
     *
     * @param port to send out of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public PortOutput(final Port port, final FrameAllocator frames) {
        super(port.name() + "-output", frames);
        this.port = port;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final int taken = port.transmit(batch);
        passedOn(batch, taken);
        for (int i = taken, size = batch.size(); i < size; i++) {
            drop(batch.get(i), TRANSMIT_QUEUE_FULL);
        }
    }
}
