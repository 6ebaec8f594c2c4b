package org.firsthop.forwarding.neighbor;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;

/** The end of packets whose next hop does not answer; their senders are to be told. */
public final class UnreachableNeighbors extends Stage {
    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    /**
     * The stage.
     *
     * @param frames the allocator of the thread that runs the graph.
     */
    public UnreachableNeighbors(final FrameAllocator frames) {
        super("unreachable-neighbors", frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            reject(batch.get(i), NeighborDrops.UNREACHABLE, 0, errors);
        }
    }
}
