package org.firsthop.node.config;

import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Prefix;

/**
 * An IPv4 or IPv6 prefix, as files and command lines hold either.
 *
 * @param address whose bits beyond the length are zero.
 * @param length 0 to 32 or 128.
 */
public record IpPrefix(IpAddress address, int length) {
    /**
     * Reads a prefix.
     *
     * @param text an address, a slash and a length; a bare address stands for itself alone.
     * @return the prefix.
     * @throws org.firsthop.core.address.AddressSyntaxException when it is neither an IPv4 nor an IPv6 prefix, or bits beyond
     *     the length are set.
     */
    public static IpPrefix parse(final String text) {
        if (text.indexOf(':') >= 0) {
            final Ipv6Prefix prefix = Ipv6Prefix.parse(text);
            return new IpPrefix(new IpAddress(true, prefix.high(), prefix.low()), prefix.length());
        }
        final Ipv4Prefix prefix = Ipv4Prefix.parse(text);
        return new IpPrefix(new IpAddress(false, 0, prefix.address() & 0xFFFF_FFFFL), prefix.length());
    }

    /**
     * The prefix of a length that an address is in.
     *
     * @param address of any bits.
     * @param length 0 to 32 or 128.
     * @return the prefix.
     */
    public static IpPrefix of(final IpAddress address, final int length) {
        return new IpPrefix(
                address.isIpv6()
                        ? new IpAddress(
                                true,
                                address.high() & Ipv6Prefix.maskHigh(length),
                                address.low() & Ipv6Prefix.maskLow(length))
                        : new IpAddress(false, 0, address.ipv4() & Ipv4Prefix.mask(length) & 0xFFFF_FFFFL),
                length);
    }

    /** {@return the text that {@link #parse} reads} */
    @Override
    public String toString() {
        return address.toString() + '/' + length;
    }
}
