package org.firsthop.node.router;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.firsthop.core.pipeline.PipelineCounters;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.jspecify.annotations.Nullable;

/** What the rules of access lists have met, all workers together, as {@code iptables -L -v} shows it. */
public final class FilterCounters {
    /** Type of counters of rules in the counters' metadata. */
    public static final int TYPE_ID = 1004;

    private static final int WORDS = 7;

    /** The rules of each direction and interface, in order. */
    private final Map<String, Map<Integer, Rule>> lists = new TreeMap<>();

    /** A rule, and what it has met. */
    private static final class Rule {
        private final String text;
        private long packets;
        private long octets;

        Rule(final String text) {
            this.text = text;
        }
    }

    /** Takes a counter of a rule. */
    private interface Sink {
        void take(String label, LongSupplier source);
    }

    /** Of no rules yet. */
    public FilterCounters() {}

    /**
     * Of a router's own lists, as they are now.
     *
     * @param filters of the router.
     * @param interfaces of the same router.
     */
    public FilterCounters(final FilterSet filters, final InterfaceTable interfaces) {
        forEach(filters, interfaces, (label, source) -> add("router " + label, source.getAsLong()));
    }

    /**
     * Publishes what the lists of a worker count.
     *
     * @param filters of the worker.
     * @param interfaces of the same router.
     * @param counters of the worker.
     */
    public static void publish(
            final FilterSet filters, final InterfaceTable interfaces, final PipelineCounters counters) {
        forEach(filters, interfaces, (label, source) -> counters.counter(TYPE_ID, label, source));
    }

    private static void forEach(final FilterSet filters, final InterfaceTable interfaces, final Sink sink) {
        for (final IpInterface iface : interfaces.all()) {
            forEach("in " + iface.name(), filters.in(iface.index()), sink);
            forEach("out " + iface.name(), filters.out(iface.index()), sink);
        }
    }

    private static void forEach(final String place, final @Nullable FilterList list, final Sink sink) {
        if (list == null) {
            return;
        }
        for (int i = 0; i <= list.rules().size(); i++) {
            final int rule = i;
            final String text =
                    i < list.rules().size() ? list.rules().get(i).toString() : "permit what no rule matches";
            final String which = ' ' + place + ' ' + i + ' ' + text;
            sink.take("filter packets" + which, () -> list.packets(rule));
            sink.take("filter bytes" + which, () -> list.octets(rule));
        }
    }

    /**
     * Adds a counter that was published.
     *
     * @param label as it was published: worker, "filter", "packets" or "bytes", direction, interface, number and text.
     * @param value of the counter.
     */
    public void add(final String label, final long value) {
        final String[] words = label.split(" ", WORDS);
        if (words.length < WORDS) {
            return;
        }
        final Rule rule = lists.computeIfAbsent(words[3] + ' ' + words[4], place -> new TreeMap<>())
                .computeIfAbsent(Integer.valueOf(words[5]), number -> new Rule(words[6]));
        if (words[2].equals("packets")) {
            rule.packets += value;
        } else {
            rule.octets += value;
        }
    }

    /**
     * Prints all lists.
     *
     * @param out to print to; not flushed.
     */
    public void print(final PrintWriter out) {
        lists.forEach((place, rules) -> {
            out.printf("filter %s:%n%16s %14s%n", place, "packets", "bytes");
            rules.values()
                    .forEach(rule -> out.printf(Locale.ROOT, "%16d %14d  %s%n", rule.packets, rule.octets, rule.text));
        });
    }
}
