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
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP message of IPv6 (RFC 4443; the length of the original datagram as in RFC 4884). Neighbor discovery has flyweights of its
 * own, from {@link RouterSolicitationFlyweight} to {@link RedirectFlyweight}.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |          Checksum             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  echo:
 *  |           Identifier          |        Sequence Number        |
 *  destination unreachable, time exceeded:
 *  |    Length     |                    Unused                     |
 *  packet too big:
 *  |                             MTU                               |
 *  parameter problem:
 *  |                            Pointer                            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  .     data, or as much of the invoking packet as fitted         .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A message does not say how long it is; the IP header does. What depends on it takes {@code messageLength}. Which fields have a
 * meaning depends on the type ({@link Icmpv6Type}); the others can be read without harm.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an octet
 * outside the checked range, as long as the {@code messageLength} handed to it is not beyond the checked length. Reusable; not
 * thread-safe.
 */
public final class Icmpv6Flyweight extends Flyweight<Icmpv6Flyweight> {
    /** Octets of the part that all types in use have. */
    public static final int HEADER_LENGTH = 8;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Code. */
    public static final int CODE_OFFSET = 1;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 2;

    /** Offset of Identifier. */
    public static final int IDENTIFIER_OFFSET = 4;

    /** Offset of Sequence Number. */
    public static final int SEQUENCE_NUMBER_OFFSET = 6;

    /** Offset of MTU, of a packet too big. */
    public static final int MTU_OFFSET = 4;

    /** Offset of Pointer, of a parameter problem. */
    public static final int POINTER_OFFSET = 4;

    /** Offset of Length of the original datagram (RFC 4884 section 4). */
    public static final int ORIGINAL_DATAGRAM_WORDS_OFFSET = 4;

    /** Offset of the data, and of the invoking packet. */
    public static final int DATA_OFFSET = 8;

    /** Fewer than 8 octets are there (RFC 4443 section 2.1). The sender. */
    public static final DropReason TRUNCATED_MESSAGE =
            DropReason.declare("ICMPV6_TRUNCATED_MESSAGE", Severity.WARNING, "fewer than 8 octets are there");

    /** The checksum does not agree with pseudo-header and message (RFC 4443 section 2.3). The path. */
    public static final DropReason BAD_CHECKSUM =
            DropReason.declare("ICMPV6_BAD_CHECKSUM", Severity.WARNING, "the checksum of the message is wrong");

    /** An error holds less of the invoking packet than its fixed header (RFC 4443 section 2.4 (c)). The sender. */
    public static final DropReason TRUNCATED_ORIGINAL_DATAGRAM = DropReason.declare(
            "ICMPV6_TRUNCATED_ORIGINAL_DATAGRAM",
            Severity.WARNING,
            "an error message holds less than the fixed header of the invoking packet");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Icmpv6Flyweight() {}

