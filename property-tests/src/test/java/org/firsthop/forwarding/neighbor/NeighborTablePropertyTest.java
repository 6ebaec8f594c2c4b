package org.firsthop.forwarding.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.firsthop.core.drop.DropReason;

/** The neighbor table beside one written down plainly: after every event both hold the same, and have said the same. */
class NeighborTablePropertyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int LINKS = 2;

    /** Both tables, on one clock. */
    private static final class Both implements NeighborTable.Owner {
        private final NeighborConfig config = NeighborConfig.builder()
                .capacity(6)
                .unaskedCapacity(2)
                .unresolvedPerLink(5)
                .staleNs(20 * SECOND)
                .failedNs(8 * SECOND)
                .seed(42)
                .build();
        private final NeighborTable table = new NeighborTable(config, LINKS, this);
        private final ReferenceNeighbors reference = new ReferenceNeighbors(config, LINKS);
        private final List<String> told = new ArrayList<>();
        private long now = 1000 * SECOND;
        private int events;

        @Override
        public void solicit(final int entry, final boolean isUnicast) {
            told.add((isUnicast ? "probe " : "request ") + table.entries().low[entry]);
        }

        @Override
        public void changed(final int entry) {
            // What is known is compared as a whole.
        }

        @Override
        public void failed(final int entry) {
            told.add("failed " + table.entries().low[entry]);
        }

        @Override
        public void removed(final int entry, final DropReason reason) {
            // What is known is compared as a whole.
        }

        /**
         * Time passes, and every deadline is met when it comes. Each event has nanoseconds of its own within the microsecond, and
         * timers are whole microseconds, so that no two deadlines coincide: their order would mean nothing.
         */
        private void tick(final long nanoseconds) {
            final long then = (now + nanoseconds) / 1000 * 1000 + 1000 + ++events;
            while (table.hasDeadline() && table.nextDeadline() <= then) {
                now = table.nextDeadline();
                table.poll(now);
                reference.poll(now);
                assertAgreement();
            }
            now = then;
        }

        private void send(final int link, final int low, final int requester) {
            final int entry = table.find(link, 0, low);
            if (entry == NeighborEntries.NONE) {
                table.request(link, 0, low, requester, now);
            } else {
                table.use(entry, now);
            }
            reference.send(link, low, requester, now);
        }

        private void heard(final int link, final int low, final long mac, final boolean mayCreate) {
            table.heard(link, 0, low, mac, mayCreate, now);
            reference.heard(link, low, mac, mayCreate, now);
        }

        private void advertised(
                final int link, final int low, final long mac, final boolean isSolicited, final boolean isOverride) {
            final int entry = table.find(link, 0, low);
            if (entry != NeighborEntries.NONE) {
                table.advertised(entry, mac, isSolicited, isOverride, now);
            }
            reference.find(link, low).ifPresent(e -> reference.advertised(e, mac, isSolicited, isOverride, now));
        }

        private void confirm(final int link, final int low) {
            final int entry = table.find(link, 0, low);
            if (entry != NeighborEntries.NONE) {
                table.confirm(entry, now);
            }
            reference.find(link, low).ifPresent(e -> reference.confirm(e, now));
        }

        private void assertAgreement() {
            final NeighborEntries entries = table.entries();
            final List<String> held = new ArrayList<>();
            int resolved = 0;
            for (int entry = 0; entry < entries.capacity(); entry++) {
                if (entries.isUsed(entry)) {
                    final boolean isUsable = entries.state[entry].isUsable();
                    resolved += isUsable ? 1 : 0;
                    held.add(entries.link[entry] + "/" + entries.low[entry] + " " + entries.state[entry]
                            + (isUsable ? " " + entries.mac[entry] : "") + (entries.isAsked[entry] ? " asked" : ""));
                }
            }
            final List<String> expected = new ArrayList<>();
            reference.all.forEach(e -> expected.add(e.text()));
            Collections.sort(held);
            Collections.sort(expected);
            assertEquals(expected, held);
            assertEquals(reference.told, told);
            assertEquals(resolved, table.resolved());
            assertTrue(resolved <= config.capacity());
            assertEquals(held.size() - resolved, table.unresolved(0) + table.unresolved(1));
            told.clear();
            reference.told.clear();
        }
    }

    private static Transformer<Both> step(final String name, final long tick, final Consumer<Both> event) {
        return Transformer.mutate(name, both -> {
            both.tick(tick);
            event.accept(both);
            both.assertAgreement();
        });
    }

    private static Arbitrary<Integer> links() {
        return Arbitraries.integers().between(0, LINKS - 1);
    }

    private static Arbitrary<Integer> neighbors() {
        return Arbitraries.integers().between(1, 12);
    }

    private static Arbitrary<Long> macs() {
        return Arbitraries.longs().between(1, 3);
    }

    /** From a nanosecond to beyond every timer, mostly short. */
    private static Arbitrary<Long> ticks() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(1, SECOND / 3)),
                Tuple.of(3, Arbitraries.longs().between(SECOND, 6 * SECOND)),
                Tuple.of(1, Arbitraries.longs().between(6 * SECOND, 60 * SECOND)));
    }

    private static Action.Independent<Both> sends() {
        return () -> Combinators.combine(
                        links(), neighbors(), Arbitraries.integers().between(0, 3), ticks())
                .as((link, low, requester, tick) -> step(
                        "send " + link + "/" + low + " for " + requester,
                        tick,
                        both -> both.send(link, low, requester)));
    }

    private static Action.Independent<Both> solicitations() {
        return () -> Combinators.combine(links(), neighbors(), macs(), Arbitraries.of(true, false), ticks())
                .as((link, low, mac, mayCreate, tick) -> step(
                        "heard " + link + "/" + low + " " + mac, tick, both -> both.heard(link, low, mac, mayCreate)));
    }

    private static Action.Independent<Both> advertisements() {
        return () -> Combinators.combine(
                        links(),
                        neighbors(),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        ticks())
                .as((link, low, mac, isSolicited, isOverride, tick) -> step(
                        "advertised " + link + "/" + low + " " + mac + isSolicited + isOverride,
                        tick,
                        both -> both.advertised(link, low, mac == 0 ? -1 : mac, isSolicited, isOverride)));
    }

    private static Action.Independent<Both> confirmations() {
        return () -> Combinators.combine(links(), neighbors(), ticks())
                .as((link, low, tick) -> step("confirm " + link + "/" + low, tick, both -> both.confirm(link, low)));
    }

    @Provide
    Arbitrary<ActionChain<Both>> events() {
        return ActionChain.startWith(Both::new)
                .withAction(5, sends())
                .withAction(2, solicitations())
                .withAction(4, advertisements())
                .withAction(1, confirmations())
                .withMaxTransformations(150);
    }

    @Property(tries = 300)
    void tableAgreesWithTheReference(@ForAll("events") final ActionChain<Both> chain) {
        chain.run();
    }
}
