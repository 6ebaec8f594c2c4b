package org.firsthop.node.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.node.netlink.RouteMessage;
import org.firsthop.node.netlink.Rtnetlink;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's routes in a {@link RouteTable}: each of its tables is a source, in the order in which the kernel searches them, and
 * a route's metric tells it from others of its prefix.
 *
 * <p>Of each table there are two sources. Notifications change the present one; a dump fills the other, which then becomes the
 * present one.
 *
 * <p>The kernel may have several routes of one prefix and metric, of which it uses the first ({@code ip route append}); so they are
 * kept beside the table, in their order.
 */
final class MirroredRoutes {
    private static final long ROOM_PATIENCE_NS = 200_000_000;

    private final RouteTable table;
    private final MirroredNextHops nextHops;
    private final MirrorCounters counters;
    private final Watcher watcher;
    private final Map<Integer, RouteSource[]> sources = new HashMap<>();
    private Map<Key, List<NextHops>> alike = new HashMap<>();
    private Map<Key, List<NextHops>> dumpedAlike = new HashMap<>();
    private int present;
    private boolean isIncomplete;

    /** Names what the kernel holds once or several times. */
    private record Key(int table, boolean isIpv6, long high, long low, int prefixLength, int metric) {}

    /** Is told of each route that changes. */
    @FunctionalInterface
    interface Watcher {
        void changed(boolean isIpv6, long high, long low, int prefixLength, boolean isConnected);
    }

    MirroredRoutes(
            final RouteTable table,
            final List<Integer> tables,
            final MirroredNextHops nextHops,
            final MirrorCounters counters,
            final Watcher watcher) {
        this.table = table;
        this.nextHops = nextHops;
        this.counters = counters;
        this.watcher = watcher;
        for (int i = 0; i < tables.size(); i++) {
            final String name = "kernel table " + tables.get(i);
            sources.put(tables.get(i), new RouteSource[] {table.source(name, i), table.source(name, i)});
        }
    }

    /** Whether a table had no room, so that the mirror is incomplete. */
    boolean isIncomplete() {
        return isIncomplete;
    }

    /** Takes a route of a dump. */
    void dumped(final RouteMessage route) {
        final NextHops to = mirrored(route) ? nextHops.of(route) : null;
        if (to == null) {
            return;
        }
        final RouteSource source = source(route, 1 - present);
        if (get(source, route) == null) {
            put(source, route, to);
        } else {
            append(dumpedAlike, source, route, to);
        }
    }

    /** Forgets a dump that is not whole. */
    void abandonDump() {
        withdrawAll(1 - present);
        dumpedAlike = new HashMap<>();
    }

    /** Makes the dump the present state. */
    void endDump() {
        present = 1 - present;
        alike = dumpedAlike;
        dumpedAlike = new HashMap<>();
        isIncomplete = false;
        withdrawAll(1 - present);
    }

    private void withdrawAll(final int side) {
        for (final RouteSource[] sides : sources.values()) {
            final long end = System.nanoTime() + ROOM_PATIENCE_NS;
            int left = table.withdrawAll(sides[side]);
            while (left > 0 && System.nanoTime() - end < 0) {
                table.reclaim();
                left = table.withdrawAll(sides[side]);
            }
            isIncomplete |= left > 0;
        }
    }

    /** Takes over a route that is new, or takes another's place; {@return whether that can be known without a dump} */
    boolean put(final RouteMessage route, final int flags) {
        if (!mirrored(route)) {
            return true;
        }
        final NextHops to = nextHops.of(route);
        if (to == null) {
            return false;
        }
        final RouteSource source = source(route, present);
        final List<NextHops> others = alike.isEmpty() ? null : alike.get(key(route));
        if ((flags & Rtnetlink.FLAG_REPLACE) != 0) {
            if (others != null) {
                others.set(0, to);
            }
            return put(source, route, to);
        }
        if ((flags & Rtnetlink.FLAG_EXCLUSIVE) != 0 && others == null) {
            return put(source, route, to);
        }
        final NextHops first = get(source, route);
        if (first == null || first.equals(to) || (route.isIpv6() && contains(to, first))) {
            return put(source, route, to);
        }
        if (route.isIpv6() || (flags & Rtnetlink.FLAG_APPEND) != 0) {
            append(alike, source, route, to);
            return true;
        }
        prepend(route, to, first);
        return put(source, route, to);
    }

    private void append(
            final Map<Key, List<NextHops>> all, final RouteSource source, final RouteMessage route, final NextHops to) {
        final List<NextHops> list = all.computeIfAbsent(key(route), k -> new ArrayList<>());
        final NextHops first = get(source, route);
        if (list.isEmpty() && first != null) {
            list.add(first);
        }
        if (!list.contains(to)) {
            list.add(to);
        }
    }

