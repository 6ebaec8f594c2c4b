package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * An address of an interface as the kernel tells it ({@code RTM_NEWADDR}, {@code RTM_DELADDR}), decoded into fields.
 *
 * <pre>
 *   0 family   1 prefix length   2 flags   3 scope   4 index of the interface (32 bits)
 * </pre>
 */
public final class AddressMessage {
    private static final int LENGTH = 8;
    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int FLAGS = 8;

    /** The kernel still asks whether another node has the address, or has found one (RFC 4862 section 5.4). */
    private static final int NOT_USABLE = 0x40 | 0x08;

    private final Attributes attributes = new Attributes();
    private int family;
    private int prefixLength;
    private int flags;
    private int interfaceIndex;
    private long high;
    private long low;

    /** A decoder. */
    public AddressMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of an address.
     * @return whether it is one of IPv4 or IPv6 that holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        final DirectBuffer buffer = reader.buffer();
        final int offset = reader.payload();
        if (reader.payloadLength() < LENGTH) {
            return false;
        }
        family = buffer.getByte(offset) & 0xFF;
        prefixLength = buffer.getByte(offset + 1) & 0xFF;
        flags = buffer.getByte(offset + 2) & 0xFF;
        interfaceIndex = buffer.getInt(offset + 4);
        boolean hasAddress = false;
        boolean hasLocal = false;
        attributes.wrap(buffer, offset + LENGTH, reader.payloadLength() - LENGTH);
        while (attributes.next()) {
            final int type = attributes.type();
            if (type == LOCAL || (type == ADDRESS && !hasLocal)) {
                // On a link between two nodes ADDRESS is the other's, and LOCAL one's own.
                high = attributes.high(family);
                low = attributes.low(family);
                hasAddress = true;
                hasLocal = type == LOCAL;
            } else if (type == FLAGS) {
                flags = attributes.number();
            }
        }
        return hasAddress && !attributes.isDamaged() && prefixLength <= (isIpv6() ? 128 : 32);
    }

    /** {@return whether it is an IPv6 address} */
    public boolean isIpv6() {
        return family == Rtnetlink.FAMILY_IPV6;
    }

    /** {@return the first 64 bits; 0 of an IPv4 address} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits; an IPv4 address in the low 32 bits} */
    public long low() {
        return low;
    }

    /** {@return the length of the link's prefix} */
    public int prefixLength() {
        return prefixLength;
    }

    /** {@return the number of the interface} */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** {@return whether no other node may have it} */
    public boolean isUsable() {
        return (flags & NOT_USABLE) == 0;
    }
}
