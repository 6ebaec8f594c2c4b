package org.firsthop.forwarding.fib;

import java.util.function.IntConsumer;

/**
 * The indices of an adjacency table: those that may be given out, and those that were removed and that readers may still hold.
 * Belongs to the writer.
 */
final class AdjacencyIndices {
    private final ReadEpochs epochs;

    /** Indices that may be given out: a stack, the lowest on top at first. */
    private final int[] free;

    private int freeCount;

    /** Indices that were removed: a ring, oldest first, beside the epochs of removal and what they had. */
    private final int[] retired;

    private final long[] retiredEpochs;
    private final int[] retiredBuckets;
    private int head;
    private int retiredCount;

    /**
     * All indices free.
     *
     * @param epochs that the readers announce to.
     * @param capacity the highest index.
     */
    AdjacencyIndices(final ReadEpochs epochs, final int capacity) {
        this.epochs = epochs;
        free = new int[capacity];
        retired = new int[capacity];
        retiredEpochs = new long[capacity];
        retiredBuckets = new int[capacity];
        for (int index = capacity; index > 0; index--) {
            free[freeCount++] = index;
        }
    }

    /** {@return how many indices may be given out} */
    int free() {
        return freeCount;
    }

    /** {@return how many indices wait for readers} */
    int waiting() {
        return retiredCount;
    }

    /** {@return an index; there must be one that is free} */
    int take() {
        return free[--freeCount];
    }

    /**
     * Takes an index back that was taken out of readers' reach.
     *
     * @param index that was given out.
     * @param buckets the first bucket of a group, or −1.
     */
    void retire(final int index, final int buckets) {
        final int at = (head + retiredCount++) % free.length;
        retired[at] = index;
        retiredEpochs[at] = epochs.retire();
        retiredBuckets[at] = buckets;
    }

    /**
     * Makes indices free that no reader holds any more.
     *
     * @param buckets gets the first bucket of each group among them.
     */
    void reclaim(final IntConsumer buckets) {
        while (retiredCount > 0 && epochs.isQuiescent(retiredEpochs[head])) {
            free[freeCount++] = retired[head];
            if (retiredBuckets[head] >= 0) {
                buckets.accept(retiredBuckets[head]);
            }
            head = (head + 1) % free.length;
            retiredCount--;
        }
    }
}
