package org.firsthop.forwarding.rib.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteTableLimits;

/** A table that is dumped and loaded is the same table. */
class RouteTableFilePropertyTest {
    private static final List<String> INTERFACES = List.of("lo", "eth0", "", "wan.100");
    private static final List<String> SOURCES = List.of("kernel", "static", "bgp");

    private static Path folder = Path.of("");

    private static final class Table {
        final LinearScanIpv4Fib ipv4 = new LinearScanIpv4Fib();
        final RouteTable routes = new RouteTable(
                RouteTableLimits.DEFAULT, new AdjacencyTable(new ReadEpochs(1), 1_000), ipv4, new LinearScanIpv6Fib());
        final List<RouteSource> sources = new ArrayList<>();
        final RouteTableFile file = new RouteTableFile(routes, INTERFACES);

        Table() {
            for (int i = 0; i < SOURCES.size(); i++) {
                sources.add(routes.source(SOURCES.get(i), 10 * i));
            }
            for (int i = 0; i < INTERFACES.size(); i++) {
                routes.interfaceUp(i, 1_500);
            }
        }

        RouteSource source(final String protocol) {
            return sources.get(SOURCES.indexOf(protocol));
        }

        /** Adds a route; only IPv4's may have gateways of the other family (RFC 8950). */
        void put(final Route route) {
            final RouteSource source = sources.get(route.source);
            final boolean hasIpv4Gateway =
                    route.nextHops.paths().stream().anyMatch(path -> path.family() == AdjacencyTable.FAMILY_IPV4);
            if (route.isIpv6 && !hasIpv4Gateway) {
                final long high = masked(route.high, route.length);
                final long low = masked(route.low, route.length - 64);
                routes.put(source, high, low, route.length, route.pathId, route.metric, route.nextHops);
            } else {
                final int length = route.length % 33;
                final int prefix = (int) (masked(route.low << 32, length) >>> 32);
                routes.put(source, prefix, length, route.pathId, route.metric, route.nextHops);
            }
        }

        private static long masked(final long bits, final int length) {
            return length <= 0 ? 0 : length >= 64 ? bits : bits & -1L << (64 - length);
        }

        /** Every route in one line; path identifiers in their order within a prefix, source and metric. */
        Set<String> lines() throws IOException {
            final Path dump = Files.createTempFile(folder, "routes", ".txt");
            try (RouteTextWriter out = RouteTextWriter.create(dump)) {
                assertEquals(routes.size(), file.dump(out));
            }
            final String text = Files.readString(dump).replace("\n\t", " ");
            return text.lines().collect(Collectors.toSet());
        }
    }

    private record Route(
            boolean isIpv6, long high, long low, int length, int source, int pathId, int metric, NextHops nextHops) {}

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("route-table-file");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<List<Route>> routes() {
        final Arbitrary<NextHops.Path> paths = Combinators.combine(
                        Arbitraries.of(NextHops.RECURSIVE, 0, 1, 3),
                        Arbitraries.of(
                                AdjacencyTable.FAMILY_NONE, AdjacencyTable.FAMILY_IPV4, AdjacencyTable.FAMILY_IPV6),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(1, 65_536))
                .filter((index, family, high, low, weight) ->
                        index != NextHops.RECURSIVE || family != AdjacencyTable.FAMILY_NONE)
                .as((index, family, high, low, weight) -> switch (family) {
                    case AdjacencyTable.FAMILY_NONE -> new NextHops.Path(index, family, 0, 0, weight);
                    case AdjacencyTable.FAMILY_IPV4 -> new NextHops.Path(index, family, 0, low >>> 32, weight);
                    default -> new NextHops.Path(index, family, high, low, weight);
                });
        final Arbitrary<NextHops> nextHops = Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        paths.list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .map(list -> NextHops.of(list.toArray(new NextHops.Path[0])))),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                NextHops.BLACKHOLE, NextHops.UNREACHABLE, NextHops.PROHIBIT, NextHops.local(3))));
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 128),
                        Arbitraries.integers().between(0, SOURCES.size() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(0, 1, 1_024, -1),
                        nextHops)
                .as(Route::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void dumpedAndLoadedIsTheSame(@ForAll("routes") final List<Route> routes) throws IOException {
        final Table table = new Table();
        routes.forEach(table::put);
        // The same again with other identifiers: several routes of one prefix and source.
        routes.forEach(route -> table.put(new Route(
                route.isIpv6,
                route.high,
                route.low,
                route.length,
                route.source,
                route.pathId + 3,
                route.metric,
                NextHops.BLACKHOLE)));
        for (final String name : List.of("dump.txt", "dump.txt.gz")) {
            final Path dump = folder.resolve(name);
            try (RouteTextWriter out = RouteTextWriter.create(dump)) {
                table.file.dump(out);
            }
            final Table again = new Table();
            assertEquals(0, again.file.load(dump, again::source));
            assertEquals(table.routes.size(), again.routes.size());
            assertEquals(table.lines(), again.lines());
            for (final Route route : routes) {
                assertEquals(
                        table.ipv4.lookup((int) route.low) == 0,
                        again.ipv4.lookup((int) route.low) == 0,
                        route::toString);
            }
        }
    }

    @Example
    void aFileNamesWhatIsWrongInIt() throws IOException {
        final Path file = folder.resolve("wrong.txt");
        Files.writeString(file, "10.0.0.0/8 dev eth0\n10.1.0.0/16 via 10.0.0.1 dev eth9\n");
        final Table table = new Table();
        final RouteFileException e =
                assertThrows(RouteFileException.class, () -> table.file.load(file, protocol -> table.sources.get(1)));
        assertEquals(file + ":2:1: there is no interface \"eth9\"", e.getMessage());
        assertEquals(1, table.routes.size());
    }

    @Example
    void whatIsNotForEveryPacketIsPassedOver() throws IOException {
        final Path file = folder.resolve("all.txt");
        Files.writeString(file, """
                broadcast 10.255.255.255 dev eth0 table local proto kernel
                local 10.0.0.1 dev eth0 table local proto kernel
                10.0.0.0/8 dev eth0 proto kernel
                10.0.0.0/8 dev eth0 table 100 proto kernel
                throw 11.0.0.0/8
                12.0.0.0/8 tos 0x10 dev eth0
                """);
        final Table table = new Table();
        assertEquals(4, table.file.load(file, protocol -> table.sources.get(0)));
        assertEquals(2, table.routes.size());
        assertTrue(table.ipv4.lookup(0x0A00_0001) != 0);
    }
}
