package org.firsthop.forwarding.fib;

/**
 * A table that finds the longest IPv4 prefix that contains an address (RFC 1812 section 5.2.4.3), and yields the
 * adjacency of its route.
 *
 * <p>Addresses are {@code int} bits, most significant octet first, as
 * {@link org.firsthop.core.wire.Ipv4Flyweight#destination()} reads them. Adjacencies are indices that mean something to
 * the caller, in a router of an {@link AdjacencyTable}; {@link #NO_ROUTE} is none.
 *
 * <p><b>Threads.</b> {@link #lookup(int)} and {@link #lookup(int[], int[], int)} may be called from any number of threads;
 * they never wait, and never write what another thread reads. All other methods belong to one thread at a time, the
 * writer. A thread that looks up while another writes registers with the {@link ReadEpochs} of the table and announces
 * once a batch; a thread that is the writer itself need not.
 *
 * <p><b>What is atomic.</b> The answer to one address is always the whole answer of the table before or after an update,
 * never a mixture and never a route that was in neither. One update of a short prefix changes many addresses, and readers
 * may see it for some addresses before others; so may two lookups of one batch. {@link #replaceAll} is atomic as a whole:
 * each batch sees all of the old table or all of the new. A reader that has seen an update sees all earlier ones.
 */
public interface Ipv4Fib extends Ipv4RouteSource {
    /** The adjacency of an address that no route contains. */
    int NO_ROUTE = 0;

    /** Bits of an address. */
    int MAX_PREFIX_LENGTH = 32;

    /**
     * Looks up one address.
     *
     * @param address most significant octet first.
     * @return the adjacency of the longest prefix that contains it, or {@link #NO_ROUTE}.
     */
    int lookup(int address);

    /**
     * Looks up many addresses at once, so that the waits for memory overlap.
     *
     * @param addresses to look up, from index 0; not changed.
     * @param adjacencies receives the answer to each address at the same index; may not be the same array.
     * @param count of addresses, 0 to the length of both arrays.
     * @throws IndexOutOfBoundsException when an array is shorter than the count.
     */
    void lookup(int[] addresses, int[] adjacencies, int count);

    /**
     * Adds a route, or replaces the one that the prefix has. For the writer.
     *
     * @param prefix address; bits beyond the length are zero.
     * @param prefixLength 0, the default route, to 32.
     * @param adjacency 1 to {@link #maxAdjacency()}.
     * @return {@link FibUpdate#ADDED}, {@link FibUpdate#REPLACED}, {@link FibUpdate#UNCHANGED} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    FibUpdate put(int prefix, int prefixLength, int adjacency);

    /**
     * Withdraws a route. For the writer.
     *
     * @param prefix address; bits beyond the length are zero.
     * @param prefixLength 0 to 32.
     * @return {@link FibUpdate#WITHDRAWN}, {@link FibUpdate#ABSENT} or {@link FibUpdate#FULL}.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    FibUpdate remove(int prefix, int prefixLength);

    /**
     * Replaces the whole table by another at once: the bulk load, and the swap. For the writer.
     *
     * @param routes of the new table; it may not be this table.
     * @return {@link FibUpdate#REPLACED}, or {@link FibUpdate#FULL} when the memory does not hold the old and the new
     *     table side by side: then the old one stands.
     * @throws IllegalArgumentException when a route is outside its range: then the old table stands.
     */
    FibUpdate replaceAll(Ipv4RouteSource routes);

    /**
     * The adjacency of exactly this prefix. For the writer.
     *
     * @param prefix address; bits beyond the length are zero.
     * @param prefixLength 0 to 32.
     * @return the adjacency, or {@link #NO_ROUTE} when the prefix is not there.
     * @throws IllegalArgumentException when an argument is outside its range, or a bit beyond the length is set.
     */
    int get(int prefix, int prefixLength);

    /**
     * The length of the longest prefix that contains an address. For the writer.
     *
     * @param address most significant octet first.
     * @return 0 to 32, or -1 when no prefix contains it.
     */
    int matchLength(int address);

    /**
     * Gives every route in the order of prefixes, a shorter one before the longer ones inside it. For the writer; the
     * consumer must not update the table.
     *
     * @param consumer that takes the routes.
     */
    @Override
    void forEach(Ipv4RouteConsumer consumer);

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
