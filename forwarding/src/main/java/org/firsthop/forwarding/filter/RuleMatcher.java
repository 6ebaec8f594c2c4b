package org.firsthop.forwarding.filter;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.filter.IntervalIndex.Interval;
import org.firsthop.forwarding.filter.WideIntervalIndex.Prefix;

/**
 * Finds the first rule that matches a packet: the lowest bit that the bitmaps of all fields have in common.
 *
 * <p>Immutable once made.
 */
final class RuleMatcher {
    /** Stands for no rule. */
    static final int NONE = -1;

    private static final int PROTOCOLS = 256;
    private static final int ADDRESS_BITS = 32;

    /** One more than a port has, for {@link TransportKey#NO_PORT}. */
    private static final int PORT_BITS = 17;

    private static final int FLAGS = TransportKey.NO_FLAGS + 1;

    private final IntervalIndex source;
    private final IntervalIndex destination;
    private final WideIntervalIndex source6;
    private final WideIntervalIndex destination6;
    private final IntervalIndex first;
    private final IntervalIndex second;
    private final int[] protocol = new int[PROTOCOLS];
    private final int[] flags = new int[FLAGS];
    private final long[] rows;

    RuleMatcher(final List<FilterRule> rules) {
        final int words = Math.max(1, (rules.size() + 63) >>> 6);
        final RuleRows all = new RuleRows(words);
        source = intervals(ADDRESS_BITS, rules, all, words, r -> ipv4(r.isForIpv4, r.sourceLow, r.sourceLength));
        destination = intervals(
                ADDRESS_BITS, rules, all, words, r -> ipv4(r.isForIpv4, r.destinationLow, r.destinationLength));
        source6 = prefixes(rules, all, words, r -> ipv6(r.isForIpv6, r.sourceHigh, r.sourceLow, r.sourceLength));
        destination6 = prefixes(
                rules, all, words, r -> ipv6(r.isForIpv6, r.destinationHigh, r.destinationLow, r.destinationLength));
        first = intervals(PORT_BITS, rules, all, words, r -> ports(r, r.firstLow, r.firstHigh));
        second = intervals(PORT_BITS, rules, all, words, r -> ports(r, r.secondLow, r.secondHigh));
        for (int i = 0; i < protocol.length; i++) {
            final int number = i;
            protocol[i] = row(rules, all, words, rule -> {
                final int asked = rules.get(rule).protocol;
                return asked == FilterRule.ANY_PROTOCOL || asked == number;
            });
        }
        for (int i = 0; i < flags.length; i++) {
            final int value = i;
            flags[i] = row(rules, all, words, rule -> {
                final FilterRule asked = rules.get(rule);
                return !asked.asksFlags() || (value != TransportKey.NO_FLAGS && asked.acceptsFlags(value));
            });
        }
        rows = all.toArray();
    }

    private static IntervalIndex intervals(
            final int bits,
            final List<FilterRule> rules,
            final RuleRows all,
            final int words,
            final Function<FilterRule, Interval> asked) {
        return new IntervalIndex(bits, rules.stream().map(asked).toList(), all, words);
    }

    private static WideIntervalIndex prefixes(
            final List<FilterRule> rules,
            final RuleRows all,
            final int words,
            final Function<FilterRule, Prefix> asked) {
        return new WideIntervalIndex(rules.stream().map(asked).toList(), all, words);
    }

    private static int row(
            final List<FilterRule> rules, final RuleRows all, final int words, final IntPredicate matches) {
        final long[] bitmap = new long[words];
        for (int rule = 0; rule < rules.size(); rule++) {
            if (matches.test(rule)) {
                bitmap[rule >>> 6] |= 1L << rule;
            }
        }
        return all.add(bitmap);
    }

    private static Interval ipv4(final boolean isOfFamily, final long prefix, final int length) {
        if (!isOfFamily) {
            return Interval.NONE;
        }
        final long host = 0xFFFF_FFFFL >>> length;
        return new Interval(prefix & ~host & 0xFFFF_FFFFL, prefix | host);
    }

    private static Prefix ipv6(final boolean isOfFamily, final long high, final long low, final int length) {
        return isOfFamily ? new Prefix(high, low, length) : Prefix.NONE;
    }

    /** A rule that asks for nothing of the transport matches packets that do not show it too. */
    private static Interval ports(final FilterRule rule, final int low, final int high) {
        return rule.asksTransport ? new Interval(low, high) : new Interval(0, TransportKey.NO_PORT);
    }

    /** The first rule that matches an IPv4 packet, or {@link #NONE}. */
    int matchIpv4(final long address, final TransportKey key) {
        return match(
                source.row(Memory.u32(null, address + Ipv4Flyweight.SOURCE_OFFSET)),
                destination.row(Memory.u32(null, address + Ipv4Flyweight.DESTINATION_OFFSET)),
                key);
    }

    /** The first rule that matches an IPv6 packet, or {@link #NONE}. */
    int matchIpv6(final long address, final TransportKey key) {
        final long from = address + Ipv6Flyweight.SOURCE_OFFSET;
        final long to = address + Ipv6Flyweight.DESTINATION_OFFSET;
        return match(
                source6.row(Memory.i64(null, from), Memory.i64(null, from + 8)),
                destination6.row(Memory.i64(null, to), Memory.i64(null, to + 8)),
                key);
    }

    private int match(final int sourceRow, final int destinationRow, final TransportKey key) {
        final int firstRow = first.row(key.first);
        final int secondRow = second.row(key.second);
        final int protocolRow = protocol[key.protocol];
        final int flagsRow = flags[key.flags];
        long summary = rows[sourceRow]
                & rows[destinationRow]
                & rows[firstRow]
                & rows[secondRow]
                & rows[protocolRow]
                & rows[flagsRow];
        while (summary != 0) {
            final int word = Long.numberOfTrailingZeros(summary);
            final int at = 1 + word;
            final long common = rows[sourceRow + at]
                    & rows[destinationRow + at]
                    & rows[firstRow + at]
                    & rows[secondRow + at]
                    & rows[protocolRow + at]
                    & rows[flagsRow + at];
            if (common != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(common);
            }
            summary &= summary - 1;
        }
        return NONE;
    }
}
