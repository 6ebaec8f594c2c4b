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
import net.jqwik.api.Tuple;

/** Laws of {@link BlockIpv4Fib}, with {@link LinearScanIpv4Fib} as the oracle. */
class Ipv4FibPropertyTest {
    /** One step of a writer; an adjacency of 0 withdraws. */
    record Update(int prefix, int length, int adjacency) {}

    /** Prefixes are crowded into a few blocks and near the ends of address space, so that they nest and replace each other. */
    @Provide
    Arbitrary<List<Update>> updates() {
        final Arbitrary<Integer> addresses = Combinators.combine(
                        Arbitraries.of(0x0000_0000, 0x0A00_0000, 0x0A00_4000, 0x7FFF_C000, 0xFFFF_C000),
                        Arbitraries.integers().between(0, 0x3FFF))
                .as((base, offset) -> base | offset);
        final Arbitrary<Integer> adjacencies = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(0)),
                Tuple.of(6, Arbitraries.integers().between(1, 4)),
                Tuple.of(2, Arbitraries.of(254, 255, 256, 65_534, 65_535, 65_536, Integer.MAX_VALUE)));
        return Combinators.combine(addresses, Arbitraries.integers().between(0, 32), adjacencies)
                .as((address, length, adjacency) -> new Update(address & Prefixes.mask(length), length, adjacency))
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 50)
    void lookupAgreesWithLinearScan(@ForAll("updates") final List<Update> updates) {
        final BlockIpv4Fib fib = small();
        final LinearScanIpv4Fib oracle = new LinearScanIpv4Fib();
        for (final Update update : updates) {
            assertEquals(apply(oracle, update), apply(fib, update));
            assertSameAround(oracle, fib, update);
        }
        updates.forEach(update -> assertSameAround(oracle, fib, update));
        assertEquals(routes(oracle), routes(fib));
    }

    @Property(tries = 25)
    void withdrawingEverythingReturnsAllMemory(@ForAll("updates") final List<Update> updates) {
        final BlockIpv4Fib fib = small();
        final FibMemory before = fib.memory();
        updates.forEach(update -> apply(fib, update));
        updates.forEach(update -> fib.remove(update.prefix, update.length));
        assertEquals(0, fib.reclaim());
        assertEquals(0, fib.size());
        assertEquals(before, fib.memory());
    }

    @Property(tries = 25)
    void replacingAllEqualsAddingOneByOne(@ForAll("updates") final List<Update> updates) {
        final LinearScanIpv4Fib oracle = new LinearScanIpv4Fib();
        updates.forEach(update -> apply(oracle, update));
        final BlockIpv4Fib fib = small();
        fib.put(0x0A00_0000, 8, 77);
        assertEquals(FibUpdate.REPLACED, fib.replaceAll(oracle));
        assertEquals(routes(oracle), routes(fib));
        updates.forEach(update -> assertSameAround(oracle, fib, update));
    }

    private static BlockIpv4Fib small() {
        return new BlockIpv4Fib(new ReadEpochs(1), BlockIpv4Fib.MIN_CAPACITY, 5L << 20);
    }

    private static FibUpdate apply(final Ipv4Fib fib, final Update update) {
        return update.adjacency == 0
                ? fib.remove(update.prefix, update.length)
                : fib.put(update.prefix, update.length, update.adjacency);
    }

    private static void assertSameAround(final Ipv4Fib oracle, final Ipv4Fib fib, final Update update) {
        final int last = update.prefix | ~Prefixes.mask(update.length);
        final int[] addresses = {update.prefix - 1, update.prefix, update.prefix + 1, last - 1, last, last + 1};
        final int[] adjacencies = new int[addresses.length];
        fib.lookup(addresses, adjacencies, addresses.length);
        for (int i = 0; i < addresses.length; i++) {
            final int address = addresses[i];
            assertEquals(oracle.lookup(address), fib.lookup(address), () -> Integer.toHexString(address));
            assertEquals(oracle.lookup(address), adjacencies[i], () -> Integer.toHexString(address));
            assertEquals(oracle.matchLength(address), fib.matchLength(address), () -> Integer.toHexString(address));
        }
    }

    private static List<String> routes(final Ipv4Fib fib) {
        final List<String> routes = new ArrayList<>();
        fib.forEach((prefix, length, adjacency) ->
                routes.add(Integer.toHexString(prefix) + "/" + length + "=" + adjacency));
        return routes;
    }
}
