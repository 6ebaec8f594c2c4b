package org.firsthop.benchmarks.fib;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.ReadEpochs;

/**
 * How many updates a second does the IPv4 FIB take while a reader looks up at full speed on another core, what does the reader
 * lose by them, and how long does the longest update take?
 *
 * <p>The mix is that of BGP: nine updates of ten are announcements of the same few prefixes, one in a hundred of all, with
 * another next hop; the tenth withdraws a prefix, which comes back with the next update. The reader takes vectors of 256
 * addresses, uniform over routed space, and announces after each. Phases with and without updates take turns; rates are a
 * second of the CPU time of the thread that has them, so that what else the machine does counts less. At the end a
 * /8, a /1 and the default route are put and withdrawn over the full table.
 *
 * <p>{@code java -cp benchmarks.jar org.firsthop.benchmarks.fib.FibUpdates FILE [NEXT_HOPS]}
 */
public final class FibUpdates {
    private static final long PHASE_NANOS = 2_000_000_000L;
    private static final int PHASES = 5;
    private static final int FEW = 100;
    private static final int UPDATES_A_TURN = 1000;

    /** The FIB answers by blocks of addresses whose prefixes are as long as that. */
    private static final int BLOCK_LENGTH = 18;

    private final RouteSet routes;
    private final int nextHops;
    private final ReadEpochs epochs = new ReadEpochs(1);
    private final BlockIpv4Fib fib = new BlockIpv4Fib(epochs);
    private final AddressStreams streams;
    private final SplittableRandom random = new SplittableRandom(5);
    private volatile boolean isRunning = true;

    /** Vectors that the reader has looked up; written by it alone. */
    private volatile long vectors;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread reader = new Thread(this::read, "reader");
    private long updates;
    private long longest;

    private FibUpdates(final Path file, final int nextHops) throws IOException {
        this.nextHops = nextHops;
        routes = RouteSet.read(file, false, nextHops);
        fib.replaceAll(consumer -> {
            for (int i = 0; i < routes.size(); i++) {
                consumer.accept(routes.ipv4(i), routes.length(i), routes.hop(i));
            }
        });
        fib.reclaim();
        streams = new AddressStreams(routes, (high, low) -> fib.lookup((int) (high >>> 32)) != 0);
    }

    /**
     * Runs.
     *
     * @param arguments the file of routes, and the number of next hops unless it is 255.
     * @throws IOException when the file cannot be read.
     * @throws InterruptedException when the thread is interrupted.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        new FibUpdates(Path.of(arguments[0]), arguments.length > 1 ? Integer.parseInt(arguments[1]) : 255).run();
    }

    private void run() throws InterruptedException {
        reader.start();
        update(PHASE_NANOS);
        idle(PHASE_NANOS);
        final double[] updateRates = new double[PHASES];
        final double[] readRates = new double[PHASES];
        final double[] idleRates = new double[PHASES];
        longest = 0;
        for (int phase = 0; phase < PHASES; phase++) {
            idleRates[phase] = idle(PHASE_NANOS);
            final long before = updates;
            final long start = threads.getCurrentThreadCpuTime();
            readRates[phase] = update(PHASE_NANOS);
            updateRates[phase] = (updates - before) * 1e9 / (threads.getCurrentThreadCpuTime() - start);
        }
        print("updates, million a second of CPU time", updateRates, 1e6);
        print("lookups beside them, the same", readRates, 1e6);
        print("lookups without updates, the same", idleRates, 1e6);
        System.out.printf(
                Locale.ROOT, "longest update: %,d µs (elapsed time, what else runs included)%n", longest / 1000);
        for (final int length : new int[] {8, 1, 0}) {
            long put = Long.MAX_VALUE;
            long withdrawn = Long.MAX_VALUE;
            for (int i = 0; i < 9; i++) {
                final int prefix = length == 0 ? 0 : 0x4000_0000 & -1 << (32 - length);
                final long start = System.nanoTime();
                fib.put(prefix, length, nextHops);
                final long middle = System.nanoTime();
                fib.remove(prefix, length);
                put = Math.min(put, middle - start);
                withdrawn = Math.min(withdrawn, System.nanoTime() - middle);
            }
            System.out.printf(
                    Locale.ROOT,
                    "/%d: put %,d µs, withdrawn %,d µs; its bound is %,d blocks%n",
                    length,
                    put / 1000,
                    withdrawn / 1000,
                    1 << (BLOCK_LENGTH - length));
        }
        isRunning = false;
        reader.join();
    }

    private void read() {
        try (ReadEpochs.Reader reader = epochs.register()) {
            final int[] adjacencies = new int[AddressStreams.VECTOR];
            long count = 0;
            while (isRunning) {
                fib.lookup(streams.ipv4[1][(int) (count % AddressStreams.VECTORS)], adjacencies, AddressStreams.VECTOR);
                reader.announce();
                vectors = ++count;
            }
        }
    }

    private double idle(final long nanos) throws InterruptedException {
        final long start = readerNanos();
        final long before = vectors;
        Thread.sleep(nanos / 1_000_000);
        return rate(before, start);
    }

    private double update(final long nanos) {
        final long end = System.nanoTime() + nanos;
        final long start = readerNanos();
        final long before = vectors;
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < UPDATES_A_TURN; i++) {
                final int route = random.nextInt(routes.size() / FEW) * FEW;
                final long begin = System.nanoTime();
                if (i % 10 == 0) {
                    check(fib.remove(routes.ipv4(route), routes.length(route)));
                    longest = Math.max(longest, System.nanoTime() - begin);
                    check(fib.put(routes.ipv4(route), routes.length(route), routes.hop(route)));
                    updates++;
                    i++;
                } else {
                    check(fib.put(routes.ipv4(route), routes.length(route), 1 + random.nextInt(nextHops)));
                    longest = Math.max(longest, System.nanoTime() - begin);
                }
                updates++;
            }
        }
        return rate(before, start);
    }

    private double rate(final long before, final long start) {
        return (vectors - before) * AddressStreams.VECTOR * 1e9 / (readerNanos() - start);
    }

    private long readerNanos() {
        return threads.getThreadCpuTime(reader.getId());
    }

    private static void check(final FibUpdate update) {
        if (update == FibUpdate.FULL) {
            throw new IllegalStateException("the FIB is full: give it more memory");
        }
    }

    private static void print(final String what, final double[] values, final double unit) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f (%.2f..%.2f)%n",
                what,
                sorted[sorted.length / 2] / unit,
                sorted[0] / unit,
                sorted[sorted.length - 1] / unit);
    }
}
