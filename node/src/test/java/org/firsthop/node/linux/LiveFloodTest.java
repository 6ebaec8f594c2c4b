package org.firsthop.node.linux;

import static org.firsthop.node.linux.RawPackets.ipv4;
import static org.firsthop.node.linux.RawPackets.ipv6;
import static org.firsthop.node.linux.RawPackets.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.ip.LocalDelivery;
import org.firsthop.forwarding.nat.NatDrops;
import org.firsthop.forwarding.neighbor.NeighborDrops;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveNode;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.LiveSwitch;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Floods and sweeps on links of the kernel, tens of thousands of packets a second, beside a flow between two hosts that is there
 * already: it loses nothing, what is held stays within its bound, and every packet is counted.
 */
class LiveFloodTest {
    private static final int FLOOD = Integer.getInteger("firsthop.flood.packets", 1 << 16);
    private static final int SHORT_FLOOD = FLOOD / 3;
    private static final int BURST = 32;
    private static final long PAUSE_NS = 1_500_000;
    private static final int PINGS = 300;
    private static final long R0 = 0x0200_0000_0001L;
    private static final long R1 = 0x0200_0000_0002L;
    private static final long ATTACKER = 0x0200_0000_0666L;
    private static final PacketRing RING = new PacketRing(256 * 1024, 8, 1);
    private static final String CONFIG = """
        interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/16 address fd01::1/64
        interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24 address fd02::1/64
        reassembly frames 128
        neighbors dad 0
        """;

    private final Random random = new Random(9);
    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = NetworkLab.with("a", "r", "b", "c");
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private LiveRouter router(final String more) throws Exception {
        lab.link("a", "a0", "r", "r0").link("r", "r1", "b", "b0");
        lab.ip("a", "addr add 10.1.0.2/16 dev a0").ip("a", "addr add fd01::2/64 dev a0 nodad");
        lab.ip("b", "addr add 10.2.0.2/24 dev b0").ip("b", "addr add fd02::2/64 dev b0 nodad");
        lab.ip("a", "route add 10.2.0.0/24 via 10.1.0.1").ip("a", "route add fd02::/64 via fd01::1");
        lab.ip("b", "route add 10.1.0.0/16 via 10.2.0.1").ip("b", "route add fd01::/64 via fd02::1");
        return lab.closing(lab.in(
                "r",
                () -> LiveRouter.start(
                        RouterConfigParser.parse("router.conf", new StringReader(CONFIG + more), Path.of("")),
                        Map.of("r0", PortKind.PACKET, "r1", PortKind.PACKET),
                        NodeOptions.DEFAULT)));
    }

    /** Floods from a host while another flow runs; {@return how many packets the flood had} */
    private int flood(
            final String host,
            final String device,
            final int count,
            final String victim,
            final String destination,
            final IntFunction<byte[]> frames)
            throws Exception {
        // There before the flood begins: its neighbors are known, and so is its translation.
        lab.exec(victim, "ping", "-c", "3", "-i", "0.02", "-W", "3", destination)
                .ok();
        final CompletableFuture<NetworkLab.Result> flow = CompletableFuture.supplyAsync(
                () -> lab.exec(victim, "ping", "-q", "-c", "" + PINGS, "-i", "0.01", "-W", "3", destination));
        final int sent = lab.in(host, () -> send(device, count, frames));
        final String said = NetworkLab.wait(flow).ok().output();
        assertTrue(said.contains(PINGS + " received, 0% packet loss"), said);
        return sent;
    }

