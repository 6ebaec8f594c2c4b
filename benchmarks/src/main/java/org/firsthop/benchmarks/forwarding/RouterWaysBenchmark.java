package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.node.router.TrackedConnections;
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
 * What do the other ways through a home gateway's router cost, beside its fast path for IPv4: the stages for the same packets,
 * IPv6, NAT in both directions, and reassembly of what is for itself?
 *
 * <p>Frames of 60 octets, of 4,096 UDP flows of 16 hosts, uniformly mixed (32,768 frames, seed 1); a default route for each
 * version; every flow has its NAT session before anything is measured. Of reassembly, a packet is a fragment: every datagram has
 * two. The baseline receives and transmits the same frames and does nothing between.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterWaysBenchmark {
    private static final int PACKETS_A_CALL = 256;
    private static final int PACKETS = 32 * 1024;
    private static final int FRAME_LENGTH = 60;
    private static final int PACKET_LENGTH = FRAME_LENGTH - EthernetFlyweight.HEADER_LENGTH;
    private static final int FLOWS = 4096;
    private static final int HOSTS = 16;
    private static final int FIRST_PORT = 10_000;
    private static final int FRAGMENT_LENGTH = 24;

    private static final long LAN_MAC = 0x0200_0000_0001L;
    private static final long WAN_MAC = 0x0200_0000_0002L;
    private static final int LAN_ADDRESS = Ipv4Address.parse("192.168.0.1");
    private static final int WAN_ADDRESS = Ipv4Address.parse("203.0.113.2");
    private static final int GATEWAY = Ipv4Address.parse("203.0.113.1");
    private static final int FIRST_HOST = Ipv4Address.parse("192.168.0.100");
    private static final int REMOTE = Ipv4Address.parse("198.51.100.7");
    private static final long LAN_PREFIX = 0x2001_0DB8_0001_0000L;
    private static final long WAN_PREFIX = 0x2001_0DB8_0002_0000L;
    private static final long REMOTE_PREFIX = 0x2606_2800_0000_0000L;

    /** Which way the packets take. */
    @Param({"fast path", "stages", "ipv6", "nat out", "nat in", "reassembly"})
    public String way;

    /** How many packets a port gives at once. */
    @Param({"256", "64"})
    public int vector = PACKETS_A_CALL;

    private final SplittableRandom random = new SplittableRandom(1);
    private final FrameBatch batch = new FrameBatch(PACKETS_A_CALL);
    private final MemoryRegion fromLan = trace();
    private final MemoryRegion fromWan = trace();
    private final int[] outsidePorts = new int[FLOWS];
    private TracePort lan;
    private TracePort wan;
    private Worker worker;
    private long delivered;

    private static MemoryRegion trace() {
        return MemoryRegion.allocate((long) PACKETS * FRAME_LENGTH + TracePort.BLOCK);
    }

    /** Makes the router, and the sessions of its NAT. */
    @Setup
    public void wire() {
        final FrameAllocator frames = FramePool.builder().frames(1024).build().allocator();
        lan = new TracePort("lan", frames, fromLan, PACKETS, FRAME_LENGTH, false);
        wan = new TracePort("wan", frames, fromWan, PACKETS, FRAME_LENGTH, false);
        lan.burst(0);
        wan.burst(0);
        final Router router =
                new Router("router", frames, tables()).port(lan).port(wan).local((pool, frame, nowNs) -> delivered++);
        if (way.equals("stages")) {
            router.withoutFastPath();
        }
        final Nat nat =
                new Nat(new NatConfig(1, WAN_ADDRESS).inside(0), new TrackedConnections(), SipHash.sipHash13(1, 2));
        if (way.startsWith("nat")) {
            router.nat(nat);
        }
        worker = router.worker(() -> 0);
        for (int i = 0; i < PACKETS; i++) {
            final int offset = i * FRAME_LENGTH;
            switch (way) {
                case "ipv6" -> writeIpv6(offset);
                case "reassembly" -> writeFragment(offset, i);
                default -> writeOutbound(offset, random.nextInt(FLOWS));
            }
        }
        if (way.equals("nat in")) {
            openSessions(nat);
            wan.burst(vector);
        } else {
            lan.burst(vector);
        }
        check();
    }

    private static ForwardingTables tables() {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan0 = interfaces.add("lan0", LAN_MAC, 1500);
        final IpInterface wan0 = interfaces.add("wan0", WAN_MAC, 1500);
        final ReadEpochs epochs = new ReadEpochs(1);
        final ForwardingTables tables = new ForwardingTables(
                interfaces, new AdjacencyTable(epochs, 128), new BlockIpv4Fib(epochs), new StrideIpv6Fib(epochs));
        tables.addAddress(lan0, LAN_ADDRESS, 24);
        tables.addAddress(wan0, WAN_ADDRESS, 24);
        tables.addAddress(lan0, LAN_PREFIX, 1, 64);
        tables.addAddress(wan0, WAN_PREFIX, 1, 64);
        for (int host = 0; host < HOSTS; host++) {
            tables.addNeighbor(lan0, FIRST_HOST + host, 0x0200_0000_0100L + host);
        }
        tables.addRoute(0, 0, tables.nextHop(wan0, GATEWAY));
        tables.addNeighbor(wan0, GATEWAY, 0x0200_0000_0200L);
        tables.addRoute(0, 0, 0, tables.nextHop(wan0, WAN_PREFIX, 2));
        tables.addNeighbor(wan0, WAN_PREFIX, 2, 0x0200_0000_0200L);
        return tables;
    }

    /** Sends every flow's packets, and writes what comes back to where they came from. */
    private void openSessions(final Nat nat) {
        lan.burst(PACKETS_A_CALL);
        for (int sent = 0; sent < PACKETS; sent += PACKETS_A_CALL) {
            worker.doWork();
        }
        lan.burst(0);
        final int[] sessions = new int[FLOWS];
        nat.forEach((protocol, state, inside, insidePort, outsidePort, remote, remotePort, idle) -> {
            outsidePorts[insidePort - FIRST_PORT] = outsidePort;
            sessions[insidePort - FIRST_PORT] = 1;
        });
        for (int i = 0; i < PACKETS; i++) {
            int flow = random.nextInt(FLOWS);
            while (sessions[flow] == 0) {
                flow = random.nextInt(FLOWS);
            }
            final UnsafeBuffer buffer = fromWan.buffer();
            final int offset = i * FRAME_LENGTH;
            writeEthernet(buffer, offset, WAN_MAC, EtherType.IPV4);
            writeUdp4(buffer, offset, REMOTE, 53, WAN_ADDRESS, outsidePorts[flow]);
        }
    }

    private void writeOutbound(final int offset, final int flow) {
        writeEthernet(fromLan.buffer(), offset, LAN_MAC, EtherType.IPV4);
        writeUdp4(fromLan.buffer(), offset, FIRST_HOST + flow % HOSTS, FIRST_PORT + flow, REMOTE, 53);
    }

    private static void writeEthernet(
            final UnsafeBuffer buffer, final int offset, final long destination, final int etherType) {
        new EthernetFlyweight()
                .wrap(buffer, offset)
                .destination(destination)
                .source(0x0200_0000_0300L)
                .etherType(etherType);
    }

    private static void writeUdp4(
            final UnsafeBuffer buffer,
            final int offset,
            final int source,
            final int sourcePort,
            final int destination,
            final int destinationPort) {
        new Ipv4Flyweight()
                .wrap(buffer, offset + EthernetFlyweight.HEADER_LENGTH)
                .writeDefaults()
                .totalLength(PACKET_LENGTH)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(source)
                .destination(destination)
                .fillChecksum();
        new UdpFlyweight()
                .wrap(buffer, offset + EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH)
                .sourcePort(sourcePort)
                .destinationPort(destinationPort)
                .length(PACKET_LENGTH - Ipv4Flyweight.MIN_HEADER_LENGTH)
                .checksum(0x1234);
    }

    private void writeIpv6(final int offset) {
        final UnsafeBuffer buffer = fromLan.buffer();
        writeEthernet(buffer, offset, LAN_MAC, EtherType.IPV6);
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, offset + EthernetFlyweight.HEADER_LENGTH);
        ip.writeDefaults();
        ip.payloadLength(PACKET_LENGTH - Ipv6Flyweight.HEADER_LENGTH);
        ip.nextHeader(IpProtocol.UDP);
        ip.hopLimit(64);
        ip.source(LAN_PREFIX, 100 + random.nextInt(HOSTS));
        ip.destination(REMOTE_PREFIX | Integer.toUnsignedLong(random.nextInt()), random.nextLong());
    }

    /** The halves of datagrams for the router, one behind the other. */
    private void writeFragment(final int offset, final int number) {
        final UnsafeBuffer buffer = fromLan.buffer();
        writeEthernet(buffer, offset, LAN_MAC, EtherType.IPV4);
        writeUdp4(buffer, offset, FIRST_HOST + (number >> 1) % HOSTS, FIRST_PORT, LAN_ADDRESS, 53);
        new Ipv4Flyweight()
                .wrap(buffer, offset + EthernetFlyweight.HEADER_LENGTH)
                .totalLength(Ipv4Flyweight.MIN_HEADER_LENGTH + FRAGMENT_LENGTH)
                .identification(number >> 1)
                .flagsAndFragmentOffset(
                        number % 2 == 0 ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : FRAGMENT_LENGTH / Long.BYTES)
                .fillChecksum();
    }

    /** What is dropped is not measured. */
    private void check() {
        final TracePort out = way.equals("nat in") ? lan : wan;
        final long before = out.counters().transmittedFrames();
        forward();
        final long sent = out.counters().transmittedFrames() - before;
        final long expected = way.equals("reassembly") ? 0 : PACKETS_A_CALL;
        if (sent != expected || (expected == 0 && delivered != PACKETS_A_CALL / 2)) {
            throw new IllegalStateException(way + ": " + sent + " sent, " + delivered + " delivered");
        }
    }

    /**
     * Takes 256 packets their way.
     *
     * @return how much was done.
     */
    @Benchmark
    @OperationsPerInvocation(PACKETS_A_CALL)
    public int forward() {
        int done = 0;
        for (int packets = 0; packets < PACKETS_A_CALL; packets += vector) {
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
    @OperationsPerInvocation(PACKETS_A_CALL)
    public int forwardBaseline() {
        final TracePort port = way.equals("nat in") ? wan : lan;
        int sent = 0;
        for (int packets = 0; packets < PACKETS_A_CALL; packets += vector) {
            port.receive(batch, vector);
            sent += port.transmit(batch);
            batch.clear();
        }
        return sent;
    }
}
