package org.firsthop.forwarding.rib;

import java.util.List;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * What a route does with packets: sends them along one of several paths, keeps them or drops them.
 *
 * <p>A value: two that say the same are equal, and a {@link RouteTable} holds them once.
 *
 * @param kind {@link Adjacency#NEXT_HOP} for paths, {@link Adjacency#LOCAL}, {@link Adjacency#BLACKHOLE},
 *     {@link Adjacency#UNREACHABLE} or {@link Adjacency#PROHIBIT}.
 * @param interfaceIndex that bears the address, for {@link Adjacency#LOCAL}; else 0.
 * @param paths at least one for {@link Adjacency#NEXT_HOP}; else none.
 */
public record NextHops(int kind, int interfaceIndex, List<Path> paths) {
    /** The most paths. */
    public static final int MAX_PATHS = 256;

    /** Stands for the interface of a path whose gateway's own route says by which one it is reached. */
    public static final int RECURSIVE = -1;

    private static final int MAX_INTERFACE = 0xFFFF;
    private static final int MAX_WEIGHT = 1 << 16;

    /**
     * One path.
     *
     * @param interfaceIndex by which packets leave, or {@link #RECURSIVE}.
     * @param family of the gateway, {@link AdjacencyTable#FAMILY_NONE} when destinations are on the link.
     * @param high the first 64 bits of an IPv6 gateway; else 0.
     * @param low the last 64 bits of an IPv6 gateway, or an IPv4 gateway in the low 32 bits.
     * @param weight the share of flows beside other paths, 1 to 65,536.
     */
    public record Path(int interfaceIndex, int family, long high, long low, int weight) {
        /**
         * Checks the ranges.
         *
         * @param interfaceIndex by which packets leave.
         * @param family of the gateway.
         * @param high the first 64 bits of the gateway.
         * @param low the last 64 bits of the gateway.
         * @param weight the share of flows.
         * @throws IllegalArgumentException when a value is outside its range, the gateway has bits that
         *     addresses of its family have not, or there is neither interface nor gateway.
         */
        public Path {
            if (interfaceIndex < RECURSIVE || interfaceIndex > MAX_INTERFACE) {
                throw new IllegalArgumentException(
                        "interfaceIndex: value=" + interfaceIndex + ", limit=" + MAX_INTERFACE);
            }
            if (family != AdjacencyTable.FAMILY_NONE
                    && family != AdjacencyTable.FAMILY_IPV4
                    && family != AdjacencyTable.FAMILY_IPV6) {
                throw new IllegalArgumentException("family: value=" + family + ", expected 0, 4 or 6");
            }
            final boolean fits =
                    switch (family) {
                        case AdjacencyTable.FAMILY_NONE -> (high | low) == 0;
                        case AdjacencyTable.FAMILY_IPV4 -> (high | low >>> 32) == 0;
                        default -> true;
                    };
            if (!fits) {
                throw new IllegalArgumentException("gateway: value=0x" + Long.toHexString(high) + ":"
                        + Long.toHexString(low) + ", family=" + family + ", has bits that the family has not");
            }
            if (interfaceIndex == RECURSIVE && family == AdjacencyTable.FAMILY_NONE) {
                throw new IllegalArgumentException("path: expected an interface or a gateway");
            }
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new IllegalArgumentException("weight: value=" + weight + ", limit=1.." + MAX_WEIGHT);
            }
        }

        /**
         * A path to an IPv4 gateway.
         *
         * @param interfaceIndex by which packets leave, or {@link #RECURSIVE}.
         * @param gateway most significant octet first.
         * @return the path, of weight 1.
         */
        public static Path via(final int interfaceIndex, final int gateway) {
            return new Path(interfaceIndex, AdjacencyTable.FAMILY_IPV4, 0, gateway & 0xFFFF_FFFFL, 1);
        }

        /**
         * A path to an IPv6 gateway.
         *
         * @param interfaceIndex by which packets leave, or {@link #RECURSIVE}.
         * @param high the first 64 bits of the gateway.
         * @param low the last 64 bits of the gateway.
         * @return the path, of weight 1.
         */
        public static Path via(final int interfaceIndex, final long high, final long low) {
            return new Path(interfaceIndex, AdjacencyTable.FAMILY_IPV6, high, low, 1);
        }

        /**
         * A path to destinations on a link.
         *
         * @param interfaceIndex of the link.
         * @return the path, of weight 1.
         */
        public static Path onLink(final int interfaceIndex) {
            return new Path(interfaceIndex, AdjacencyTable.FAMILY_NONE, 0, 0, 1);
        }
    }

    /** Packets are dropped without a word. */
    public static final NextHops BLACKHOLE = new NextHops(Adjacency.BLACKHOLE, 0, List.of());

    /** Packets are dropped; the destination is unreachable. */
    public static final NextHops UNREACHABLE = new NextHops(Adjacency.UNREACHABLE, 0, List.of());

    /** Packets are dropped; the destination is prohibited. */
    public static final NextHops PROHIBIT = new NextHops(Adjacency.PROHIBIT, 0, List.of());

    /**
     * Checks the values.
     *
     * @param kind of what is done.
     * @param interfaceIndex that bears the address.
     * @param paths of packets.
     * @throws IllegalArgumentException when they do not go together, or there are more than {@link #MAX_PATHS} paths.
     */
    public NextHops {
        paths = List.copyOf(paths);
        if (kind != Adjacency.NEXT_HOP && (kind < Adjacency.LOCAL || kind > Adjacency.PROHIBIT)) {
            throw new IllegalArgumentException("kind: value=" + kind);
        }
        if (paths.isEmpty() == (kind == Adjacency.NEXT_HOP) || paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException(
                    "paths: value=" + paths.size() + ", kind=" + kind + ", limit=" + MAX_PATHS);
        }
        if (interfaceIndex < 0 || interfaceIndex > MAX_INTERFACE) {
            throw new IllegalArgumentException("interfaceIndex: value=" + interfaceIndex + ", limit=" + MAX_INTERFACE);
        }
    }

    /**
     * Packets are sent along paths.
     *
     * @param paths one, or several of equal cost.
     * @return the next hops.
     */
    public static NextHops of(final Path... paths) {
        return new NextHops(Adjacency.NEXT_HOP, 0, List.of(paths));
    }

    /**
     * Packets are for this node.
     *
     * @param interfaceIndex that bears the address.
     * @return the next hops.
     */
    public static NextHops local(final int interfaceIndex) {
        return new NextHops(Adjacency.LOCAL, interfaceIndex, List.of());
    }
}
