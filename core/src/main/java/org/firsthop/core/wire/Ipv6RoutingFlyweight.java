package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 Routing header (RFC 8200 section 4.4), with its types 0 (RFC 2460, forbidden by RFC 5095), 2 (RFC 6275 section 6.4),
 * 3 (RPL source route, RFC 6554) and 4 (Segment Routing, RFC 8754).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |  Hdr Ext Len  | Routing Type  | Segments Left |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                      types 0 and 2: Reserved                  |
 *  |  type 3: CmprI | CmprE |  Pad  |           Reserved           |
 *  |    type 4: Last Entry  |    Flags      |          Tag         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  .             Addresses, or the segment list of type 4          .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Addresses are numbered from 0 in the order of the header: in types 0, 2 and 3 that of the way, in type 4 its reverse. Type 3
 * leaves out the octets that an address has in common with the packet's destination, so that readers of addresses take that
 * too; the other types do not look at it.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class Ipv6RoutingFlyweight extends Flyweight<Ipv6RoutingFlyweight> {
    /** Offset of Next Header. */
    public static final int NEXT_HEADER_OFFSET = Ipv6ExtensionFlyweight.NEXT_HEADER_OFFSET;

    /** Offset of Hdr Ext Len. */
    public static final int HEADER_EXTENSION_LENGTH_OFFSET = Ipv6ExtensionFlyweight.HEADER_EXTENSION_LENGTH_OFFSET;

    /** Offset of Routing Type. */
    public static final int ROUTING_TYPE_OFFSET = 2;

    /** Offset of Segments Left. */
    public static final int SEGMENTS_LEFT_OFFSET = 3;

    /** Offset of Last Entry, of type 4. */
    public static final int LAST_ENTRY_OFFSET = 4;

    /** Offset of Flags, of type 4. */
    public static final int FLAGS_OFFSET = 5;

    /** Offset of Tag, of type 4. */
    public static final int TAG_OFFSET = 6;

    /** Offset of the first address. */
    public static final int ADDRESSES_OFFSET = 8;

    /** Type 0, source route (RFC 2460 section 4.4), which nodes must not process (RFC 5095). */
    public static final int TYPE_SOURCE_ROUTE = 0;

    /** Type 2, of Mobile IPv6 (RFC 6275 section 6.4). */
    public static final int TYPE_MOBILITY = 2;

    /** Type 3, RPL source route (RFC 6554). */
    public static final int TYPE_RPL = 3;

    /** Type 4, Segment Routing (RFC 8754). */
    public static final int TYPE_SEGMENT_ROUTING = 4;

    /** Hdr Ext Len or Segments Left is not one that the routing type may have (RFC 8200 section 4.4). The sender. */
    public static final DropReason BAD_ROUTING_HEADER = DropReason.declare(
            "IPV6_BAD_ROUTING_HEADER",
            Severity.WARNING,
            "length, addresses and Segments Left of a Routing header do not agree");

    private static final int ADDRESS_LENGTH = 2 * Long.BYTES;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv6RoutingFlyweight() {}

    /**
     * Tells whether a header can be read: it is there whole, and of a known type the addresses fit in it and Segments Left is not
     * beyond them. Of an unknown type, only what all have in common can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE}, {@link Ipv6ExtensionFlyweight#TRUNCATED_HEADER} or {@link #BAD_ROUTING_HEADER}.
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
     * @return {@link DropReason#NONE}, or the rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        final DropReason reason = Ipv6ExtensionFlyweight.check(base, address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int units = Memory.u8(base, address + HEADER_EXTENSION_LENGTH_OFFSET);
        final int segmentsLeft = Memory.u8(base, address + SEGMENTS_LEFT_OFFSET);
        final boolean agrees =
                switch (Memory.u8(base, address + ROUTING_TYPE_OFFSET)) {
                    // RFC 2460 section 4.4: Hdr Ext Len is twice the number of addresses.
                    case TYPE_SOURCE_ROUTE -> (units & 1) == 0 && segmentsLeft <= units / 2;
                    // RFC 6275 section 6.4.1: one address, and Segments Left 1 until it was used.
                    case TYPE_MOBILITY -> units == 2 && segmentsLeft <= 1;
                    case TYPE_RPL ->
                        segmentsLeft <= rplAddressCount(units, Memory.i32(base, address + LAST_ENTRY_OFFSET));
                    // RFC 8754 section 4.3.1.1.
                    case TYPE_SEGMENT_ROUTING -> {
                        final int lastEntry = Memory.u8(base, address + LAST_ENTRY_OFFSET);
                        yield 2 * (lastEntry + 1) <= units && segmentsLeft <= lastEntry + 1;
                    }
                    default -> true;
                };
        return agrees ? DropReason.NONE : BAD_ROUTING_HEADER;
    }

    /**
     * How many addresses a header of type 3 has (RFC 6554 section 3).
     *
     * @param units Hdr Ext Len.
     * @param sizes CmprI, CmprE and Pad in the highest 12 bits.
     * @return the number; −1 when the octets do not come out even.
     */
    private static int rplAddressCount(final int units, final int sizes) {
        final int addressLength = ADDRESS_LENGTH - (sizes >>> 28);
        final int lastAddressLength = ADDRESS_LENGTH - ((sizes >>> 24) & 0xF);
        final int pad = (sizes >>> 20) & 0xF;
        final int octetsBeforeLast = (units << 3) - pad - lastAddressLength;
        return octetsBeforeLast < 0 || octetsBeforeLast % addressLength != 0
                ? -1
                : octetsBeforeLast / addressLength + 1;
    }

    /**
     * Writes a header of 8 octets with room for no address: No Next Header, and every other field zero.
     *
     * @return this.
     */
    public Ipv6RoutingFlyweight writeDefaults() {
        buffer.setMemory(offset, ADDRESSES_OFFSET, (byte) 0);
        return nextHeader(IpProtocol.NO_NEXT_HEADER);
    }

    /** {@return Next Header, 8 bits: 0 to 255} */
    public int nextHeader() {
        return u8(buffer, offset + NEXT_HEADER_OFFSET);
    }

    /**
     * Sets Next Header.
     *
     * @param number 0 to 255.
     * @return this.
     */
    public Ipv6RoutingFlyweight nextHeader(final int number) {
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
    public Ipv6RoutingFlyweight headerExtensionLength(final int units) {
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

    /** {@return Routing Type, 8 bits: 0 to 255} */
    public int routingType() {
        return u8(buffer, offset + ROUTING_TYPE_OFFSET);
    }

    /**
     * Sets Routing Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public Ipv6RoutingFlyweight routingType(final int type) {
        putU8(buffer, offset + ROUTING_TYPE_OFFSET, type);
        return this;
    }

    /** {@return Segments Left, 8 bits, nodes still to visit: 0 to 255; not above {@link #addressCount()} after a check} */
    public int segmentsLeft() {
        return u8(buffer, offset + SEGMENTS_LEFT_OFFSET);
    }

    /**
     * Sets Segments Left.
     *
     * @param segments 0 to 255.
     * @return this.
     */
    public Ipv6RoutingFlyweight segmentsLeft(final int segments) {
        putU8(buffer, offset + SEGMENTS_LEFT_OFFSET, segments);
        return this;
    }

    /** {@return Last Entry of type 4, 8 bits, the number of the segment list's last address: 0 to 255} */
    public int lastEntry() {
        return u8(buffer, offset + LAST_ENTRY_OFFSET);
    }

    /**
     * Sets Last Entry of type 4.
     *
     * @param number of the segment list's last address: 0 to 255.
     * @return this.
     */
    public Ipv6RoutingFlyweight lastEntry(final int number) {
        putU8(buffer, offset + LAST_ENTRY_OFFSET, number);
        return this;
    }

    /** {@return Flags of type 4, 8 bits: 0 to 255} */
    public int flags() {
        return u8(buffer, offset + FLAGS_OFFSET);
    }

    /** {@return Tag of type 4, 16 bits: 0 to 65,535} */
    public int tag() {
        return u16(buffer, offset + TAG_OFFSET);
    }

    /**
     * Sets Tag of type 4.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public Ipv6RoutingFlyweight tag(final int value) {
        putU16(buffer, offset + TAG_OFFSET, value);
        return this;
    }

    /** {@return how many addresses are there; 0 of a type that is none of the four} */
    public int addressCount() {
        return switch (routingType()) {
            case TYPE_SOURCE_ROUTE, TYPE_MOBILITY -> headerExtensionLength() / 2;
            case TYPE_RPL ->
                rplAddressCount(headerExtensionLength(), NetworkOrder.i32(buffer, offset + LAST_ENTRY_OFFSET));
            case TYPE_SEGMENT_ROUTING -> lastEntry() + 1;
            default -> 0;
        };
    }

    /**
     * The first 64 bits of an address.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @param destinationHigh the first 64 bits of the packet's Destination Address.
     * @return the bits.
     */
    public long addressHigh(final int index, final long destinationHigh) {
        return half(index, 0, destinationHigh);
    }

    /**
     * The last 64 bits of an address.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @param destinationLow the last 64 bits of the packet's Destination Address.
     * @return the bits.
     */
    public long addressLow(final int index, final long destinationLow) {
        return half(index, Long.BYTES, destinationLow);
    }

    /**
     * The number of the address that is the way's end.
     *
     * @return 0 to {@link #addressCount()} − 1; −1 when the packet's Destination Address is the end already.
     */
    public int finalAddressIndex() {
        if (segmentsLeft() == 0 || addressCount() == 0) {
            return -1;
        }
        return routingType() == TYPE_SEGMENT_ROUTING ? 0 : addressCount() - 1;
    }

    /** {@return where the options of type 4 begin, behind the segment list, as an index in the buffer} */
    public int tlvOffset() {
        return offset + ADDRESSES_OFFSET + addressCount() * ADDRESS_LENGTH;
    }

    /** {@return octets of the options of type 4: 0 or more after a check} */
    public int tlvLength() {
        return headerLength() - ADDRESSES_OFFSET - addressCount() * ADDRESS_LENGTH;
    }

    private long half(final int index, final int from, final long destination) {
        int elided = 0;
        int begin = offset + ADDRESSES_OFFSET + index * ADDRESS_LENGTH;
        if (routingType() == TYPE_RPL) {
            final int sizes = u8(buffer, offset + LAST_ENTRY_OFFSET);
            final int elidedBeforeLast = sizes >>> 4;
            elided = index == addressCount() - 1 ? sizes & 0xF : elidedBeforeLast;
            begin = offset + ADDRESSES_OFFSET + index * (ADDRESS_LENGTH - elidedBeforeLast);
        }
        long bits = 0;
        for (int octet = from; octet < from + Long.BYTES; octet++) {
            final int value = octet < elided
                    ? (int) (destination >>> (56 - 8 * (octet - from))) & 0xFF
                    : u8(buffer, begin + octet - elided);
            bits = (bits << 8) | value;
        }
        return bits;
    }
}
