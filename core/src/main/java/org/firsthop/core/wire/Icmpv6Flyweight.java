package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putI32;
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
 * <p>Which fields have a meaning depends on the type ({@link Icmpv6Type}); the others can be read without harm.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an octet
 * outside the checked range, as long as the {@code messageLength} handed to it is not beyond the checked length. Reusable; not
 * thread-safe.
 */
public final class Icmpv6Flyweight extends IcmpMessage<Icmpv6Flyweight> {
    /** Offset of MTU, of a packet too big. */
    public static final int MTU_OFFSET = 4;

    /** Offset of Pointer, of a parameter problem. */
    public static final int POINTER_OFFSET = 4;

    /** Offset of Length of the original datagram (RFC 4884 section 4). */
    public static final int ORIGINAL_DATAGRAM_WORDS_OFFSET = 4;

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
    public Icmpv6Flyweight() {
        super(ORIGINAL_DATAGRAM_WORDS_OFFSET);
    }

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

    @Override
    int originalDatagramUnit() {
        return switch (type()) {
            case Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Type.TIME_EXCEEDED -> Long.BYTES;
            default -> 0;
        };
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
