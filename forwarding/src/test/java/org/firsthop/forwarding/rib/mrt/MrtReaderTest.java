package org.firsthop.forwarding.rib.mrt;

import static org.firsthop.forwarding.rib.mrt.MrtBytes.counted;
import static org.firsthop.forwarding.rib.mrt.MrtBytes.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteTableLimits;
import org.firsthop.forwarding.rib.file.RouteFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MRT files as RFC 6396 and 8050 lay them out. */
class MrtReaderTest {
    private static final String NEXT_HOP = "40 03 04 c0000201";

    /** Two peers: 192.0.2.1 of AS 64500 in 16 bits, 2001:db8::1 of AS 4200000000. */
    private static final String PEERS = "0a000001" + counted("76696577") + "0002"
            + "00 c0000201 c0000201 fbf4"
            + "03 c0000202 20010db8000000000000000000000001 fa56ea00";

    /** A message from 192.0.2.1 of AS 64500 to the collector. */
    private static final String FROM_PEER = "fbf4 fbf5 0000 0001 c0000201 c00002fe";

    private static MrtBytes table() {
        return new MrtBytes()
                .record(1, 13, 1, PEERS)
                // 10.0.0.0/8 from peer 0
                .record(2, 13, 2, "00000000 08 0a 0001 0000 00000064" + counted("40 01 01 00" + NEXT_HOP))
                // 2001:db8::/32 from peer 1, MP_REACH_NLRI as section 4.3.4 abbreviates it
                .record(
                        3,
                        13,
                        4,
                        "00000001 20 20010db8 0001 0001 00000065"
                                + counted("80 0e 11 10 20010db8000000000000000000000002"));
    }

    private static List<String> read(final byte[] file) throws IOException {
        final List<String> lines = new ArrayList<>();
        MrtReader.read("test.mrt", new ByteArrayInputStream(file), new MrtConsumer() {
            @Override
            public void accept(final MrtRoute route) {
                lines.add((route.isWithdrawal() ? "- " : "+ ")
                        + address(route.isIpv6(), route.high(), route.low())
                        + '/'
                        + route.prefixLength()
                        + (route.pathId() == 0 ? "" : " path " + route.pathId())
                        + (route.isWithdrawal() || !route.hasNextHop()
                                ? ""
                                : " via " + address(route.isNextHopIpv6(), route.nextHopHigh(), route.nextHopLow()))
                        + " from AS"
                        + route.peer().asNumber()
                        + " at "
                        + route.timestamp());
            }

            @Override
            public void peerDown(final MrtPeer peer) {
                lines.add("down AS" + peer.asNumber());
            }
        });
        return lines;
    }

    private static String address(final boolean isIpv6, final long high, final long low) {
        return isIpv6 ? new Ipv6Address(high, low).toString() : Ipv4Address.toString((int) low);
    }

    @Test
    void shouldReadTableDumps() throws IOException {
        assertEquals(
                List.of(
                        "+ 10.0.0.0/8 via 192.0.2.1 from AS64500 at 100",
                        "+ 2001:db8::/32 via 2001:db8::2 from AS4200000000 at 101"),
                read(table().toBytes()));
    }

    @Test
    void shouldReadPathIdentifiersOfTableDumps() throws IOException {
        // RFC 8050 section 4.1: after the time of origin.
        assertEquals(
                List.of("+ 10.0.0.0/9 path 7 via 192.0.2.1 from AS64500 at 100"),
                read(new MrtBytes()
                        .record(1, 13, 1, PEERS)
                        .record(2, 13, 8, "00000000 09 0a00 0001 0000 00000064 00000007" + counted(NEXT_HOP))
                        .toBytes()));
    }

    @Test
    void shouldReadUpdates() throws IOException {
        final String reach = "80 0e 1a 0002 01 10 20010db8000000000000000000000002 00 20 20010db8";
        final String unreach = "80 0f 08 0002 01 20 20010db9";
        assertEquals(
                List.of(
                        "- 10.1.0.0/16 from AS64500 at 5",
                        "+ 2001:db8::/32 via 2001:db8::2 from AS64500 at 5",
                        "- 2001:db9::/32 from AS64500 at 5",
                        "+ 10.2.0.0/15 via 192.0.2.1 from AS64500 at 5",
                        "+ 0.0.0.0/0 via 192.0.2.1 from AS64500 at 5"),
                read(new MrtBytes()
                        .record(5, 16, 1, FROM_PEER + update("10 0a01", NEXT_HOP + reach + unreach, "0f 0a02 00"))
                        .toBytes()));
    }

