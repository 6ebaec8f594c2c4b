package org.firsthop.forwarding.icmp;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;

/** What the first link towards a destination carries, for packets of this node that are cut before they are looked up. */
public final class LinkMtu {
    private final Ipv4Fib ipv4Fib;
    private final Ipv6Fib ipv6Fib;
    private final AdjacencyTable adjacencies;
    private final int[] interfaceMtus;

    /**
     * The answers of a node's tables.
     *
     * @param ipv4Fib by which packets of IPv4 will leave.
     * @param ipv6Fib by which packets of IPv6 will leave.
     * @param adjacencies that the FIBs' answers are indices of.
     * @param interfaceMtus octets that each link carries, by the index of its interface.
     */
    public LinkMtu(
            final Ipv4Fib ipv4Fib,
            final Ipv6Fib ipv6Fib,
            final AdjacencyTable adjacencies,
            final int... interfaceMtus) {
        this.ipv4Fib = ipv4Fib;
        this.ipv6Fib = ipv6Fib;
        this.adjacencies = adjacencies;
        this.interfaceMtus = interfaceMtus.clone();
    }

    /**
     * The MTU towards an IPv4 destination.
     *
     * @param destination most significant octet first.
     * @param otherwise index of the interface whose link counts where no route leads to a link.
     * @return octets of an IP packet.
     */
    int towards(final int destination, final int otherwise) {
        return of(ipv4Fib.lookup(destination), otherwise);
    }

    /**
     * The MTU towards an IPv6 destination.
     *
     * @param high the destination's first 64 bits.
     * @param low its last 64 bits.
     * @param link index of the interface whose link a link-local destination is of, and that counts where no route leads to one.
     * @return octets of an IP packet.
     */
    int towards(final long high, final long low, final int link) {
        return Ipv6Address.isLinkLocal(high) ? interfaceMtus[link] : of(ipv6Fib.lookup(high, low), link);
    }

    private int of(final int adjacency, final int otherwise) {
        final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
        if (Adjacency.kind(state) != Adjacency.GROUP) {
            return of(state, otherwise);
        }
        int smallest = Integer.MAX_VALUE;
        for (int bucket = 0; bucket < adjacencies.bucketsPerGroup(); bucket++) {
            final int member = adjacencies.member(adjacency, bucket);
            smallest = Math.min(smallest, of(Adjacency.state(adjacencies.entryAddress(member)), otherwise));
        }
        return smallest;
    }

    private int of(final long state, final int otherwise) {
        return switch (Adjacency.kind(state)) {
            case Adjacency.FORWARD, Adjacency.STALE, Adjacency.NEXT_HOP, Adjacency.CONNECTED -> Adjacency.mtu(state);
            default -> interfaceMtus[otherwise];
        };
    }
}
