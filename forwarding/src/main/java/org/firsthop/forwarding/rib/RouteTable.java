package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Prefix;
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
 * become a group of the {@link AdjacencyTable}, in which flows keep their path when another one goes.
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

    private final RouteTableLimits limits;
    private final Ipv4Fib ipv4Fib;
    private final Ipv6Fib ipv6Fib;
    private final PrefixIndex ipv4;
    private final PrefixIndex ipv6;
    private final RouteRecords routes;
    private final SharedAdjacencies adjacencies;
    private final Resolver resolver;
    private final List<RouteSource> sources = new ArrayList<>();
    private int stale;
    private long refusals;
    private String lastRefusal = "";

    /** Targets that led elsewhere before the update at hand. */
    private final Set<Target> changed = new LinkedHashSet<>();

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
        this.limits = limits;
        this.ipv4Fib = ipv4;
        this.ipv6Fib = ipv6;
        this.ipv4 = new PrefixIndex(Ipv4Fib.MAX_PREFIX_LENGTH, limits.maxPrefixes());
        this.ipv6 = new PrefixIndex(Ipv6Fib.MAX_PREFIX_LENGTH, limits.maxPrefixes());
        this.routes = new RouteRecords(limits.maxRoutes() + 1); // One to replace another by.
        this.adjacencies = new SharedAdjacencies(adjacencies);
        this.resolver = new Resolver(this.ipv4, this.ipv6, routes, this.adjacencies, limits.maxNextHops());
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
        return put(false, source, leftAligned(checked.address()), 0, length, pathId, metric, nextHops);
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
        return put(true, source, checked.high(), checked.low(), length, pathId, metric, nextHops);
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
        return withdraw(false, source, ipv4.find(leftAligned(checked.address()), 0, length), pathId);
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
        return withdraw(true, source, ipv6.find(checked.high(), checked.low(), length), pathId);
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
        for (final boolean isIpv6 : new boolean[] {false, true}) {
            final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
            prefixes.forEach(prefix -> {
                int route = prefixes.firstRoute(prefix);
                while (route != 0) {
                    final int next = routes.nextOfPrefix(route);
                    if (routes.source(route) == source.id() && withdrawRoute(isIpv6, prefix, route) == FibUpdate.FULL) {
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
            resolveAll();
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
            resolveAll();
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
                AdjacencyTable.NEXT_HOP, isIpv6, path.interfaceIndex(), path.family(), path.high(), path.low()));
    }

    /**
     * Tries again what full tables refused on the way of other updates. For a writer that is idle, as
     * {@link Ipv4Fib#reclaim()} is.
     *
     * @return {@link #waiting()}.
     */
    public int reclaim() {
        ipv4Fib.reclaim();
        ipv6Fib.reclaim();
        adjacencies.table().reclaim();
        final List<Target> starved = new ArrayList<>();
        resolver.forEachTarget(target -> {
            if (target.isStarved) {
                starved.add(target);
            }
        });
        starved.forEach(this::resolve);
        pushChanged();
        if (stale > 0) {
            ipv4.forEach(prefix -> retry(false, ipv4, prefix));
            ipv6.forEach(prefix -> retry(true, ipv6, prefix));
        }
        return waiting();
    }

    private void retry(final boolean isIpv6, final PrefixIndex prefixes, final int prefix) {
        if (prefixes.isStale(prefix)) {
            pushOrWait(isIpv6, prefix);
        }
    }

    /** {@return how many prefixes and next hops wait for room in a FIB or in the table of adjacencies} */
    public int waiting() {
        final int[] count = {stale};
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
        final int route = prefix == 0 ? 0 : find(prefixes, prefix, source, pathId);
        return route == 0 ? null : resolver.target(routes.target(route)).nextHops;
    }

    /**
     * Gives all routes, those of one prefix together and the preferred ones first; the prefixes come in no order.
     *
     * @param visitor that takes the routes.
     */
    public void forEach(final RouteVisitor visitor) {
        forEach(false, ipv4, visitor);
        forEach(true, ipv6, visitor);
    }

    private void forEach(final boolean isIpv6, final PrefixIndex prefixes, final RouteVisitor visitor) {
        prefixes.forEach(prefix -> {
            final int selected = selected(prefixes, prefix);
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
                        resolver.target(routes.target(route)).nextHops,
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
        return refusals;
    }

    /** {@return which table was full when an update was refused last, and with how much; empty when none was} */
    public String lastRefusal() {
        return lastRefusal;
    }

    private FibUpdate put(
            final boolean isIpv6,
            final RouteSource source,
            final long high,
            final long low,
            final int length,
            final int pathId,
            final int metric,
            final NextHops nextHops) {
        check(source);
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        final int known = prefixes.find(high, low, length);
        final int before = known == 0 ? 0 : find(prefixes, known, source, pathId);
        if (before != 0
                && routes.metric(before) == metric
                && resolver.target(routes.target(before)).nextHops.equals(nextHops)) {
            return FibUpdate.UNCHANGED;
        }
        final Target target = resolver.attach(nextHops, isIpv6);
        if (target == null) {
            return refuse("the route table is full with " + limits.maxNextHops() + " different next hops");
        }
        if (target.routeCount == 0 && target.isStarved) {
            resolver.detach(target);
            return refuse(
                    "the adjacency table is full with " + adjacencies.table().capacity() + " entries");
        }
        final boolean isFull = before == 0 && routes.count() == limits.maxRoutes();
        final int prefix = isFull || known != 0 ? known : prefixes.add(high, low, length);
        if (isFull || prefix == 0) {
            releaseUnused(target);
            return refuse(isFull ? fullOfRoutes() : fullOfPrefixes());
        }
        final int route = routes.allocate();
        routes.prefix(route, prefix);
        routes.source(route, source.id());
        routes.pathId(route, pathId);
        routes.metric(route, metric);
        if (before != 0) {
            unlink(prefixes, before);
        }
        link(prefixes, route, target);
        resolveDependents(isIpv6, prefixes, prefix);
        if (!push(isIpv6, prefix)) {
            unlink(prefixes, route);
            if (before != 0) {
                link(prefixes, before, resolver.target(routes.target(before)));
            }
            resolveDependents(isIpv6, prefixes, prefix);
            pushChanged();
            routes.release(route);
            releaseUnused(target);
            removeUnused(prefixes, prefix);
            return refuse(fullFib(isIpv6));
        }
        pushChanged();
        if (before == 0) {
            return FibUpdate.ADDED;
        }
        final Target left = resolver.target(routes.target(before));
        routes.release(before);
        releaseUnused(left);
        return FibUpdate.REPLACED;
    }

    private FibUpdate withdraw(final boolean isIpv6, final RouteSource source, final int prefix, final int pathId) {
        check(source);
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        final int route = prefix == 0 ? 0 : find(prefixes, prefix, source, pathId);
        return route == 0 ? FibUpdate.ABSENT : withdrawRoute(isIpv6, prefix, route);
    }

    private FibUpdate withdrawRoute(final boolean isIpv6, final int prefix, final int route) {
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        final Target target = resolver.target(routes.target(route));
        unlink(prefixes, route);
        resolveDependents(isIpv6, prefixes, prefix);
        if (!push(isIpv6, prefix)) {
            link(prefixes, route, target);
            resolveDependents(isIpv6, prefixes, prefix);
            pushChanged();
            return refuse(fullFib(isIpv6));
        }
        pushChanged();
        routes.release(route);
        releaseUnused(target);
        removeUnused(prefixes, prefix);
        return FibUpdate.WITHDRAWN;
    }

    private void releaseUnused(final Target target) {
        if (target.routeCount == 0) {
            resolver.detach(target);
        }
    }

    private void removeUnused(final PrefixIndex prefixes, final int prefix) {
        if (prefixes.firstRoute(prefix) == 0 && prefixes.adjacency(prefix) == AdjacencyTable.NO_ROUTE) {
            if (prefixes.isStale(prefix)) {
                stale--;
            }
            prefixes.remove(prefix);
        }
    }

    private int find(final PrefixIndex prefixes, final int prefix, final RouteSource source, final int pathId) {
        for (int route = prefixes.firstRoute(prefix); route != 0; route = routes.nextOfPrefix(route)) {
            if (routes.source(route) == source.id() && routes.pathId(route) == pathId) {
                return route;
            }
        }
        return 0;
    }

    /** Puts a route into the list of its prefix, in the order of preference, and of its target. */
    private void link(final PrefixIndex prefixes, final int route, final Target target) {
        final int prefix = routes.prefix(route);
        int before = 0;
        int after = prefixes.firstRoute(prefix);
        while (after != 0 && isPreferred(after, route)) {
            before = after;
            after = routes.nextOfPrefix(after);
        }
        routes.nextOfPrefix(route, after);
        if (before == 0) {
            prefixes.firstRoute(prefix, route);
        } else {
            routes.nextOfPrefix(before, route);
        }
        routes.target(route, target.index);
        routes.previousOfTarget(route, 0);
        routes.nextOfTarget(route, target.firstRoute);
        if (target.firstRoute != 0) {
            routes.previousOfTarget(target.firstRoute, route);
        }
        target.firstRoute = route;
        target.routeCount++;
    }

    /** Takes a route out of both lists; it still says its target. */
    private void unlink(final PrefixIndex prefixes, final int route) {
        final int prefix = routes.prefix(route);
        final int after = routes.nextOfPrefix(route);
        if (prefixes.firstRoute(prefix) == route) {
            prefixes.firstRoute(prefix, after);
        } else {
            int before = prefixes.firstRoute(prefix);
            while (routes.nextOfPrefix(before) != route) {
                before = routes.nextOfPrefix(before);
            }
            routes.nextOfPrefix(before, after);
        }
        final Target target = resolver.target(routes.target(route));
        final int previous = routes.previousOfTarget(route);
        final int next = routes.nextOfTarget(route);
        if (previous == 0) {
            target.firstRoute = next;
        } else {
            routes.nextOfTarget(previous, next);
        }
        if (next != 0) {
            routes.previousOfTarget(next, previous);
        }
        target.routeCount--;
    }

    private boolean isPreferred(final int route, final int other) {
        final int byDistance = Integer.compare(
                sources.get(routes.source(route)).distance(),
                sources.get(routes.source(other)).distance());
        if (byDistance != 0) {
            return byDistance < 0;
        }
        final int byMetric = Integer.compareUnsigned(routes.metric(route), routes.metric(other));
        if (byMetric != 0) {
            return byMetric < 0;
        }
        final int bySource = Integer.compare(routes.source(route), routes.source(other));
        return bySource != 0 ? bySource < 0 : Integer.compareUnsigned(routes.pathId(route), routes.pathId(other)) < 0;
    }

    /** Resolves all targets again whose way leads by a gateway in a prefix. */
    private void resolveDependents(final boolean isIpv6, final PrefixIndex prefixes, final int prefix) {
        final List<Target> dependents = new ArrayList<>(0);
        resolver.forEachDependent(
                isIpv6, prefixes.high(prefix), prefixes.low(prefix), prefixes.length(prefix), dependents::add);
        dependents.forEach(this::resolve);
    }

    private void resolveAll() {
        final List<Target> all = new ArrayList<>(resolver.targetCount());
        resolver.forEachTarget(all::add);
        all.forEach(this::resolve);
        pushChanged();
    }

    private void resolve(final Target target) {
        final int before = target.adjacency;
        resolver.resolve(target);
        if (target.adjacency != before) {
            changed.add(target);
        }
    }

    /** Pushes the prefixes of all routes whose target leads elsewhere. */
    private void pushChanged() {
        changed.forEach(target -> {
            for (int route = target.firstRoute; route != 0; route = routes.nextOfTarget(route)) {
                pushOrWait(target.isIpv6, routes.prefix(route));
            }
        });
        changed.clear();
    }

    private void pushOrWait(final boolean isIpv6, final int prefix) {
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        if (!push(isIpv6, prefix) && !prefixes.isStale(prefix)) {
            prefixes.stale(prefix, true);
            stale++;
        }
    }

    /** Gives the FIB what a prefix is due; {@code false} when it is full. */
    private boolean push(final boolean isIpv6, final int prefix) {
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        final int route = selected(prefixes, prefix);
        final int due = route == 0 ? AdjacencyTable.NO_ROUTE : resolver.target(routes.target(route)).adjacency;
        final int before = prefixes.adjacency(prefix);
        if (due != before) {
            final long high = prefixes.high(prefix);
            final int length = prefixes.length(prefix);
            final int ipv4Prefix = (int) (high >>> 32);
            final FibUpdate update;
            if (due == AdjacencyTable.NO_ROUTE) {
                update = isIpv6
                        ? ipv6Fib.remove(high, prefixes.low(prefix), length)
                        : ipv4Fib.remove(ipv4Prefix, length);
            } else {
                update = isIpv6
                        ? ipv6Fib.put(high, prefixes.low(prefix), length, due)
                        : ipv4Fib.put(ipv4Prefix, length, due);
            }
            if (update == FibUpdate.FULL) {
                return false;
            }
            prefixes.adjacency(prefix, due);
            if (due != AdjacencyTable.NO_ROUTE) {
                adjacencies.holdAgain(due);
            }
            if (before != AdjacencyTable.NO_ROUTE) {
                adjacencies.release(before);
            }
        }
        if (prefixes.isStale(prefix)) {
            prefixes.stale(prefix, false);
            stale--;
        }
        return true;
    }

    /** The preferred route of a prefix that leads anywhere, or 0. */
    private int selected(final PrefixIndex prefixes, final int prefix) {
        int route = prefixes.firstRoute(prefix);
        while (route != 0 && resolver.target(routes.target(route)).adjacency == AdjacencyTable.NO_ROUTE) {
            route = routes.nextOfPrefix(route);
        }
        return route;
    }

    private FibUpdate refuse(final String why) {
        refusals++;
        lastRefusal = why;
        return FibUpdate.FULL;
    }

    private String fullOfPrefixes() {
        return "the route table is full with " + limits.maxPrefixes() + " prefixes of a family";
    }

    private String fullOfRoutes() {
        return "the route table is full with " + limits.maxRoutes() + " routes";
    }

    private String fullFib(final boolean isIpv6) {
        return isIpv6
                ? "the IPv6 FIB is full with " + ipv6Fib.size() + " routes"
                : "the IPv4 FIB is full with " + ipv4Fib.size() + " routes";
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
