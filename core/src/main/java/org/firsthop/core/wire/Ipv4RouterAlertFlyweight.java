package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.u16;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The Router Alert option of IPv4: routers on the way shall look at the packet (RFC 2113).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Type = 148   |  Length = 4   |             Value             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Writers change what the IPv4 header's checksum covers: whoever writes calls {@link Ipv4Flyweight#fillChecksum()} after
 * the last change.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the option. Reusable; not thread-safe.
 */
public final class Ipv4RouterAlertFlyweight extends Flyweight<Ipv4RouterAlertFlyweight> {
    /** Octets of the option. */
    public static final int LENGTH = 4;

    /** Offset of Type and Length. */
    public static final int TYPE_LENGTH_OFFSET = 0;

    /** Offset of Value. */
    public static final int VALUE_OFFSET = 2;

    /** The value of packets that every router shall examine; others are reserved (RFC 5350). */
    public static final int EXAMINE_PACKET = 0;

    /** The option is cut, or its length is not 4. The sender. */
    public static final DropReason BAD_LENGTH = DropReason.declare(
            "IPV4_ROUTER_ALERT_BAD_LENGTH", Severity.WARNING, "a router alert option is not 4 octets long");

    private static final int TYPE_AND_LENGTH = Ipv4OptionType.ROUTER_ALERT << 8 | LENGTH;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv4RouterAlertFlyweight() {}

    /**
     * Tells whether an option can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the option.
     * @param offset of its type.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #BAD_LENGTH}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the option's type.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #BAD_LENGTH}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < LENGTH || Memory.u8(base, address + TYPE_LENGTH_OFFSET + 1) != LENGTH
                ? BAD_LENGTH
                : DropReason.NONE;
    }

    /**
     * Writes the option: every router shall examine the packet.
     *
     * @return this.
     */
    public Ipv4RouterAlertFlyweight writeDefaults() {
        putU16(buffer, offset + TYPE_LENGTH_OFFSET, TYPE_AND_LENGTH);
        return value(EXAMINE_PACKET);
    }

    /** {@return Value, 16 bits: 0 to 65,535} */
    public int value() {
        return u16(buffer, offset + VALUE_OFFSET);
    }

    /**
     * Sets Value.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public Ipv4RouterAlertFlyweight value(final int value) {
        putU16(buffer, offset + VALUE_OFFSET, value);
        return this;
    }
}
