package org.firsthop.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.firsthop.benchmarks.forwarding.BridgeBenchmark;
import org.firsthop.benchmarks.forwarding.FilterBenchmark;
import org.firsthop.benchmarks.forwarding.RouterBenchmark;
import org.firsthop.benchmarks.forwarding.RouterWaysBenchmark;
import org.firsthop.benchmarks.frame.FramePoolBenchmark;
import org.firsthop.benchmarks.sim.FrameHopBenchmark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hot paths allocate nothing: the benchmarks' own methods, run by the ordinary build and counted to the octet. */
class HotPathAllocationTest {
    private static final int WARM_UP = 2_000;
    private static final int RUNS = 2_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Runs an operation until it is warm, then counts the octets that it allocates in many runs. */
    private static void assertAllocatesNothing(final Runnable operation) {
        for (int i = 0; i < WARM_UP; i++) {
            operation.run();
        }
        // What the counting itself allocates is counted too: the least of a few rounds is the operation's own.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least != 0; round++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                operation.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "octets allocated in " + RUNS + " runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"warm", "cold"})
    void shouldForwardWithoutAllocation(final String pool) {
        final RouterBenchmark benchmark = new RouterBenchmark();
        benchmark.routes = 1000;
        benchmark.pool = pool;
        benchmark.wire();
        assertAllocatesNothing(benchmark::forward);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stages", "ipv6", "nat out", "nat in", "reassembly"})
    void shouldTakeEveryWayWithoutAllocation(final String way) {
        final RouterWaysBenchmark benchmark = new RouterWaysBenchmark();
        benchmark.way = way;
        benchmark.wire();
        assertAllocatesNothing(benchmark::forward);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void shouldAskAccessListsWithoutAllocation(final int rules) {
        final FilterBenchmark benchmark = new FilterBenchmark();
        benchmark.rules = rules;
        benchmark.compile();
        assertAllocatesNothing(benchmark::judge);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void shouldCrossLinksWithoutAllocation(final int burst) throws IOException {
        final FrameHopBenchmark benchmark = new FrameHopBenchmark();
        benchmark.burst = burst;
        benchmark.build();
        assertAllocatesNothing(benchmark::frameHops);
    }

    @ParameterizedTest
    @ValueSource(strings = {"known", "flooded"})
    void shouldSwitchWithoutAllocation(final String destinations) {
        final BridgeBenchmark benchmark = new BridgeBenchmark();
        benchmark.destinations = destinations;
        benchmark.stations = 4096;
        benchmark.wire();
        assertAllocatesNothing(benchmark::forward);
    }

    @Test
    void shouldTakeAndFreeFramesWithoutAllocation() {
        final FramePoolBenchmark benchmark = new FramePoolBenchmark();
        assertAllocatesNothing(benchmark::allocateAndFree);
    }
}
