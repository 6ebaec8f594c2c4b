package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.bridge.Bridge;
import org.firsthop.forwarding.bridge.BridgePort;
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
 * What does a 64-octet frame cost a switch from port to port: receive, classify, learn the source, find the destination,
 * tag, transmit?
 *
 * <p>Sources and destinations are uniform over the stations (32,768 frames, seed 1), each known by one port; frames come in
 * without a tag and leave with one. Frames to stations that are not known leave by three ports. The baseline receives and
 * transmits the same frames and does nothing between.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BridgeBenchmark {
    private static final int VECTOR = 256;
    private static final int FRAMES = 32 * 1024;
    private static final int VLAN = 10;
    private static final long HERE = 0x0200_0000_0000L;
    private static final long THERE = 0x0200_0100_0000L;

    /** Octets of a minimal Ethernet frame without its FCS. */
    private static final int FRAME_LENGTH = 60;

    /** How many stations are at each port. */
    @Param({"16", "4096"})
    public int stations;

    /** Whether the switch knows where the destinations are. */
    @Param({"known", "flooded"})
    public String destinations = "known";

    private static final int TRUNKS = 3;

    private final FrameBatch batch = new FrameBatch(TRUNKS * VECTOR);
    private final Port[] trunks = new Port[TRUNKS];
    private TracePort trace;
    private FrameAllocator frames;
    private Worker worker;

    /** Makes the trace and the bridge. */
    @Setup
    public void wire() {
        frames = FramePool.builder().frames(2048).build().allocator();
        final SplittableRandom random = new SplittableRandom(1);
        final MemoryRegion memory = MemoryRegion.allocate((long) FRAMES * FRAME_LENGTH + TracePort.BLOCK);
        final UnsafeBuffer buffer = memory.buffer();
        for (int i = 0; i < FRAMES; i++) {
            new EthernetFlyweight()
                    .wrap(buffer, i * FRAME_LENGTH)
                    .destination(THERE | random.nextInt(stations))
                    .source(HERE | random.nextInt(stations))
                    .etherType(EtherType.IPV4);
        }
        trace = new TracePort("trace", frames, memory, FRAMES, FRAME_LENGTH, false);
        final Bridge bridge = new Bridge("br0", frames, SipHash.sipHash13(1, 2))
                .port(trace, BridgePort.access(VLAN))
                .stations(4 * stations);
        for (int i = 0; i < TRUNKS; i++) {
            final MemoryLink link = new MemoryLink("trunk" + i, frames, 8);
            trunks[i] = link.left();
            bridge.port(link.right(), BridgePort.trunk(VLAN));
        }
        for (int station = 0; destinations.equals("known") && station < stations; station++) {
            bridge.station(VLAN, THERE | station, 1);
        }
        worker = bridge.worker(() -> 0);
    }

    /**
     * Switches a vector.
     *
     * @return how much was done.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int forward() {
        final int done = worker.doWork();
        for (final Port trunk : trunks) {
            trunk.receive(batch, VECTOR);
        }
        frames.freeAll(batch);
        return done;
    }

    /**
     * Receives and transmits a vector.
     *
     * @return how much was done.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int forwardBaseline() {
        trace.receive(batch, VECTOR);
        final int sent = trace.transmit(batch);
        batch.clear();
        return sent;
    }
}
