package org.firsthop.forwarding.neighbor;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * Keeps the adjacencies of neighbors in step with what is known of them, and gives neighbors on connected prefixes host routes.
 *
 * <p>A neighbor may be the next hop of several adjacencies (the forwarding tables' and the route table's own); each is attached to
 * its entry when its first packet comes by, and has the neighbor's link header from then on. An adjacency that was removed
 * meanwhile, or given to another next hop, is found out by its cookie and let go.
 */
final class NeighborAdjacencies {
    private static final int NO_ADJACENCY = 0;
    private static final long NO_MAC = -1;

    private final AdjacencyTable adjacencies;
    private final Ipv4Fib ipv4;
    private final Ipv6Fib ipv6;
    private final Links links;
    private final NeighborTable table;
    private final NeighborEntries entries;

    /** First attached adjacency and own adjacency of each entry. */
    private final int[] attached;

    private final int[] own;

    /** By adjacency: the next one of the same entry, one more than the entry, and the link address last given. */
    private final int[] next;

    private final int[] attachedTo;
    private final long[] given;

    private final UnsafeBuffer header = new UnsafeBuffer(new byte[EthernetFlyweight.HEADER_LENGTH]);
    private final EthernetFlyweight ethernet = new EthernetFlyweight().wrap(header, 0);

    NeighborAdjacencies(
            final AdjacencyTable adjacencies,
            final Ipv4Fib ipv4,
            final Ipv6Fib ipv6,
            final Links links,
            final NeighborTable table) {
        this.adjacencies = adjacencies;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.links = links;
        this.table = table;
        entries = table.entries();
        attached = new int[entries.capacity()];
        own = new int[entries.capacity()];
        next = new int[adjacencies.capacity() + 1];
        attachedTo = new int[adjacencies.capacity() + 1];
        given = new long[adjacencies.capacity() + 1];
    }

    /** {@return the entry that an adjacency is attached to, or {@code NONE}} */
    int entryOf(final int adjacency) {
        final int to = attachedTo[adjacency];
        return to != 0 && isOurs(adjacency, to - 1) ? to - 1 : NeighborEntries.NONE;
    }

    /** Makes an adjacency follow an entry. */
    void attach(final int adjacency, final int entry) {
        if (attachedTo[adjacency] != 0) {
            detach(adjacency, attachedTo[adjacency] - 1);
        }
        attachedTo[adjacency] = entry + 1;
        next[adjacency] = attached[entry];
        attached[entry] = adjacency;
        given[adjacency] = NO_MAC;
        adjacencies.cookie(adjacency, entry + 1L);
        apply(adjacency, entry);
    }

    /** Gives all adjacencies of an entry what is known of it. */
    void update(final int entry) {
        int adjacency = attached[entry];
        while (adjacency != NO_ADJACENCY) {
            final int following = next[adjacency];
            if (isOurs(adjacency, entry)) {
                apply(adjacency, entry);
            } else {
                detach(adjacency, entry);
            }
            adjacency = following;
        }
    }

    /**
     * The adjacency of a neighbor on a connected prefix, made when it is asked for first, with a host route where the neighbor's
     * address is reached by the connected prefix alone.
     *
     * @return its index, or 0 when there is no room.
     */
    int own(final int entry) {
        if (own[entry] == NO_ADJACENCY) {
            final int link = entries.link[entry];
            final int mtu = links.get(link).mtu();
            final int added = isIpv4(entry)
                    ? adjacencies.addNextHop(link, mtu, (int) entries.low[entry])
                    : adjacencies.addNextHop(link, mtu, entries.high[entry], entries.low[entry]);
            if (added != NO_ADJACENCY) {
                own[entry] = added;
                attach(added, entry);
                addHostRoute(entry, added);
            }
        }
        return own[entry];
    }

