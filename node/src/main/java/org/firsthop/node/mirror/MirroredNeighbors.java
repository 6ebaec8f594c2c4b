package org.firsthop.node.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.node.netlink.NeighborMessage;

/**
 * The kernel's neighbors on the router's interfaces: adjacencies get their link addresses, and a neighbor that is reached by a
 * connected prefix alone gets a host route, so that the lookup finds its link header at once.
 *
 * <p>The host routes are of a source of their own, of the greatest distance: a route of the kernel's for the same address is
 * preferred. One that a longer prefix than the connected one would contain is taken back.
 */
final class MirroredNeighbors {
    private final RouteTable routes;
    private final ForwardingTables tables;
    private final MirroredInterfaces interfaces;
    private final MirrorCounters counters;
    private final int max;
    private final RouteSource source;
    private final Map<Key, Neighbor> neighbors = new HashMap<>();
    private final List<Neighbor> dirty = new ArrayList<>();
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[EthernetFlyweight.HEADER_LENGTH]);
    private final EthernetFlyweight ethernet = new EthernetFlyweight().wrap(header, 0);
    private int generation;
    private boolean isLate;

    /** Names a neighbor; {@code high} and {@code low} as in {@link LocalAddress}. */
    private record Key(int link, long high, long low) {
        boolean isIpv6() {
            return !Ipv6Address.isIpv4Mapped(high, low);
        }

        NextHops.Path path() {
            return isIpv6() ? NextHops.Path.via(link, high, low) : NextHops.Path.via(link, (int) low);
        }
    }

    private static final class Neighbor {
        final Key key;
        long mac;
        boolean isStale;
        boolean hasHostRoute;
        boolean isDirty;
        int generation;

        Neighbor(final Key key) {
            this.key = key;
        }
    }

    MirroredNeighbors(
            final RouteTable routes,
            final ForwardingTables tables,
            final MirroredInterfaces interfaces,
            final MirrorCounters counters,
            final int max) {
        this.routes = routes;
        this.tables = tables;
        this.interfaces = interfaces;
        this.counters = counters;
        this.max = max;
        source = routes.source("kernel neighbors", RouteSource.MAX_DISTANCE);
    }

    int size() {
        return neighbors.size();
    }

    void beginDump() {
        generation++;
    }

    /** Forgets the neighbors that the dump did not show. */
    void endDump() {
        final Iterator<Neighbor> all = neighbors.values().iterator();
        while (all.hasNext()) {
            final Neighbor neighbor = all.next();
            if (neighbor.generation != generation) {
                all.remove();
                forget(neighbor);
            }
        }
    }

    void put(final NeighborMessage message) {
        final int link = interfaces.index(message.interfaceIndex());
        if (link == MirroredInterfaces.ELSEWHERE
                || MirroredNextHops.isGroup(message.isIpv6(), message.high(), message.low())) {
            return;
        }
        final Key key = key(link, message);
        Neighbor neighbor = neighbors.get(key);
        if (message.mac() == 0) {
            if (neighbor != null) {
                remove(key);
            }
            return;
        }
        if (neighbor == null) {
            if (neighbors.size() == max) {
                counters.count(MirrorEvent.NEIGHBOR_REFUSED);
                return;
            }
            neighbor = new Neighbor(key);
            neighbors.put(key, neighbor);
        }
        neighbor.generation = generation;
        neighbor.mac = message.mac();
        neighbor.isStale = message.isStale();
        counters.count(MirrorEvent.NEIGHBOR_PUT);
        settle(neighbor);
    }

    void remove(final NeighborMessage message) {
        final int link = interfaces.index(message.interfaceIndex());
        if (link != MirroredInterfaces.ELSEWHERE) {
            remove(key(link, message));
        }
    }

    private void remove(final Key key) {
        final Neighbor neighbor = neighbors.remove(key);
        if (neighbor != null) {
            forget(neighbor);
        }
    }

    private static Key key(final int link, final NeighborMessage message) {
        final long low = message.isIpv6() ? message.low() : LocalAddress.mapped((int) message.low());
        return new Key(link, message.high(), low);
    }

    private void forget(final Neighbor neighbor) {
        counters.count(MirrorEvent.NEIGHBOR_GONE);
        neighbor.mac = 0;
        withdrawHostRoute(neighbor);
        giveLinkHeader(neighbor);
    }

    /**
     * A worker asks for a neighbor, or uses a stale one.
     *
     * @return whether the kernel is to be asked.
     */
    boolean asked(final int link, final long high, final long low) {
        final Neighbor neighbor = neighbors.get(new Key(link, high, low));
        if (neighbor == null) {
            return true;
        }
        final boolean wasStale = neighbor.isStale;
        neighbor.isStale = false; // The kernel confirms it now, and tells when it cannot.
        settle(neighbor);
        return wasStale;
    }

    /** Notes that the host routes of neighbors within a prefix may not be right any more. */
    void changed(
            final boolean isIpv6, final long high, final long low, final int prefixLength, final boolean isConnected) {
        for (final Neighbor neighbor : neighbors.values()) {
            final Key key = neighbor.key;
            if (key.isIpv6() == isIpv6
                    && !neighbor.isDirty
                    && (isConnected || !neighbor.hasHostRoute || prefixLength >= connectedLength(key))
                    && contains(isIpv6, high, low, prefixLength, key)) {
                neighbor.isDirty = true;
                dirty.add(neighbor);
            }
        }
    }

    /** Notes that all routes may have changed. */
    void changed() {
        for (final Neighbor neighbor : neighbors.values()) {
            if (!neighbor.isDirty) {
                neighbor.isDirty = true;
                dirty.add(neighbor);
            }
        }
    }

    /** Puts right what was {@linkplain #changed noted}. */
    void settle() {
        for (final Neighbor neighbor : dirty) {
            neighbor.isDirty = false;
            withdrawHostRoute(neighbor);
            if (neighbor.mac != 0) {
                settle(neighbor);
            }
        }
        dirty.clear();
        if (isLate) {
            isLate = tables.adjacencies().reclaim() > 0;
        }
    }

    /** Whether link headers wait for readers to announce. */
    boolean isLate() {
        return isLate;
    }

    private void settle(final Neighbor neighbor) {
        if (!neighbor.hasHostRoute && isOnLink(neighbor.key)) {
            final Key key = neighbor.key;
            final NextHops to = NextHops.of(key.path());
            final FibUpdate update = key.isIpv6()
                    ? routes.put(source, key.high, key.low, 128, key.link, key.link, to)
                    : routes.put(source, (int) key.low, 32, key.link, key.link, to);
            neighbor.hasHostRoute = update != FibUpdate.FULL;
        }
        giveLinkHeader(neighbor);
    }

    /** Whether packets for a neighbor's address are found to be for the link of its interface. */
    private boolean isOnLink(final Key key) {
        if (Ipv6Address.isLinkLocal(key.high)) {
            return false;
        }
        final int route = key.isIpv6()
                ? tables.ipv6().lookup(key.high, key.low)
                : tables.ipv4().lookup((int) key.low);
        final long state = Adjacency.state(tables.adjacencies().entryAddress(route));
        return Adjacency.kind(state) == Adjacency.CONNECTED && Adjacency.egressInterface(state) == key.link;
    }

    private void withdrawHostRoute(final Neighbor neighbor) {
        if (neighbor.hasHostRoute) {
            final Key key = neighbor.key;
            final FibUpdate update = key.isIpv6()
                    ? routes.withdraw(source, key.high, key.low, 128, key.link)
                    : routes.withdraw(source, (int) key.low, 32, key.link);
            neighbor.hasHostRoute = update == FibUpdate.FULL;
        }
    }

    /** Tells the adjacencies of both kinds of packets what is known: an IPv6 gateway may be one of IPv4 routes (RFC 8950). */
    private void giveLinkHeader(final Neighbor neighbor) {
        final Key key = neighbor.key;
        giveLinkHeader(neighbor, routes.adjacency(false, key.path()), EtherType.IPV4);
        if (key.isIpv6()) {
            giveLinkHeader(neighbor, routes.adjacency(true, key.path()), EtherType.IPV6);
        }
    }

    private void giveLinkHeader(final Neighbor neighbor, final int adjacency, final int etherType) {
        if (adjacency == Adjacency.NO_ROUTE) {
            return;
        }
        final AdjacencyTable adjacencies = tables.adjacencies();
        if (neighbor.mac == 0) {
            adjacencies.unresolved(adjacency);
            return;
        }
        final long entry = adjacencies.entryAddress(adjacency);
        if (!Adjacency.hasLinkHeader(Adjacency.state(entry)) || Adjacency.cookie(entry) != neighbor.mac + 1) {
            ethernet.destination(neighbor.mac)
                    .source(interfaces.get(neighbor.key.link).mac())
                    .etherType(etherType);
            adjacencies.linkHeader(adjacency, header, 0, EthernetFlyweight.HEADER_LENGTH);
            adjacencies.cookie(adjacency, neighbor.mac + 1);
        }
        adjacencies.stale(adjacency, neighbor.isStale);
        isLate |= !Adjacency.hasLinkHeader(Adjacency.state(entry));
    }

    /** The length of the shortest prefix of the link that contains a neighbor; no shorter route changes its own. */
    private int connectedLength(final Key key) {
        final Link link = tables.links().get(key.link);
        int shortest = Integer.MAX_VALUE;
        for (int i = 0; i < link.addressCount(); i++) {
            final LocalAddress own = link.address(i);
            if (own.covers(key.high, key.low)) {
                shortest = Math.min(shortest, own.prefixLength());
            }
        }
        return shortest == Integer.MAX_VALUE ? 0 : shortest;
    }

    private static boolean contains(
            final boolean isIpv6, final long high, final long low, final int prefixLength, final Key key) {
        if (!isIpv6) {
            return prefixLength == 0 || ((int) low ^ (int) key.low) >>> (32 - prefixLength) == 0;
        }
        final long highMask = prefixLength == 0 ? 0 : -1L << Math.max(0, 64 - prefixLength);
        final long lowMask = prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
        return ((high ^ key.high) & highMask) == 0 && ((low ^ key.low) & lowMask) == 0;
    }
}
