package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.rib.file.FileRoute;
import org.firsthop.forwarding.rib.file.RouteFile;
import org.firsthop.forwarding.rib.mrt.MrtReader;
import org.firsthop.forwarding.rib.mrt.MrtRoute;

/**
 * The routes of files in FIBs, and the text of each route's next hop: an adjacency is the index of that text.
 *
 * <p>Where a prefix comes more than once, the table of this node's own addresses goes before the main one, then the lower
 * metric counts, then the later route. Passed over, and counted, are routes that are not for every packet to their prefix:
 * those of other tables, of a type of service, from certain sources, and those whose paths are all dead.
 */
final class LookupTable {
    private static final int INITIAL_CAPACITY = 1 << 16;

    /** Octets of a FIB for each route, with room for both the table and the one that replaces it. */
    private static final long LOOKUP_OCTETS_PER_ROUTE = 64;

    private static final long CONTROL_OCTETS_PER_ROUTE = 32;

    private static final long IPV6_LOOKUP_OCTETS_PER_ROUTE = 140;

    private static final long IPV6_CONTROL_OCTETS_PER_ROUTE = 128;

    private final Map<String, Integer> adjacencies = new HashMap<>();
    private final List<String> nextHops = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Routes ipv4Routes = new Routes();
    private final Routes ipv6Routes = new Routes();
    private Ipv4Fib ipv4;
    private Ipv6Fib ipv6;
    private long passedOver;

    /** Routes in the order of files, in columns. */
    private static final class Routes {
        private long[] highs = new long[INITIAL_CAPACITY];
        private long[] lows = new long[INITIAL_CAPACITY];
        private long[] preferences = new long[INITIAL_CAPACITY];
        private int[] adjacencies = new int[INITIAL_CAPACITY];
        private byte[] lengths = new byte[INITIAL_CAPACITY];
        private int count;
        private boolean isOrdered = true;

