package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i64;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putI64;
import static org.firsthop.core.wire.NetworkOrder.putU48;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u32;
import static org.firsthop.core.wire.NetworkOrder.u48;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An option of a neighbor discovery message (RFC 4861 section 4.6).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |    Length     |              ...              |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  Source and Target Link-layer Address of Ethernet:
 *  |       1, 2    |       1       |      Link-Layer Address      ...
 *  Prefix Information:
 *  |       3       |       4       | Prefix Length |L|A|R|Reserved1|
 *  |                         Valid Lifetime                        |
 *  |                       Preferred Lifetime                      |
 *  |                           Reserved2                           |
 *  |                       Prefix (16 octets)                     ...
 *  MTU:
 *  |       5       |       1       |           Reserved            |
 *  |                              MTU                              |
 *  Route Information (RFC 4191):
 *  |      24       |    1 to 3     | Prefix Length |Resvd|Prf|Resvd|
 *  |                        Route Lifetime                         |
 *  |                   Prefix (0, 8 or 16 octets)                 ...
 *  Recursive DNS Server, DNS Search List (RFC 8106):
 *  |    25, 31     |    Length     |           Reserved            |
 *  |                           Lifetime                            |
 *  |               addresses of 16 octets, or names               ...
 * </pre>
 *
 * <p>Redirected Header holds the packet from octet 8 on, Nonce its value from octet 2 on, and so does an option unknown here.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class that has a meaning
 * for the option's type touches an octet outside the checked range. Reusable; not thread-safe. {@link NdpOptionIterator} finds the
 * options of a message.
 */
public final class NdpOptionFlyweight extends Flyweight<NdpOptionFlyweight> {
    /** Octets of the shortest option, and the unit of Length. */
    public static final int MIN_LENGTH = 8;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Length. */
    public static final int LENGTH_OFFSET = 1;

    /** Offset of Link-Layer Address, of Nonce, and of whatever an unknown option holds. */
    public static final int DATA_OFFSET = 2;

    /** Offset of Prefix Length, of Prefix and Route Information. */
    public static final int PREFIX_LENGTH_OFFSET = 2;

    /** Offset of the flags of Prefix Information, and of the preference of Route Information. */
    public static final int FLAGS_OFFSET = 3;

    /** Offset of MTU; of Valid Lifetime, Route Lifetime and Lifetime. */
    public static final int LIFETIME_OFFSET = 4;

    /** Offset of MTU. */
    public static final int MTU_OFFSET = 4;

    /** Offset of Preferred Lifetime, of Prefix Information. */
    public static final int PREFERRED_LIFETIME_OFFSET = 8;

    /** Offset of Prefix, of Prefix Information. */
    public static final int PREFIX_OFFSET = 16;

    /** Offset of Prefix of Route Information, of the first DNS address or name, and of the redirected packet. */
    public static final int BODY_OFFSET = 8;

    /** On-link, of {@link #flags()} (RFC 4861 section 4.6.2). */
    public static final int ON_LINK_FLAG = 0x80;

    /** Autonomous address-configuration, of {@link #flags()} (RFC 4861 section 4.6.2). */
    public static final int AUTONOMOUS_FLAG = 0x40;

    /** Router address, of {@link #flags()} (RFC 6275 section 7.2). */
    public static final int ROUTER_ADDRESS_FLAG = 0x20;

    /** A lifetime that does not end. */
    public static final long INFINITE_LIFETIME = 0xFFFF_FFFFL;

    /** An option's length is 0 or beyond its message (RFC 4861 section 4.6). The sender. */
    public static final DropReason BAD_LENGTH = DropReason.declare(
            "NDP_BAD_OPTION_LENGTH", Severity.WARNING, "the length of an option is 0 or beyond its message");

    /** A known option has a length that its RFC does not give it. The sender. */
    public static final DropReason UNEXPECTED_LENGTH = DropReason.declare(
            "NDP_UNEXPECTED_OPTION_LENGTH",
            Severity.WARNING,
            "the length of an option is not one that its type may have");

    private static final int ADDRESS_LENGTH = 2 * Long.BYTES;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public NdpOptionFlyweight() {}

