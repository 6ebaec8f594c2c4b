package org.firsthop.core.frame;

import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of frames from one thread to one other.
 *
 * <p>Frames travel in containers: preallocated batches that go full through one single-producer queue and come back empty
 * through another, so that the cost of a queue operation is shared by all frames of a container. An offered batch fills
 * containers from the first on; a container that is not full travels all the same, as nothing waits for more. What the
 * producer wrote to a frame's octets and descriptor before {@link #offer} is visible to the consumer after {@link #poll}.
 */
public final class SpscFrameQueue {
    /** Frames in a container unless told otherwise. */
    public static final int DEFAULT_CONTAINER_SIZE = 64;

    private final int containerSize;
    private final int containers;
    private final SpscVarHandleArrayQueue<FrameBatch> full;
    private final SpscVarHandleArrayQueue<FrameBatch> empty;
    private @Nullable FrameBatch open;
    private int openPosition;
    private long refused;

    /**
     * A queue with {@link #DEFAULT_CONTAINER_SIZE}.
     *
     * @param containers that may be under way at once, at least 1.
     */
    public SpscFrameQueue(final int containers) {
        this(containers, DEFAULT_CONTAINER_SIZE);
    }

    /**
     * A queue.
     *
     * @param containers that may be under way at once, at least 1: the queue holds at least as many frames.
     * @param containerSize in frames, at least 1: the queue holds at most {@code containers × containerSize} frames.
     * @throws IllegalArgumentException when an argument is below 1.
     */
    public SpscFrameQueue(final int containers, final int containerSize) {
        if (containers < 1 || containerSize < 1) {
            throw new IllegalArgumentException(
                    "containers: value=" + containers + ", containerSize: value=" + containerSize + ", minimum=1");
        }
        this.containers = containers;
        this.containerSize = containerSize;
        full = new SpscVarHandleArrayQueue<>(Math.max(4, containers));
        empty = new SpscVarHandleArrayQueue<>(Math.max(4, containers));
        for (int i = 0; i < containers; i++) {
            empty.offer(new FrameBatch(containerSize));
        }
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
        int taken = 0;
        while (taken < count) {
            final FrameBatch container = empty.poll();
            if (container == null) {
                refused += count - taken;
                break;
            }
            final int part = Math.min(containerSize, count - taken);
            container.addAll(frames, from + taken, part);
            full.offer(container);
            taken += part;
        }
        return taken;
    }

    /**
     * Takes frames. Called by the consumer only.
     *
     * @param into to append to.
     * @param limit of frames to take.
     * @return how many were taken.
     */
    public int poll(final FrameBatch into, final int limit) {
        int taken = 0;
        while (taken < limit) {
            final FrameBatch container = open != null ? open : full.poll();
            if (container == null) {
                break;
            }
            final int part = Math.min(container.size() - openPosition, limit - taken);
            into.addAll(container, openPosition, part);
            taken += part;
            openPosition += part;
            if (openPosition == container.size()) {
                container.clear();
                empty.offer(container);
                open = null;
                openPosition = 0;
            } else {
                open = container;
            }
        }
        return taken;
    }

    /** {@return whether the consumer would find nothing} */
    public boolean isEmpty() {
        return open == null && full.isEmpty();
    }

    /** {@return how many containers may be under way at once} */
    public int containers() {
        return containers;
    }

    /** {@return how many frames were refused because every container was under way; written by the producer} */
    public long refused() {
        return refused;
    }

    @Override
    public String toString() {
        return "SpscFrameQueue{containers=" + containers + ", containerSize=" + containerSize + ", refused=" + refused
                + '}';
    }
}
