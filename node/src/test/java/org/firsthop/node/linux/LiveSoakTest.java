package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.CounterReport;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A router under as many packets as come: nothing is allocated, every packet is counted once, as by the kernel, and no frame is
 * lost.
 *
 * <p>{@code mvn -pl node -am test -Dtest=LiveSoakTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirsthop.soak.seconds=600}, as
 * root, lets each kind of port run for ten minutes.
 */
class LiveSoakTest {
    private static final int SECONDS = Integer.getInteger("firsthop.soak.seconds", 5);
    private static final int WARM_UP_SECONDS = 3;
    private static final long MAC = 0x0200_0000_0001L;

    /** What the virtual machine itself may do on a worker's thread, whatever the number of packets. */
    private static final long ALLOCATION_SLACK = 16 * 1024;

    private static final String CONFIG = """
        interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24
        interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24
        route 10.3.0.0/16 via 10.2.0.9 dev r1
        neighbor 10.2.0.9 lladdr 02:00:00:00:00:99 dev r1
        """;

    private volatile boolean isEnding;

    /** Where the router's ports r0 and r1 lead, where the generator sits, and what the kernel counts of both ports. */
    private enum Surroundings {
        VETH("a", "a0", "rx_packets", "tx_packets") {
            @Override
            void lay(final NetworkLab lab) {
                lab.link("a", "a0", "r", "r0").link("r", "r1", "b", "b0");
                for (final String end : new String[] {"a a0", "r r0", "r r1", "b b0"}) {
                    silence(lab, end.split(" ", 2));
                }
                // Several packets that were handed over as one are counted by the kernel when it has cut them.
                for (final String end : new String[] {"a a0", "r r1"}) {
                    final String[] words = end.split(" ", 2);
                    lab.exec(words[0], "ethtool", "-K", words[1], "gso", "off", "tx", "off")
                            .ok();
                }
            }
        },

        /** What the router receives the kernel sends, and the other way round; the interfaces stay when the ports are closed. */
        TAP("r", "r0", "tx_packets", "rx_packets") {
            @Override
            void lay(final NetworkLab lab) {
                for (final String name : new String[] {"r0", "r1"}) {
                    lab.ip("r", "tuntap add " + name + " mode tap");
                    silence(lab, "r", name);
                }
            }
        };

        private final String generator;
        private final String wayIn;
        private final String received;
        private final String sent;

        Surroundings(final String generator, final String wayIn, final String received, final String sent) {
            this.generator = generator;
            this.wayIn = wayIn;
            this.received = received;
            this.sent = sent;
        }

        abstract void lay(NetworkLab lab);

