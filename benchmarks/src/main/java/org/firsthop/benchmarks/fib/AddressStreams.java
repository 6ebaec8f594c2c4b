package org.firsthop.benchmarks.fib;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Addresses to look up, the same ones in arrays for Java and outside the heap for C.
 *
 * <ul>
 *   <li>a: uniform over the address space, for IPv6 over 2000::/3;
 *   <li>b: uniform over what some route contains;
 *   <li>c: a prefix by Zipf's law with exponent 1 over the prefixes in random order, then uniform inside it;
 *   <li>d: every prefix equally likely, then uniform inside it.
 * </ul>
 */
final class AddressStreams {
    static final String NAMES = "abcd";
    static final int VECTOR = 256;
    static final int LENGTH = 1 << 20;
    static final int VECTORS = LENGTH / VECTOR;

    private static final long SEED = 7;

    /** By stream and vector. IPv4 addresses; or the halves of IPv6 addresses. */
    final int[][][] ipv4 = new int[4][VECTORS][VECTOR];

    final long[][][] highs = new long[4][][];
    final long[][][] lows = new long[4][][];

    /** The same by stream, in one row each, for loops that look up one by one. */
    final int[][] ipv4Rows = new int[4][];

    final long[][] highRows = new long[4][];
    final long[][] lowRows = new long[4][];

    private final boolean isIpv6;
    private final MemoryRegion region;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long high;
    private long low;

    /**
     * Draws the streams.
     *
     * @param routes that c and d choose from.
     * @param isRouted whether some route contains an address.
     */
    AddressStreams(final RouteSet routes, final BiPredicate<Long, Long> isRouted) {
        isIpv6 = routes.isIpv6;
        region = MemoryRegion.allocate(4L * LENGTH * octets());
        if (isIpv6) {
            Arrays.setAll(highs, i -> new long[VECTORS][VECTOR]);
            Arrays.setAll(lows, i -> new long[VECTORS][VECTOR]);
            Arrays.setAll(highRows, i -> new long[LENGTH]);
            Arrays.setAll(lowRows, i -> new long[LENGTH]);
        } else {
            Arrays.setAll(ipv4Rows, i -> new int[LENGTH]);
        }
        for (int i = 0; i < LENGTH; i++) {
            any(0x2000_0000_0000_0000L, 0, isIpv6 ? 3 : 0);
            put(0, i);
            routed(routes, isRouted);
            put(1, i);
        }
        final int[] order = shuffled(routes.size());
        final double[] sums = new double[routes.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        for (int i = 0; i < LENGTH; i++) {
            final int at = Arrays.binarySearch(sums, random.nextDouble() * sum);
            inside(routes, order[Math.min(sums.length - 1, at < 0 ? -at - 1 : at)]);
            put(2, i);
            inside(routes, random.nextInt(routes.size()));
            put(3, i);
        }
    }

    /** The address outside the heap where a stream begins. */
    long address(final int stream) {
        return region.address() + (long) stream * LENGTH * octets();
    }

    int octets() {
        return isIpv6 ? 16 : 4;
    }

    /** Routed IPv6 space is too thin to hit by chance alone, so that addresses without a route are drawn again from /16s. */
    private void routed(final RouteSet routes, final BiPredicate<Long, Long> isRouted) {
        do {
            if (isIpv6) {
                any(routes.high(random.nextInt(routes.size())), 0, 16);
            } else {
                any(0, 0, 0);
            }
        } while (!isRouted.test(high, low));
    }

    private void inside(final RouteSet routes, final int route) {
        any(routes.high(route), routes.low(route), routes.length(route));
    }

    private void any(final long fixedHigh, final long fixedLow, final int length) {
        final long maskHigh = length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
        final long maskLow = length <= 64 ? 0 : -1L << (128 - length);
        high = (fixedHigh & maskHigh) | (random.nextLong() & ~maskHigh);
        low = (fixedLow & maskLow) | (random.nextLong() & ~maskLow);
    }

    private void put(final int stream, final int index) {
        final long to = address(stream) + (long) index * octets();
        if (isIpv6) {
            highs[stream][index / VECTOR][index % VECTOR] = high;
            lows[stream][index / VECTOR][index % VECTOR] = low;
            highRows[stream][index] = high;
            lowRows[stream][index] = low;
            Memory.putI64(null, to, high);
            Memory.putI64(null, to + 8, low);
        } else {
            ipv4[stream][index / VECTOR][index % VECTOR] = (int) (high >>> 32);
            ipv4Rows[stream][index] = (int) (high >>> 32);
            Memory.putNativeInt(null, to, (int) (high >>> 32));
        }
    }

    private int[] shuffled(final int count) {
        final int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            final int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
