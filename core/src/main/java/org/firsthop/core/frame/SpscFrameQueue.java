package org.firsthop.core.frame;

import org.agrona.BitUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * A bounded queue of frames from one thread to one other.
 *
 * <p>A ring of frame indices and two positions that only grow: how many frames the producer has ever put in, and how many the
 * consumer has taken out. Each side copies a whole batch and then moves its position by one ordered store, so that a hand-over
 * costs a few cache lines a batch and not one a frame: sixteen indices lie in a line. Each side keeps the last of the other's
 * position that it has seen, and looks again only when that is not enough. What belongs to one side lies in lines of its own.
 *
 * <p>What the producer wrote to a frame's octets and descriptor before {@link #offer} is visible to the consumer after {@link
 * #poll}.
 */
public final class SpscFrameQueue {
    /** Lines are fetched in pairs, so that what two threads write lies two lines apart. */
    private static final int LINES = 128;

    private static final int PUT = 0;
    private static final int TAKEN = LINES;

    /** Of the producer alone: the position {@link #TAKEN} as last seen, and what was refused. */
    private static final int SEEN_TAKEN = 2 * LINES;

    private static final int REFUSED = SEEN_TAKEN + Long.BYTES;

    /** Of the consumer alone: the position {@link #PUT} as last seen. */
    private static final int SEEN_PUT = 3 * LINES;

    private final int capacity;
    private final int[] ring;
    private final MemoryRegion positions;
    private final long at;

    /**
     * A queue.
     *
     * @param capacity in frames, 1 to 2<sup>30</sup>.
     * @throws IllegalArgumentException when the capacity is outside its range.
     */
    public SpscFrameQueue(final int capacity) {
        if (capacity < 1 || capacity > 1 << 30) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", limit=1.." + (1 << 30));
        }
        this.capacity = capacity;
        ring = new int[BitUtil.findNextPositivePowerOfTwo(capacity)];
        positions = MemoryRegion.allocate(4 * LINES, LINES);
        at = positions.address();
    }

    /**
     * Hands frames to the consumer. Called by the producer only.
     *
     * @param frames whose first ones are taken; the batch itself is not changed.
     * @return how many of them the queue took, counted from the first; the caller still owns the others, and they are
     *     counted as refused.
     */
    public int offer(final FrameBatch frames) {
        return offer(frames, 0, frames.size());
    }

    /**
     * Hands a range of a batch to the consumer. Called by the producer only.
     *
     * @param frames to take from; the batch itself is not changed.
     * @param from index of the first frame.
     * @param count of frames.
     * @return how many of them the queue took; the caller still owns the others, and they are counted as refused.
     */
    public int offer(final FrameBatch frames, final int from, final int count) {
        final long put = Memory.nativeLong(null, at + PUT);
        long room = capacity - (put - Memory.nativeLong(null, at + SEEN_TAKEN));
        if (room < count) {
            final long taken = Memory.acquireLong(at + TAKEN);
            Memory.putNativeLong(null, at + SEEN_TAKEN, taken);
            room = capacity - (put - taken);
        }
        final int accepted = (int) Math.min(room, count);
        if (accepted < count) {
            Memory.putNativeLong(null, at + REFUSED, Memory.nativeLong(null, at + REFUSED) + (count - accepted));
        }
        if (accepted == 0) {
            return 0;
        }
        final int place = (int) put & (ring.length - 1);
        final int untilEnd = Math.min(accepted, ring.length - place);
        System.arraycopy(frames.frames(), from, ring, place, untilEnd);
        System.arraycopy(frames.frames(), from + untilEnd, ring, 0, accepted - untilEnd);
        Memory.releaseLong(at + PUT, put + accepted);
        return accepted;
    }

    /**
     * Takes frames. Called by the consumer only.
     *
     * @param into to append to.
     * @param limit of frames to take.
     * @return how many were taken; fewer than there are only when the limit is reached, or when more were put in meanwhile.
     */
    public int poll(final FrameBatch into, final int limit) {
        final long taken = Memory.nativeLong(null, at + TAKEN);
        long waiting = Memory.nativeLong(null, at + SEEN_PUT) - taken;
        if (waiting < limit) {
            final long put = Memory.acquireLong(at + PUT);
            Memory.putNativeLong(null, at + SEEN_PUT, put);
            waiting = put - taken;
        }
        final int count = (int) Math.min(waiting, limit);
        if (count > 0) {
            final int place = (int) taken & (ring.length - 1);
            final int untilEnd = Math.min(count, ring.length - place);
            into.addAll(ring, place, untilEnd);
            into.addAll(ring, 0, count - untilEnd);
            Memory.releaseLong(at + TAKEN, taken + count);
        }
        return count;
    }

    /** {@return whether the consumer would find nothing} */
    public boolean isEmpty() {
        return Memory.acquireLong(at + PUT) == Memory.acquireLong(at + TAKEN);
    }

    /** {@return how many frames may be under way at once} */
    public int capacity() {
        return capacity;
    }

    /** {@return how many frames were refused because the queue was full; written by the producer} */
    public long refused() {
        return Memory.nativeLong(null, at + REFUSED);
    }

    @Override
    public String toString() {
        return "SpscFrameQueue{capacity=" + capacity + ", refused=" + refused() + '}';
    }
}
