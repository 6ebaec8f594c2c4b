package org.firsthop.forwarding.neighbor;

import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;

/** Reads from a packet whose neighbor is to be found what is asked for, and who asks; IPv4 addresses as IPv4-mapped. */
final class WaitingPacket {
    private static final int IPV4_VERSION = 4;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private WaitingPacket() {}

    static boolean isIpv4(final FramePool pool, final int frame) {
        return Memory.u8(null, pool.address(frame) + pool.l3Offset(frame)) >>> 4 == IPV4_VERSION;
    }

    static long destinationHigh(final FramePool pool, final int frame) {
        return isIpv4(pool, frame)
                ? 0
                : Memory.i64(null, pool.address(frame) + pool.l3Offset(frame) + Ipv6Flyweight.DESTINATION_OFFSET);
    }

    static long destinationLow(final FramePool pool, final int frame) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        return isIpv4(pool, frame)
                ? LocalAddress.mapped(Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET))
                : Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES);
    }

    /** The last 64 bits of an adjacency's next hop. */
    static long nextHopLow(final AdjacencyTable adjacencies, final int adjacency) {
        final long low = adjacencies.nextHopLow(adjacency);
        return adjacencies.nextHopFamily(adjacency) == AdjacencyTable.FAMILY_IPV4
                ? LocalAddress.mapped((int) low)
                : low;
    }

    /** Who asks for a neighbor: the link that the packet came in on, and the network of its source. */
    static int requester(final FramePool pool, final int frame) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final long source = isIpv4(pool, frame)
                ? Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET)
                : Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET);
        final long mixed = (source + pool.ingress(frame)) * MIX;
        return (int) (mixed >>> 48);
    }
}
