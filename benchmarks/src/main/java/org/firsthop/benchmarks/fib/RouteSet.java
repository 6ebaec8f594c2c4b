package org.firsthop.benchmarks.fib;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.agrona.collections.LongArrayList;
import org.firsthop.forwarding.rib.file.RouteFile;

/** The prefixes of one family from a file, each with a next hop drawn from a seed. Addresses are at the left of 128 bits. */
final class RouteSet {
    private static final long SEED = 42;

    final boolean isIpv6;
    private final LongArrayList highs = new LongArrayList();
    private final LongArrayList lows = new LongArrayList();
    private final LongArrayList lengths = new LongArrayList();
    private int[] hops = {};

    private RouteSet(final boolean isIpv6) {
        this.isIpv6 = isIpv6;
    }

    /**
     * Reads a file.
     *
     * @param file of routes.
     * @param isIpv6 which family to keep.
     * @param nextHops how many there are; each route has any with equal chance.
     * @return the routes.
     */
    static RouteSet read(final Path file, final boolean isIpv6, final int nextHops) throws IOException {
        final RouteSet set = new RouteSet(isIpv6);
        RouteFile.readPrefixes(file, (routeIsIpv6, high, low, length) -> {
            if (routeIsIpv6 == isIpv6) {
                set.highs.addLong(isIpv6 ? high : low << 32);
                set.lows.addLong(isIpv6 ? low : 0);
                set.lengths.addLong(length);
            }
        });
        final SplittableRandom random = new SplittableRandom(SEED);
        set.hops = IntStream.range(0, set.highs.size())
                .map(i -> 1 + random.nextInt(nextHops))
                .toArray();
        return set;
    }

    int size() {
        return hops.length;
    }

    long high(final int index) {
        return highs.getLong(index);
    }

    long low(final int index) {
        return lows.getLong(index);
    }

    int ipv4(final int index) {
        return (int) (high(index) >>> 32);
    }

    int length(final int index) {
        return (int) lengths.getLong(index);
    }

    int hop(final int index) {
        return hops[index];
    }

    /** {@return the routes, shorter prefixes first} */
    int[] byLength() {
        return IntStream.rangeClosed(0, 128)
                .flatMap(length -> IntStream.range(0, size()).filter(i -> length(i) == length))
                .toArray();
    }
}
