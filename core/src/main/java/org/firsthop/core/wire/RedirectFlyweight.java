package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i64;
import static org.firsthop.core.wire.NetworkOrder.putI64;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The Redirect message of IPv6 (RFC 4861 section 4.5).
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
 *  |                                                               |
 *  +                      Destination Address                      +
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
public final class RedirectFlyweight extends NdpMessage<RedirectFlyweight> {
    /** Octets of the message without options. */
    public static final int MIN_LENGTH = 40;

    /** Offset of Target Address. */
    public static final int TARGET_OFFSET = 8;

    /** Offset of Destination Address. */
    public static final int DESTINATION_OFFSET = 24;

    /** The target is neither the destination itself nor a link-local address (RFC 4861 section 8.1). The sender. */
    public static final DropReason BAD_TARGET = DropReason.declare(
            "NDP_BAD_REDIRECT_TARGET",
            Severity.WARNING,
            "the target of a redirect is neither its destination nor a link-local address");

    private static final int LINK_LOCAL_PREFIX = 0xFE80 >>> 6;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public RedirectFlyweight() {
        super(Icmpv6Type.REDIRECT, MIN_LENGTH);
    }

    /**
     * Tells whether a message can be read, and obeys the rules of RFC 4861 section 8.1 that it can be held to without its IP
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
        final DropReason reason = NdpMessage.check(base, address, length, MIN_LENGTH, DESTINATION_OFFSET);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final long high = Memory.i64(base, address + TARGET_OFFSET);
        final boolean isLinkLocal = high >>> 54 == LINK_LOCAL_PREFIX;
        final boolean isDestination = high == Memory.i64(base, address + DESTINATION_OFFSET)
                && Memory.i64(base, address + TARGET_OFFSET + Long.BYTES)
                        == Memory.i64(base, address + DESTINATION_OFFSET + Long.BYTES);
        return isLinkLocal || isDestination ? DropReason.NONE : BAD_TARGET;
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
    public RedirectFlyweight target(final long high, final long low) {
        putI64(buffer, offset + TARGET_OFFSET, high);
        putI64(buffer, offset + TARGET_OFFSET + Long.BYTES, low);
        return this;
    }

    /** {@return the first 64 bits of Destination Address} */
    public long destinationHigh() {
        return i64(buffer, offset + DESTINATION_OFFSET);
    }

    /** {@return the last 64 bits of Destination Address} */
    public long destinationLow() {
        return i64(buffer, offset + DESTINATION_OFFSET + Long.BYTES);
    }

    /**
     * Sets Destination Address.
     *
     * @param high the address's first 64 bits.
     * @param low the address's last 64 bits.
     * @return this.
     */
    public RedirectFlyweight destination(final long high, final long low) {
        putI64(buffer, offset + DESTINATION_OFFSET, high);
        putI64(buffer, offset + DESTINATION_OFFSET + Long.BYTES, low);
        return this;
    }
}
