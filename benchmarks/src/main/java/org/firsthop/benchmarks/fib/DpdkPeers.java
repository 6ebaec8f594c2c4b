package org.firsthop.benchmarks.fib;

/**
 * DPDK's tables, by {@code dpdk_peers.c}. Handles are addresses; addresses to look up are {@code int} bits, or for IPv6 16
 * octets in network order, side by side outside the heap.
 */
final class DpdkPeers {
    private DpdkPeers() {}

    /** Starts DPDK with the words of its command line; below 0 when it refuses. */
    static native int initialize(String[] words);

    static native String version();

    static native long lpmCreate(int rules, int groups);

    static native int lpmAdd(long table, int prefix, int length, int hop);

    /** Writes a prefix of up to 24 bits; prefixes come in the order of their lengths. */
    static native void lpmWrite(long table, int prefix, int length, int hop);

    static native void lpmLookup(long table, long addresses, long hops, int count);

    static native void lpmLookupBulk(long table, long addresses, long hops, int count, int bulk);

    static native long fibCreate(int routes, int groups);

    static native int fibAdd(long table, int prefix, int length, int hop);

    /** Chooses the code of lookups, as {@code enum rte_fib_lookup_type}; below 0 when the machine lacks it. */
    static native int fibSelect(long table, int lookup);

    static native void fibLookupBulk(long table, long addresses, long hops, int count, int bulk);

    static native long lpm6Create(int rules, int groups);

    static native int lpm6Add(long table, long high, long low, int length, int hop);

    static native void lpm6Lookup(long table, long addresses, long hops, int count);

    static native void lpm6LookupBulk(long table, long addresses, long hops, int count, int bulk);

    static native long fib6Create(int routes, int groups);

    static native int fib6Add(long table, long high, long low, int length, int hop);

    static native int fib6Select(long table, int lookup);

    static native void fib6LookupBulk(long table, long addresses, long hops, int count, int bulk);
}
