package org.firsthop.node.cli;

import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * An address and perhaps a port, as a command line has them: {@code 192.0.2.1}, {@code 192.0.2.1:53}, {@code 2001:db8::1},
 * {@code [2001:db8::1]:53}. No name is looked up.
 *
 * @param address IPv4 as IPv4-mapped.
 * @param port 0 to 65,535.
 */
record SocketAddressText(Ipv6Address address, int port) {
    private static final int MAX_PORT = 65_535;

    /** Reads a text; {@code null} when it is none. */
    static @Nullable SocketAddressText parse(final String text, final int defaultPort) {
        final int bracket = text.indexOf(']');
        final int colon = text.lastIndexOf(':');
        final boolean bracketed = text.startsWith("[") && bracket > 0;
        final boolean hasPort = bracketed ? colon == bracket + 1 : colon >= 0 && colon == text.indexOf(':');
        final String host = bracketed ? text.substring(1, bracket) : hasPort ? text.substring(0, colon) : text;
        if (bracketed && !hasPort && bracket != text.length() - 1) {
            return null;
        }
        try {
            final int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : defaultPort;
            final Ipv6Address address = host.indexOf(':') >= 0
                    ? Ipv6Address.parse(host)
                    : Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(host));
            return port < 0 || port > MAX_PORT ? null : new SocketAddressText(address, port);
        } catch (final NumberFormatException | AddressSyntaxException e) {
            return null;
        }
    }
}
