package org.firsthop.forwarding.rib.mrt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.jspecify.annotations.Nullable;

/**
 * Does to a {@link RouteTable} what the routes of MRT files say. All peers are one source; the routes of each peer, and of each
 * of its path identifiers, are paths of their own to a prefix, so that what one withdraws the others keep.
 *
 * <p>Which route of a prefix is used is the table's choice, by metric, which is the MULTI_EXIT_DISC, and path; AS paths and
 * preferences are not compared. The replay also says who sent a route, for {@link MrtTableWriter}.
 * At most {@value #MAX_PATHS} paths are told apart. Belongs to the writer of the table.
 */
public final class MrtReplay implements MrtConsumer, MrtSenders {
    /** The most peers, or peers' path identifiers; announcements by further ones are refused. */
    public static final int MAX_PATHS = 1 << 16;

    private static final int NO_PATH = -1;
    private static final int MAX_NEXT_HOPS_KEPT = 1 << 16;

    private final RouteTable table;
    private final RouteSource source;
    private final Map<MrtSender, Integer> pathIds = new HashMap<>();
    private final List<MrtSender> paths = new ArrayList<>();
    private final Map<NextHop, NextHops> nextHops = new HashMap<>();
    private long announced;
    private long withdrawn;
    private long absent;
    private long refused;
    private long withoutNextHop;

    private record NextHop(boolean isIpv6, long high, long low) {}

    /**
     * A replay.
     *
     * @param table that the routes go to.
     * @param source of the table that they are routes of.
     */
    public MrtReplay(final RouteTable table, final RouteSource source) {
        this.table = table;
        this.source = source;
    }

    @Override
    public void accept(final MrtRoute route) {
        final MrtSender from = new MrtSender(route.peer(), route.pathId());
        final Integer known = pathIds.get(from);
        final FibUpdate update;
        if (route.isWithdrawal()) {
            final int path = known == null ? NO_PATH : known;
            update = known == null
                    ? FibUpdate.ABSENT
                    : route.isIpv6()
                            ? table.withdraw(source, route.high(), route.low(), route.prefixLength(), path)
                            : table.withdraw(source, (int) route.low(), route.prefixLength(), path);
            withdrawn += update == FibUpdate.WITHDRAWN ? 1 : 0;
        } else if (!route.hasNextHop() || (route.isIpv6() && !route.isNextHopIpv6())) {
            withoutNextHop++;
            return;
        } else if (known == null && paths.size() == MAX_PATHS) {
            update = FibUpdate.FULL;
            announced++;
        } else {
            final int path = known == null ? add(from) : known;
            final int metric = (int) route.metric();
            if (nextHops.size() == MAX_NEXT_HOPS_KEPT) {
                nextHops.clear();
            }
            final NextHops leadingTo = nextHops.computeIfAbsent(
                    new NextHop(route.isNextHopIpv6(), route.nextHopHigh(), route.nextHopLow()), MrtReplay::recursive);
            update = route.isIpv6()
                    ? table.put(source, route.high(), route.low(), route.prefixLength(), path, metric, leadingTo)
                    : table.put(source, (int) route.low(), route.prefixLength(), path, metric, leadingTo);
            announced++;
        }
        absent += update == FibUpdate.ABSENT ? 1 : 0;
        refused += update == FibUpdate.FULL ? 1 : 0;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A source is itself, not what it says.
    public @Nullable MrtSender of(final RouteSource from, final int pathId) {
        return from == source && pathId >= 0 && pathId < paths.size() ? paths.get(pathId) : null;
    }

    private int add(final MrtSender path) {
        paths.add(path);
        pathIds.put(path, paths.size() - 1);
        return paths.size() - 1;
    }

    private static NextHops recursive(final NextHop hop) {
        return NextHops.of(
                hop.isIpv6
                        ? NextHops.Path.via(NextHops.RECURSIVE, hop.high, hop.low)
                        : NextHops.Path.via(NextHops.RECURSIVE, (int) hop.low));
    }

    @Override
    public void peerDown(final MrtPeer peer) {
        final BitSet down = new BitSet();
        for (int path = 0; path < paths.size(); path++) {
            down.set(path, paths.get(path).peer().equals(peer));
        }
        final List<long[]> routes = new ArrayList<>();
        table.forEach((isIpv6, high, low, length, from, pathId, metric, hops, isSelected) -> {
            if (from == source && pathId >= 0 && down.get(pathId)) {
                routes.add(new long[] {isIpv6 ? 1 : 0, high, low, length, pathId});
            }
        });
        for (final long[] route : routes) {
            final FibUpdate update = route[0] != 0
                    ? table.withdraw(source, route[1], route[2], (int) route[3], (int) route[4])
                    : table.withdraw(source, (int) route[2], (int) route[3], (int) route[4]);
            withdrawn += update == FibUpdate.WITHDRAWN ? 1 : 0;
            refused += update == FibUpdate.FULL ? 1 : 0;
        }
    }

    /** {@return announcements that were put into the table, or refused} */
    public long announced() {
        return announced;
    }

    /** {@return routes that were withdrawn} */
    public long withdrawn() {
        return withdrawn;
    }

    /** {@return withdrawals of routes that the table did not have} */
    public long absent() {
        return absent;
    }

    /** {@return updates that were refused because the table, or the list of paths, is full} */
    public long refused() {
        return refused;
    }

    /** {@return announcements that were passed over because they say no next hop that the table can follow} */
    public long withoutNextHop() {
        return withoutNextHop;
    }
}
