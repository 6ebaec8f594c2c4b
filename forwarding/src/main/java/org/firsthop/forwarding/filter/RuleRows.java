package org.firsthop.forwarding.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bitmaps of rules, one for each class of a field's values; equal ones are there once.
 *
 * <p>A row is {@code 1 + words} longs: first the summary, whose bit {@code w} says that word {@code w} is not zero, then the words.
 */
final class RuleRows {
    private final int words;
    private final List<long[]> rows = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    RuleRows(final int words) {
        this.words = words;
    }

    /** Adds a bitmap, and says where its row begins. */
    int add(final long[] bitmap) {
        return places.computeIfAbsent(Arrays.toString(bitmap), text -> {
            final long[] row = new long[1 + words];
            for (int word = 0; word < words; word++) {
                row[1 + word] = bitmap[word];
                row[0] |= bitmap[word] == 0 ? 0 : 1L << word;
            }
            rows.add(row);
            return (rows.size() - 1) * row.length;
        });
    }

    /** The bitmap of the rules that ask for a value. */
    static long[] bitmap(final List<IntervalIndex.Interval> rules, final int words, final long value) {
        final long[] bitmap = new long[words];
        for (int rule = 0; rule < rules.size(); rule++) {
            if (rules.get(rule).holds(value)) {
                bitmap[rule >>> 6] |= 1L << rule;
            }
        }
        return bitmap;
    }

    /** All rows, one behind the other. */
    long[] toArray() {
        return rows.stream().flatMapToLong(Arrays::stream).toArray();
    }
}
