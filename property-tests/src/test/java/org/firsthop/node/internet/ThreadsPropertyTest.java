package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.SimCapture;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.SimRandom;
import org.firsthop.node.sim.Simulation;

/** The law of threads: however many run a network, what happens in it is the same, to the octet and the nanosecond. */
class ThreadsPropertyTest {
    private static final int FRAMES = 4_096;
    private static final long END_NS = 4_000_000_000L;

    /** Few delays, so that many things happen at one time. */
    private static final long[] DELAYS = {500, 1_000, 1_000, 20_000, 300_000};

    /** All that can be seen of a run. */
    private record Run(byte[] capture, String counters, int parts) {}

    @Property(tries = 40)
    void anyNumberOfThreadsGivesTheSameCapture(
            @ForAll final long seed,
            @ForAll @IntRange(min = 2, max = 12) final int routers,
            @ForAll @IntRange(min = 1, max = 4) final int hosts,
            @ForAll @IntRange(min = 0, max = 2) final int shape,
            @ForAll @IntRange(min = 0, max = 10) final int faults)
            throws IOException {
        final Topology topology = topology(seed, routers, hosts, shape, faults / 100.0);
        final Run one = run(topology, seed, routers * hosts, 1);
        for (int threads = 2; threads <= 3; threads++) {
            final Run several = run(topology, seed, routers * hosts, threads);
            assertTrue(several.parts > 1, "all nodes are in one part");
            assertEquals(one.counters, several.counters, threads + " threads");
            assertArrayEquals(one.capture, several.capture, threads + " threads");
        }
    }

    /** Routers in a tree, a ring or a mesh, each with a switch and hosts behind it; switches know no routes, routers all. */
    private static Topology topology(
            final long seed, final int routers, final int hosts, final int shape, final double fault) {
        final SimRandom random = new SimRandom(seed);
        final RandomNetwork shaped = new RandomNetwork(seed, routers, shape, fault, false);
        final Topology.Builder builder = Topology.builder();
        for (final NodeSpec node : shaped.topology.nodes()) {
            if (node.kind() == NodeSpec.Kind.ROUTER) {
                builder.router(
                        node.name(),
                        shaped.routerLines(Integer.parseInt(node.name().substring(6))));
            }
        }
        for (int r = 0; r < routers; r++) {
            builder.bridge("switch" + r);
            builder.link("router" + r + ".host0", "switch" + r, LinkConfig.ethernet());
            for (int h = 0; h < hosts; h++) {
                final int number = r * hosts + h;
                builder.host(
                        "host" + number,
                        "interface eth0 mac 02:00:00:fe:00:" + String.format("%02x", number) + " address 10.1." + r
                                + '.' + (10 + h) + "/24",
                        "route default via 10.1." + r + ".1 dev eth0",
                        "listen 80");
                builder.link(
                        "host" + number + ".eth0",
                        "switch" + r,
                        LinkConfig.ethernet().loss(fault).duplication(fault));
            }
        }
        for (final LinkSpec link : shaped.topology.links()) {
            if (link.leftNode().startsWith("router") && link.rightNode().startsWith("router")) {
                builder.link(
                        link.leftNode() + '.' + link.leftPort(),
                        link.rightNode() + '.' + link.rightPort(),
                        link.config()
                                .delay(DELAYS[random.nextInt(DELAYS.length)])
                                .rate(random.nextInt(2) == 0 ? LinkConfig.UNLIMITED : 100_000_000));
            }
        }
        return builder.build();
    }

    private static Run run(final Topology topology, final long seed, final int hosts, final int threads)
            throws IOException {
        final SimulatedNetwork network = SimulatedNetwork.of(topology, seed, FRAMES, threads);
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (Simulation simulation = network.simulation()) {
            run(network, seed, hosts, octets);
            assertEquals(END_NS, simulation.nowNs());
            return new Run(octets.toByteArray(), counters(network), parts(network));
        }
    }

    private static void run(
            final SimulatedNetwork network, final long seed, final int hosts, final ByteArrayOutputStream octets)
            throws IOException {
        final Simulation simulation = network.simulation();
        try (SimCapture capture = new SimCapture(simulation, PcapngWriter.create(octets, ByteOrder.LITTLE_ENDIAN), 0)) {
            for (final Link link : simulation.links()) {
                capture.tap(link);
            }
            final SimRandom random = new SimRandom(seed + 1);
            for (int i = 0; i < 3 * hosts; i++) {
                final Host host = network.host("host" + i % hosts);
                final Endpoint other = endpoint(network.topology(), random.nextInt(hosts));
                // On whole microseconds, so that hosts do things at the same time.
                host.at(1_000L * (1 + random.nextInt(50)), () -> host.tcp().connect(other, new StreamHandler() {
                    @Override
                    public void onConnected(final TcpStream stream) {
                        stream.abort();
                    }
                }));
            }
            final Link cut =
                    simulation.links().get(random.nextInt(simulation.links().size()));
            simulation.at(2_000_000, () -> cut.up(false));
            simulation.at(1_500_000_000, () -> cut.up(true));
            simulation.at(1_500_000_000, () -> simulation.wake(network.host("host0")));
            simulation.runUntil(END_NS / 3);
            simulation.runUntil(END_NS);
        }
    }

    private static Endpoint endpoint(final Topology topology, final int host) {
        final NodeSpec spec = topology.nodes().stream()
                .filter(node -> node.name().equals("host" + host))
                .findFirst()
                .orElseThrow();
        return new Endpoint(
                Ipv6Address.ofIpv4Mapped(spec.config()
                        .interfaces()
                        .get(0)
                        .addresses()
                        .get(0)
                        .address()
                        .ipv4()),
                80);
    }

    private static int parts(final SimulatedNetwork network) {
        return (int) network.topology().nodes().stream()
                .map(node -> network.partition(node))
                .distinct()
                .count();
    }

    private static String counters(final SimulatedNetwork network) {
        final List<String> lines = new ArrayList<>();
        final Simulation simulation = network.simulation();
        lines.add(simulation.nowNs() + " " + simulation.frameHops() + ' ' + simulation.events());
        for (final Link link : simulation.links()) {
            for (final LinkEnd end : List.of(link.left(), link.right())) {
                assertEquals(
                        end.sent() + end.duplicated(), end.delivered() + end.dropped() + end.underWay(), end.name());
                lines.add(end.name()
                        + ' '
                        + end.sent()
                        + ' '
                        + end.delivered()
                        + ' '
                        + end.dropped()
                        + ' '
                        + end.underWay()
                        + ' '
                        + end.counters().receivedOctets());
            }
        }
        for (final SimNode node : network.nodes().values()) {
            final Worker worker = node instanceof Host host
                    ? host.worker()
                    : node instanceof RouterNode router ? router.worker() : ((BridgeNode) node).worker();
            for (final Stage stage : worker.graph().stages()) {
                lines.add(node.name()
                        + ' '
                        + stage.name()
                        + ' '
                        + stage.received()
                        + ' '
                        + stage.batches()
                        + ' '
                        + stage.dropped()
                        + ' '
                        + stage.consumed()
                        + ' '
                        + stage.originated());
            }
        }
        return String.join("\n", lines);
    }
}
