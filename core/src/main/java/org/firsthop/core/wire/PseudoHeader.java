package org.firsthop.core.wire;

/**
 * Partial sums of the pseudo-headers that the checksums of TCP, UDP and ICMPv6 begin with, from values that lie in no
 * buffer.
 *
 * <p>IPv4 (RFC 768, RFC 9293 section 3.1):
 *
 * <pre>
 *  +--------+--------+--------+--------+
 *  |           Source Address          |
 *  +--------+--------+--------+--------+
 *  |         Destination Address       |
 *  +--------+--------+--------+--------+
 *  |  zero  | Protocol|     Length     |
 *  +--------+--------+--------+--------+
 * </pre>
 *
 * <p>IPv6 (RFC 8200 section 8.1):
 *
 * <pre>
 *  +--------+--------+--------+--------+
 *  |                                   |
 *  +           Source Address          +
 *  |             (16 octets)           |
 *  +--------+--------+--------+--------+
 *  |                                   |
 *  +         Destination Address       +
 *  |             (16 octets)           |
 *  +--------+--------+--------+--------+
 *  |     Upper-Layer Packet Length     |
 *  +--------+--------+--------+--------+
 *  |           zero           |Next Hdr|
 *  +--------+--------+--------+--------+
 * </pre>
 *
 * <p>All results are partial sums for {@link InternetChecksum} and may be added to others. The sums of the addresses and of
 * protocol and length stand alone too, since the former is constant for a connection. All methods are static, pure and free
 * for any thread.
 */
public final class PseudoHeader {
    private PseudoHeader() {}

    /**
     * The pseudo-header of IPv4.
     *
     * @param source address, most significant octet first.
     * @param destination address, most significant octet first.
     * @param protocol 0 to 255.
     * @param length octets of the segment or datagram, its header included.
     * @return the partial sum.
     */
    public static long ipv4(final int source, final int destination, final int protocol, final int length) {
        return ipv4Addresses(source, destination) + protocolAndLength(protocol, length);
    }

    /**
     * The addresses of IPv4's pseudo-header.
     *
     * @param source address, most significant octet first.
     * @param destination address, most significant octet first.
     * @return the partial sum.
     */
    public static long ipv4Addresses(final int source, final int destination) {
        return InternetChecksum.word32(source) + InternetChecksum.word32(destination);
    }

    /**
     * The pseudo-header of IPv6.
     *
     * @param sourceHigh the source address's first 64 bits.
     * @param sourceLow the source address's last 64 bits.
     * @param destinationHigh the destination address's first 64 bits; of the final destination, where a Routing header
     *     is there (RFC 8200 section 8.1).
     * @param destinationLow the destination address's last 64 bits.
     * @param protocol of the upper layer, 0 to 255, which is not the fixed header's Next Header where extension headers
     *     stand between.
     * @param length octets of the upper layer's header and data.
     * @return the partial sum.
     */
    public static long ipv6(
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int protocol,
            final int length) {
        return ipv6Addresses(sourceHigh, sourceLow, destinationHigh, destinationLow)
                + protocolAndLength(protocol, length);
    }

    /**
     * The addresses of IPv6's pseudo-header.
     *
     * @param sourceHigh the source address's first 64 bits.
     * @param sourceLow the source address's last 64 bits.
     * @param destinationHigh the destination address's first 64 bits.
     * @param destinationLow the destination address's last 64 bits.
     * @return the partial sum.
     */
    public static long ipv6Addresses(
            final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow) {
        return word64(sourceHigh) + word64(sourceLow) + word64(destinationHigh) + word64(destinationLow);
    }

    /**
     * What both pseudo-headers hold besides the addresses; the 16-bit length of IPv4's sums as the 32-bit one of IPv6's
     * does.
     *
     * @param protocol 0 to 255.
     * @param length octets of the segment or datagram, its header included.
     * @return the partial sum.
     */
    public static long protocolAndLength(final int protocol, final int length) {
        return InternetChecksum.word(protocol & 0xFF) + InternetChecksum.word32(length);
    }

    private static long word64(final long bits) {
        return InternetChecksum.word32((int) (bits >>> 32)) + InternetChecksum.word32((int) bits);
    }
}