    /** Forgets an entry: nothing that is forwarded leads to it any more. */
    void remove(final int entry) {
        final int ours = own[entry];
        final boolean isRouteGone = ours == NO_ADJACENCY || withdrawHostRoute(entry, ours);
        while (attached[entry] != NO_ADJACENCY) {
            final int adjacency = attached[entry];
            if (isOurs(adjacency, entry)) {
                adjacencies.cookie(adjacency, 0);
                if (adjacency == ours && isRouteGone) {
                    adjacencies.remove(adjacency);
                } else {
                    adjacencies.unresolved(adjacency);
                }
            }
            detach(adjacency, entry);
        }
        own[entry] = NO_ADJACENCY;
    }

    /** {@return the adjacency of the longest prefix of an address, or 0} */
    int lookup(final long high, final long low) {
        return Ipv6Address.isIpv4Mapped(high, low) ? ipv4.lookup((int) low) : ipv6.lookup(high, low);
    }

    private void apply(final int adjacency, final int entry) {
        final NeighborState state = entries.state[entry];
        if (!state.isUsable()) {
            adjacencies.unresolved(adjacency);
            given[adjacency] = NO_MAC;
            return;
        }
        final boolean isStale = state == NeighborState.STALE;
        adjacencies.stale(adjacency, isStale);
        if (given[adjacency] != entries.mac[entry]) {
            given[adjacency] = entries.mac[entry];
            ethernet.destination(entries.mac[entry])
                    .source(links.get(entries.link[entry]).mac())
                    .etherType(isIpv4(entry) ? EtherType.IPV4 : EtherType.IPV6);
            adjacencies.linkHeader(adjacency, header, 0, EthernetFlyweight.HEADER_LENGTH);
            adjacencies.stale(adjacency, isStale);
        }
    }

    private boolean isIpv4(final int entry) {
        return Ipv6Address.isIpv4Mapped(entries.high[entry], entries.low[entry]);
    }

    private boolean isOurs(final int adjacency, final int entry) {
        final long address = adjacencies.entryAddress(adjacency);
        final int kind = Adjacency.kind(Adjacency.state(address));
        return Adjacency.cookie(address) == entry + 1L
                && (kind == Adjacency.FORWARD || kind == Adjacency.NEXT_HOP || kind == Adjacency.STALE);
    }

    private void detach(final int adjacency, final int entry) {
        attachedTo[adjacency] = 0;
        if (attached[entry] == adjacency) {
            attached[entry] = next[adjacency];
            return;
        }
        int before = attached[entry];
        while (next[before] != adjacency) {
            before = next[before];
        }
        next[before] = next[adjacency];
    }

    private void addHostRoute(final int entry, final int adjacency) {
        final long high = entries.high[entry];
        final long low = entries.low[entry];
        final boolean isIpv4 = isIpv4(entry);
        final long state = Adjacency.state(adjacencies.entryAddress(lookup(high, low)));
        if (Adjacency.kind(state) != Adjacency.CONNECTED || Adjacency.egressInterface(state) != entries.link[entry]) {
            return;
        }
        final FibUpdate update = isIpv4 ? ipv4.put((int) low, 32, adjacency) : ipv6.put(high, low, 128, adjacency);
        if (update == FibUpdate.FULL) {
            table.counted(NeighborEvent.HOST_ROUTE_REFUSED);
        }
    }

    private boolean withdrawHostRoute(final int entry, final int adjacency) {
        final long high = entries.high[entry];
        final long low = entries.low[entry];
        final boolean isIpv4 = isIpv4(entry);
        final int route = isIpv4 ? ipv4.get((int) low, 32) : ipv6.get(high, low, 128);
        if (route != adjacency) {
            return true;
        }
        final FibUpdate update = isIpv4 ? ipv4.remove((int) low, 32) : ipv6.remove(high, low, 128);
        if (update == FibUpdate.FULL) {
            table.counted(NeighborEvent.HOST_ROUTE_KEPT);
            return false;
        }
        return true;
    }
}
