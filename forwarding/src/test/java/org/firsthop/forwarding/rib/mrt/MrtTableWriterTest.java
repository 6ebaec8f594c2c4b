package org.firsthop.forwarding.rib.mrt;

import static org.firsthop.forwarding.rib.mrt.MrtBytes.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteTableLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table as the octets of RFC 6396 section 4.3. */
class MrtTableWriterTest {
    private static final long TIME = 0x6553_F100L;
    private static final MrtPeer PEER = new MrtPeer(false, 0, 0xC000_0201L, 64_500);
    private static final MrtPeer IPV6_PEER = new MrtPeer(true, 0x2001_0db8_0000_0000L, 1, 4_200_000_000L);
    private static final NextHops GATEWAY = NextHops.of(NextHops.Path.via(NextHops.RECURSIVE, 0xC000_0201));
    private static final NextHops IPV6_GATEWAY =
            NextHops.of(NextHops.Path.via(NextHops.RECURSIVE, 0x2001_0db8_0000_0000L, 2));

    private final RouteTable table = new RouteTable(
            RouteTableLimits.DEFAULT,
            new AdjacencyTable(new ReadEpochs(1), 16),
            new LinearScanIpv4Fib(),
            new LinearScanIpv6Fib());
    private final RouteSource bgp = table.source("bgp", RouteSource.EXTERNAL_BGP);
    private final RouteSource connected = table.source("connected", RouteSource.CONNECTED);

    /** Path 0 is the IPv4 peer's, path 1 the IPv6 peer's, others are more of the latter's, by path identifiers. */
    private final MrtSenders senders = (source, pathId) -> !source.name().equals("bgp")
            ? null
            : pathId == 0 ? new MrtSender(PEER, 0) : new MrtSender(IPV6_PEER, pathId - 1L);

    private long write(final OutputStream out) throws IOException {
        return MrtTableWriter.write(table, senders, TIME, out);
    }

    @Test
    void shouldWriteWhatRfc6396Says() throws IOException {
        table.put(bgp, 0x0A00_0000, 9, 0, 7, GATEWAY);
        table.put(bgp, 0x0A00_0000, 9, 1, 9, IPV6_GATEWAY);
        table.put(bgp, 0x2001_0db8_0001_0000L, 0, 48, 4, 0, IPV6_GATEWAY);
        table.put(connected, 0xC000_0200, 24, 0, 0, NextHops.of(NextHops.Path.onLink(1)));
        table.put(bgp, 0x0B00_0000, 8, 0, 0, NextHops.BLACKHOLE);
        final String ipv4Attributes = "400101 02 400206 0201 0000fbf4";
        final String ipv6Attributes = "400101 02 400206 0201 fa56ea00";
        final String reach = "800e11 10 20010db8000000000000000000000002";
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(2, write(out));
        assertArrayEquals(
                new MrtBytes()
                        .record(
                                (int) TIME,
                                13,
                                1,
                                "00000000" + counted("") + "0002"
                                        + "02 00000000 c0000201 0000fbf4"
                                        + "03 00000000 20010db8000000000000000000000001 fa56ea00")
                        .record(
                                (int) TIME,
                                13,
                                2,
                                "00000000 09 0a00 0002"
                                        + "0000 6553f100" + counted(ipv4Attributes + "400304 c0000201 800404 00000007")
                                        + "0001 6553f100" + counted(ipv6Attributes + "800404 00000009" + reach))
                        .record(
                                (int) TIME,
                                13,
                                10,
                                "00000001 30 20010db80001 0001" + "0001 6553f100 00000003"
                                        + counted(ipv6Attributes + reach))
                        .toBytes(),
                out.toByteArray());
    }

    @Test
    void shouldWriteAnEmptyTable() throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, write(out));
        assertArrayEquals(
                new MrtBytes().record((int) TIME, 13, 1, "00000000 0000 0000").toBytes(), out.toByteArray());
    }

    @Test
    void shouldRefuseWhatTheFormatCannotCount() {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                "timestamp: value=4294967296, limit=4294967295",
                assertThrows(IllegalArgumentException.class, () -> MrtTableWriter.write(table, senders, 1L << 32, out))
                        .getMessage());
        for (int i = 0; i <= 0xFFFF; i++) {
            table.put(bgp, i << 8, 24, i, 0, GATEWAY);
        }
        final MrtSenders aPeerEach = (source, pathId) -> new MrtSender(new MrtPeer(false, 0, pathId, 1), 0);
        assertEquals(
                "peers: value=65536, limit=65535",
                assertThrows(IllegalArgumentException.class, () -> MrtTableWriter.write(table, aPeerEach, TIME, out))
                        .getMessage());
        assertEquals(0, out.size());
        assertEquals(
                "pathId: value=-1, limit=4294967295",
                assertThrows(IllegalArgumentException.class, () -> new MrtSender(PEER, -1))
                        .getMessage());
    }

    @Test
    void shouldSayWhatFailedWhenTheStreamDoes() {
        table.put(bgp, 0x0A00_0000, 8, 0, 0, GATEWAY);
        table.put(bgp, 0x0B00_0000, 8, 0, 0, GATEWAY);
        for (int records = 0; records < 3; records++) {
            final int room = records;
            final OutputStream full = new OutputStream() {
                private int written;

                @Override
                public void write(final int octet) throws IOException {
                    throw new IOException("by octets");
                }

                @Override
                public void write(final byte[] octets, final int from, final int count) throws IOException {
                    if (written++ == room) {
                        throw new IOException("full after " + room);
                    }
                }
            };
            assertEquals(
                    "full after " + room,
                    assertThrows(IOException.class, () -> write(full)).getMessage());
        }
    }

    @Test
    void shouldBeReadByBgpdump(@TempDir final Path folder) throws IOException, InterruptedException {
        final Path bgpdump = Path.of("/usr/bin/bgpdump");
        assumeTrue(Files.isExecutable(bgpdump), "bgpdump is not installed");
        table.put(bgp, 0x0A00_0000, 9, 0, 7, GATEWAY);
        table.put(bgp, 0, 0, 0, 0, GATEWAY);
        table.put(bgp, 0x2001_0db8_0001_0000L, 0, 48, 1, 9, IPV6_GATEWAY);
        final Path file = folder.resolve("rib.mrt.gz");
        assertEquals(0, MrtTableWriter.write(table, senders, TIME, file));
        final Process process = new ProcessBuilder(bgpdump.toString(), "-m", file.toString())
                .redirectErrorStream(true)
                .start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(true, process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(
                List.of(
                        "TABLE_DUMP2|1700000000|B|192.0.2.1|64500|0.0.0.0/0|64500|INCOMPLETE|192.0.2.1|0|0||NAG||",
                        "TABLE_DUMP2|1700000000|B|192.0.2.1|64500|10.0.0.0/9|64500|INCOMPLETE|192.0.2.1|0|7||NAG||",
                        "TABLE_DUMP2|1700000000|B|2001:db8::1|4200000000|2001:db8:1::/48|4200000000|INCOMPLETE"
                                + "|2001:db8::2|0|9||NAG||"),
                text.lines()
                        .filter(line -> line.startsWith("TABLE_DUMP2"))
                        .sorted()
                        .toList());
    }
}
