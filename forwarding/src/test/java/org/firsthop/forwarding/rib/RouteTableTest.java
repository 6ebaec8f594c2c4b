package org.firsthop.forwarding.rib;

import static org.firsthop.forwarding.rib.NextHops.RECURSIVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops.Path;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final int ADJACENCIES = 8;
    private static final int FIB_LIMIT = 12;

    private final AdjacencyTable adjacencies = new AdjacencyTable(new ReadEpochs(1), ADJACENCIES, 2, 64, 1);
    private final LinearScanIpv4Fib ipv4 = new LinearScanIpv4Fib(FIB_LIMIT);
    private final LinearScanIpv6Fib ipv6 = new LinearScanIpv6Fib();
    private final RouteTable table = new RouteTable(new RouteTableLimits(16, 20, 10), adjacencies, ipv4, ipv6);
    private final RouteSource connected = table.source("connected", RouteSource.CONNECTED);
    private final RouteSource configured = table.source("static", RouteSource.STATIC);
    private final RouteSource bgp = table.source("bgp", RouteSource.EXTERNAL_BGP);

    private FibUpdate put(final RouteSource source, final String prefix, final int metric, final NextHops nextHops) {
        final Ipv4Prefix parsed = Ipv4Prefix.parse(prefix);
        return table.put(source, parsed.address(), parsed.length(), 0, metric, nextHops);
    }

    private FibUpdate withdraw(final RouteSource source, final String prefix) {
        final Ipv4Prefix parsed = Ipv4Prefix.parse(prefix);
        return table.withdraw(source, parsed.address(), parsed.length(), 0);
    }

    private static NextHops via(final int interfaceIndex, final String... gateways) {
        final List<Path> paths = new ArrayList<>();
        for (final String gateway : gateways) {
            paths.add(Path.via(interfaceIndex, Ipv4Address.parse(gateway)));
        }
        return NextHops.of(paths.toArray(Path[]::new));
    }

    /** Where packets to an address may go: gateway and interface, or the kind of what keeps them. */
    private Set<String> ways(final String address) {
        final Set<String> ways = new TreeSet<>();
        final int adjacency = ipv4.lookup(Ipv4Address.parse(address));
        for (int hash = 0; hash < 1000; hash++) {
            final int member = adjacencies.select(adjacency, hash * 0x9E37_79B9);
            final long state = Adjacency.state(adjacencies.entryAddress(member));
            final int kind = Adjacency.kind(state);
            final int way = Adjacency.egressInterface(state);
            ways.add(
                    kind == Adjacency.NEXT_HOP
                            ? Ipv4Address.toString((int) adjacencies.nextHopLow(member)) + " dev " + way
                            : kind == Adjacency.CONNECTED ? "dev " + way : "kind " + kind);
        }
        return ways;
    }

    private void twoLinks() {
        table.interfaceUp(1, 1500);
        table.interfaceUp(2, 1400);
        put(connected, "192.0.2.0/24", 0, NextHops.of(Path.onLink(1)));
        put(connected, "198.51.100.0/24", 0, NextHops.of(Path.onLink(2)));
    }

    @Test
    void shouldSelectByDistanceThenMetric() {
        twoLinks();
        assertEquals(FibUpdate.ADDED, put(bgp, "10.0.0.0/8", 5, via(1, "192.0.2.1")));
        assertEquals(Set.of("192.0.2.1 dev 1"), ways("10.0.0.1"));
        assertEquals(FibUpdate.ADDED, put(configured, "10.0.0.0/8", 9, via(1, "192.0.2.2")));
        assertEquals(Set.of("192.0.2.2 dev 1"), ways("10.0.0.1"));
        assertEquals(FibUpdate.ADDED, table.put(configured, 0x0A00_0000, 8, 7, 3, via(1, "192.0.2.3")));
        assertEquals(Set.of("192.0.2.3 dev 1"), ways("10.0.0.1"));
        assertEquals(FibUpdate.UNCHANGED, table.put(configured, 0x0A00_0000, 8, 7, 3, via(1, "192.0.2.3")));
        assertEquals(FibUpdate.REPLACED, table.put(configured, 0x0A00_0000, 8, 7, -1, via(1, "192.0.2.3")));
        assertEquals(Set.of("192.0.2.2 dev 1"), ways("10.0.0.1"));
        assertEquals(FibUpdate.WITHDRAWN, withdraw(configured, "10.0.0.0/8"));
        assertEquals(Set.of("192.0.2.3 dev 1"), ways("10.0.0.1"));
        assertEquals(FibUpdate.ABSENT, withdraw(configured, "10.0.0.0/8"));
        assertEquals(0, table.withdrawAll(configured));
        assertEquals(Set.of("192.0.2.1 dev 1"), ways("10.0.0.1"));
    }

    @Test
    void shouldFollowGatewaysToInterfaces() {
        twoLinks();
        put(bgp, "10.0.0.0/8", 0, via(RECURSIVE, "203.0.113.9"));
        assertEquals(Set.of("kind 0"), ways("10.0.0.1"));
        put(configured, "203.0.113.0/24", 0, via(RECURSIVE, "192.0.2.7"));
        assertEquals(Set.of("192.0.2.7 dev 1"), ways("10.0.0.1"));
        put(configured, "203.0.113.8/31", 0, via(2, "198.51.100.7"));
        assertEquals(Set.of("198.51.100.7 dev 2"), ways("10.0.0.1"));
        put(configured, "203.0.113.9/32", 0, NextHops.BLACKHOLE);
        assertEquals(Set.of("kind " + Adjacency.BLACKHOLE), ways("10.0.0.1"));
        put(connected, "203.0.113.9/32", 0, NextHops.local(1));
        assertEquals(Set.of("kind 0"), ways("10.0.0.1"));
    }

    @Test
    void shouldWithdrawAndRestoreWithTheInterface() {
        twoLinks();
        put(configured, "203.0.113.0/24", 0, via(2, "198.51.100.7"));
        put(configured, "0.0.0.0/0", 0, via(RECURSIVE, "192.0.2.7"));
        put(bgp, "10.0.0.0/8", 0, via(RECURSIVE, "203.0.113.9"));
        put(connected, "198.51.100.1/32", 0, NextHops.local(2));
        table.interfaceDown(2);
        assertEquals(Set.of("192.0.2.7 dev 1"), ways("10.0.0.1"));
        assertEquals(Set.of("192.0.2.7 dev 1"), ways("198.51.100.9"));
        assertEquals(Set.of("kind " + Adjacency.LOCAL), ways("198.51.100.1"));
        table.interfaceDown(1);
        assertEquals(Set.of("kind 0"), ways("10.0.0.1"));
        table.interfaceUp(2, 1300);
        assertEquals(Set.of("198.51.100.7 dev 2"), ways("10.0.0.1"));
        assertEquals(
                1300,
                Adjacency.mtu(Adjacency.state(adjacencies.entryAddress(ipv4.lookup(Ipv4Address.parse("10.0.0.1"))))));
    }

    @Test
    void shouldFindLoops() {
        twoLinks();
        put(bgp, "10.0.0.0/8", 0, via(RECURSIVE, "20.0.0.1"));
        put(bgp, "20.0.0.0/8", 0, via(RECURSIVE, "10.0.0.1"));
        put(bgp, "30.0.0.0/8", 0, via(RECURSIVE, "30.0.0.1"));
        assertEquals(3, table.loops());
        assertEquals(2, ipv4.size());
        put(configured, "20.0.0.0/16", 0, via(1, "192.0.2.1"));
        assertEquals(1, table.loops());
        assertEquals(Set.of("192.0.2.1 dev 1"), ways("10.0.0.1"));
        assertEquals(Set.of("192.0.2.1 dev 1"), ways("20.200.0.1"));
    }

    @Test
    void shouldSpreadFlowsOverPathsThatAreUp() {
        twoLinks();
        put(
                configured,
                "10.0.0.0/8",
                0,
                NextHops.of(
                        Path.via(1, Ipv4Address.parse("192.0.2.1")), Path.via(2, Ipv4Address.parse("198.51.100.1"))));
        put(bgp, "11.0.0.0/8", 0, via(RECURSIVE, "10.9.9.9"));
        final Set<String> both = Set.of("192.0.2.1 dev 1", "198.51.100.1 dev 2");
        assertEquals(both, ways("10.0.0.1"));
        assertEquals(both, ways("11.0.0.1"));
        final int group = ipv4.lookup(0x0A00_0001);
        table.interfaceDown(1);
        assertEquals(Set.of("198.51.100.1 dev 2"), ways("10.0.0.1"));
        assertEquals(Set.of("198.51.100.1 dev 2"), ways("11.0.0.1"));
        assertEquals(group, ipv4.lookup(0x0A00_0001));
        table.interfaceUp(1, 1500);
        assertEquals(both, ways("11.0.0.1"));
    }

    @Test
    void shouldRefuseWhatIsTooMuchAndChangeNothing() {
        twoLinks();
        for (int i = 3; i <= ADJACENCIES; i++) {
            assertEquals(FibUpdate.ADDED, put(bgp, i + ".0.0.0/8", 0, via(1, "192.0.2." + i)));
        }
        assertEquals(0, adjacencies.available());
        assertEquals(FibUpdate.FULL, put(bgp, "3.0.0.0/8", 0, via(1, "192.0.2.99")));
        assertEquals("the adjacency table is full with 8 entries", table.lastRefusal());
        assertEquals(Set.of("192.0.2.3 dev 1"), ways("3.0.0.1"));
        for (int i = 20; ipv4.size() < FIB_LIMIT; i++) {
            assertEquals(FibUpdate.ADDED, put(bgp, i + ".0.0.0/8", 0, via(1, "192.0.2.3")));
        }
        assertEquals(FibUpdate.FULL, put(bgp, "99.0.0.0/8", 0, via(1, "192.0.2.3")));
        assertEquals("the IPv4 FIB is full with 12 routes", table.lastRefusal());
        assertEquals(FIB_LIMIT, table.ipv4Prefixes());
        for (int i = 1; i <= 8; i++) {
            assertEquals(FibUpdate.ADDED, table.put(bgp, 0x0300_0000, 8, i, 1, via(1, "192.0.2.3")));
        }
        assertEquals(FibUpdate.FULL, table.put(bgp, 0x0300_0000, 8, 9, 1, via(1, "192.0.2.3")));
        assertEquals("the route table is full with 20 routes", table.lastRefusal());
        assertEquals(FibUpdate.REPLACED, table.put(bgp, 0x0300_0000, 8, 8, 2, via(1, "192.0.2.3")));
        assertEquals(3, table.refusals());
        assertEquals(20, table.size());
        assertEquals(0, table.withdrawAll(bgp));
        assertEquals(2, table.nextHops());
        assertEquals(ADJACENCIES - 2, adjacencies.available());
    }

    @Test
    void shouldLetWaitWhatAnotherUpdateEntailsAndTheFibHasNoRoomFor() {
        table.interfaceUp(1, 1500);
        for (int i = 1; i <= 3; i++) {
            put(bgp, i + ".0.0.0/8", 0, via(RECURSIVE, "192.0.2.7"));
        }
        for (int i = 10; i < 10 + FIB_LIMIT - 2; i++) {
            put(bgp, i + ".0.0.0/8", 0, NextHops.BLACKHOLE);
        }
        assertEquals(FibUpdate.ADDED, put(connected, "192.0.2.0/24", 0, NextHops.of(Path.onLink(1))));
        assertEquals(2, table.waiting());
        withdraw(bgp, "10.0.0.0/8");
        withdraw(bgp, "11.0.0.0/8");
        assertEquals(0, table.reclaim());
        for (int i = 1; i <= 3; i++) {
            assertEquals(Set.of("192.0.2.7 dev 1"), ways(i + ".0.0.1"));
        }
    }

    @Test
    void shouldGiveTheAdjacencyThatRoutesShare() {
        twoLinks();
        put(configured, "10.0.0.0/8", 0, via(1, "192.0.2.1"));
        put(bgp, "11.0.0.0/8", 0, via(RECURSIVE, "192.0.2.1"));
        final int adjacency = table.adjacency(false, Path.via(1, Ipv4Address.parse("192.0.2.1")));
        assertNotEquals(0, adjacency);
        assertEquals(adjacency, ipv4.lookup(0x0A00_0001));
        assertEquals(adjacency, ipv4.lookup(0x0B00_0001));
        withdraw(configured, "10.0.0.0/8");
        withdraw(bgp, "11.0.0.0/8");
        assertEquals(0, table.adjacency(false, Path.via(1, Ipv4Address.parse("192.0.2.1"))));
    }

    @Test
    void shouldKeepIpv6RoutesApart() {
        table.interfaceUp(3, 1500);
        final NextHops router = NextHops.of(Path.via(3, 0xFE80L << 48, 1));
        assertEquals(FibUpdate.ADDED, table.put(bgp, 0x2001_0DB8L << 32, 0, 32, 0, 0, router));
        assertEquals(
                FibUpdate.ADDED,
                table.put(
                        bgp, 0x2001_0DB9L << 32, 0, 32, 0, 0, NextHops.of(Path.via(RECURSIVE, 0x2001_0DB8L << 32, 5))));
        assertEquals(ipv6.lookup(0x2001_0DB8L << 32, 1), ipv6.lookup(0x2001_0DB9L << 32, 1));
        assertNotEquals(0, ipv6.lookup(0x2001_0DB9L << 32, 1));
        assertEquals(FibUpdate.ADDED, table.put(bgp, 0, 0, 0, 0, router));
        assertNotEquals(ipv6.lookup(0x2001_0DB8L << 32, 1), ipv4.lookup(1));
        final List<String> seen = new ArrayList<>();
        table.forEach((isIpv6, high, low, length, source, pathId, metric, nextHops, isSelected) ->
                seen.add(isIpv6 + " " + Long.toHexString(high) + "/" + length + " " + source + " " + isSelected));
        assertEquals(3, seen.size());
        assertEquals("false 0/0 bgp true", seen.get(0));
        assertThrows(IllegalArgumentException.class, () -> table.put(bgp, 0L, 0L, 0, 0, 0, via(3, "192.0.2.1")));
        assertEquals(FibUpdate.WITHDRAWN, table.withdraw(bgp, 0x2001_0DB8L << 32, 0L, 32, 0));
        assertEquals(0, ipv6.size());
    }

    @Test
    void shouldRefuseWhatCallersDoWrong() {
        assertThrows(IllegalArgumentException.class, () -> table.source("x", 256));
        assertThrows(IllegalArgumentException.class, () -> table.interfaceUp(65_536, 1500));
        assertThrows(IllegalArgumentException.class, () -> table.interfaceUp(1, 65_536));
        assertThrows(IllegalArgumentException.class, () -> table.put(bgp, 1, 24, 0, 0, NextHops.BLACKHOLE));
        assertThrows(IllegalArgumentException.class, () -> Path.via(-2, 1));
        assertThrows(IllegalArgumentException.class, () -> Path.onLink(RECURSIVE));
        assertThrows(IllegalArgumentException.class, NextHops::of);
        assertThrows(IllegalArgumentException.class, () -> new RouteTableLimits(0, 1, 1));
        final RouteTable other = new RouteTable(
                new RouteTableLimits(1, 1, 1), adjacencies, new LinearScanIpv4Fib(), new LinearScanIpv6Fib());
        assertThrows(IllegalArgumentException.class, () -> other.put(bgp, 0, 0, 0, 0, NextHops.BLACKHOLE));
    }
}
