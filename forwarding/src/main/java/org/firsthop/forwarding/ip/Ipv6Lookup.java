package org.firsthop.forwarding.ip;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * Finds the adjacency of IPv6 packets, a vector at a time, and sends each the way it says.
 *
 * <p>What the FIB answers for link-local destinations is held against the link that each packet is of (RFC 4291 section 2.5.6).
 */
public final class Ipv6Lookup extends LookupStage {
    private final Ipv6Fib fib;
    private final LinkLocalRoutes linkLocal;
    private long[] highs = new long[SMALL_CHUNK];
    private long[] lows = new long[SMALL_CHUNK];

    /**
     * The stage.
     *
     * @param tables that answer.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Lookup(final ForwardingTables tables, final FrameAllocator frames) {
        super("ipv6-lookup", tables.adjacencies(), frames);
        fib = tables.ipv6();
        linkLocal = new LinkLocalRoutes(tables);
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
        for (int i = 0; i < count; i++) {
            if (LinkLocalRoutes.isLinkLocal(highs[i])) {
                answers[i] = linkLocal.adjacency(highs[i], lows[i], pool.ingress(frames[from + i]), answers[i]);
            }
        }
    }
}
