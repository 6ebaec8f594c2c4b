package org.firsthop.forwarding.fib;

/**
 * A table that finds the longest IPv6 prefix that contains an address (RFC 8200, RFC 4291 section 2.3), and yields the
 * adjacency of its route.
 *
 * <p>An address is two {@code long}: the first 64 bits and the last 64 bits, most significant octet first. All 128 bits
 * count, and every part of the address space is alike. Adjacencies, threads and what is atomic are as {@link Ipv4Fib} says.
 */
public interface Ipv6Fib extends Ipv6RouteSource {
    /** The adjacency of an address that no route contains. */
    int NO_ROUTE = 0;

    /** Bits of an address. */
    int MAX_PREFIX_LENGTH = 128;

    /**
     * Looks up one address.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @return the adjacency of the longest prefix that contains it, or {@link #NO_ROUTE}.
     */
    int lookup(long high, long low);

    /**
     * Looks up many addresses at once, so that the waits for memory overlap.
     *
     * @param highs the first 64 bits of each address, from index 0; not changed.
     * @param lows the last 64 bits of each address; not changed.
     * @param adjacencies receives the answer to each address at the same index.
     * @param count of addresses, 0 to the length of each array.
     * @throws IndexOutOfBoundsException when an array is shorter than the count.
     */
    void lookup(long[] highs, long[] lows, int[] adjacencies, int count);

    /**
     * Adds a route, or replaces the one that the prefix has. For the writer.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param prefixLength 0, the default route, to 128.
     * @param adjacency 1 to {@link #maxAdjacency()}.
     * @return {@link FibUpdate#ADDED}, {@link FibUpdate#REPLACED}, {@link FibUpdate#UNCHANGED} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    FibUpdate put(long high, long low, int prefixLength, int adjacency);

    /**
     * Withdraws a route. For the writer.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param prefixLength 0 to 128.
     * @return {@link FibUpdate#WITHDRAWN}, {@link FibUpdate#ABSENT} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    FibUpdate remove(long high, long low, int prefixLength);

    /**
     * Replaces the whole table by another at once: the bulk load, and the swap. For the writer.
     *
     * @param routes of the new table; it may not be this table.
     * @return {@link FibUpdate#REPLACED}, or {@link FibUpdate#FULL} when the memory does not hold the old and the new
     *     table side by side: then the old one stands.
     * @throws IllegalArgumentException when a route is outside its range: then the old table stands.
     */
    FibUpdate replaceAll(Ipv6RouteSource routes);

    /**
     * The adjacency of exactly this prefix. For the writer.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param prefixLength 0 to 128.
     * @return the adjacency, or {@link #NO_ROUTE} when the prefix is not there.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    int get(long high, long low, int prefixLength);

    /**
     * The length of the longest prefix that contains an address. For the writer.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @return 0 to 128, or -1 when no prefix contains it.
     */
    int matchLength(long high, long low);

    /**
     * Gives every route in the order of prefixes, a shorter one before the longer ones inside it. For the writer; the
     * consumer must not update the table.
     *
     * @param consumer that takes the routes.
     */
    @Override
    void forEach(Ipv6RouteConsumer consumer);

    /** {@return the number of routes} */
    int size();

    /** {@return the highest adjacency that a route may have} */
    int maxAdjacency();

    /**
     * Makes the memory that replaced answers used free again, as far as readers have announced. Every update does as
     * much; this is for a writer that stays idle after a burst.
     *
     * @return the octets that still wait for readers.
     */
    long reclaim();

    /** {@return the memory that the table uses and may use} */
    FibMemory memory();

    /** {@return how many updates were refused with {@link FibUpdate#FULL} since the table was made} */
    long refusals();
}
