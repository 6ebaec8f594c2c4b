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
    private @Nullable CaptureDamage damage;

    AbstractCaptureReader(final CaptureFormat format, final CaptureInput input, final CaptureLimits limits) {
        this.format = format;
        this.input = input;
        this.limits = limits;
    }

    /** Reads what stands before the first packet; once, before all else. What is wrong there ends the capture. */
    final void begin() throws IOException {
        try {
            ended = !readHeader();
        } catch (final CaptureFormatException e) {
            endsBy(e);
        }
    }

    /**
     * Reads what stands before the first packet.
     *
     * @return whether all of it is there; otherwise after a call of {@link #endsInside}.
     * @throws CaptureFormatException when it contradicts the format.
     */
    abstract boolean readHeader() throws IOException;

    /**
     * Reads up to the next packet and sets the fields that describe it.
     *
     * @return whether there is one; {@code false} at the end, after a call of {@link #endsInside} if it is an early one.
     * @throws CaptureFormatException when the octets contradict the format.
     */
    abstract boolean readPacket() throws IOException;

    @Override
    public final boolean next() throws IOException {
        if (ended) {
            return false;
        }
        // Stands when reading throws: after an exception there is no next packet.
        ended = true;
        try {
            if (readPacket()) {
                packetNumber++;
                ended = false;
                return true;
            }
        } catch (final CaptureFormatException e) {
            endsBy(e);
        }
        capturedLength = 0;
        originalLength = 0;
        timestampNanos = 0;
        return false;
    }

    private void endsBy(final CaptureFormatException fault) {
        ended = true;
        damage = new Contradiction(fault.file(), fault.offset(), fault.problem());
    }

    /** Notes that the input ended and, if it did so inside a record, where; returns {@code false}. */
    final boolean endsInside(final long expected) {
        if (input.endedEarly()) {
            damage = input.truncation(expected);
        }
        return false;
    }

    /** As {@link #endsInside(long)}, for a block of which some octets are consumed; returns {@code false}. */
    final boolean endsInside(final long start, final long expected, final long present) {
        damage = input.truncation(start, expected, present);
        return false;
    }

    @Override
    public final CaptureFormat format() {
        return format;
    }

    @Override
    public final @Nullable CaptureDamage damage() {
        return damage;
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
