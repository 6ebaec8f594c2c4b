package org.firsthop.forwarding.fib;

/** Receives IPv4 routes one by one. */
@FunctionalInterface
public interface Ipv4RouteConsumer {
    /**
     * Takes a route.
     *
     * @param prefix address, most significant octet first; bits beyond the length are zero.
     * @param prefixLength 0 to 32.
     * @param adjacency index, at least 1.
     */
    void accept(int prefix, int prefixLength, int adjacency);
}
