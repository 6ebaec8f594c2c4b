package org.firsthop.forwarding.option;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv4OptionIterator;
import org.firsthop.core.wire.Ipv4OptionType;
import org.firsthop.core.wire.Ipv4RouteOptionFlyweight;
import org.firsthop.core.wire.Ipv4RouterAlertFlyweight;
import org.firsthop.core.wire.Ipv4TimestampOptionFlyweight;

/**
 * Judges the options of IPv4 packets: what breaks a rule is found before anything is done by it, and where (RFC 1812 section
 * 4.3.3.5).
 *
 * <p>What this node does not know passes as it came (RFC 1812 section 5.3.13.1); so does a timestamp option of a kind that
 * RFC 791 does not have. Reusable; one thread.
 */
public final class Ipv4OptionCheck {
    /** A source route, which this router does not follow (RFC 1812 section 5.3.13.4, RFC 7126 section 4.3). The sender. */
    public static final DropReason SOURCE_ROUTED = DropReason.declare(
            "IPV4_SOURCE_ROUTED", Severity.WARNING, "the packet has a source route, which is not followed");

    /** A second Record Route or Timestamp option: each may be there once (RFC 791 section 3.1). The sender. */
    public static final DropReason REPEATED = DropReason.declare(
            "IPV4_OPTION_REPEATED", Severity.WARNING, "a record route or timestamp option is there twice");

    /** Stands for no router alert. */
    public static final int NO_ALERT = -1;

    private final Ipv4OptionIterator options = new Ipv4OptionIterator();
    private int errorOffset;
    private int alert;
    private boolean hasRoute;
    private boolean hasTimestamps;

    /** Judges. */
    public Ipv4OptionCheck() {}

    /**
     * Judges the options of a packet whose header was found good.
     *
     * @param buffer that holds the packet.
     * @param offset of the header's first octet.
     * @param headerLength octets of the header, options included.
     * @return {@link DropReason#NONE}, or the first rule that the options break.
     */
    public DropReason check(final DirectBuffer buffer, final int offset, final int headerLength) {
        alert = NO_ALERT;
        hasRoute = false;
        hasTimestamps = false;
        final int fixed = Ipv4Flyweight.MIN_HEADER_LENGTH;
        options.wrap(buffer, offset + fixed, headerLength - fixed);
        while (options.next()) {
            final long address = buffer.addressOffset() + options.offset();
            errorOffset = options.offset() - offset;
            final DropReason reason = checkOption(address);
            if (reason != DropReason.NONE) {
                return reason;
            }
        }
        if (options.reason() != DropReason.NONE) {
            // RFC 792: the pointer says which octet is wrong, here that of the length.
            errorOffset = Math.min(options.offset() - offset + 1, headerLength - 1);
        }
        return options.reason();
    }

    private DropReason checkOption(final long address) {
        return switch (options.type()) {
            case Ipv4OptionType.LOOSE_SOURCE_ROUTE, Ipv4OptionType.STRICT_SOURCE_ROUTE -> SOURCE_ROUTED;
            case Ipv4OptionType.RECORD_ROUTE -> checkRoute(address);
            case Ipv4OptionType.TIMESTAMP -> checkTimestamps(address);
            case Ipv4OptionType.ROUTER_ALERT -> checkAlert(address);
            default -> DropReason.NONE;
        };
    }

    private DropReason checkRoute(final long address) {
        if (hasRoute) {
            return REPEATED;
        }
        hasRoute = true;
        final DropReason reason = Ipv4RouteOptionFlyweight.check(null, address, options.length());
        errorOffset += reason == Ipv4RouteOptionFlyweight.BAD_LENGTH
                ? Ipv4RouteOptionFlyweight.LENGTH_OFFSET
                : Ipv4RouteOptionFlyweight.POINTER_OFFSET;
        return reason;
    }

    private DropReason checkTimestamps(final long address) {
        if (hasTimestamps) {
            return REPEATED;
        }
        hasTimestamps = true;
        final int length = options.length();
        final DropReason reason = Ipv4TimestampOptionFlyweight.check(null, address, length);
        if (reason == Ipv4TimestampOptionFlyweight.BAD_LENGTH) {
            errorOffset += Ipv4TimestampOptionFlyweight.LENGTH_OFFSET;
            return reason;
        }
        if (reason == Ipv4TimestampOptionFlyweight.BAD_FLAG) {
            return DropReason.NONE;
        }
        if (reason != DropReason.NONE) {
            errorOffset += Ipv4TimestampOptionFlyweight.POINTER_OFFSET;
            return reason;
        }
        final int overflowAndFlag = Memory.u8(null, address + Ipv4TimestampOptionFlyweight.OVERFLOW_FLAG_OFFSET);
        final boolean isFull = Memory.u8(null, address + Ipv4TimestampOptionFlyweight.POINTER_OFFSET) > length;
        if (isFull
                && overflowAndFlag >>> 4 == Ipv4TimestampOptionFlyweight.MAX_OVERFLOW
                && (overflowAndFlag & 0xF) != Ipv4TimestampOptionFlyweight.PRESCRIBED_ADDRESSES) {
            // RFC 791: "the overflow count itself overflows".
            errorOffset += Ipv4TimestampOptionFlyweight.OVERFLOW_FLAG_OFFSET;
            return Ipv4TimestampOptionFlyweight.OVERFLOW;
        }
        return DropReason.NONE;
    }

    private DropReason checkAlert(final long address) {
        final DropReason reason = Ipv4RouterAlertFlyweight.check(null, address, options.length());
        if (reason == DropReason.NONE) {
            alert = Memory.u16(null, address + Ipv4RouterAlertFlyweight.VALUE_OFFSET);
        } else {
            errorOffset++;
        }
        return reason;
    }

    /** {@return where in the header the packet breaks the rule that was returned last} */
    public int errorOffset() {
        return errorOffset;
    }

    /** {@return the value of the router alert (RFC 2113), or {@link #NO_ALERT}, of options that were found good} */
    public int alert() {
        return alert;
    }
}
