package org.firsthop.node.netlink;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * A link as the kernel tells it ({@code RTM_NEWLINK}, {@code RTM_DELLINK}), decoded into fields.
 *
 * <pre>
 *   0 family   2 hardware type (16 bits)   4 index (32 bits)   8 flags (32 bits)   12 change mask (32 bits)
 * </pre>
 */
public final class LinkMessage {
    private static final int LENGTH = 16;
    private static final int UP = 1;
    private static final int LOWER_UP = 1 << 16;
    private static final int ADDRESS = 1;
    private static final int NAME = 3;
    private static final int MTU = 4;
    private static final int MAC_LENGTH = 6;

    /** Of family {@code AF_BRIDGE} and others are messages that say something else of a link. */
    private static final int FAMILY_ANY = 0;

    private final Attributes attributes = new Attributes();
    private int family;
    private int index;
    private int flags;
    private int mtu;
    private long mac;
    private String name = "";

    /** A decoder. */
    public LinkMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of a link.
     * @return whether it tells of a link, and holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        final DirectBuffer buffer = reader.buffer();
        final int offset = reader.payload();
        if (reader.payloadLength() < LENGTH) {
            return false;
        }
        family = buffer.getByte(offset) & 0xFF;
        index = buffer.getInt(offset + 4);
        flags = buffer.getInt(offset + 8);
        mtu = 0;
        mac = 0;
        name = "";
        attributes.wrap(buffer, offset + LENGTH, reader.payloadLength() - LENGTH);
        while (attributes.next()) {
            switch (attributes.type()) {
                case ADDRESS -> mac = mac(buffer, attributes);
                case NAME -> name = text(buffer, attributes);
                case MTU -> mtu = attributes.number();
                default -> {
                    // Much is told of links that routes do not need.
                }
            }
        }
        return !attributes.isDamaged() && index > 0 && family == FAMILY_ANY;
    }

    /** A link address of six octets; 0 of any other length. */
    static long mac(final DirectBuffer buffer, final Attributes attribute) {
        long address = 0;
        for (int i = 0; attribute.length() == MAC_LENGTH && i < MAC_LENGTH; i++) {
            address = address << 8 | (buffer.getByte(attribute.value() + i) & 0xFF);
        }
        return address;
    }

    /** A text that ends with a zero, or with the attribute. */
    static String text(final DirectBuffer buffer, final Attributes attribute) {
        int length = 0;
        while (length < attribute.length() && buffer.getByte(attribute.value() + length) != 0) {
            length++;
        }
        final byte[] octets = new byte[length];
        buffer.getBytes(attribute.value(), octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** {@return the number of the interface, above 0} */
    public int index() {
        return index;
    }

    /** {@return the name as {@code ip link} shows it, empty when it is not told} */
    public String name() {
        return name;
    }

    /** {@return the link address in the low 48 bits, 0 when there is none of six octets} */
    public long mac() {
        return mac;
    }

    /** {@return octets of the largest packet, 0 when it is not told} */
    public int mtu() {
        return mtu;
    }

    /** {@return whether the interface is set up} */
    public boolean isUp() {
        return (flags & UP) != 0;
    }

    /** {@return whether the link itself works: there is a cable, and another end} */
    public boolean hasCarrier() {
        return (flags & LOWER_UP) != 0;
    }
}
