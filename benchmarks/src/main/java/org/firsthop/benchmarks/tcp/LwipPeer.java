package org.firsthop.benchmarks.tcp;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.firsthop.benchmarks.PeerProgram;
import org.firsthop.tcp.SynPolicy;

/**
 * How does the engine compare with lwIP? The same passive handshakes and the same lives, in memory and in one thread each, slices
 * of either in turn; times are CPU times of the thread, so that other work on the machine counts little. Run it with
 *
 * <pre>
 *   apt-get install gcc liblwip-dev
 *   java -cp benchmarks/target/benchmarks.jar --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \
 *       org.firsthop.benchmarks.tcp.LwipPeer
 * </pre>
 *
 * <p>lwIP is what Debian builds: memory from malloc, locks that nobody contends for, connections in a list that is searched
 * from end to end. It is spared what that list would make of connections in TIME-WAIT: they are taken out after each life, while
 * the engine keeps 32,768. It acknowledges with the next segment where it can, so that a life has eight segments, the engine's
 * nine. lwIP has no SYN cookies. Where gcc or lwIP is not installed, it says so and measures nothing.
 */
public final class LwipPeer {
    private static final int ROUNDS = 5;
    private static final int SLICES_A_ROUND = 3;
    private static final int BURSTS_A_SLICE = 20_000;

    private LwipPeer() {}

    /**
     * Measures and prints.
     *
     * @param arguments numbers of idle connections beside the handshakes; 0, 1,000 and 10,000 unless given.
     * @throws IOException when a file or the peer cannot be made.
     * @throws InterruptedException when the thread is interrupted.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final Path folder = Files.createTempDirectory("firsthop-lwip");
        try {
            final PeerProgram lwip =
                    PeerProgram.compile(LwipPeer.class, "lwip_peer", folder, "-I/usr/include/lwip", "-llwip");
            if (lwip == null) {
                System.out.println("lwIP (liblwip-dev) and gcc are needed: nothing is measured");
                return;
            }
            System.out.println("ns of CPU time a connection, medians of " + ROUNDS * SLICES_A_ROUND
                    + " slices (min to max); generators included");
            System.out.println(
                    "                                     firsthop                 lwIP           lwIP / firsthop");
            for (final String idle : arguments.length == 0 ? new String[] {"0", "1000", "10000"} : arguments) {
                final Harness harness = new Harness(Integer.parseInt(idle) + 64, SynPolicy.ACCEPT_ALL, true);
                harness.fill(Integer.parseInt(idle));
                final String subject = String.format(Locale.ROOT, "handshake, %,9d idle", Integer.parseInt(idle));
                compare(subject, () -> harness.handshakes(true), lwip, "handshake", idle);
            }
            final LifeBenchmark lives = new LifeBenchmark();
            compare("life with 64 octets", lives::life, lwip, "life", "0");
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void compare(
            final String subject,
            final LongSupplier burst,
            final PeerProgram lwip,
            final String scenario,
            final String idle)
            throws IOException, InterruptedException {
        for (int i = 0; i < SLICES_A_ROUND; i++) {
            slice(burst);
        }
        final List<Double> ours = new ArrayList<>();
        final List<Double> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (final double[] row : lwip.run(scenario, idle, Integer.toString(SLICES_A_ROUND))) {
                theirs.add(row[0]);
            }
            for (int i = 0; i < SLICES_A_ROUND; i++) {
                ours.add(slice(burst));
            }
        }
        ours.sort(null);
        theirs.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-28s  %s  %s  %10.2f%n",
                subject,
                text(ours),
                text(theirs),
                median(theirs) / median(ours));
    }

    private static double slice(final LongSupplier burst) {
        final long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long sum = 0;
        for (int i = 0; i < BURSTS_A_SLICE; i++) {
            sum += burst.getAsLong();
        }
        final long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        if (sum == 0) {
            throw new IllegalStateException("sum: value=0, nothing was done");
        }
        return (double) (end - begin) / BURSTS_A_SLICE / Harness.BURST;
    }

    private static double median(final List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private static String text(final List<Double> sorted) {
        return String.format(
                Locale.ROOT, "%8.1f (%.1f to %.1f)", median(sorted), sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
