package org.firsthop.node.walk;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.ip.ForwardingTables;

/** Which prefix of a node's routes an address matches, and where that leads; for people. */
final class MatchedRoute {
    static final String VIA = " via ";
    static final String ON_LINK = " on link";

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private MatchedRoute() {}

    /** What the node's FIB holds for an address, passing over the host route of a neighbor. */
    static String of(final ForwardingTables tables, final Ipv6Address address) {
        return address.isIpv4Mapped() ? ipv4(tables, address.embeddedIpv4()) : ipv6(tables, address);
    }

    /** Whether the link address of an address's next hop is known. */
    static boolean isResolved(final ForwardingTables tables, final Ipv6Address address) {
        final int adjacency = address.isIpv4Mapped()
                ? tables.ipv4().lookup(address.embeddedIpv4())
                : tables.ipv6().lookup(address.high(), address.low());
        return Adjacency.hasLinkHeader(Adjacency.state(tables.adjacencies().entryAddress(adjacency)));
    }

    private static String ipv4(final ForwardingTables tables, final int address) {
        for (int length = IPV4_BITS; length >= 0; length--) {
            final int prefix = address & Ipv4Prefix.mask(length);
            final int adjacency = tables.ipv4().get(prefix, length);
            if (adjacency != Adjacency.NO_ROUTE && !isNeighbor(tables, adjacency, 0, address, length == IPV4_BITS)) {
                return Ipv4Address.toString(prefix) + '/' + length + lead(tables, adjacency);
            }
        }
        return "no route";
    }

    private static String ipv6(final ForwardingTables tables, final Ipv6Address address) {
        for (int length = IPV6_BITS; length >= 0; length--) {
            final long high = address.high() & Ipv6Prefix.maskHigh(length);
            final long low = address.low() & Ipv6Prefix.maskLow(length);
            final int adjacency = tables.ipv6().get(high, low, length);
            if (adjacency != Adjacency.NO_ROUTE
                    && !isNeighbor(tables, adjacency, address.high(), address.low(), length == IPV6_BITS)) {
                return Ipv6Address.toString(high, low) + '/' + length + lead(tables, adjacency);
            }
        }
        return "no route";
    }

    private static boolean isNeighbor(
            final ForwardingTables tables, final int adjacency, final long high, final long low, final boolean isHost) {
        final AdjacencyTable table = tables.adjacencies();
        return isHost
                && table.nextHopFamily(adjacency) != AdjacencyTable.FAMILY_NONE
                && (int) table.nextHopLow(adjacency) == (int) low
                && table.nextHopHigh(adjacency) == high;
    }

    private static String lead(final ForwardingTables tables, final int adjacency) {
        final AdjacencyTable table = tables.adjacencies();
        final long low = table.nextHopLow(adjacency);
        return switch (table.nextHopFamily(adjacency)) {
            case AdjacencyTable.FAMILY_IPV4 -> VIA + Ipv4Address.toString((int) low);
            case AdjacencyTable.FAMILY_IPV6 -> VIA + Ipv6Address.toString(table.nextHopHigh(adjacency), low);
            default ->
                switch (Adjacency.kind(Adjacency.state(table.entryAddress(adjacency)))) {
                    case Adjacency.LOCAL -> " is me";
                    case Adjacency.CONNECTED -> ON_LINK;
                    default -> " is dropped";
                };
        };
    }
}
