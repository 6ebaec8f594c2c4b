package org.firsthop.benchmarks.fib;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sums up the forks of {@link FibPeers}: for each table and stream the median of the forks with the lowest and the highest,
 * and of our own the ratio to the best of DPDK in the same fork, of all its ways and of those it takes when nothing is asked
 * for: AVX-512 is not among these, as DPDK's default for {@code --force-max-simd-bitwidth} is 256.
 */
final class PeerReport {
    private static final String OWN = "firsthop";

    /** Millions of lookups a second: one for each fork, by JDK, family, way, table and stream. */
    private final Map<String, List<Double>> rates = new TreeMap<>();

    private final Map<String, Set<String>> tables = new TreeMap<>();
    private final Set<String> information = new LinkedHashSet<>();

    /** Takes a line of a fork. */
    void add(final String line) {
        final String[] fields = line.split("\t");
        if (fields[1].equals("INFO")) {
            information.add(fields[2]);
            return;
        }
        final String group = fields[0] + ", " + fields[2] + ' ' + fields[3];
        tables.computeIfAbsent(group, any -> new LinkedHashSet<>()).add(fields[4]);
        rates.computeIfAbsent(key(group, fields[4], fields[5].charAt(0)), any -> new ArrayList<>())
                .add(Double.parseDouble(fields[6]));
    }

    /** Prints millions of lookups a second, and ratios. */
    void print(final PrintStream out) {
        information.forEach(out::println);
        tables.forEach((group, names) -> {
            out.printf("%n%s: million addresses a second, median (lowest..highest) of the forks%n", group);
            for (final String name : names) {
                out.printf("  %-20s", name);
                for (int stream = 0; stream < 4; stream++) {
                    out.print(summary(rates.get(key(group, name, AddressStreams.NAMES.charAt(stream))), "%6.1f"));
                }
                out.println();
            }
            printRatios(out, "ratio to the best", group, names);
            final Set<String> asItComes = new LinkedHashSet<>(names);
            if (asItComes.removeIf(name -> name.contains(DpdkTables.WIDEST))) {
                printRatios(out, "without AVX-512", group, asItComes);
            }
        });
    }

    private void printRatios(final PrintStream out, final String title, final String group, final Set<String> names) {
        out.printf("  %-20s", title);
        final List<List<Double>> ratios = new ArrayList<>();
        for (int stream = 0; stream < 4; stream++) {
            ratios.add(ratios(group, names, AddressStreams.NAMES.charAt(stream)));
            out.print(summary(ratios.get(stream), "%6.2f"));
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "  geometric mean of a, b, c, d: %s of b, c, d: %s%n",
                summary(means(ratios, 0), "%.2f"),
                summary(means(ratios, 1), "%.2f"));
    }

    private List<Double> ratios(final String group, final Set<String> names, final char stream) {
        final List<Double> own = rates.get(key(group, OWN, stream));
        final List<Double> ratios = new ArrayList<>();
        for (int fork = 0; fork < own.size(); fork++) {
            double best = 0;
            for (final String name : names) {
                best = name.equals(OWN) || name.equals(Dir248Table.NAME)
                        ? best
                        : Math.max(best, rates.get(key(group, name, stream)).get(fork));
            }
            ratios.add(own.get(fork) / best);
        }
        return ratios;
    }

    private static List<Double> means(final List<List<Double>> ratios, final int first) {
        final List<Double> means = new ArrayList<>();
        for (int fork = 0; fork < ratios.get(0).size(); fork++) {
            double product = 1;
            for (int stream = first; stream < ratios.size(); stream++) {
                product *= ratios.get(stream).get(fork);
            }
            means.add(Math.pow(product, 1.0 / (ratios.size() - first)));
        }
        return means;
    }

    private static String summary(final List<Double> values, final String format) {
        final List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "  " + format + " (" + format.replace("6", "") + ".." + format.replace("6", "") + ")",
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    private static String key(final String group, final String table, final char stream) {
        return group + '\t' + table + '\t' + stream;
    }
}
