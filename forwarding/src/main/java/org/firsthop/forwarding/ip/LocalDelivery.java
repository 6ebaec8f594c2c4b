package org.firsthop.forwarding.ip;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Stage;

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

    private final Handler handler;

    /**
     * The stage.
     *
     * @param handler that takes the packets.
     * @param frames the allocator of the thread that runs the graph.
     */
    public LocalDelivery(final Handler handler, final FrameAllocator frames) {
        super("local", frames);
        this.handler = handler;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            handler.deliver(pool(), batch.get(i), nowNs);
            consume(batch.get(i));
        }
    }
}
