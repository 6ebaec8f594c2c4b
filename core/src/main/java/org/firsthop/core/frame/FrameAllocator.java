package org.firsthop.core.frame;

/**
 * Takes and returns frames of a {@link FramePool} for one thread.
 *
 * <p>Keeps a stack of free frames, last freed first taken, so that the next frame's memory is likely still in the cache.
 * When the stack runs empty it takes a whole magazine from the pool's depot; when it is full it gives one back. Neither
 * waits for another thread. Up to 128 free frames stay with each allocator, so a pool has that many to spare for each of its
 * threads. Not thread-safe: one allocator a thread.
 */
public final class FrameAllocator {
    private static final int STACK_SIZE = 2 * FramePool.MAGAZINE_SIZE;

    private final FramePool pool;
    private final int[] stack = new int[STACK_SIZE];
    private int depth;
    private long allocated;
    private long freed;
    private long failures;

    FrameAllocator(final FramePool pool) {
        this.pool = pool;
    }

    /** {@return the pool whose frames these are} */
    public FramePool pool() {
        return pool;
    }

    /**
     * Takes a frame.
     *
     * @return a frame of length 0 behind the headroom, with a clean descriptor, or {@link FramePool#NO_FRAME} when the
     *     pool is empty, which is counted.
     */
    public int allocate() {
        if (depth == 0 && !refill()) {
            failures++;
            return FramePool.NO_FRAME;
        }
        final int frame = stack[--depth];
        pool.prepare(frame);
        allocated++;
        return frame;
    }

    /**
     * Returns a frame.
     *
     * @param frame that the caller owns and will not touch again.
     * @throws IllegalStateException in a checked pool, when nobody owns the frame.
     */
    public void free(final int frame) {
        pool.release(frame);
        if (depth == STACK_SIZE) {
            spill();
        }
        stack[depth++] = frame;
        freed++;
    }

    /**
     * Returns all frames of a batch and empties it.
     *
     * @param batch whose frames the caller owns.
     * @throws IllegalStateException in a checked pool, when nobody owns one of the frames.
     */
    public void freeAll(final FrameBatch batch) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            free(batch.get(i));
        }
        batch.clear();
    }

    /** {@return how many frames were ever taken} */
    public long allocated() {
        return allocated;
    }

    /** {@return how many frames were ever returned} */
    public long freed() {
        return freed;
    }

    /** {@return how often the pool was found empty} */
    public long failures() {
        return failures;
    }

    private boolean refill() {
        final FrameBatch magazine = pool.pollFull();
        if (magazine == null) {
            return false;
        }
        depth = magazine.size();
        System.arraycopy(magazine.frames(), 0, stack, 0, depth);
        magazine.clear();
        pool.offerEmpty(magazine);
        return true;
    }

    /** Gives the older half of the stack to the depot; the warm half stays. */
    private void spill() {
        final FrameBatch magazine = pool.takeEmpty();
        for (int i = 0; i < FramePool.MAGAZINE_SIZE; i++) {
            magazine.add(stack[i]);
        }
        pool.offerFull(magazine);
        depth -= FramePool.MAGAZINE_SIZE;
        System.arraycopy(stack, FramePool.MAGAZINE_SIZE, stack, 0, depth);
    }
}
