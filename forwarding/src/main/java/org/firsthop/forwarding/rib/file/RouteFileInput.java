package org.firsthop.forwarding.rib.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The octets of a file of routes, decompressed where they are gzip, which is told by the first two octets. A damaged or cut
 * gzip stream is an error that names the file. Readers of other formats than text start from it. Not thread-safe.
 */
public final class RouteFileInput implements Closeable {
    private static final int BUFFER_LENGTH = 64 * 1024;
    private static final int GZIP_MAGIC_LENGTH = 2;

    private final String file;
    private final InputStream in;
    private long offset;

    /**
     * Begins to read.
     *
     * @param file as the user named it.
     * @param source of the octets.
     * @throws IOException when it cannot be read, or begins like gzip and is not.
     */
    public RouteFileInput(final String file, final InputStream source) throws IOException {
        this.file = file;
        final PushbackInputStream raw = new PushbackInputStream(source, GZIP_MAGIC_LENGTH);
        final byte[] magic = raw.readNBytes(GZIP_MAGIC_LENGTH);
        raw.unread(magic);
        final boolean compressed = magic.length == GZIP_MAGIC_LENGTH && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
        in = compressed ? decompress(raw) : raw;
    }

    private InputStream decompress(final InputStream source) throws IOException {
        try {
            return new GZIPInputStream(source, BUFFER_LENGTH);
        } catch (final EOFException | ZipException e) {
            throw damaged(e);
        }
    }

    /**
     * Reads octets.
     *
     * @param to receives them.
     * @param index of the first.
     * @param length the most to read.
     * @return how many were read, or −1 at the end.
     * @throws IOException when the file cannot be read, or its gzip stream is damaged.
     */
    public int read(final byte[] to, final int index, final int length) throws IOException {
        try {
            final int count = in.read(to, index, length);
            offset += Math.max(0, count);
            return count;
        } catch (final EOFException | ZipException e) {
            throw damaged(e);
        }
    }

    /** {@return how many octets were read, after decompression} */
    public long offset() {
        return offset;
    }

    /** {@return the name that messages give the file} */
    public String file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private RouteFileException damaged(final IOException cause) {
        final String problem = cause instanceof EOFException
                ? "the gzip stream ends too early, after " + offset + " decompressed octets"
                : "the gzip stream is damaged after " + offset + " decompressed octets (" + cause.getMessage() + ")";
        final RouteFileException failure = RouteFileException.of(file, problem);
        failure.initCause(cause);
        return failure;
    }
}
