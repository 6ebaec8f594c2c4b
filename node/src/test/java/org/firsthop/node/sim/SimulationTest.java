package org.firsthop.node.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final long FAR_NS = 30_000_000_000L;
    private static final long NEAR_NS = 10_000;

    /** Has a far deadline always, and a near one at every other time that it works. */
    private static class Impatient implements SimNode {
        private final String name;
        private final List<String> log;
        private long nearNs = Long.MAX_VALUE;
        private int works;

        Impatient(final String name, final List<String> log) {
            this.name = name;
            this.log = log;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void work(final long nowNs) {
            log.add(name);
            nearNs = (++works & 1) == 1 ? nowNs + NEAR_NS : Long.MAX_VALUE;
        }

        @Override
        public long nextDeadline() {
            return Math.min(nearNs, FAR_NS);
        }
    }

    @Test
    void shouldNotGatherTimersOfANodeThatIsWokenOften() {
        final Simulation simulation = Simulation.builder().build();
        final Impatient node = simulation.add(new Impatient("node", new ArrayList<>()));
        for (int i = 0; i < 10_000; i++) {
            simulation.wake(node);
            simulation.runUntil(simulation.nowNs() + 3 * NEAR_NS / 2);
            assertTrue(simulation.queued() <= 3, i + ": " + simulation.queued());
        }
        assertTrue(node.works >= 10_000);
    }

    @Test
    void shouldAskANodeAtItsFarDeadlineThoughNearOnesHidIt() {
        final Simulation simulation = Simulation.builder().build();
        final Impatient node = simulation.add(new Impatient("node", new ArrayList<>()));
        simulation.runUntil(FAR_NS - 1);
        final int works = node.works;
        simulation.runUntil(FAR_NS);
        assertEquals(works + 1, node.works);
    }

    @Test
    void shouldLetNodesWorkInTheOrderOfTheirAddingAndActionsBeforeThem() {
        final Simulation simulation = Simulation.builder().build();
        final List<String> log = new ArrayList<>();
        final Impatient first = simulation.add(new Impatient("first", log));
        final Impatient second = simulation.add(new Impatient("second", log));
        simulation.runUntil(3 * NEAR_NS);
        log.clear();
        simulation.wake(second);
        simulation.wake(first);
        simulation.at(simulation.nowNs(), () -> log.add("action"));
        simulation.runUntil(simulation.nowNs());
        assertEquals(List.of("action", "first", "second"), log);
    }

    @Test
    void shouldRefuseThreadsOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> Simulation.builder().threads(0));
        assertThrows(IllegalArgumentException.class, () -> Simulation.builder().threads(65));
    }

    @Test
    void shouldHandOnWhatANodeOfAnotherThreadThrows() {
        try (Simulation simulation = Simulation.builder().threads(2).build()) {
            final List<String> log = new ArrayList<>();
            final Link link = simulation.link("cable", LinkConfig.ethernet());
            link.left().attach(simulation.add(new Impatient("here", log), 0));
            link.right()
                    .attach(simulation.add(
                            new Impatient("there", log) {
                                @Override
                                public void work(final long nowNs) {
                                    throw new IllegalStateException("broken");
                                }
                            },
                            1));
            assertEquals(
                    "broken",
                    assertThrows(IllegalStateException.class, () -> simulation.runUntil(1))
                            .getMessage());
        }
    }

    @Test
    void shouldRefuseToBeWokenByANodeWhileThreadsRun() {
        try (Simulation simulation = Simulation.builder().threads(2).build()) {
            final Impatient node = simulation.add(new Impatient("there", new ArrayList<>()), 1);
            simulation.add(new Impatient("here", new ArrayList<>()) {
                @Override
                public void work(final long nowNs) {
                    simulation.wake(node);
                }
            });
            assertThrows(IllegalStateException.class, () -> simulation.runUntil(1));
        }
    }
}
