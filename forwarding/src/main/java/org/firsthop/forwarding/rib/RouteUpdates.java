package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.firsthop.forwarding.fib.FibUpdate;

/**
 * Carries out updates of a {@link RouteTable}: each wholly or not at all, and then what it entails for others, the prefixes whose
 * gateway's route it is. What was asked for is checked; who has a bound refuses before anything has changed, and the FIB, which is
 * asked last, makes the rest be taken back. Not thread-safe.
 */
final class RouteUpdates {
    private final RouteTableLimits limits;
    private final PrefixIndex ipv4;
    private final PrefixIndex ipv6;
    private final RouteRecords routes;
    private final RouteLists lists;
    private final Resolver resolver;
    private final SharedAdjacencies adjacencies;
    private final FibDownload download;
    private long refusals;
    private String lastRefusal = "";

    /** Targets that led elsewhere before the update at hand. */
    private final Set<Target> changed = new LinkedHashSet<>();

    /**
     * Updates of a table's parts.
     *
     * @param limits of the table.
     * @param ipv4 the prefixes of IPv4.
     * @param ipv6 the prefixes of IPv6.
     * @param routes of the prefixes.
     * @param lists that routes are in.
     * @param resolver of next hops.
     * @param adjacencies that next hops come to.
     * @param download to the FIBs.
     */
    RouteUpdates(
            final RouteTableLimits limits,
            final PrefixIndex ipv4,
            final PrefixIndex ipv6,
            final RouteRecords routes,
            final RouteLists lists,
            final Resolver resolver,
            final SharedAdjacencies adjacencies,
            final FibDownload download) {
        this.limits = limits;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.routes = routes;
        this.lists = lists;
        this.resolver = resolver;
        this.adjacencies = adjacencies;
        this.download = download;
    }

    /** {@return how many updates were refused} */
    long refusals() {
        return refusals;
    }

    /** {@return why the last one was, empty when none was} */
    String lastRefusal() {
        return lastRefusal;
    }

    /**
     * Adds a route, or replaces the one of the same prefix, source and path id.
     *
     * @param prefixes of the route's family.
     * @param source of the route.
     * @param high the first 64 bits of the prefix, left-aligned.
     * @param low the last 64 bits.
     * @param length of the prefix.
     * @param pathId that tells the route from others of its source.
     * @param metric unsigned.
     * @param nextHops where packets go.
     * @return what was done; {@link FibUpdate#FULL} when nothing was.
     */
    FibUpdate put(
            final PrefixIndex prefixes,
            final RouteSource source,
            final long high,
            final long low,
            final int length,
            final int pathId,
            final int metric,
            final NextHops nextHops) {
        final int known = prefixes.find(high, low, length);
        final int before = known == 0 ? 0 : lists.find(prefixes, known, source, pathId);
        final Target left = before == 0 ? null : lists.target(before);
        if (left != null && routes.metric(before) == metric && left.nextHops.equals(nextHops)) {
            return FibUpdate.UNCHANGED;
        }
        final Target target = resolver.attach(nextHops, prefixes.isIpv6(), left);
        if (target == null) {
            return refuse("the route table is full with " + limits.maxNextHops() + " different next hops");
        }
        if (target.routeCount == 0 && target.isStarved) {
            resolver.detach(target);
            return refuseAdjacency();
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
            lists.unlink(prefixes, before);
        }
        lists.link(prefixes, route, target);
        if (!download.push(prefixes, prefix)) {
            lists.unlink(prefixes, route);
            if (left != null) {
                lists.link(prefixes, before, left);
            }
            routes.release(route);
            releaseUnused(target);
            download.removeUnused(prefixes, prefix);
            return refuse(download.full(prefixes));
        }
        pushDependents(prefixes, prefix);
        if (left == null) {
            return FibUpdate.ADDED;
        }
        routes.release(before);
        releaseUnused(left);
        return FibUpdate.REPLACED;
    }

    /** Withdraws the route that a prefix, 0 for none, has of a source and path id. */
    FibUpdate withdraw(final PrefixIndex prefixes, final RouteSource source, final int prefix, final int pathId) {
        final int route = prefix == 0 ? 0 : lists.find(prefixes, prefix, source, pathId);
        return route == 0 ? FibUpdate.ABSENT : withdrawRoute(prefixes, prefix, route);
    }

    /** Withdraws a route of a prefix. */
    FibUpdate withdrawRoute(final PrefixIndex prefixes, final int prefix, final int route) {
        final Target target = lists.target(route);
        lists.unlink(prefixes, route);
        if (!download.push(prefixes, prefix) && !prefixes.isStale(prefix)) {
            lists.link(prefixes, route, target);
            return refuse(download.full(prefixes));
        }
        pushDependents(prefixes, prefix);
        routes.release(route);
        releaseUnused(target);
        download.removeUnused(prefixes, prefix);
        return FibUpdate.WITHDRAWN;
    }

    private void releaseUnused(final Target target) {
        if (target.routeCount == 0) {
            resolver.detach(target);
        }
    }

    /**
     * Resolves all targets again whose way leads by a gateway in a prefix, once the FIB has taken the prefix's own change: an
     * update that is refused moves nothing, not even a flow within a group. Where a route's own gateway lies in its prefix, the
     * FIB has what the prefix led to before until then.
     */
    private void pushDependents(final PrefixIndex prefixes, final int prefix) {
        final List<Target> dependents = new ArrayList<>(0);
        resolver.forEachDependent(
                prefixes.isIpv6(),
                prefixes.high(prefix),
                prefixes.low(prefix),
                prefixes.length(prefix),
                dependents::add);
        dependents.forEach(this::resolve);
        pushChanged();
    }

    /** Resolves everything again, because an interface came or went. */
    void resolveAll() {
        final List<Target> all = new ArrayList<>(resolver.targetCount());
        resolver.forEachTarget(all::add);
        all.forEach(this::resolve);
        pushChanged();
    }

    /** Resolves again what found no adjacency when it was resolved last. */
    void resolveStarved() {
        final List<Target> starved = new ArrayList<>();
        resolver.forEachTarget(target -> {
            if (target.isStarved) {
                starved.add(target);
            }
        });
        starved.forEach(this::resolve);
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
            final PrefixIndex prefixes = target.isIpv6 ? ipv6 : ipv4;
            for (int route = target.firstRoute; route != 0; route = routes.nextOfTarget(route)) {
                download.pushOrWait(prefixes, routes.prefix(route));
            }
        });
        changed.clear();
    }

    private FibUpdate refuse(final String why) {
        refusals++;
        lastRefusal = why;
        return FibUpdate.FULL;
    }

    /** Counts that an adjacency found no room. */
    FibUpdate refuseAdjacency() {
        return refuse("the adjacency table is full with " + adjacencies.table().capacity() + " entries");
    }

    private String fullOfPrefixes() {
        return "the route table is full with " + limits.maxPrefixes() + " prefixes of a family";
    }

    private String fullOfRoutes() {
        return "the route table is full with " + limits.maxRoutes() + " routes";
    }
}
