package org.firsthop.benchmarks.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Rounds in which every contestant has a slice, one at once behind the other: what the machine is able to changes from minute to
 * minute, so contestants are compared within rounds, and of the ratios the median is told.
 *
 * <p>Rounds in which others took CPU time are taken again, for a while; those disturbed least count.
 */
final class Rounds {
    /** How many rounds are taken at most for each that is asked for. */
    private static final int ATTEMPTS = 3;

    /** The share of both CPUs that others may take before a round counts as disturbed. */
    private static final double DISTURBED = 0.03;

    private final List<Contestant> contestants;
    private final List<List<Contestant.Slice>> rounds;
    private final int taken;

    private Rounds(final List<Contestant> contestants, final List<List<Contestant.Slice>> rounds, final int taken) {
        this.contestants = contestants;
        this.rounds = rounds;
        this.taken = taken;
    }

    /**
     * Takes rounds.
     *
     * @param contestants that take part, all stopped.
     * @param count of rounds that are to count.
     * @param millis of a slice.
     */
    static Rounds run(final List<Contestant> contestants, final int count, final int millis) throws IOException {
        final List<List<Contestant.Slice>> all = new ArrayList<>();
        int calm = 0;
        while (calm < count && all.size() < count * ATTEMPTS) {
            final Contestant.Slice[] round = new Contestant.Slice[contestants.size()];
            for (int i = 0; i < round.length; i++) {
                final int next = (i + all.size()) % round.length;
                round[next] = contestants.get(next).slice(millis);
            }
            all.add(List.of(round));
            calm += disturbance(List.of(round)) < DISTURBED ? 1 : 0;
        }
        return new Rounds(
                contestants,
                all.stream()
                        .sorted(Comparator.comparingDouble(Rounds::disturbance))
                        .limit(count)
                        .toList(),
                all.size());
    }

    private static double disturbance(final List<Contestant.Slice> round) {
        return round.stream().mapToDouble(Contestant.Slice::disturbance).max().orElse(0);
    }

    /** {@return a line about a contestant} */
    String report(final Contestant contestant) {
        final int place = contestants.indexOf(contestant);
        final StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-16s %s Mpps   core %s ns   machine %s ns",
                contestant.name(),
                spread("%.3f", round -> round.get(place).megaPackets()),
                spread("%.0f", round -> round.get(place).coreNs()),
                spread("%.0f", round -> round.get(place).machineNs())));
        for (int i = 0; i < contestants.size(); i++) {
            final int other = i;
            final String name = contestants.get(i).name();
            if (i != place && (name.startsWith("testpmd") || name.equals("kernel"))) {
                line.append("   ")
                        .append(spread(
                                "%.2f",
                                round -> round.get(place).megaPackets()
                                        / round.get(other).megaPackets()))
                        .append(" x ")
                        .append(name);
            }
        }
        return line.append(String.format(
                        Locale.ROOT,
                        "   %d of %d rounds, others up to %.0f %%",
                        rounds.size(),
                        taken,
                        100
                                * rounds.stream()
                                        .mapToDouble(Rounds::disturbance)
                                        .max()
                                        .orElse(0)))
                .toString();
    }

    private String spread(final String format, final ToDoubleFunction<List<Contestant.Slice>> value) {
        final double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return String.format(
                Locale.ROOT,
                format + " (" + format + ".." + format + ")",
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
