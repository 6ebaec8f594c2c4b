package org.firsthop.benchmarks.fib;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One fork of {@link FibPeers}: how many addresses a second does each table look up, one by one and in vectors?
 *
 * <p>A slice is one table with one stream of a million addresses: a pass to bring the table back into the caches, which the
 * tables before it have taken, then {@value #TIMED_PASSES} that count. Slices of all tables take turns, in an order that
 * moves on by one each round, so that what the machine does meanwhile happens to all of them. Times are the thread's CPU
 * time. Nobody's answers are kept but those of the last 256 addresses. Prints one line of result for each table and stream, the
 * median of the rounds.
 */
final class PeerRun {
    private static final int WARM_UP_ROUNDS = 4;
    private static final int TIMED_PASSES = 3;

    private final List<PeerTable> tables = new ArrayList<>();
    private final AddressStreams streams;
    private final String family;

    private PeerRun(final Path file, final boolean isIpv6, final int nextHops) throws IOException {
        family = isIpv6 ? "IPv6" : "IPv4";
        final RouteSet routes = RouteSet.read(file, isIpv6, nextHops);
        final JavaTables own = new JavaTables(routes);
        streams = own.streams();
        own.addTo(tables);
        if (!isIpv6) {
            new Dir248Table(routes, streams).addTo(tables);
        }
        new DpdkTables(routes, streams).addTo(tables);
        System.out.printf(
                Locale.ROOT,
                "INFO\t%s: %,d routes, %d next hops, lookup state %,d octets; DPDK %s%n",
                family,
                routes.size(),
                nextHops,
                own.lookupOctets(),
                DpdkPeers.version());
    }

    /**
     * Runs.
     *
     * @param arguments library, file of routes, IPv4 or IPv6, next hops, rounds, then the words for DPDK.
     * @throws IOException when the routes cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        System.load(arguments[0]);
        final int status = DpdkPeers.initialize(Arrays.copyOfRange(arguments, 5, arguments.length));
        if (status < 0) {
            throw new IllegalStateException("DPDK does not start: " + status);
        }
        final PeerRun run =
                new PeerRun(Path.of(arguments[1]), arguments[2].equals("IPv6"), Integer.parseInt(arguments[3]));
        run.check();
        run.measure(Integer.parseInt(arguments[4]));
        System.exit(0);
    }

    private void check() {
        final int[] expected = new int[AddressStreams.VECTOR];
        final int[] actual = new int[AddressStreams.VECTOR];
        for (int stream = 0; stream < 4; stream++) {
            for (int vector = 0; vector < AddressStreams.VECTORS; vector++) {
                tables.get(0).answers(stream, vector, expected);
                for (final PeerTable table : tables) {
                    table.answers(stream, vector, actual);
                    if (!Arrays.equals(expected, actual)) {
                        throw new IllegalStateException(table.name() + " disagrees with "
                                + tables.get(0).name() + " in stream " + AddressStreams.NAMES.charAt(stream)
                                + ", vector "
                                + vector);
                    }
                }
            }
        }
    }

    private void measure(final int rounds) {
        final double[][][] nanos = new double[tables.size()][4][rounds];
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (int stream = 0; stream < 4; stream++) {
                for (int i = 0; i < tables.size(); i++) {
                    final int at = Math.floorMod(i + round, tables.size());
                    final double time = slice(tables.get(at), stream);
                    if (round >= 0) {
                        nanos[at][stream][round] = time;
                    }
                }
            }
        }
        for (int at = 0; at < tables.size(); at++) {
            for (int stream = 0; stream < 4; stream++) {
                Arrays.sort(nanos[at][stream]);
                System.out.printf(
                        Locale.ROOT,
                        "RESULT\t%s\t%s\t%s\t%c\t%.2f%n",
                        family,
                        tables.get(at).isBatch() ? "batch" : "one by one",
                        tables.get(at).name(),
                        AddressStreams.NAMES.charAt(stream),
                        1000 / nanos[at][stream][rounds / 2]);
            }
        }
    }

    private static double slice(final PeerTable table, final int stream) {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        table.pass(stream);
        final long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMED_PASSES; i++) {
            table.pass(stream);
        }
        return (threads.getCurrentThreadCpuTime() - before) / (double) (TIMED_PASSES * AddressStreams.LENGTH);
    }
}
