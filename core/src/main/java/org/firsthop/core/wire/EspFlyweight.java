package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.u32;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.jspecify.annotations.Nullable;

/**
 * The head of an IP Encapsulating Security Payload, ESP (RFC 4303 section 2), in IPv4 and IPv6. What follows is encrypted, and
 * cannot be walked without the key.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |               Security Parameters Index (SPI)                 |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                      Sequence Number                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class EspFlyweight extends Flyweight<EspFlyweight> {
    /** Octets of what can be read. */
    public static final int HEADER_LENGTH = 8;

    /** Offset of Security Parameters Index. */
    public static final int SPI_OFFSET = 0;

    /** Offset of Sequence Number. */
    public static final int SEQUENCE_NUMBER_OFFSET = 4;

    /** Fewer than 8 octets are there (RFC 4303 section 2). The sender. */
    public static final DropReason TRUNCATED_HEADER =
            DropReason.declare("ESP_TRUNCATED_HEADER", Severity.WARNING, "fewer than 8 octets are there");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public EspFlyweight() {}

    /**
     * Tells whether a header can be read.
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
     * As {@link #check(DirectBuffer, int, int)}, by address.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < HEADER_LENGTH ? TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes every field zero.
     *
     * @return this.
     */
    public EspFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return this;
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
    public EspFlyweight spi(final int index) {
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
    public EspFlyweight sequenceNumber(final long number) {
        putI32(buffer, offset + SEQUENCE_NUMBER_OFFSET, (int) number);
        return this;
    }
}
