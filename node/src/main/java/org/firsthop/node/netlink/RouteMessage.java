package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * A route as the kernel tells it ({@code RTM_NEWROUTE}, {@code RTM_DELROUTE}), decoded into fields.
 *
 * <pre>
 *   0 family   1 prefix length   2 source length   3 TOS   4 table   5 protocol   6 scope   7 type   8 flags (32 bits)
 * </pre>
 */
public final class RouteMessage {
    /** Type: packets are sent. */
    public static final int UNICAST = 1;

    /** Type: packets are for this node. */
    public static final int LOCAL = 2;

    /** Type: packets are for this node and others of the link. */
    public static final int BROADCAST = 3;

    /** Type: packets are for this node, which is one of several. */
    public static final int ANYCAST = 4;

    /** Type: packets are for a group. */
    public static final int MULTICAST = 5;

    /** Type: packets are dropped without a word. */
    public static final int BLACKHOLE = 6;

    /** Type: packets are dropped, the destination is unreachable. */
    public static final int UNREACHABLE = 7;

    /** Type: packets are dropped, the destination is prohibited. */
    public static final int PROHIBIT = 8;

    /** Type: the search goes on in another table. */
    public static final int THROW = 9;

    /** Table: what administrators and routing daemons write. */
    public static final int TABLE_MAIN = 254;

    /** Table: the node's own addresses. */
    public static final int TABLE_LOCAL = 255;

    private static final int LENGTH = 12;
    private static final int FLAG_CLONED = 0x200;

    private static final int DESTINATION = 1;
    private static final int OUTPUT_INTERFACE = 4;
    private static final int PRIORITY = 6;
    private static final int MULTIPATH = 9;
    private static final int TABLE = 15;
    private static final int NEXT_HOP_ID = 30;

    private final Attributes attributes = new Attributes();
    private final PathList paths = new PathList();
    private int family;
    private int prefixLength;
    private int sourceLength;
    private int tos;
    private int table;
    private int type;
    private int flags;
    private int metric;
    private int nextHopId;
    private long high;
    private long low;

    /** A decoder. */
    public RouteMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of a route.
     * @return whether it is one of IPv4 or IPv6 that holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        return decode(reader.buffer(), reader.payload(), reader.payloadLength());
    }

    private boolean decode(final DirectBuffer buffer, final int offset, final int length) {
        if (length < LENGTH) {
            return false;
        }
        family = buffer.getByte(offset) & 0xFF;
        prefixLength = buffer.getByte(offset + 1) & 0xFF;
        sourceLength = buffer.getByte(offset + 2) & 0xFF;
        tos = buffer.getByte(offset + 3) & 0xFF;
        table = buffer.getByte(offset + 4) & 0xFF;
        type = buffer.getByte(offset + 7) & 0xFF;
        flags = buffer.getInt(offset + 8);
        metric = 0;
        nextHopId = 0;
        high = 0;
        low = 0;
        paths.clear();
        if (!(family == Rtnetlink.FAMILY_IPV4 && prefixLength <= 32)
                && !(family == Rtnetlink.FAMILY_IPV6 && prefixLength <= 128)) {
            return false;
        }
        return readAttributes(buffer, offset + LENGTH, length - LENGTH) && isPrefixClean();
    }

    private boolean readAttributes(final DirectBuffer buffer, final int offset, final int length) {
        boolean isWhole = true;
        attributes.wrap(buffer, offset, length);
        while (attributes.next()) {
            switch (attributes.type()) {
                case DESTINATION -> {
                    high = attributes.high(family);
                    low = attributes.low(family);
                }
                case OUTPUT_INTERFACE -> paths.interfaceIndex(single(), attributes.number());
                case PathList.GATEWAY, PathList.VIA -> paths.gateway(single(), attributes, buffer, family);
                case PRIORITY -> metric = attributes.number();
                case MULTIPATH -> {
                    paths.clear();
                    isWhole &= paths.readMultipath(buffer, attributes.value(), attributes.length(), family);
                }
                case TABLE -> table = attributes.number();
                case NEXT_HOP_ID -> nextHopId = attributes.number();
                default -> {
                    // Says nothing about where packets go.
                }
            }
        }
        return isWhole && !attributes.isDamaged();
    }

    /** The place of the one path of a route without {@code RTA_MULTIPATH}. */
    private int single() {
        if (paths.size() == 0) {
            // What the kernel says of the path's state stands in the flags of the route.
            paths.add(0, 1, flags & 0xFF);
        }
        return 0;
    }

    /** Whether no bit is set beyond the prefix's length. */
    private boolean isPrefixClean() {
        if (family == Rtnetlink.FAMILY_IPV4) {
            return prefixLength == 32 || (low & (0xFFFF_FFFFL >>> prefixLength)) == 0;
        }
        final long highRest = prefixLength >= 64 ? 0 : -1L >>> prefixLength;
        final long lowRest = prefixLength >= 128 ? 0 : prefixLength <= 64 ? -1L : -1L >>> (prefixLength - 64);
        return (high & highRest) == 0 && (low & lowRest) == 0;
    }

    /** {@return whether the route is one of IPv6} */
    public boolean isIpv6() {
        return family == Rtnetlink.FAMILY_IPV6;
    }

    /** {@return the first 64 bits of the prefix; 0 of an IPv4 prefix} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits of the prefix; an IPv4 prefix in the low 32 bits} */
    public long low() {
        return low;
    }

    /** {@return the length of the prefix, 0 to 32 or 128} */
    public int prefixLength() {
        return prefixLength;
    }

    /** {@return the table that the route is in} */
    public int table() {
        return table;
    }

    /** {@return what becomes of packets: {@link #UNICAST} to {@link #THROW}, or a kind that is not known here} */
    public int type() {
        return type;
    }

    /** {@return the metric, unsigned; the least is preferred} */
    public int metric() {
        return metric;
    }

    /** {@return the next hop object that the route leads by, 0 for none} */
    public int nextHopId() {
        return nextHopId;
    }

    /** {@return the paths; none when packets are not sent, or {@link #nextHopId()} alone tells them} */
    public PathList paths() {
        return paths;
    }

    /** {@return whether the route is only for packets with some type of service, or from some source} */
    public boolean isConditional() {
        return tos != 0 || sourceLength != 0;
    }

    /** {@return whether it is an entry of the kernel's cache, and not of a table} */
    public boolean isCached() {
        return (flags & FLAG_CLONED) != 0;
    }
}
