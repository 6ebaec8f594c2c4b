package org.firsthop.forwarding.rib;

import java.util.HashMap;
import java.util.Map;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an {@link AdjacencyTable} that a {@link RouteTable} has made, each once for all that lead to it, and removed
 * when nothing does: no route of a FIB, no group and no next hops. Not thread-safe.
 */
final class SharedAdjacencies {
    private final AdjacencyTable table;
    private final Map<Hop, Integer> indices = new HashMap<>();

    /** How many hold an entry, by its index. */
    private final int[] holders;

    private final @Nullable Hop[] hops;

    /**
     * One way that packets leave, or stay.
     *
     * @param kind {@link Adjacency#NEXT_HOP}, {@link Adjacency#CONNECTED} or a kind that sends nothing.
     * @param isIpv6 whether the packets are IPv6; only next hops differ by it, in their link headers.
     * @param interfaceIndex by which they leave.
     * @param family of the next hop.
     * @param high the first 64 bits of the next hop.
     * @param low the last 64 bits.
     */
    record Hop(int kind, boolean isIpv6, int interfaceIndex, int family, long high, long low) {
        /** {@return the hop of packets that go no further, for an interface or for none} */
        static Hop keeping(final int kind, final int interfaceIndex) {
            return new Hop(kind, false, interfaceIndex, AdjacencyTable.FAMILY_NONE, 0, 0);
        }

        /** {@return the hop to destinations on the link of an interface} */
        static Hop onLink(final int interfaceIndex) {
            return new Hop(Adjacency.CONNECTED, false, interfaceIndex, AdjacencyTable.FAMILY_NONE, 0, 0);
        }
    }

    SharedAdjacencies(final AdjacencyTable table) {
        this.table = table;
        holders = new int[table.capacity() + 1];
        hops = new Hop[table.capacity() + 1];
    }

    /**
     * Holds the entry of a hop, which is made when nobody holds it yet.
     *
     * @param hop to hold.
     * @param mtu of its interface.
     * @return the index, or 0 when the table is full.
     */
    int hold(final Hop hop, final int mtu) {
        final Integer known = indices.get(hop);
        if (known != null) {
            holders[known]++;
            return known;
        }
        final int added =
                switch (hop.kind) {
                    case Adjacency.NEXT_HOP ->
                        hop.family == AdjacencyTable.FAMILY_IPV6
                                ? table.addNextHop(hop.interfaceIndex, mtu, hop.high, hop.low)
                                : table.addNextHop(hop.interfaceIndex, mtu, (int) hop.low);
                    case Adjacency.CONNECTED -> table.addConnected(hop.interfaceIndex, mtu);
                    default -> table.add(hop.kind, hop.interfaceIndex);
                };
        if (added != Adjacency.NO_ROUTE) {
            indices.put(hop, added);
            hops[added] = hop;
            holders[added] = 1;
        }
        return added;
    }

    /** {@return the index of a new group, held once, that begins as another one or empty, or 0 when the table is full} */
    int holdGroup(final int likeGroup) {
        final int group = likeGroup == Adjacency.NO_ROUTE ? table.addGroup() : table.addGroup(likeGroup);
        if (group != Adjacency.NO_ROUTE) {
            holders[group] = 1;
        }
        return group;
    }

    /** Holds an entry once more. */
    void holdAgain(final int index) {
        holders[index]++;
    }

    /** Lets an entry go; the last one to do so removes it. */
    void release(final int index) {
        if (--holders[index] == 0) {
            final Hop hop = hops[index];
            if (hop != null) {
                indices.remove(hop);
                hops[index] = null;
            }
            table.remove(index);
        }
    }

    /** {@return the index of a hop that is held, or 0} */
    int find(final Hop hop) {
        return indices.getOrDefault(hop, Adjacency.NO_ROUTE);
    }

    /** Changes the MTU of all entries of an interface. */
    void mtu(final int interfaceIndex, final int octets) {
        indices.forEach((hop, index) -> {
            if (hop.interfaceIndex == interfaceIndex && hop.kind <= Adjacency.CONNECTED) {
                table.mtu(index, octets);
            }
        });
    }

    AdjacencyTable table() {
        return table;
    }
}
