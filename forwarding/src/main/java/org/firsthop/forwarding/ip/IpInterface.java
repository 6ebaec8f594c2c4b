package org.firsthop.forwarding.ip;

/**
 * An interface of a router or host, as its IP layer sees it.
 *
 * @param index its place in the {@link InterfaceTable}, 0 to 65,535; frames bear it as their ingress.
 * @param name by which users know it, such as {@code lan0}.
 * @param mac its link address in the low 48 bits.
 * @param mtu octets of the largest IP packet that it carries, 68 to 65,535.
 */
public record IpInterface(int index, String name, long mac, int mtu) {
    /** The least MTU that IPv4 runs over (RFC 791 section 3.2). */
    public static final int MIN_MTU = 68;

    /** The greatest MTU: the longest IPv4 packet. */
    public static final int MAX_MTU = 65_535;

    /**
     * Checks the ranges.
     *
     * @param index its place in the table.
     * @param name by which users know it.
     * @param mac its link address.
     * @param mtu octets of the largest IP packet.
     * @throws IllegalArgumentException when a value is outside its range, or the address is a group address.
     */
    public IpInterface {
        if (index < 0 || index > 0xFFFF) {
            throw new IllegalArgumentException("index: value=" + index + ", limit=65535");
        }
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException("mtu: value=" + mtu + ", range=" + MIN_MTU + ".." + MAX_MTU);
        }
        if (mac >>> 48 != 0 || (mac & 0x0100_0000_0000L) != 0) {
            throw new IllegalArgumentException(
                    String.format("mac: value=%012x, expected a station's address, not a group's", mac));
        }
    }
}