    /**
     * Tells whether a message can be read. The checksum is {@link #isChecksumValid(long, int)}'s concern.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the message.
     * @param offset of the first octet of the message.
     * @param length octets of the message, without link padding.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_MESSAGE}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the message.
     * @param length octets of the message.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_MESSAGE}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < HEADER_LENGTH ? TRUNCATED_MESSAGE : DropReason.NONE;
    }

    /**
     * Writes the part that all types have: every field zero.
     *
     * @return this.
     */
    public Icmpv6Flyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return this;
    }

    /** {@return Type, 8 bits, one of {@link Icmpv6Type} or another: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /**
     * Sets Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public Icmpv6Flyweight type(final int type) {
        putU8(buffer, offset + TYPE_OFFSET, type);
        return this;
    }

    /** {@return Code, 8 bits, one of {@link Icmpv6Code} or another: 0 to 255} */
    public int code() {
        return u8(buffer, offset + CODE_OFFSET);
    }

    /**
     * Sets Code.
     *
     * @param code 0 to 255.
     * @return this.
     */
    public Icmpv6Flyweight code(final int code) {
        putU8(buffer, offset + CODE_OFFSET, code);
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
    public Icmpv6Flyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the checksum agrees with pseudo-header and message (RFC 4443 section 2.3).
     *
     * @param pseudoHeaderSum {@link Ipv6Flyweight#pseudoHeaderSum(int, int)} of {@link IpProtocol#ICMPV6} and the length.
     * @param messageLength octets of the message.
     * @return whether the checksum stands for the message as it is.
     */
    public boolean isChecksumValid(final long pseudoHeaderSum, final int messageLength) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(buffer, offset, messageLength))
                == 0;
    }

    /**
     * As {@link #isChecksumValid(long, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the message.
     * @param pseudoHeaderSum of the packet.
     * @param messageLength octets of the message.
     * @return whether the checksum stands for the message as it is.
     */
    public static boolean isChecksumValid(
            final @Nullable Object base, final long address, final long pseudoHeaderSum, final int messageLength) {
        return InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.partialSum(base, address, messageLength))
                == 0;
    }

    /**
     * Computes Checksum over pseudo-header and message, and writes it.
     *
     * @param pseudoHeaderSum {@link Ipv6Flyweight#pseudoHeaderSum(int, int)} of {@link IpProtocol#ICMPV6} and the length.
     * @param messageLength octets of the message.
     */
    public void fillChecksum(final long pseudoHeaderSum, final int messageLength) {
        boundsCheck(buffer, offset, messageLength);
        fillChecksum(buffer.byteArray(), buffer.addressOffset() + offset, pseudoHeaderSum, messageLength);
    }

    /**
     * As {@link #fillChecksum(long, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the message.
     * @param pseudoHeaderSum of the packet.
     * @param messageLength octets of the message.
     */
    public static void fillChecksum(
            final @Nullable Object base, final long address, final long pseudoHeaderSum, final int messageLength) {
        Memory.putU16(base, address + CHECKSUM_OFFSET, 0);
        final long sum = pseudoHeaderSum + InternetChecksum.partialSum(base, address, messageLength);
        Memory.putU16(base, address + CHECKSUM_OFFSET, InternetChecksum.finish(sum));
    }

    /** {@return Identifier, 16 bits, of an echo: 0 to 65,535} */
    public int identifier() {
        return u16(buffer, offset + IDENTIFIER_OFFSET);
    }

    /**
     * Sets Identifier.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public Icmpv6Flyweight identifier(final int value) {
        putU16(buffer, offset + IDENTIFIER_OFFSET, value);
        return this;
    }

    /** {@return Sequence Number, 16 bits, of an echo: 0 to 65,535} */
    public int sequenceNumber() {
        return u16(buffer, offset + SEQUENCE_NUMBER_OFFSET);
    }

    /**
     * Sets Sequence Number.
     *
     * @param number 0 to 65,535.
     * @return this.
     */
    public Icmpv6Flyweight sequenceNumber(final int number) {
        putU16(buffer, offset + SEQUENCE_NUMBER_OFFSET, number);
        return this;
    }

    /** {@return MTU, 32 bits, of a packet too big: 0 to 4,294,967,295; below 1,280 it means nothing (RFC 8201)} */
    public long mtu() {
        return u32(buffer, offset + MTU_OFFSET);
    }

    /**
     * Sets MTU.
     *
     * @param octets of the largest packet that the next hop takes: 0 to 4,294,967,295.
     * @return this.
     */
    public Icmpv6Flyweight mtu(final long octets) {
        putI32(buffer, offset + MTU_OFFSET, (int) octets);
        return this;
    }

    /** {@return Pointer, 32 bits, of a parameter problem: the octet of the invoking packet at fault, 0 to 4,294,967,295} */
    public long pointer() {
        return u32(buffer, offset + POINTER_OFFSET);
    }

    /**
     * Sets Pointer.
     *
     * @param octet of the invoking packet: 0 to 4,294,967,295.
     * @return this.
     */
    public Icmpv6Flyweight pointer(final long octet) {
        putI32(buffer, offset + POINTER_OFFSET, (int) octet);
        return this;
    }

    /** {@return where the data of an echo begin, as an index in the buffer} */
    public int dataOffset() {
        return offset + DATA_OFFSET;
    }

    /**
     * Octets of the data of an echo.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public int dataLength(final int messageLength) {
        return messageLength - DATA_OFFSET;
    }

    /** {@return where the invoking packet of an error begins, as an index in the buffer} */
    public int originalDatagramOffset() {
        return offset + DATA_OFFSET;
    }

    /** {@return Length of the original datagram as it stands, 8 bits, in 64-bit words; 0 without extensions (RFC 4884)} */
    public int originalDatagramWords() {
        return u8(buffer, offset + ORIGINAL_DATAGRAM_WORDS_OFFSET);
    }

    /**
     * Octets of the invoking packet of an error: those that Length says, where the type has it and extensions follow (RFC 4884
     * section 4), else all that there are.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public int originalDatagramLength(final int messageLength) {
        final int extension = extensionOffset(messageLength);
        return (extension < 0 ? offset + messageLength : extension) - originalDatagramOffset();
    }

    /**
     * Where the Extension Structure of an error begins (RFC 4884 section 7).
     *
     * @param messageLength octets of the message.
     * @return an index in the buffer; −1 when there is none, or when Length goes beyond the message.
     */
    public int extensionOffset(final int messageLength) {
        final int type = type();
        if (type != Icmpv6Type.DESTINATION_UNREACHABLE && type != Icmpv6Type.TIME_EXCEEDED) {
            return -1;
        }
        final int extension = IcmpFlyweight.extensionOffset(originalDatagramWords() * Long.BYTES, messageLength);
        return extension < 0 ? -1 : offset + extension;
    }

    /**
     * Tells whether an error holds the fixed header of the invoking packet. Its Payload Length may go beyond.
     *
     * @param messageLength octets of the message.
     * @return {@link DropReason#NONE}, {@link #TRUNCATED_ORIGINAL_DATAGRAM} or {@link Ipv6Flyweight#BAD_VERSION}.
     */
    public DropReason checkOriginalDatagram(final int messageLength) {
        if (originalDatagramLength(messageLength) < Ipv6Flyweight.HEADER_LENGTH) {
            return TRUNCATED_ORIGINAL_DATAGRAM;
        }
        return u8(buffer, originalDatagramOffset()) >>> 4 == 6 ? DropReason.NONE : Ipv6Flyweight.BAD_VERSION;
    }
}
