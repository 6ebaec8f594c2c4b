package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 Mobility header (RFC 6275 section 6.1.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  | Payload Proto |  Header Len   |   MH Type     |   Reserved    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           Checksum            |                               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 *  .                       Message Data                            .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class MobilityFlyweight extends Flyweight<MobilityFlyweight> {
    /** Offset of MH Type. */
    public static final int TYPE_OFFSET = 2;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 4;

    /** Offset of Message Data. */
    public static final int DATA_OFFSET = 6;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public MobilityFlyweight() {}

    /**
     * Tells whether a header is there whole.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link Ipv6ExtensionFlyweight#TRUNCATED_HEADER}.
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
     * @return {@link DropReason#NONE} or {@link Ipv6ExtensionFlyweight#TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return Ipv6ExtensionFlyweight.check(base, address, length);
    }

    /**
     * Writes a header of 8 octets: Payload Proto No Next Header, and every other field zero.
     *
     * @return this.
     */
    public MobilityFlyweight writeDefaults() {
        buffer.setMemory(offset, Ipv6ExtensionFlyweight.MIN_HEADER_LENGTH, (byte) 0);
        putU8(buffer, offset + Ipv6ExtensionFlyweight.NEXT_HEADER_OFFSET, IpProtocol.NO_NEXT_HEADER);
        return this;
    }

    /** {@return Payload Proto, 8 bits, which RFC 6275 wants to be No Next Header: 0 to 255} */
    public int payloadProtocol() {
        return u8(buffer, offset + Ipv6ExtensionFlyweight.NEXT_HEADER_OFFSET);
    }

    /**
     * The header's length in octets: Header Len and one more, × 8.
     *
     * @return 8 to 2,048.
     */
    public int headerLength() {
        return (u8(buffer, offset + Ipv6ExtensionFlyweight.HEADER_EXTENSION_LENGTH_OFFSET) + 1) << 3;
    }

    /** {@return MH Type, 8 bits: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /**
     * Sets MH Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public MobilityFlyweight type(final int type) {
        putU8(buffer, offset + TYPE_OFFSET, type);
        return this;
    }

    /** {@return Checksum as it stands, 16 bits: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public MobilityFlyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the checksum agrees with pseudo-header and header (RFC 6275 section 6.1.1).
     *
     * @param pseudoHeaderSum {@link Ipv6Flyweight#pseudoHeaderSum(int, int)} of {@link IpProtocol#MOBILITY} and {@link
     *     #headerLength()}.
     * @return whether the checksum stands for the header as it is.
     */
    public boolean isChecksumValid(final long pseudoHeaderSum) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(buffer, offset, headerLength()))
                == 0;
    }

    /** {@return where Message Data begins, as an index in the buffer} */
    public int dataOffset() {
        return offset + DATA_OFFSET;
    }

    /** {@return octets of Message Data: 2 to 2,042} */
    public int dataLength() {
        return headerLength() - DATA_OFFSET;
    }
}
