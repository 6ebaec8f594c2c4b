package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.Object2IntHashMap;
import org.firsthop.forwarding.rib.file.RouteFile;

/**
 * The FIBs with the routes of the Internet: they agree with an oracle on random addresses and around both ends of prefixes,
 * after the load, after a mix of updates, and return all memory when everything is withdrawn.
 *
 * <p>The oracle has one hash table for each length and asks the longest first. {@code -Dfirsthop.fib.addresses=10000000} asks
 * for so many random addresses, and for the ends of all prefixes rather than of as many.
 */
class InternetFibTest {
    private static final int ADDRESSES = Integer.getInteger("firsthop.fib.addresses", 50_000);
    private static final int UPDATES = Math.min(ADDRESSES, 500_000);

    /** More than leaves of 8 bits can say, but few: both kinds of leaves are met. */
    private static final int NEXT_HOPS = 260;

    private final LongArrayList highs = new LongArrayList();
    private final LongArrayList lows = new LongArrayList();
    private final LongArrayList lengths = new LongArrayList();
    private final SplittableRandom random = new SplittableRandom(11);

    private void read(final boolean wanted) throws IOException {
        final String data = System.getProperty("firsthop.data", System.getenv("FIRSTHOP_DATA"));
        final Path folder =
                data != null ? Path.of(data) : Path.of(System.getProperty("firsthop.root", "."), "../shared/data");
        final Path file = folder.resolve("routes/tier1-prefixes.txt.gz");
        assumeTrue(Files.exists(file), "the Internet's routes are not there: " + file);
        RouteFile.readPrefixes(file, (isIpv6, high, low, length) -> {
            if (isIpv6 == wanted) {
                highs.addLong(high);
                lows.addLong(low);
                lengths.addLong(length);
            }
        });
    }

    @Example
    void ipv4LookupAgreesWithTheOracleOnTheInternetsTable() throws IOException {
        read(false);
        final BlockIpv4Fib fib = new BlockIpv4Fib(new ReadEpochs(1));
        final FibMemory atStart = fib.memory();
        final Int2IntHashMap[] oracle = new Int2IntHashMap[33];
        for (int length = 0; length <= 32; length++) {
            oracle[length] = new Int2IntHashMap(0);
        }
        fib.replaceAll(consumer -> {
            for (int i = 0; i < lengths.size(); i++) {
                final int hop = 1 + random.nextInt(NEXT_HOPS);
                oracle[length(i)].put((int) lows.getLong(i), hop);
                consumer.accept((int) lows.getLong(i), length(i), hop);
            }
        });
        assertIpv4Agrees(oracle, fib);
        for (int i = 0; i < UPDATES; i++) {
            final int at = random.nextInt(lengths.size());
            final int length = random.nextInt(8) == 0 ? 12 + random.nextInt(21) : length(at);
            final int prefix = ((int) lows.getLong(at) ^ random.nextInt(2) << 9) & Prefixes.mask(length);
            if (random.nextBoolean()) {
                final int hop = 1 + random.nextInt(NEXT_HOPS);
                final int before = oracle[length].put(prefix, hop);
                final FibUpdate expected =
                        before == 0 ? FibUpdate.ADDED : before == hop ? FibUpdate.UNCHANGED : FibUpdate.REPLACED;
                assertEquals(expected, fib.put(prefix, length, hop));
            } else {
                final boolean isThere = oracle[length].remove(prefix) != 0;
                assertEquals(isThere ? FibUpdate.WITHDRAWN : FibUpdate.ABSENT, fib.remove(prefix, length));
            }
        }
        assertIpv4Agrees(oracle, fib);
        for (int length = 0; length <= 32; length++) {
            final int bits = length;
            oracle[length].forEachInt((prefix, hop) -> assertEquals(FibUpdate.WITHDRAWN, fib.remove(prefix, bits)));
        }
        assertEquals(0, fib.reclaim());
        assertEquals(0, fib.size());
        assertEquals(atStart, fib.memory());
    }

    private int length(final int index) {
        return (int) lengths.getLong(index);
    }

    private void assertIpv4Agrees(final Int2IntHashMap[] oracle, final Ipv4Fib fib) {
        final int[] addresses = new int[256];
        final int[] adjacencies = new int[256];
        for (int i = 0; i < ADDRESSES; i += addresses.length) {
            for (int j = 0; j < addresses.length; j++) {
                addresses[j] = random.nextInt();
            }
            assertIpv4Agrees(oracle, fib, addresses, adjacencies, addresses.length);
        }
        final int step = Math.max(1, lengths.size() / ADDRESSES);
        for (int i = 0; i < lengths.size(); i += step) {
            final int first = (int) lows.getLong(i);
            final int last = first | ~Prefixes.mask(length(i));
            final int[] ends = {first - 1, first, first + 1, last - 1, last, last + 1};
            assertIpv4Agrees(oracle, fib, ends, adjacencies, ends.length);
        }
    }

