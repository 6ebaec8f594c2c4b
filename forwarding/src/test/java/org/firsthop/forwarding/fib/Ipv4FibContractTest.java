package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link Ipv4Fib} does. */
abstract class Ipv4FibContractTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int C = 3;

    private final ReadEpochs epochs = new ReadEpochs(4);
    private final Ipv4Fib fib = create(epochs);

    /** {@return an empty table with room for at least 100,000 routes} */
    abstract Ipv4Fib create(ReadEpochs epochs);

    @Test
    void shouldFindNothingWhenEmpty() {
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(0));
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(-1));
        assertEquals(0, fib.size());
        assertEquals(-1, fib.matchLength(ip("10.0.0.1")));
    }

    @Test
    void shouldFindEveryAddressWhenDefaultRoute() {
        assertEquals(FibUpdate.ADDED, fib.put(0, 0, A));
        assertEquals(A, fib.lookup(0));
        assertEquals(A, fib.lookup(ip("127.255.255.255")));
        assertEquals(A, fib.lookup(ip("128.0.0.0")));
        assertEquals(A, fib.lookup(-1));
        assertEquals(0, fib.matchLength(5));
        assertEquals(FibUpdate.WITHDRAWN, fib.remove(0, 0));
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(0));
    }

    @Test
    void shouldPreferLongestWhenPrefixesNest() {
        fib.put(ip("10.0.0.0"), 8, A);
        fib.put(ip("10.1.0.0"), 16, B);
        fib.put(ip("10.1.2.3"), 32, C);
        assertEquals(A, fib.lookup(ip("10.0.255.255")));
        assertEquals(B, fib.lookup(ip("10.1.2.2")));
        assertEquals(C, fib.lookup(ip("10.1.2.3")));
        assertEquals(B, fib.lookup(ip("10.1.2.4")));
        assertEquals(A, fib.lookup(ip("10.2.0.0")));
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(ip("11.0.0.0")));
        assertEquals(16, fib.matchLength(ip("10.1.2.4")));
    }

    @Test
    void shouldMatchExactlyTheRangeWhenAnyLength() {
        for (int length = 0; length <= 32; length++) {
            final int prefix = ip("170.85.170.85") & Prefixes.mask(length);
            final int last = prefix | ~Prefixes.mask(length);
            assertEquals(FibUpdate.ADDED, fib.put(prefix, length, length + 1));
            assertEquals(length + 1, fib.lookup(prefix));
            assertEquals(length + 1, fib.lookup(last));
            assertEquals(length + 1, fib.get(prefix, length));
            if (length > 0) {
                assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(prefix - 1));
                assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(last + 1));
            }
            assertEquals(FibUpdate.WITHDRAWN, fib.remove(prefix, length));
            assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(prefix));
        }
    }

    @Test
    void shouldSayWhatBecameOfAnUpdate() {
        assertEquals(FibUpdate.ABSENT, fib.remove(ip("10.0.0.0"), 8));
        assertEquals(FibUpdate.ADDED, fib.put(ip("10.0.0.0"), 8, A));
        assertEquals(FibUpdate.UNCHANGED, fib.put(ip("10.0.0.0"), 8, A));
        assertEquals(FibUpdate.REPLACED, fib.put(ip("10.0.0.0"), 8, B));
        assertEquals(FibUpdate.ABSENT, fib.remove(ip("10.0.0.0"), 9));
        assertEquals(1, fib.size());
        assertEquals(FibUpdate.WITHDRAWN, fib.remove(ip("10.0.0.0"), 8));
        assertEquals(0, fib.size());
    }

    @Test
    void shouldRefuseArgumentsOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, 33, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, -1, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(ip("10.0.0.1"), 31, A));
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, 0, Ipv4Fib.NO_ROUTE));
        assertThrows(IllegalArgumentException.class, () -> fib.put(0, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> fib.remove(1, 0));
        assertThrows(IllegalArgumentException.class, () -> fib.get(1, 31));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new int[3], new int[2], 3));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new int[2], new int[3], 3));
        assertThrows(IndexOutOfBoundsException.class, () -> fib.lookup(new int[2], new int[3], -1));
        assertEquals(0, fib.size());
    }

    @Test
    void shouldAnswerBatchesOfAnySizeAsOneByOne() {
        fill(fib, new Random(1), 600);
        final Random random = new Random(2);
        for (int count = 0; count < 700; count += count < 70 ? 1 : 37) {
            final int[] addresses = random.ints(count + 2).toArray();
            final int[] adjacencies = new int[count + 2];
            adjacencies[count] = -7;
            fib.lookup(addresses, adjacencies, count);
            for (int i = 0; i < count; i++) {
                assertEquals(fib.lookup(addresses[i]), adjacencies[i]);
            }
            assertEquals(-7, adjacencies[count]);
        }
    }

    @Test
    void shouldAgreeWithLinearScanThroughRandomUpdates() {
        final LinearScanIpv4Fib oracle = new LinearScanIpv4Fib();
        final Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            final int length = random.nextInt(33);
            final int prefix =
                    (random.nextInt(4) << 30 | random.nextInt(8) << 8 | random.nextInt(8)) & Prefixes.mask(length);
            if (random.nextInt(3) == 0) {
                assertEquals(oracle.remove(prefix, length), fib.remove(prefix, length));
            } else {
                final int adjacency = 1 + random.nextInt(5);
                assertEquals(oracle.put(prefix, length, adjacency), fib.put(prefix, length, adjacency));
            }
            assertSameBoundaries(oracle, fib);
        }
        assertEquals(routes(oracle), routes(fib));
    }

    @Test
    void shouldSwapTheAnswersOfManyBlocksInOneUpdate() {
        fib.put(0, 0, A);
        fib.put(ip("10.0.0.0"), 8, B);
        fib.put(ip("10.64.0.0"), 10, A);
        for (int i = 0; i < 10; i++) {
            fib.put(ip("0.0.0.0"), 1, i % 2 == 0 ? B : A);
            fib.put(ip("10.0.0.0"), 8, i % 2 == 0 ? A : B);
            fib.put(ip("10.64.0.0"), 10, i % 2 == 0 ? B : A);
            assertEquals(i % 2 == 0 ? A : B, fib.lookup(ip("10.0.0.1")));
            assertEquals(i % 2 == 0 ? B : A, fib.lookup(ip("10.64.0.1")));
            assertEquals(i % 2 == 0 ? B : A, fib.lookup(ip("11.0.0.1")));
            assertEquals(A, fib.lookup(ip("128.0.0.1")));
        }
    }

    @Test
    void shouldGiveRoutesInOrder() {
        fib.put(ip("200.0.0.0"), 8, A);
        fib.put(ip("10.1.0.0"), 16, A);
        fib.put(ip("10.0.0.0"), 8, B);
        fib.put(0, 0, C);
        fib.put(ip("10.0.0.0"), 16, A);
        assertEquals(
                List.of("00000000/0=3", "0a000000/8=2", "0a000000/16=1", "0a010000/16=1", "c8000000/8=1"), routes(fib));
    }

    @Test
    void shouldHoldOnlyTheNewTableWhenAllIsReplaced() {
        fill(fib, new Random(4), 500);
        final LinearScanIpv4Fib other = new LinearScanIpv4Fib();
        fill(other, new Random(5), 300);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(other));
        assertEquals(other.size(), fib.size());
        assertSameBoundaries(other, fib);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(consumer -> {}));
        assertEquals(0, fib.size());
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(ip("10.0.0.0")));
    }

    @Test
    void shouldKeepTheOldTableWhenTheNewOneIsRefused() {
        fib.put(ip("10.0.0.0"), 8, A);
        assertThrows(
                IllegalArgumentException.class,
                () -> fib.replaceAll(consumer -> {
                    consumer.accept(0, 0, B);
                    consumer.accept(ip("10.0.0.1"), 8, B);
                }));
        assertEquals(List.of("0a000000/8=1"), routes(fib));
        assertEquals(A, fib.lookup(ip("10.0.0.0")));
        assertEquals(Ipv4Fib.NO_ROUTE, fib.lookup(0));
    }

    @Test
    void shouldReturnToTheMemoryOfTheStartWhenAllIsWithdrawn() {
        final FibMemory before = fib.memory();
        fill(fib, new Random(6), 800);
        assertTrue(fib.memory().lookupOctets() > before.lookupOctets());
        final List<int[]> routes = new ArrayList<>();
        fib.forEach((prefix, length, adjacency) -> routes.add(new int[] {prefix, length}));
        for (final int[] route : routes) {
            assertEquals(FibUpdate.WITHDRAWN, fib.remove(route[0], route[1]));
        }
        assertEquals(0, fib.reclaim());
        final FibMemory after = fib.memory();
        assertEquals(before.lookupOctets(), after.lookupOctets());
        assertEquals(before.controlOctets(), after.controlOctets());
        assertEquals(0, after.retiredOctets());
    }

    static int ip(final String text) {
        int address = 0;
        for (final String octet : text.split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(octet);
        }
        return address;
    }

    /** Adds random routes, shorter and longer than /24, many of them nested. */
    static void fill(final Ipv4Fib fib, final Random random, final int count) {
        for (int i = 0; i < count; i++) {
            final int length = random.nextInt(10) == 0 ? random.nextInt(33) : 16 + random.nextInt(17);
            final int prefix = (random.nextInt(64) << 20 ^ random.nextInt(1 << 22)) & Prefixes.mask(length);
            fib.put(prefix, length, 1 + random.nextInt(fib.maxAdjacency() > 300 ? 300 : fib.maxAdjacency()));
        }
    }

    static List<String> routes(final Ipv4Fib fib) {
        final List<String> routes = new ArrayList<>();
        fib.forEach((prefix, length, adjacency) -> routes.add(String.format("%08x/%d=%d", prefix, length, adjacency)));
        return routes;
    }

    /** Asserts equal answers at the first and last address of every route, and beside them. */
    static void assertSameBoundaries(final Ipv4Fib expected, final Ipv4Fib actual) {
        expected.forEach((prefix, length, adjacency) -> {
            final int last = prefix | ~Prefixes.mask(length);
            for (final int address : new int[] {prefix - 1, prefix, last, last + 1}) {
                assertEquals(expected.lookup(address), actual.lookup(address), () -> String.format("%08x", address));
                assertEquals(
                        expected.matchLength(address),
                        actual.matchLength(address),
                        () -> String.format("%08x", address));
            }
        });
    }
}
