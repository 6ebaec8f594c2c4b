package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The TCP header (RFC 9293 section 3.1; CWR and ECE as in RFC 3168, AE, which was NS of RFC 3540, as in RFC 9768).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        Sequence Number                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Acknowledgment Number                      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Data |     |A|C|E|U|A|P|R|S|F|                               |
 *  | Offset| Rsrv|E|W|C|R|C|S|S|Y|I|            Window             |
 *  |       |     | |R|E|G|K|H|T|N|N|                               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           Checksum            |         Urgent Pointer        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           [Options]                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A segment does not say how long it is; the IP header does. What depends on it takes {@code segmentLength}, the octets
 * of header and data. Options are read by {@link TcpOptionIterator} or {@link TcpOptions}, and written by
 * {@link TcpOptionEncoder}.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range, as long as the {@code segmentLength} handed to it is not beyond the checked length.
 * Reusable; not thread-safe.
 */
public final class TcpFlyweight extends Flyweight<TcpFlyweight> {
    /** Octets of a header without options. */
    public static final int MIN_HEADER_LENGTH = 20;

    /** Octets of the longest header. */
    public static final int MAX_HEADER_LENGTH = 60;

    /** Octets of options in the longest header. */
    public static final int MAX_OPTIONS_LENGTH = MAX_HEADER_LENGTH - MIN_HEADER_LENGTH;

    /** Offset of Source Port. */
    public static final int SOURCE_PORT_OFFSET = 0;

    /** Offset of Destination Port. */
    public static final int DESTINATION_PORT_OFFSET = 2;

    /** Offset of Sequence Number. */
    public static final int SEQUENCE_NUMBER_OFFSET = 4;

    /** Offset of Acknowledgment Number. */
    public static final int ACKNOWLEDGMENT_NUMBER_OFFSET = 8;

    /** Offset of Data Offset, the reserved bits and the flags. */
    public static final int DATA_OFFSET_FLAGS_OFFSET = 12;

    /** Offset of Window. */
    public static final int WINDOW_OFFSET = 14;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 16;

    /** Offset of Urgent Pointer. */
    public static final int URGENT_POINTER_OFFSET = 18;

    /** Offset of the first option. */
    public static final int OPTIONS_OFFSET = 20;

    /** No more data from sender, of {@link #flags()}. */
    public static final int FIN = 0x001;

    /** Synchronize sequence numbers, of {@link #flags()}. */
    public static final int SYN = 0x002;

    /** Reset the connection, of {@link #flags()}. */
    public static final int RST = 0x004;

    /** Push, of {@link #flags()}. */
    public static final int PSH = 0x008;

    /** The acknowledgment field is significant, of {@link #flags()}. */
    public static final int ACK = 0x010;

    /** The urgent pointer field is significant, of {@link #flags()}. */
    public static final int URG = 0x020;

    /** ECN-Echo (RFC 3168), of {@link #flags()}. */
    public static final int ECE = 0x040;

    /** Congestion Window Reduced (RFC 3168), of {@link #flags()}. */
    public static final int CWR = 0x080;

    /** Accurate ECN (RFC 9768), formerly NS, the ECN-nonce sum (RFC 3540); of {@link #flags()}. */
    public static final int AE = 0x100;

    /** All nine flags. */
    public static final int FLAGS_MASK = 0x1FF;

    /** The three bits between Data Offset and the flags, of the 16 bits at {@link #DATA_OFFSET_FLAGS_OFFSET}. */
    public static final int RESERVED_MASK = 0xE00;

    /** Fewer than 20 octets of segment, or fewer than Data Offset says (RFC 9293 section 3.1). The sender. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "TCP_TRUNCATED_HEADER",
            Severity.WARNING,
            "fewer than 20 octets, or fewer than Data Offset says, are there");

    /** Data Offset is below 5 (RFC 9293 section 3.1). The sender. */
    public static final DropReason BAD_DATA_OFFSET =
            DropReason.declare("TCP_BAD_DATA_OFFSET", Severity.WARNING, "Data Offset is below 5 words");

    /** The checksum does not agree with pseudo-header, header and data (RFC 9293 section 3.1, MUST-3). The path. */
    public static final DropReason BAD_CHECKSUM =
            DropReason.declare("TCP_BAD_CHECKSUM", Severity.WARNING, "the checksum of the segment is wrong");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public TcpFlyweight() {}

