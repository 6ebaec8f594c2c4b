package org.firsthop.forwarding.filter;

import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;

/** As {@link IntervalIndex}, for addresses of 128 bits, of which rules ask for prefixes. */
final class WideIntervalIndex {
    private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

    private final long[] highs;
    private final long[] lows;
    private final int[] rows;

    /** What a rule asks of the field: a prefix; no address when the length is negative. */
    record Prefix(long high, long low, int length) {
        static final Prefix NONE = new Prefix(0, 0, -1);

        private BigInteger first() {
            final BigInteger address = unsigned(high).shiftLeft(64).or(unsigned(low));
            return address.shiftRight(128 - length).shiftLeft(128 - length);
        }

        private BigInteger end() {
            return first().add(BigInteger.ONE.shiftLeft(128 - length));
        }

        private static BigInteger unsigned(final long bits) {
            return new BigInteger(Long.toUnsignedString(bits));
        }

        boolean holds(final BigInteger address) {
            return length >= 0 && first().compareTo(address) <= 0 && address.compareTo(end()) < 0;
        }
    }

    WideIntervalIndex(final List<Prefix> rules, final RuleRows all, final int words) {
        final TreeSet<BigInteger> starts = new TreeSet<>();
        starts.add(BigInteger.ZERO);
        for (final Prefix rule : rules) {
            if (rule.length >= 0) {
                starts.add(rule.first());
                if (rule.end().compareTo(END) < 0) {
                    starts.add(rule.end());
                }
            }
        }
        highs = new long[starts.size()];
        lows = new long[starts.size()];
        rows = new int[starts.size()];
        int count = 0;
        for (final BigInteger start : starts) {
            final long[] bitmap = new long[words];
            for (int rule = 0; rule < rules.size(); rule++) {
                if (rules.get(rule).holds(start)) {
                    bitmap[rule >>> 6] |= 1L << rule;
                }
            }
            highs[count] = start.shiftRight(64).longValue() ^ Long.MIN_VALUE;
            lows[count] = start.longValue() ^ Long.MIN_VALUE;
            rows[count++] = all.add(bitmap);
        }
    }

    /** The row of an address. */
    int row(final long high, final long low) {
        final long highKey = high ^ Long.MIN_VALUE;
        final long lowKey = low ^ Long.MIN_VALUE;
        int from = 0;
        int count = highs.length;
        while (count > 1) {
            final int half = count >>> 1;
            final int middle = from + half;
            final boolean isBelow = highs[middle] < highKey || (highs[middle] == highKey && lows[middle] <= lowKey);
            from = isBelow ? middle : from;
            count -= half;
        }
        return rows[from];
    }
}
