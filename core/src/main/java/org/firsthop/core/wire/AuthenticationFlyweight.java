package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u32;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The IP Authentication Header, AH (RFC 4302 section 2), in IPv4 and IPv6. Its value is not verified here.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |  Payload Len  |           RESERVED            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                 Security Parameters Index (SPI)               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                         Sequence Number                       |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  .               Integrity Check Value-ICV (variable)            .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class AuthenticationFlyweight extends Flyweight<AuthenticationFlyweight> {
    /** Octets of the header without its Integrity Check Value. */
    public static final int MIN_HEADER_LENGTH = 12;

    /** Offset of Next Header. */
    public static final int NEXT_HEADER_OFFSET = 0;

    /** Offset of Payload Len. */
    public static final int PAYLOAD_LENGTH_OFFSET = 1;

    /** Offset of Security Parameters Index. */
    public static final int SPI_OFFSET = 4;

    /** Offset of Sequence Number. */
    public static final int SEQUENCE_NUMBER_OFFSET = 8;

    /** Offset of Integrity Check Value. */
    public static final int ICV_OFFSET = 12;

    /** Fewer than 12 octets, or fewer than Payload Len says, are there (RFC 4302 section 2.2). The sender. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "AH_TRUNCATED_HEADER", Severity.WARNING, "fewer than 12 octets, or fewer than Payload Len says, are there");

    /** Payload Len is below 1 (RFC 4302 section 2.2). The sender. */
    public static final DropReason BAD_LENGTH =
            DropReason.declare("AH_BAD_LENGTH", Severity.WARNING, "Payload Len is below the header's fixed part");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public AuthenticationFlyweight() {}

    /**
     * Tells whether a header can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE}, or the rule that the header breaks.
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
        if (length < MIN_HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        final int headerLength = headerLength(base, address);
        if (headerLength < MIN_HEADER_LENGTH) {
            return BAD_LENGTH;
        }
        return headerLength > length ? TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes a header without Integrity Check Value: No Next Header, Payload Len 1, and every other field zero.
     *
     * @return this.
     */
    public AuthenticationFlyweight writeDefaults() {
        buffer.setMemory(offset, MIN_HEADER_LENGTH, (byte) 0);
        return nextHeader(IpProtocol.NO_NEXT_HEADER).payloadLength(1);
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
    public AuthenticationFlyweight nextHeader(final int number) {
        putU8(buffer, offset + NEXT_HEADER_OFFSET, number);
        return this;
    }

    /** {@return Payload Len, 8 bits, this header's 32-bit words less 2: 0 to 255; 1 or more after a check} */
    public int payloadLength() {
        return u8(buffer, offset + PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Sets Payload Len.
     *
     * @param words of this header, less 2: 1 to 255.
     * @return this.
     */
    public AuthenticationFlyweight payloadLength(final int words) {
        putU8(buffer, offset + PAYLOAD_LENGTH_OFFSET, words);
        return this;
    }

    /**
     * The header's length in octets: {@link #payloadLength()} and two more, × 4.
     *
     * @return 12 to 1,028 after a check.
     */
    public int headerLength() {
        return (payloadLength() + 2) << 2;
    }

    /**
     * As {@link #headerLength()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return 12 to 1,028 after a check.
     */
    public static int headerLength(final @Nullable Object base, final long address) {
        return (Memory.u8(base, address + PAYLOAD_LENGTH_OFFSET) + 2) << 2;
    }

    /** {@return Security Parameters Index, 32 bits} */
    public int spi() {
        return i32(buffer, offset + SPI_OFFSET);
    }

    /**
     * Sets Security Parameters Index.
     *
     * @param index 32 bits.
     * @return this.
     */
    public AuthenticationFlyweight spi(final int index) {
        putI32(buffer, offset + SPI_OFFSET, index);
        return this;
    }

    /** {@return Sequence Number, 32 bits: 0 to 4,294,967,295} */
    public long sequenceNumber() {
        return u32(buffer, offset + SEQUENCE_NUMBER_OFFSET);
    }

    /**
     * Sets Sequence Number.
     *
     * @param number 0 to 4,294,967,295.
     * @return this.
     */
    public AuthenticationFlyweight sequenceNumber(final long number) {
        putI32(buffer, offset + SEQUENCE_NUMBER_OFFSET, (int) number);
        return this;
    }

    /** {@return where Integrity Check Value begins, as an index in the buffer} */
    public int icvOffset() {
        return offset + ICV_OFFSET;
    }

    /** {@return octets of Integrity Check Value, padding included: 0 to 1,016 after a check} */
    public int icvLength() {
        return headerLength() - MIN_HEADER_LENGTH;
    }
}
