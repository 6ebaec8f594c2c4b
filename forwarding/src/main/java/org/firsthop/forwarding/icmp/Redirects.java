package org.firsthop.forwarding.icmp;

import java.util.concurrent.TimeUnit;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;

/**
 * Finds the packets whose senders are to be told of a better first hop: those that leave by the interface by which they came, to
 * a next hop that the sender can reach itself (RFC 1812 section 5.2.7.2, RFC 4861 section 8.2).
 *
 * <p>The packet goes on; of the sender is told by a notice, a copy of the packet. Of one sender and destination there is at most
 * one notice a second. What is remembered for that is one time for each of {@value #SLOTS} slots, which pairs share by chance:
 * one that meets another's slot waits its turn. One thread.
 */
public final class Redirects {
    /** Not a drop: the reason that notices bear of packets that were forwarded to a better first hop of their senders. */
    public static final DropReason BETTER_FIRST_HOP = DropReason.declare(
            "IP_BETTER_FIRST_HOP", Severity.INFO, "the sender's link has a better first hop; the packet is forwarded");

    private static final int SLOTS = 1024;
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int SPREAD = 0x9E37_79B1;

    private final Links links;
    private final AdjacencyTable adjacencies;
    private final FrameAllocator frames;
    private final long[] notBeforeNs = new long[SLOTS];
    private final boolean[] isUsed = new boolean[SLOTS];

    /**
     * For the interfaces of a node.
     *
     * @param links of the interfaces, by index.
     * @param adjacencies that packets' next hops are in.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Redirects(final Links links, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        this.links = links;
        this.adjacencies = adjacencies;
        this.frames = frames;
    }

    /**
     * Makes the notice of a packet that leaves by the interface by which it came, when its sender is to be told.
     *
     * @param frame that holds the packet, as it came.
     * @param l3Offset octets before its IP header.
     * @param adjacency by which it leaves, one with a next hop.
     * @param nowNs the time, in nanoseconds.
     * @return the notice, for its caller to originate; {@link FramePool#NO_FRAME} when there is none.
     */
    public int notice(final int frame, final int l3Offset, final int adjacency, final long nowNs) {
        final FramePool pool = frames.pool();
        final long address = pool.address(frame) + l3Offset;
        final boolean isIpv4 = Memory.u8(null, address) >>> 4 == 4;
        final long nextLow = adjacencies.nextHopLow(adjacency);
        final long nextHigh = adjacencies.nextHopHigh(adjacency);
        final int family = adjacencies.nextHopFamily(adjacency);
        final long sourceHigh;
        final long sourceLow;
        final int pair;
        if (isIpv4) {
            sourceHigh = 0;
            sourceLow = LocalAddress.mapped(Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET));
            pair = (int) sourceLow * 31 + Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
        } else {
            sourceHigh = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET);
            sourceLow = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET + 8);
            final long to = address + Ipv6Flyweight.DESTINATION_OFFSET;
            pair = Long.hashCode((sourceHigh ^ sourceLow) * 31 + (Memory.i64(null, to) ^ Memory.i64(null, to + 8)));
        }
        final Link link = links.get(pool.ingress(frame));
        final boolean isNeighbor = isIpv4
                ? family == AdjacencyTable.FAMILY_IPV4
                        && isOfOneNetwork(link, sourceLow, LocalAddress.mapped((int) nextLow))
                : family == AdjacencyTable.FAMILY_IPV6
                        && link.isOnLink(sourceHigh, sourceLow)
                        && isTarget(address, nextHigh, nextLow);
        if (!isNeighbor || !isTurn((pair * SPREAD) >>> -Integer.numberOfTrailingZeros(SLOTS), nowNs)) {
            return FramePool.NO_FRAME;
        }
        final int notice = frames.allocate();
        if (notice != FramePool.NO_FRAME) {
            pool.copy(frame, notice, pool);
            pool.l3Offset(notice, l3Offset);
            pool.flags(notice, pool.flags(frame) & ~FramePool.TRACED);
            pool.adjacency(notice, BETTER_FIRST_HOP.id());
            pool.flowHash(notice, isIpv4 ? (int) nextLow : adjacency);
        }
        return notice;
    }

    /** RFC 1812 section 5.2.7.2: the source is on the same logical network as the next hop. */
    private static boolean isOfOneNetwork(final Link link, final long source, final long nextHop) {
        for (int i = 0; i < link.addressCount(); i++) {
            final LocalAddress own = link.address(i);
            if (own.isIpv4() && own.covers(0, source) && own.covers(0, nextHop)) {
                return true;
            }
        }
        return false;
    }

    /** RFC 4861 section 8.1: the target is the destination itself, or a router by its link-local address. */
    private static boolean isTarget(final long address, final long high, final long low) {
        final long destination = address + Ipv6Flyweight.DESTINATION_OFFSET;
        return Ipv6Address.isLinkLocal(high)
                || (Memory.i64(null, destination) == high && Memory.i64(null, destination + 8) == low);
    }

    private boolean isTurn(final int slot, final long nowNs) {
        if (isUsed[slot] && notBeforeNs[slot] - nowNs > 0) {
            return false;
        }
        isUsed[slot] = true;
        notBeforeNs[slot] = nowNs + INTERVAL_NS;
        return true;
    }
}
