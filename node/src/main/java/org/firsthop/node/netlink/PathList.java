package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * The ways that a route's packets may take, as the kernel tells them: one interface and perhaps a gateway, or several with
 * weights ({@code RTA_MULTIPATH}).
 */
public final class PathList {
    /** The most paths that are kept of one route; a route with more is damage. */
    public static final int MAX_PATHS = 256;

    /** Flag: the interface of the path is down. */
    public static final int DEAD = 1;

    static final int GATEWAY = 5;
    static final int VIA = 18;
    private static final int NEXT_HOP_HEADER_LENGTH = 8;

    private final Attributes attributes = new Attributes();
    private final int[] interfaces = new int[MAX_PATHS];
    private final int[] families = new int[MAX_PATHS];
    private final int[] weights = new int[MAX_PATHS];
    private final int[] flags = new int[MAX_PATHS];
    private final long[] highs = new long[MAX_PATHS];
    private final long[] lows = new long[MAX_PATHS];
    private int size;

    PathList() {}

    /** {@return how many paths there are} */
    public int size() {
        return size;
    }

    /**
     * The interface by which packets leave.
     *
     * @param path 0 to {@link #size()} − 1, as in the methods that follow.
     * @return its number, 0 when none is named.
     */
    public int interfaceIndex(final int path) {
        return interfaces[path];
    }

    /**
     * The family of the gateway.
     *
     * @param path of the list.
     * @return {@link Rtnetlink#FAMILY_IPV4}, {@link Rtnetlink#FAMILY_IPV6}, or 0 when destinations are on the link.
     */
    public int family(final int path) {
        return families[path];
    }

    /**
     * The first 64 bits of an IPv6 gateway.
     *
     * @param path of the list.
     * @return the bits, else 0.
     */
    public long high(final int path) {
        return highs[path];
    }

    /**
     * The last 64 bits of an IPv6 gateway, or an IPv4 gateway in the low 32 bits.
     *
     * @param path of the list.
     * @return the bits, else 0.
     */
    public long low(final int path) {
        return lows[path];
    }

    /**
     * The share of flows beside other paths.
     *
     * @param path of the list.
     * @return 1 to 256.
     */
    public int weight(final int path) {
        return weights[path];
    }

    /**
     * Whether the kernel does not use the path, because its interface is down.
     *
     * @param path of the list.
     * @return whether it is dead.
     */
    public boolean isDead(final int path) {
        return (flags[path] & DEAD) != 0;
    }

    void clear() {
        size = 0;
    }

    /** Adds a path without a gateway; {@code -1} when there are too many, else its place. */
    int add(final int interfaceIndex, final int weight, final int pathFlags) {
        if (size == MAX_PATHS) {
            return -1;
        }
        interfaces[size] = interfaceIndex;
        families[size] = 0;
        highs[size] = 0;
        lows[size] = 0;
        weights[size] = weight;
        flags[size] = pathFlags;
        return size++;
    }

    void interfaceIndex(final int path, final int index) {
        interfaces[path] = index;
    }

    /** Takes what an attribute says of a path's gateway, if it does. */
    void gateway(final int path, final Attributes attribute, final DirectBuffer buffer, final int family) {
        if (attribute.type() == GATEWAY) {
            gateway(path, family, attribute.high(family), attribute.low(family));
        } else if (attribute.type() == VIA && attribute.length() >= Short.BYTES) {
            via(path, attribute, buffer);
        }
    }

    void gateway(final int path, final int family, final long high, final long low) {
        families[path] = family;
        highs[path] = high;
        lows[path] = low;
    }

    /** A gateway of another family than the route's: its family (16 bits), then its address (RFC 8950). */
    private void via(final int path, final Attributes attribute, final DirectBuffer buffer) {
        final int family = buffer.getShort(attribute.value()) & 0xFFFF;
        final int octets = attribute.length() - Short.BYTES;
        final int at = attribute.value() + Short.BYTES;
        if (family == Rtnetlink.FAMILY_IPV6 && octets == 2 * Long.BYTES) {
            gateway(path, family, Attributes.bigEndian(buffer, at), Attributes.bigEndian(buffer, at + Long.BYTES));
        } else if (family == Rtnetlink.FAMILY_IPV4 && octets == Integer.BYTES) {
            gateway(path, family, 0, Attributes.bigEndianInt(buffer, at) & 0xFFFF_FFFFL);
        }
    }

    /**
     * Reads a {@code RTA_MULTIPATH}: a {@code struct rtnexthop} and attributes for each path.
     *
     * @return whether it holds together.
     */
    boolean readMultipath(final DirectBuffer buffer, final int offset, final int length, final int family) {
        int at = offset;
        final int limit = offset + length;
        while (limit - at >= NEXT_HOP_HEADER_LENGTH) {
            final int octets = buffer.getShort(at) & 0xFFFF;
            if (octets < NEXT_HOP_HEADER_LENGTH || octets > limit - at) {
                return false;
            }
            final int path = add(buffer.getInt(at + 4), (buffer.getByte(at + 3) & 0xFF) + 1, buffer.getByte(at + 2));
            if (path < 0) {
                return false;
            }
            attributes.wrap(buffer, at + NEXT_HOP_HEADER_LENGTH, octets - NEXT_HOP_HEADER_LENGTH);
            while (attributes.next()) {
                gateway(path, attributes, buffer, family);
            }
            if (attributes.isDamaged()) {
                return false;
            }
            at = Math.min(limit, at + Rtnetlink.align(octets));
        }
        return at == limit;
    }
}
