package org.firsthop.core.drop;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/**
 * A count for every {@link DropReason}.
 *
 * <p>One thread writes. Others may read at any time and see, for each reason, a value that was current at some moment. Memory
 * is taken with the first drop for a reason, as far as that reason's id, so that thousands of stages that drop next to nothing
 * cost next to nothing.
 */
public final class DropCounters {
    private static final long[] NO_COUNTS = {};

    /** Reasons for which memory is taken at once. */
    private static final int STEP = 32;

    private long[] counts = NO_COUNTS;

    /** Counters that all begin at zero. */
    public DropCounters() {}

    /**
     * Counts one drop.
     *
     * @param reason of the drop; {@link DropReason#NONE} is counted like any other and stands for no drop.
     */
    public void increment(final DropReason reason) {
        writable(reason.id())[reason.id()]++;
    }

    /**
     * Counts several drops for one reason.
     *
     * @param reason of the drops.
     * @param count to add, not negative.
     */
    public void add(final DropReason reason, final long count) {
        writable(reason.id())[reason.id()] += count;
    }

    /**
     * The number of drops for a reason.
     *
     * @param reason to look up.
     * @return the count so far.
     */
    public long get(final DropReason reason) {
        final long[] present = counts;
        return reason.id() < present.length ? present[reason.id()] : 0;
    }

    /** {@return the number of drops for all reasons together: the sum, without {@link DropReason#NONE}} */
    public long total() {
        final long[] present = counts;
        long sum = 0;
        for (int id = 1; id < present.length; id++) {
            sum += present[id];
        }
        return sum;
    }

    /**
     * Visits each reason that was counted at least once, in the order of ids.
     *
     * @param consumer called with the reason and its count.
     */
    public void forEach(final ObjLongConsumer<DropReason> consumer) {
        final long[] present = counts;
        for (int id = 1; id < present.length; id++) {
            if (present[id] != 0) {
                consumer.accept(DropReason.byId(id), present[id]);
            }
        }
    }

    /** Sets every count to zero. */
    public void reset() {
        Arrays.fill(counts, 0);
    }

    private long[] writable(final int id) {
        if (id >= counts.length) {
            counts = Arrays.copyOf(counts, id / STEP * STEP + STEP);
        }
        return counts;
    }
}
