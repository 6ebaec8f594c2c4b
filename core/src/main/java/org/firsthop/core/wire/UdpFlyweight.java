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
 * The UDP header (RFC 768; in IPv6, RFC 8200 section 8.1, RFC 6935 and RFC 2675 section 4).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |            Length             |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A checksum that computes to 0 is sent as 0xFFFF, its other form in ones' complement, since 0 says that the sender made
 * none (RFC 768). In IPv4 any sender may make none; in IPv6 none may but the tunnels of RFC 6935 and RFC 6936.
 *
 * <p>{@link #length()} is the field as it stands, which is 0 in a jumbogram of more than 65,535 octets; {@link
 * #datagramLength(int)} knows that case, and is what the checksum covers. The octets between the datagram's end and the IP
 * payload's are not part of it.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range, as long as the lengths handed to it are not beyond the checked length. Reusable; not
 * thread-safe.
 */
public final class UdpFlyweight extends Flyweight<UdpFlyweight> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 8;

    /** Offset of Source Port. */
    public static final int SOURCE_PORT_OFFSET = 0;

    /** Offset of Destination Port. */
    public static final int DESTINATION_PORT_OFFSET = 2;

    /** Offset of Length. */
    public static final int LENGTH_OFFSET = 4;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 6;

    /** Fewer than 8 octets are there (RFC 768). The sender. */
    public static final DropReason TRUNCATED_HEADER =
            DropReason.declare("UDP_TRUNCATED_HEADER", Severity.WARNING, "fewer than 8 octets are there");

    /** Length is below 8, and not the 0 of a jumbogram (RFC 768, RFC 2675 section 4). The sender. */
    public static final DropReason BAD_LENGTH =
            DropReason.declare("UDP_BAD_LENGTH", Severity.WARNING, "Length is below the 8 octets of the header");

    /** Length is beyond the payload of the IP packet (RFC 768). The sender. */
    public static final DropReason TRUNCATED_PAYLOAD = DropReason.declare(
            "UDP_TRUNCATED_PAYLOAD", Severity.WARNING, "Length is beyond the payload of the IP packet");

    /** The checksum does not agree with pseudo-header, header and data (RFC 768). The path. */
    public static final DropReason BAD_CHECKSUM =
            DropReason.declare("UDP_BAD_CHECKSUM", Severity.WARNING, "the checksum of the datagram is wrong");

    /** The checksum is absent where there must be one (RFC 8200 section 8.1). The sender. */
    public static final DropReason ZERO_CHECKSUM = DropReason.declare(
            "UDP_ZERO_CHECKSUM", Severity.WARNING, "the datagram has no checksum, which IPv6 asks for");

    private static final int MAX_LENGTH = 65_535;
    private static final int CHECKSUM_OF_ZERO = 0xFFFF;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public UdpFlyweight() {}

    /**
     * Tells whether a datagram can be read: Length agrees with the header and with the octets that are there. The checksum
     * is {@link #checkChecksum(long, int, boolean)}'s concern.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the datagram.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the IP packet, without link padding.
     * @return {@link DropReason#NONE}, or the rule that the header breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param length octets from there to the end of the IP packet.
     * @return {@link DropReason#NONE}, or the rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        final int datagramLength = Memory.u16(base, address + LENGTH_OFFSET);
        if (datagramLength < HEADER_LENGTH) {
            // RFC 2675 section 4: zero, and only zero, where the datagram is longer than the field can say.
            return datagramLength == 0 && length > MAX_LENGTH ? DropReason.NONE : BAD_LENGTH;
        }
        if (datagramLength > length) {
            return TRUNCATED_PAYLOAD;
        }
        return DropReason.NONE;
    }

    /**
     * Writes the header of a datagram without data: Length 8, and every other field zero.
     *
     * @return this.
     */
    public UdpFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        putU16(buffer, offset + LENGTH_OFFSET, HEADER_LENGTH);
        return this;
    }

    /** {@return Source Port, 16 bits; 0 says that no answer is expected (RFC 768): 0 to 65,535} */
    public int sourcePort() {
        return u16(buffer, offset + SOURCE_PORT_OFFSET);
    }

    /**
     * Sets Source Port.
     *
     * @param port 0 to 65,535.
     * @return this.
     */
    public UdpFlyweight sourcePort(final int port) {
        putU16(buffer, offset + SOURCE_PORT_OFFSET, port);
        return this;
    }

    /** {@return Destination Port, 16 bits: 0 to 65,535} */
    public int destinationPort() {
        return u16(buffer, offset + DESTINATION_PORT_OFFSET);
    }

    /**
     * Sets Destination Port.
     *
     * @param port 0 to 65,535.
     * @return this.
     */
    public UdpFlyweight destinationPort(final int port) {
        putU16(buffer, offset + DESTINATION_PORT_OFFSET, port);
        return this;
    }

    /** {@return Length as it stands, 16 bits, octets of header and data: 0 to 65,535; 8 or more, or 0, after a check} */
    public int length() {
        return u16(buffer, offset + LENGTH_OFFSET);
    }

    /**
     * Sets Length.
     *
     * @param octets of header and data, 8 to 65,535; 0 for a longer datagram (RFC 2675 section 4).
     * @return this.
     */
    public UdpFlyweight length(final int octets) {
        putU16(buffer, offset + LENGTH_OFFSET, octets);
        return this;
    }

    /**
     * Octets of header and data: Length, or in a jumbogram the octets to the end of the packet (RFC 2675 section 4).
     *
     * @param ipPayloadLength octets from the header to the end of the IP packet, as checked.
     * @return 8 or more after a check.
     */
    public int datagramLength(final int ipPayloadLength) {
        final int length = length();
        return length == 0 ? ipPayloadLength : length;
    }

    /** {@return where the data begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }

    /**
     * Octets of data: {@link #datagramLength(int)} less the header.
     *
     * @param ipPayloadLength octets from the header to the end of the IP packet, as checked.
     * @return 0 or more after a check.
     */
    public int payloadLength(final int ipPayloadLength) {
        return datagramLength(ipPayloadLength) - HEADER_LENGTH;
    }

    /** {@return Checksum as it stands, 16 bits; 0 when the sender made none: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value; {@link #fillChecksum(long, int)} computes it.
     *
     * @param value 0 to 65,535; 0 for none.
     * @return this.
     */
    public UdpFlyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /** {@return whether the sender made a checksum: the field is not 0 (RFC 768)} */
    public boolean isChecksumPresent() {
        return checksum() != 0;
    }

    /**
     * Whether the checksum agrees with pseudo-header, header and data; of no meaning when it is not present.
     *
     * @param pseudoHeaderSum one of {@link PseudoHeader}, over {@code datagramLength}.
     * @param datagramLength octets of header and data, {@link #datagramLength(int)}.
     * @return whether the checksum stands for the datagram as it is.
     */
    public boolean isChecksumValid(final long pseudoHeaderSum, final int datagramLength) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(buffer, offset, datagramLength))
                == 0;
    }

    /**
     * Tells whether a datagram may be accepted for its checksum.
     *
     * @param pseudoHeaderSum one of {@link PseudoHeader}, over {@code datagramLength}.
     * @param datagramLength octets of header and data, {@link #datagramLength(int)}.
     * @param zeroAccepted whether a datagram without a checksum is good: in IPv4 {@code true} (RFC 1122 section 4.1.3.4),
     *     in IPv6 {@code false} but for ports that were set to it (RFC 6935 section 5, RFC 6936 section 4).
     * @return {@link DropReason#NONE}, {@link #ZERO_CHECKSUM} or {@link #BAD_CHECKSUM}.
     */
    public DropReason checkChecksum(final long pseudoHeaderSum, final int datagramLength, final boolean zeroAccepted) {
        boundsCheck(buffer, offset, datagramLength);
        return checkChecksum(
                buffer.byteArray(), buffer.addressOffset() + offset, pseudoHeaderSum, datagramLength, zeroAccepted);
    }

    /**
     * As {@link #checkChecksum(long, int, boolean)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param pseudoHeaderSum one of {@link PseudoHeader}, over {@code datagramLength}.
     * @param datagramLength octets of header and data.
     * @param zeroAccepted whether a datagram without a checksum is good.
     * @return {@link DropReason#NONE}, {@link #ZERO_CHECKSUM} or {@link #BAD_CHECKSUM}.
     */
    public static DropReason checkChecksum(
            final @Nullable Object base,
            final long address,
            final long pseudoHeaderSum,
            final int datagramLength,
            final boolean zeroAccepted) {
        if (Memory.u16(base, address + CHECKSUM_OFFSET) == 0) {
            return zeroAccepted ? DropReason.NONE : ZERO_CHECKSUM;
        }
        final long sum = pseudoHeaderSum + InternetChecksum.partialSum(base, address, datagramLength);
        return InternetChecksum.finish(sum) == 0 ? DropReason.NONE : BAD_CHECKSUM;
    }

    /**
     * Tells whether a datagram in IPv4 may be accepted for its checksum; one without a checksum may.
     *
     * @param ip the header that carries this datagram, not a fragment.
     * @return {@link DropReason#NONE} or {@link #BAD_CHECKSUM}.
     */
    public DropReason checkChecksum(final Ipv4Flyweight ip) {
        return checkChecksum(pseudoHeaderSum(ip), length(), true);
    }

    /**
     * Computes Checksum over pseudo-header, header and data, and writes it; never 0 (RFC 768).
     *
     * @param pseudoHeaderSum one of {@link PseudoHeader}, over {@code datagramLength}.
     * @param datagramLength octets of header and data.
     */
    public void fillChecksum(final long pseudoHeaderSum, final int datagramLength) {
        boundsCheck(buffer, offset, datagramLength);
        fillChecksum(buffer.byteArray(), buffer.addressOffset() + offset, pseudoHeaderSum, datagramLength);
    }

    /**
     * As {@link #fillChecksum(long, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param pseudoHeaderSum one of {@link PseudoHeader}, over {@code datagramLength}.
     * @param datagramLength octets of header and data.
     */
    public static void fillChecksum(
            final @Nullable Object base, final long address, final long pseudoHeaderSum, final int datagramLength) {
        Memory.putU16(base, address + CHECKSUM_OFFSET, 0);
        final int checksum =
                InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(base, address, datagramLength));
        Memory.putU16(base, address + CHECKSUM_OFFSET, checksum == 0 ? CHECKSUM_OF_ZERO : checksum);
    }

    /**
     * Computes Checksum of a datagram in IPv4 and writes it; Length and the addresses are set already.
     *
     * @param ip the header that carries this datagram.
     */
    public void fillChecksum(final Ipv4Flyweight ip) {
        fillChecksum(pseudoHeaderSum(ip), length());
    }

    private long pseudoHeaderSum(final Ipv4Flyweight ip) {
        return PseudoHeader.ipv4(ip.source(), ip.destination(), IpProtocol.UDP, length());
    }
}
