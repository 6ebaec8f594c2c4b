package org.firsthop.tcp.scenario;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.PacketSink;

/** Keeps the packets of an engine; its memory is full of 0xA5 before each is written. */
public final class CapturingSink implements PacketSink {
    private static final int OFFSET = 8;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);
    private final Queue<Packets.Fields> packets = new ArrayDeque<>();
    private int claimed;

    /** Claims that are still to be refused. */
    public int refusals;

    @Override
    public int claim(final int length) {
        if (refusals > 0) {
            refusals--;
            return NO_ROOM;
        }
        Arrays.fill(buffer.byteArray(), (byte) 0xA5);
        claimed = length;
        return OFFSET;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public void commit(final int length, final long connection) {
        if (length > claimed
                || buffer.getByte(OFFSET - 1) != (byte) 0xA5
                || buffer.getByte(OFFSET + claimed) != (byte) 0xA5) {
            throw new AssertionError("written outside the claim");
        }
        packets.add(Packets.read(buffer, OFFSET, length));
    }

    /** The oldest packet not yet taken, or null. */
    public Packets.Fields poll() {
        return packets.poll();
    }

    public int size() {
        return packets.size();
    }
}
