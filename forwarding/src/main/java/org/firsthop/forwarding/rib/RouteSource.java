package org.firsthop.forwarding.rib;

/**
 * Where routes come from: the interfaces, the operator, a routing protocol or one of its peers.
 *
 * <p>Of the routes that a prefix has from several sources, that of the least distance is used, then that of the least
 * metric. Made by {@link RouteTable#source(String, int)}; belongs to that table.
 */
public final class RouteSource {
    /** Distance of the prefixes of this node's own interfaces. */
    public static final int CONNECTED = 0;

    /** Distance of what the operator has configured. */
    public static final int STATIC = 1;

    /** Distance of routes from BGP peers of other networks. */
    public static final int EXTERNAL_BGP = 20;

    /** Distance of routes from BGP peers of the own network. */
    public static final int INTERNAL_BGP = 200;

    /** The greatest distance. */
    public static final int MAX_DISTANCE = 255;

    private final int id;
    private final String name;
    private final int distance;

    RouteSource(final int id, final String name, final int distance) {
        this.id = id;
        this.name = name;
        this.distance = distance;
    }

    /** {@return its number in its table, from 0} */
    int id() {
        return id;
    }

    /** {@return by which users know it} */
    public String name() {
        return name;
    }

    /** {@return its administrative distance, 0 to 255; the least is preferred} */
    public int distance() {
        return distance;
    }

    @Override
    public String toString() {
        return name;
    }
}
