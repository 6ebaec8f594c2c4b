package org.firsthop.forwarding.fib;

/** A whole table of IPv4 routes, to be read once. A FIB is such a source itself. */
@FunctionalInterface
public interface Ipv4RouteSource {
    /**
     * Gives every route, in any order; where a prefix comes twice, the later one stands.
     *
     * @param consumer that takes the routes.
     */
    void forEach(Ipv4RouteConsumer consumer);
}