    /**
     * Tells whether an option can be read: it is there whole, and has a length that its type may have.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the message.
     * @param offset of the option's first octet.
     * @param length octets from there to the end of the message.
     * @return {@link DropReason#NONE}, {@link #BAD_LENGTH}, or {@link #UNEXPECTED_LENGTH}, behind which other options may be read.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the option's first octet.
     * @param length octets from there to the end of the message.
     * @return {@link DropReason#NONE}, {@link #BAD_LENGTH} or {@link #UNEXPECTED_LENGTH}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_LENGTH) {
            return BAD_LENGTH;
        }
        final int octets = Memory.u8(base, address + LENGTH_OFFSET) << 3;
        if (octets == 0 || octets > length) {
            return BAD_LENGTH;
        }
        final int type = Memory.u8(base, address + TYPE_OFFSET);
        return NdpOptionType.isLengthValid(type, octets) ? DropReason.NONE : UNEXPECTED_LENGTH;
    }

    /**
     * Writes an option's type and length, and zeros behind them.
     *
     * @param type one of {@link NdpOptionType} or another.
     * @param octets of the whole option, a multiple of 8, 8 to 2,040.
     * @return this.
     */
    public NdpOptionFlyweight writeDefaults(final int type, final int octets) {
        buffer.setMemory(offset, octets, (byte) 0);
        putU8(buffer, offset + TYPE_OFFSET, type);
        putU8(buffer, offset + LENGTH_OFFSET, octets >>> 3);
        return this;
    }

    /** {@return Type, 8 bits, one of {@link NdpOptionType} or another: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /** {@return Length as it stands, 8 bits, in units of 8 octets: 0 to 255; 1 or more after a check} */
    public int lengthUnits() {
        return u8(buffer, offset + LENGTH_OFFSET);
    }

    /**
     * The option's length in octets: {@link #lengthUnits()} × 8.
     *
     * @return 8 to 2,040 after a check.
     */
    public int length() {
        return lengthUnits() << 3;
    }

    /** {@return where what follows type and length begins, such as Nonce, as an index in the buffer} */
    public int dataOffset() {
        return offset + DATA_OFFSET;
    }

    /** {@return octets of what follows type and length: 6 to 2,038 after a check} */
    public int dataLength() {
        return length() - DATA_OFFSET;
    }

    /** {@return where the redirected packet, or the names of a DNS search list, begin, as an index in the buffer} */
    public int bodyOffset() {
        return offset + BODY_OFFSET;
    }

    /** {@return octets of the redirected packet, or of the names with their padding: 0 to 2,032 after a check} */
    public int bodyLength() {
        return length() - BODY_OFFSET;
    }

    /** {@return Link-Layer Address of Ethernet (RFC 2464 section 6), 48 bits} */
    public long linkLayerAddress() {
        return u48(buffer, offset + DATA_OFFSET);
    }

    /**
     * Sets Link-Layer Address of Ethernet.
     *
     * @param address the low 48 bits.
     * @return this.
     */
    public NdpOptionFlyweight linkLayerAddress(final long address) {
        putU48(buffer, offset + DATA_OFFSET, address);
        return this;
    }

    /** {@return Prefix Length, 8 bits, of Prefix and Route Information: 0 to 255; above 128 it means nothing} */
    public int prefixLength() {
        return u8(buffer, offset + PREFIX_LENGTH_OFFSET);
    }

    /**
     * Sets Prefix Length.
     *
     * @param bits 0 to 128.
     * @return this.
     */
    public NdpOptionFlyweight prefixLength(final int bits) {
        putU8(buffer, offset + PREFIX_LENGTH_OFFSET, bits);
        return this;
    }

    /** {@return the flags of Prefix Information: {@link #ON_LINK_FLAG}, {@link #AUTONOMOUS_FLAG} and others, 8 bits} */
    public int flags() {
        return u8(buffer, offset + FLAGS_OFFSET);
    }

    /**
     * Sets the flags of Prefix Information.
     *
     * @param flags 8 bits.
     * @return this.
     */
    public NdpOptionFlyweight flags(final int flags) {
        putU8(buffer, offset + FLAGS_OFFSET, flags);
        return this;
    }

    /**
     * Prf of Route Information (RFC 4191 section 2.1).
     *
     * @return 1 high, 0 medium, −1 low; −2 reserved, upon which the option must be ignored.
     */
    public int routePreference() {
        return RouterAdvertisementFlyweight.preference(flags());
    }

