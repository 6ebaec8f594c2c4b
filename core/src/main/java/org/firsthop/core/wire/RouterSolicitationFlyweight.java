package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The Router Solicitation message (RFC 4861 section 4.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |          Checksum             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                            Reserved                           |
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
public final class RouterSolicitationFlyweight extends NdpMessage<RouterSolicitationFlyweight> {
    /** Octets of the message without options. */
    public static final int MIN_LENGTH = 8;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public RouterSolicitationFlyweight() {
        super(Icmpv6Type.ROUTER_SOLICITATION, MIN_LENGTH);
    }

    /**
     * Tells whether a message can be read, and obeys the rules of RFC 4861 section 6.1.1 that it can be held to without its IP
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
        return NdpMessage.check(base, address, length, MIN_LENGTH);
    }
}
