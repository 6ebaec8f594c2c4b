package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of {@link StrideIpv6Fib}, with {@link LinearScanIpv6Fib} as the oracle. */
class Ipv6FibPropertyTest {
    /** One step of a writer; an adjacency of 0 withdraws. */
    record Update(long high, long low, int length, int adjacency) {}

    /** Few distinct octets, so that prefixes nest and replace each other at every depth. */
    @Provide
    Arbitrary<List<Update>> updates() {
        final Arbitrary<Long> halves = Combinators.combine(
                        Arbitraries.of(0L, -1L, 0x2001_0db8_0000_0000L, 0x2001_0db8_ffff_0000L, 0xfe80_0000_0000_0000L),
                        Arbitraries.of(0L, 1L, 0x8000L, 0x0100_0000L, 0xff00_0000_0000L))
                .as((base, change) -> base ^ change);
        return Combinators.combine(
                        halves,
                        halves,
                        Arbitraries.integers().between(0, 128),
                        Arbitraries.of(0, 0, 1, 1, 2, 3, Integer.MAX_VALUE))
                .as((high, low, length, adjacency) ->
                        new Update(high & Prefixes.maskHigh(length), low & Prefixes.maskLow(length), length, adjacency))
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 150)
    void lookupAgreesWithLinearScan(@ForAll("updates") final List<Update> updates) {
        final StrideIpv6Fib fib = small();
        final LinearScanIpv6Fib oracle = new LinearScanIpv6Fib();
        for (final Update update : updates) {
            assertEquals(apply(oracle, update), apply(fib, update));
            assertSameAround(oracle, fib, update);
        }
        updates.forEach(update -> assertSameAround(oracle, fib, update));
        assertEquals(routes(oracle), routes(fib));
    }

    @Property(tries = 60)
    void withdrawingEverythingReturnsAllMemory(@ForAll("updates") final List<Update> updates) {
        final StrideIpv6Fib fib = small();
        final FibMemory before = fib.memory();
        updates.forEach(update -> apply(fib, update));
        updates.forEach(update -> fib.remove(update.high, update.low, update.length));
        assertEquals(0, fib.reclaim());
        assertEquals(0, fib.size());
        assertEquals(before, fib.memory());
    }

    @Property(tries = 60)
    void replacingAllEqualsAddingOneByOne(@ForAll("updates") final List<Update> updates) {
        final LinearScanIpv6Fib oracle = new LinearScanIpv6Fib();
        updates.forEach(update -> apply(oracle, update));
        final StrideIpv6Fib fib = small();
        fib.put(0x2000_0000_0000_0000L, 0, 3, 77);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(oracle));
        assertEquals(routes(oracle), routes(fib));
        updates.forEach(update -> assertSameAround(oracle, fib, update));
    }

    private static StrideIpv6Fib small() {
        return new StrideIpv6Fib(new ReadEpochs(1), StrideIpv6Fib.MIN_CAPACITY, StrideIpv6Fib.MIN_CAPACITY);
    }

    private static FibUpdate apply(final Ipv6Fib fib, final Update update) {
        return update.adjacency == 0
                ? fib.remove(update.high, update.low, update.length)
                : fib.put(update.high, update.low, update.length, update.adjacency);
    }

    private static void assertSameAround(final Ipv6Fib oracle, final Ipv6Fib fib, final Update update) {
        final long lastHigh = update.high | ~Prefixes.maskHigh(update.length);
        final long lastLow = update.low | ~Prefixes.maskLow(update.length);
        final long[] highs = {
            update.low == 0 ? update.high - 1 : update.high,
            update.high,
            lastHigh,
            lastLow == -1 ? lastHigh + 1 : lastHigh
        };
        final long[] lows = {update.low - 1, update.low, lastLow, lastLow + 1};
        final int[] adjacencies = new int[highs.length];
        fib.lookup(highs, lows, adjacencies, highs.length);
        for (int i = 0; i < highs.length; i++) {
            final String address = Long.toHexString(highs[i]) + " " + Long.toHexString(lows[i]);
            assertEquals(oracle.lookup(highs[i], lows[i]), fib.lookup(highs[i], lows[i]), address);
            assertEquals(oracle.lookup(highs[i], lows[i]), adjacencies[i], address);
            assertEquals(oracle.matchLength(highs[i], lows[i]), fib.matchLength(highs[i], lows[i]), address);
        }
    }

    private static List<String> routes(final Ipv6Fib fib) {
        final List<String> routes = new ArrayList<>();
        fib.forEach((high, low, length, adjacency) ->
                routes.add(Long.toHexString(high) + " " + Long.toHexString(low) + "/" + length + "=" + adjacency));
        return routes;
    }
}
