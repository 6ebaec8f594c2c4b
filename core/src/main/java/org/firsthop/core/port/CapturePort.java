package org.firsthop.core.port;

import java.io.IOException;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

/**
 * A port that receives what a capture holds and writes what it is given into another.
 *
 * <p>Either side may be missing: then nothing comes in, or what is sent is counted and freed. Sent frames are written when
 * the port is next asked to receive, or closed, so that a worker's time is its own. A packet that is longer than a slot is
 * counted as dropped on receipt. When a file fails, the port ends, and {@link #failure()} says why.
 *
 * <p>Sent frames bear the time at which they came in.
 */
public final class CapturePort implements Port {
    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final @Nullable CaptureReader in;
    private final @Nullable PcapngWriter out;
    private final int outInterface;
    private final PortCounters counters = new PortCounters();
    private final FrameBatch sent = new FrameBatch();
    private boolean isOpen;
    private @Nullable IOException failure;

    /**
     * A port.
     *
     * @param name of the port; the interface in the written capture bears it.
     * @param frames the allocator of the thread that will use the port.
     * @param in to receive from, or {@code null}; closed with the port.
     * @param out to write to, or {@code null}; closed with the port.
     * @throws IOException when the interface cannot be written to {@code out}.
     */
    public CapturePort(
            final String name,
            final FrameAllocator frames,
            final @Nullable CaptureReader in,
            final @Nullable PcapngWriter out)
            throws IOException {
        this.name = name;
        this.frames = frames;
        this.pool = frames.pool();
        this.in = in;
        this.out = out;
        this.isOpen = in != null;
        this.outInterface = out == null ? 0 : out.addInterface(name, LinkType.ETHERNET, 0);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        flush();
        int taken = 0;
        try {
            while (isOpen && in != null && taken < limit) {
                final int frame = frames.allocate();
                if (frame == FramePool.NO_FRAME) {
                    break;
                }
                boolean isFilled = false;
                try {
                    isFilled = fill(in, frame);
                } finally {
                    if (!isFilled) {
                        frames.free(frame);
                    }
                }
                if (isFilled) {
                    into.add(frame);
                    taken++;
                }
            }
        } catch (final IOException e) {
            fail(e);
        }
        return taken;
    }

    /** Reads one packet into a frame; tells whether the frame now holds it. */
    private boolean fill(final CaptureReader reader, final int frame) throws IOException {
        if (!reader.next()) {
            isOpen = false;
            return false;
        }
        if (reader.linkType() != LinkType.ETHERNET) {
            throw new IOException("packet " + reader.packetNumber() + " is of link type "
                    + LinkType.name(reader.linkType()) + ", expected Ethernet");
        }
        final int length = reader.capturedLength();
        if (length > pool.maxFrameLength()) {
            counters.receivedErrors(1);
            return false;
        }
        pool.length(frame, length);
        pool.timestamp(frame, reader.timestampNanos());
        reader.copyTo(pool.buffer(), pool.offset(frame), length);
        counters.received(1, length);
        return true;
    }

    @Override
    public int transmit(final FrameBatch batch) {
        final int size = batch.size();
        sent.addAll(batch, 0, size);
        long octets = 0;
        for (int i = 0; i < size; i++) {
            octets += pool.length(batch.get(i));
        }
        counters.transmitted(size, octets);
        return size;
    }

    /** Writes the frames that were sent since the last time, and frees them. */
    public void flush() {
        try {
            if (out != null) {
                for (int i = 0; i < sent.size(); i++) {
                    final int frame = sent.get(i);
                    final int length = pool.length(frame);
                    out.write(outInterface, pool.timestamp(frame), pool.buffer(), pool.offset(frame), length, length);
                }
            }
        } catch (final IOException e) {
            fail(e);
        }
        frames.freeAll(sent);
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    /** {@return why the port ended before its capture did, or {@code null}} */
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void close() {
        flush();
        isOpen = false;
        try {
            if (in != null) {
                in.close();
            }
            if (out != null) {
                out.close();
            }
        } catch (final IOException e) {
            fail(e);
        }
    }

    private void fail(final IOException e) {
        isOpen = false;
        if (failure == null) {
            failure = e;
        }
    }
}
