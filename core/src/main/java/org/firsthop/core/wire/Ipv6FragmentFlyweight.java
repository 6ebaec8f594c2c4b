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
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 Fragment header (RFC 8200 section 4.5).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                         Identification                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class Ipv6FragmentFlyweight extends Flyweight<Ipv6FragmentFlyweight> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 8;

    /** Offset of Next Header. */
    public static final int NEXT_HEADER_OFFSET = 0;

    /** Offset of Reserved. */
    public static final int RESERVED_OFFSET = 1;

    /** Offset of Fragment Offset, two reserved bits and the M flag. */
    public static final int FRAGMENT_OFFSET_FLAGS_OFFSET = 2;

    /** Offset of Identification. */
    public static final int IDENTIFICATION_OFFSET = 4;

    /** More Fragments, of the 16 bits at {@link #FRAGMENT_OFFSET_FLAGS_OFFSET}. */
    public static final int MORE_FRAGMENTS_FLAG = 1;

    /** The Fragment Offset's bits of the 16 bits at {@link #FRAGMENT_OFFSET_FLAGS_OFFSET}: in octets, as they stand. */
    public static final int FRAGMENT_OFFSET_MASK = 0xFFF8;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv6FragmentFlyweight() {}

    /**
     * Tells whether a header is there whole.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link Ipv6ExtensionFlyweight#TRUNCATED_HEADER}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param length octets from there to the end of the packet.
     * @return {@link DropReason#NONE} or {@link Ipv6ExtensionFlyweight#TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < HEADER_LENGTH ? Ipv6ExtensionFlyweight.TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes a header: No Next Header, and every other field zero.
     *
     * @return this.
     */
    public Ipv6FragmentFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return nextHeader(IpProtocol.NO_NEXT_HEADER);
    }

    /** {@return Next Header of the first fragment's data, 8 bits: 0 to 255} */
    public int nextHeader() {
        return u8(buffer, offset + NEXT_HEADER_OFFSET);
    }

    /**
     * Sets Next Header.
     *
     * @param number 0 to 255.
     * @return this.
     */
    public Ipv6FragmentFlyweight nextHeader(final int number) {
        putU8(buffer, offset + NEXT_HEADER_OFFSET, number);
        return this;
    }

    /** {@return the reserved octet, sent as zero and ignored: 0 to 255} */
    public int reserved() {
        return u8(buffer, offset + RESERVED_OFFSET);
    }

    /** {@return the 16 bits of Fragment Offset, two reserved bits and {@link #MORE_FRAGMENTS_FLAG}} */
    public int fragmentOffsetAndFlags() {
        return u16(buffer, offset + FRAGMENT_OFFSET_FLAGS_OFFSET);
    }

    /**
     * Sets Fragment Offset and the flags.
     *
     * @param value the offset in octets, a multiple of 8, with {@link #MORE_FRAGMENTS_FLAG} or without.
     * @return this.
     */
    public Ipv6FragmentFlyweight fragmentOffsetAndFlags(final int value) {
        putU16(buffer, offset + FRAGMENT_OFFSET_FLAGS_OFFSET, value);
        return this;
    }

    /** {@return Fragment Offset, 13 bits, in units of 8 octets: 0 to 8,191} */
    public int fragmentOffset() {
        return fragmentOffsetAndFlags() >>> 3;
    }

    /**
     * Fragment Offset in octets: {@link #fragmentOffset()} × 8.
     *
     * @return 0 to 65,528.
     */
    public int fragmentOffsetOctets() {
        return fragmentOffsetAndFlags() & FRAGMENT_OFFSET_MASK;
    }

    /** {@return whether More Fragments is set} */
    public boolean isMoreFragments() {
        return (fragmentOffsetAndFlags() & MORE_FRAGMENTS_FLAG) != 0;
    }

    /** {@return whether this is the only fragment of its packet, and is treated as if it were none (RFC 6946)} */
    public boolean isAtomic() {
        return (fragmentOffsetAndFlags() & (FRAGMENT_OFFSET_MASK | MORE_FRAGMENTS_FLAG)) == 0;
    }

    /** {@return Identification, 32 bits} */
    public int identification() {
        return i32(buffer, offset + IDENTIFICATION_OFFSET);
    }

    /**
     * Sets Identification.
     *
     * @param value 32 bits.
     * @return this.
     */
    public Ipv6FragmentFlyweight identification(final int value) {
        putI32(buffer, offset + IDENTIFICATION_OFFSET, value);
        return this;
    }

    /** {@return where the fragment's data begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }
}
