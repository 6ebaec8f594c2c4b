package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * What cutting packets has in common for both IP versions: all frames that the pieces need are there before the first is written,
 * the first piece keeps the packet's frame, and the pieces go back to the rewrite in order.
 */
abstract class Fragmenter extends Stage {
    /** There are not enough free frames for all fragments, and some alone are no use. The operator, who sizes the pool. */
    public static final DropReason NO_FRAMES = DropReason.declare(
            "IP_FRAGMENT_NO_FRAMES", Severity.ERROR, "the frame pool has not enough frames for all fragments");

    /** Where fragments go: to the rewrite. */
    public final Output fragments = output("fragments");

    private final AdjacencyTable adjacencies;
    private final FrameBatch others = new FrameBatch(FrameBatch.SMALL_CAPACITY);

    Fragmenter(final String name, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super(name, frames);
        this.adjacencies = adjacencies;
    }

    @Override
    protected final void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            fragment(batch.get(i));
        }
    }

    /** Cuts a packet, or drops it. */
    abstract void fragment(int frame);

    /** Octets of the longest packet that a frame's adjacency carries. */
    final int mtu(final int frame) {
        return Adjacency.mtu(Adjacency.state(adjacencies.entryAddress(pool().adjacency(frame))));
    }

    /** Takes frames for all fragments but the first, with the descriptor of the packet; whether there were enough. */
    final boolean allocate(final int packet, final int count) {
        final FramePool pool = pool();
        others.clear();
        for (int i = 0; i < count; i++) {
            final int frame = frames().allocate();
            if (frame == FramePool.NO_FRAME) {
                frames().freeAll(others);
                return false;
            }
            pool.ingress(frame, pool.ingress(packet));
            pool.flags(frame, pool.flags(packet) & ~FramePool.TRACED);
            pool.adjacency(frame, pool.adjacency(packet));
            pool.flowHash(frame, pool.flowHash(packet));
            pool.timestamp(frame, pool.timestamp(packet));
            others.add(frame);
        }
        return true;
    }

    /** One of the frames that were taken, in their order. */
    final int other(final int index) {
        return others.get(index);
    }

    /** Sends the packet's frame, which holds the first fragment now, and then the others. */
    final void sendAll(final int first) {
        fragments.send(first);
        for (int i = 0, size = others.size(); i < size; i++) {
            originate(others.get(i), fragments);
        }
        others.clear();
    }
}
