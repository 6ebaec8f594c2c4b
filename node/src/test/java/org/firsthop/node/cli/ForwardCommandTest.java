package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardCommandTest {
    private static final String CONFIG = """
            interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24
            interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30 mtu 65535
            %s
            neighbor 203.0.113.1 lladdr aa:bb:cc:dd:ee:ff dev wan0
            neighbor fe80::1 lladdr aa:bb:cc:dd:ee:ff dev wan0
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(final String... args) {
        return Firsthop.run(Console.of(new ByteArrayInputStream(new byte[0]), out, err), args);
    }

    private Path config(final String routes) throws IOException {
        return Files.writeString(folder.resolve("router.conf"), String.format(CONFIG, routes));
    }

    private static long count(final String report, final String what) {
        final Matcher matcher = Pattern.compile("([\\d,]+) " + what).matcher(report);
        assertTrue(matcher.find(), () -> what + " is not in\n" + report);
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    @Test
    void shouldForwardItsSampleAndAccountForEveryPacket() {
        assertEquals(0, run("forward", "--sample"), err.toString(UTF_8));
        final String report = out.toString(UTF_8);
        assertEquals(100_000, count(report, "packets in"));
        assertEquals(
                100_000 + count(report, "more from the router"),
                count(report, "forwarded") + count(report, "delivered to the router") + count(report, "dropped"));
        // Every thousandth packet has a TTL of 1; one of them falls into the blackhole first.
        assertEquals(99, count(report, " IPV4_TTL_EXPIRED"));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldTellTheWayOfTracedPackets() throws IOException {
        final Path capture = folder.resolve("in.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(capture)) {
            final int lan0 = writer.addInterface("lan0", LinkType.ETHERNET, 0);
            writer.write(lan0, 0, new UnsafeBuffer(new byte[60]), 0, 60, 60);
        }
        final String config = config("route default via 203.0.113.1 dev wan0").toString();
        assertEquals(
                0, run("forward", "--config", config, "--in", "lan0=" + capture, "--trace", "1"), err.toString(UTF_8));
        final String report = out.toString(UTF_8);
        assertTrue(report.contains("packet 1\n  lan0: received type 0x0000"), report);
        assertTrue(report.contains("ethernet-input: dropped, ETHERNET_NOT_FOR_US"), report);
    }

    @Test
    void shouldNameThePlaceOfAnErrorInTheConfiguration() throws IOException {
        final Path config = config("route 1.2.3.4/33 via 203.0.113.1 dev wan0");
        assertEquals(1, run("forward", "--config", config.toString()));
        assertTrue(err.toString(UTF_8).startsWith("firsthop: " + config + ":3:"), err.toString(UTF_8));
        assertTrue(err.toString(UTF_8).contains("value=33, limit=32"), err.toString(UTF_8));
    }

    @Test
    void shouldNameThePlaceOfAnErrorInAFileOfRoutes() throws IOException {
        final Path routes = Files.writeString(folder.resolve("routes.txt"), "1.0.0.0/24\n1.0.1.0/240\n");
        final Path config = config("routes from routes.txt via 203.0.113.1 dev wan0");
        assertEquals(1, run("forward", "--config", config.toString()));
        assertTrue(err.toString(UTF_8).contains(routes + ":2:"), err.toString(UTF_8));
    }

    @Test
    void shouldRefuseACaptureForNoInterface() throws IOException {
        final Path config = config("route default via 203.0.113.1 dev wan0");
        assertEquals(2, run("forward", "--config", config.toString(), "--in", "eth7=x.pcap"));
        assertTrue(err.toString(UTF_8).contains("describes no interface \"eth7\""), err.toString(UTF_8));
    }

    @Test
    void shouldWantAConfiguration() {
        assertEquals(2, run("forward"));
        assertTrue(err.toString(UTF_8).contains("Missing --config FILE"), err.toString(UTF_8));
    }

    @Test
    void shouldForwardRecordedCapturesByARealTable() throws IOException {
        final Path data = data();
        assumeTrue(data != null, "no recorded captures: set firsthop.data to their folder");
        final Path in = folder.resolve("in.pcapng");
        final Path sent = folder.resolve("out.pcapng");
        final List<byte[]> inputs = gather(data.resolve("captures"), in);
        final Path config = config("routes from " + data.resolve("routes/tier1-prefixes.txt.gz")
                + " via 203.0.113.1 dev wan0\nroutes from " + data.resolve("routes/tier1-prefixes.txt.gz")
                + " via fe80::1 dev wan0");
        assertEquals(
                0,
                run(
                        "forward",
                        "--config",
                        config.toString(),
                        "--any-mac",
                        "--in",
                        "lan0=" + in,
                        "--out",
                        "wan0=" + sent),
                err.toString(UTF_8));
        final String report = out.toString(UTF_8);
        assertEquals(inputs.size(), count(report, "packets in"));
        assertEquals(
                inputs.size() + count(report, "more from the router"),
                count(report, "forwarded") + count(report, "delivered to the router") + count(report, "dropped"));
        assertTrue(count(report, "forwarded") > 1000, report);
        assertEachIsAnInputOneHopOn(inputs, sent, count(report, "forwarded"));
        System.out.println(report);
    }

    /**
     * Outputs of each IP version come in the order of inputs; each is one of them with new MACs, one less TTL and a right
     * checksum.
     */
    private static void assertEachIsAnInputOneHopOn(final List<byte[]> inputs, final Path sent, final long expected)
            throws IOException {
        final int[] nextByVersion = {0, 0};
        long found = 0;
        try (CaptureReader reader = CaptureReader.open(sent)) {
            while (reader.next()) {
                final byte[] output = new byte[reader.capturedLength()];
                reader.buffer().getBytes(reader.offset(), output);
                found++;
                if (isFromTheRouter(output)) {
                    continue;
                }
                final int version = output[12] == 0x08 ? 0 : 1;
                int next = nextByVersion[version];
                while (next < inputs.size() && !isOneHopOn(inputs.get(next), output)) {
                    next++;
                }
                assertTrue(next < inputs.size(), "packet " + reader.packetNumber() + " of the output is no input's");
                nextByVersion[version] = next + 1;
            }
        }
        assertEquals(expected, found);
    }

    /** Whether a packet is an ICMP error of the router's own. */
    private static boolean isFromTheRouter(final byte[] output) {
        final int source = new UnsafeBuffer(output).getInt(26, ByteOrder.BIG_ENDIAN);
        return output[12] == 0x08 && (source == 0xC0A8_0101 || source == 0xCB00_7102);
    }

    private static boolean isOneHopOn(final byte[] input, final byte[] output) {
        if (input.length < output.length) {
            return false;
        }
        final byte[] wanted = Arrays.copyOf(input, output.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(wanted);
        final EthernetFlyweight ethernet = new EthernetFlyweight().wrap(buffer, 0);
        ethernet.destination(0xaabb_ccdd_eeffL).source(0x0200_0000_0002L);
        if (ethernet.etherType() == EtherType.IPV4) {
            final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 14);
            if (Ipv4Flyweight.check(buffer, 14, wanted.length - 14) != DropReason.NONE) {
                return false;
            }
            ip.ttl(ip.ttl() - 1).fillChecksum();
        } else if (ethernet.etherType() == EtherType.IPV6 && wanted.length >= 54) {
            final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, 14);
            ip.hopLimit(ip.hopLimit() - 1);
        }
        return Arrays.equals(wanted, output);
    }

    /** Writes all Ethernet packets of the recorded captures into one. */
    private static List<byte[]> gather(final Path captures, final Path into) throws IOException {
        final List<byte[]> packets = new ArrayList<>();
        final List<Path> files;
        try (Stream<Path> walk = Files.walk(captures)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
        try (PcapngWriter writer = PcapngWriter.create(into)) {
            final int lan0 = writer.addInterface("lan0", LinkType.ETHERNET, 0);
            for (final Path file : files) {
                try (CaptureReader reader = CaptureReader.open(file)) {
                    while (reader.next()) {
                        if (reader.linkType() == LinkType.ETHERNET) {
                            final byte[] packet = new byte[reader.capturedLength()];
                            final DirectBuffer buffer = reader.buffer();
                            buffer.getBytes(reader.offset(), packet);
                            packets.add(packet);
                            writer.write(lan0, packets.size(), buffer, reader.offset(), packet.length, packet.length);
                        }
                    }
                }
            }
        }
        return packets;
    }

    private static Path data() {
        final String named = System.getProperty("firsthop.data");
        final Path path =
                named != null ? Path.of(named) : Path.of(System.getProperty("firsthop.root", "."), "../shared/data");
        return Files.isDirectory(path.resolve("captures"))
                ? path.toAbsolutePath().normalize()
                : null;
    }
}