    /** {@return Valid Lifetime, Route Lifetime or Lifetime, 32 bits, in seconds: 0 to {@link #INFINITE_LIFETIME}} */
    public long lifetime() {
        return u32(buffer, offset + LIFETIME_OFFSET);
    }

    /**
     * Sets Valid Lifetime, Route Lifetime or Lifetime.
     *
     * @param seconds 0 to {@link #INFINITE_LIFETIME}.
     * @return this.
     */
    public NdpOptionFlyweight lifetime(final long seconds) {
        putI32(buffer, offset + LIFETIME_OFFSET, (int) seconds);
        return this;
    }

    /** {@return MTU, 32 bits: 0 to 4,294,967,295} */
    public long mtu() {
        return u32(buffer, offset + MTU_OFFSET);
    }

    /**
     * Sets MTU.
     *
     * @param octets 0 to 4,294,967,295.
     * @return this.
     */
    public NdpOptionFlyweight mtu(final long octets) {
        putI32(buffer, offset + MTU_OFFSET, (int) octets);
        return this;
    }

    /** {@return Preferred Lifetime of Prefix Information, 32 bits, in seconds: 0 to {@link #INFINITE_LIFETIME}} */
    public long preferredLifetime() {
        return u32(buffer, offset + PREFERRED_LIFETIME_OFFSET);
    }

    /**
     * Sets Preferred Lifetime of Prefix Information.
     *
     * @param seconds 0 to {@link #INFINITE_LIFETIME}.
     * @return this.
     */
    public NdpOptionFlyweight preferredLifetime(final long seconds) {
        putI32(buffer, offset + PREFERRED_LIFETIME_OFFSET, (int) seconds);
        return this;
    }

    /** {@return the first 64 bits of Prefix, of Prefix Information} */
    public long prefixHigh() {
        return i64(buffer, offset + PREFIX_OFFSET);
    }

    /** {@return the last 64 bits of Prefix, of Prefix Information} */
    public long prefixLow() {
        return i64(buffer, offset + PREFIX_OFFSET + Long.BYTES);
    }

    /**
     * Sets Prefix of Prefix Information.
     *
     * @param high the prefix's first 64 bits.
     * @param low the prefix's last 64 bits.
     * @return this.
     */
    public NdpOptionFlyweight prefix(final long high, final long low) {
        putI64(buffer, offset + PREFIX_OFFSET, high);
        putI64(buffer, offset + PREFIX_OFFSET + Long.BYTES, low);
        return this;
    }

    /** {@return the first 64 bits of Prefix, of Route Information; 0 where it leaves them out} */
    public long routePrefixHigh() {
        return length() > BODY_OFFSET ? i64(buffer, offset + BODY_OFFSET) : 0;
    }

    /** {@return the last 64 bits of Prefix, of Route Information; 0 where it leaves them out} */
    public long routePrefixLow() {
        return length() > BODY_OFFSET + Long.BYTES ? i64(buffer, offset + BODY_OFFSET + Long.BYTES) : 0;
    }

    /** {@return how many addresses Recursive DNS Server has: 1 to 127 after a check} */
    public int dnsServerCount() {
        return (length() - BODY_OFFSET) / ADDRESS_LENGTH;
    }

    /**
     * The first 64 bits of an address of Recursive DNS Server.
     *
     * @param index 0 to {@link #dnsServerCount()} − 1.
     * @return the bits.
     */
    public long dnsServerHigh(final int index) {
        return i64(buffer, offset + BODY_OFFSET + index * ADDRESS_LENGTH);
    }

    /**
     * The last 64 bits of an address of Recursive DNS Server.
     *
     * @param index 0 to {@link #dnsServerCount()} − 1.
     * @return the bits.
     */
    public long dnsServerLow(final int index) {
        return i64(buffer, offset + BODY_OFFSET + index * ADDRESS_LENGTH + Long.BYTES);
    }

    /**
     * Sets an address of Recursive DNS Server.
     *
     * @param index 0 to {@link #dnsServerCount()} − 1.
     * @param high the address's first 64 bits.
     * @param low the address's last 64 bits.
     * @return this.
     */
    public NdpOptionFlyweight dnsServer(final int index, final long high, final long low) {
        putI64(buffer, offset + BODY_OFFSET + index * ADDRESS_LENGTH, high);
        putI64(buffer, offset + BODY_OFFSET + index * ADDRESS_LENGTH + Long.BYTES, low);
        return this;
    }
}
