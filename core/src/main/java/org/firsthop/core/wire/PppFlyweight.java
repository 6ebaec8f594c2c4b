package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The header of a PPP frame: address and control where they are there (RFC 1662 section 3.1), and the protocol in one or
 * two octets (RFC 1661 section 2).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  | Address 0xFF  | Control 0x03  |           Protocol            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Address and control may be left out, by agreement (Address-and-Control-Field-Compression, RFC 1661 section 6.6) or by
 * the link (PPPoE). No protocol begins with 0xFF, so that the two octets tell themselves. A protocol below 256 may be one
 * octet (Protocol-Field-Compression, section 6.5); it then is odd, and the first octet of two is even, so that this too
 * tells itself. What does not end in an odd octet is no protocol and is to be treated as an unknown one (section 2);
 * {@link #isProtocolWellFormed()} says so.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class PppFlyweight extends Flyweight<PppFlyweight> {
    /** Octets of the longest header. */
    public static final int MAX_HEADER_LENGTH = 4;

    /** IPv4 (RFC 1332). */
    public static final int PROTOCOL_IPV4 = 0x0021;

    /** TCP/IP with a compressed header (RFC 1144). */
    public static final int PROTOCOL_VAN_JACOBSON_COMPRESSED = 0x002D;

    /** TCP/IP with an uncompressed header (RFC 1144). */
    public static final int PROTOCOL_VAN_JACOBSON_UNCOMPRESSED = 0x002F;

    /** A fragment of the Multilink protocol (RFC 1990). */
    public static final int PROTOCOL_MULTILINK = 0x003D;

    /** IPv6 (RFC 5072). */
    public static final int PROTOCOL_IPV6 = 0x0057;

    /** MPLS, unicast (RFC 3032 section 4.3). */
    public static final int PROTOCOL_MPLS = 0x0281;

    /** IP Control Protocol (RFC 1332). */
    public static final int PROTOCOL_IPCP = 0x8021;

    /** IPv6 Control Protocol (RFC 5072). */
    public static final int PROTOCOL_IPV6CP = 0x8057;

    /** Compression Control Protocol (RFC 1962). */
    public static final int PROTOCOL_CCP = 0x80FD;

    /** Link Control Protocol (RFC 1661). */
    public static final int PROTOCOL_LCP = 0xC021;

    /** Password Authentication Protocol (RFC 1334). */
    public static final int PROTOCOL_PAP = 0xC023;

    /** Challenge Handshake Authentication Protocol (RFC 1994). */
    public static final int PROTOCOL_CHAP = 0xC223;

    /** Extensible Authentication Protocol (RFC 3748). */
    public static final int PROTOCOL_EAP = 0xC227;

    /** The frame ends within its header. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER =
            DropReason.declare("PPP_TRUNCATED_HEADER", Severity.WARNING, "the frame ends before its protocol does");

    private static final int ALL_STATIONS_UNNUMBERED = 0xFF03;
    private static final int ADDRESS_CONTROL_LENGTH = 2;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public PppFlyweight() {}

    /**
     * Tells whether a frame's header can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the frame.
     * @param offset of its first octet, behind a flag if there is one.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        // No header is one octet 0xFF: that would be half an address and control, not a protocol.
        if (length < 1 || (length == 1 && Memory.u8(base, address) == 0xFF)) {
            return TRUNCATED_HEADER;
        }
        final boolean begins = length >= ADDRESS_CONTROL_LENGTH && Memory.u16(base, address) == ALL_STATIONS_UNNUMBERED;
        final int position = begins ? ADDRESS_CONTROL_LENGTH : 0;
        if (length - position < 1) {
            return TRUNCATED_HEADER;
        }
        final boolean isCompressed = (Memory.u8(base, address + position) & 1) != 0;
        return length - position < (isCompressed ? 1 : 2) ? TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes the header of an IPv4 packet as PPPoE carries it: no address and control, the protocol in two octets.
     *
     * @return this.
     */
    public PppFlyweight writeDefaults() {
        write(PROTOCOL_IPV4, false, false);
        return this;
    }

    /**
     * Writes a header.
     *
     * @param protocol whose low octet is odd and whose high octet is even (RFC 1661 section 2).
     * @param withAddressControl whether to write address and control.
     * @param compressProtocol whether to write a protocol below 256 as one octet; only when the peer agreed.
     * @return octets of the header, 1 to 4.
     */
    public int write(final int protocol, final boolean withAddressControl, final boolean compressProtocol) {
        int position = offset;
        if (withAddressControl) {
            putU16(buffer, position, ALL_STATIONS_UNNUMBERED);
            position += ADDRESS_CONTROL_LENGTH;
        }
        if (compressProtocol && (protocol & 0xFF00) == 0) {
            putU8(buffer, position, protocol);
            position += 1;
        } else {
            putU16(buffer, position, protocol);
            position += 2;
        }
        return position - offset;
    }

    /** {@return whether the frame begins with address 0xFF and control 0x03} */
    public boolean hasAddressControl() {
        return u8(buffer, offset) == ALL_STATIONS_UNNUMBERED >>> 8
                && u8(buffer, offset + 1) == (ALL_STATIONS_UNNUMBERED & 0xFF);
    }

    /** {@return where the protocol begins, as an index in the buffer} */
    public int protocolOffset() {
        return hasAddressControl() ? offset + ADDRESS_CONTROL_LENGTH : offset;
    }

    /** {@return octets of the protocol, 1 when it is compressed, or 2} */
    public int protocolLength() {
        return protocolLength(protocolOffset());
    }

    /** {@return the protocol, such as {@link #PROTOCOL_IPV4}, whether compressed or not: 0 to 65,535} */
    public int protocol() {
        final int position = protocolOffset();
        return protocolLength(position) == 1 ? u8(buffer, position) : u16(buffer, position);
    }

    /** {@return whether the protocol is one that may be assigned: its last octet is odd (RFC 1661 section 2)} */
    public boolean isProtocolWellFormed() {
        return (protocol() & 1) != 0;
    }

    /** {@return octets of the header, 1 to 4} */
    public int headerLength() {
        return payloadOffset() - offset;
    }

    /** {@return where the information begins, as an index in the buffer} */
    public int payloadOffset() {
        final int position = protocolOffset();
        return position + protocolLength(position);
    }

    private int protocolLength(final int position) {
        return (u8(buffer, position) & 1) != 0 ? 1 : 2;
    }
}
