package org.firsthop.core.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stream read through a window: {@link #require(int)} brings octets into one contiguous buffer, where they are read in
 * the file's byte order, and {@link #consume(int)} moves past them.
 *
 * <p>The buffer grows only as octets arrive, so that a length in a damaged file costs no more memory than the file has
 * octets. A gzip stream is recognized and decompressed. Not thread-safe.
 */
final class CaptureInput implements Closeable {
    private static final int INITIAL_CAPACITY = 64 * 1024;
    private static final int GZIP_MAGIC_LENGTH = 2;

    private final String file;
    private final InputStream in;
    private final boolean compressed;
    private final UnsafeBuffer buffer;
    private byte[] octets = new byte[INITIAL_CAPACITY];
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    /** Index in the buffer of the first octet that is not consumed. */
    private int position;
    /** Index in the buffer after the last octet read. */
    private int limit;
    /** How many octets were consumed before the one at index 0. */
    private long base;

    private boolean ended;
    private boolean endedInsideGzip;

    CaptureInput(final String file, final InputStream source) throws IOException {
        this.file = file;
        final PushbackInputStream peekable = new PushbackInputStream(source, GZIP_MAGIC_LENGTH);
        final byte[] magic = peekable.readNBytes(GZIP_MAGIC_LENGTH);
        peekable.unread(magic);
        compressed = magic.length == GZIP_MAGIC_LENGTH && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
        buffer = new UnsafeBuffer(octets);
        in = compressed ? decompress(peekable) : peekable;
    }

    private InputStream decompress(final InputStream source) throws IOException {
        try {
            return new GZIPInputStream(source, INITIAL_CAPACITY);
        } catch (final EOFException e) {
            throw atStart("the gzip stream ends inside its header", e);
        } catch (final ZipException e) {
            throw atStart("expected a gzip stream, but " + e.getMessage(), e);
        }
    }

    private CaptureFormatException atStart(final String problem, final Exception cause) {
        final CaptureFormatException failure = new CaptureFormatException(file, 0, problem);
        failure.initCause(cause);
        return failure;
    }

    void order(final ByteOrder byteOrder) {
        order = byteOrder;
    }

    /**
     * Makes octets available from the position on.
     *
     * @return whether that many are there; otherwise the stream has ended and {@link #available()} tells how many are.
     */
    boolean require(final int length) throws IOException {
        while (limit - position < length) {
            if (ended) {
                return false;
            }
            if (limit == octets.length) {
                makeRoom();
            }
            fill();
        }
        return true;
    }

    private void makeRoom() {
        if (position > 0) {
            System.arraycopy(octets, position, octets, 0, limit - position);
            base += position;
            limit -= position;
            position = 0;
        } else {
            octets = Arrays.copyOf(octets, octets.length * 2);
            buffer.wrap(octets);
        }
    }

    private void fill() throws IOException {
        try {
            final int count = in.read(octets, limit, octets.length - limit);
            if (count < 0) {
                ended = true;
            } else {
                limit += count;
            }
        } catch (final EOFException e) {
            ended = true;
            endedInsideGzip = true;
        } catch (final ZipException e) {
            final CaptureFormatException failure = new CaptureFormatException(
                    file, base + limit, "the gzip stream is damaged (" + e.getMessage() + ")");
            failure.initCause(e);
            throw failure;
        }
    }

    /** Octets from the position on that are in the window. */
    int available() {
        return limit - position;
    }

    /** Whether the stream, which has no more to give, stops short: octets are left over, or a gzip stream is cut. */
    boolean endedEarly() {
        return limit > position || endedInsideGzip;
    }

    /** Moves past octets that were required before. */
    void consume(final int length) {
        position += length;
    }

    /**
     * Moves past octets whether they are in the window or not.
     *
     * @return how many of them there were.
     */
    long skip(final long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (limit == position && !require(1)) {
                break;
            }
            final int step = (int) Math.min(left, limit - position);
            position += step;
            left -= step;
        }
        return length - left;
    }

    /** The offset in the capture of the position. */
    long offset() {
        return base + position;
    }

    /** The index in {@link #buffer()} of an octet after the position. */
    int index(final int relative) {
        return position + relative;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    String file() {
        return file;
    }

    int u8(final int relative) {
        return buffer.getByte(position + relative) & 0xFF;
    }

    int u16(final int relative) {
        return buffer.getShort(position + relative, order) & 0xFFFF;
    }

    int i32(final int relative) {
        return buffer.getInt(position + relative, order);
    }

    long u32(final int relative) {
        return i32(relative) & 0xFFFF_FFFFL;
    }

    long i64(final int relative) {
        return buffer.getLong(position + relative, order);
    }

    CaptureFormatException malformed(final int relative, final String problem) {
        return new CaptureFormatException(file, offset() + relative, problem);
    }

    Truncation truncation(final long expected) {
        return new Truncation(file, offset(), expected, available(), endedInsideGzip);
    }

    Truncation truncation(final long start, final long expected, final long present) {
        return new Truncation(file, start, expected, present, endedInsideGzip);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
