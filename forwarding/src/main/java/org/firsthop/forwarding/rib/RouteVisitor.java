package org.firsthop.forwarding.rib;

/** Receives the routes of a {@link RouteTable} one by one. */
@FunctionalInterface
public interface RouteVisitor {
    /**
     * Takes a route; must not change the table.
     *
     * @param isIpv6 whether the prefix is IPv6.
     * @param high the first 64 bits of an IPv6 prefix; 0 for IPv4.
     * @param low the last 64 bits of an IPv6 prefix, or an IPv4 prefix in the low 32 bits.
     * @param length of the prefix.
     * @param source of the route.
     * @param pathId that tells it from others of its source.
     * @param metric unsigned.
     * @param nextHops where packets go.
     * @param isSelected whether the FIB has this one for the prefix.
     */
    void accept(
            boolean isIpv6,
            long high,
            long low,
            int length,
            RouteSource source,
            int pathId,
            int metric,
            NextHops nextHops,
            boolean isSelected);
}
