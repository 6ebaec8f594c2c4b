package org.firsthop.forwarding.neighbor;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.pipeline.Stage;

/** The end of packets whose next hop does not answer, on a node that sends no errors about them. */
public final class UnreachableNeighbors extends Stage {
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
            drop(batch.get(i), NeighborDrops.UNREACHABLE);
        }
    }
}
