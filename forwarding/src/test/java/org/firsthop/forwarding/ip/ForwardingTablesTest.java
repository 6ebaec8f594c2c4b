package org.firsthop.forwarding.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.junit.jupiter.api.Test;

class ForwardingTablesTest {
    private final InterfaceTable interfaces = new InterfaceTable();
    private final IpInterface lan = interfaces.add("lan0", 0x0200_0000_0001L, 1500);
    private final ForwardingTables tables = new ForwardingTables(
            interfaces, new AdjacencyTable(new ReadEpochs(1), 4), new LinearScanIpv4Fib(6), new LinearScanIpv6Fib(4));

    private int kindAt(final String address) {
        final long entry = tables.adjacencies().entryAddress(tables.ipv4().lookup(Ipv4Address.parse(address)));
        return Adjacency.kind(Adjacency.state(entry));
    }

    @Test
    void shouldKeepItsOwnAndBroadcastAddressesAndConnectTheRest() {
        tables.addAddress(lan, Ipv4Address.parse("192.0.2.1"), 24);
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.1"));
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.0"));
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.255"));
        assertEquals(Adjacency.CONNECTED, kindAt("192.0.2.77"));
        assertEquals(Adjacency.NO_ROUTE, kindAt("192.0.3.1"));
    }

    @Test
    void shouldHaveNoBroadcastOnAPointToPointPrefix() {
        tables.addAddress(lan, Ipv4Address.parse("192.0.2.0"), 31);
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.0"));
        assertEquals(Adjacency.CONNECTED, kindAt("192.0.2.1"));
    }

    @Test
    void shouldMakeOneAdjacencyForANextHop() {
        final NextHops hop = tables.nextHop(lan, Ipv4Address.parse("192.0.2.9"));
        tables.addRoute(1 << 24, 8, hop);
        tables.addRoute(2 << 24, 8, tables.nextHop(lan, Ipv4Address.parse("192.0.2.9")));
        tables.addRoute(3 << 24, 8, tables.nextHop(lan, Ipv4Address.parse("192.0.2.10")));
        assertEquals(tables.ipv4().lookup(1 << 24), tables.ipv4().lookup(2 << 24));
        assertNotEquals(tables.ipv4().lookup(1 << 24), tables.ipv4().lookup(3 << 24));
    }

    @Test
    void shouldForwardToANeighborOnceItIsKnown() {
        tables.addRoute(0, 0, tables.nextHop(lan, Ipv4Address.parse("192.0.2.9")));
        assertEquals(Adjacency.NEXT_HOP, kindAt("8.8.8.8"));
        tables.addNeighbor(lan, Ipv4Address.parse("192.0.2.9"), 0x0200_0000_0009L);
        assertEquals(Adjacency.FORWARD, kindAt("8.8.8.8"));
        assertEquals(Adjacency.FORWARD, kindAt("192.0.2.9"));
    }

    @Test
    void shouldPreferOwnAddressesToNeighborsAndNeighborsToStaticRoutes() {
        tables.addNeighbor(lan, Ipv4Address.parse("192.0.2.1"), 0x0200_0000_0009L);
        tables.addRoute(Ipv4Address.parse("192.0.2.1"), 32, NextHops.BLACKHOLE);
        assertEquals(Adjacency.FORWARD, kindAt("192.0.2.1"));
        tables.addAddress(lan, Ipv4Address.parse("192.0.2.1"), 32);
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.1"));
    }

    @Test
    void shouldWithdrawWhatWasAdded() {
        tables.addRoute(0, 0, NextHops.UNREACHABLE);
        tables.removeRoute(0, 0);
        tables.removeRoute(0, 0);
        assertEquals(Adjacency.NO_ROUTE, kindAt("8.8.8.8"));
        tables.addRoute(0L, 0L, 0, NextHops.UNREACHABLE);
        assertEquals(1, tables.ipv6().size());
        tables.removeRoute(0L, 0L, 0);
        assertEquals(0, tables.ipv6().size());
        assertEquals(0, tables.routes().size());
    }

    @Test
    void shouldKeepOnlyItsOwnAddressesWhileAnInterfaceIsDown() {
        tables.addAddress(lan, Ipv4Address.parse("192.0.2.1"), 31);
        tables.addRoute(0, 0, tables.nextHop(lan, Ipv4Address.parse("192.0.2.0")));
        tables.routes().interfaceDown(lan.index());
        assertEquals(Adjacency.LOCAL, kindAt("192.0.2.1"));
        assertEquals(Adjacency.NO_ROUTE, kindAt("192.0.2.0"));
        assertEquals(Adjacency.NO_ROUTE, kindAt("8.8.8.8"));
        tables.addRoute(1 << 24, 8, NextHops.PROHIBIT);
        assertEquals(Adjacency.NO_ROUTE, kindAt("8.8.8.8"));
        tables.routes().interfaceUp(lan.index(), lan.mtu());
        assertEquals(Adjacency.NEXT_HOP, kindAt("8.8.8.8"));
    }

    @Test
    void shouldSayWhichTableIsFull() {
        for (int i = 1; i <= 4; i++) {
            tables.addRoute(i << 24, 8, tables.nextHop(lan, i));
        }
        final NextHops fifth = tables.nextHop(lan, 5);
        assertTrue(assertThrows(IllegalStateException.class, () -> tables.addRoute(5 << 24, 8, fifth))
                .getMessage()
                .contains("adjacency table is full with 4"));
        final NextHops first = tables.nextHop(lan, 1);
        tables.addRoute(5 << 24, 8, first);
        tables.addRoute(6 << 24, 8, first);
        assertTrue(assertThrows(IllegalStateException.class, () -> tables.addRoute(7 << 24, 8, first))
                .getMessage()
                .contains("IPv4 FIB is full with 6"));
        assertEquals(6, tables.routes().size());
    }

    @Test
    void shouldRefuseInterfacesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> interfaces.add("lan0", 2, 1500));
        assertThrows(IllegalArgumentException.class, () -> interfaces.add("x", 0xa1b2_c3d4_e5f6L, 1500));
        assertThrows(IllegalArgumentException.class, () -> interfaces.add("y", 2, 67));
        assertThrows(IllegalArgumentException.class, () -> interfaces.add("z", 2, 65_536));
    }
}
