package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i64;
import static org.firsthop.core.wire.NetworkOrder.putI64;
import static org.firsthop.core.wire.NetworkOrder.putU8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The Neighbor Solicitation message (RFC 4861 section 4.3).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |          Checksum             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           Reserved                            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                                                               |
 *  +                         Target Address                        +
 *  |                          (16 octets)                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   Options ...
 *  +-+-+-+-+-+-+-+-+-+-+-+-
 * </pre>
 *
 * <p>Type, Code and Checksum are {@link Icmpv6Flyweight}'s, the options {@link NdpOptionIterator}'s.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class NeighborSolicitationFlyweight {
    /** Octets of the message without options. */
    public static final int MIN_LENGTH = 24;

    /** Offset of Target Address. */
    public static final int TARGET_OFFSET = 8;

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public NeighborSolicitationFlyweight() {}

    /**
     * Tells whether a message can be read, and obeys the rules of RFC 4861 section 7.1.1 that it can be held to without its IP
     * header. Its type and checksum are the caller's to test.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the message.
     * @param offset of the first octet of the ICMP message.
     * @param length octets of the message, without link padding.
     * @return {@link DropReason#NONE}, or the first rule that the message breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the ICMP message.
     * @param length octets of the message.
     * @return {@link DropReason#NONE}, or the first rule that the message breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return NdpMessage.check(base, address, length, MIN_LENGTH, TARGET_OFFSET);
    }

    /**
     * Lays this flyweight over a message; nothing is checked or written.
     *
     * @param buffer that holds the message.
     * @param offset of the first octet of the ICMP message.
     * @return this.
     */
    public NeighborSolicitationFlyweight wrap(final MutableDirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /**
     * Writes a message without options: its type, and every other field zero.
     *
     * @return this.
     */
    public NeighborSolicitationFlyweight writeDefaults() {
        buffer.setMemory(offset, MIN_LENGTH, (byte) 0);
        putU8(buffer, offset + Icmpv6Flyweight.TYPE_OFFSET, Icmpv6Type.NEIGHBOR_SOLICITATION);
        return this;
    }

    /** {@return the buffer that holds the message, as wrapped} */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** {@return where the message begins, as an index in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return the first 64 bits of Target Address} */
    public long targetHigh() {
        return i64(buffer, offset + TARGET_OFFSET);
    }

    /** {@return the last 64 bits of Target Address} */
    public long targetLow() {
        return i64(buffer, offset + TARGET_OFFSET + Long.BYTES);
    }

    /**
     * Sets Target Address.
     *
     * @param high the address's first 64 bits.
     * @param low the address's last 64 bits.
     * @return this.
     */
    public NeighborSolicitationFlyweight target(final long high, final long low) {
        putI64(buffer, offset + TARGET_OFFSET, high);
        putI64(buffer, offset + TARGET_OFFSET + Long.BYTES, low);
        return this;
    }

    /** {@return where the options begin, as an index in the buffer} */
    public int optionsOffset() {
        return offset + MIN_LENGTH;
    }

    /**
     * Octets of options.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public int optionsLength(final int messageLength) {
        return messageLength - MIN_LENGTH;
    }
}
