package org.firsthop.node.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * What a URL says about whom to connect to: scheme, host and port, read by the rules of the WHATWG URL Standard, as browsers
 * do.
 *
 * <p>So {@code HTTPS:\\Bücher.example:0443/a} is {@code https}, {@code xn--bcher-kva.example}, 443; {@code http://0x7f.1/} is
 * 127.0.0.1; {@code https://[2001:DB8::1]/} is 2001:db8::1. User and password are read over. Names in other letters are those of
 * {@link DomainToAscii}.
 *
 * @param scheme in lower case, one that has a default port.
 * @param host a domain name in ASCII and lower case, or the text of {@code address}.
 * @param address the address that the host is, IPv4 as IPv4-mapped, or {@code null} when it is a name.
 * @param port 1 to 65,535.
 * @param isDefaultPort whether the port is the scheme's, because the URL says so or says nothing.
 * @param path with query, beginning with a slash.
 */
public record HttpUrl(
        String scheme, String host, @Nullable Ipv6Address address, int port, boolean isDefaultPort, String path) {
    private static final Map<String, Integer> DEFAULT_PORTS =
            Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21);

    /** What may not stand in a domain ("forbidden domain code point"), beside controls, space and DEL. */
    private static final String FORBIDDEN = "#/:<>?@[\\]^|%";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;

    /**
     * Reads a URL.
     *
     * @param text as a user writes it.
     * @return what it says.
     * @throws UrlException when it is no URL, or one without a host to connect to.
     */
    public static HttpUrl parse(final String text) throws UrlException {
        final String url = stripped(text);
        final int colon = url.indexOf(':');
        final int end = schemeEnd(url);
        if (end < 0 || end != colon) {
            throw new UrlException("\"" + url + "\" has no scheme: write https://" + url.replaceFirst("^[/\\\\]+", ""));
        }
        final String scheme = url.substring(0, end).toLowerCase(Locale.ROOT);
        final Integer defaultPort = DEFAULT_PORTS.get(scheme);
        if (defaultPort == null) {
            throw new UrlException("scheme \"" + scheme + "\" is none of http, https, ws, wss, ftp"
                    + (url.startsWith("//", end + 1) ? "" : ": write https://" + url));
        }
        // In these schemes a backslash is a slash, and it does not matter how many there are.
        int begin = end + 1;
        while (begin < url.length() && isSlash(url.charAt(begin))) {
            begin++;
        }
        int authorityEnd = begin;
        while (authorityEnd < url.length()
                && !isSlash(url.charAt(authorityEnd))
                && "?#".indexOf(url.charAt(authorityEnd)) < 0) {
            authorityEnd++;
        }
        final String authority = url.substring(begin, authorityEnd);
        final String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        final int portColon = portColon(hostAndPort);
        final String host = portColon < 0 ? hostAndPort : hostAndPort.substring(0, portColon);
        final int port = portColon < 0 ? defaultPort : port(hostAndPort.substring(portColon + 1), defaultPort);
        if (host.isEmpty()) {
            throw new UrlException("\"" + url + "\" names no host");
        }
        final String path = path(url.substring(authorityEnd));
        if (host.startsWith("[")) {
            return of(scheme, ipv6(host), port, defaultPort, path);
        }
        final String domain = domain(host);
        if (endsInNumber(domain)) {
            return of(scheme, Ipv6Address.ofIpv4Mapped(ipv4(domain)), port, defaultPort, path);
        }
        checkName(domain);
        return new HttpUrl(scheme, domain, null, port, port == defaultPort, path);
    }

    private static HttpUrl of(
            final String scheme, final Ipv6Address address, final int port, final int defaultPort, final String path) {
        return new HttpUrl(scheme, Endpoint.addressText(address), address, port, port == defaultPort, path);
    }

    /** Takes away what the standard does: controls and spaces around, tabs and line ends within. */
    private static String stripped(final String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && text.charAt(begin) <= ' ') {
            begin++;
        }
        while (end > begin && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return text.substring(begin, end).replaceAll("[\\t\\n\\r]", "");
    }

    private static int schemeEnd(final String url) {
        for (int i = 0; i < url.length(); i++) {
            final char c = url.charAt(i);
            final boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isSlash(final char c) {
        return c == '/' || c == '\\';
    }

    /** The colon before the port: not one within brackets. */
    private static int portColon(final String hostAndPort) {
        return hostAndPort.indexOf(':', Math.max(0, hostAndPort.lastIndexOf(']')));
    }

    private static int port(final String digits, final int defaultPort) throws UrlException {
        if (digits.isEmpty()) {
            return defaultPort;
        }
        long port = 0;
        for (int i = 0; i < digits.length(); i++) {
            final char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw new UrlException("port \"" + digits + "\" is not a number");
            }
            port = Math.min(port * 10 + (c - '0'), MAX_PORT + 1);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new UrlException("port " + digits + " is outside 1 to 65535");
        }
        return (int) port;
    }

    private static String path(final String rest) {
        final int fragment = rest.indexOf('#');
        final String path = (fragment < 0 ? rest : rest.substring(0, fragment)).replace('\\', '/');
        return path.startsWith("/") ? path : '/' + path;
    }

    private static Ipv6Address ipv6(final String host) throws UrlException {
        if (!host.endsWith("]")) {
            throw new UrlException("\"" + host + "\": the bracket is not closed");
        }
        final String text = host.substring(1, host.length() - 1);
        try {
            return Ipv6Address.parse(text);
        } catch (final AddressSyntaxException e) {
            throw new UrlException("\"" + text + "\" is no IPv6 address: " + e.problem());
        }
    }

    /** Percent-decoded, in ASCII ("domain to ASCII"), without forbidden characters. */
    private static String domain(final String host) throws UrlException {
        final String decoded = percentDecoded(host);
        final String ascii;
        try {
            ascii = DomainToAscii.of(decoded);
        } catch (final IllegalArgumentException e) {
            throw new UrlException("\"" + decoded + "\" is no domain name: " + e.getMessage());
        }
        if (ascii.isEmpty()) {
            throw new UrlException("\"" + host + "\" names no host");
        }
        for (int i = 0; i < ascii.length(); i++) {
            final char c = ascii.charAt(i);
            if (c <= ' ' || c == 0x7F || FORBIDDEN.indexOf(c) >= 0) {
                throw new UrlException("\"" + decoded + "\" is no domain name: "
                        + (c <= ' ' || c == 0x7F ? String.format("character U+%04X", (int) c) : "'" + c + "'")
                        + " may not stand in one");
            }
        }
        return ascii;
    }

    private static String percentDecoded(final String host) throws UrlException {
        if (host.indexOf('%') < 0) {
            return host;
        }
        final byte[] octets = host.getBytes(UTF_8);
        final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        for (int i = 0; i < octets.length; i++) {
            final int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
            final int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
            if (octets[i] == '%' && high >= 0 && low >= 0) {
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(octets[i]);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (final CharacterCodingException e) {
            throw new UrlException("\"" + host + "\" is no domain name: what is percent-encoded is not UTF-8");
        }
    }

    /** The standard's "ends in a number checker": the last label is all digits, or a hexadecimal number. */
    private static boolean endsInNumber(final String domain) {
        final String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        final String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.isEmpty()
                && (last.chars().allMatch(c -> c >= '0' && c <= '9') || last.matches("0[xX][0-9a-fA-F]*"));
    }

    /** The standard's IPv4 parser: one to four numbers, decimal, octal or hexadecimal; the last fills what is left. */
    private static int ipv4(final String domain) throws UrlException {
        final String[] parts =
                (domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain).split("\\.", -1);
        if (parts.length > 4) {
            throw new UrlException("\"" + domain + "\" is no IPv4 address: it has more than four parts");
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            final boolean last = i == parts.length - 1;
            final long limit = last ? 1L << (Byte.SIZE * (4 - i)) : 1L << Byte.SIZE;
            final long value = number(parts[i]);
            if (value < 0 || value >= limit) {
                throw new UrlException("\"" + domain + "\" is no IPv4 address: part \"" + parts[i] + "\" is "
                        + (value < 0 ? "not a number" : "too large"));
            }
            address = last ? address | value : address | (value << (Byte.SIZE * (3 - i)));
        }
        return (int) address;
    }

    private static long number(final String part) {
        final boolean hex = part.length() >= 2 && part.charAt(0) == '0' && (part.charAt(1) | 0x20) == 'x';
        final boolean octal = !hex && part.length() >= 2 && part.charAt(0) == '0';
        final String digits = hex ? part.substring(2) : octal ? part.substring(1) : part;
        if (digits.isEmpty()) {
            return hex ? 0 : -1;
        }
        final int radix = hex ? 16 : octal ? 8 : 10;
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            final int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = Math.min(value * radix + digit, 1L << 40);
        }
        return value;
    }

    /** What DNS can ask for (RFC 1035 section 2.3.4). */
    private static void checkName(final String domain) throws UrlException {
        final String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        if (name.length() > MAX_NAME_LENGTH) {
            throw new UrlException("the host's name has " + name.length() + " characters, limit " + MAX_NAME_LENGTH);
        }
        for (final String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL_LENGTH) {
                throw new UrlException("\"" + domain + "\" is no domain name: a part between dots "
                        + (label.isEmpty() ? "is empty" : "has " + label.length() + " characters, limit 63"));
            }
        }
    }
}
