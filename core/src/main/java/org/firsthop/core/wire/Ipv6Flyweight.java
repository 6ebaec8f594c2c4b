package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.i64;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putI64;
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
 * The IPv6 fixed header (RFC 8200 section 3; the flow label as in RFC 6437, jumbograms as in RFC 2675).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version|    DSCP   |ECN|              Flow Label               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Payload Length        |  Next Header  |   Hop Limit   |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                                                               |
 *  +                         Source Address                        +
 *  |                          (16 octets)                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                                                               |
 *  +                      Destination Address                      +
 *  |                          (16 octets)                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>An address is two {@code long}s: its first 64 bits and its last. {@link Ipv6ExtensionWalker} finds the upper layer behind
 * the extension headers.
 *
 * <p>A packet whose Payload Length is 0 and whose Next Header is Hop-by-Hop Options is a jumbogram: its length stands in the
 * Jumbo Payload option of that header. {@link #totalLength()} knows that case.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class Ipv6Flyweight extends Flyweight<Ipv6Flyweight> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 40;

    /** Octets of the smallest packet that every link must carry whole (RFC 8200 section 5). */
    public static final int MIN_LINK_MTU = 1280;

    /** Offset of Version, DSCP, ECN and Flow Label. */
    public static final int VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET = 0;

    /** Offset of Payload Length. */
    public static final int PAYLOAD_LENGTH_OFFSET = 4;

    /** Offset of Next Header. */
    public static final int NEXT_HEADER_OFFSET = 6;

    /** Offset of Hop Limit. */
    public static final int HOP_LIMIT_OFFSET = 7;

    /** Offset of Source Address. */
    public static final int SOURCE_OFFSET = 8;

    /** Offset of Destination Address. */
    public static final int DESTINATION_OFFSET = 24;

    /** The Flow Label's bits of the 32 bits at {@link #VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET}. */
    public static final int FLOW_LABEL_MASK = 0xF_FFFF;

    /** Octets of payload below which a packet must not be a jumbogram (RFC 2675 section 2). */
    public static final int MIN_JUMBO_PAYLOAD_LENGTH = 65_536;

    /** Fewer than 40 octets follow the link header (RFC 8200 section 3). The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER =
            DropReason.declare("IPV6_TRUNCATED_HEADER", Severity.WARNING, "fewer than 40 octets are there");

    /** The version field is not 6 (RFC 8200 section 3). The sender. */
    public static final DropReason BAD_VERSION =
            DropReason.declare("IPV6_BAD_VERSION", Severity.WARNING, "the version field is not 6");

    /** Payload Length is beyond the octets received (RFC 8200 section 3). The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_PAYLOAD = DropReason.declare(
            "IPV6_TRUNCATED_PAYLOAD", Severity.WARNING, "Payload Length is beyond the octets that were received");

    /** Payload Length is 0 before Hop-by-Hop Options without Jumbo Payload (RFC 2675 section 3). The sender. */
    public static final DropReason JUMBO_PAYLOAD_MISSING = DropReason.declare(
            "IPV6_JUMBO_PAYLOAD_MISSING",
            Severity.WARNING,
            "Payload Length is 0 and the Hop-by-Hop Options have no Jumbo Payload option");

    /** Jumbo Payload Length is below 65,536 (RFC 2675 section 3). The sender. */
    public static final DropReason BAD_JUMBO_LENGTH =
            DropReason.declare("IPV6_BAD_JUMBO_LENGTH", Severity.WARNING, "Jumbo Payload Length is below 65536");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv6Flyweight() {}

    /**
     * Tells whether a packet's fixed header can be read: the version is 6, and Payload Length, or Jumbo Payload Length, agrees
     * with the octets that are there.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there on, at least those of the packet; link padding may follow.
     * @return {@link DropReason#NONE}, or the first rule of RFC 8200 section 3 or RFC 2675 section 3 that the header breaks.
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
        if (length < HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        if (Memory.u8(base, address) >>> 4 != 6) {
            return BAD_VERSION;
        }
        final int payloadLength = Memory.u16(base, address + PAYLOAD_LENGTH_OFFSET);
        if (payloadLength > length - HEADER_LENGTH) {
            return TRUNCATED_PAYLOAD;
        }
        if (payloadLength == 0 && Memory.u8(base, address + NEXT_HEADER_OFFSET) == IpProtocol.HOP_BY_HOP) {
            return checkJumbogram(base, address, length - HEADER_LENGTH);
        }
        return DropReason.NONE;
    }

    private static DropReason checkJumbogram(final @Nullable Object base, final long address, final int available) {
        final long options = address + HEADER_LENGTH;
        if (Ipv6ExtensionFlyweight.check(base, options, available) != DropReason.NONE) {
            return TRUNCATED_PAYLOAD;
        }
        final int jumbo = jumboPayloadDataOffset(base, options);
        if (jumbo < 0) {
            return JUMBO_PAYLOAD_MISSING;
        }
        final long jumboLength = Memory.u32(base, options + jumbo);
        if (jumboLength < MIN_JUMBO_PAYLOAD_LENGTH) {
            return BAD_JUMBO_LENGTH;
        }
        return jumboLength > available ? TRUNCATED_PAYLOAD : DropReason.NONE;
    }

    /** Where in a Hop-by-Hop Options header that is there whole the Jumbo Payload Length stands; −1 when it does not. */
    static int jumboPayloadDataOffset(final @Nullable Object base, final long options) {
        final int data = Ipv6OptionIterator.find(
                base,
                options + Ipv6ExtensionFlyweight.DATA_OFFSET,
                Ipv6ExtensionFlyweight.headerLength(base, options) - Ipv6ExtensionFlyweight.DATA_OFFSET,
                Ipv6OptionIterator.JUMBO_PAYLOAD,
                Integer.BYTES);
        return data < 0 ? -1 : Ipv6ExtensionFlyweight.DATA_OFFSET + data;
    }

    /**
     * Writes a header: version 6, No Next Header, and every other field zero.
     *
     * @return this.
     */
    public Ipv6Flyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        putU8(buffer, offset, 6 << 4);
        putU8(buffer, offset + NEXT_HEADER_OFFSET, IpProtocol.NO_NEXT_HEADER);
        return this;
    }

    /** {@return Version, 4 bits: 0 to 15; 6 after a check} */
    public int version() {
        return u8(buffer, offset) >>> 4;
    }

    /** {@return Traffic Class, 8 bits, DSCP and ECN: 0 to 255} */
    public int trafficClass() {
        return (u16(buffer, offset) >>> 4) & 0xFF;
    }

    /**
     * Sets Traffic Class; Version and Flow Label stay.
     *
     * @param value 0 to 255.
     * @return this.
     */
    public Ipv6Flyweight trafficClass(final int value) {
        final int others = u16(buffer, offset) & 0xF00F;
        putU16(buffer, offset, others | ((value & 0xFF) << 4));
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

    /** {@return Flow Label, 20 bits (RFC 6437): 0 to 1,048,575} */
    public int flowLabel() {
        return i32(buffer, offset) & FLOW_LABEL_MASK;
    }

    /**
     * Sets Flow Label; Version and Traffic Class stay.
     *
     * @param label 0 to 1,048,575.
     * @return this.
     */
    public Ipv6Flyweight flowLabel(final int label) {
        final int others = i32(buffer, offset) & ~FLOW_LABEL_MASK;
        putI32(buffer, offset, others | (label & FLOW_LABEL_MASK));
        return this;
    }

    /** {@return Payload Length as it stands, 16 bits, octets that follow this header: 0 to 65,535; 0 in a jumbogram} */
    public int payloadLength() {
        return u16(buffer, offset + PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Sets Payload Length.
     *
     * @param octets that follow this header, extension headers included, 0 to 65,535.
     * @return this.
     */
    public Ipv6Flyweight payloadLength(final int octets) {
        putU16(buffer, offset + PAYLOAD_LENGTH_OFFSET, octets);
        return this;
    }

    /** {@return whether the length stands in a Jumbo Payload option (RFC 2675)} */
    public boolean isJumbogram() {
        return payloadLength() == 0 && nextHeader() == IpProtocol.HOP_BY_HOP;
    }

    /**
     * Octets of header and payload: from Payload Length, or in a jumbogram from Jumbo Payload Length.
     *
     * @return 40 or more after a check, and not more than the checked length.
     */
    public int totalLength() {
        return totalLength(buffer.byteArray(), buffer.addressOffset() + offset);
    }

    /**
     * As {@link #totalLength()}, by address, of a header that passed the check.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @return 40 or more.
     */
    public static int totalLength(final @Nullable Object base, final long address) {
        final int payloadLength = Memory.u16(base, address + PAYLOAD_LENGTH_OFFSET);
        if (payloadLength == 0 && Memory.u8(base, address + NEXT_HEADER_OFFSET) == IpProtocol.HOP_BY_HOP) {
            final long options = address + HEADER_LENGTH;
            return HEADER_LENGTH + Memory.i32(base, options + jumboPayloadDataOffset(base, options));
        }
        return HEADER_LENGTH + payloadLength;
    }

    /** {@return where the payload begins, extension headers included, as an index in the buffer} */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }

    /** {@return Next Header, 8 bits, one of {@link IpProtocol} or another: 0 to 255} */
    public int nextHeader() {
        return u8(buffer, offset + NEXT_HEADER_OFFSET);
    }

    /**
     * Sets Next Header.
     *
     * @param number 0 to 255.
     * @return this.
     */
    public Ipv6Flyweight nextHeader(final int number) {
        putU8(buffer, offset + NEXT_HEADER_OFFSET, number);
        return this;
    }

    /** {@return Hop Limit, 8 bits: 0 to 255} */
    public int hopLimit() {
        return u8(buffer, offset + HOP_LIMIT_OFFSET);
    }

    /**
     * Sets Hop Limit.
     *
     * @param hops 0 to 255.
     * @return this.
     */
    public Ipv6Flyweight hopLimit(final int hops) {
        putU8(buffer, offset + HOP_LIMIT_OFFSET, hops);
        return this;
    }

    /**
     * Takes one from Hop Limit (RFC 8200 section 3).
     *
     * <p>The caller has made sure that it is above 1; from 0 it would wrap to 255.
     */
    public void decrementHopLimit() {
        hopLimit(hopLimit() - 1);
    }

    /**
     * As {@link #decrementHopLimit()}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     */
    public static void decrementHopLimit(final @Nullable Object base, final long address) {
        Memory.putU8(base, address + HOP_LIMIT_OFFSET, Memory.u8(base, address + HOP_LIMIT_OFFSET) - 1);
    }

    /** {@return the first 64 bits of Source Address} */
    public long sourceHigh() {
        return i64(buffer, offset + SOURCE_OFFSET);
    }

    /** {@return the last 64 bits of Source Address} */
    public long sourceLow() {
        return i64(buffer, offset + SOURCE_OFFSET + Long.BYTES);
    }

    /**
     * Sets Source Address.
     *
     * @param high the address's first 64 bits.
     * @param low the address's last 64 bits.
     * @return this.
     */
    public Ipv6Flyweight source(final long high, final long low) {
        putI64(buffer, offset + SOURCE_OFFSET, high);
        putI64(buffer, offset + SOURCE_OFFSET + Long.BYTES, low);
        return this;
    }

    /** {@return the first 64 bits of Destination Address} */
    public long destinationHigh() {
        return i64(buffer, offset + DESTINATION_OFFSET);
    }

    /** {@return the last 64 bits of Destination Address} */
    public long destinationLow() {
        return i64(buffer, offset + DESTINATION_OFFSET + Long.BYTES);
    }

    /**
     * Sets Destination Address.
     *
     * @param high the address's first 64 bits.
     * @param low the address's last 64 bits.
     * @return this.
     */
    public Ipv6Flyweight destination(final long high, final long low) {
        putI64(buffer, offset + DESTINATION_OFFSET, high);
        putI64(buffer, offset + DESTINATION_OFFSET + Long.BYTES, low);
        return this;
    }

    /**
     * The sum of the pseudo-header that the checksums of TCP, UDP and ICMPv6 begin with (RFC 8200 section 8.1). Where a Routing
     * header has segments left, the destination must be the last one's: {@link
     * PseudoHeader#ipv6(long, long, long, long, int, int)} takes it.
     *
     * @param protocol of the upper layer.
     * @param upperLayerLength octets of the upper layer's header and data.
     * @return a partial sum for {@link InternetChecksum}.
     */
    public long pseudoHeaderSum(final int protocol, final int upperLayerLength) {
        return InternetChecksum.partialSum(buffer, offset + SOURCE_OFFSET, 2 * 2 * Long.BYTES)
                + PseudoHeader.protocolAndLength(protocol, upperLayerLength);
    }
}
