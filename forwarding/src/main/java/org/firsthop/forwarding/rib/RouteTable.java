package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.jspecify.annotations.Nullable;

/**
 * The routing information base: all routes that a router knows, from all sources. It puts the best one of each prefix that
 * leads anywhere into the FIBs, and keeps the adjacencies that they lead to.
 *
 * <p>A route is named by its prefix, its source and a path id, which tells routes of one source apart as RFC 7911 does for
 * BGP (the kernel's metric can serve as one; most sources leave it 0). Of a prefix's routes that lead anywhere the one of
 * the least distance is selected, then of the least metric, then of the source that was made first, then of the least path
 * id. A route leads somewhere when an interface that it names is up, or when the route to its gateway leads somewhere;
 * {@link #interfaceDown} and {@link #interfaceUp} withdraw and restore what used the interface, and a change of the route to
 * a gateway moves all that use it. A route of this node's own address stays while its interface is down. Several paths
 * become a group of the {@link AdjacencyTable}, with as many of them as it has buckets. Flows keep their path when another one
 * goes, whether its interface goes down, its gateway is lost, or the route is replaced by one without it: the group of new
 * next hops begins as that of the next hops which they replace first, and routes with the same next hops share one.
 *
 * <p><b>Bounds.</b> An update that would go beyond {@link RouteTableLimits}, the table of adjacencies or the FIB is refused
 * with {@link FibUpdate#FULL}, counted, and has changed nothing. What an accepted update entails for other prefixes (those
 * whose gateway's route it is) a full table cannot refuse any more: they keep their old answer until {@link #reclaim()}
 * finds room; {@link #waiting()} says how many do.
 *
 * <p><b>Memory.</b> Prefixes and routes, which are millions, are fixed records outside the heap: 40 and 32 octets. Next
 * hops, of which there are as many as neighbors, are objects.
 *
 * <p>One thread at a time, the writer of the FIBs. Readers use the FIBs and the adjacencies only.
 */
public final class RouteTable {
    private static final int MAX_SOURCES = 1 << 16;
    private static final int MAX_INTERFACE = 0xFFFF;

    private final PrefixIndex ipv4;
    private final PrefixIndex ipv6;
    private final RouteRecords routes;
    private final SharedAdjacencies adjacencies;
    private final Resolver resolver;
    private final List<RouteSource> sources = new ArrayList<>();
    private final RouteLists lists;
    private final FibDownload download;
    private final RouteUpdates updates;

    /**
     * An empty table over empty FIBs, all of whose routes it will make.
     *
     * @param limits of the table.
     * @param adjacencies to make the entries of routes in; others may have entries of their own there.
     * @param ipv4 the FIB of IPv4.
     * @param ipv6 the FIB of IPv6.
     * @throws IllegalArgumentException when a FIB cannot hold the highest adjacency.
     */
    public RouteTable(
            final RouteTableLimits limits, final AdjacencyTable adjacencies, final Ipv4Fib ipv4, final Ipv6Fib ipv6) {
        final int maxAdjacency = Math.min(ipv4.maxAdjacency(), ipv6.maxAdjacency());
        if (adjacencies.capacity() > maxAdjacency) {
            throw new IllegalArgumentException(
                    "adjacencies: capacity=" + adjacencies.capacity() + ", limit=" + maxAdjacency + " of the FIBs");
        }
        this.ipv4 = new PrefixIndex(Ipv4Fib.MAX_PREFIX_LENGTH, limits.maxPrefixes());
        this.ipv6 = new PrefixIndex(Ipv6Fib.MAX_PREFIX_LENGTH, limits.maxPrefixes());
        this.routes = new RouteRecords(limits.maxRoutes() + 1); // One to replace another by.
        this.adjacencies = new SharedAdjacencies(adjacencies);
        this.resolver = new Resolver(this.ipv4, this.ipv6, routes, this.adjacencies, limits.maxNextHops());
        this.lists = new RouteLists(routes, sources, resolver);
        this.download = new FibDownload(ipv4, ipv6, lists, this.adjacencies);
        this.updates =
                new RouteUpdates(limits, this.ipv4, this.ipv6, routes, lists, resolver, this.adjacencies, download);
    }

