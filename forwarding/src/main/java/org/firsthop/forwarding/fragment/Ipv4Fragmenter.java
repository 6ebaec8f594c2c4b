package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * Cuts IPv4 packets into fragments that the adjacency's MTU has room for (RFC 791 section 3.2, RFC 1812 section 5.2.6).
 *
 * <p>{@link Ipv4Pieces} says how. The first fragment keeps the packet's frame. They go back to the rewrite in order, which counts
 * down the TTL of each.
 */
public final class Ipv4Fragmenter extends Fragmenter {
    /** The egress MTU has no room for the header and 8 octets (RFC 791 section 3.2). The operator. */
    public static final DropReason NO_ROOM = DropReason.declare(
            "IPV4_FRAGMENT_NO_ROOM", Severity.ERROR, "the egress MTU has no room for the header and 8 octets of data");

    /** The packet is a fragment whose end is beyond what an offset can tell (RFC 791 section 3.1). An attacker. */
    public static final DropReason BEYOND_END = DropReason.declare(
            "IPV4_FRAGMENT_BEYOND_END", Severity.WARNING, "a fragment that is to be cut ends beyond 65,535 octets");

    private final Ipv4Pieces pieces = new Ipv4Pieces();

    /**
     * The stage.
     *
     * @param adjacencies that frames' descriptors are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Fragmenter(final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super("ipv4-fragment", adjacencies, frames);
    }

    @Override
    void fragment(final int frame) {
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final long ip = pool.address(frame) + l3Offset;
        final int headerLength = (Memory.u8(null, ip) & 0xF) << 2;
        final int dataLength = pool.length(frame) - l3Offset - headerLength;
        if (!pieces.plan(ip, headerLength, dataLength, mtu(frame))) {
            drop(frame, NO_ROOM);
            return;
        }
        final int word = Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        if (((word & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << 3) + dataLength > 65_535) {
            drop(frame, BEYOND_END);
            return;
        }
        final int count = pieces.count() - 1;
        if (!allocate(frame, count)) {
            drop(frame, NO_FRAMES);
            return;
        }
        for (int i = 0; i < count; i++) {
            final int fragment = other(i);
            pool.length(fragment, pieces.length(i + 1));
            pool.l4Offset(fragment, pieces.laterHeaderLength());
            pieces.write(i + 1, pool.address(fragment));
        }
        // Its octets stay where they are.
        pool.length(frame, l3Offset + pieces.length(0));
        pieces.finishFirst(ip);
        sendAll(frame);
    }
}
