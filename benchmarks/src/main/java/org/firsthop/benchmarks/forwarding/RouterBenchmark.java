package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
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
 * What does a 64-octet IPv4 packet cost from port to port: receive, validate with checksum, longest-prefix match, TTL and
 * checksum, rewrite, transmit?
 *
 * <p>Destinations are uniform over the routed space (32,768 packets, seed 1). The routes are one default route, a thousand
 * /24s, or a million prefixes of lengths 16 to 24. The baseline receives and transmits the same packets and does nothing
 * between.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
    private static final int VECTOR = 256;
    /** Packets of the trace. */
    static final int PACKETS = 32 * 1024;

    /** Octets of a minimal Ethernet frame without its FCS. */
    static final int PACKET_LENGTH = 60;

    /** How many routes the FIB has. */
    @Param({"1", "1000", "1000000"})
    public int routes;

    /** Whether frames are reused at once, or when 32,768 others were used. */
    @Param({"warm", "cold"})
    public String pool;

    /** How many packets a port gives at once. */
    @Param({"256", "64"})
    public int vector = VECTOR;

    private final FrameBatch batch = new FrameBatch(VECTOR);
    private MemoryRegion trace;
    private ForwardingTables tables;
    private TracePort port;
    private Worker worker;

    /** Makes the tables, the trace and the router. */
    @Setup
    public void wire() {
        final boolean isCold = pool.equals("cold");
        final FramePool framePool =
                FramePool.builder().frames(isCold ? PACKETS : 1024).build();
        final FrameAllocator frames = framePool.allocator();
        final SplittableRandom random = new SplittableRandom(1);
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface iface = interfaces.add("trace", 0x0200_0000_0001L, 1500);
        final ReadEpochs epochs = new ReadEpochs(1);
        tables = GeneratedRoutes.tables(interfaces, iface, epochs, routes, random);
        trace = trace(tables, random);
        port = new TracePort("trace", frames, trace, PACKETS, PACKET_LENGTH, isCold);
        port.burst(vector);
        worker = new Router("router", frames, tables).port(port).worker(() -> 0);
    }

    /**
     * Forwards 256 packets.
     *
     * @return how much was done.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int forward() {
        int done = 0;
        for (int packets = 0; packets < VECTOR; packets += vector) {
            done += worker.doWork();
        }
        return done;
    }

    /**
     * Receives and transmits 256 packets.
     *
     * @return how many were sent.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int forwardBaseline() {
        int sent = 0;
        for (int packets = 0; packets < VECTOR; packets += vector) {
            port.receive(batch, vector);
            sent += port.transmit(batch);
            batch.clear();
        }
        return sent;
    }

    /** Packets for the first interface to routed addresses, one behind the other. */
    static MemoryRegion trace(final ForwardingTables tables, final SplittableRandom random) {
        final MemoryRegion trace = MemoryRegion.allocate((long) PACKETS * PACKET_LENGTH + TracePort.BLOCK);
        final UnsafeBuffer buffer = trace.buffer();
        for (int i = 0; i < PACKETS; i++) {
            final int offset = i * PACKET_LENGTH;
            new EthernetFlyweight()
                    .wrap(buffer, offset)
                    .destination(tables.interfaces().get(0).mac())
                    .source(0x0200_0000_0002L)
                    .etherType(EtherType.IPV4);
            new Ipv4Flyweight()
                    .wrap(buffer, offset + EthernetFlyweight.HEADER_LENGTH)
                    .writeDefaults()
                    .totalLength(PACKET_LENGTH - EthernetFlyweight.HEADER_LENGTH)
                    .ttl(64)
                    .protocol(IpProtocol.UDP)
                    .source(0xC0A80164)
                    .destination(GeneratedRoutes.routedAddress(tables.ipv4(), random))
                    .fillChecksum();
        }
        return trace;
    }

    /** The packets, one behind the other. */
    MemoryRegion trace() {
        return trace;
    }

    /** What the router forwards by. */
    ForwardingTables tables() {
        return tables;
    }
}