    /**
     * Makes a source of routes.
     *
     * @param name by which users know it.
     * @param distance 0 to {@link RouteSource#MAX_DISTANCE}; the least is preferred.
     * @return the source.
     * @throws IllegalArgumentException when the distance is outside its range.
     * @throws IllegalStateException when there are 65,536 sources.
     */
    public RouteSource source(final String name, final int distance) {
        if (distance < 0 || distance > RouteSource.MAX_DISTANCE) {
            throw new IllegalArgumentException("distance: value=" + distance + ", limit=" + RouteSource.MAX_DISTANCE);
        }
        if (sources.size() == MAX_SOURCES) {
            throw new IllegalStateException("sources: value=" + (MAX_SOURCES + 1) + ", limit=" + MAX_SOURCES);
        }
        final RouteSource source = new RouteSource(sources.size(), name, distance);
        sources.add(source);
        return source;
    }

    /**
     * Adds an IPv4 route, or replaces the one of the same prefix, source and path id.
     *
     * @param source of the route.
     * @param prefix most significant octet first; bits beyond the length are zero.
     * @param length 0 to 32.
     * @param pathId 0, or what tells the route from others of its source.
     * @param metric unsigned; the least is preferred.
     * @param nextHops where packets go.
     * @return {@link FibUpdate#ADDED}, {@link FibUpdate#REPLACED}, {@link FibUpdate#UNCHANGED} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public FibUpdate put(
            final RouteSource source,
            final int prefix,
            final int length,
            final int pathId,
            final int metric,
            final NextHops nextHops) {
        final Ipv4Prefix checked = new Ipv4Prefix(prefix, length);
        check(source);
        return updates.put(ipv4, source, leftAligned(checked.address()), 0, length, pathId, metric, nextHops);
    }

    /**
     * Adds an IPv6 route, or replaces the one of the same prefix, source and path id.
     *
     * @param source of the route.
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param length 0 to 128.
     * @param pathId 0, or what tells the route from others of its source.
     * @param metric unsigned; the least is preferred.
     * @param nextHops where packets go.
     * @return {@link FibUpdate#ADDED}, {@link FibUpdate#REPLACED}, {@link FibUpdate#UNCHANGED} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range, or a gateway is IPv4.
     */
    public FibUpdate put(
            final RouteSource source,
            final long high,
            final long low,
            final int length,
            final int pathId,
            final int metric,
            final NextHops nextHops) {
        final Ipv6Prefix checked = new Ipv6Prefix(high, low, length);
        for (final NextHops.Path path : nextHops.paths()) {
            if (path.family() == AdjacencyTable.FAMILY_IPV4) {
                throw new IllegalArgumentException("gateway: family=4, expected 6 for an IPv6 route");
            }
        }
        check(source);
        return updates.put(ipv6, source, checked.high(), checked.low(), length, pathId, metric, nextHops);
    }

    /**
     * Withdraws an IPv4 route.
     *
     * @param source of the route.
     * @param prefix most significant octet first.
     * @param length 0 to 32.
     * @param pathId that it was added with.
     * @return {@link FibUpdate#WITHDRAWN}, {@link FibUpdate#ABSENT} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when the prefix is none.
     */
    public FibUpdate withdraw(final RouteSource source, final int prefix, final int length, final int pathId) {
        final Ipv4Prefix checked = new Ipv4Prefix(prefix, length);
        check(source);
        return updates.withdraw(ipv4, source, ipv4.find(leftAligned(checked.address()), 0, length), pathId);
    }

    /**
     * Withdraws an IPv6 route.
     *
     * @param source of the route.
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param length 0 to 128.
     * @param pathId that it was added with.
     * @return {@link FibUpdate#WITHDRAWN}, {@link FibUpdate#ABSENT} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when the prefix is none.
     */
    public FibUpdate withdraw(
            final RouteSource source, final long high, final long low, final int length, final int pathId) {
        final Ipv6Prefix checked = new Ipv6Prefix(high, low, length);
        check(source);
        return updates.withdraw(ipv6, source, ipv6.find(checked.high(), checked.low(), length), pathId);
    }

    /**
     * Withdraws all routes of a source, as when a session with a peer ends.
     *
     * @param source of the routes.
     * @return how many could not be withdrawn because a FIB was full; calling again later withdraws them.
     */
    public int withdrawAll(final RouteSource source) {
        check(source);
        final int[] left = {0};
        for (final PrefixIndex prefixes : List.of(ipv4, ipv6)) {
            prefixes.forEach(prefix -> {
                int route = prefixes.firstRoute(prefix);
                while (route != 0) {
                    final int next = routes.nextOfPrefix(route);
                    if (routes.source(route) == source.id()
                            && updates.withdrawRoute(prefixes, prefix, route) == FibUpdate.FULL) {
                        left[0]++;
                    }
                    route = next;
                }
            });
        }
        return left[0];
    }

