package org.firsthop.forwarding.filter;

import java.util.List;
import java.util.TreeSet;

/**
 * Finds the row of a value by the interval that it lies in. Between two neighboring bounds of rules all values meet the same
 * rules, and share a row.
 *
 * <p>A table over the values' highest bits leaves few bounds to search, and the search has no branches that a processor could
 * foretell wrongly: it takes as many steps as the fullest part of the table needs.
 */
final class IntervalIndex {
    private static final int MAX_TABLE_BITS = 12;

    private final long[] bounds;
    private final int[] rows;

    /** For each value of the highest bits the last bound that is not above the first value with them. */
    private final int[] starts;

    private final int shift;
    private final int firstStep;

    /** What a rule asks of the field: the lowest and highest value, from 0 on; an empty interval for none. */
    record Interval(long low, long high) {
        static final Interval NONE = new Interval(1, 0);

        boolean holds(final long value) {
            return low <= value && value <= high;
        }
    }

    /**
     * An index.
     *
     * @param bits that the values have, 12 to 32.
     * @param rules what each asks for.
     * @param all the rows that there are.
     * @param words of a bitmap.
     */
    IntervalIndex(final int bits, final List<Interval> rules, final RuleRows all, final int words) {
        final TreeSet<Long> sorted = new TreeSet<>();
        sorted.add(0L);
        for (final Interval rule : rules) {
            if (rule.low <= rule.high) {
                sorted.add(rule.low);
                sorted.add(rule.high + 1);
            }
        }
        bounds = sorted.stream().mapToLong(Long::longValue).toArray();
        rows = new int[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            rows[i] = all.add(RuleRows.bitmap(rules, words, bounds[i]));
        }
        // Twice as many parts as bounds, or more: a short list's table stays small.
        final int tableBits = Math.min(MAX_TABLE_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(bounds.length) + 1);
        shift = bits - tableBits;
        starts = new int[(1 << tableBits) + 1];
        int fullest = 0;
        for (int top = 0, last = 0; top < starts.length; top++) {
            while (last + 1 < bounds.length && bounds[last + 1] <= (long) top << shift) {
                last++;
            }
            starts[top] = last;
            fullest = Math.max(fullest, top == 0 ? 0 : last - starts[top - 1]);
        }
        firstStep = Integer.highestOneBit(fullest);
    }

    /** The row of a value, within the bits of the index. */
    int row(final long value) {
        final int top = (int) (value >>> shift);
        int at = starts[top];
        final int last = starts[top + 1];
        for (int step = firstStep; step != 0; step >>>= 1) {
            final int next = Math.min(at + step, last);
            // All bits are set when the bound is not above the value.
            final int isNotAbove = (int) ((bounds[next] - value - 1) >> 63);
            at += (next - at) & isNotAbove;
        }
        return rows[at];
    }
}
