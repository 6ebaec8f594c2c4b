package org.firsthop.core.port;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.frame.SpscFrameQueue;

/**
 * A link between two ports through memory, within one {@link FramePool}: what one end sends, the other receives, in order,
 * without a copy. Each end may belong to another thread.
 */
public final class MemoryLink {
    /** Frames of a burst, in which capacities are told. */
    public static final int BURST = 64;

    private final End left;
    private final End right;

    /**
     * Makes a link between two threads.
     *
     * @param name of the link; its ends are {@code name.left} and {@code name.right}.
     * @param leftFrames the allocator of the thread that uses the left end.
     * @param rightFrames the allocator of the thread that uses the right end, over the same pool.
     * @param bursts of {@value #BURST} frames that each direction holds at most.
     * @throws IllegalArgumentException when the allocators are of different pools.
     */
    public MemoryLink(
            final String name, final FrameAllocator leftFrames, final FrameAllocator rightFrames, final int bursts) {
        if (leftFrames.pool() != rightFrames.pool()) {
            throw new IllegalArgumentException("link " + name + ": its ends have different frame pools");
        }
        final SpscFrameQueue toRight = new SpscFrameQueue(bursts * BURST);
        final SpscFrameQueue toLeft = new SpscFrameQueue(bursts * BURST);
        left = new End(name + ".left", leftFrames, toLeft, toRight);
        right = new End(name + ".right", rightFrames, toRight, toLeft);
    }

    /**
     * Makes a link within one thread.
     *
     * @param name of the link; its ends are {@code name.left} and {@code name.right}.
     * @param frames the allocator of the thread.
     * @param bursts of {@value #BURST} frames that each direction holds at most.
     */
    public MemoryLink(final String name, final FrameAllocator frames, final int bursts) {
        this(name, frames, frames, bursts);
    }

    /** {@return one end} */
    public Port left() {
        return left;
    }

    /** {@return the other end} */
    public Port right() {
        return right;
    }

    private static final class End implements Port {
        private final String name;
        private final FramePool pool;
        private final FrameAllocator frames;
        private final SpscFrameQueue incoming;
        private final SpscFrameQueue outgoing;
        private final PortCounters counters = new PortCounters();

        End(
                final String name,
                final FrameAllocator frames,
                final SpscFrameQueue incoming,
                final SpscFrameQueue outgoing) {
            this.name = name;
            this.frames = frames;
            this.pool = frames.pool();
            this.incoming = incoming;
            this.outgoing = outgoing;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int receive(final FrameBatch into, final int limit) {
            final int first = into.size();
            final int taken = incoming.poll(into, limit);
            counters.received(taken, octets(into, first, first + taken));
            return taken;
        }

        @Override
        public int transmit(final FrameBatch batch) {
            final int size = batch.size();
            final long octetsOfAll = octets(batch, 0, size);
            final int taken = outgoing.offer(batch);
            if (taken == size) {
                counters.transmitted(taken, octetsOfAll);
            } else {
                counters.transmitted(taken, octetsOfAll - octets(batch, taken, size));
                counters.transmittedRefused(size - taken);
            }
            return taken;
        }

        @Override
        public PortCounters counters() {
            return counters;
        }

        @Override
        public void close() {
            final FrameBatch rest = new FrameBatch();
            while (incoming.poll(rest, rest.capacity()) > 0) {
                frames.freeAll(rest);
            }
        }

        /** Lengths are read before frames are handed over: afterwards they are the other end's. */
        private long octets(final FrameBatch batch, final int from, final int to) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += pool.length(batch.get(i));
            }
            return sum;
        }
    }
}
