package org.firsthop.forwarding.filter;

import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * An access list: rules in order, of which the first that matches decides, and what each has met.
 *
 * <p>Rules are fixed. One thread asks; what is counted may be read by others, each number by itself.
 */
public final class FilterList {
    /** The most rules that a list may have. */
    public static final int MAX_RULES = 4096;

    private final List<FilterRule> rules;
    private final RuleMatcher matcher;

    /** Of short lists. */
    private final @Nullable RuleScan scan;

    private final DropReason[] verdicts;
    private final TransportKey key = new TransportKey();

    /** For each rule, and for none of them, packets and octets. */
    private final long[] counts;

    private int matched;

    /**
     * A list.
     *
     * @param rules in order, at most {@link #MAX_RULES}.
     * @throws IllegalArgumentException when there are more.
     */
    public FilterList(final List<FilterRule> rules) {
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("rules: value=" + rules.size() + ", limit=" + MAX_RULES);
        }
        this.rules = List.copyOf(rules);
        matcher = new RuleMatcher(this.rules);
        scan = rules.size() <= RuleScan.MAX_RULES ? new RuleScan(this.rules) : null;
        verdicts = rules.stream().map(FilterList::verdict).toArray(DropReason[]::new);
        counts = new long[2 * (rules.size() + 1)];
    }

    /**
     * Judges an IPv4 packet whose header was found good; nothing is counted.
     *
     * @param address of its first octet, outside the heap.
     * @param length octets of the packet.
     * @return {@link DropReason#NONE} when it may pass, or why not.
     */
    public DropReason judgeIpv4(final long address, final int length) {
        final DropReason reason = key.readIpv4(address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        return judged(scan != null ? scan.matchIpv4(address, key) : matcher.matchIpv4(address, key));
    }

    /**
     * Judges an IPv6 packet whose header was found good; nothing is counted.
     *
     * @param address of its first octet, outside the heap.
     * @param length octets of the packet.
     * @return {@link DropReason#NONE} when it may pass, or why not.
     */
    public DropReason judgeIpv6(final long address, final int length) {
        final DropReason reason = key.readIpv6(address, length);
        return reason == DropReason.NONE ? judged(matcher.matchIpv6(address, key)) : reason;
    }

    private DropReason judged(final int rule) {
        if (rule == RuleMatcher.NONE) {
            matched = rules.size();
            return DropReason.NONE;
        }
        matched = rule;
        return verdicts[rule];
    }

    private static DropReason verdict(final FilterRule rule) {
        return switch (rule.action) {
            case PERMIT -> DropReason.NONE;
            case DENY -> FilterDrops.DENIED;
            case REJECT -> FilterDrops.REJECTED;
        };
    }

    /**
     * Counts the packet that was judged last, for the rule that decided; not for one that was dropped before any was asked.
     *
     * @param length octets of the packet.
     */
    public void count(final int length) {
        counts[2 * matched]++;
        counts[2 * matched + 1] += length;
    }

    /** {@return the rules, in order} */
    public List<FilterRule> rules() {
        return rules;
    }

    /**
     * Packets for which a rule decided.
     *
     * @param rule its place, 0 for the first; the number of rules for packets that none matched.
     * @return packets.
     */
    public long packets(final int rule) {
        return counts[2 * rule];
    }

    /**
     * Octets of the packets for which a rule decided.
     *
     * @param rule its place, 0 for the first; the number of rules for packets that none matched.
     * @return octets of IP packets, without link headers.
     */
    public long octets(final int rule) {
        return counts[2 * rule + 1];
    }
}