    @Test
    void shouldFindTheMetricBeforeAndBehindTheRoutesThatHaveIt() throws IOException {
        final String reach = "80 0e 1a 0002 01 10 20010db8000000000000000000000002 00 20 20010db8";
        final String metric = "80 04 04 80000007";
        final List<Long> metrics = new ArrayList<>();
        final byte[] file = new MrtBytes()
                .record(5, 16, 1, FROM_PEER + update("", NEXT_HOP + metric + reach, "0f 0a02"))
                .record(5, 16, 1, FROM_PEER + update("", "90 04 0004 00000008" + NEXT_HOP, "0f 0a02"))
                .record(5, 16, 1, FROM_PEER + update("", reach + metric, ""))
                .record(5, 16, 1, FROM_PEER + update("", NEXT_HOP, "0f 0a02"))
                // Too short to be one.
                .record(5, 16, 1, FROM_PEER + update("", NEXT_HOP + "80 04 02 0007", "0f 0a02"))
                .toBytes();
        MrtReader.read("test.mrt", new ByteArrayInputStream(file), route -> metrics.add(route.metric()));
        assertEquals(List.of(0x8000_0007L, 0x8000_0007L, 8L, 0x8000_0007L, 0L, 0L), metrics);
    }

    @Test
    void shouldReadUpdatesWithLongAsNumbersMicrosecondsAndPathIdentifiers() throws IOException {
        assertEquals(
                List.of(
                        "- 10.1.0.0/16 path 9 from AS4200000000 at 6",
                        "+ 10.2.0.0/16 path 10 via 192.0.2.1 from AS4200000000 at 6"),
                read(new MrtBytes()
                        .record(
                                6,
                                17,
                                9,
                                "000003e8 fa56ea00 0000fbf5 0000 0001 c0000201 c00002fe"
                                        + update("00000009 10 0a01", NEXT_HOP, "0000000a 10 0a02"))
                        .toBytes()));
    }

    @Test
    void shouldTellOfSessionsThatEnd() throws IOException {
        assertEquals(
                List.of("down AS64500"),
                read(new MrtBytes()
                        .record(7, 16, 0, FROM_PEER + "0006 0001")
                        .record(8, 16, 0, FROM_PEER + "0003 0001")
                        .toBytes()));
    }

    @Test
    void shouldPassOverOtherRecords() throws IOException {
        final byte[] file = table().record(9, 13, 6, "00")
                .record(9, 11, 0, "0102")
                .record(9, 16, 1, FROM_PEER + "ff".repeat(16) + "001304")
                .toBytes();
        assertEquals(3, MrtReader.read("test.mrt", new ByteArrayInputStream(file), route -> {}));
    }

    @Test
    void shouldNameTheOctetAtFault() {
        assertFault("octet 5: the file ends in a record's header", Arrays.copyOf(table().toBytes(), 5));
        assertFault("octet 16: the file ends in a record of 48 octets", Arrays.copyOf(table().toBytes(), 16));
        assertFault(
                "octet 16: prefixLength: value=33, limit=32",
                new MrtBytes().record(1, 13, 2, "00000000 21 0a000000 0000").toBytes());
        assertFault(
                "octet 20: peer index: value=0, limit=-1",
                new MrtBytes()
                        .record(1, 13, 2, "00000000 08 0a 0001 0000 00000000 0000")
                        .toBytes());
        assertFault(
                "octet 17: expected a prefix of length 24 of 3 octets, found 1",
                new MrtBytes().record(1, 13, 2, "00000000 18 0a").toBytes());
    }

