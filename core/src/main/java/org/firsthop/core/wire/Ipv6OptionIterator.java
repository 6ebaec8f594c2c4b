package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
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
public final class Ipv6OptionIterator {
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

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int nextOffset;
    private int limit;
    private int type;
    private int length;
    private DropReason reason = DropReason.NONE;

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public Ipv6OptionIterator() {}

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
        boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        this.offset = offset;
        this.nextOffset = offset;
        this.limit = offset + length;
        this.type = PAD_1;
        this.length = 0;
        this.reason = DropReason.NONE;
        return this;
    }

    /**
     * Moves to the next option.
     *
     * @return whether there is one; {@code false} at the end, and at an option that goes beyond it.
     */
    public boolean next() {
        if (nextOffset >= limit) {
            length = 0;
            return false;
        }
        offset = nextOffset;
        type = u8(buffer, offset);
        if (type == PAD_1) {
            length = 1;
        } else {
            final int remaining = limit - offset;
            length = remaining < 2 ? Integer.MAX_VALUE : 2 + u8(buffer, offset + 1);
            if (length > remaining) {
                reason = BAD_OPTION_LENGTH;
                length = 0;
                nextOffset = limit;
                return false;
            }
        }
        nextOffset = offset + length;
        return true;
    }

    /** {@return {@link DropReason#NONE}, or why the walk ended before the end of the options} */
    public DropReason reason() {
        return reason;
    }

    /** {@return the option's type with all its bits, 8 bits: 0 to 255} */
    public int type() {
        return type;
    }

    /** {@return what a node does that does not know the option: {@link #ACTION_SKIP} to {@link
     * #ACTION_REPORT_UNLESS_MULTICAST}} */
    public int action() {
        return type >>> 6;
    }

    /** {@return whether the option's data may change on the way} */
    public boolean isChangeable() {
        return (type & 0x20) != 0;
    }

    /** {@return octets of the option, type and length included: 1 to 257; 0 when there is no option} */
    public int length() {
        return length;
    }

    /** {@return where the option begins, as an index in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return where the option's data begins, as an index in the buffer} */
    public int dataOffset() {
        return offset + Math.min(length, 2);
    }

    /** {@return octets of the option's data: 0 to 255} */
    public int dataLength() {
        return Math.max(0, length - 2);
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
