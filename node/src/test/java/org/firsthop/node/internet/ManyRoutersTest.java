package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A tree of a thousand routers, each with a host that connects to another host, over links that lose frames. */
class ManyRoutersTest {
    private static final int ROUTERS = 1_000;
    private static final int CHILDREN = 10;
    private static final double LOSS = 0.01;
    private static final long BETWEEN_NS = 20_000;
    private static final long LIMIT_NS = 120_000_000_000L;

    /** What is to be equal in equal runs: all frames with their times, and how much happened. */
    private record Run(long frames, long checksum, long frameHops, long events, long endNs) {}

    @Test
    void shouldConnectAllHostsAndLoseCountOfNoFrameAndDoSoAgain() throws IOException {
        assertEquals(run(), run());
    }

    private static Run run() throws IOException {
        final SimulatedNetwork network = SimulatedNetwork.of(topology(), 7, 8_192);
        final Simulation simulation = network.simulation();
        final CRC32 checksum = new CRC32();
        final long[] frames = new long[1];
        simulation.observe((from, pool, frame, departNs, arriveNs, fate) -> {
            frames[0]++;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                checksum.update((int) (arriveNs >>> shift));
            }
            checksum.update(fate.ordinal());
            checksum.update(pool.buffer()
                    .byteBuffer()
                    .duplicate()
                    .limit(pool.offset(frame) + pool.length(frame))
                    .position(pool.offset(frame)));
        });
        final int[] connected = new int[1];
        for (int i = 0; i < ROUTERS; i++) {
            final Host host = network.host("host" + i);
            final Endpoint other =
                    new Endpoint(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(lan((i * 7 + 13) % ROUTERS) + ".2")), 80);
            simulation.at(1_000 + i * BETWEEN_NS, () -> {
                host.tcp().connect(other, new StreamHandler() {
                    @Override
                    public void onConnected(final TcpStream stream) {
                        connected[0]++;
                    }
                });
                simulation.wake(host);
            });
        }
        assertTrue(simulation.run(() -> connected[0] == ROUTERS, LIMIT_NS), connected[0] + " of " + ROUTERS);
        network.settle(LIMIT_NS);
        assertBalances(network);
        return new Run(frames[0], checksum.getValue(), simulation.frameHops(), simulation.events(), simulation.nowNs());
    }

    private static void assertBalances(final SimulatedNetwork network) {
        long lost = 0;
        long underWay = 0;
        for (final Link link : network.simulation().links()) {
            for (final LinkEnd end : List.of(link.left(), link.right())) {
                assertEquals(
                        end.sent() + end.duplicated(), end.delivered() + end.dropped() + end.underWay(), end.name());
                lost += end.dropped(Link.LOST);
                underWay += end.underWay();
            }
        }
        assertTrue(lost > 0, "links with loss lost nothing");
        long inside = underWay;
        for (final SimNode node : network.nodes().values()) {
            inside += node instanceof Host host
                    ? host.worker().graph().inside()
                    : ((RouterNode) node).worker().graph().inside();
        }
        assertEquals(inside, network.simulation().frames().pool().outstanding(), "frames that nobody has");
    }

    private static Topology topology() {
        final List<List<String>> routers = new ArrayList<>();
        final Topology.Builder builder = Topology.builder();
        for (int i = 0; i < ROUTERS; i++) {
            final List<String> lines = new ArrayList<>();
            lines.add("interface lan mac " + mac(1, i) + " address " + lan(i) + ".1/24");
            if (i > 0) {
                lines.add("interface up mac " + mac(2, i) + " address " + uplink(i) + ".2/30");
                lines.add("route default via " + uplink(i) + ".1 dev up");
                routers.get(parent(i))
                        .add("interface down" + i + " mac " + mac(3, i) + " address " + uplink(i) + ".1/30");
            }
            routers.add(lines);
        }
        for (int i = 1; i < ROUTERS; i++) {
            for (int child = i; child > 0; child = parent(child)) {
                routers.get(parent(child))
                        .add("route " + lan(i) + ".0/24 via " + uplink(child) + ".2 dev down" + child);
            }
        }
        for (int i = 0; i < ROUTERS; i++) {
            builder.router("router" + i, routers.get(i).toArray(new String[0]));
            builder.host(
                    "host" + i,
                    "interface eth0 mac " + mac(4, i) + " address " + lan(i) + ".2/24",
                    "route default via " + lan(i) + ".1 dev eth0",
                    "connections 4",
                    "listen 80");
            builder.link("host" + i + ".eth0", "router" + i + ".lan", LinkConfig.ethernet());
            if (i > 0) {
                builder.link(
                        "router" + parent(i) + ".down" + i,
                        "router" + i + ".up",
                        LinkConfig.ethernet().delay(1_000_000).loss(LOSS));
            }
        }
        return builder.build();
    }

    private static int parent(final int router) {
        return (router - 1) / CHILDREN;
    }

    private static String lan(final int router) {
        return "10." + (router >> 8) + '.' + (router & 0xFF);
    }

    private static String uplink(final int router) {
        return "172." + (16 + (router >> 8)) + '.' + (router & 0xFF);
    }

    private static String mac(final int kind, final int number) {
        return String.format("02:0%d:00:00:%02x:%02x", kind, number >> 8, number & 0xFF);
    }
}
