package org.firsthop.core.wire;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The options of an IPv6 Hop-by-Hop Options or Destination Options header, one after the other (RFC 8200 section 4.2).
 *
 * <pre>
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - - -
 *  |A A C Option   |  Opt Data Len |  Option Data
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - - -
 * </pre>
 *
 * <p>The two highest bits of the type (A) say what a node does that does not know the option, the third (C) whether the data may
 * change on the way. Pad1 is one octet without length or data. Pad1 and PadN are visited like any other option.
 *
 * <p>The iterator moves at least one octet a step and never outside its range, whatever the octets are. Reusable; not
 * thread-safe.
 */
public final class Ipv6OptionIterator extends OptionIterator {
    /** Pad1, one octet (RFC 8200 section 4.2). */
    public static final int PAD_1 = 0x00;

    /** PadN, two octets or more (RFC 8200 section 4.2). */
    public static final int PAD_N = 0x01;

    /** Tunnel Encapsulation Limit (RFC 2473 section 4.1.1). */
    public static final int TUNNEL_ENCAPSULATION_LIMIT = 0x04;

    /** Router Alert (RFC 2711 section 2.1). */
    public static final int ROUTER_ALERT = 0x05;

    /** Minimum Path MTU (RFC 9268 section 5). */
    public static final int MINIMUM_PATH_MTU = 0x30;

    /** RPL Option (RFC 9008 section 4; 0x63 in RFC 6553). */
    public static final int RPL = 0x23;

    /** Jumbo Payload (RFC 2675 section 2). */
    public static final int JUMBO_PAYLOAD = 0xC2;

    /** Home Address (RFC 6275 section 6.3). */
    public static final int HOME_ADDRESS = 0xC9;

    /** {@link #action()} of a node that does not know the option: skip it. */
    public static final int ACTION_SKIP = 0;

    /** {@link #action()}: discard the packet. */
    public static final int ACTION_DISCARD = 1;

    /** {@link #action()}: discard the packet, and send Parameter Problem, code 2, whatever the destination was. */
    public static final int ACTION_REPORT = 2;

    /** {@link #action()}: discard the packet, and send Parameter Problem, code 2, unless the destination was multicast. */
    public static final int ACTION_REPORT_UNLESS_MULTICAST = 3;

    /** Router Alert's value of a packet that holds a Multicast Listener Discovery message (RFC 2711 section 2.1). */
    public static final int ROUTER_ALERT_MLD = 0;

    /** Octets of Router Alert's data. */
    public static final int ROUTER_ALERT_DATA_LENGTH = 2;

    /** An option goes beyond its header (RFC 8200 section 4.2). The sender. */
    public static final DropReason BAD_OPTION_LENGTH = DropReason.declare(
            "IPV6_BAD_OPTION_LENGTH", Severity.WARNING, "an option goes beyond the end of its extension header");

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public Ipv6OptionIterator() {
        super(NONE, PAD_1, 2, BAD_OPTION_LENGTH);
    }

    /**
     * Begins at the first option.
     *
     * @param buffer that holds the header.
     * @param offset of the first option, {@link Ipv6ExtensionFlyweight#dataOffset()}.
     * @param length octets of options, {@link Ipv6ExtensionFlyweight#dataLength()}.
     * @return this, before the first option.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public Ipv6OptionIterator wrap(final DirectBuffer buffer, final int offset, final int length) {
        begin(buffer, offset, length);
        return this;
    }

    /** {@return the option's type with all its bits, 8 bits: 0 to 255} */
    public int type() {
        return firstOctet();
    }

    /** {@return what a node does that does not know the option: {@link #ACTION_SKIP} to {@link
     * #ACTION_REPORT_UNLESS_MULTICAST}} */
    public int action() {
        return firstOctet() >>> 6;
    }

    /** {@return whether the option's data may change on the way} */
    public boolean isChangeable() {
        return (firstOctet() & 0x20) != 0;
    }

    /**
     * Finds the first option of a type whose data have a given length. Total over any octets; only those below {@code length}
     * are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first option.
     * @param length octets of options.
     * @param type to find, not {@link #PAD_1}.
     * @param dataLength octets that the option's data must have.
     * @return where its data begin, counted from {@code address}; −1 when there is no such option before the end, or before one
     *     that goes beyond it.
     */
    public static int find(
            final @Nullable Object base, final long address, final int length, final int type, final int dataLength) {
        int position = 0;
        while (length - position >= 2) {
            final int found = Memory.u8(base, address + position);
            if (found == PAD_1) {
                position++;
                continue;
            }
            final int foundLength = Memory.u8(base, address + position + 1);
            final int data = position + 2;
            if (foundLength > length - data) {
                return -1;
            }
            if (found == type && foundLength == dataLength) {
                return data;
            }
            position = data + foundLength;
        }
        return -1;
    }
}
