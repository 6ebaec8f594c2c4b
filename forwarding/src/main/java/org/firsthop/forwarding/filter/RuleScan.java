package org.firsthop.forwarding.filter;

import java.util.List;
import java.util.stream.IntStream;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;

/**
 * Finds the first rule that matches an IPv4 packet by looking at one after the other: for short lists, of which a few
 * comparisons tell more quickly than {@link RuleMatcher}'s searches.
 *
 * <p>Both addresses of a rule are one masked word, which is all that most rules need to be passed over. Immutable once made.
 */
final class RuleScan {
    /** The longest list that is looked through. */
    static final int MAX_RULES = 32;

    /** For each rule of IPv4: the bits that it asks of source and destination, and what they are to be. */
    private final long[] masks;

    private final long[] values;
    private final FilterRule[] rules;
    private final int[] places;

    RuleScan(final List<FilterRule> all) {
        places = IntStream.range(0, all.size())
                .filter(place -> all.get(place).isForIpv4)
                .toArray();
        rules = new FilterRule[places.length];
        masks = new long[places.length];
        values = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            final FilterRule rule = all.get(places[i]);
            rules[i] = rule;
            masks[i] = mask(rule.sourceLength) << 32 | mask(rule.destinationLength);
            values[i] = (rule.sourceLow << 32 | rule.destinationLow) & masks[i];
        }
    }

    private static long mask(final int length) {
        return 0xFFFF_FFFFL & ~(0xFFFF_FFFFL >>> length);
    }

    /** The place of the first rule that matches an IPv4 packet, or {@link RuleMatcher#NONE}. */
    int matchIpv4(final long address, final TransportKey key) {
        final long addresses = Memory.i64(null, address + Ipv4Flyweight.SOURCE_OFFSET);
        for (int i = 0; i < masks.length; i++) {
            if ((addresses & masks[i]) == values[i] && acceptsTransport(rules[i], key)) {
                return places[i];
            }
        }
        return RuleMatcher.NONE;
    }

    private static boolean acceptsTransport(final FilterRule rule, final TransportKey key) {
        return (rule.protocol == FilterRule.ANY_PROTOCOL || rule.protocol == key.protocol)
                && (!rule.asksTransport || acceptsPorts(rule, key))
                && (!rule.asksFlags() || (key.flags != TransportKey.NO_FLAGS && rule.acceptsFlags(key.flags)));
    }

    /** A port that the packet does not show is above all that a rule may ask for. */
    private static boolean acceptsPorts(final FilterRule rule, final TransportKey key) {
        return key.first >= rule.firstLow
                && key.first <= rule.firstHigh
                && key.second >= rule.secondLow
                && key.second <= rule.secondHigh;
    }
}
