package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it take to find a neighbor by its address, as every message of ARP and neighbor discovery, every first packet to a
 * neighbor and every confirmation of a connection does?
 *
 * <p>Uniformly random known neighbors of one link (seed 1), told to be confirmed from above; configured ones, so that nothing
 * follows the lookup. The baseline is Agrona's map from long to long, whose keys are IPv4 addresses without a link, and whose
 * hash is not keyed. Packets to known neighbors do not come this way: their adjacency has the link header.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NeighborLookupBenchmark {
    private static final int LOOKUPS = 4096;
    private static final int NETWORK = 0x0A01_0000;
    private static final long PREFIX = 0x2001_0DB8_0001_0000L;

    /** How many neighbors the link has. */
    @Param({"256", "4096"})
    public int neighbors;

    /** The version of IP. */
    @Param({"4", "6"})
    public int family;

    private final long[] highs = new long[LOOKUPS];
    private final long[] lows = new long[LOOKUPS];
    private final Long2LongHashMap map = new Long2LongHashMap(-1);
    private NeighborStage stage;

    /** Makes the neighbors known. */
    @Setup
    public void make() {
        final SplittableRandom random = new SplittableRandom(1);
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan = interfaces.add("lan0", 0x0200_0000_0001L, 1500);
        final ReadEpochs epochs = new ReadEpochs(1);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(epochs, 4 * neighbors),
                new BlockIpv4Fib(epochs),
                new StrideIpv6Fib(epochs));
        tables.addAddress(lan, NETWORK | 1, 16);
        tables.addAddress(lan, PREFIX, 1, 64);
        for (int i = 0; i < neighbors; i++) {
            final long mac = 0x0600_0000_0000L + i;
            if (family == 4) {
                tables.addNeighbor(lan, NETWORK + 2 + i, mac);
            } else {
                tables.addNeighbor(lan, PREFIX, interfaceIdentifier(i), mac);
            }
            map.put(family == 4 ? LocalAddress.mapped(NETWORK + 2 + i) : interfaceIdentifier(i), mac);
        }
        for (int i = 0; i < LOOKUPS; i++) {
            final int neighbor = random.nextInt(neighbors);
            highs[i] = family == 4 ? 0 : PREFIX;
            lows[i] = family == 4 ? LocalAddress.mapped(NETWORK + 2 + neighbor) : interfaceIdentifier(neighbor);
        }
        final FrameAllocator frames = FramePool.builder().frames(64).build().allocator();
        final Router router = new Router("router", frames, tables)
                .port(new MemoryLink("lan", frames, 1).right())
                .neighbors(NeighborConfig.builder()
                        .capacity(2 * neighbors)
                        .duplicateProbes(0)
                        .announcements(0)
                        .build());
        final Worker worker = router.worker(() -> 0);
        worker.doWork();
        stage = router.neighbors();
        if (stage.list().size() != neighbors) {
            throw new IllegalStateException("neighbors: value=" + stage.list().size() + ", expected=" + neighbors);
        }
    }

    /** As if made of a link address (RFC 4291 appendix A). */
    private static long interfaceIdentifier(final int number) {
        return 0x0400_00FF_FE00_0000L | number * 0x9E37L & 0xFF_FFFF;
    }

    /** Finds 4,096 neighbors. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public void find() {
        for (int i = 0; i < LOOKUPS; i++) {
            stage.confirm(0, highs[i], lows[i], 0);
        }
    }

    /**
     * Finds 4,096 values in a map.
     *
     * @return something of the answers.
     */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public long findBaseline() {
        long sum = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            sum += map.get(lows[i]);
        }
        return sum;
    }
}