    /**
     * Says that an interface works: restores the routes that use it. Interfaces are down until this is called.
     *
     * @param interfaceIndex 0 to 65,535.
     * @param mtu octets of the largest IP packet that it carries, 0 to 65,535.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public void interfaceUp(final int interfaceIndex, final int mtu) {
        checkInterface(interfaceIndex);
        if (mtu < 0 || mtu > 0xFFFF) {
            throw new IllegalArgumentException("mtu: value=" + mtu + ", limit=65535");
        }
        final boolean wasUp = resolver.isUp(interfaceIndex);
        resolver.interfaceUp(interfaceIndex, mtu);
        if (!wasUp) {
            updates.resolveAll();
        }
    }

    /**
     * Says that an interface does not work: withdraws the routes that use it from the FIBs, but keeps them here.
     *
     * @param interfaceIndex 0 to 65,535.
     * @throws IllegalArgumentException when it is outside its range.
     */
    public void interfaceDown(final int interfaceIndex) {
        checkInterface(interfaceIndex);
        if (resolver.isUp(interfaceIndex)) {
            resolver.interfaceDown(interfaceIndex);
            updates.resolveAll();
        }
    }

    /**
     * The adjacency of a next hop, for whoever gives it a link header.
     *
     * @param isIpv6 whether the packets are IPv6.
     * @param path with an interface and a gateway.
     * @return its index, or 0 when no route leads there; it is removed when none does any more.
     */
    public int adjacency(final boolean isIpv6, final NextHops.Path path) {
        return adjacencies.find(new SharedAdjacencies.Hop(
                Adjacency.NEXT_HOP, isIpv6, path.interfaceIndex(), path.family(), path.high(), path.low()));
    }

    /**
     * The adjacency for destinations on the link of an interface, for packets that do not take the way of a route. It stays from
     * now on, whether routes lead there or not, and whether the interface is up or not.
     *
     * @param interfaceIndex 0 to 65,535.
     * @param mtu octets of the largest IP packet that the interface carries, 0 to 65,535, until {@link #interfaceUp} says it.
     * @return its index, or 0 when the table of adjacencies is full.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public int onLink(final int interfaceIndex, final int mtu) {
        checkInterface(interfaceIndex);
        return hold(SharedAdjacencies.Hop.onLink(interfaceIndex), mtu);
    }

    /**
     * The adjacency for this node's own addresses on an interface, for packets that do not take the way of a route. It stays from
     * now on, whether routes lead there or not.
     *
     * @param interfaceIndex 0 to 65,535.
     * @return its index, or 0 when the table of adjacencies is full.
     * @throws IllegalArgumentException when the index is outside its range.
     */
    public int local(final int interfaceIndex) {
        checkInterface(interfaceIndex);
        return hold(SharedAdjacencies.Hop.keeping(Adjacency.LOCAL, interfaceIndex), 0);
    }

    private int hold(final SharedAdjacencies.Hop hop, final int mtu) {
        final int adjacency = adjacencies.hold(hop, mtu);
        if (adjacency == Adjacency.NO_ROUTE) {
            updates.refuseAdjacency();
        }
        return adjacency;
    }

    /**
     * Tries again what full tables refused on the way of other updates. For a writer that is idle, as
     * {@link Ipv4Fib#reclaim()} is.
     *
     * @return {@link #waiting()}.
     */
    public int reclaim() {
        download.reclaim();
        adjacencies.table().reclaim();
        updates.resolveStarved();
        download.retry(ipv4);
        download.retry(ipv6);
        return waiting();
    }

    /** {@return how many prefixes and next hops wait for room in a FIB or in the table of adjacencies} */
    public int waiting() {
        final int[] count = {download.waiting()};
        resolver.forEachTarget(target -> count[0] += target.isStarved ? 1 : 0);
        return count[0];
    }

    /** {@return how many different next hops lead nowhere because a gateway of theirs leads back to them, or too far} */
    public int loops() {
        final int[] count = {0};
        resolver.forEachTarget(target -> count[0] += target.isLoop ? 1 : 0);
        return count[0];
    }

