package org.firsthop.forwarding.ip;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv6Fib;

/** Finds the adjacency of IPv6 packets, a vector at a time, and sends each the way it says. */
public final class Ipv6Lookup extends LookupStage {
    private final Ipv6Fib fib;
    private long[] highs = new long[SMALL_CHUNK];
    private long[] lows = new long[SMALL_CHUNK];

    /**
     * The stage.
     *
     * @param fib that answers.
     * @param adjacencies that the FIB's answers are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Lookup(final Ipv6Fib fib, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super("ipv6-lookup", adjacencies, frames);
        this.fib = fib;
    }

    @Override
    protected void lookup(final FrameBatch batch, final int from, final int count, final int[] answers) {
        final FramePool pool = pool();
        final int[] frames = batch.frames();
        if (count > highs.length) {
            highs = new long[CHUNK];
            lows = new long[CHUNK];
        }
        for (int i = 0; i < count; i++) {
            final int frame = frames[from + i];
            final long address = pool.address(frame) + pool.l3Offset(frame) + Ipv6Flyweight.DESTINATION_OFFSET;
            highs[i] = Memory.i64(null, address);
            lows[i] = Memory.i64(null, address + 8);
        }
        fib.lookup(highs, lows, answers, count);
    }
}
