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
 * Record Route, Loose Source Route or Strict Source Route, which have one form (RFC 791 section 3.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |    Length     |    Pointer    |  Address ...  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Pointer counts from 1 at the type: at the first address it is 4. A router that the option concerns writes the address
 * by which it sends the packet on where Pointer points, and moves Pointer behind it: {@link #record}. In a source route it
 * first takes the next destination from there: {@link #nextAddress()}.
 *
 * <p>Every writer here changes what the IPv4 header's checksum covers. The checksum is not in the option and is not touched:
 * whoever writes calls {@link Ipv4Flyweight#fillChecksum()} after the last change.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the option; {@link #address} takes an index that the caller keeps below {@link #addressCount()}. Reusable;
 * not thread-safe.
 */
public final class Ipv4RouteOptionFlyweight extends Flyweight<Ipv4RouteOptionFlyweight> {
    /** Octets of an option without room for an address. */
    public static final int MIN_LENGTH = 3;

    /** The most addresses that 40 octets of options have room for. */
    public static final int MAX_ADDRESSES = 9;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Length. */
    public static final int LENGTH_OFFSET = 1;

    /** Offset of Pointer. */
    public static final int POINTER_OFFSET = 2;

    /** Offset of the first address. */
    public static final int ADDRESSES_OFFSET = 3;

    /** Pointer at the first address. */
    public static final int FIRST_POINTER = 4;

    /** The option is cut, or its length is below 3 or above 40. The sender. */
    public static final DropReason BAD_LENGTH = DropReason.declare(
            "IPV4_ROUTE_BAD_LENGTH", Severity.WARNING, "the length of a route option is below 3 or beyond the header");

    /**
     * Pointer is below 4, or there is room behind it for less than an address (RFC 791, "some room but not enough room
     * for a full address"). The sender.
     */
    public static final DropReason BAD_POINTER = DropReason.declare(
            "IPV4_ROUTE_BAD_POINTER", Severity.WARNING, "the pointer of a route option is not at a whole address");

    private static final int ADDRESS_LENGTH = 4;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public Ipv4RouteOptionFlyweight() {}

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
        final int pointer = Memory.u8(base, address + POINTER_OFFSET);
        if (pointer < FIRST_POINTER || (pointer <= optionLength && pointer + ADDRESS_LENGTH - 1 > optionLength)) {
            return BAD_POINTER;
        }
        return DropReason.NONE;
    }

    /**
     * Writes an option whose addresses are all zero and Pointer at the first; a source route's are set thereafter.
     *
     * @param type {@link Ipv4OptionType#RECORD_ROUTE} or one of the source routes.
     * @param addresses to have room for, 0 to {@link #MAX_ADDRESSES}.
     * @return this.
     * @throws IllegalArgumentException when the number of addresses is outside its range.
     */
    public Ipv4RouteOptionFlyweight write(final int type, final int addresses) {
        if (addresses < 0 || addresses > MAX_ADDRESSES) {
            throw new IllegalArgumentException("addresses: value=" + addresses + ", limit=" + MAX_ADDRESSES);
        }
        putU8(buffer, offset + TYPE_OFFSET, type);
        putU8(buffer, offset + LENGTH_OFFSET, MIN_LENGTH + addresses * ADDRESS_LENGTH);
        putU8(buffer, offset + POINTER_OFFSET, FIRST_POINTER);
        buffer.setMemory(offset + ADDRESSES_OFFSET, addresses * ADDRESS_LENGTH, (byte) 0);
        return this;
    }

    /**
     * Writes Record Route with room for the most addresses.
     *
     * @return this.
     */
    public Ipv4RouteOptionFlyweight writeDefaults() {
        return write(Ipv4OptionType.RECORD_ROUTE, MAX_ADDRESSES);
    }

    /** {@return Type, 8 bits: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /** {@return Length, 8 bits, octets of the option: 3 to 40 after a check} */
    public int length() {
        return u8(buffer, offset + LENGTH_OFFSET);
    }

    /** {@return Pointer, 8 bits, where the next address is or goes, 1 at the type: 4 to 255 after a check} */
    public int pointer() {
        return u8(buffer, offset + POINTER_OFFSET);
    }

    /**
     * Sets Pointer.
     *
     * @param value 4 at the first address, 8 at the second.
     * @return this.
     */
    public Ipv4RouteOptionFlyweight pointer(final int value) {
        putU8(buffer, offset + POINTER_OFFSET, value);
        return this;
    }

    /** {@return how many addresses the option has room for: 0 to 9} */
    public int addressCount() {
        return (length() - MIN_LENGTH) / ADDRESS_LENGTH;
    }

    /** {@return how many of the addresses Pointer has passed: 0 to {@link #addressCount()}} */
    public int recordedCount() {
        return Math.min((pointer() - FIRST_POINTER) / ADDRESS_LENGTH, addressCount());
    }

    /**
     * An address of the option.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @return the address, first octet most significant.
     */
    public int address(final int index) {
        return i32(buffer, offset + ADDRESSES_OFFSET + index * ADDRESS_LENGTH);
    }

    /**
     * Sets an address of the option.
     *
     * @param index 0 to {@link #addressCount()} − 1.
     * @param address first octet most significant.
     * @return this.
     */
    public Ipv4RouteOptionFlyweight address(final int index, final int address) {
        putI32(buffer, offset + ADDRESSES_OFFSET + index * ADDRESS_LENGTH, address);
        return this;
    }

    /** {@return whether Pointer is behind the last address: the record is full, or the source route is at its end} */
    public boolean isExhausted() {
        return pointer() > length();
    }

    /**
     * The address that Pointer points at: a source route's next destination. The caller has made sure that the option is
     * not {@linkplain #isExhausted() exhausted}.
     *
     * @return the address, first octet most significant.
     */
    public int nextAddress() {
        return i32(buffer, offset + pointer() - 1);
    }

    /**
     * Writes an address where Pointer points and moves Pointer behind it; does nothing when there is no room (RFC 791:
     * the packet is forwarded without being recorded). The header's checksum is the caller's to fill.
     *
     * @param address by which this router sends the packet on.
     * @return whether the address was written.
     */
    public boolean record(final int address) {
        final int pointer = pointer();
        if (pointer > length()) {
            return false;
        }
        putI32(buffer, offset + pointer - 1, address);
        pointer(pointer + ADDRESS_LENGTH);
        return true;
    }
}
