package org.firsthop.benchmarks.sim;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.UdpSocket;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;
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
 * How many times a second does a frame cross a link of a simulation, with all that the nodes at its ends do?
 *
 * <p>Datagrams of 18 octets, in frames of 64, go from one host over two routers to another: the operation is one frame on one link.
 * Part of it is UDP and IP in the hosts, the routers' whole path, the FCS made and checked, and the queue of events. They come
 * one at a time, or so many back to back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameHopBenchmark {
    private static final int DATAGRAMS = 320;
    private static final int LINKS = 3;
    private static final long APART_NS = 20_000;

    /** Datagrams back to back. */
    @Param({"1", "32"})
    public int burst;

    private SimulatedNetwork network;
    private Host sender;
    private UdpSocket socket;
    private Ipv6Address destination;
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[18]);
    private long delivered;

    /**
     * Builds the network.
     *
     * @throws IOException never: it names no file.
     */
    @Setup
    public void build() throws IOException {
        final LinkConfig link = LinkConfig.ethernet().rate(100_000_000_000L);
        network = SimulatedNetwork.of(
                Topology.builder()
                        .host(
                                "a",
                                "interface eth0 mac 02:00:00:00:00:01 address 10.0.1.2/24",
                                "route default via 10.0.1.1 dev eth0")
                        .router(
                                "r1",
                                "interface a mac 02:00:00:00:00:11 address 10.0.1.1/24",
                                "interface b mac 02:00:00:00:00:12 address 10.0.2.1/24",
                                "route 10.0.3.0/24 via 10.0.2.2 dev b")
                        .router(
                                "r2",
                                "interface a mac 02:00:00:00:00:21 address 10.0.2.2/24",
                                "interface b mac 02:00:00:00:00:22 address 10.0.3.1/24",
                                "route 10.0.1.0/24 via 10.0.2.1 dev a")
                        .host(
                                "b",
                                "interface eth0 mac 02:00:00:00:00:02 address 10.0.3.2/24",
                                "route default via 10.0.3.1 dev eth0")
                        .link("a.eth0", "r1.a", link)
                        .link("r1.b", "r2.a", link)
                        .link("r2.b", "b.eth0", link)
                        .build(),
                1);
        sender = network.host("a");
        network.host("b").udp().open(9, (lh, ll, rh, rl, port, buffer, offset, length, now) -> delivered++);
        socket = sender.udp().open(0, (lh, ll, rh, rl, port, buffer, offset, length, now) -> {});
        destination = Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("10.0.3.2"));
    }

    /** {@return datagrams that arrived, so that they are used} */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS * LINKS)
    public long frameHops() {
        for (int i = 0; i < DATAGRAMS; i += burst) {
            for (int j = 0; j < burst; j++) {
                socket.send(0, 0, destination.high(), destination.low(), 9, payload, 0, payload.capacity());
            }
            network.simulation().wake(sender);
            network.simulation().runUntil(network.simulation().nowNs() + APART_NS);
        }
        return delivered;
    }
}
