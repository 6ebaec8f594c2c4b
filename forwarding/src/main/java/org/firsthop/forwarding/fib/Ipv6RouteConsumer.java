package org.firsthop.forwarding.fib;

/** Receives IPv6 routes one by one. */
@FunctionalInterface
public interface Ipv6RouteConsumer {
    /**
     * Takes a route.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param prefixLength 0 to 128.
     * @param adjacency index, at least 1.
     */
    void accept(long high, long low, int prefixLength, int adjacency);
}
