package org.firsthop.fuzz;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureDamage;
import org.firsthop.core.capture.CaptureFormat;
import org.firsthop.core.capture.CaptureInterface;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.Direction;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.TimestampResolution;

/** A capture of one packet at a time, given by the test, with octets of one value all around it. */
final class MemoryReader implements CaptureReader {
    private static final int MARGIN = 256;

    private final byte filler;
    private final UnsafeBuffer buffer;
    private int length;
    private long number;

    MemoryReader(final int maxLength, final byte filler) {
        this.filler = filler;
        buffer = new UnsafeBuffer(new byte[MARGIN + maxLength + MARGIN]);
    }

    void packet(final byte[] octets, final int octetsLength) {
        buffer.setMemory(0, buffer.capacity(), filler);
        buffer.putBytes(MARGIN, octets, 0, octetsLength);
        length = octetsLength;
        number++;
    }

    @Override
    public CaptureFormat format() {
        return CaptureFormat.PCAPNG;
    }

    @Override
    public boolean next() {
        return true;
    }

    @Override
    public CaptureDamage damage() {
        return null;
    }

    @Override
    public long packetNumber() {
        return number;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return MARGIN;
    }

    @Override
    public int capturedLength() {
        return length;
    }

    @Override
    public long originalLength() {
        return length;
    }

    @Override
    public boolean hasTimestamp() {
        return true;
    }

    @Override
    public long timestampNanos() {
        return number;
    }

    @Override
    public int interfaceIndex() {
        return 0;
    }

    @Override
    public int linkType() {
        return LinkType.ETHERNET;
    }

    @Override
    public int interfaceCount() {
        return 1;
    }

    @Override
    public CaptureInterface captureInterface(final int index) {
        return new CaptureInterface(0, 0, "lan0", LinkType.ETHERNET, 0, 0, TimestampResolution.NANOSECONDS, 0);
    }

    @Override
    public Direction direction() {
        return Direction.UNKNOWN;
    }

    @Override
    public long dropCount() {
        return UNKNOWN_DROP_COUNT;
    }

    @Override
    public String comment() {
        return null;
    }

    @Override
    public long skippedBlocks() {
        return 0;
    }

    @Override
    public void close() {}
}
