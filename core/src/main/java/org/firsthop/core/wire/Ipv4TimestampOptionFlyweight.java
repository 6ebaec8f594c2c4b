package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The Internet Timestamp option (RFC 791 section 3.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   Type = 68   |    Length     |    Pointer    |Overflw| Flag  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Address, by the flag                       |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                          Timestamp                            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>By {@link #flag()} an entry is a timestamp, or an address and a timestamp, which the router writes or the sender has
 * prescribed. Timestamps are milliseconds since midnight UT; with the highest bit set they are of another kind. Pointer
 * counts from 1 at the type: at the first entry it is 5.
 *
 * <p>Every writer here changes what the IPv4 header's checksum covers. The checksum is not in the option and is not touched:
 * whoever writes calls {@link Ipv4Flyweight#fillChecksum()} after the last change.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the option; {@link #address} and {@link #timestamp} take an index that the caller keeps below
 * {@link #entryCount()}. Reusable; not thread-safe.
 */
public final class Ipv4TimestampOptionFlyweight extends Flyweight<Ipv4TimestampOptionFlyweight> {
    /** Octets of an option without room for an entry. */
    public static final int MIN_LENGTH = 4;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Length. */
    public static final int LENGTH_OFFSET = 1;

    /** Offset of Pointer. */
    public static final int POINTER_OFFSET = 2;

    /** Offset of Overflow and Flag. */
    public static final int OVERFLOW_FLAG_OFFSET = 3;

    /** Offset of the first entry. */
    public static final int ENTRIES_OFFSET = 4;

    /** Pointer at the first entry. */
    public static final int FIRST_POINTER = 5;

    /** Octets of entries that 40 octets of options have room for. */
    public static final int MAX_ENTRIES_LENGTH = 36;

    /** Flag of timestamps without addresses. */
    public static final int TIMESTAMP_ONLY = 0;

    /** Flag of timestamps that each router precedes with its address. */
    public static final int ADDRESS_AND_TIMESTAMP = 1;

    /** Flag of timestamps that only the routers write whose addresses the sender has written before. */
    public static final int PRESCRIBED_ADDRESSES = 3;

    /** The largest Overflow, 4 bits. */
    public static final int MAX_OVERFLOW = 15;

    /** The option is cut, or its length is below 4 or above 40. The sender. */
    public static final DropReason BAD_LENGTH = DropReason.declare(
            "IPV4_TIMESTAMP_BAD_LENGTH",
            Severity.WARNING,
            "the length of a timestamp option is below 4 or beyond the header");

    /**
     * Pointer is below 5, or there is room behind it for less than an entry (RFC 791, "some room but not enough room for
     * a full timestamp"). The sender.
     */
    public static final DropReason BAD_POINTER = DropReason.declare(
            "IPV4_TIMESTAMP_BAD_POINTER",
            Severity.WARNING,
            "the pointer of a timestamp option is not at a whole entry");

    /** Flag is none of the three that RFC 791 has. The sender. */
    public static final DropReason BAD_FLAG = DropReason.declare(
            "IPV4_TIMESTAMP_BAD_FLAG", Severity.WARNING, "the flag of a timestamp option is unknown");

    /** Overflow would pass 15 (RFC 791, "the overflow count itself overflows"). The sender, who left too little room. */
    public static final DropReason OVERFLOW = DropReason.declare(
            "IPV4_TIMESTAMP_OVERFLOW", Severity.WARNING, "more than 15 routers found no room in a timestamp option");

    private static final int WORD_LENGTH = 4;
    private static final int OVERFLOW_SHIFT = 4;
    private static final int FLAG_BITS = 0xF;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv4TimestampOptionFlyweight() {}

    /**
     * Tells whether an option can be read and written to.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the option.
     * @param offset of its type.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the option breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the option's type.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the option breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_LENGTH) {
            return BAD_LENGTH;
        }
        final int optionLength = Memory.u8(base, address + LENGTH_OFFSET);
        if (optionLength < MIN_LENGTH || optionLength > Math.min(length, Ipv4OptionIterator.MAX_OPTIONS_LENGTH)) {
            return BAD_LENGTH;
        }
        final int flag = Memory.u8(base, address + OVERFLOW_FLAG_OFFSET) & FLAG_BITS;
        if (flag != TIMESTAMP_ONLY && flag != ADDRESS_AND_TIMESTAMP && flag != PRESCRIBED_ADDRESSES) {
            return BAD_FLAG;
        }
        final int pointer = Memory.u8(base, address + POINTER_OFFSET);
        if (pointer < FIRST_POINTER || (pointer <= optionLength && pointer + entryLength(flag) - 1 > optionLength)) {
            return BAD_POINTER;
        }
        return DropReason.NONE;
    }

    /**
     * Writes an option whose entries are all zero, Pointer at the first and Overflow 0; prescribed addresses are set
     * thereafter.
     *
     * @param flag {@link #TIMESTAMP_ONLY}, {@link #ADDRESS_AND_TIMESTAMP} or {@link #PRESCRIBED_ADDRESSES}.
     * @param entries to have room for: at most 9 timestamps, or 4 with addresses.
     * @return this.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public Ipv4TimestampOptionFlyweight write(final int flag, final int entries) {
        if (flag != TIMESTAMP_ONLY && flag != ADDRESS_AND_TIMESTAMP && flag != PRESCRIBED_ADDRESSES) {
            throw new IllegalArgumentException("flag: value=" + flag + ", expected 0, 1 or 3");
        }
        final int limit = MAX_ENTRIES_LENGTH / entryLength(flag);
        if (entries < 0 || entries > limit) {
            throw new IllegalArgumentException("entries: value=" + entries + ", limit=" + limit);
        }
        final int entriesLength = entries * entryLength(flag);
        putU8(buffer, offset + TYPE_OFFSET, Ipv4OptionType.TIMESTAMP);
        putU8(buffer, offset + LENGTH_OFFSET, MIN_LENGTH + entriesLength);
        putU8(buffer, offset + POINTER_OFFSET, FIRST_POINTER);
        putU8(buffer, offset + OVERFLOW_FLAG_OFFSET, flag);
        buffer.setMemory(offset + ENTRIES_OFFSET, entriesLength, (byte) 0);
        return this;
    }

    /**
     * Writes an option with room for the most timestamps without addresses.
     *
     * @return this.
     */
    public Ipv4TimestampOptionFlyweight writeDefaults() {
        return write(TIMESTAMP_ONLY, MAX_ENTRIES_LENGTH / WORD_LENGTH);
    }

    /** {@return Length, 8 bits, octets of the option: 4 to 40 after a check} */
    public int length() {
        return u8(buffer, offset + LENGTH_OFFSET);
    }

    /** {@return Pointer, 8 bits, where the next entry goes, 1 at the type: 5 to 255 after a check} */
    public int pointer() {
        return u8(buffer, offset + POINTER_OFFSET);
    }

    /**
     * Sets Pointer.
     *
     * @param value 5 at the first entry.
     * @return this.
     */
    public Ipv4TimestampOptionFlyweight pointer(final int value) {
        putU8(buffer, offset + POINTER_OFFSET, value);
        return this;
    }

    /** {@return Overflow, 4 bits, how many routers found no room: 0 to 15} */
    public int overflow() {
        return u8(buffer, offset + OVERFLOW_FLAG_OFFSET) >>> OVERFLOW_SHIFT;
    }

    /**
     * Sets Overflow.
     *
     * @param value 0 to {@link #MAX_OVERFLOW}.
     * @return this.
     */
    public Ipv4TimestampOptionFlyweight overflow(final int value) {
        putU8(buffer, offset + OVERFLOW_FLAG_OFFSET, (value << OVERFLOW_SHIFT) | flag());
        return this;
    }

    /** {@return Flag, 4 bits: 0 to 15; one of the three of this class after a check} */
    public int flag() {
        return u8(buffer, offset + OVERFLOW_FLAG_OFFSET) & FLAG_BITS;
    }

    /** {@return octets of an entry: 4, or 8 with an address} */
    public int entryLength() {
        return entryLength(flag());
    }

    /** {@return how many entries the option has room for: 0 to 9} */
    public int entryCount() {
        return (length() - MIN_LENGTH) / entryLength();
    }

    /** {@return how many of the entries Pointer has passed: 0 to {@link #entryCount()}} */
    public int recordedCount() {
        return Math.min((pointer() - FIRST_POINTER) / entryLength(), entryCount());
    }

    /**
     * The address of an entry.
     *
     * @param index 0 to {@link #entryCount()} − 1, in an option whose flag is not {@link #TIMESTAMP_ONLY}.
     * @return the address, first octet most significant.
     */
    public int address(final int index) {
        return i32(buffer, offset + ENTRIES_OFFSET + index * entryLength());
    }

    /**
     * Sets the address of an entry, as the sender of {@link #PRESCRIBED_ADDRESSES} does.
     *
     * @param index 0 to {@link #entryCount()} − 1, in an option whose flag is not {@link #TIMESTAMP_ONLY}.
     * @param address first octet most significant.
     * @return this.
     */
    public Ipv4TimestampOptionFlyweight address(final int index, final int address) {
        putI32(buffer, offset + ENTRIES_OFFSET + index * entryLength(), address);
        return this;
    }

    /**
     * The timestamp of an entry.
     *
     * @param index 0 to {@link #entryCount()} − 1.
     * @return the 32 bits: milliseconds since midnight UT, or with the highest bit set something else.
     */
    public int timestamp(final int index) {
        return i32(buffer, offset + ENTRIES_OFFSET + (index + 1) * entryLength() - WORD_LENGTH);
    }

    /**
     * Writes an entry where Pointer points and moves Pointer behind it. Without room, counts Overflow up instead; in an
     * option of {@link #PRESCRIBED_ADDRESSES}, does nothing when the next address is another's or none is left. The
     * header's checksum is the caller's to fill.
     *
     * @param address of this router.
     * @param timestamp milliseconds since midnight UT.
     * @return {@link DropReason#NONE}, or {@link #OVERFLOW}, upon which the packet is to be dropped and nothing was written.
     */
    public DropReason stamp(final int address, final int timestamp) {
        final int pointer = pointer();
        final int flag = flag();
        final int position = offset + pointer - 1;
        if (pointer > length()) {
            if (flag == PRESCRIBED_ADDRESSES) {
                return DropReason.NONE;
            }
            final int overflow = overflow();
            if (overflow == MAX_OVERFLOW) {
                return OVERFLOW;
            }
            overflow(overflow + 1);
            return DropReason.NONE;
        }
        if (flag == TIMESTAMP_ONLY) {
            putI32(buffer, position, timestamp);
        } else {
            if (flag == PRESCRIBED_ADDRESSES && i32(buffer, position) != address) {
                return DropReason.NONE;
            }
            putI32(buffer, position, address);
            putI32(buffer, position + WORD_LENGTH, timestamp);
        }
        pointer(pointer + entryLength(flag));
        return DropReason.NONE;
    }

    private static int entryLength(final int flag) {
        return flag == TIMESTAMP_ONLY ? WORD_LENGTH : 2 * WORD_LENGTH;
    }
}
