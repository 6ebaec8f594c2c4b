package org.firsthop.core.capture;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A buffered stream of integers in the file's byte order. Not thread-safe. */
final class CaptureOutput implements Closeable, Flushable {
    private static final int CAPACITY = 64 * 1024;

    private final OutputStream out;
    private final ByteOrder order;
    private final byte[] octets = new byte[CAPACITY];
    private final UnsafeBuffer buffer = new UnsafeBuffer(octets);
    private int position;

    CaptureOutput(final OutputStream out, final ByteOrder order) {
        this.out = out;
        this.order = order;
    }

    CaptureOutput u8(final int value) throws IOException {
        buffer.putByte(reserve(Byte.BYTES), (byte) value);
        return this;
    }

    CaptureOutput u16(final int value) throws IOException {
        buffer.putShort(reserve(Short.BYTES), (short) value, order);
        return this;
    }

    CaptureOutput u32(final long value) throws IOException {
        buffer.putInt(reserve(Integer.BYTES), (int) value, order);
        return this;
    }

    CaptureOutput i64(final long value) throws IOException {
        buffer.putLong(reserve(Long.BYTES), value, order);
        return this;
    }

    CaptureOutput octets(final byte[] source) throws IOException {
        if (source.length <= CAPACITY) {
            buffer.putBytes(reserve(source.length), source);
        } else {
            drain();
            out.write(source);
        }
        return this;
    }

    CaptureOutput octets(final DirectBuffer source, final int offset, final int length) throws IOException {
        int done = 0;
        while (done < length) {
            final int step = Math.min(length - done, CAPACITY);
            buffer.putBytes(reserve(step), source, offset + done, step);
            done += step;
        }
        return this;
    }

    /** Writes zeros up to a multiple of 4, for what has a given length. */
    CaptureOutput pad(final int length) throws IOException {
        for (int i = length; i < PcapngOptions.padded(length); i++) {
            u8(0);
        }
        return this;
    }

    private int reserve(final int length) throws IOException {
        if (CAPACITY - position < length) {
            drain();
        }
        final int start = position;
        position += length;
        return start;
    }

    private void drain() throws IOException {
        out.write(octets, 0, position);
        position = 0;
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            drain();
        }
    }
}