    private static int send(final String device, final int count, final IntFunction<byte[]> frames) throws Exception {
        final FramePool pool = FramePool.builder().frames(512).build();
        final FrameAllocator allocator = pool.allocator();
        int sent = 0;
        try (PacketPort port = PacketPort.open(device, 1500, RING, 0, allocator)) {
            final FrameBatch batch = new FrameBatch();
            final FrameBatch ignored = new FrameBatch();
            for (int i = 0; i < count; i++) {
                final byte[] octets = frames.apply(i);
                final int frame = allocator.allocate();
                pool.length(frame, octets.length);
                pool.buffer().putBytes(pool.offset(frame), octets);
                batch.add(frame);
                if (batch.size() == BURST || i + 1 == count) {
                    final int taken = port.transmit(batch);
                    allocator.free(batch, taken, batch.size());
                    batch.clear();
                    sent += taken;
                    port.receive(ignored, 128);
                    allocator.freeAll(ignored);
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        }
        return sent;
    }

    private static byte[] toRouter(final long mac, final byte[] packet) {
        return RouterScene.ethernet(mac, ATTACKER, packet);
    }

    /** The counting law of all workers, when they have stopped. */
    private static long assertCounted(final LiveNode node, final DropReason reason) {
        node.close();
        long dropped = 0;
        for (final Worker worker : node.workers()) {
            final long[] balance = {0};
            worker.ports().forEach(port -> balance[0] += port.counters().receivedFrames());
            for (final Stage stage : worker.graph().stages()) {
                balance[0] += stage.originated() - stage.consumed();
                assertTrue(stage instanceof PortOutput || stage instanceof LocalDelivery || stage.held() >= 0);
            }
            assertEquals(
                    worker.graph().drops().total() + worker.graph().inside(), balance[0], "received, but not counted");
            assertEquals(0, worker.graph().drops().get(StageGraph.STAGE_FAILED));
            dropped += worker.graph().drops().get(reason);
        }
        assertEquals(
                node.workers().stream().mapToLong(w -> w.graph().inside()).sum(),
                node.pool().outstanding(),
                "frames");
        return dropped;
    }

    /** No two in turn: all of a /16 but for the hosts that are there. */
    private static int swept(final int i) {
        return 0x0A01_0000 | 3 + (i * 40_503 & 0xFFFF) % 65_000;
    }

    // RFC 1812 section 3.3.2, RFC 6583: a sweep of a /16 takes a bounded number of entries and requests.
    @Test
    void shouldStandASweepOfASlash16() throws Exception {
        final LiveRouter router = router("");
        final int sent = flood(
                "b",
                "b0",
                FLOOD,
                "a",
                "10.2.0.2",
                i -> toRouter(R1, ipv4("10.2.0.66", Ipv4Address.toString(swept(i)), IpProtocol.UDP, udp(9, 9, 10))));
        assertSwept(router, sent);
    }

    // RFC 6583: the same of a /64, which has more addresses than any table.
    @Test
    void shouldStandASweepOfASlash64() throws Exception {
        final LiveRouter router = router("");
        final int sent = flood(
                "b",
                "b0",
                FLOOD,
                "a",
                "fd02::2",
                i -> toRouter(
                        R1,
                        ipv6(
                                "fd02::66",
                                "fd01::" + Integer.toHexString(random.nextInt(0xFFFF) + 1) + ':'
                                        + Integer.toHexString(i & 0xFFFF | 1),
                                IpProtocol.UDP,
                                64,
                                udp(9, 9, 10))));
        assertSwept(router, sent);
    }

    private static void assertSwept(final LiveRouter router, final int sent) {
        assertTrue(router.neighbors().size() <= 256 + 16, router.neighbors().size() + " neighbors");
        final long refused = assertCounted(router.node(), NeighborDrops.TOO_MANY_UNRESOLVED)
                + router.node().workers().get(0).graph().drops().get(NeighborDrops.UNREACHABLE);
        assertTrue(sent == FLOOD && refused > 0, sent + " sent, " + refused + " refused");
    }

    // RFC 1858, RFC 6274 section 4.1.
    @Test
    void shouldStandFragmentsWhoseRestNeverComes() throws Exception {
        final LiveRouter router = router("");
        flood("b", "b0", SHORT_FLOOD, "a", "10.2.0.2", i -> {
            final byte[] packet = ipv4(
                    Ipv4Address.toString(0x0A02_0003 + random.nextInt(200)),
                    "10.1.0.1",
                    IpProtocol.UDP,
                    64,
                    Ipv4Flyweight.MORE_FRAGMENTS_FLAG,
                    new byte[0],
                    udp(9, 9, 24));
            packet[4] = (byte) (i >>> 8);
            packet[5] = (byte) i;
            return toRouter(R1, RawPackets.withIpv4Checksum(packet));
        });
        final long held = router.node().workers().get(0).graph().inside();
        assertTrue(held <= 128 + 16, held + " frames held");
        final Worker worker = router.node().workers().get(0);
        final long given = assertCounted(router.node(), Reassembly.FRAMES_FULL)
                + worker.graph().drops().get(Reassembly.TABLE_FULL)
                + worker.graph().drops().get(Reassembly.SOURCE_LIMIT);
        assertTrue(given > SHORT_FLOOD / 2, given + " given up");
    }

    // RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f): bounded in errors a second, and the flow does not notice.
    @Test
    void shouldStandBaitsForErrors() throws Exception {
        final LiveRouter router = router("icmp errors 100 burst 20\n");
        flood(
                "b",
                "b0",
                FLOOD,
                "a",
                "10.2.0.2",
                i -> toRouter(
                        R1,
                        i % 2 == 0
                                ? ipv4("10.2.0.66", "10.1.0.2", IpProtocol.UDP, 1, 0, new byte[0], udp(9, 9, 10))
                                : ipv6("fd02::66", "fd01::2", IpProtocol.UDP, 1, udp(9, 9, 10))));
        final long sent = router.node().report().port("r1", "tx-packets");
        assertCounted(router.node(), NeighborDrops.UNREACHABLE);
        assertTrue(sent < PINGS + 5_000, sent + " packets to where the baits came from");
    }

    // RFC 4787 REQ-1, RFC 5508 REQ-8: a scanner's mappings are bounded, and another's flow keeps its own.
    @Test
    void shouldStandTheExhaustionOfTranslations() throws Exception {
        final LiveRouter router = router("nat outside r1 inside r0\n");
        lab.ip("b", "route del 10.1.0.0/16");
        flood(
                "a",
                "a0",
                FLOOD,
                "a",
                "10.2.0.2",
                i -> toRouter(
                        R0,
                        ipv4(
                                "10.1.0.66",
                                "10.2.0.2",
                                IpProtocol.UDP,
                                udp(1_024 + i % 64_000, 1_000 + i / 64_000, 10))));
        final long refused = assertCounted(router.node(), NatDrops.HOST_QUOTA);
        assertTrue(refused > SHORT_FLOOD / 2, refused + " mappings refused");
    }

    // IEEE 802.1Q section 8.7: random stations do not drive out those that are there.
    @Test
    void shouldStandAFloodOfStations() throws Exception {
        int host = 0;
        for (final String name : List.of("a", "b", "c")) {
            lab.link(name, "eth0", "r", "port-" + name);
            lab.ip(name, "addr add 10.0.0." + ++host + "/24 dev eth0");
        }
        final List<InterfaceSpec> ports = List.of(
                new InterfaceSpec("port-a", PortKind.PACKET, 1500),
                new InterfaceSpec("port-b", PortKind.PACKET, 1500),
                new InterfaceSpec("port-c", PortKind.PACKET, 1500));
        final LiveSwitch live = lab.closing(lab.in("r", () -> LiveSwitch.start(ports, NodeOptions.DEFAULT)));
        flood(
                "c",
                "eth0",
                FLOOD,
                "a",
                "10.0.0.2",
                i -> RouterScene.ethernet(
                        0x0200_0000_0000L | random.nextInt() & 0xFFFF_FFFFL,
                        0x0600_0000_0000L | random.nextInt() & 0xFFFF_FFFFL,
                        ipv4("10.0.0.66", "10.0.0.67", IpProtocol.UDP, udp(9, 9, 10))));
        live.close();
        final long toAttacker = live.node().report().port("port-c", "tx-packets");
        assertTrue(toAttacker < PINGS, toAttacker + " packets of others went to the flooder");
        assertEquals(0, live.node().pool().outstanding());
    }
}
