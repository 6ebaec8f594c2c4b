package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
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
 * An ICMP message of IPv4 (RFC 792; address masks as in RFC 950, Next-Hop MTU as in RFC 1191, router discovery as in RFC 1256,
 * the length of the original datagram as in RFC 4884).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  echo, timestamp, mask:
 *  |           Identifier          |        Sequence Number        |
 *  destination unreachable:
 *  |    unused     |    Length     |          Next-Hop MTU         |
 *  time exceeded, parameter problem:
 *  |    Pointer    |    Length     |             unused            |
 *  redirect:
 *  |                 Gateway Internet Address                      |
 *  router advertisement:
 *  |   Num Addrs   |Addr Entry Size|           Lifetime            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  .     data, or the original datagram, or what the type has      .
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A message does not say how long it is; the IP header does. What depends on it takes {@code messageLength}. Which fields have
 * a meaning depends on the type ({@link IcmpType}); the others can be read without harm where they lie in the first 8 octets.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class that has a meaning
 * for the message's type touches an octet outside the checked range. Reusable; not thread-safe.
 */
public final class IcmpFlyweight extends Flyweight<IcmpFlyweight> {
    /** Octets of the part that all types have. */
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

    /** Offset of Gateway Internet Address, of a redirect. */
    public static final int GATEWAY_OFFSET = 4;

    /** Offset of Pointer, of a parameter problem. */
    public static final int POINTER_OFFSET = 4;

    /** Offset of Length of the original datagram (RFC 4884 section 4). */
    public static final int ORIGINAL_DATAGRAM_WORDS_OFFSET = 5;

    /** Offset of Next-Hop MTU, of a destination unreachable (RFC 1191 section 4). */
    public static final int NEXT_HOP_MTU_OFFSET = 6;

    /** Offset of Num Addrs, of a router advertisement (RFC 1256 section 3). */
    public static final int ADDRESS_COUNT_OFFSET = 4;

    /** Offset of Addr Entry Size, of a router advertisement. */
    public static final int ADDRESS_ENTRY_SIZE_OFFSET = 5;

    /** Offset of Lifetime, of a router advertisement. */
    public static final int LIFETIME_OFFSET = 6;

    /** Offset of Originate Timestamp. */
    public static final int ORIGINATE_TIMESTAMP_OFFSET = 8;

    /** Offset of Receive Timestamp. */
    public static final int RECEIVE_TIMESTAMP_OFFSET = 12;

    /** Offset of Transmit Timestamp. */
    public static final int TRANSMIT_TIMESTAMP_OFFSET = 16;

    /** Offset of Address Mask (RFC 950 appendix I). */
    public static final int ADDRESS_MASK_OFFSET = 8;

    /** Offset of the data, of the original datagram, and of the first router address. */
    public static final int DATA_OFFSET = 8;

    /** Fewer octets than all types have, or than this type has (RFC 792, RFC 950, RFC 1256). The sender. */
    public static final DropReason TRUNCATED_MESSAGE = DropReason.declare(
            "ICMP_TRUNCATED_MESSAGE", Severity.WARNING, "fewer octets are there than the message's type has");

    /** The checksum does not agree with the message (RFC 792). The path. */
    public static final DropReason BAD_CHECKSUM =
            DropReason.declare("ICMP_BAD_CHECKSUM", Severity.WARNING, "the checksum of the message is wrong");

    /** An error holds less of the original datagram than its header and 8 octets (RFC 792). The sender. */
    public static final DropReason TRUNCATED_ORIGINAL_DATAGRAM = DropReason.declare(
            "ICMP_TRUNCATED_ORIGINAL_DATAGRAM",
            Severity.WARNING,
            "an error message holds less than the header and 8 octets of the original datagram");

    private static final int TIMESTAMP_LENGTH = 20;
    private static final int ADDRESS_MASK_LENGTH = 12;
    private static final int MIN_ADDRESS_ENTRY_SIZE = 2;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public IcmpFlyweight() {}

    /**
     * Tells whether a message can be read: what its type has is there. The checksum is {@link #isChecksumValid(int)}'s concern,
     * the original datagram of an error {@link #checkOriginalDatagram(int)}'s.
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
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the message.
     * @param length octets of the message.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_MESSAGE}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED_MESSAGE;
        }
        final int needed =
                switch (Memory.u8(base, address + TYPE_OFFSET)) {
                    case IcmpType.TIMESTAMP_REQUEST, IcmpType.TIMESTAMP_REPLY -> TIMESTAMP_LENGTH;
                    case IcmpType.ADDRESS_MASK_REQUEST, IcmpType.ADDRESS_MASK_REPLY -> ADDRESS_MASK_LENGTH;
                    case IcmpType.ROUTER_ADVERTISEMENT -> routerAdvertisementLength(base, address);
                    default -> HEADER_LENGTH;
                };
        return length < needed ? TRUNCATED_MESSAGE : DropReason.NONE;
    }

    /** RFC 1256 section 6.2: an entry is two words at least, an address and its preference. */
    private static int routerAdvertisementLength(final @Nullable Object base, final long address) {
        final int entrySize = Memory.u8(base, address + ADDRESS_ENTRY_SIZE_OFFSET);
        return entrySize < MIN_ADDRESS_ENTRY_SIZE
                ? Integer.MAX_VALUE
                : HEADER_LENGTH + Memory.u8(base, address + ADDRESS_COUNT_OFFSET) * entrySize * Integer.BYTES;
    }

