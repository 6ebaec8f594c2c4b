package org.firsthop.forwarding.ip;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;

/**
 * Finds the adjacency of IPv4 packets (RFC 1812 section 5.2.4), a vector at a time, and sends each the way it says.
 */
public final class Ipv4Lookup extends LookupStage {
    private final Ipv4Fib fib;
    private int[] destinations = new int[SMALL_CHUNK];

    /**
     * The stage.
     *
     * @param fib that answers.
     * @param adjacencies that the FIB's answers are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Lookup(final Ipv4Fib fib, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super("ipv4-lookup", adjacencies, frames);
        this.fib = fib;
    }

    @Override
    protected void lookup(final FrameBatch batch, final int from, final int count, final int[] answers) {
        final FramePool pool = pool();
        final int[] frames = batch.frames();
        if (count > destinations.length) {
            destinations = new int[CHUNK];
        }
        for (int i = 0; i < count; i++) {
            final int frame = frames[from + i];
            destinations[i] =
                    Memory.i32(null, pool.address(frame) + pool.l3Offset(frame) + Ipv4Flyweight.DESTINATION_OFFSET);
        }
        fib.lookup(destinations, answers, count);
    }
}
