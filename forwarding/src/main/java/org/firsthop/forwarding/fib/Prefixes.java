package org.firsthop.forwarding.fib;

/** Arithmetic of prefixes: masks, and the check that a caller's prefix is one. */
final class Prefixes {
    private Prefixes() {}

    /**
     * The mask of an IPv4 prefix.
     *
     * @param length 0 to 32.
     * @return that many ones, then zeros.
     */
    static int mask(final int length) {
        return (int) (-1L << (32 - length));
    }

    /**
     * The first 64 bits of the mask of an IPv6 prefix.
     *
     * @param length 0 to 128.
     * @return up to 64 ones, then zeros.
     */
    static long maskHigh(final int length) {
        return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    }

    /**
     * The last 64 bits of the mask of an IPv6 prefix.
     *
     * @param length 0 to 128.
     * @return what the length exceeds 64 by in ones, then zeros.
     */
    static long maskLow(final int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    /**
     * Checks an IPv4 prefix.
     *
     * @param prefix address.
     * @param length of the prefix.
     * @throws IllegalArgumentException when the length is outside 0 to 32, or a bit beyond it is set.
     */
    static void check(final int prefix, final int length) {
        if (length < 0 || length > 32) {
            throw new IllegalArgumentException("prefixLength: value=" + length + ", limit=32");
        }
        if ((prefix & ~mask(length)) != 0) {
            throw new IllegalArgumentException(
                    String.format("prefix: value=%08x/%d, expected zero bits beyond the length", prefix, length));
        }
    }

    /**
     * Checks an IPv6 prefix.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param length of the prefix.
     * @throws IllegalArgumentException when the length is outside 0 to 128, or a bit beyond it is set.
     */
    static void check(final long high, final long low, final int length) {
        if (length < 0 || length > 128) {
            throw new IllegalArgumentException("prefixLength: value=" + length + ", limit=128");
        }
        if ((high & ~maskHigh(length)) != 0 || (low & ~maskLow(length)) != 0) {
            throw new IllegalArgumentException(String.format(
                    "prefix: value=%016x%016x/%d, expected zero bits beyond the length", high, low, length));
        }
    }

    /**
     * Checks the adjacency of a route.
     *
     * @param adjacency index.
     * @param max the highest that the table takes.
     * @throws IllegalArgumentException when it is below 1 or above the maximum.
     */
    static void checkAdjacency(final int adjacency, final int max) {
        if (adjacency < 1 || adjacency > max) {
            throw new IllegalArgumentException("adjacency: value=" + adjacency + ", limit=1.." + max);
        }
    }
}
