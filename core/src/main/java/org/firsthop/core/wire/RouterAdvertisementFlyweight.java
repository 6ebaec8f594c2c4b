package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u32;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The Router Advertisement message (RFC 4861 section 4.2; H as in RFC 6275, Prf as in RFC 4191).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |          Checksum             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  | Cur Hop Limit |M|O|H|Prf|Resvd|       Router Lifetime         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                         Reachable Time                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                          Retrans Timer                        |
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
public final class RouterAdvertisementFlyweight extends NdpMessage<RouterAdvertisementFlyweight> {
    /** Octets of the message without options. */
    public static final int MIN_LENGTH = 16;

    /** Offset of Cur Hop Limit. */
    public static final int CURRENT_HOP_LIMIT_OFFSET = 4;

    /** Offset of the flags and the preference. */
    public static final int FLAGS_OFFSET = 5;

    /** Offset of Router Lifetime. */
    public static final int ROUTER_LIFETIME_OFFSET = 6;

    /** Offset of Reachable Time. */
    public static final int REACHABLE_TIME_OFFSET = 8;

    /** Offset of Retrans Timer. */
    public static final int RETRANS_TIMER_OFFSET = 12;

    /** Managed address configuration: addresses are had by DHCPv6; of {@link #flags()}. */
    public static final int MANAGED_FLAG = 0x80;

    /** Other configuration is had by DHCPv6; of {@link #flags()}. */
    public static final int OTHER_FLAG = 0x40;

    /** Home agent (RFC 6275 section 7.1), of {@link #flags()}. */
    public static final int HOME_AGENT_FLAG = 0x20;

    /** Bits of the default router preference (RFC 4191 section 2.2), of {@link #flags()}. */
    public static final int PREFERENCE_MASK = 0x18;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public RouterAdvertisementFlyweight() {
        super(Icmpv6Type.ROUTER_ADVERTISEMENT, MIN_LENGTH);
    }

    /**
     * Tells whether a message can be read, and obeys the rules of RFC 4861 section 6.1.2 that it can be held to without its IP
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

    /** {@return Cur Hop Limit, 8 bits: the Hop Limit that hosts should use, 0 to 255; 0 says nothing} */
    public int currentHopLimit() {
        return u8(buffer, offset + CURRENT_HOP_LIMIT_OFFSET);
    }

    /**
     * Sets Cur Hop Limit.
     *
     * @param hops 0 to 255.
     * @return this.
     */
    public RouterAdvertisementFlyweight currentHopLimit(final int hops) {
        putU8(buffer, offset + CURRENT_HOP_LIMIT_OFFSET, hops);
        return this;
    }

    /** {@return the flags {@link #MANAGED_FLAG}, {@link #OTHER_FLAG}, {@link #HOME_AGENT_FLAG} and the preference, 8 bits} */
    public int flags() {
        return u8(buffer, offset + FLAGS_OFFSET);
    }

    /**
     * Sets the flags and the preference.
     *
     * @param flags 8 bits.
     * @return this.
     */
    public RouterAdvertisementFlyweight flags(final int flags) {
        putU8(buffer, offset + FLAGS_OFFSET, flags);
        return this;
    }

    /**
     * Prf, the default router preference (RFC 4191 section 2.2).
     *
     * @return 1 high, 0 medium, −1 low; −2 reserved, which counts as medium.
     */
    public int preference() {
        return preference(flags());
    }

    /** The two bits of Prf as the signed number that they are (RFC 4191 section 2.1): −2 to 1. */
    static int preference(final int flags) {
        return (flags << 27) >> 30;
    }

    /** {@return Router Lifetime, 16 bits, in seconds; 0 from what is no default router: 0 to 65,535} */
    public int routerLifetime() {
        return u16(buffer, offset + ROUTER_LIFETIME_OFFSET);
    }

    /**
     * Sets Router Lifetime.
     *
     * @param seconds 0 to 65,535.
     * @return this.
     */
    public RouterAdvertisementFlyweight routerLifetime(final int seconds) {
        putU16(buffer, offset + ROUTER_LIFETIME_OFFSET, seconds);
        return this;
    }

    /** {@return Reachable Time, 32 bits, in milliseconds; 0 says nothing: 0 to 4,294,967,295} */
    public long reachableTime() {
        return u32(buffer, offset + REACHABLE_TIME_OFFSET);
    }

    /**
     * Sets Reachable Time.
     *
     * @param milliseconds 0 to 4,294,967,295.
     * @return this.
     */
    public RouterAdvertisementFlyweight reachableTime(final long milliseconds) {
        putI32(buffer, offset + REACHABLE_TIME_OFFSET, (int) milliseconds);
        return this;
    }

    /** {@return Retrans Timer, 32 bits, in milliseconds; 0 says nothing: 0 to 4,294,967,295} */
    public long retransTimer() {
        return u32(buffer, offset + RETRANS_TIMER_OFFSET);
    }

    /**
     * Sets Retrans Timer.
     *
     * @param milliseconds 0 to 4,294,967,295.
     * @return this.
     */
    public RouterAdvertisementFlyweight retransTimer(final long milliseconds) {
        putI32(buffer, offset + RETRANS_TIMER_OFFSET, (int) milliseconds);
        return this;
    }
}
