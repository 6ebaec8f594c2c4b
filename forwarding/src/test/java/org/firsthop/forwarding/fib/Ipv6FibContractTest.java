package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link Ipv6Fib} does. */
abstract class Ipv6FibContractTest {
    private static final long DOC = 0x2001_0db8_0000_0000L;
    private static final int A = 1;
    private static final int B = 2;
    private static final int C = 3;

    private final ReadEpochs epochs = new ReadEpochs(4);
    private final Ipv6Fib fib = create(epochs);

    /** {@return an empty table with room for at least 100,000 routes} */
    abstract Ipv6Fib create(ReadEpochs epochs);

    @Test
    void shouldFindNothingWhenEmpty() {
        assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(0, 0));
        assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(-1, -1));
        assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(DOC, 1));
        assertEquals(-1, fib.matchLength(DOC, 1));
    }

    @Test
    void shouldFindEveryAddressWhenDefaultRoute() {
        assertEquals(FibUpdate.ADDED, fib.put(0, 0, 0, A));
        assertEquals(A, fib.lookup(0, 0));
        assertEquals(A, fib.lookup(DOC, 5));
        assertEquals(A, fib.lookup(-1, -1));
        assertEquals(FibUpdate.WITHDRAWN, fib.remove(0, 0, 0));
        assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(DOC, 5));
    }

    @Test
    void shouldPreferLongestWhenPrefixesNest() {
        fib.put(DOC, 0, 32, A);
        fib.put(DOC | 0x1234_0000L, 0, 48, B);
        fib.put(DOC | 0x1234_0000L, 7, 128, C);
        assertEquals(A, fib.lookup(DOC | 0x1233_0000L, -1));
        assertEquals(B, fib.lookup(DOC | 0x1234_0000L, 6));
        assertEquals(C, fib.lookup(DOC | 0x1234_0000L, 7));
        assertEquals(B, fib.lookup(DOC | 0x1234_0000L, 8));
        assertEquals(128, fib.matchLength(DOC | 0x1234_0000L, 7));
        assertEquals(48, fib.matchLength(DOC | 0x1234_0000L, 8));
    }

    @Test
    void shouldMatchExactlyTheRangeWhenAnyLength() {
        for (final long pattern : new long[] {0x2a5a_a5a5_5a5a_a55aL, 0xfe80_a5a5_5a5a_a55aL, 0x0055_aaaa_5555_aaaaL}) {
            for (int length = 0; length <= 128; length++) {
                final long high = pattern & Prefixes.maskHigh(length);
                final long low = ~pattern & Prefixes.maskLow(length);
                final long lastHigh = high | ~Prefixes.maskHigh(length);
                final long lastLow = low | ~Prefixes.maskLow(length);
                assertEquals(FibUpdate.ADDED, fib.put(high, low, length, length + 1));
                assertEquals(length + 1, fib.lookup(high, low));
                assertEquals(length + 1, fib.lookup(lastHigh, lastLow));
                assertEquals(length + 1, fib.get(high, low, length));
                if (length > 0) {
                    assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(low == 0 ? high - 1 : high, low - 1));
                    assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(lastLow == -1 ? lastHigh + 1 : lastHigh, lastLow + 1));
                }
                assertEquals(FibUpdate.WITHDRAWN, fib.remove(high, low, length));
                assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(high, low));
            }
        }
    }

    @Test
    void shouldSayWhatBecameOfAnUpdate() {
        assertEquals(FibUpdate.ABSENT, fib.remove(DOC, 0, 32));
        assertEquals(FibUpdate.ADDED, fib.put(DOC, 0, 32, A));
        assertEquals(FibUpdate.UNCHANGED, fib.put(DOC, 0, 32, A));
        assertEquals(FibUpdate.REPLACED, fib.put(DOC, 0, 32, B));
        assertEquals(1, fib.size());
        assertEquals(FibUpdate.WITHDRAWN, fib.remove(DOC, 0, 32));
        assertEquals(0, fib.size());
    }

    @Test
    void shouldRefuseArgumentsOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, 0, 129, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, 0, -1, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(DOC, 1, 127, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(DOC, 1, 64, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(DOC, 0, 30, Ipv6Fib.NO_ROUTE));
        assertThrows(IllegalArgumentException.class, () -> fib.remove(DOC | 1, 0, 63));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new long[3], new long[3], new int[2], 3));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new long[2], new long[3], new int[3], 3));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new long[3], new long[2], new int[3], 3));
    }

    @Test
    void shouldAnswerBatchesOfAnySizeAsOneByOne() {
        fill(fib, new Random(1), 600);
        final Random random = new Random(2);
        for (int count = 0; count < 700; count += count < 70 ? 1 : 37) {
            final long[] highs = new long[count + 2];
            final long[] lows = random.longs(count + 2).toArray();
            for (int i = 0; i < count; i++) {
                highs[i] = randomHigh(random);
            }
            final int[] adjacencies = new int[count + 2];
            adjacencies[count] = -7;
            fib.lookup(highs, lows, adjacencies, count);
            for (int i = 0; i < count; i++) {
                assertEquals(fib.lookup(highs[i], lows[i]), adjacencies[i]);
            }
            assertEquals(-7, adjacencies[count]);
        }
    }

    @Test
    void shouldAgreeWithLinearScanThroughRandomUpdates() {
        final LinearScanIpv6Fib oracle = new LinearScanIpv6Fib();
        final Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            final int length = random.nextInt(129);
            final long high = (random.nextLong() & 0xF000_0003_0000_0003L) & Prefixes.maskHigh(length);
            final long low = (random.nextLong() & 0x8000_0000_0000_0007L) & Prefixes.maskLow(length);
            if (random.nextInt(3) == 0) {
                assertEquals(oracle.remove(high, low, length), fib.remove(high, low, length));
            } else {
                final int adjacency = 1 + random.nextInt(5);
                assertEquals(oracle.put(high, low, length, adjacency), fib.put(high, low, length, adjacency));
            }
            assertSameBoundaries(oracle, fib);
        }
        assertEquals(routes(oracle), routes(fib));
    }

    @Test
    void shouldHoldOnlyTheNewTableWhenAllIsReplaced() {
        fill(fib, new Random(4), 500);
        final LinearScanIpv6Fib other = new LinearScanIpv6Fib();
        fill(other, new Random(5), 300);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(other));
        assertEquals(routes(other), routes(fib));
        assertSameBoundaries(other, fib);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(consumer -> {}));
        assertEquals(0, fib.size());
    }

    @Test
    void shouldKeepTheOldTableWhenTheNewOneIsRefused() {
        fib.put(DOC, 0, 32, A);
        assertThrows(
                IllegalArgumentException.class,
                () -> fib.replaceAll(consumer -> {
                    consumer.accept(0, 0, 0, B);
                    consumer.accept(DOC, 1, 64, B);
                }));
        assertEquals(1, fib.size());
        assertEquals(A, fib.lookup(DOC, 0));
        assertEquals(Ipv6Fib.NO_ROUTE, fib.lookup(0, 0));
    }

    @Test
    void shouldReturnToTheMemoryOfTheStartWhenAllIsWithdrawn() {
        final FibMemory before = fib.memory();
        fill(fib, new Random(6), 800);
        assertTrue(fib.memory().lookupOctets() > before.lookupOctets());
        final List<Runnable> withdrawals = new ArrayList<>();
        fib.forEach((high, low, length, adjacency) ->
                withdrawals.add(() -> assertEquals(FibUpdate.WITHDRAWN, fib.remove(high, low, length))));
        withdrawals.forEach(Runnable::run);
        assertEquals(0, fib.reclaim());
        final FibMemory after = fib.memory();
        assertEquals(before.lookupOctets(), after.lookupOctets());
        assertEquals(before.controlOctets(), after.controlOctets());
        assertEquals(0, after.retiredOctets());
    }

    static long randomHigh(final Random random) {
        final long top = random.nextInt(4) == 0 ? random.nextLong() & 0xF000_0000_0000_0000L : 0x2000_0000_0000_0000L;
        return top | (long) random.nextInt(64) << 32 | random.nextInt(64) << 12 | random.nextInt(4);
    }

    /** Adds random routes of all lengths, many of them nested. */
    static void fill(final Ipv6Fib fib, final Random random, final int count) {
        for (int i = 0; i < count; i++) {
            final int length = random.nextInt(10) == 0 ? random.nextInt(129) : 19 + random.nextInt(46);
            fib.put(
                    randomHigh(random) & Prefixes.maskHigh(length),
                    random.nextLong() & Prefixes.maskLow(length),
                    length,
                    1 + random.nextInt(300));
        }
    }

    static List<String> routes(final Ipv6Fib fib) {
        final List<String> routes = new ArrayList<>();
        fib.forEach((high, low, length, adjacency) ->
                routes.add(String.format("%016x%016x/%d=%d", high, low, length, adjacency)));
        return routes;
    }

    /** Asserts equal answers at the first and last address of every route, and beside them. */
    static void assertSameBoundaries(final Ipv6Fib expected, final Ipv6Fib actual) {
        expected.forEach((high, low, length, adjacency) -> {
            final long lastHigh = high | ~Prefixes.maskHigh(length);
            final long lastLow = low | ~Prefixes.maskLow(length);
            assertSame(expected, actual, low == 0 ? high - 1 : high, low - 1);
            assertSame(expected, actual, high, low);
            assertSame(expected, actual, lastHigh, lastLow);
            assertSame(expected, actual, lastLow == -1 ? lastHigh + 1 : lastHigh, lastLow + 1);
        });
    }

    private static void assertSame(final Ipv6Fib expected, final Ipv6Fib actual, final long high, final long low) {
        assertEquals(
                expected.lookup(high, low), actual.lookup(high, low), () -> String.format("%016x %016x", high, low));
        assertEquals(
                expected.matchLength(high, low),
                actual.matchLength(high, low),
                () -> String.format("%016x %016x", high, low));
    }
}
