package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import net.jqwik.api.Example;

/**
 * Readers and a writer on threads of their own: no reader ever sees an answer that was valid at no time.
 *
 * <p>Round <i>n</i> of the writer gives each of its prefixes an adjacency that names the prefix and the round, and half of
 * the rounds withdraw the longer prefixes again, so that what covers them shows. An answer is judged by the prefix it
 * names, which must contain the address, and by its round, which may only grow from one look at an address to the next as
 * long as the prefix is the same.
 * Records that were given back are used again at once, so that a reader that held one too long would read another's.
 *
 * <p>{@code -Dfirsthop.fib.rounds=N} runs longer.
 */
class FibConcurrencyTest {
    private static final int ROUNDS = Integer.getInteger("firsthop.fib.rounds", 4_000);
    private static final int PREFIXES = 24;

    /** To swap a table takes as long as many updates. */
    private static final int ROUNDS_A_SWAP = 20;

    /** Length of each prefix: all begin at the same address, so that each contains those after it. */
    private static final int[] LENGTHS = new int[PREFIXES];

    static {
        for (int i = 0; i < PREFIXES; i++) {
            LENGTHS[i] = 9 + i;
        }
    }

    private final AtomicBoolean running = new AtomicBoolean(true);

    @Example
    void noIpv4ReaderSeesAnAnswerThatWasValidAtNoTime() throws ExecutionException, InterruptedException {
        final ReadEpochs epochs = new ReadEpochs(2);
        final BlockIpv4Fib fib = new BlockIpv4Fib(epochs, BlockIpv4Fib.MIN_CAPACITY, 5L << 20);
        final int base = 0x0A00_0000;
        for (int i = 0; i < PREFIXES; i++) {
            fib.put(base, LENGTHS[i], adjacency(i, 0));
        }
        run(
                () -> {
                    try (ReadEpochs.Reader reader = epochs.register()) {
                        final Judge judge = new Judge();
                        final int[] addresses = new int[PREFIXES];
                        final int[] adjacencies = new int[PREFIXES];
                        for (int i = 0; i < PREFIXES; i++) {
                            addresses[i] = base | (int) (1L << (31 - LENGTHS[i]));
                        }
                        while (running.get()) {
                            fib.lookup(addresses, adjacencies, PREFIXES);
                            for (int i = 0; i < PREFIXES; i++) {
                                judge.see(i, adjacencies[i]);
                            }
                            for (int i = 0; i < PREFIXES; i++) {
                                judge.see(i, fib.lookup(addresses[i]));
                            }
                            reader.announce();
                        }
                        return judge.seen;
                    }
                },
                () -> {
                    for (int round = 1; round <= ROUNDS; round++) {
                        for (int i = 0; i < PREFIXES; i++) {
                            final int at = round % 2 == 0 ? i : PREFIXES - 1 - i;
                            while (fib.put(base, LENGTHS[at], adjacency(at, round)) == FibUpdate.FULL) {
                                Thread.yield();
                            }
                        }
                        for (int i = PREFIXES / 2; round % 2 == 0 && i < PREFIXES; i++) {
                            while (fib.remove(base, LENGTHS[i]) == FibUpdate.FULL) {
                                Thread.yield();
                            }
                        }
                    }
                });
        fib.reclaim();
        assertEquals(0, fib.memory().retiredOctets());
    }

    @Example
    void noIpv6ReaderSeesAnAnswerThatWasValidAtNoTime() throws ExecutionException, InterruptedException {
        final ReadEpochs epochs = new ReadEpochs(2);
        final StrideIpv6Fib fib = new StrideIpv6Fib(epochs, StrideIpv6Fib.MIN_CAPACITY, StrideIpv6Fib.MIN_CAPACITY);
        final long base = 0x2001_0000_0000_0000L;
        for (int i = 0; i < PREFIXES; i++) {
            fib.put(base, 0, LENGTHS[i] + 8, adjacency(i, 0));
        }
        run(
                () -> {
                    try (ReadEpochs.Reader reader = epochs.register()) {
                        final Judge judge = new Judge();
                        final long[] highs = new long[PREFIXES];
                        final long[] lows = new long[PREFIXES];
                        final int[] adjacencies = new int[PREFIXES];
                        for (int i = 0; i < PREFIXES; i++) {
                            highs[i] = base | 1L << (63 - 8 - LENGTHS[i]);
                        }
                        while (running.get()) {
                            fib.lookup(highs, lows, adjacencies, PREFIXES);
                            for (int i = 0; i < PREFIXES; i++) {
                                judge.see(i, adjacencies[i]);
                            }
                            for (int i = 0; i < PREFIXES; i++) {
                                judge.see(i, fib.lookup(highs[i], lows[i]));
                            }
                            reader.announce();
                        }
                        return judge.seen;
                    }
                },
                () -> {
                    for (int round = 1; round <= ROUNDS; round++) {
                        for (int i = 0; i < PREFIXES; i++) {
                            final int at = round % 2 == 0 ? i : PREFIXES - 1 - i;
                            while (fib.put(base, 0, LENGTHS[at] + 8, adjacency(at, round)) == FibUpdate.FULL) {
                                Thread.yield();
                            }
                        }
                        for (int i = PREFIXES / 2; round % 2 == 0 && i < PREFIXES; i++) {
                            while (fib.remove(base, 0, LENGTHS[i] + 8) == FibUpdate.FULL) {
                                Thread.yield();
                            }
                        }
                    }
                });
        fib.reclaim();
        assertEquals(0, fib.memory().retiredOctets());
    }

