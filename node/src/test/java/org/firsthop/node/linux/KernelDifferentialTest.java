package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What our router makes of packets, good and hostile, beside what the kernel's makes of the same ones: the octets that it forwards,
 * those of its ICMP errors and answers, or nothing. Every difference is a {@link KnownDifference}, or the test fails.
 */
class KernelDifferentialTest {
    private static final int CASES = Integer.getInteger("firsthop.differential.cases", 6_000);
    private static final long SEED = Long.getLong("firsthop.differential.seed", 20_261_123L);

    private static final int TRIES = 5;

    private NetworkLab lab;
    private KernelRouter kernel;
    private MemoryRouter ours;

    @BeforeEach
    void lay() throws Exception {
        lab = NetworkLab.with("h", "k");
        try {
            kernel = KernelRouter.lay(lab);
            ours = new MemoryRouter();
        } catch (final Exception | Error e) {
            lab.close();
            throw e;
        }
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    @Test
    void shouldDoWithIpv4PacketsWhatTheKernelDoes() throws Exception {
        final Ipv4Cases cases = new Ipv4Cases(SEED);
        compare(cases::next, CASES);
    }

    @Test
    void shouldDoWithIpv6PacketsWhatTheKernelDoes() throws Exception {
        final Ipv6Cases cases = new Ipv6Cases(SEED);
        compare(cases::next, CASES);
    }

    @Test
    void shouldDoWithRecordedPacketsWhatTheKernelDoes() throws Exception {
        final Path captures = RecordedCases.captures();
        Assumptions.assumeTrue(captures != null, "no recorded captures: set firsthop.data to their folder");
        compare(RecordedCases.read(captures));
    }

    private void compare(final Supplier<RouterCase> cases, final int count) throws Exception {
        final List<RouterCase> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(cases.get());
        }
        compare(all);
    }

    private @Nullable KnownDifference reason(final RouterCase one, final Outcome own, final Outcome other) {
        return Masks.equal(own, other) ? null : KnownDifference.of(new Comparison(one, own, other, ours.lastDrops()));
    }

    private void compare(final List<RouterCase> cases) throws Exception {
        final List<Outcome> theirs = lab.in("h", () -> kernel.forward(cases));
        final Map<String, Integer> known = new TreeMap<>();
        final Map<String, Integer> unknown = new TreeMap<>();
        final Map<String, String> examples = new TreeMap<>();
        int alike = 0;
        int sent = 0;
        for (int i = 0; i < cases.size(); i++) {
            final RouterCase one = cases.get(i);
            final Outcome own = ours.forward(one);
            Outcome other = theirs.get(i);
            KnownDifference reason = reason(one, own, other);
            // Alone, in case that another processor came between two frames.
            for (int tries = 0; tries < TRIES && reason == null && !Masks.equal(own, other); tries++) {
                Thread.sleep(tries);
                other = lab.in("h", () -> kernel.forward(List.of(one)).get(0));
                reason = reason(one, own, other);
            }
            if (Masks.equal(own, other)) {
                alike++;
                sent += own.isNothing() ? 0 : 1;
            } else if (reason != null) {
                known.merge(reason.name(), 1, Integer::sum);
            } else {
                final String kind = ours.lastDrops() + " ours " + own.summary() + ", kernel " + other.summary();
                unknown.merge(kind, 1, Integer::sum);
                examples.putIfAbsent(
                        kind,
                        "\n  " + one.name() + "\n  frame  link " + one.ingress() + ": "
                                + HexFormat.of().formatHex(one.frame()) + "\n  ours   " + own + "\n  kernel " + other);
            }
        }
        System.out.println(cases.size() + " packets: " + alike + " alike, " + sent
                + " of them with something sent; known differences " + known);
        final StringBuilder text = new StringBuilder();
        unknown.forEach((kind, count) -> text.append("\n\n" + count + " times " + kind + examples.get(kind)));
        assertEquals("", text.toString(), "differences that no RFC explains");
        assertEquals(0, ours.failures());
        assertTrue(sent > cases.size() / 10, "too few were forwarded");
    }
}
