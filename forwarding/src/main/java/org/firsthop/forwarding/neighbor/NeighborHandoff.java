package org.firsthop.forwarding.neighbor;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.pipeline.Stage;

/**
 * Hands what concerns neighbors to the worker that owns the {@link NeighborStage}: it stands in that stage's place in the graph of
 * every other worker.
 */
public final class NeighborHandoff extends Stage {
    /** The owner of the neighbors is behind; its queue is full. A scan, or a queue to lengthen. */
    public static final DropReason HANDOFF_FULL = DropReason.declare(
            "NEIGHBOR_HANDOFF_FULL",
            Severity.WARNING,
            "the queue to the worker that finds neighbors is full; probably an address scan");

    private final SpscFrameQueue queue;

    /**
     * The stage.
     *
     * @param queue whose consumer is the owner, by {@link NeighborStage#from(SpscFrameQueue)}.
     * @param frames the allocator of the thread that runs the graph; over the owner's pool.
     */
    public NeighborHandoff(final SpscFrameQueue queue, final FrameAllocator frames) {
        super("neighbor-handoff", frames);
        this.queue = queue;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final int taken = queue.offer(batch);
        passedOn(batch, taken);
        for (int i = taken, size = batch.size(); i < size; i++) {
            drop(batch.get(i), HANDOFF_FULL);
        }
    }
}
