package org.firsthop.forwarding.rib.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;

/**
 * Writes routes as text, one way as {@code ip route} prints them, the other as a plain list of prefixes. What was written
 * is read back by {@link RouteFile} as it was.
 *
 * <p>Not thread-safe.
 */
public final class RouteTextWriter implements Closeable, Flushable {
    private static final int BUFFER_LENGTH = 64 * 1024;

    /** Octets of the longest number or address. */
    private static final int MAX_VALUE_LENGTH = 48;

    private final OutputStream out;
    private final byte[] octets = new byte[BUFFER_LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(octets);
    private int position;

    /**
     * Writes to a stream.
     *
     * @param out closed with the writer; need not be buffered.
     */
    public RouteTextWriter(final OutputStream out) {
        this.out = out;
    }

    /**
     * Writes to a file; what was in it is lost.
     *
     * @param path of the file, compressed when its name ends in {@code .gz}.
     * @return the writer, to be closed.
     * @throws IOException when the file cannot be made.
     */
    public static RouteTextWriter create(final Path path) throws IOException {
        final OutputStream file = Files.newOutputStream(path);
        if (!path.toString().endsWith(".gz")) {
            return new RouteTextWriter(file);
        }
        try {
            return new RouteTextWriter(new GZIPOutputStream(new BufferedOutputStream(file), BUFFER_LENGTH));
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Writes a route as {@code ip route} prints it: one line, and one more for each path when there are several.
     *
     * @param route to write.
     * @throws IOException when the stream fails.
     * @throws IllegalArgumentException when a name in the route is no word.
     */
    public void write(final FileRoute route) throws IOException {
        final boolean isUnicast = route.type() == FileRoute.Type.UNICAST;
        if (!isUnicast) {
            append(route.type().word()).append(" ");
        }
        if (route.prefixLength() == 0) {
            append("default");
        } else {
            address(route.isIpv6(), route.high(), route.low());
            if (route.prefixLength() != (route.isIpv6() ? 128 : 32)) {
                append("/").number(route.prefixLength());
            }
        }
        if (route.typeOfService() != 0) {
            append(" tos 0x").append(Long.toHexString(route.typeOfService()));
        }
        if (route.pathCount() == 1) {
            path(route, route.path(0));
        }
        if (!route.table().equals(FileRoute.MAIN_TABLE)) {
            append(" table ").word(route.table());
        }
        if (!route.protocol().isEmpty()) {
            append(" proto ").word(route.protocol());
        }
        if (route.hasSource()) {
            append(" src ");
            address(route.isIpv6(), route.sourceHigh(), route.sourceLow());
        }
        if (route.metric() != 0) {
            append(" metric ").number(route.metric());
        }
        if (route.mtu() != 0) {
            append(" mtu ").number(route.mtu());
        }
        if (route.isIpv6()) {
            append(" pref medium");
        }
        append("\n");
        if (route.pathCount() > 1) {
            for (int i = 0; i < route.pathCount(); i++) {
                append("\tnexthop");
                path(route, route.path(i));
                append("\n");
            }
        }
    }

    /**
     * Writes only the prefix of a route, and the gateway of its first path when there is one.
     *
     * @param route to write.
     * @throws IOException when the stream fails.
     */
    public void writePlain(final FileRoute route) throws IOException {
        prefix(route.isIpv6(), route.high(), route.low(), route.prefixLength());
        if (route.pathCount() > 0 && route.path(0).hasGateway()) {
            append(" ");
            address(route.path(0).isIpv6(), route.path(0).high(), route.path(0).low());
        }
        append("\n");
    }

    /**
     * Writes a line with a prefix.
     *
     * @param isIpv6 whether it is an IPv6 prefix.
     * @param high the first 64 bits of an IPv6 prefix.
     * @param low the last 64 bits of an IPv6 prefix, or an IPv4 prefix in the low 32 bits.
     * @param length 0 to 32 or 128.
     * @throws IOException when the stream fails.
     */
    public void writePrefix(final boolean isIpv6, final long high, final long low, final int length)
            throws IOException {
        prefix(isIpv6, high, low, length);
        append("\n");
    }

    private void prefix(final boolean isIpv6, final long high, final long low, final int length) throws IOException {
        address(isIpv6, high, low);
        append("/").number(length);
    }

    private void path(final FileRoute route, final FileRoute.Path path) throws IOException {
        if (path.hasGateway()) {
            append(path.isIpv6() == route.isIpv6() ? " via " : path.isIpv6() ? " via inet6 " : " via inet ");
            address(path.isIpv6(), path.high(), path.low());
        }
        if (path.device() != null) {
            append(" dev ").word(path.device());
        }
        if (route.pathCount() > 1 || path.weight() != 1) {
            append(" weight ").number(path.weight());
        }
        if (path.isOnlink()) {
            append(" onlink");
        }
        if (path.isDead()) {
            append(" dead");
        }
    }

    private void address(final boolean isIpv6, final long high, final long low) throws IOException {
        reserve(MAX_VALUE_LENGTH);
        position += isIpv6
                ? Ipv6Address.format(high, low, buffer, position)
                : Ipv4Address.format((int) low, buffer, position);
    }

    private RouteTextWriter number(final long value) throws IOException {
        reserve(MAX_VALUE_LENGTH);
        position += buffer.putLongAscii(position, value);
        return this;
    }

    private void word(final String name) throws IOException {
        if (name.isEmpty() || name.charAt(0) == '#' || !name.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\')) {
            throw new IllegalArgumentException("name: value=\"" + name + "\", expected a word of visible ASCII");
        }
        append(name);
    }

    private RouteTextWriter append(final String text) throws IOException {
        reserve(text.length());
        position += buffer.putStringWithoutLengthAscii(position, text);
        return this;
    }

    private void reserve(final int length) throws IOException {
        if (length > octets.length) {
            throw new IllegalArgumentException("word: length=" + length + ", limit=" + octets.length);
        }
        if (length > octets.length - position) {
            out.write(octets, 0, position);
            position = 0;
        }
    }

    @Override
    public void flush() throws IOException {
        out.write(octets, 0, position);
        position = 0;
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (OutputStream closing = out) {
            closing.write(octets, 0, position);
            position = 0;
        }
    }
}
