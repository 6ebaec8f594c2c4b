package org.firsthop.forwarding.rib;

/**
 * How much a {@link RouteTable} holds; what goes beyond is refused and counted.
 *
 * @param maxPrefixes of each family; 40 octets each, as they are used.
 * @param maxRoutes of both families and all sources; 32 octets each, as they are used.
 * @param maxNextHops different next hops of both families.
 */
public record RouteTableLimits(int maxPrefixes, int maxRoutes, int maxNextHops) {
    /** Room for the whole Internet's routes from a few neighbors. */
    public static final RouteTableLimits DEFAULT = new RouteTableLimits(2_000_000, 8_000_000, 65_536);

    private static final int MAX_RECORDS = 1 << 28;

    /**
     * Checks the ranges.
     *
     * @param maxPrefixes of each family.
     * @param maxRoutes of both families.
     * @param maxNextHops different next hops.
     * @throws IllegalArgumentException when a value is below 1 or above 268,435,456.
     */
    public RouteTableLimits {
        check("maxPrefixes", maxPrefixes);
        check("maxRoutes", maxRoutes);
        check("maxNextHops", maxNextHops);
    }

    private static void check(final String name, final int value) {
        if (value < 1 || value > MAX_RECORDS) {
            throw new IllegalArgumentException(name + ": value=" + value + ", limit=1.." + MAX_RECORDS);
        }
    }
}
