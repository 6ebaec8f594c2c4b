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
 * <p>Which fields have a meaning depends on the type ({@link IcmpType}); the others can be read without harm where they lie in
 * the first 8 octets.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class that has a meaning
 * for the message's type touches an octet outside the checked range. Reusable; not thread-safe.
 */
public final class IcmpFlyweight extends IcmpMessage<IcmpFlyweight> {
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
    public IcmpFlyweight() {
        super(ORIGINAL_DATAGRAM_WORDS_OFFSET);
    }

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

    @Override
    int originalDatagramUnit() {
        return switch (type()) {
            case IcmpType.DESTINATION_UNREACHABLE, IcmpType.TIME_EXCEEDED, IcmpType.PARAMETER_PROBLEM -> Integer.BYTES;
            default -> 0;
        };
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
