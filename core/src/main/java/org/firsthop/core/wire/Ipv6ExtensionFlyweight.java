package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 extension header of the usual form (RFC 6564 section 4): Hop-by-Hop Options and Destination Options (RFC 8200 sections
 * 4.3 and 4.6), Routing (section 4.4), Mobility (RFC 6275 section 6.1), HIP (RFC 7401 section 5.1) and Shim6 (RFC 5533 section
 * 5.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |  Hdr Ext Len  |                               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 *  .                    Header Specific Data                       .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The data of the two options headers are options, for {@link Ipv6OptionIterator}; {@link Ipv6RoutingFlyweight} and {@link
 * MobilityFlyweight} read more of theirs. Fragment and Authentication headers have other forms: {@link Ipv6FragmentFlyweight},
 * {@link AuthenticationFlyweight}.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class Ipv6ExtensionFlyweight extends Flyweight<Ipv6ExtensionFlyweight> {
    /** Octets of the shortest header. */
    public static final int MIN_HEADER_LENGTH = 8;

    /** Octets of the longest header. */
    public static final int MAX_HEADER_LENGTH = 2048;

    /** Offset of Next Header. */
    public static final int NEXT_HEADER_OFFSET = 0;

    /** Offset of Hdr Ext Len. */
    public static final int HEADER_EXTENSION_LENGTH_OFFSET = 1;

    /** Offset of the data that only this type of header knows: options, in the two options headers. */
    public static final int DATA_OFFSET = 2;

    /** An extension header is beyond the octets of its packet (RFC 8200 section 4). The sender. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "IPV6_TRUNCATED_EXTENSION_HEADER",
            Severity.WARNING,
            "an extension header goes beyond the end of its packet");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv6ExtensionFlyweight() {}

    /**
     * Tells whether a header is there whole.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < MIN_HEADER_LENGTH || length < headerLength(base, address) ? TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes a header of 8 octets: No Next Header, and every other octet zero — in an options header, six of Pad1.
     *
     * @return this.
     */
    public Ipv6ExtensionFlyweight writeDefaults() {
        buffer.setMemory(offset, MIN_HEADER_LENGTH, (byte) 0);
        return nextHeader(IpProtocol.NO_NEXT_HEADER);
    }

    /** {@return Next Header, 8 bits, one of {@link IpProtocol} or another: 0 to 255} */
    public int nextHeader() {
        return u8(buffer, offset + NEXT_HEADER_OFFSET);
    }

    /**
     * Sets Next Header.
     *
     * @param number 0 to 255.
     * @return this.
     */
    public Ipv6ExtensionFlyweight nextHeader(final int number) {
        putU8(buffer, offset + NEXT_HEADER_OFFSET, number);
        return this;
    }

    /** {@return Hdr Ext Len, 8 bits, in units of 8 octets without the first 8: 0 to 255} */
    public int headerExtensionLength() {
        return u8(buffer, offset + HEADER_EXTENSION_LENGTH_OFFSET);
    }

    /**
     * Sets Hdr Ext Len.
     *
     * @param units of 8 octets without the first 8: 0 to 255.
     * @return this.
     */
    public Ipv6ExtensionFlyweight headerExtensionLength(final int units) {
        putU8(buffer, offset + HEADER_EXTENSION_LENGTH_OFFSET, units);
        return this;
    }

    /**
     * The header's length in octets: {@link #headerExtensionLength()} and one more, × 8.
     *
     * @return 8 to 2,048.
     */
    public int headerLength() {
        return (headerExtensionLength() + 1) << 3;
    }

    /**
     * As {@link #headerLength()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return 8 to 2,048.
     */
    public static int headerLength(final @Nullable Object base, final long address) {
        return (Memory.u8(base, address + HEADER_EXTENSION_LENGTH_OFFSET) + 1) << 3;
    }

    /** {@return where the data begins that only this type of header knows, as an index in the buffer} */
    public int dataOffset() {
        return offset + DATA_OFFSET;
    }

    /** {@return octets of the data that only this type of header knows: 6 to 2,046} */
    public int dataLength() {
        return headerLength() - DATA_OFFSET;
    }
}