    /**
     * Writes the part that all types have: every field zero, which is an echo reply.
     *
     * @return this.
     */
    public IcmpFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return this;
    }

    /** {@return Type, 8 bits, one of {@link IcmpType} or another: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /**
     * Sets Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public IcmpFlyweight type(final int type) {
        putU8(buffer, offset + TYPE_OFFSET, type);
        return this;
    }

    /** {@return Code, 8 bits, one of {@link IcmpCode} or another: 0 to 255} */
    public int code() {
        return u8(buffer, offset + CODE_OFFSET);
    }

    /**
     * Sets Code.
     *
     * @param code 0 to 255.
     * @return this.
     */
    public IcmpFlyweight code(final int code) {
        putU8(buffer, offset + CODE_OFFSET, code);
        return this;
    }

    /** {@return Checksum as it stands, 16 bits: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value; {@link #fillChecksum(int)} computes it.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public IcmpFlyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the checksum agrees with the message; there is no pseudo-header (RFC 792).
     *
     * @param messageLength octets of the message.
     * @return whether the checksum stands for the message as it is.
     */
    public boolean isChecksumValid(final int messageLength) {
        return InternetChecksum.checksum(buffer, offset, messageLength) == 0;
    }

    /**
     * Computes Checksum over the message and writes it.
     *
     * @param messageLength octets of the message.
     */
    public void fillChecksum(final int messageLength) {
        checksum(0);
        checksum(InternetChecksum.checksum(buffer, offset, messageLength));
    }

    /** {@return Identifier, 16 bits, of echo, timestamp and mask: 0 to 65,535} */
    public int identifier() {
        return u16(buffer, offset + IDENTIFIER_OFFSET);
    }

    /**
     * Sets Identifier.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public IcmpFlyweight identifier(final int value) {
        putU16(buffer, offset + IDENTIFIER_OFFSET, value);
        return this;
    }

    /** {@return Sequence Number, 16 bits, of echo, timestamp and mask: 0 to 65,535} */
    public int sequenceNumber() {
        return u16(buffer, offset + SEQUENCE_NUMBER_OFFSET);
    }

    /**
     * Sets Sequence Number.
     *
     * @param number 0 to 65,535.
     * @return this.
     */
    public IcmpFlyweight sequenceNumber(final int number) {
        putU16(buffer, offset + SEQUENCE_NUMBER_OFFSET, number);
        return this;
    }

    /** {@return Gateway Internet Address, 32 bits, of a redirect: most significant octet first} */
    public int gateway() {
        return i32(buffer, offset + GATEWAY_OFFSET);
    }

    /**
     * Sets Gateway Internet Address.
     *
     * @param address most significant octet first.
     * @return this.
     */
    public IcmpFlyweight gateway(final int address) {
        putI32(buffer, offset + GATEWAY_OFFSET, address);
        return this;
    }

    /** {@return Pointer, 8 bits, of a parameter problem: the octet of the original datagram at fault, 0 to 255} */
    public int pointer() {
        return u8(buffer, offset + POINTER_OFFSET);
    }

    /**
     * Sets Pointer.
     *
     * @param octet of the original datagram: 0 to 255.
     * @return this.
     */
    public IcmpFlyweight pointer(final int octet) {
        putU8(buffer, offset + POINTER_OFFSET, octet);
        return this;
    }

    /** {@return Next-Hop MTU, 16 bits, of "fragmentation needed"; 0 from routers before RFC 1191: 0 to 65,535} */
    public int nextHopMtu() {
        return u16(buffer, offset + NEXT_HOP_MTU_OFFSET);
    }

    /**
     * Sets Next-Hop MTU.
     *
     * @param octets of the largest datagram that the next hop takes: 0 to 65,535.
     * @return this.
     */
    public IcmpFlyweight nextHopMtu(final int octets) {
        putU16(buffer, offset + NEXT_HOP_MTU_OFFSET, octets);
        return this;
    }

    /** {@return Num Addrs, 8 bits, of a router advertisement: 0 to 255} */
    public int addressCount() {
        return u8(buffer, offset + ADDRESS_COUNT_OFFSET);
    }

    /** {@return Addr Entry Size, 8 bits, in 32-bit words, of a router advertisement: 2 to 255 after a check} */
    public int addressEntrySize() {
        return u8(buffer, offset + ADDRESS_ENTRY_SIZE_OFFSET);
    }

    /** {@return Lifetime, 16 bits, in seconds, of a router advertisement: 0 to 65,535} */
    public int lifetime() {
        return u16(buffer, offset + LIFETIME_OFFSET);
    }

    /**
     * A Router Address of a router advertisement.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @return the address, most significant octet first.
     */
    public int routerAddress(final int index) {
        return i32(buffer, offset + DATA_OFFSET + index * addressEntrySize() * Integer.BYTES);
    }

    /**
     * A Preference Level of a router advertisement.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @return signed: the higher, the better (RFC 1256 section 3).
     */
    public int preferenceLevel(final int index) {
        return i32(buffer, offset + DATA_OFFSET + index * addressEntrySize() * Integer.BYTES + Integer.BYTES);
    }

    /** {@return Originate Timestamp, 32 bits, milliseconds since midnight UT: 0 to 4,294,967,295} */
    public long originateTimestamp() {
        return u32(buffer, offset + ORIGINATE_TIMESTAMP_OFFSET);
    }

    /** {@return Receive Timestamp, 32 bits, milliseconds since midnight UT: 0 to 4,294,967,295} */
    public long receiveTimestamp() {
        return u32(buffer, offset + RECEIVE_TIMESTAMP_OFFSET);
    }

    /** {@return Transmit Timestamp, 32 bits, milliseconds since midnight UT: 0 to 4,294,967,295} */
    public long transmitTimestamp() {
        return u32(buffer, offset + TRANSMIT_TIMESTAMP_OFFSET);
    }

    /**
     * Sets the three timestamps.
     *
     * @param originate 0 to 4,294,967,295.
     * @param receive 0 to 4,294,967,295.
     * @param transmit 0 to 4,294,967,295.
     * @return this.
     */
    public IcmpFlyweight timestamps(final long originate, final long receive, final long transmit) {
        putI32(buffer, offset + ORIGINATE_TIMESTAMP_OFFSET, (int) originate);
        putI32(buffer, offset + RECEIVE_TIMESTAMP_OFFSET, (int) receive);
        putI32(buffer, offset + TRANSMIT_TIMESTAMP_OFFSET, (int) transmit);
        return this;
    }

    /** {@return Address Mask, 32 bits, most significant octet first} */
    public int addressMask() {
        return i32(buffer, offset + ADDRESS_MASK_OFFSET);
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

    /** {@return where the original datagram of an error begins, as an index in the buffer} */
    public int originalDatagramOffset() {
        return offset + DATA_OFFSET;
    }

    /** {@return Length of the original datagram as it stands, 8 bits, in 32-bit words; 0 without extensions (RFC 4884)} */
    public int originalDatagramWords() {
        return u8(buffer, offset + ORIGINAL_DATAGRAM_WORDS_OFFSET);
    }

    /**
     * Octets of the original datagram of an error: those that Length says, where the type has it and extensions follow (RFC 4884
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
        if (type != IcmpType.DESTINATION_UNREACHABLE
                && type != IcmpType.TIME_EXCEEDED
                && type != IcmpType.PARAMETER_PROBLEM) {
            return -1;
        }
        final int extension = extensionOffset(originalDatagramWords() * Integer.BYTES, messageLength);
        return extension < 0 ? -1 : offset + extension;
    }

    /**
     * Where in a message of either IP version the Extension Structure begins: behind as many octets of original datagram as Length
     * says, with room for its own header; −1 when Length is 0 or there is no such room.
     */
    static int extensionOffset(final int originalDatagramLength, final int messageLength) {
        final int extension = DATA_OFFSET + originalDatagramLength;
        return originalDatagramLength == 0 || extension > messageLength - Integer.BYTES ? -1 : extension;
    }

    /**
     * Tells whether an error holds enough of the original datagram to find whom it concerns: its IPv4 header and 8 octets
     * (RFC 792). Its Total Length may go beyond.
     *
     * @param messageLength octets of the message.
     * @return {@link DropReason#NONE}, {@link #TRUNCATED_ORIGINAL_DATAGRAM}, or what {@link Ipv4Flyweight} says of a version or
     *     header length that cannot be.
     */
    public DropReason checkOriginalDatagram(final int messageLength) {
        final int available = originalDatagramLength(messageLength);
        if (available < Ipv4Flyweight.MIN_HEADER_LENGTH) {
            return TRUNCATED_ORIGINAL_DATAGRAM;
        }
        final int versionAndIhl = u8(buffer, originalDatagramOffset());
        if (versionAndIhl >>> 4 != 4) {
            return Ipv4Flyweight.BAD_VERSION;
        }
        final int headerLength = (versionAndIhl & 0xF) << 2;
        if (headerLength < Ipv4Flyweight.MIN_HEADER_LENGTH) {
            return Ipv4Flyweight.BAD_HEADER_LENGTH;
        }
        return available < headerLength + 8 ? TRUNCATED_ORIGINAL_DATAGRAM : DropReason.NONE;
    }
}
