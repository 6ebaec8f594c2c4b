package org.firsthop.core.capture;

import java.io.IOException;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/** What the readers of both formats share: the current packet, and how a capture ends. */
abstract class AbstractCaptureReader implements CaptureReader {
    final CaptureInput input;
    final CaptureLimits limits;

    long packetNumber;
    int offset;
    int capturedLength;
    long originalLength;
    long timestampNanos;

    private final CaptureFormat format;
    private boolean ended;
    private @Nullable Truncation truncation;

    AbstractCaptureReader(final CaptureFormat format, final CaptureInput input, final CaptureLimits limits) {
        this.format = format;
        this.input = input;
        this.limits = limits;
    }

    /**
     * Reads up to the next packet and sets the fields that describe it.
     *
     * @return whether there is one; {@code false} at the end, after a call of {@link #endsInside} if it is an early one.
     */
    abstract boolean readPacket() throws IOException;

    @Override
    public final boolean next() throws IOException {
        if (ended) {
            return false;
        }
        // Stands when reading throws: after an exception there is no next packet.
        ended = true;
        if (readPacket()) {
            packetNumber++;
            ended = false;
            return true;
        }
        capturedLength = 0;
        originalLength = 0;
        timestampNanos = 0;
        return false;
    }

    /** Notes that the input ended and, if it did so inside a record, where; returns {@code false}. */
    final boolean endsInside(final long expected) {
        if (input.endedEarly()) {
            truncation = input.truncation(expected);
        }
        return false;
    }

    /** As {@link #endsInside(long)}, for a block of which some octets are consumed; returns {@code false}. */
    final boolean endsInside(final long start, final long expected, final long present) {
        truncation = input.truncation(start, expected, present);
        return false;
    }

    @Override
    public final CaptureFormat format() {
        return format;
    }

    @Override
    public final @Nullable Truncation truncation() {
        return truncation;
    }

    @Override
    public final long packetNumber() {
        return packetNumber;
    }

    @Override
    public final MutableDirectBuffer buffer() {
        return input.buffer();
    }

    @Override
    public final int offset() {
        return offset;
    }

    @Override
    public final int capturedLength() {
        return capturedLength;
    }

    @Override
    public final long originalLength() {
        return originalLength;
    }

    @Override
    public final long timestampNanos() {
        return timestampNanos;
    }

    @Override
    public final void close() throws IOException {
        input.close();
    }
}