    /**
     * Tells whether a segment's header can be read: Data Offset agrees with the octets that are there. The checksum is
     * {@link #isChecksumValid(long, int)}'s concern, the options are {@link TcpOptions}'.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the segment.
     * @param offset of the first octet of the header.
     * @param length octets of the segment, header and data, without link padding.
     * @return {@link DropReason#NONE}, or the rule of RFC 9293 section 3.1 that the header breaks.
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
     * @param length octets of the segment.
     * @return {@link DropReason#NONE}, or the rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        final int headerLength = headerLength(base, address);
        if (headerLength < MIN_HEADER_LENGTH) {
            return BAD_DATA_OFFSET;
        }
        if (headerLength > length) {
            return TRUNCATED_HEADER;
        }
        return DropReason.NONE;
    }

    /**
     * Writes a header without options: Data Offset 5, and every other field zero.
     *
     * @return this.
     */
    public TcpFlyweight writeDefaults() {
        buffer.setMemory(offset, MIN_HEADER_LENGTH, (byte) 0);
        putU16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET, 5 << 12);
        return this;
    }

    /** {@return Source Port, 16 bits: 0 to 65,535} */
    public int sourcePort() {
        return u16(buffer, offset + SOURCE_PORT_OFFSET);
    }

    /**
     * Sets Source Port.
     *
     * @param port 0 to 65,535.
     * @return this.
     */
    public TcpFlyweight sourcePort(final int port) {
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
    public TcpFlyweight destinationPort(final int port) {
        putU16(buffer, offset + DESTINATION_PORT_OFFSET, port);
        return this;
    }

    /** {@return Sequence Number, 32 bits; compare with {@link TcpSequence}} */
    public int sequenceNumber() {
        return i32(buffer, offset + SEQUENCE_NUMBER_OFFSET);
    }

    /**
     * Sets Sequence Number.
     *
     * @param number 32 bits.
     * @return this.
     */
    public TcpFlyweight sequenceNumber(final int number) {
        putI32(buffer, offset + SEQUENCE_NUMBER_OFFSET, number);
        return this;
    }

    /** {@return Acknowledgment Number, 32 bits, of meaning when {@link #isAck()}; compare with {@link TcpSequence}} */
    public int acknowledgmentNumber() {
        return i32(buffer, offset + ACKNOWLEDGMENT_NUMBER_OFFSET);
    }

    /**
     * Sets Acknowledgment Number.
     *
     * @param number 32 bits.
     * @return this.
     */
    public TcpFlyweight acknowledgmentNumber(final int number) {
        putI32(buffer, offset + ACKNOWLEDGMENT_NUMBER_OFFSET, number);
        return this;
    }

    /** {@return Data Offset, 4 bits, in 32-bit words: 0 to 15; 5 to 15 after a check} */
    public int dataOffset() {
        return u8(buffer, offset + DATA_OFFSET_FLAGS_OFFSET) >>> 4;
    }

    /**
     * Sets Data Offset.
     *
     * @param words 5 to 15.
     * @return this.
     */
    public TcpFlyweight dataOffset(final int words) {
        final int others = u16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET) & 0xFFF;
        putU16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET, (words << 12) | others);
        return this;
    }

    /**
     * The header's length in octets, options included: {@link #dataOffset()} × 4.
     *
     * @return 20 to 60 after a check.
     */
    public int headerLength() {
        return dataOffset() << 2;
    }

    /**
     * As {@link #headerLength()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return 20 to 60 after a check.
     */
    public static int headerLength(final @Nullable Object base, final long address) {
        return (Memory.u8(base, address + DATA_OFFSET_FLAGS_OFFSET) >>> 2) & 0x3C;
    }

    /** {@return the three reserved bits, which RFC 9293 wants zero and ignored: 0 to 7} */
    public int reserved() {
        return (u16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET) & RESERVED_MASK) >>> 9;
    }

    /** {@return the nine flags, {@link #FIN} to {@link #AE}: 0 to 0x1FF} */
    public int flags() {
        return u16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET) & FLAGS_MASK;
    }

    /**
     * As {@link #flags()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return the nine flags.
     */
    public static int flags(final @Nullable Object base, final long address) {
        return Memory.u16(base, address + DATA_OFFSET_FLAGS_OFFSET) & FLAGS_MASK;
    }

    /**
     * Sets the nine flags; Data Offset and the reserved bits stay.
     *
     * @param flags {@link #FIN} to {@link #AE}.
     * @return this.
     */
    public TcpFlyweight flags(final int flags) {
        final int others = u16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET) & ~FLAGS_MASK;
        putU16(buffer, offset + DATA_OFFSET_FLAGS_OFFSET, others | (flags & FLAGS_MASK));
        return this;
    }

    /** {@return whether FIN is set} */
    public boolean isFin() {
        return (flags() & FIN) != 0;
    }

    /** {@return whether SYN is set} */
    public boolean isSyn() {
        return (flags() & SYN) != 0;
    }

    /** {@return whether RST is set} */
    public boolean isRst() {
        return (flags() & RST) != 0;
    }

    /** {@return whether PSH is set} */
    public boolean isPsh() {
        return (flags() & PSH) != 0;
    }

    /** {@return whether ACK is set} */
    public boolean isAck() {
        return (flags() & ACK) != 0;
    }

    /** {@return whether URG is set} */
    public boolean isUrg() {
        return (flags() & URG) != 0;
    }

    /** {@return whether ECE is set} */
    public boolean isEce() {
        return (flags() & ECE) != 0;
    }

    /** {@return whether CWR is set} */
    public boolean isCwr() {
        return (flags() & CWR) != 0;
    }

    /** {@return whether AE is set} */
    public boolean isAe() {
        return (flags() & AE) != 0;
    }

    /** {@return Window as it stands, 16 bits, unsigned and not scaled (RFC 9293 MUST-1): 0 to 65,535} */
    public int window() {
        return u16(buffer, offset + WINDOW_OFFSET);
    }

    /**
     * Sets Window.
     *
     * @param window 0 to 65,535, already shifted right by the window scale where one is agreed (RFC 7323 section 2.3).
     * @return this.
     */
    public TcpFlyweight window(final int window) {
        putU16(buffer, offset + WINDOW_OFFSET, window);
        return this;
    }

    /** {@return Checksum as it stands, 16 bits: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value; {@link #fillChecksum(long, int)} computes it.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public TcpFlyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the checksum agrees with pseudo-header, header and data (RFC 9293 section 3.1, MUST-3).
     *
     * @param pseudoHeaderSum of the packet, such as {@link Ipv4Flyweight#pseudoHeaderSum()} or one of
     *     {@link PseudoHeader}.
     * @param segmentLength octets of header and data.
     * @return whether the checksum stands for the segment as it is.
     */
    public boolean isChecksumValid(final long pseudoHeaderSum, final int segmentLength) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(buffer, offset, segmentLength))
                == 0;
    }

    /**
     * As {@link #isChecksumValid(long, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param pseudoHeaderSum of the packet.
     * @param segmentLength octets of header and data.
     * @return whether the checksum stands for the segment as it is.
     */
    public static boolean isChecksumValid(
            final @Nullable Object base, final long address, final long pseudoHeaderSum, final int segmentLength) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(base, address, segmentLength))
                == 0;
    }

    /**
     * Whether the checksum of a segment in IPv4 is right.
     *
     * @param ip the header that carries this segment, not a fragment.
     * @return whether the checksum stands for the segment as it is.
     */
    public boolean isChecksumValid(final Ipv4Flyweight ip) {
        return isChecksumValid(ip.pseudoHeaderSum(), ip.payloadLength());
    }

    /**
     * Computes Checksum over pseudo-header, header and data, and writes it (RFC 9293 section 3.1, MUST-2).
     *
     * @param pseudoHeaderSum of the packet.
     * @param segmentLength octets of header and data.
     */
    public void fillChecksum(final long pseudoHeaderSum, final int segmentLength) {
        boundsCheck(buffer, offset, segmentLength);
        fillChecksum(buffer.byteArray(), buffer.addressOffset() + offset, pseudoHeaderSum, segmentLength);
    }

    /**
     * As {@link #fillChecksum(long, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param pseudoHeaderSum of the packet.
     * @param segmentLength octets of header and data.
     */
    public static void fillChecksum(
            final @Nullable Object base, final long address, final long pseudoHeaderSum, final int segmentLength) {
        Memory.putU16(base, address + CHECKSUM_OFFSET, 0);
        final long sum = pseudoHeaderSum + InternetChecksum.partialSum(base, address, segmentLength);
        Memory.putU16(base, address + CHECKSUM_OFFSET, InternetChecksum.finish(sum));
    }

    /**
     * Computes Checksum of a segment in IPv4 and writes it.
     *
     * @param ip the header that carries this segment, complete.
     */
    public void fillChecksum(final Ipv4Flyweight ip) {
        fillChecksum(ip.pseudoHeaderSum(), ip.payloadLength());
    }

    /** {@return Urgent Pointer, 16 bits, of meaning when {@link #isUrg()}: 0 to 65,535} */
    public int urgentPointer() {
        return u16(buffer, offset + URGENT_POINTER_OFFSET);
    }

    /**
     * Sets Urgent Pointer.
     *
     * @param pointer 0 to 65,535.
     * @return this.
     */
    public TcpFlyweight urgentPointer(final int pointer) {
        putU16(buffer, offset + URGENT_POINTER_OFFSET, pointer);
        return this;
    }

    /** {@return where the options begin, as an index in the buffer} */
    public int optionsOffset() {
        return offset + OPTIONS_OFFSET;
    }

    /** {@return octets of options, padding included: 0 to 40 after a check} */
    public int optionsLength() {
        return headerLength() - MIN_HEADER_LENGTH;
    }

    /** {@return where the data begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + headerLength();
    }

    /**
     * Octets of data.
     *
     * @param segmentLength octets of header and data.
     * @return 0 or more after a check of the same length.
     */
    public int payloadLength(final int segmentLength) {
        return segmentLength - headerLength();
    }

    /**
     * How far the segment moves the sequence number on: octets of data, and one for each of SYN and FIN (SEG.LEN of RFC
     * 9293 section 3.4).
     *
     * @param segmentLength octets of header and data.
     * @return 0 or more after a check of the same length.
     */
    public int sequenceLength(final int segmentLength) {
        final int flags = flags();
        return payloadLength(segmentLength) + (flags & FIN) + ((flags & SYN) >>> 1);
    }
}
