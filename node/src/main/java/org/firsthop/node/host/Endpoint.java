package org.firsthop.node.host;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;

/**
 * An address and a port, by which transports name a side.
 *
 * @param address IPv4 as IPv4-mapped (RFC 4291 section 2.5.5.2).
 * @param port 0 to 65,535.
 */
public record Endpoint(Ipv6Address address, int port) {
    /**
     * An endpoint.
     *
     * @param high upper 64 bits of the address.
     * @param low lower 64 bits of the address.
     * @param port 0 to 65,535.
     * @return the endpoint.
     */
    public static Endpoint of(final long high, final long low, final int port) {
        return new Endpoint(new Ipv6Address(high, low), port);
    }

    /**
     * The text of an address.
     *
     * @param address IPv4 as IPv4-mapped.
     * @return dotted decimal for IPv4, RFC 5952 text for IPv6.
     */
    public static String addressText(final Ipv6Address address) {
        return address.isIpv4Mapped() ? Ipv4Address.toString(address.embeddedIpv4()) : address.toString();
    }

    /** {@return address and port, an IPv6 address in brackets; the address alone where the port is 0, which is none} */
    @Override
    public String toString() {
        final String text = addressText(address);
        if (port == 0) {
            return text;
        }
        return address.isIpv4Mapped() ? text + ':' + port : '[' + text + "]:" + port;
    }
}
