package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.local.LocalReceiver;

/** Hands packets for this node to whoever is to have them, and ends their way through the graph. */
public final class LocalDelivery extends Stage {
    /** Takes packets for this node. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes one packet, whose octets are valid during the call.
         *
         * @param pool that has the frame.
         * @param frame that holds the packet from {@link FramePool#l3Offset(int)} on.
         * @param nowNs the time of the worker's clock, in nanoseconds.
         */
        void deliver(FramePool pool, int frame, long nowNs);
    }

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    private final LocalReceiver receiver;
    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();

    /**
     * The stage.
     *
     * @param receiver that takes the packets, or says why not.
     * @param frames the allocator of the thread that runs the graph.
     */
    public LocalDelivery(final LocalReceiver receiver, final FrameAllocator frames) {
        super("local", frames);
        this.receiver = receiver;
    }

    /**
     * A receiver that takes all packets.
     *
     * @param handler that gets them.
     * @return the receiver.
     */
    public static LocalReceiver taking(final Handler handler) {
        return (pool, frame, nowNs) -> {
            handler.deliver(pool, frame, nowNs);
            return DropReason.NONE;
        };
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final DropReason reason = receiver.receive(pool(), frame, nowNs);
            if (reason == DropReason.NONE) {
                consume(frame);
            } else {
                reject(frame, reason, protocolPointer(frame), errors);
            }
        }
    }

    /** Where an IPv6 packet names its upper layer, as the error says that does not know it (RFC 4443 section 3.4). */
    private int protocolPointer(final int frame) {
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final DropReason walked = walker.walk(null, pool.address(frame) + l3Offset, pool.length(frame) - l3Offset);
        return walked != DropReason.NONE || walker.headerCount() == 0
                ? Ipv6Flyweight.NEXT_HEADER_OFFSET
                : walker.headerOffset(walker.headerCount() - 1);
    }
}
