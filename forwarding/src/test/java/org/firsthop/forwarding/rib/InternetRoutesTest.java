package org.firsthop.forwarding.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.rib.file.RouteFile;
import org.firsthop.forwarding.rib.file.RouteTableFile;
import org.firsthop.forwarding.rib.file.RouteTextWriter;
import org.firsthop.forwarding.rib.mrt.MrtPeer;
import org.firsthop.forwarding.rib.mrt.MrtReader;
import org.firsthop.forwarding.rib.mrt.MrtReplay;
import org.firsthop.forwarding.rib.mrt.MrtSender;
import org.firsthop.forwarding.rib.mrt.MrtTableWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route table with the IPv4 routes of the Internet: they all follow the way to their one gateway. */
class InternetRoutesTest {
    private static final int GATEWAY = 0x0A00_0001;
    private static final List<String> INTERFACES = List.of("lo", "eth0");

    private static Path routes() {
        final String data = System.getProperty("firsthop.data", System.getenv("FIRSTHOP_DATA"));
        final Path folder =
                data != null ? Path.of(data) : Path.of(System.getProperty("firsthop.root"), "../shared/data");
        return folder.resolve("routes/tier1-prefixes.txt.gz");
    }

    @Test
    void shouldMoveAllRoutesWithTheWayToTheirGateway() throws IOException {
        assumeTrue(Files.exists(routes()), "the Internet's routes are not there: " + routes());
        final ReadEpochs epochs = new ReadEpochs(1);
        final AdjacencyTable adjacencies = new AdjacencyTable(epochs, 100);
        final BlockIpv4Fib fib = new BlockIpv4Fib(epochs);
        final RouteTable table = new RouteTable(RouteTableLimits.DEFAULT, adjacencies, fib, new LinearScanIpv6Fib());
        final RouteSource connected = table.source("connected", RouteSource.CONNECTED);
        final RouteSource bgp = table.source("bgp", RouteSource.INTERNAL_BGP);
        table.interfaceUp(1, 1500);
        table.interfaceUp(2, 1500);
        table.put(connected, 0x0A00_0000, 24, 0, 0, NextHops.of(NextHops.Path.onLink(1)));
        table.put(connected, 0x0A00_0000, 16, 0, 0, NextHops.of(NextHops.Path.onLink(2)));
        final NextHops gateway = NextHops.of(NextHops.Path.via(NextHops.RECURSIVE, GATEWAY));
        final int[] count = {2};
        RouteFile.readPrefixes(routes(), (isIpv6, high, low, length) -> {
            if (!isIpv6) {
                assertEquals(FibUpdate.ADDED, table.put(bgp, (int) low, length, 0, 0, gateway));
                count[0]++;
            }
        });
        assertEquals(count[0], table.size());
        assertEquals(count[0], fib.size());
        assertEquals(1, egress(adjacencies, fib));
        table.interfaceDown(1);
        assertEquals(count[0] - 1, fib.size());
        assertEquals(2, egress(adjacencies, fib));
        assertEquals(0, table.waiting());
        assertEquals(0, table.withdrawAll(bgp));
        assertEquals(1, fib.size());
        table.withdrawAll(connected);
        assertEquals(0, fib.size());
        assertEquals(adjacencies.capacity(), adjacencies.available());
    }

    @Test
    void shouldBeTheSameAfterItWasDumpedAndLoaded(@TempDir final Path folder) throws IOException {
        assumeTrue(Files.exists(routes()), "the Internet's routes are not there: " + routes());
        final RouteTable table = table();
        final RouteSource bgp = table.source("bgp", RouteSource.EXTERNAL_BGP);
        final NextHops gateway = NextHops.of(NextHops.Path.via(1, GATEWAY));
        RouteFile.readPrefixes(routes(), (isIpv6, high, low, length) -> {
            if (!isIpv6) {
                table.put(bgp, (int) low, length, 0, 100, gateway);
            }
        });
        final Path dump = folder.resolve("dump.txt.gz");
        try (RouteTextWriter out = RouteTextWriter.create(dump)) {
            assertEquals(table.size(), new RouteTableFile(table, INTERFACES).dump(out));
        }
        final RouteTable again = table();
        final RouteSource source = again.source("bgp", RouteSource.EXTERNAL_BGP);
        assertEquals(0, new RouteTableFile(again, INTERFACES).load(dump, protocol -> source));
        assertEquals(table.size(), again.size());
        table.forEach((isIpv6, high, low, length, from, pathId, metric, nextHops, isSelected) ->
                assertEquals(nextHops, again.get(source, (int) low, length, pathId)));
    }

    @Test
    void shouldBeTheSameAfterItWasDumpedAsMrtAndReplayed(@TempDir final Path folder) throws IOException {
        assumeTrue(Files.exists(routes()), "the Internet's routes are not there: " + routes());
        final RouteTable table = table();
        final RouteSource bgp = table.source("bgp", RouteSource.EXTERNAL_BGP);
        final NextHops gateway = NextHops.of(NextHops.Path.via(NextHops.RECURSIVE, GATEWAY));
        final NextHops ipv6Gateway = NextHops.of(NextHops.Path.via(NextHops.RECURSIVE, 0x2001_0db8_0000_0000L, 1));
        RouteFile.readPrefixes(routes(), (isIpv6, high, low, length) -> {
            if (isIpv6) {
                table.put(bgp, high, low, length, 0, 100, ipv6Gateway);
            } else {
                table.put(bgp, (int) low, length, 0, 100, gateway);
            }
        });
        final Path dump = folder.resolve("rib.mrt.gz");
        final MrtSender sender = new MrtSender(new MrtPeer(false, 0, GATEWAY, 64_500), 0);
        assertEquals(0, MrtTableWriter.write(table, (source, pathId) -> sender, 1_700_000_000, dump));
        final RouteTable again = table();
        final RouteSource source = again.source("bgp", RouteSource.EXTERNAL_BGP);
        assertEquals(0, MrtReader.read(dump, new MrtReplay(again, source)));
        assertEquals(table.size(), again.size());
        again.forEach((isIpv6, high, low, length, from, pathId, metric, nextHops, isSelected) -> {
            assertEquals(100, metric);
            assertEquals(isIpv6 ? ipv6Gateway : gateway, nextHops);
        });
        table.forEach((isIpv6, high, low, length, from, pathId, metric, nextHops, isSelected) -> assertEquals(
                nextHops, isIpv6 ? again.get(source, high, low, length, 0) : again.get(source, (int) low, length, 0)));
    }

    private static RouteTable table() {
        final ReadEpochs epochs = new ReadEpochs(1);
        final RouteTable table = new RouteTable(
                RouteTableLimits.DEFAULT,
                new AdjacencyTable(epochs, 100),
                new BlockIpv4Fib(epochs),
                new StrideIpv6Fib(epochs));
        table.interfaceUp(1, 1500);
        return table;
    }

    /** The interface by which packets to 8.8.8.8 leave. */
    private static int egress(final AdjacencyTable adjacencies, final BlockIpv4Fib fib) {
        final int adjacency = fib.lookup(0x0808_0808);
        assertNotEquals(0, adjacency);
        return Adjacency.egressInterface(Adjacency.state(adjacencies.entryAddress(adjacency)));
    }
}
