package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
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
 * The IPv4 header (RFC 791 section 3.1; DSCP and ECN as in RFC 2474 and RFC 3168).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version|  IHL  |    DSCP   |ECN|         Total Length          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Identification        |R|D|M|     Fragment Offset     |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Time to Live |    Protocol   |        Header Checksum        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        Source Address                         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                     Destination Address                       |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Options                    |    Padding    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class Ipv4Flyweight extends Flyweight<Ipv4Flyweight> {
    /** Octets of a header without options. */
    public static final int MIN_HEADER_LENGTH = 20;

    /** Octets of the longest header. */
    public static final int MAX_HEADER_LENGTH = 60;

    /** Offset of Version and IHL. */
    public static final int VERSION_IHL_OFFSET = 0;

    /** Offset of DSCP and ECN. */
    public static final int TRAFFIC_CLASS_OFFSET = 1;

    /** Offset of Total Length. */
    public static final int TOTAL_LENGTH_OFFSET = 2;

    /** Offset of Identification. */
    public static final int IDENTIFICATION_OFFSET = 4;

    /** Offset of the flags and Fragment Offset. */
    public static final int FLAGS_FRAGMENT_OFFSET_OFFSET = 6;

    /** Offset of Time to Live. */
    public static final int TTL_OFFSET = 8;

    /** Offset of Protocol. */
    public static final int PROTOCOL_OFFSET = 9;

    /** Offset of Header Checksum. */
    public static final int CHECKSUM_OFFSET = 10;

    /** Offset of Source Address. */
    public static final int SOURCE_OFFSET = 12;

    /** Offset of Destination Address. */
    public static final int DESTINATION_OFFSET = 16;

    /** Offset of the first option. */
    public static final int OPTIONS_OFFSET = 20;

    /** The reserved bit of the 16 bits at {@link #FLAGS_FRAGMENT_OFFSET_OFFSET}. */
    public static final int RESERVED_FLAG = 0x8000;

    /** Don't Fragment, of the 16 bits at {@link #FLAGS_FRAGMENT_OFFSET_OFFSET}. */
    public static final int DONT_FRAGMENT_FLAG = 0x4000;

    /** More Fragments, of the 16 bits at {@link #FLAGS_FRAGMENT_OFFSET_OFFSET}. */
    public static final int MORE_FRAGMENTS_FLAG = 0x2000;

    /** The Fragment Offset's bits of the 16 bits at {@link #FLAGS_FRAGMENT_OFFSET_OFFSET}. */
    public static final int FRAGMENT_OFFSET_MASK = 0x1FFF;

    /** Fewer than 20 octets follow the link header (RFC 1812 section 5.2.2 (1)). The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "IPV4_TRUNCATED_HEADER", Severity.WARNING, "fewer than 20 octets, or fewer than IHL says, are there");

    /** The version field is not 4 (RFC 1812 section 5.2.2 (3)). */
    public static final DropReason BAD_VERSION =
            DropReason.declare("IPV4_BAD_VERSION", Severity.WARNING, "the version field is not 4");

    /** IHL is below 5 (RFC 1812 section 5.2.2 (4)). */
    public static final DropReason BAD_HEADER_LENGTH =
            DropReason.declare("IPV4_BAD_HEADER_LENGTH", Severity.WARNING, "IHL is below 5 words");

    /** Total Length is below the header's length (RFC 1812 section 5.2.2 (5)). */
    public static final DropReason BAD_TOTAL_LENGTH =
            DropReason.declare("IPV4_BAD_TOTAL_LENGTH", Severity.WARNING, "Total Length is below the header's length");

    /** Total Length is beyond the octets received (RFC 1812 section 5.2.2). */
    public static final DropReason TRUNCATED_PAYLOAD = DropReason.declare(
            "IPV4_TRUNCATED_PAYLOAD", Severity.WARNING, "Total Length is beyond the octets that were received");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv4Flyweight() {}

    /**
     * Tells whether a packet's header can be read: version, IHL and Total Length agree with each other and with the octets
     * that are there. The checksum is {@link #isChecksumValid()}'s concern.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there on, at least Total Length; link padding may follow.
     * @return {@link DropReason#NONE}, or the first rule of RFC 1812 section 5.2.2 that the header breaks.
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
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        final int versionAndIhl = Memory.u8(base, address + VERSION_IHL_OFFSET);
        if (versionAndIhl >>> 4 != 4) {
            return BAD_VERSION;
        }
        final int headerLength = (versionAndIhl & 0xF) << 2;
        if (headerLength < MIN_HEADER_LENGTH) {
            return BAD_HEADER_LENGTH;
        }
        if (headerLength > length) {
            return TRUNCATED_HEADER;
        }
        final int totalLength = Memory.u16(base, address + TOTAL_LENGTH_OFFSET);
        if (totalLength < headerLength) {
            return BAD_TOTAL_LENGTH;
        }
        if (totalLength > length) {
            return TRUNCATED_PAYLOAD;
        }
        return DropReason.NONE;
    }

    /**
     * Writes a header without options: version 4, IHL 5, and every other field zero.
     *
     * @return this.
     */
    public Ipv4Flyweight writeDefaults() {
        buffer.setMemory(offset, MIN_HEADER_LENGTH, (byte) 0);
        putU8(buffer, offset + VERSION_IHL_OFFSET, 0x45);
        return this;
    }

    /** {@return Version, 4 bits: 0 to 15; 4 after a check} */
    public int version() {
        return u8(buffer, offset + VERSION_IHL_OFFSET) >>> 4;
    }

    /** {@return Internet Header Length, 4 bits, in 32-bit words: 0 to 15; 5 to 15 after a check} */
    public int ihl() {
        return u8(buffer, offset + VERSION_IHL_OFFSET) & 0xF;
    }

    /**
     * Sets Internet Header Length, and the version to 4.
     *
     * @param words 5 to 15.
     * @return this.
     */
    public Ipv4Flyweight ihl(final int words) {
        putU8(buffer, offset + VERSION_IHL_OFFSET, (4 << 4) | (words & 0xF));
        return this;
    }

    /**
     * The header's length in octets, options included: {@link #ihl()} × 4.
     *
     * @return 20 to 60 after a check.
     */
    public int headerLength() {
        return ihl() << 2;
    }

    /** {@return the octet that was Type of Service, now DSCP and ECN: 0 to 255} */
    public int trafficClass() {
        return u8(buffer, offset + TRAFFIC_CLASS_OFFSET);
    }

    /**
     * Sets the octet of DSCP and ECN.
     *
     * @param value 0 to 255.
     * @return this.
     */
    public Ipv4Flyweight trafficClass(final int value) {
        putU8(buffer, offset + TRAFFIC_CLASS_OFFSET, value);
        return this;
    }

    /** {@return Differentiated Services Codepoint, 6 bits (RFC 2474): 0 to 63} */
    public int dscp() {
        return trafficClass() >>> 2;
    }

    /** {@return Explicit Congestion Notification, 2 bits (RFC 3168): 0 to 3} */
    public int ecn() {
        return trafficClass() & 3;
    }

    /** {@return Total Length, 16 bits, octets of header and payload: 0 to 65,535} */
    public int totalLength() {
        return u16(buffer, offset + TOTAL_LENGTH_OFFSET);
    }

    /**
     * Sets Total Length.
     *
     * @param octets of header and payload, 20 to 65,535.
     * @return this.
     */
    public Ipv4Flyweight totalLength(final int octets) {
        putU16(buffer, offset + TOTAL_LENGTH_OFFSET, octets);
        return this;
    }

    /** {@return where the payload begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + headerLength();
    }

    /** {@return octets of payload, Total Length less the header: 0 to 65,515 after a check} */
    public int payloadLength() {
        return totalLength() - headerLength();
    }

    /** {@return Identification, 16 bits (RFC 6864: without meaning in a packet that is not a fragment): 0 to 65,535} */
    public int identification() {
        return u16(buffer, offset + IDENTIFICATION_OFFSET);
    }

    /**
     * Sets Identification.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public Ipv4Flyweight identification(final int value) {
        putU16(buffer, offset + IDENTIFICATION_OFFSET, value);
        return this;
    }

    /**
     * The flags and Fragment Offset as they stand, 16 bits.
     *
     * @return {@link #RESERVED_FLAG}, {@link #DONT_FRAGMENT_FLAG} and {@link #MORE_FRAGMENTS_FLAG} over 13 bits of offset.
     */
    public int flagsAndFragmentOffset() {
        return u16(buffer, offset + FLAGS_FRAGMENT_OFFSET_OFFSET);
    }

    /**
     * Sets the flags and Fragment Offset.
     *
     * @param value flags over 13 bits of offset in units of 8 octets.
     * @return this.
     */
    public Ipv4Flyweight flagsAndFragmentOffset(final int value) {
        putU16(buffer, offset + FLAGS_FRAGMENT_OFFSET_OFFSET, value);
        return this;
    }

    /** {@return whether the reserved flag, which RFC 791 wants zero, is set} */
    public boolean isReservedFlagSet() {
        return (flagsAndFragmentOffset() & RESERVED_FLAG) != 0;
    }

    /** {@return whether Don't Fragment is set} */
    public boolean isDontFragment() {
        return (flagsAndFragmentOffset() & DONT_FRAGMENT_FLAG) != 0;
    }

    /** {@return whether More Fragments is set} */
    public boolean isMoreFragments() {
        return (flagsAndFragmentOffset() & MORE_FRAGMENTS_FLAG) != 0;
    }

    /** {@return Fragment Offset, 13 bits, in units of 8 octets: 0 to 8,191} */
    public int fragmentOffset() {
        return flagsAndFragmentOffset() & FRAGMENT_OFFSET_MASK;
    }

    /**
     * Fragment Offset in octets: {@link #fragmentOffset()} × 8.
     *
     * @return 0 to 65,528.
     */
    public int fragmentOffsetOctets() {
        return fragmentOffset() << 3;
    }

    /**
     * Whether the packet is a piece of a larger one: More Fragments is set, or the offset is not zero.
     *
     * @return whether it is a fragment.
     */
    public boolean isFragment() {
        return (flagsAndFragmentOffset() & (MORE_FRAGMENTS_FLAG | FRAGMENT_OFFSET_MASK)) != 0;
    }

    /** {@return Time to Live, 8 bits: 0 to 255} */
    public int ttl() {
        return u8(buffer, offset + TTL_OFFSET);
    }

    /**
     * Sets Time to Live; the checksum is not updated.
     *
     * @param hops 0 to 255.
     * @return this.
     */
    public Ipv4Flyweight ttl(final int hops) {
        putU8(buffer, offset + TTL_OFFSET, hops);
        return this;
    }

    /**
     * Takes one from Time to Live and updates the checksum (RFC 1812 section 5.3.1, RFC 1624).
     *
     * <p>The caller has made sure that the TTL is above 1; it is not looked at.
     */
    public void decrementTtl() {
        boundsCheck(buffer, offset, MIN_HEADER_LENGTH);
        decrementTtl(buffer.byteArray(), buffer.addressOffset() + offset);
    }

    /**
     * As {@link #decrementTtl()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     */
    public static void decrementTtl(final @Nullable Object base, final long address) {
        // TTL, Protocol and Header Checksum are one word. Taking 0x0100 from a word that the checksum covers adds as
        // much to the checksum (RFC 1624 equation 3, solved for this difference), and a carry out of it comes in
        // again at its other end; 0xFFFF is written as 0x0000. Both hold in either order of octets (RFC 1071 section
        // 2B).
        final int word = Memory.nativeInt(base, address + TTL_OFFSET);
        if (Memory.LITTLE_ENDIAN) {
            final int next = word + 0x0001_0000 - 0x0000_0001;
            final boolean hasCarry = word >> 17 == -1;
            Memory.putNativeInt(base, address + TTL_OFFSET, hasCarry ? next + 0x0001_0000 : next);
        } else {
            final int sum = (word & 0xFFFF) + 0x0100;
            final int checksum = (sum + (sum >= 0xFFFF ? 1 : 0)) & 0xFFFF;
            Memory.putNativeInt(base, address + TTL_OFFSET, ((word & 0xFFFF_0000) - 0x0100_0000) | checksum);
        }
    }

    /** {@return Protocol of the payload, 8 bits (IANA "Protocol Numbers"): 0 to 255} */
    public int protocol() {
        return u8(buffer, offset + PROTOCOL_OFFSET);
    }

    /**
     * Sets Protocol.
     *
     * @param number 0 to 255.
     * @return this.
     */
    public Ipv4Flyweight protocol(final int number) {
        putU8(buffer, offset + PROTOCOL_OFFSET, number);
        return this;
    }

    /** {@return Header Checksum as it stands, 16 bits: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Header Checksum to a given value; {@link #fillChecksum()} computes it.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public Ipv4Flyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the header's ones' complement sum is right (RFC 791, RFC 1071).
     *
     * @return whether the checksum stands for the header as it is.
     */
    public boolean isChecksumValid() {
        boundsCheck(buffer, offset, headerLength());
        return isChecksumValid(buffer.byteArray(), buffer.addressOffset() + offset);
    }

    /**
     * As {@link #isChecksumValid()}, by address, of a header that passed the check.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return whether the checksum stands for the header as it is.
     */
    public static boolean isChecksumValid(final @Nullable Object base, final long address) {
        final int headerLength = (Memory.u8(base, address + VERSION_IHL_OFFSET) & 0xF) << 2;
        // Nearly every header is without options: its five words are summed without a loop.
        long sum = InternetChecksum.partialSum20(base, address);
        if (headerLength > MIN_HEADER_LENGTH) {
            sum += InternetChecksum.partialSum(base, address + OPTIONS_OFFSET, headerLength - MIN_HEADER_LENGTH);
        }
        return InternetChecksum.fold(sum) == 0xFFFF;
    }

    /** Computes Header Checksum over the header, options included, and writes it. */
    public void fillChecksum() {
        checksum(0);
        checksum(InternetChecksum.checksum(buffer, offset, headerLength()));
    }

    /** {@return Source Address, 32 bits: the address, most significant octet first} */
    public int source() {
        return i32(buffer, offset + SOURCE_OFFSET);
    }

    /**
     * Sets Source Address.
     *
     * @param address most significant octet first.
     * @return this.
     */
    public Ipv4Flyweight source(final int address) {
        putI32(buffer, offset + SOURCE_OFFSET, address);
        return this;
    }

    /** {@return Destination Address, 32 bits: the address, most significant octet first} */
    public int destination() {
        return i32(buffer, offset + DESTINATION_OFFSET);
    }

    /**
     * Sets Destination Address.
     *
     * @param address most significant octet first.
     * @return this.
     */
    public Ipv4Flyweight destination(final int address) {
        putI32(buffer, offset + DESTINATION_OFFSET, address);
        return this;
    }

    /** {@return octets of options, padding included: 0 to 40 after a check} */
    public int optionsLength() {
        return headerLength() - MIN_HEADER_LENGTH;
    }

    /**
     * The sum of the pseudo-header that UDP and TCP checksums begin with (RFC 768, RFC 9293 section 3.1): both addresses,
     * the protocol, and the length of the payload.
     *
     * @return a partial sum for {@link InternetChecksum}.
     */
    public long pseudoHeaderSum() {
        return InternetChecksum.partialSum(buffer, offset + SOURCE_OFFSET, 8)
                + InternetChecksum.word(protocol())
                + InternetChecksum.word(payloadLength());
    }
}
