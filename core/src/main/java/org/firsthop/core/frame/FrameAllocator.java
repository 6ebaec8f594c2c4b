package org.firsthop.core.frame;

/**
 * Takes and returns frames of a {@link FramePool} for one thread.
 *
 * <p>Keeps a stack of free frames, last freed first taken, so that the next frame's memory is likely still in the cache.
 * When the stack runs empty it takes a whole magazine from the pool's depot; when it is full it gives one back. Neither
 * waits for another thread. Up to a quarter of the pool's frames, at least 128 and at most 512, stay with each allocator when
 * they are free, so a pool has that many to spare for each of its threads. Not thread-safe: one allocator a thread.
 */
public final class FrameAllocator {
    /** Two vectors of the pipeline, so that each takes the frames that the one before it gave back. */
    private static final int MAX_STACK_SIZE = 8 * FrameDepot.MAGAZINE_SIZE;

    private static final int MIN_STACK_SIZE = 2 * FrameDepot.MAGAZINE_SIZE;

    private final FramePool pool;
    private final FrameDepot depot;
    private final int[] stack;
    private int depth;
    private long allocated;
    private long freed;
    private long failures;

    FrameAllocator(final FramePool pool, final FrameDepot depot) {
        this.pool = pool;
        this.depot = depot;
        final int quarter = pool.frames() / 4 / FrameDepot.MAGAZINE_SIZE * FrameDepot.MAGAZINE_SIZE;
        stack = new int[Math.min(Math.max(quarter, MIN_STACK_SIZE), MAX_STACK_SIZE)];
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
     * Takes several frames.
     *
     * @param into receives the frames, each as {@link #allocate()} gives it, behind those that it has.
     * @param count of frames wanted.
     * @return how many there were, fewer than {@code count} when the pool is empty, which is counted once.
     */
    public int allocate(final FrameBatch into, final int count) {
        int taken = 0;
        while (taken < count) {
            if (depth == 0 && !refill()) {
                failures++;
                break;
            }
            final int part = Math.min(count - taken, depth);
            depth -= part;
            for (int i = depth; i < depth + part; i++) {
                pool.prepare(stack[i]);
            }
            into.addAll(stack, depth, part);
            taken += part;
        }
        allocated += taken;
        return taken;
    }

    /**
     * Returns a frame.
     *
     * @param frame that the caller owns and will not touch again.
     * @throws IllegalStateException in a checked pool, when nobody owns the frame.
     */
    public void free(final int frame) {
        pool.release(frame);
        if (depth == stack.length) {
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
        free(batch, 0, batch.size());
        batch.clear();
    }

    /**
     * Returns some frames of a batch, which is left as it is.
     *
     * @param batch whose frames from one index to another the caller owns.
     * @param from index of the first frame to return.
     * @param to index behind the last one.
     * @throws IllegalStateException in a checked pool, when nobody owns one of the frames.
     */
    public void free(final FrameBatch batch, final int from, final int to) {
        final int[] frames = batch.frames();
        if (pool.isChecked()) {
            for (int i = from; i < to; i++) {
                pool.release(frames[i]);
            }
        }
        int next = from;
        while (next < to) {
            if (depth == stack.length) {
                spill();
            }
            final int part = Math.min(to - next, stack.length - depth);
            System.arraycopy(frames, next, stack, depth, part);
            depth += part;
            next += part;
        }
        freed += to - from;
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
        final FrameBatch magazine = depot.pollFull();
        if (magazine == null) {
            return false;
        }
        depth = magazine.size();
        System.arraycopy(magazine.frames(), 0, stack, 0, depth);
        magazine.clear();
        depot.offerEmpty(magazine);
        return true;
    }

    /** Gives the oldest frames of the stack to the depot; the warm ones stay. */
    private void spill() {
        final FrameBatch magazine = depot.takeEmpty();
        for (int i = 0; i < FrameDepot.MAGAZINE_SIZE; i++) {
            magazine.add(stack[i]);
        }
        depot.offerFull(magazine);
        depth -= FrameDepot.MAGAZINE_SIZE;
        System.arraycopy(stack, FrameDepot.MAGAZINE_SIZE, stack, 0, depth);
    }
}
