package org.firsthop.forwarding.option;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;

/**
 * Judges the options of a Hop-by-Hop Options or Destination Options header (RFC 8200 section 4.2): what this node does not know
 * says itself, by its two highest bits, what is to become of the packet.
 *
 * <p>Known are padding, Router Alert (RFC 2711) and, as far as its rules go, Jumbo Payload (RFC 2675). Reusable; one thread.
 */
public final class Ipv6OptionCheck {
    /** An unknown option whose sender wants to be told, type 10 or 11 (RFC 8200 section 4.2). The sender. */
    public static final DropReason UNKNOWN_REPORTED = DropReason.declare(
            "IPV6_OPTION_UNKNOWN_REPORTED",
            Severity.INFO,
            "an unknown option asks to discard the packet and to say so");

    /** An unknown option whose sender does not want to be told, type 01, or 11 to a group (RFC 8200 section 4.2). */
    public static final DropReason UNKNOWN_DISCARDED = DropReason.declare(
            "IPV6_OPTION_UNKNOWN_DISCARDED", Severity.INFO, "an unknown option asks to discard the packet silently");

    /** Stands for no router alert. */
    public static final int NO_ALERT = -1;

    private final Ipv6OptionIterator options = new Ipv6OptionIterator();
    private int errorOffset;
    private int alert = NO_ALERT;

    /** Judges. */
    public Ipv6OptionCheck() {}

    /**
     * Judges the options of one header, which is in the packet whole.
     *
     * @param buffer that holds the packet.
     * @param offset of the packet's first octet.
     * @param headerOffset of the extension header, from there on.
     * @return {@link DropReason#NONE}, or what is wrong, or unknown and not to be passed over.
     */
    public DropReason check(final DirectBuffer buffer, final int offset, final int headerOffset) {
        alert = NO_ALERT;
        final int from = headerOffset + Ipv6ExtensionFlyweight.DATA_OFFSET;
        final int length =
                Ipv6ExtensionFlyweight.headerLength(buffer.byteArray(), buffer.addressOffset() + offset + headerOffset)
                        - Ipv6ExtensionFlyweight.DATA_OFFSET;
        options.wrap(buffer, offset + from, length);
        while (options.next()) {
            final DropReason reason = checkOption(buffer, offset);
            if (reason != DropReason.NONE) {
                errorOffset = options.offset() - offset;
                return reason;
            }
        }
        errorOffset = options.offset() - offset;
        return options.reason();
    }

    private DropReason checkOption(final DirectBuffer buffer, final int offset) {
        switch (options.type()) {
            case Ipv6OptionIterator.PAD_1, Ipv6OptionIterator.PAD_N -> {
                return DropReason.NONE;
            }
            case Ipv6OptionIterator.ROUTER_ALERT -> {
                if (options.dataLength() == Ipv6OptionIterator.ROUTER_ALERT_DATA_LENGTH) {
                    alert = Memory.u16(buffer.byteArray(), buffer.addressOffset() + options.dataOffset());
                }
                return DropReason.NONE;
            }
            case Ipv6OptionIterator.JUMBO_PAYLOAD -> {
                // RFC 2675 section 3; that the length is right where Payload Length is 0, the header's check has seen.
                final long packet = buffer.addressOffset() + offset;
                return Memory.u16(buffer.byteArray(), packet + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET) == 0
                        ? DropReason.NONE
                        : Ipv6ExtensionWalker.JUMBO_PAYLOAD_UNEXPECTED;
            }
            default -> {
                return unknown(buffer, offset);
            }
        }
    }

    private DropReason unknown(final DirectBuffer buffer, final int offset) {
        return switch (options.action()) {
            case Ipv6OptionIterator.ACTION_SKIP -> DropReason.NONE;
            case Ipv6OptionIterator.ACTION_REPORT -> UNKNOWN_REPORTED;
            case Ipv6OptionIterator.ACTION_REPORT_UNLESS_MULTICAST ->
                (buffer.getByte(offset + Ipv6Flyweight.DESTINATION_OFFSET) & 0xFF) == 0xFF
                        ? UNKNOWN_DISCARDED
                        : UNKNOWN_REPORTED;
            default -> UNKNOWN_DISCARDED;
        };
    }

    /** {@return where in the packet the option stands by which the reason was returned last} */
    public int errorOffset() {
        return errorOffset;
    }

    /** {@return the value of the router alert (RFC 2711), or {@link #NO_ALERT}, of options that may pass} */
    public int alert() {
        return alert;
    }
}