        void add(final long high, final long low, final int length, final long preference, final int adjacency) {
            if (count == highs.length) {
                highs = Arrays.copyOf(highs, 2 * count);
                lows = Arrays.copyOf(lows, 2 * count);
                preferences = Arrays.copyOf(preferences, 2 * count);
                adjacencies = Arrays.copyOf(adjacencies, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            isOrdered &= count == 0 || preferences[count - 1] == preference;
            highs[count] = high;
            lows[count] = low;
            preferences[count] = preference;
            adjacencies[count] = adjacency;
            lengths[count++] = (byte) length;
        }

        /** The indices of all routes, those that count for more after the others; a FIB keeps the last of a prefix. */
        int[] order() {
            if (isOrdered) {
                final int[] order = new int[count];
                Arrays.setAll(order, i -> i);
                return order;
            }
            final Integer[] boxed = new Integer[count];
            Arrays.setAll(boxed, i -> i);
            Arrays.sort(boxed, (a, b) -> Long.compare(preferences[b], preferences[a]));
            return Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
        }

        int length(final int index) {
            return lengths[index] & 0xFF;
        }
    }

    private LookupTable() {
        nextHops.add("-");
        ipv4 = new BlockIpv4Fib(new ReadEpochs(1), BlockIpv4Fib.MIN_CAPACITY, BlockIpv4Fib.MIN_CAPACITY);
        ipv6 = new StrideIpv6Fib(new ReadEpochs(1), StrideIpv6Fib.MIN_CAPACITY, StrideIpv6Fib.MIN_CAPACITY);
    }

    /**
     * Loads files.
     *
     * @param files of routes.
     * @param progress is told of the routes read.
     * @return the table.
     * @throws IOException when a file cannot be read, or is wrong.
     */
    static LookupTable load(final List<Path> files, final Progress progress) throws IOException {
        final LookupTable table = new LookupTable();
        for (final Path file : files) {
            if (Files.isRegularFile(file) && MrtReader.isMrt(file)) {
                MrtReader.read(file, route -> {
                    table.add(route);
                    table.report(progress);
                });
            } else {
                RouteFile.read(file, route -> {
                    table.add(route);
                    table.report(progress);
                });
            }
        }
        table.build();
        return table;
    }

    private void report(final Progress progress) {
        final int count = ipv4Routes.count + ipv6Routes.count;
        if ((count & 0xFFF) == 0) {
            progress.update(count, 0);
        }
    }

    /** Adds the route of a peer; of several peers' routes to a prefix the last one counts. Withdrawals are passed over. */
    private void add(final MrtRoute route) {
        if (route.isWithdrawal() || !route.hasNextHop()) {
            passedOver++;
            return;
        }
        final String nextHop = "via "
                + (route.isNextHopIpv6()
                        ? new Ipv6Address(route.nextHopHigh(), route.nextHopLow()).toString()
                        : Ipv4Address.toString((int) route.nextHopLow()));
        (route.isIpv6() ? ipv6Routes : ipv4Routes)
                .add(route.high(), route.low(), route.prefixLength(), 1L << 32, adjacency(nextHop));
    }

    private int adjacency(final String nextHop) {
        return adjacencies.computeIfAbsent(nextHop, added -> {
            nextHops.add(added);
            return nextHops.size() - 1;
        });
    }

    private void add(final FileRoute route) {
        final boolean isLocal = route.table().equals(FileRoute.LOCAL_TABLE);
        final String nextHop = describe(route);
        if ((!isLocal && !route.table().equals(FileRoute.MAIN_TABLE))
                || route.typeOfService() != 0
                || route.isSourceSpecific()
                || nextHop.isEmpty()) {
            passedOver++;
            return;
        }
        final long preference = (isLocal ? 0 : 1L << 32) | route.metric();
        (route.isIpv6() ? ipv6Routes : ipv4Routes)
                .add(route.high(), route.low(), route.prefixLength(), preference, adjacency(nextHop));
    }

    /** What a route does with packets, in words: empty when nothing, because all its paths are dead. */
    private String describe(final FileRoute route) {
        if (route.type() != FileRoute.Type.UNICAST) {
            return route.type().word();
        }
        if (route.pathCount() == 0) {
            return "-";
        }
        text.setLength(0);
        for (int i = 0; i < route.pathCount(); i++) {
            final FileRoute.Path path = route.path(i);
            if (path.isDead()) {
                continue;
            }
            if (!text.isEmpty()) {
                text.append(',');
            }
            if (!path.hasGateway()) {
                text.append(path.device() == null ? "-" : "dev ");
                text.append(path.device() == null ? "" : path.device());
            } else if (path.isIpv6()) {
                Ipv6Address.append(path.high(), path.low(), text);
            } else {
                Ipv4Address.append((int) path.low(), text);
            }
        }
        return text.toString();
    }

    private void build() throws InputException {
        ipv4 = new BlockIpv4Fib(
                new ReadEpochs(1),
                capacity(BlockIpv4Fib.DEFAULT_LOOKUP_CAPACITY, ipv4Routes, LOOKUP_OCTETS_PER_ROUTE),
                capacity(BlockIpv4Fib.DEFAULT_CONTROL_CAPACITY, ipv4Routes, CONTROL_OCTETS_PER_ROUTE));
        ipv6 = new StrideIpv6Fib(
                new ReadEpochs(1),
                Math.min(
                        StrideIpv6Fib.MAX_LOOKUP_CAPACITY,
                        capacity(StrideIpv6Fib.DEFAULT_LOOKUP_CAPACITY, ipv6Routes, IPV6_LOOKUP_OCTETS_PER_ROUTE)),
                capacity(StrideIpv6Fib.DEFAULT_CONTROL_CAPACITY, ipv6Routes, IPV6_CONTROL_OCTETS_PER_ROUTE));
        final FibUpdate ipv4Update = ipv4.replaceAll(consumer -> {
            for (final int i : ipv4Routes.order()) {
                consumer.accept((int) ipv4Routes.lows[i], ipv4Routes.length(i), ipv4Routes.adjacencies[i]);
            }
        });
        final FibUpdate ipv6Update = ipv6.replaceAll(consumer -> {
            for (final int i : ipv6Routes.order()) {
                consumer.accept(
                        ipv6Routes.highs[i], ipv6Routes.lows[i], ipv6Routes.length(i), ipv6Routes.adjacencies[i]);
            }
        });
        if (ipv4Update == FibUpdate.FULL || ipv6Update == FibUpdate.FULL) {
            throw new InputException("the files have more routes than a table holds: " + ipv4Routes.count + " of IPv4, "
                    + ipv6Routes.count + " of IPv6");
        }
    }

    private static long capacity(final long least, final Routes routes, final long octetsPerRoute) {
        return Math.min(Integer.MAX_VALUE / 2, Math.max(least, least / 4 + routes.count * octetsPerRoute));
    }

    /** {@return the IPv4 routes} */
    Ipv4Fib ipv4() {
        return ipv4;
    }

    /** {@return the IPv6 routes} */
    Ipv6Fib ipv6() {
        return ipv6;
    }

    /** {@return how many routes were passed over} */
    long passedOver() {
        return passedOver;
    }

    /**
     * The next hop of an adjacency.
     *
     * @param adjacency that a FIB answered.
     * @return its text, one word, or two after {@code dev}.
     */
    String nextHop(final int adjacency) {
        return nextHops.get(adjacency);
    }
}
