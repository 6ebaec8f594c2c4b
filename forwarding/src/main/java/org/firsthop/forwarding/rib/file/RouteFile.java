package org.firsthop.forwarding.rib.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the routes of a file: a list of prefixes, or what {@code ip route} prints; plain or gzip, told by the content and
 * not by the name.
 *
 * <pre>{@code
 * RouteFile.readPrefixes(Path.of("table.txt.gz"), (isIpv6, high, low, length) -> {
 *     if (!isIpv6) {
 *         fib.put((int) low, length, adjacency);
 *     }
 * });
 * }</pre>
 */
public final class RouteFile {
    private RouteFile() {}

    /**
     * Reads the routes of a file.
     *
     * @param path of the file.
     * @param consumer that takes the routes.
     * @return how many there were.
     * @throws IOException when the file cannot be read, or the consumer fails.
     * @throws RouteFileException when the file says something that cannot be.
     */
    public static long read(final Path path, final RouteConsumer consumer) throws IOException {
        try (InputStream source = Files.newInputStream(path)) {
            return read(path.toString(), source, consumer);
        }
    }

    /**
     * Reads the routes of a stream.
     *
     * @param file the name that messages give it.
     * @param source read to its end, and not closed; need not be buffered.
     * @param consumer that takes the routes.
     * @return how many there were.
     * @throws IOException when the source cannot be read, or the consumer fails.
     * @throws RouteFileException when the source says something that cannot be.
     */
    public static long read(final String file, final InputStream source, final RouteConsumer consumer)
            throws IOException {
        return new RouteTextReader(new LineReader(new RouteFileInput(file, source))).read(consumer);
    }

    /**
     * Reads only the prefixes of a file.
     *
     * @param path of the file.
     * @param consumer that takes the prefixes, in the order of the file; the same one may come again.
     * @return how many there were.
     * @throws IOException when the file cannot be read, or the consumer fails.
     * @throws RouteFileException when the file says something that cannot be.
     */
    public static long readPrefixes(final Path path, final PrefixConsumer consumer) throws IOException {
        return read(path, route -> consumer.accept(route.isIpv6(), route.high(), route.low(), route.prefixLength()));
    }
}
