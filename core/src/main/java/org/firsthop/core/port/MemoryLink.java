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
    private final End left;
    private final End right;

    /**
     * Makes a link.
     *
     * @param name of the link; its ends are {@code name.left} and {@code name.right}.
     * @param pool of the frames that travel on it.
     * @param containers of {@value SpscFrameQueue#DEFAULT_CONTAINER_SIZE} frames that each direction holds at most.
     */
    public MemoryLink(final String name, final FramePool pool, final int containers) {
        final SpscFrameQueue toRight = new SpscFrameQueue(containers);
        final SpscFrameQueue toLeft = new SpscFrameQueue(containers);
        left = new End(name + ".left", pool, toLeft, toRight);
        right = new End(name + ".right", pool, toRight, toLeft);
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

        End(final String name, final FramePool pool, final SpscFrameQueue incoming, final SpscFrameQueue outgoing) {
            this.name = name;
            this.pool = pool;
            this.frames = pool.allocator();
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
