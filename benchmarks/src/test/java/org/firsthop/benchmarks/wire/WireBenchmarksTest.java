package org.firsthop.benchmarks.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.firsthop.benchmarks.hash.SipHashBenchmark;
import org.firsthop.benchmarks.hash.ToeplitzHashBenchmark;
import org.junit.jupiter.api.Test;

/** The benchmarks measure the same work as their baselines, and none of ours allocates. */
class WireBenchmarksTest {
    @Test
    void shouldReadTheSameFromIpv4FramesInEveryWay() {
        final TcpIpv4ParseBenchmark flyweights = new TcpIpv4ParseBenchmark();
        final TcpIpv4ParseBenchmark addresses = new TcpIpv4ParseBenchmark();
        final TcpIpv4ParseBenchmark baseline = new TcpIpv4ParseBenchmark();
        for (int i = 0; i < TcpFrames.COUNT; i++) {
            final long sum = baseline.byteBufferBaseline();
            assertTrue(sum < -3 || sum > -1, "a frame was refused");
            assertEquals(sum, flyweights.flyweights());
            assertEquals(sum, addresses.addresses());
        }
    }

    @Test
    void shouldReadTheSameFromIpv6FramesInEveryWay() {
        final TcpIpv6ParseBenchmark walker = new TcpIpv6ParseBenchmark();
        final TcpIpv6ParseBenchmark fixedHeader = new TcpIpv6ParseBenchmark();
        final TcpIpv6ParseBenchmark baseline = new TcpIpv6ParseBenchmark();
        for (int i = 0; i < TcpFrames.COUNT; i++) {
            final long sum = baseline.byteBufferBaseline();
            assertTrue(sum < -3 || sum > -1, "a frame was refused");
            assertEquals(sum, walker.walker());
            assertEquals(sum, fixedHeader.fixedHeader());
        }
    }

    @Test
    void shouldBuildTheSameSynInEveryWay() {
        final TcpSynBuildBenchmark flyweights = new TcpSynBuildBenchmark();
        final TcpSynBuildBenchmark baseline = new TcpSynBuildBenchmark();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(baseline.byteBufferBaseline(), flyweights.flyweights());
        }
    }

    @Test
    void shouldReadTheSameOptionsInEveryWay() {
        for (final String segment : new String[] {"ack", "syn", "sack"}) {
            final TcpOptionsParseBenchmark benchmark = new TcpOptionsParseBenchmark();
            benchmark.segment = segment;
            benchmark.setUp();
            assertEquals(benchmark.byteBufferBaseline(), benchmark.holder());
            assertEquals(benchmark.byteBufferBaseline(), benchmark.iterator());
        }
    }

    @Test
    void shouldHashTheSameInEveryWay() {
        final ToeplitzHashBenchmark tables = new ToeplitzHashBenchmark();
        final ToeplitzHashBenchmark baseline = new ToeplitzHashBenchmark();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(baseline.ipv4BitByBitBaseline(), tables.ipv4());
        }
    }

    @Test
    void shouldAllocateNothing() {
        final TcpIpv4ParseBenchmark ipv4 = new TcpIpv4ParseBenchmark();
        final TcpIpv6ParseBenchmark ipv6 = new TcpIpv6ParseBenchmark();
        final TcpSynBuildBenchmark syn = new TcpSynBuildBenchmark();
        final TcpOptionsParseBenchmark options = new TcpOptionsParseBenchmark();
        options.segment = "sack";
        options.setUp();
        final ToeplitzHashBenchmark toeplitz = new ToeplitzHashBenchmark();
        final SipHashBenchmark sipHash = new SipHashBenchmark();
        assertNoAllocation("ipv4 flyweights", ipv4::flyweights);
        assertNoAllocation("ipv4 addresses", ipv4::addresses);
        assertNoAllocation("ipv6 walker", ipv6::walker);
        assertNoAllocation("syn", syn::flyweights);
        assertNoAllocation("options, holder", options::holder);
        assertNoAllocation("options, iterator", options::iterator);
        assertNoAllocation("toeplitz ipv4", toeplitz::ipv4);
        assertNoAllocation("toeplitz ipv6", toeplitz::ipv6);
        assertNoAllocation("siphash words", sipHash::sipHash13FiveWords);
        assertNoAllocation("siphash octets", sipHash::sipHash24Octets);
    }

    private static void assertNoAllocation(final String name, final LongSupplier subject) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int rounds = 10_000;
        long sum = run(subject, rounds);
        final long before = threads.getCurrentThreadAllocatedBytes();
        sum += run(subject, rounds);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        final long result = sum;
        assertTrue(
                allocated < rounds, () -> name + ": octets=" + allocated + " in " + rounds + " calls, sum " + result);
    }

    private static long run(final LongSupplier subject, final int rounds) {
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += subject.getAsLong();
        }
        return sum;
    }
}
