package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Example;

/**
 * What an answer leads to was written before the answer: a reader that finds an adjacency finds the adjacency's entry complete,
 * whichever way the answer was published, by a leaf that is stored to or by a root word that leads to new leaves.
 *
 * <p>One writer, one reader, on threads of their own; the writer takes an entry, marks it, leads routes to it and gives the one
 * before it back, so that every index is used again as soon as the reader has announced. The same under jcstress, without the
 * reader's loop, is in {@code property-tests/stress}.
 *
 * <p>{@code -Dfirsthop.fib.rounds=N} runs longer.
 */
class AdjacencyPublicationTest {
    private static final int ROUNDS = 10 * Integer.getInteger("firsthop.fib.rounds", 4_000);
    private static final int CAPACITY = 16;
    private static final int IPV4 = 0x0A00_0100;
    private static final long IPV6 = 0x2001_0db8_0000_0000L;

    private final AtomicBoolean running = new AtomicBoolean(true);

    @Example
    void anEntryIsCompleteWhenItsIndexIsFound() throws ExecutionException, InterruptedException {
        final ReadEpochs epochs = new ReadEpochs(1);
        final AdjacencyTable table = new AdjacencyTable(epochs, CAPACITY);
        final BlockIpv4Fib ipv4 = new BlockIpv4Fib(epochs, BlockIpv4Fib.MIN_CAPACITY, BlockIpv4Fib.MIN_CAPACITY);
        final StrideIpv6Fib ipv6 = new StrideIpv6Fib(epochs, StrideIpv6Fib.MIN_CAPACITY, StrideIpv6Fib.MIN_CAPACITY);
        // A neighbor with another answer, so that the block has a leaf for each /24 and answers are stored into them.
        final int other = table.add(Adjacency.BLACKHOLE, 0);
        mark(table, other);
        ipv4.put(IPV4 ^ 0x100, 24, other);
        int present = lead(table, ipv4, ipv6, 24, 48);
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            final Future<Long> reader = thread.submit(() -> read(epochs, table, ipv4, ipv6));
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    // Every fourth round adds and withdraws a longer prefix: the leaves are written anew.
                    final boolean isNew = round % 4 == 0;
                    final int next = lead(table, ipv4, ipv6, 24, 48);
                    if (isNew) {
                        assertNotEquals(FibUpdate.FULL, ipv4.put(IPV4, 26, next));
                        assertNotEquals(FibUpdate.FULL, ipv6.put(IPV6, 0, 64, next));
                        ipv4.remove(IPV4, 26);
                        ipv6.remove(IPV6, 0, 64);
                    }
                    table.remove(present);
                    present = next;
                }
            } finally {
                running.set(false);
            }
            assertTrue(reader.get() > 0);
        } finally {
            thread.shutdownNow();
        }
    }

    /** Takes an entry, and leads a route of each family to it. */
    private static int lead(
            final AdjacencyTable table,
            final BlockIpv4Fib ipv4,
            final StrideIpv6Fib ipv6,
            final int ipv4Length,
            final int ipv6Length) {
        int adjacency = table.add(Adjacency.BLACKHOLE, 0);
        while (adjacency == Adjacency.NO_ROUTE) {
            Thread.yield();
            adjacency = table.add(Adjacency.BLACKHOLE, 0);
        }
        mark(table, adjacency);
        ipv4.put(IPV4, ipv4Length, adjacency);
        ipv6.put(IPV6, 0, ipv6Length, adjacency);
        return adjacency;
    }

    private static void mark(final AdjacencyTable table, final int adjacency) {
        table.cookie(adjacency, markOf(adjacency));
    }

    private static long markOf(final int adjacency) {
        return adjacency * 0x9E37_79B9_7F4A_7C15L;
    }

    private Long read(
            final ReadEpochs epochs, final AdjacencyTable table, final BlockIpv4Fib ipv4, final StrideIpv6Fib ipv6) {
        long seen = 0;
        final int[] ipv4Address = {IPV4 | 1};
        final long[] high = {IPV6};
        final long[] low = {1};
        final int[] adjacency = new int[1];
        try (ReadEpochs.Reader reader = epochs.register()) {
            while (running.get()) {
                judge(table, ipv4.lookup(IPV4 | 1));
                judge(table, ipv6.lookup(IPV6, 1));
                ipv4.lookup(ipv4Address, adjacency, 1);
                judge(table, adjacency[0]);
                ipv6.lookup(high, low, adjacency, 1);
                judge(table, adjacency[0]);
                reader.announce();
                seen++;
            }
        }
        return seen;
    }

    private static void judge(final AdjacencyTable table, final int adjacency) {
        assertNotEquals(Adjacency.NO_ROUTE, adjacency, "no route for an address that always had one");
        assertEquals(markOf(adjacency), Adjacency.cookie(table.entryAddress(adjacency)), "an entry not yet written");
    }
}