    /**
     * What an IPv4 route says.
     *
     * @param source of the route.
     * @param prefix most significant octet first.
     * @param length 0 to 32.
     * @param pathId that it was added with.
     * @return where its packets go, or {@code null} when it is not there.
     * @throws IllegalArgumentException when the prefix is none.
     */
    public @Nullable NextHops get(final RouteSource source, final int prefix, final int length, final int pathId) {
        final Ipv4Prefix checked = new Ipv4Prefix(prefix, length);
        return get(ipv4, source, ipv4.find(leftAligned(checked.address()), 0, length), pathId);
    }

    /**
     * What an IPv6 route says.
     *
     * @param source of the route.
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param length 0 to 128.
     * @param pathId that it was added with.
     * @return where its packets go, or {@code null} when it is not there.
     * @throws IllegalArgumentException when the prefix is none.
     */
    public @Nullable NextHops get(
            final RouteSource source, final long high, final long low, final int length, final int pathId) {
        final Ipv6Prefix checked = new Ipv6Prefix(high, low, length);
        return get(ipv6, source, ipv6.find(checked.high(), checked.low(), length), pathId);
    }

    private @Nullable NextHops get(
            final PrefixIndex prefixes, final RouteSource source, final int prefix, final int pathId) {
        check(source);
        final int route = prefix == 0 ? 0 : lists.find(prefixes, prefix, source, pathId);
        return route == 0 ? null : lists.target(route).nextHops;
    }

    /**
     * Gives all routes, those of one prefix together and the preferred ones first; the prefixes come in no order.
     *
     * @param visitor that takes the routes.
     */
    public void forEach(final RouteVisitor visitor) {
        forEach(ipv4, visitor);
        forEach(ipv6, visitor);
    }

    private void forEach(final PrefixIndex prefixes, final RouteVisitor visitor) {
        final boolean isIpv6 = prefixes.isIpv6();
        prefixes.forEach(prefix -> {
            final int selected = lists.selected(prefixes, prefix);
            final long high = prefixes.high(prefix);
            for (int route = prefixes.firstRoute(prefix); route != 0; route = routes.nextOfPrefix(route)) {
                visitor.accept(
                        isIpv6,
                        isIpv6 ? high : 0,
                        isIpv6 ? prefixes.low(prefix) : high >>> 32,
                        prefixes.length(prefix),
                        sources.get(routes.source(route)),
                        routes.pathId(route),
                        routes.metric(route),
                        lists.target(route).nextHops,
                        route == selected);
            }
        });
    }

    /** {@return the number of routes} */
    public int size() {
        return routes.count();
    }

    /** {@return the number of IPv4 prefixes that have routes} */
    public int ipv4Prefixes() {
        return ipv4.count();
    }

    /** {@return the number of IPv6 prefixes that have routes} */
    public int ipv6Prefixes() {
        return ipv6.count();
    }

    /** {@return the number of different next hops} */
    public int nextHops() {
        return resolver.targetCount();
    }

    /** {@return the octets outside the heap that prefixes and routes have taken} */
    public long octets() {
        return ipv4.octets() + ipv6.octets() + routes.octets();
    }

    /** {@return how many updates were refused with {@link FibUpdate#FULL}} */
    public long refusals() {
        return updates.refusals();
    }

    /** {@return which table was full when an update was refused last, and with how much; empty when none was} */
    public String lastRefusal() {
        return updates.lastRefusal();
    }

    private void check(final RouteSource source) {
        Objects.requireNonNull(source, "source");
        if (source.id() >= sources.size() || !isOwn(source)) {
            throw new IllegalArgumentException("source: value=" + source.name() + " is of another table");
        }
    }

    @SuppressWarnings("ReferenceEquality") // A source is itself, not what it says.
    private boolean isOwn(final @Nullable RouteSource source) {
        return source != null && sources.get(source.id()) == source;
    }

    private static void checkInterface(final int interfaceIndex) {
        if (interfaceIndex < 0 || interfaceIndex > MAX_INTERFACE) {
            throw new IllegalArgumentException("interfaceIndex: value=" + interfaceIndex + ", limit=" + MAX_INTERFACE);
        }
    }

    private static long leftAligned(final int address) {
        return (long) address << 32;
    }
}