    private static void assertIpv4Agrees(
            final Int2IntHashMap[] oracle,
            final Ipv4Fib fib,
            final int[] addresses,
            final int[] batch,
            final int count) {
        fib.lookup(addresses, batch, count);
        for (int i = 0; i < count; i++) {
            int expected = 0;
            for (int length = 32; length >= 0 && expected == 0; length--) {
                expected = oracle[length].get(addresses[i] & Prefixes.mask(length));
            }
            final int address = addresses[i];
            assertEquals(expected, batch[i], () -> Integer.toHexString(address));
            assertEquals(expected, fib.lookup(address), () -> Integer.toHexString(address));
        }
    }

    /** A prefix as the key of the oracle's tables. */
    private record Bits(long high, long low) {}

    @Example
    @SuppressWarnings({"unchecked", "rawtypes"})
    void ipv6LookupAgreesWithTheOracleOnTheInternetsTable() throws IOException {
        read(true);
        final StrideIpv6Fib fib = new StrideIpv6Fib(new ReadEpochs(1));
        final FibMemory atStart = fib.memory();
        final Object2IntHashMap<Bits>[] oracle = new Object2IntHashMap[129];
        for (int length = 0; length <= 128; length++) {
            oracle[length] = new Object2IntHashMap<>(0);
        }
        fib.replaceAll(consumer -> {
            for (int i = 0; i < lengths.size(); i++) {
                final int hop = 1 + random.nextInt(NEXT_HOPS);
                oracle[length(i)].put(new Bits(highs.getLong(i), lows.getLong(i)), hop);
                consumer.accept(highs.getLong(i), lows.getLong(i), length(i), hop);
            }
        });
        assertIpv6Agrees(oracle, fib);
        for (int i = 0; i < UPDATES / 4; i++) {
            final int at = random.nextInt(lengths.size());
            final int length = random.nextInt(8) == 0 ? 17 + random.nextInt(112) : length(at);
            final Bits prefix = new Bits(
                    (highs.getLong(at) ^ (long) random.nextInt(2) << 18) & Prefixes.maskHigh(length),
                    lows.getLong(at) & Prefixes.maskLow(length));
            if (random.nextBoolean()) {
                final int hop = 1 + random.nextInt(NEXT_HOPS);
                final int before = oracle[length].put(prefix, hop);
                final FibUpdate expected =
                        before == 0 ? FibUpdate.ADDED : before == hop ? FibUpdate.UNCHANGED : FibUpdate.REPLACED;
                assertEquals(expected, fib.put(prefix.high, prefix.low, length, hop));
            } else {
                final boolean isThere = oracle[length].removeKey(prefix) != 0;
                assertEquals(
                        isThere ? FibUpdate.WITHDRAWN : FibUpdate.ABSENT, fib.remove(prefix.high, prefix.low, length));
            }
        }
        assertIpv6Agrees(oracle, fib);
        for (int length = 0; length <= 128; length++) {
            for (final Bits prefix : oracle[length].keySet()) {
                assertEquals(FibUpdate.WITHDRAWN, fib.remove(prefix.high, prefix.low, length));
            }
        }
        assertEquals(0, fib.reclaim());
        assertEquals(0, fib.size());
        assertEquals(atStart, fib.memory());
    }

    private void assertIpv6Agrees(final Object2IntHashMap<Bits>[] oracle, final Ipv6Fib fib) {
        for (int i = 0; i < ADDRESSES / 4; i++) {
            final int at = random.nextInt(lengths.size());
            final int length = random.nextInt(length(at) + 1);
            assertIpv6Agrees(
                    oracle,
                    fib,
                    (highs.getLong(at) & Prefixes.maskHigh(length)) | (random.nextLong() & ~Prefixes.maskHigh(length)),
                    random.nextLong());
        }
        final int step = Math.max(1, 4 * lengths.size() / ADDRESSES);
        for (int i = 0; i < lengths.size(); i += step) {
            final long high = highs.getLong(i);
            final long low = lows.getLong(i);
            final long lastHigh = high | ~Prefixes.maskHigh(length(i));
            final long lastLow = low | ~Prefixes.maskLow(length(i));
            assertIpv6Agrees(oracle, fib, low == 0 ? high - 1 : high, low - 1);
            assertIpv6Agrees(oracle, fib, high, low);
            assertIpv6Agrees(oracle, fib, lastHigh, lastLow);
            assertIpv6Agrees(oracle, fib, lastLow == -1 ? lastHigh + 1 : lastHigh, lastLow + 1);
        }
    }

    private static void assertIpv6Agrees(
            final Object2IntHashMap<Bits>[] oracle, final Ipv6Fib fib, final long high, final long low) {
        int expected = 0;
        for (int length = 128; length >= 0 && expected == 0; length--) {
            if (oracle[length].size() > 0) {
                expected = oracle[length].getValue(
                        new Bits(high & Prefixes.maskHigh(length), low & Prefixes.maskLow(length)));
            }
        }
        final int[] batch = new int[1];
        fib.lookup(new long[] {high}, new long[] {low}, batch, 1);
        assertEquals(expected, batch[0], () -> Long.toHexString(high) + ':' + Long.toHexString(low));
        assertEquals(expected, fib.lookup(high, low), () -> Long.toHexString(high) + ':' + Long.toHexString(low));
    }
}
