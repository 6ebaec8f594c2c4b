package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * A neighbor as the kernel tells it ({@code RTM_NEWNEIGH}, {@code RTM_DELNEIGH}), decoded into fields.
 *
 * <pre>
 *   0 family   4 index of the interface (32 bits)   8 state (16 bits)   10 flags   11 type
 * </pre>
 */
public final class NeighborMessage {
    private static final int LENGTH = 12;
    private static final int DESTINATION = 1;
    private static final int LINK_ADDRESS = 2;

    private static final int STALE = 0x04;

    /** REACHABLE, STALE, DELAY, PROBE and PERMANENT: the link address counts. */
    private static final int HAS_LINK_ADDRESS = 0x02 | STALE | 0x08 | 0x10 | 0x80;

    private final Attributes attributes = new Attributes();
    private int family;
    private int interfaceIndex;
    private int state;
    private long high;
    private long low;
    private long mac;

    /** A decoder. */
    public NeighborMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of a neighbor.
     * @return whether it is one of IPv4 or IPv6 that holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        final DirectBuffer buffer = reader.buffer();
        final int offset = reader.payload();
        if (reader.payloadLength() < LENGTH) {
            return false;
        }
        family = buffer.getByte(offset) & 0xFF;
        interfaceIndex = buffer.getInt(offset + 4);
        state = buffer.getShort(offset + 8) & 0xFFFF;
        mac = 0;
        boolean hasAddress = false;
        attributes.wrap(buffer, offset + LENGTH, reader.payloadLength() - LENGTH);
        while (attributes.next()) {
            if (attributes.type() == DESTINATION) {
                high = attributes.high(family);
                low = attributes.low(family);
                hasAddress = true;
            } else if (attributes.type() == LINK_ADDRESS) {
                mac = LinkMessage.mac(buffer, attributes);
            }
        }
        return hasAddress && !attributes.isDamaged();
    }

    /** {@return whether its address is an IPv6 one} */
    public boolean isIpv6() {
        return family == Rtnetlink.FAMILY_IPV6;
    }

    /** {@return the first 64 bits of its address; 0 of an IPv4 address} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits of its address; an IPv4 address in the low 32 bits} */
    public long low() {
        return low;
    }

    /** {@return the number of the interface} */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** {@return its link address in the low 48 bits, 0 when it is not known} */
    public long mac() {
        return (state & HAS_LINK_ADDRESS) == 0 ? 0 : mac;
    }

    /** {@return whether the link address is not confirmed of late} */
    public boolean isStale() {
        return state == STALE;
    }
}