    private void prepend(final RouteMessage route, final NextHops to, final NextHops first) {
        final List<NextHops> list = alike.computeIfAbsent(key(route), k -> new ArrayList<>(List.of(first)));
        list.remove(to);
        list.add(0, to);
    }

    /** Takes over that a route is gone; {@return whether that can be known without a dump} */
    boolean remove(final RouteMessage route) {
        if (!mirrored(route)) {
            return true;
        }
        final RouteSource source = source(route, present);
        final NextHops first = get(source, route);
        if (first == null) {
            // The kernel has removed it before without a word, and here too, or it led nowhere.
            counters.count(MirrorEvent.ROUTE_UNKNOWN);
            return true;
        }
        final NextHops gone = nextHops.of(route);
        final List<NextHops> others = alike.isEmpty() ? null : alike.get(key(route));
        if (others != null) {
            if (gone == null || !others.remove(gone)) {
                return false;
            }
            final NextHops next = others.get(0);
            if (others.size() == 1) {
                alike.remove(key(route));
            }
            return put(source, route, next);
        }
        if (route.isIpv6() && gone != null && !gone.equals(first) && contains(first, gone)) {
            final List<NextHops.Path> rest = new ArrayList<>(first.paths());
            rest.removeAll(gone.paths());
            return put(source, route, new NextHops(Adjacency.NEXT_HOP, 0, rest));
        }
        return withdraw(source, route, first);
    }

    private static boolean contains(final NextHops all, final NextHops some) {
        return all.kind() == Adjacency.NEXT_HOP
                && some.kind() == Adjacency.NEXT_HOP
                && all.paths().containsAll(some.paths());
    }

    private boolean mirrored(final RouteMessage route) {
        if (!sources.containsKey(route.table()) || route.isCached()) {
            return false;
        }
        if (route.type() == RouteMessage.MULTICAST
                || route.isConditional()
                || (route.prefixLength() >= 4 && MirroredNextHops.isGroup(route.isIpv6(), route.high(), route.low()))) {
            counters.count(MirrorEvent.ROUTE_PASSED_OVER);
            return false;
        }
        return true;
    }

    private RouteSource source(final RouteMessage route, final int side) {
        final RouteSource[] sides = sources.get(route.table());
        if (sides == null) {
            throw new IllegalArgumentException("table: value=" + route.table());
        }
        return sides[side];
    }

    private static Key key(final RouteMessage route) {
        return new Key(route.table(), route.isIpv6(), route.high(), route.low(), route.prefixLength(), route.metric());
    }

    private @Nullable NextHops get(final RouteSource source, final RouteMessage route) {
        return route.isIpv6()
                ? table.get(source, route.high(), route.low(), route.prefixLength(), route.metric())
                : table.get(source, (int) route.low(), route.prefixLength(), route.metric());
    }

    private boolean put(final RouteSource source, final RouteMessage route, final NextHops to) {
        final int length = route.prefixLength();
        final int metric = route.metric();
        final boolean isDone = withRoom(() -> route.isIpv6()
                ? table.put(source, route.high(), route.low(), length, metric, metric, to)
                : table.put(source, (int) route.low(), length, metric, metric, to));
        if (isDone) {
            counters.count(MirrorEvent.ROUTE_PUT);
            watcher.changed(route.isIpv6(), route.high(), route.low(), length, isConnected(to));
        }
        return isDone;
    }

    private boolean withdraw(final RouteSource source, final RouteMessage route, final NextHops before) {
        final int length = route.prefixLength();
        final boolean isDone = withRoom(() -> route.isIpv6()
                ? table.withdraw(source, route.high(), route.low(), length, route.metric())
                : table.withdraw(source, (int) route.low(), length, route.metric()));
        if (isDone) {
            counters.count(MirrorEvent.ROUTE_WITHDRAWN);
            watcher.changed(route.isIpv6(), route.high(), route.low(), length, isConnected(before));
        }
        return isDone;
    }

    /** Waits a little for readers to let go of memory, where a table is full. */
    private boolean withRoom(final Supplier<FibUpdate> update) {
        if (update.get() != FibUpdate.FULL) {
            return true;
        }
        final long end = System.nanoTime() + ROOM_PATIENCE_NS;
        while (!isIncomplete && System.nanoTime() - end < 0) {
            table.reclaim();
            if (update.get() != FibUpdate.FULL) {
                return true;
            }
            Thread.onSpinWait();
        }
        counters.count(MirrorEvent.ROUTE_REFUSED);
        isIncomplete = true;
        return true;
    }

    private static boolean isConnected(final NextHops to) {
        for (final NextHops.Path path : to.paths()) {
            if (path.family() == AdjacencyTable.FAMILY_NONE) {
                return true;
            }
        }
        return false;
    }
}
