package org.firsthop.forwarding.rib;

import java.util.List;
import org.firsthop.forwarding.fib.Adjacency;

/**
 * The two lists that every route is in: of its prefix, the preferred ones first, and of the {@link Target} that its next hops
 * come to. Not thread-safe.
 */
final class RouteLists {
    private final RouteRecords routes;
    private final List<RouteSource> sources;
    private final Resolver resolver;

    /**
     * Lists of routes.
     *
     * @param routes in the lists.
     * @param sources by their numbers; grows while the lists are used.
     * @param resolver that knows the targets.
     */
    RouteLists(final RouteRecords routes, final List<RouteSource> sources, final Resolver resolver) {
        this.routes = routes;
        this.sources = sources;
        this.resolver = resolver;
    }

    /** {@return the route of a prefix that a source has given by a path id, or 0} */
    int find(final PrefixIndex prefixes, final int prefix, final RouteSource source, final int pathId) {
        for (int route = prefixes.firstRoute(prefix); route != 0; route = routes.nextOfPrefix(route)) {
            if (routes.source(route) == source.id() && routes.pathId(route) == pathId) {
                return route;
            }
        }
        return 0;
    }

    /** {@return the preferred route of a prefix that leads anywhere, or 0} */
    int selected(final PrefixIndex prefixes, final int prefix) {
        int route = prefixes.firstRoute(prefix);
        while (route != 0 && target(route).adjacency == Adjacency.NO_ROUTE) {
            route = routes.nextOfPrefix(route);
        }
        return route;
    }

    /** {@return what the next hops of a route come to} */
    Target target(final int route) {
        return resolver.target(routes.target(route));
    }

    /** Puts a route, which says its prefix, into the list of the prefix and of a target. */
    void link(final PrefixIndex prefixes, final int route, final Target target) {
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

    /** Takes a route out of both lists; it still says its prefix and its target. */
    void unlink(final PrefixIndex prefixes, final int route) {
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
        final Target target = target(route);
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
}
