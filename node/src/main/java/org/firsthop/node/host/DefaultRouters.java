package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.rib.RouteSource;
import org.jspecify.annotations.Nullable;

/**
 * The routers of a link that offer themselves for all destinations (RFC 4861 section 6.3.4), of which the default route leads to
 * the one of the highest preference (RFC 4191 section 3.2), and among equals to the one that was heard first.
 */
final class DefaultRouters {
    private final ForwardingTables tables;
    private final RouteSource source;
    private final IpInterface iface;
    private final int limit;
    private final List<Router> routers = new ArrayList<>();
    private @Nullable Ipv6Address used;
    private long refused;

    private static final class Router {
        private final Ipv6Address address;
        private int preference;
        private long endNs;

        private Router(final Ipv6Address address) {
            this.address = address;
        }
    }

    DefaultRouters(final ForwardingTables tables, final RouteSource source, final IpInterface iface, final int limit) {
        this.tables = tables;
        this.source = source;
        this.iface = iface;
        this.limit = limit;
    }

    /** A router has said for how long it serves; 0 seconds: not at all, or no more. */
    void heard(final Ipv6Address address, final int lifetimeSeconds, final int preference, final long nowNs) {
        Router router = null;
        for (final Router each : routers) {
            if (each.address.equals(address)) {
                router = each;
            }
        }
        if (lifetimeSeconds == 0) {
            routers.remove(router);
        } else if (router == null && routers.size() == limit) {
            refused++;
        } else {
            if (router == null) {
                router = new Router(address);
                routers.add(router);
            }
            router.preference = preference;
            router.endNs = Lifetime.end(lifetimeSeconds, nowNs);
        }
        choose();
    }

    /** Lets go those whose time is over; {@return whether there were any} */
    boolean expire(final long nowNs) {
        final boolean haveGone = routers.removeIf(router -> Lifetime.isOver(router.endNs, nowNs));
        if (haveGone) {
            choose();
        }
        return haveGone;
    }

    private void choose() {
        Router best = null;
        for (final Router each : routers) {
            if (best == null || each.preference > best.preference) {
                best = each;
            }
        }
        final Ipv6Address next = best == null ? null : best.address;
        if (Objects.equals(next, used)) {
            return;
        }
        if (next == null) {
            tables.routes().withdraw(source, 0, 0, 0, iface.index());
        } else if (tables.routes()
                        .put(source, 0, 0, 0, iface.index(), 0, tables.nextHop(iface, next.high(), next.low()))
                == FibUpdate.FULL) {
            refused++;
            return;
        }
        used = next;
    }

    /** {@return the router that the default route leads to, or {@code null} when there is none} */
    @Nullable
    Ipv6Address used() {
        return used;
    }

    /** {@return routers that found no room} */
    long refused() {
        return refused;
    }

    long nextDeadline() {
        long next = Lifetime.FOREVER;
        for (final Router each : routers) {
            next = Math.min(next, each.endNs);
        }
        return next;
    }
}
