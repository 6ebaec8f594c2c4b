package org.firsthop.forwarding.rib.mrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteTableLimits;

/** A table that is dumped as MRT and replayed is the same table. */
class MrtTablePropertyTest {
    private record Route(
            boolean isIpv6,
            long high,
            long low,
            int length,
            MrtSender sender,
            int metric,
            boolean isIpv6Gateway,
            long gateway) {}

    private static final class Table {
        final RouteTable routes = new RouteTable(
                RouteTableLimits.DEFAULT,
                new AdjacencyTable(new ReadEpochs(1), 1_000),
                new LinearScanIpv4Fib(),
                new LinearScanIpv6Fib());
        final MrtReplay replay = new MrtReplay(routes, routes.source("bgp", RouteSource.EXTERNAL_BGP));

        void announce(final Route route) {
            final MrtRoute announced = new MrtRoute()
                    .from(route.sender.peer(), 1)
                    .prefix(false, route.isIpv6, route.sender.pathId())
                    .metric(Integer.toUnsignedLong(route.metric));
            if (route.isIpv6) {
                announced.bits(masked(route.high, route.length), masked(route.low, route.length - 64), route.length);
            } else {
                announced.bits(0, masked(route.low << 32, route.length % 33) >>> 32, route.length % 33);
            }
            // A route of IPv4 may have a gateway of IPv6, but not the other way.
            final boolean isIpv6Gateway = route.isIpv6 || route.isIpv6Gateway;
            announced.nextHop(
                    isIpv6Gateway,
                    isIpv6Gateway ? route.gateway : 0,
                    isIpv6Gateway ? ~route.gateway : route.gateway >>> 32);
            replay.accept(announced);
        }

        private static long masked(final long bits, final int length) {
            return length <= 0 ? 0 : length >= 64 ? bits : bits & -1L << (64 - length);
        }

        byte[] dump(final long leftOut) throws IOException {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(leftOut, MrtTableWriter.write(routes, replay, 1_700_000_000, out));
            return out.toByteArray();
        }

        /** Every route of a peer in one line. */
        Set<String> lines() {
            final Set<String> lines = new HashSet<>();
            routes.forEach((isIpv6, high, low, length, source, pathId, metric, nextHops, isSelected) -> {
                final MrtSender sender = replay.of(source, pathId);
                if (sender != null) {
                    lines.add(isIpv6 + " " + high + " " + low + "/" + length + " " + sender + " " + metric + " "
                            + nextHops);
                }
            });
            return lines;
        }
    }

    @Provide
    Arbitrary<List<Route>> routes() {
        final Arbitrary<MrtPeer> peers = Arbitraries.of(
                new MrtPeer(false, 0, 0xC000_0201L, 64_500),
                new MrtPeer(false, 0, 0xFFFF_FFFFL, 0),
                new MrtPeer(true, 0x2001_0db8_0000_0000L, 1, 0xFFFF_FFFFL));
        final Arbitrary<MrtSender> senders = Combinators.combine(peers, Arbitraries.of(0L, 0L, 1L, 0xFFFF_FFFFL))
                .as(MrtSender::new);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 128),
                        senders,
                        Arbitraries.of(0, 1, 100, -1),
                        Arbitraries.of(true, false),
                        Arbitraries.longs())
                .as(Route::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void dumpedAndReplayedIsTheSame(@ForAll("routes") final List<Route> routes, @ForAll final int also)
            throws IOException {
        final Table table = new Table();
        routes.forEach(table::announce);
        // The same prefixes again, from another sender.
        final MrtSender other = new MrtSender(new MrtPeer(false, 0, 7, 7), 7);
        for (int i = 0; i < routes.size() / 2; i++) {
            final Route route = routes.get(i);
            table.announce(new Route(
                    route.isIpv6, route.high, route.low, route.length, other, also, route.isIpv6Gateway, route.low));
        }
        assertEquals(0, table.replay.refused());
        // What is no peer's is left out.
        final RouteSource statics = table.routes.source("static", RouteSource.STATIC);
        assertNotEquals(
                FibUpdate.FULL, table.routes.put(statics, 0, 0, 0, 0, NextHops.of(NextHops.Path.via(1, 0xC000_0209))));
        final byte[] dump = table.dump(1);
        final Table again = new Table();
        assertEquals(0, MrtReader.read("dump.mrt", new ByteArrayInputStream(dump), again.replay));
        assertEquals(table.lines(), again.lines());
        assertEquals(table.routes.size() - 1, again.routes.size());
        assertEquals(0, again.replay.absent() + again.replay.refused() + again.replay.withoutNextHop());
    }
}