    @Example
    void everyIpv4BatchSeesOneTableWhenTablesAreSwapped() throws ExecutionException, InterruptedException {
        final ReadEpochs epochs = new ReadEpochs(2);
        final BlockIpv4Fib fib = new BlockIpv4Fib(epochs, 3 * BlockIpv4Fib.MIN_CAPACITY, 3 * BlockIpv4Fib.MIN_CAPACITY);
        final int base = 0x0A00_0000;
        swap(
                epochs,
                fib::reclaim,
                round -> fib.replaceAll(consumer -> {
                    for (int i = 0; i < PREFIXES; i++) {
                        consumer.accept(base, LENGTHS[i], adjacency(i, round));
                    }
                }),
                (adjacencies, one) -> {
                    final int[] addresses = new int[PREFIXES];
                    for (int i = 0; i < PREFIXES; i++) {
                        addresses[i] = base | (int) (1L << (31 - LENGTHS[i]));
                        one[i] = fib.lookup(addresses[i]);
                    }
                    fib.lookup(addresses, adjacencies, PREFIXES);
                });
    }

    @Example
    void everyIpv6BatchSeesOneTableWhenTablesAreSwapped() throws ExecutionException, InterruptedException {
        final ReadEpochs epochs = new ReadEpochs(2);
        final StrideIpv6Fib fib =
                new StrideIpv6Fib(epochs, 3 * StrideIpv6Fib.MIN_CAPACITY, 3 * StrideIpv6Fib.MIN_CAPACITY);
        final long base = 0x2001_0000_0000_0000L;
        swap(
                epochs,
                fib::reclaim,
                round -> fib.replaceAll(consumer -> {
                    for (int i = 0; i < PREFIXES; i++) {
                        consumer.accept(base, 0, LENGTHS[i] + 8, adjacency(i, round));
                    }
                }),
                (adjacencies, one) -> {
                    final long[] highs = new long[PREFIXES];
                    for (int i = 0; i < PREFIXES; i++) {
                        highs[i] = base | 1L << (63 - 8 - LENGTHS[i]);
                        one[i] = fib.lookup(highs[i], 0);
                    }
                    fib.lookup(highs, new long[PREFIXES], adjacencies, PREFIXES);
                });
    }

    /** Swaps whole tables, each of one round, while readers look at all of their prefixes. */
    private void swap(
            final ReadEpochs epochs,
            final Runnable reclaim,
            final IntFunction<FibUpdate> replace,
            final BiConsumer<int[], int[]> look)
            throws ExecutionException, InterruptedException {
        assertEquals(FibUpdate.REPLACED, replace.apply(0));
        run(
                () -> {
                    try (ReadEpochs.Reader reader = epochs.register()) {
                        final int[] batch = new int[PREFIXES];
                        final int[] one = new int[PREFIXES];
                        long seen = 0;
                        int latest = 0;
                        while (running.get()) {
                            look.accept(batch, one);
                            for (int i = 0; i < PREFIXES; i++) {
                                assertEquals(i, (one[i] - 1) % PREFIXES);
                                final int round = (one[i] - 1) / PREFIXES;
                                assertTrue(round >= latest, "an older table after a newer one");
                                latest = round;
                            }
                            latest = Math.max(latest, (batch[0] - 1) / PREFIXES);
                            for (int i = 0; i < PREFIXES; i++) {
                                assertEquals(adjacency(i, latest), batch[i]);
                            }
                            seen += PREFIXES;
                            reader.announce();
                        }
                        return seen;
                    }
                },
                () -> {
                    for (int round = 1; round <= ROUNDS / ROUNDS_A_SWAP; round++) {
                        while (replace.apply(round) == FibUpdate.FULL) {
                            Thread.yield();
                            reclaim.run();
                        }
                    }
                });
    }

    /** An adjacency that names its prefix and its round. */
    private static int adjacency(final int prefix, final int round) {
        return 1 + prefix + round * PREFIXES;
    }

    private void run(final Callable<Long> reader, final Runnable writer)
            throws ExecutionException, InterruptedException {
        final ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            final Future<Long> first = threads.submit(reader);
            final Future<Long> second = threads.submit(reader);
            try {
                writer.run();
            } finally {
                running.set(false);
            }
            assertTrue(first.get() > 0);
            assertTrue(second.get() > 0);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Judges what one reader sees. */
    private static final class Judge {
        private final int[][] rounds = new int[PREFIXES][PREFIXES];
        private long seen;

        /**
         * An answer.
         *
         * @param address index of the address: all prefixes up to that index contain it.
         * @param adjacency that was seen.
         */
        void see(final int address, final int adjacency) {
            assertTrue(adjacency > 0, "no route for an address that always had one");
            final int prefix = (adjacency - 1) % PREFIXES;
            final int round = (adjacency - 1) / PREFIXES;
            assertTrue(prefix <= address, () -> "prefix " + prefix + " does not contain address " + address);
            assertTrue(
                    round >= rounds[address][prefix],
                    () -> "round " + round + " after round " + rounds[address][prefix]);
            rounds[address][prefix] = round;
            seen++;
        }
    }
}
