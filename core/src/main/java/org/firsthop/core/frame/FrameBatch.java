package org.firsthop.core.frame;

import java.util.Arrays;

/**
 * A vector of frames in arrival order: indices into one {@link FramePool}.
 *
 * <p>A batch has the capacity it was made with; {@link #add(int)} grows it beyond only when it must, so that a batch that
 * has seen its largest load allocates no more. Reusable; owned by one thread at a time.
 */
public final class FrameBatch {
    /** The vector length that the pipeline uses unless told otherwise: long enough to overlap cache misses. */
    public static final int DEFAULT_CAPACITY = 256;

    /** Room to begin with where vectors are seldom long: a batch grows to what comes and keeps its size. */
    public static final int SMALL_CAPACITY = 16;

    private int[] frames;
    private int size;

    /** An empty batch of {@link #DEFAULT_CAPACITY}. */
    public FrameBatch() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * An empty batch.
     *
     * @param capacity in frames, at least 1.
     * @throws IllegalArgumentException when the capacity is below 1.
     */
    public FrameBatch(final int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", minimum=1");
        }
        frames = new int[capacity];
    }

    /**
     * Appends a frame.
     *
     * @param frame to append.
     */
    public void add(final int frame) {
        if (size == frames.length) {
            frames = Arrays.copyOf(frames, size << 1);
        }
        frames[size++] = frame;
    }

    /**
     * Appends frames of another batch.
     *
     * @param other to copy from; it keeps its frames.
     * @param from index of the first frame to copy.
     * @param count of frames to copy.
     */
    public void addAll(final FrameBatch other, final int from, final int count) {
        addAll(other.frames, from, count);
    }

    /**
     * Appends frames of an array.
     *
     * @param indices to copy from.
     * @param from index of the first frame to copy.
     * @param count of frames to copy.
     */
    public void addAll(final int[] indices, final int from, final int count) {
        final int needed = size + count;
        if (needed > frames.length) {
            frames = Arrays.copyOf(frames, Math.max(needed, size << 1));
        }
        System.arraycopy(indices, from, frames, size, count);
        size = needed;
    }

    /**
     * The frame at a place.
     *
     * @param index 0 to {@link #size()} − 1.
     * @return the frame.
     */
    public int get(final int index) {
        return frames[index];
    }

    /**
     * Replaces the frame at a place.
     *
     * @param index 0 to {@link #size()} − 1.
     * @param frame to put there.
     */
    public void set(final int index, final int frame) {
        frames[index] = frame;
    }

    /** {@return the number of frames} */
    public int size() {
        return size;
    }

    /** {@return how many frames fit before the batch would have to grow} */
    public int remaining() {
        return frames.length - size;
    }

    /** {@return how many frames the batch holds before it has to grow} */
    public int capacity() {
        return frames.length;
    }

    /** {@return whether there is no frame} */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Forgets all frames; frees none. */
    public void clear() {
        size = 0;
    }

    /**
     * Forgets the first frames and moves the others to the front.
     *
     * @param count to forget, 0 to {@link #size()}.
     */
    public void removeFirst(final int count) {
        size -= count;
        System.arraycopy(frames, count, frames, 0, size);
    }

    /**
     * Forgets the last frames.
     *
     * @param newSize to keep, 0 to {@link #size()}.
     */
    public void truncate(final int newSize) {
        size = newSize;
    }

    /**
     * The frames themselves, for loops over a whole vector.
     *
     * @return the array; only its first {@link #size()} elements count, and it is replaced when the batch grows.
     */
    public int[] frames() {
        return frames;
    }
}
