package org.firsthop.node.config;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;

/**
 * An IPv4 or IPv6 address, as files and command lines hold either.
 *
 * @param isIpv6 whether it is an IPv6 address.
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4.
 * @param low the last 64 bits of an IPv6 address, or an IPv4 address in the low 32 bits.
 */
public record IpAddress(boolean isIpv6, long high, long low) {
    /**
     * Reads an address.
     *
     * @param text dotted decimal, or RFC 4291 text when it has a colon.
     * @return the address.
     * @throws org.firsthop.core.address.AddressSyntaxException when it is neither.
     */
    public static IpAddress parse(final String text) {
        if (text.indexOf(':') >= 0) {
            final Ipv6Address address = Ipv6Address.parse(text);
            return new IpAddress(true, address.high(), address.low());
        }
        return new IpAddress(false, 0, Ipv4Address.parse(text) & 0xFFFF_FFFFL);
    }

    /** {@return the IPv4 address, most significant octet first} */
    public int ipv4() {
        return (int) low;
    }

    /** {@return the text that {@link #parse} reads} */
    @Override
    public String toString() {
        return isIpv6 ? Ipv6Address.toString(high, low) : Ipv4Address.toString(ipv4());
    }
}
