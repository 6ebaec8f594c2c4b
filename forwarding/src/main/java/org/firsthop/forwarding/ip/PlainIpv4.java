package org.firsthop.forwarding.ip;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;

/**
 * Tells plain IPv4 packets from others: sent to an interface's own address by one station, IPv4 without options, valid with its
 * checksum, between unicast addresses, with hops to go.
 *
 * <p>The headers are read as whole words in the machine's own order, and are not turned where a comparison or a sum is the same
 * in both: a checksum is (RFC 1071 section 2B), and what a word is compared with can be turned once for all packets. Everything
 * that is wrong with a packet comes together in one word, so that one comparison tells that nothing is.
 */
final class PlainIpv4 {
    /** The length of a packet that is not plain: above any MTU. */
    static final int NOT_PLAIN = Integer.MAX_VALUE;

    private static final boolean LITTLE = Memory.LITTLE_ENDIAN;

    /** Of the first eight octets of a frame: the destination, and the group bit of the source. */
    private static final long STATIONS = LITTLE ? 0x0001_FFFF_FFFF_FFFFL : 0xFFFF_FFFF_FFFF_0100L;

    /** EtherType, version and IHL of IPv4 without options, before a TOS octet. */
    private static final int TYPES = native32(EtherType.IPV4 << 16 | 0x45 << 8);

    private static final int TYPES_MASK = native32(0xFFFF_FF00);

    /** Where octets are in words of eight octets, and of four. */
    private static final int FIRST_OF_8 = LITTLE ? 0 : 56;

    private static final int FIFTH_OF_8 = LITTLE ? 32 : 24;
    private static final int FIRST_OF_4 = LITTLE ? 0 : 24;
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    /** 65,535 times this is 1, modulo 2^64. */
    private static final long INVERSE_OF_65535 = 0xFFFE_FFFE_FFFE_FFFFL;

    /** For each first octet of an address: 0 for unicast, -1 for martians and groups, which are 0, 127 and all above 223. */
    private static final byte[] NOT_UNICAST = notUnicast();

    private PlainIpv4() {}

    private static byte[] notUnicast() {
        final byte[] table = new byte[256];
        for (int octet = 0; octet < table.length; octet++) {
            table[octet] = (byte) (octet == 0 || octet == 127 || octet > 223 ? -1 : 0);
        }
        return table;
    }

    private static int native32(final int value) {
        return LITTLE ? Integer.reverseBytes(value) : value;
    }

    /**
     * What {@link #length} compares a frame's first octets with.
     *
     * @param mac the address of the interface.
     * @return the word.
     */
    static long stations(final long mac) {
        return LITTLE ? Long.reverseBytes(mac << 16) : mac << 16;
    }

    /**
     * The destination of the packet in a frame.
     *
     * @param address of the frame.
     * @return the address in the machine's order: {@link #turned} is the address.
     */
    static int destination(final long address) {
        return Memory.nativeInt(null, address + EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.DESTINATION_OFFSET);
    }

    /** An address, from its octets in the machine's order. */
    static int turned(final int octets) {
        return native32(octets);
    }

    /**
     * Total Length of a plain packet.
     *
     * @param address of the frame, of which so much is readable as if it held the packet.
     * @param received octets of the frame behind its link header; may be negative.
     * @param stations what {@link #stations} made of the interface's address.
     * @param destination what {@link #destination} read.
     * @return octets, or {@link #NOT_PLAIN}.
     */
    static int length(final long address, final int received, final long stations, final int destination) {
        final long ip = address + EthernetFlyweight.HEADER_LENGTH;
        final long first = Memory.nativeLong(null, ip);
        final long second = Memory.nativeLong(null, ip + Ipv4Flyweight.TTL_OFFSET);
        final int length = (LITTLE ? Integer.reverseBytes((int) first) : (int) (first >>> 32)) & 0xFFFF;
        // Each term is negative when its rule is broken.
        final int broken = length - Ipv4Flyweight.MIN_HEADER_LENGTH
                | received - length
                | ((int) (second >>> FIRST_OF_8) & 0xFF) - 2
                | NOT_UNICAST[(int) (second >>> FIFTH_OF_8) & 0xFF]
                | NOT_UNICAST[(destination >>> FIRST_OF_4) & 0xFF];
        final int types = Memory.nativeInt(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET);
        final long different = (Memory.nativeLong(null, address) ^ stations) & STATIONS;
        // Folded to 16 bits this sum is all ones when the checksum is right (RFC 1071), and that is when it is a
        // multiple of 65,535. Its product with the inverse is then the quotient, below 2^20; and is at least 2^48 for
        // any other sum.
        final long sum =
                (first >>> 32) + (first & LOW_HALF) + (second >>> 32) + (second & LOW_HALF) + (destination & LOW_HALF);
        final long wrong = different
                | (sum * INVERSE_OF_65535) >>> 32
                | (((types ^ TYPES) & TYPES_MASK) | (broken & Integer.MIN_VALUE));
        return wrong == 0 ? length : NOT_PLAIN;
    }
}