        private static void silence(final NetworkLab lab, final String... end) {
            lab.exec(end[0], "sysctl", "-qw", "net.ipv6.conf." + end[1] + ".disable_ipv6=1")
                    .ok();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepCountOfEveryPacketAndAllocateNothing(final PortKind kind) throws Exception {
        NetworkLab.require("ethtool");
        try (NetworkLab lab = NetworkLab.with("a", "r", "b")) {
            final Surroundings around = kind == PortKind.TAP ? Surroundings.TAP : Surroundings.VETH;
            around.lay(lab);
            final long receivedBefore = kernel(lab, "r0", around.received);
            final long sentBefore = kernel(lab, "r1", around.sent);
            final NodeOptions options = new NodeOptions(1, 16 * 1024, 2048, false, Map.of(), null);
            final LiveRouter router = lab.closing(lab.in(
                    "r",
                    () -> LiveRouter.start(
                            RouterConfigParser.parse("router.conf", new StringReader(CONFIG), Path.of("")),
                            Map.of("r0", kind, "r1", kind),
                            options)));
            final CompletableFuture<Long> generator = lab.startIn(around.generator, () -> generate(around.wayIn));
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            final long allocated = allocated();
            final long packets = router.node().report().port("r1", "tx-packets");
            TimeUnit.SECONDS.sleep(SECONDS);
            final long grown = allocated() - allocated;
            final long measured = router.node().report().port("r1", "tx-packets") - packets;
            isEnding = true;
            final long generated = NetworkLab.wait(generator);
            TimeUnit.MILLISECONDS.sleep(500);

            router.node().close();
            final CounterReport report = router.node().report();
            System.out.printf(
                    "%s: %,d packets of %,d forwarded in %d s, %,d octets allocated%n",
                    kind, measured, generated, SECONDS, grown);
            assertTrue(measured > 10_000, "only " + measured + " packets");
            assertTrue(grown < ALLOCATION_SLACK, grown + " octets for " + measured + " packets");
            final Worker worker = router.node().workers().get(0);
            long received = report.port("r0", "rx-packets") + report.port("r1", "rx-packets");
            long ended = worker.graph().inside();
            for (final Stage stage : worker.graph().stages()) {
                received += stage.originated();
                ended += stage.dropped() + stage.consumed();
            }
            assertEquals(received, ended, "every packet is counted once");
            final long kernelReceived = kernel(lab, "r0", around.received) - receivedBefore;
            final long taken = report.port("r0", "rx-packets") + report.port("r0", "rx-missed");
            assertEquals(kernelReceived, taken, "received, as the kernel counts");
            // A packet socket is told that the interface has dropped a frame, an AF_XDP one is not.
            final long droppedBehind = kind == PortKind.XDP ? kernel(lab, "r1", "tx_dropped") : 0;
            assertEquals(
                    kernel(lab, "r1", around.sent) - sentBefore + droppedBehind,
                    report.port("r1", "tx-packets"),
                    "sent, as the kernel counts");
            assertEquals(worker.graph().inside(), router.node().pool().outstanding(), "frames that nobody gave back");
        }
    }

    private static long kernel(final NetworkLab lab, final String name, final String counter) {
        return Long.parseLong(lab.exec("r", "cat", "/sys/class/net/" + name + "/statistics/" + counter)
                .ok()
                .output()
                .trim());
    }

    private static long allocated() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long octets = 0;
        for (final long id : threads.getAllThreadIds()) {
            if (threads.getThreadInfo(id).getThreadName().startsWith("router-")) {
                octets += threads.getThreadAllocatedBytes(id);
            }
        }
        return octets;
    }

    private long generate(final String wayIn) throws Exception {
        final FrameAllocator frames = FramePool.builder().frames(1024).build().allocator();
        final FramePool pool = frames.pool();
        final FrameBatch batch = new FrameBatch();
        long sent = 0;
        int batches = 0;
        try (PacketPort port = PacketPort.open(wayIn, 1500, PacketRing.DEFAULT, 0, frames)) {
            while (!isEnding) {
                batch.clear();
                final int train = (batches++ >>> 10 & 1) == 0 ? 1 : 8;
                for (int i = 0; i < 64; i++) {
                    final int frame = frames.allocate();
                    pool.length(frame, 60);
                    write(pool.buffer(), pool.offset(frame), i / train, i % train);
                    batch.add(frame);
                }
                final int taken = port.transmit(batch);
                sent += taken;
                for (int i = taken; i < batch.size(); i++) {
                    frames.free(batch.get(i));
                }
            }
        }
        return sent;
    }

    /** Writes a packet to one of 64 destinations: those with numbers that follow each other may be handed to the kernel as one. */
    private static void write(
            final MutableDirectBuffer buffer, final int offset, final int destination, final int number) {
        final int ip = offset + EthernetFlyweight.HEADER_LENGTH;
        final int udp = ip + Ipv4Flyweight.MIN_HEADER_LENGTH;
        final int udpLength = offset + 60 - udp;
        final int source = 10 << 24 | 1 << 16 | 2;
        final int target = 10 << 24 | 3 << 16 | destination;
        buffer.setMemory(offset, 60, (byte) 0);
        new EthernetFlyweight()
                .wrap(buffer, offset)
                .destination(MAC)
                .source(0x0200_0000_0077L)
                .etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(buffer, ip)
                .writeDefaults()
                .totalLength(Ipv4Flyweight.MIN_HEADER_LENGTH + udpLength)
                .identification(number)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(source)
                .destination(target)
                .fillChecksum();
        final UdpFlyweight datagram = new UdpFlyweight().wrap(buffer, udp);
        datagram.sourcePort(1024).destinationPort(9).length(udpLength);
        datagram.fillChecksum(PseudoHeader.ipv4(source, target, IpProtocol.UDP, udpLength), udpLength);
    }
}
