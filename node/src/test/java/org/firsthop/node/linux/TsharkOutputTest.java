package org.firsthop.node.linux;

import static org.firsthop.node.linux.RawPackets.icmp;
import static org.firsthop.node.linux.RawPackets.ipv4;
import static org.firsthop.node.linux.RawPackets.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.node.router.TrackedConnections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our router translates and what it says itself, as tshark reads it: every field, and every checksum held to be good. */
class TsharkOutputTest {
    private static final int FLOWS = 300;
    private static final int CASES = 3_000;
    private static final String OUTSIDE = "203.0.113.2";
    private static final long LAN_MAC = 0x0200_0000_0001L;
    private static final long WAN_MAC = 0x0200_0000_0002L;
    private static final long HOST_MAC = 0x0200_0000_0100L;
    private static final int TCP_SYN = 0x02;

    /** What tshark says of a good checksum, and of a bad one. */
    private static final String GOOD = "1";

    private static final String BAD = "0";

    @TempDir
    Path folder;

    @BeforeEach
    void needTshark() {
        NetworkLab.require("tshark");
    }

    /** Lines of values, one a packet; those of inner packets follow the outer one's behind a comma. */
    private List<String[]> tshark(final List<byte[]> frames, final String... fields)
            throws IOException, InterruptedException {
        final Path capture = folder.resolve("output.pcap");
        try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(capture)) {
            for (final byte[] frame : frames) {
                writer.write(0, new UnsafeBuffer(frame), 0, frame.length, frame.length);
            }
        }
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-T", "fields"));
        for (final String preference : List.of("ip", "udp", "tcp")) {
            command.addAll(List.of("-o", preference + ".check_checksum:TRUE"));
        }
        command.addAll(List.of("-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"));
        for (final String field : fields) {
            command.addAll(List.of("-e", field));
        }
        final Path output = folder.resolve("tshark.txt");
        final Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor(), "tshark");
        final List<String[]> lines = Files.readAllLines(output).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        assertEquals(frames.size(), lines.size(), "packets");
        return lines;
    }

    private static String first(final String values) {
        return values.split(",", -1)[0];
    }

    private static String last(final String values) {
        return values.substring(values.lastIndexOf(',') + 1);
    }

    private static byte[] tcp(final String from, final int port, final String to, final int remote, final int flags) {
        final byte[] segment = RawPackets.bytes(
                port >>> 8,
                port,
                remote >>> 8,
                remote,
                0,
                0,
                0,
                9,
                0,
                0,
                0,
                flags == TCP_SYN ? 0 : 10,
                0x50,
                flags,
                0xFF,
                0xFF,
                0,
                0,
                0,
                0);
        return ipv4(from, to, IpProtocol.TCP, RawPackets.withChecksum4(from, to, IpProtocol.TCP, 16, segment));
    }

    private static byte[] datagram(
            final String from, final int port, final String to, final int remote, final int length) {
        return ipv4(
                from,
                to,
                IpProtocol.UDP,
                RawPackets.withChecksum4(from, to, IpProtocol.UDP, 6, udp(port, remote, length)));
    }

    private static byte[] echo(final String from, final String to, final int type, final int identifier) {
        return ipv4(from, to, IpProtocol.ICMP, icmp(type, 0, identifier << 16 | 7, new byte[32]));
    }

    // RFC 4787, 5382 and 5508: addresses, ports and identifiers, in the packets and in what errors quote of them.
    @Test
    void shouldTranslateAsTsharkReadsIt() throws Exception {
        final Random random = new Random(5);
        final Gateway gateway = new Gateway();
        final List<byte[]> out = new ArrayList<>();
        final List<byte[]> back = new ArrayList<>();
        final List<byte[]> errors = new ArrayList<>();
        final List<String> hosts = new ArrayList<>();
        final List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            final String host = "192.168.1." + (2 + random.nextInt(8));
            final int port = 40_000 + i;
            final String remote = "8.8.8." + random.nextInt(4);
            final int kind = i % 3;
            final byte[] sent =
                    switch (kind) {
                        case 0 -> datagram(host, port, remote, 39_999, random.nextInt(100));
                        case 1 -> tcp(host, port, remote, 443, TCP_SYN);
                        default -> echo(host, remote, 8, port);
                    };
            final byte[] outside = gateway.carry(true, sent);
            out.add(outside);
            final byte[] answer =
                    switch (kind) {
                        case 0 -> datagram(remote, 39_999, OUTSIDE, port, random.nextInt(100));
                        case 1 -> tcp(remote, 443, OUTSIDE, port, 0x12);
                        default -> echo(remote, OUTSIDE, 0, port);
                    };
            final byte[] quoted = RouterScene.packet(outside);
            final byte[] error = ipv4("9.9.9.9", OUTSIDE, IpProtocol.ICMP, icmp(11, 0, 0, quoted));
            errors.add(gateway.carry(false, error));
            back.add(gateway.carry(false, answer));
            hosts.add(host);
            ports.add(port);
        }
        final String[] fields = {
            "ip.src",
            "ip.dst",
            "udp.srcport",
            "udp.dstport",
            "tcp.srcport",
            "tcp.dstport",
            "icmp.ident",
            "ip.checksum.status",
            "udp.checksum.status",
            "tcp.checksum.status",
            "icmp.checksum.status",
            "_ws.malformed"
        };
        final List<byte[]> all = new ArrayList<>(out);
        all.addAll(back);
        all.addAll(errors);
        final List<String[]> read = tshark(all, fields);
        for (int i = 0; i < all.size(); i++) {
            final String[] line = read.get(i);
            final int flow = i % FLOWS;
            final String port = ports.get(flow).toString();
            final int kind = flow % 3;
            for (int status = 7; status < 11; status++) {
                assertFalse(Arrays.asList(line[status].split(",")).contains(BAD), fields[status] + " of #" + i);
            }
            assertEquals(GOOD, first(line[7]));
            assertEquals("", line[11], "malformed, #" + i);
            if (i < FLOWS) {
                assertEquals(OUTSIDE, line[0]);
                assertEquals(port, kind == 0 ? line[2] : kind == 1 ? line[4] : first(line[6]));
                assertEquals(GOOD, line[8 + kind]);
            } else if (i < 2 * FLOWS) {
                assertEquals(hosts.get(flow), line[1]);
                assertEquals(port, kind == 0 ? line[3] : kind == 1 ? line[5] : first(line[6]));
                assertEquals(GOOD, line[8 + kind]);
            } else {
                // The error goes to the host, and quotes what the host sent.
                assertEquals(hosts.get(flow), first(line[1]));
                assertEquals(hosts.get(flow), last(line[0]));
                assertEquals(port, kind == 0 ? line[2] : kind == 1 ? line[4] : last(line[6]));
                assertEquals(GOOD + "," + GOOD, line[7], "both headers");
                assertEquals(GOOD, first(line[10]));
            }
        }
    }

    // RFC 792, RFC 4443, RFC 4861: what the router itself says, about packets of every kind.
    @Test
    void shouldSpeakIcmpAsTsharkReadsIt() throws Exception {
        final MemoryRouter router = new MemoryRouter();
        final Ipv4Cases ipv4 = new Ipv4Cases(77);
        final Ipv6Cases ipv6 = new Ipv6Cases(78);
        final List<byte[]> said = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            for (final Outcome.Sent sent : router.forward(i % 2 == 0 ? ipv4.next() : ipv6.next()).sent) {
                if (isSaidByTheRouter(sent.frame())) {
                    said.add(sent.frame());
                }
            }
        }
        assertTrue(said.size() > CASES / 20, said.size() + " messages");
        final List<String[]> read = tshark(
                said,
                "ip.checksum.status",
                "icmp.checksum.status",
                "icmpv6.checksum.status",
                "icmp.type",
                "icmpv6.type");
        for (int i = 0; i < said.size(); i++) {
            final String[] line = read.get(i);
            final boolean isIpv4 = !line[3].isEmpty();
            assertEquals(GOOD, isIpv4 ? first(line[1]) : first(line[2]), "checksum of #" + i);
            assertTrue(!isIpv4 || GOOD.equals(first(line[0])), "header of #" + i);
            assertFalse(first(isIpv4 ? line[3] : line[4]).isEmpty(), "type of #" + i);
        }
    }

    /** Whether a frame is an ICMP message, whole, from an address and with the hop limit of the scene's router. */
    private static boolean isSaidByTheRouter(final byte[] frame) {
        final byte[] packet = RouterScene.packet(frame);
        if (packet[0] >>> 4 == 4) {
            final boolean isWhole = (packet[6] & 0x3F) == 0 && packet[7] == 0;
            return isWhole && packet[8] == 64 && packet[9] == IpProtocol.ICMP && RouterScene.isOwn(packet, 12);
        }
        return packet[6] == IpProtocol.ICMPV6 && packet[7] == 64 && RouterScene.isOwn(packet, 8);
    }

    /** A home gateway whose links are in memory. */
    private static final class Gateway {
        private final FramePool pool =
                FramePool.builder().frames(256).checked(true).build();
        private final FrameAllocator frames = pool.allocator();
        private final MemoryLink lan = new MemoryLink("lan", frames, 4);
        private final MemoryLink wan = new MemoryLink("wan", frames, 4);
        private final FrameBatch batch = new FrameBatch();
        private final Worker worker;

        Gateway() {
            final InterfaceTable interfaces = new InterfaceTable();
            final IpInterface lan0 = interfaces.add("lan0", LAN_MAC, 1500);
            final IpInterface wan0 = interfaces.add("wan0", WAN_MAC, 1500);
            final ForwardingTables tables = new ForwardingTables(
                    interfaces,
                    new AdjacencyTable(new ReadEpochs(1), 64),
                    new LinearScanIpv4Fib(64),
                    new LinearScanIpv6Fib(64));
            final int outside = Ipv4Address.parse(OUTSIDE);
            tables.addAddress(lan0, Ipv4Address.parse("192.168.1.1"), 24);
            tables.addAddress(wan0, outside, 30);
            tables.addRoute(0, 0, tables.nextHop(wan0, outside - 1));
            tables.addNeighbor(wan0, outside - 1, HOST_MAC);
            for (int host = 2; host < 10; host++) {
                tables.addNeighbor(lan0, Ipv4Address.parse("192.168.1." + host), HOST_MAC + host);
            }
            worker = new Router("router", frames, tables)
                    .port(lan.right())
                    .port(wan.right())
                    .nat(new Nat(
                            new NatConfig(wan0.index(), outside).inside(lan0.index()),
                            new TrackedConnections(),
                            SipHash.sipHash13(5, 6)))
                    .worker(() -> 0);
        }

        byte[] carry(final boolean isOut, final byte[] packet) {
            final byte[] octets = RouterScene.ethernet(isOut ? LAN_MAC : WAN_MAC, HOST_MAC, packet);
            final int frame = frames.allocate();
            pool.length(frame, octets.length);
            pool.buffer().putBytes(pool.offset(frame), octets);
            batch.add(frame);
            assertEquals(1, (isOut ? lan : wan).left().transmit(batch));
            batch.clear();
            while (worker.doWork() > 0) {
                // until nothing is left to do
            }
            assertEquals(1, (isOut ? wan : lan).left().receive(batch, 8), "carried");
            final byte[] carried = new byte[pool.length(batch.get(0))];
            pool.buffer().getBytes(pool.offset(batch.get(0)), carried);
            frames.freeAll(batch);
            return carried;
        }
    }
}