    @Test
    void shouldReadGzipAndTellTheFormat(@TempDir final Path folder) throws IOException {
        final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(table().toBytes());
        }
        final Path file = Files.write(folder.resolve("rib.gz"), compressed.toByteArray());
        assertTrue(MrtReader.isMrt(file));
        assertEquals(2, read(compressed.toByteArray()).size());
        assertFalse(MrtReader.isMrt(Files.writeString(folder.resolve("routes.txt"), "10.0.0.0/8 via 192.0.2.1\n")));
        assertFalse(MrtReader.isMrt(Files.writeString(folder.resolve("empty"), "")));
    }

    @Test
    void shouldEndInAResultOrAFaultWhateverTheOctets() throws IOException {
        final byte[] whole = table().record(5, 16, 1, FROM_PEER + update("10 0a01", NEXT_HOP, "0f 0a02"))
                .toBytes();
        final Random random = new Random(3);
        int faults = 0;
        for (int i = 0; i < 20_000; i++) {
            final byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                read(damaged);
            } catch (final RouteFileException e) {
                assertTrue(e.getMessage().startsWith("test.mrt: octet "), e.getMessage());
                faults++;
            }
        }
        assertTrue(faults > 0);
    }

    @Test
    void shouldReplayIntoARouteTable() throws IOException {
        final LinearScanIpv4Fib fib = new LinearScanIpv4Fib();
        final RouteTable table = new RouteTable(
                RouteTableLimits.DEFAULT, new AdjacencyTable(new ReadEpochs(1), 16), fib, new LinearScanIpv6Fib());
        table.interfaceUp(1, 1500);
        table.put(
                table.source("connected", RouteSource.CONNECTED),
                0xC0000200,
                24,
                0,
                0,
                NextHops.of(NextHops.Path.onLink(1)));
        final MrtReplay replay = new MrtReplay(table, table.source("bgp", RouteSource.EXTERNAL_BGP));
        MrtReader.read("test.mrt", new ByteArrayInputStream(table().toBytes()), replay);
        assertEquals(2, replay.announced());
        assertTrue(fib.get(0x0A00_0000, 8) != 0);
        final byte[] updates = new MrtBytes()
                .record(5, 16, 1, FROM_PEER + update("08 0a 08 0b", NEXT_HOP, "10 0a02"))
                .toBytes();
        MrtReader.read("updates.mrt", new ByteArrayInputStream(updates), replay);
        assertEquals(0, fib.get(0x0A00_0000, 8));
        assertTrue(fib.get(0x0A02_0000, 16) != 0);
        assertEquals(1, replay.withdrawn());
        assertEquals(1, replay.absent());
        final byte[] down =
                new MrtBytes().record(7, 16, 0, FROM_PEER + "0006 0001").toBytes();
        MrtReader.read("updates.mrt", new ByteArrayInputStream(down), replay);
        assertEquals(0, fib.get(0x0A02_0000, 16));
        assertEquals(0, replay.refused());
    }

    @Test
    void shouldRefusePathsBeyondTheirBoundAndKeepThoseThatItHas() {
        final LinearScanIpv4Fib fib = new LinearScanIpv4Fib();
        final RouteTable table = new RouteTable(
                RouteTableLimits.DEFAULT, new AdjacencyTable(new ReadEpochs(1), 16), fib, new LinearScanIpv6Fib());
        final MrtReplay replay = new MrtReplay(table, table.source("bgp", RouteSource.EXTERNAL_BGP));
        final MrtPeer peer = new MrtPeer(false, 0, 1, 64_496);
        final MrtRoute route = new MrtRoute();
        for (int path = 0; path < MrtReplay.MAX_PATHS; path++) {
            replay.accept(route.from(peer, 0)
                    .prefix(false, false, path)
                    .bits(0, (long) path << 8, 24)
                    .nextHop(false, 0, 9));
        }
        assertEquals(0, replay.refused());
        route.from(peer, 0).prefix(false, false, MrtReplay.MAX_PATHS).bits(0, 0, 8);
        replay.accept(route.nextHop(false, 0, 9));
        assertEquals(1, replay.refused());
        assertEquals(MrtReplay.MAX_PATHS, table.size());
        replay.accept(
                route.from(peer, 0).prefix(true, false, MrtReplay.MAX_PATHS).bits(0, 0, 8));
        assertEquals(1, replay.absent());
        replay.peerDown(peer);
        assertEquals(0, table.size());
        assertEquals(MrtReplay.MAX_PATHS, replay.withdrawn());
    }

    private static void assertFault(final String expected, final byte[] file) {
        assertEquals(
                "test.mrt: " + expected,
                assertThrows(RouteFileException.class, () -> read(file)).getMessage());
    }
}
