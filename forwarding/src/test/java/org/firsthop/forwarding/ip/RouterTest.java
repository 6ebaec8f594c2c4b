package org.firsthop.forwarding.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.local.FrameFlags;
import org.firsthop.forwarding.rib.NextHops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final long LAN_MAC = MacAddress.parse("02:00:00:00:00:01");
    private static final long WAN_MAC = MacAddress.parse("02:00:00:00:00:02");
    private static final long HOST_MAC = MacAddress.parse("a0:b2:c3:d4:e5:f6");
    private static final long GATEWAY_MAC = MacAddress.parse("aa:bb:cc:dd:ee:ff");

    private final FramePool pool = FramePool.builder().frames(512).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final MemoryLink lan = new MemoryLink("lan", frames, 8);
    private final MemoryLink wan = new MemoryLink("wan", frames, 8);
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    private ForwardingTables tables;
    private Worker worker;
    private int delivered;

    @BeforeEach
    void wire() {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan0 = interfaces.add("lan0", LAN_MAC, 1500);
        final IpInterface wan0 = interfaces.add("wan0", WAN_MAC, 1280);
        tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 64, 1, 16, 7),
                new LinearScanIpv4Fib(64),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan0, Ipv4Address.parse("192.168.1.1"), 24);
        tables.addAddress(wan0, Ipv4Address.parse("203.0.113.2"), 30);
        tables.addRoute(0, 0, tables.nextHop(wan0, Ipv4Address.parse("203.0.113.1")));
        tables.addNeighbor(wan0, Ipv4Address.parse("203.0.113.1"), GATEWAY_MAC);
        tables.addNeighbor(lan0, Ipv4Address.parse("192.168.1.100"), HOST_MAC);
        tables.addRoute(Ipv4Address.parse("10.0.0.0"), 8, NextHops.BLACKHOLE);
        tables.addRoute(Ipv4Address.parse("10.1.0.0"), 16, NextHops.UNREACHABLE);
        tables.addRoute(Ipv4Address.parse("10.2.0.0"), 16, NextHops.PROHIBIT);
        final Ipv6Address own = Ipv6Address.parse("2001:db8:1::1");
        tables.addAddress(lan0, own.high(), own.low(), 64);
        final Ipv6Address gateway = Ipv6Address.parse("fe80::1");
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan0, gateway.high(), gateway.low()));
        tables.addNeighbor(wan0, gateway.high(), gateway.low(), GATEWAY_MAC);
        final Ipv6Address host = Ipv6Address.parse("fe80::100");
        tables.addNeighbor(lan0, host.high(), host.low(), HOST_MAC);
        tables.addNeighbor(lan0, own.high(), 0x100, HOST_MAC);
        worker = new Router("router", frames, tables)
                .port(lan.right())
                .port(wan.right())
                .local((p, frame, now) -> delivered++)
                .worker(() -> 0);
    }

    @AfterEach
    void shouldLeakNoFrame() {
        assertEquals(List.of(), pool.owned());
    }

    private int frame(final long destinationMac, final int etherType, final int length) {
        final int frame = frames.allocate();
        pool.length(frame, length);
        pool.buffer().setMemory(pool.offset(frame), Math.max(14, length), (byte) 0);
        ethernet.wrap(pool.buffer(), pool.offset(frame))
                .destination(destinationMac)
                .source(HOST_MAC)
                .etherType(etherType);
        return frame;
    }

    private int ipv4(final String source, final String destination, final int ttl, final int totalLength) {
        final int frame = frame(LAN_MAC, 0x0800, 14 + totalLength);
        ipv4.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .totalLength(totalLength)
                .ttl(ttl)
                .protocol(17)
                .source(Ipv4Address.parse(source))
                .destination(Ipv4Address.parse(destination))
                .fillChecksum();
        return frame;
    }

    private int ipv6(final String source, final String destination, final int hopLimit, final int payloadLength) {
        final int frame = frame(LAN_MAC, 0x86DD, 14 + 40 + payloadLength);
        final Ipv6Address from = Ipv6Address.parse(source);
        final Ipv6Address to = Ipv6Address.parse(destination);
        ipv6.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .payloadLength(payloadLength)
                .nextHeader(17)
                .hopLimit(hopLimit)
                .source(from.high(), from.low())
                .destination(to.high(), to.low());
        return frame;
    }

    private void send(final int... toSend) {
        final FrameBatch batch = new FrameBatch();
        for (final int frame : toSend) {
            batch.add(frame);
        }
        assertEquals(toSend.length, lan.left().transmit(batch));
        worker.doWork();
    }

    private FrameBatch received(final Port port) {
        final FrameBatch batch = new FrameBatch();
        port.receive(batch, 256);
        return batch;
    }

    @Test
    void shouldNotTakeOverWhatANeighborHasNotedOfAFrame() {
        final int frame = ipv4("192.168.1.100", "198.51.100.7", 64, 46);
        pool.flags(frame, FrameFlags.LOCAL_ORIGIN | FrameFlags.LINK_GROUP);
        // An option keeps the packet from the fast path, which looks at no flags.
        ipv4.wrap(pool.buffer(), pool.offset(frame) + 14).ihl(6).fillChecksum();
        send(frame);
        final FrameBatch out = received(wan.left());
        assertEquals(1, out.size());
        assertEquals(63, ipv4.wrap(pool.buffer(), pool.offset(out.get(0)) + 14).ttl());
        frames.freeAll(out);
    }

    @Test
    void shouldSpreadFlowsOverEqualPathsAndKeepEachOnOne() {
        final IpInterface wan0 = tables.interfaces().get(1);
        final int other = Ipv4Address.parse("203.0.113.3");
        tables.addNeighbor(wan0, other, HOST_MAC);
        final NextHops paths = NextHops.of(
                NextHops.Path.via(wan0.index(), Ipv4Address.parse("203.0.113.1")),
                NextHops.Path.via(wan0.index(), other));
        tables.addRoute(Ipv4Address.parse("198.51.0.0"), 16, paths);
        final long[] first = new long[64];
        int toTheOther = 0;
        for (int round = 0; round < 2; round++) {
            for (int flow = 0; flow < 64; flow++) {
                send(ipv4("192.168.1.100", "198.51.100." + flow, 64, 46));
                final FrameBatch out = received(wan.left());
                assertEquals(1, out.size());
                final long mac =
                        ethernet.wrap(pool.buffer(), pool.offset(out.get(0))).destination();
                if (round == 0) {
                    first[flow] = mac;
                    toTheOther += mac == HOST_MAC ? 1 : 0;
                }
                assertEquals(first[flow], mac);
                frames.freeAll(out);
            }
        }
        assertTrue(toTheOther > 16 && toTheOther < 48, toTheOther + " of 64 flows");
    }

    private void assertDropped(final DropReason reason, final int frame) {
        send(frame);
        final StringBuilder found = new StringBuilder("drops:");
        worker.graph()
                .drops()
                .forEach((r, n) -> found.append(' ').append(r).append('=').append(n));
        assertEquals(1, worker.graph().drops().get(reason), found.toString());
        assertEquals(1, worker.graph().drops().total(), found.toString());
        assertEquals(0, received(wan.left()).size());
        // What the sender is told of it is another test's subject.
        frames.freeAll(received(lan.left()));
    }

    @Test
    void shouldForwardWithNewLinkHeaderAndOneLessTtl() {
        send(ipv4("192.168.1.100", "93.184.216.34", 64, 100));
        final FrameBatch out = received(wan.left());
        assertEquals(1, out.size());
        final int frame = out.get(0);
        assertEquals(114, pool.length(frame));
        ethernet.wrap(pool.buffer(), pool.offset(frame));
        assertEquals(GATEWAY_MAC, ethernet.destination());
        assertEquals(WAN_MAC, ethernet.source());
        assertEquals(0x0800, ethernet.etherType());
        ipv4.wrap(pool.buffer(), pool.offset(frame) + 14);
        assertEquals(63, ipv4.ttl());
        assertTrue(ipv4.isChecksumValid());
        assertEquals(Ipv4Address.parse("93.184.216.34"), ipv4.destination());
        frames.freeAll(out);
    }

    @Test
    void shouldForwardToANeighborOnAConnectedLink() {
        send(ipv4("8.8.8.8", "192.168.1.100", 2, 40));
        final FrameBatch out = received(lan.left());
        assertEquals(1, out.size());
        final int offset = pool.offset(out.get(0));
        assertEquals(HOST_MAC, ethernet.wrap(pool.buffer(), offset).destination());
        assertEquals(1, ipv4.wrap(pool.buffer(), offset + 14).ttl());
        frames.freeAll(out);
    }

    @Test
    void shouldForwardIpv6WithOneLessHopLimit() {
        send(ipv6("2001:db8:1::100", "2001:db8:2::1", 64, 60));
        final FrameBatch out = received(wan.left());
        assertEquals(1, out.size());
        final int offset = pool.offset(out.get(0));
        assertEquals(GATEWAY_MAC, ethernet.wrap(pool.buffer(), offset).destination());
        assertEquals(0x86DD, ethernet.etherType());
        assertEquals(63, ipv6.wrap(pool.buffer(), offset + 14).hopLimit());
        frames.freeAll(out);
    }

    @Test
    void shouldCutOffLinkPadding() {
        final int frame = ipv4("192.168.1.100", "8.8.8.8", 64, 28);
        pool.length(frame, 60);
        send(frame);
        final FrameBatch out = received(wan.left());
        assertEquals(42, pool.length(out.get(0)));
        frames.freeAll(out);
    }

    @Test
    void shouldDeliverWhatIsForTheRouter() {
        send(
                ipv4("192.168.1.100", "192.168.1.1", 1, 40),
                ipv4("192.168.1.100", "203.0.113.2", 1, 40),
                ipv4("192.168.1.100", "192.168.1.255", 1, 40),
                ipv4("0.0.0.0", "255.255.255.255", 1, 40),
                ipv4("192.168.1.100", "224.0.0.5", 1, 40),
                ipv6("2001:db8:1::100", "2001:db8:1::1", 1, 8),
                ipv6("fe80::2", "ff02::1", 1, 8));
        assertEquals(7, delivered);
        assertEquals(0, worker.graph().drops().total());
    }

    @Test
    void shouldDropFramesWithoutALinkHeader() {
        assertDropped(EthernetFlyweight.TRUNCATED_HEADER, frame(LAN_MAC, 0x0800, 13));
    }

    @Test
    void shouldDropFramesForOtherStations() {
        assertDropped(EthernetInput.NOT_FOR_US, frame(GATEWAY_MAC, 0x0800, 60));
    }

    @Test
    void shouldDropFramesFromGroupAddresses() {
        final int frame = frame(LAN_MAC, 0x0800, 60);
        // A document often quoted gives a laptop this address; its first octet is odd.
        ethernet.wrap(pool.buffer(), pool.offset(frame)).source(MacAddress.parse("a1:b2:c3:d4:e5:f6"));
        assertDropped(EthernetInput.GROUP_SOURCE, frame);
    }

    @Test
    void shouldDropEtherTypesThatItDoesNotRoute() {
        assertDropped(EthernetInput.UNKNOWN_TYPE, frame(LAN_MAC, 0x88CC, 60));
    }

    @Test
    void shouldDropUnicastPacketsInLinkBroadcasts() {
        final int frame = ipv4("192.168.1.100", "8.8.8.8", 64, 40);
        ethernet.wrap(pool.buffer(), pool.offset(frame)).destination(MacAddress.BROADCAST);
        assertDropped(Ipv4Input.LINK_GROUP_UNICAST, frame);
    }

    @Test
    void shouldDropHeadersThatCannotBeRead() {
        final int frame = ipv4("192.168.1.100", "8.8.8.8", 64, 40);
        pool.length(frame, 14 + 39);
        assertDropped(Ipv4Flyweight.TRUNCATED_PAYLOAD, frame);
    }

    @Test
    void shouldDropWrongChecksums() {
        final int frame = ipv4("192.168.1.100", "8.8.8.8", 64, 40);
        pool.buffer().putByte(pool.offset(frame) + 14 + Ipv4Flyweight.TTL_OFFSET, (byte) 63);
        assertDropped(Ipv4Input.BAD_CHECKSUM, frame);
    }

    @Test
    void shouldDropMartianSources() {
        assertDropped(Ipv4Input.MARTIAN_SOURCE, ipv4("127.0.0.1", "8.8.8.8", 64, 40));
    }

    @Test
    void shouldDropMartianDestinations() {
        assertDropped(Ipv4Input.MARTIAN_DESTINATION, ipv4("192.168.1.100", "127.0.0.1", 64, 40));
    }

    @Test
    void shouldDropMulticastBeyondTheLink() {
        assertDropped(Ipv4Input.MULTICAST_NOT_ROUTED, ipv4("192.168.1.100", "239.1.2.3", 64, 40));
    }

    @Test
    void shouldNeverForwardATtlOfOne() {
        assertDropped(Ipv4Rewrite.TTL_EXPIRED, ipv4("192.168.1.100", "8.8.8.8", 1, 40));
    }

    @Test
    void shouldNeverForwardATtlOfZero() {
        assertDropped(Ipv4Rewrite.TTL_EXPIRED, ipv4("192.168.1.100", "8.8.8.8", 0, 40));
    }

    @Test
    void shouldDropWhatMayNotBeCut() {
        final int frame = ipv4("192.168.1.100", "8.8.8.8", 64, 1281);
        ipv4.wrap(pool.buffer(), pool.offset(frame) + 14)
                .flagsAndFragmentOffset(Ipv4Flyweight.DONT_FRAGMENT_FLAG)
                .fillChecksum();
        assertDropped(Ipv4Rewrite.FRAGMENTATION_NEEDED, frame);
    }

    @Test
    void shouldObeyBlackholeRoutes() {
        assertDropped(LookupStage.BLACKHOLE, ipv4("192.168.1.100", "10.9.9.9", 64, 40));
    }

    @Test
    void shouldObeyUnreachableRoutes() {
        assertDropped(LookupStage.UNREACHABLE, ipv4("192.168.1.100", "10.1.9.9", 64, 40));
    }

    @Test
    void shouldObeyProhibitRoutes() {
        assertDropped(LookupStage.PROHIBITED, ipv4("192.168.1.100", "10.2.9.9", 64, 40));
    }

    @Test
    void shouldDropWhatNoRouteContains() {
        tables.removeRoute(0, 0);
        assertDropped(LookupStage.NO_ROUTE, ipv4("192.168.1.100", "8.8.8.8", 64, 40));
    }

    @Test
    void shouldDropWhatHasNoNeighborEntry() {
        assertDropped(StaticNeighbors.NEIGHBOR_UNKNOWN, ipv4("192.168.1.100", "192.168.1.77", 64, 40));
    }

    @Test
    void shouldNeverForwardAHopLimitOfOne() {
        assertDropped(Ipv6Rewrite.HOP_LIMIT_EXPIRED, ipv6("2001:db8:1::100", "2001:db8:2::1", 1, 8));
    }

    @Test
    void shouldKeepLinkLocalAddressesOnTheirLink() {
        assertDropped(Ipv6Rewrite.LINK_LOCAL_SCOPE, ipv6("fe80::100", "2001:db8:2::1", 64, 8));
    }

    @Test
    void shouldDropIpv6PacketsThatAreTooBig() {
        assertDropped(Ipv6Rewrite.TOO_BIG, ipv6("2001:db8:1::100", "2001:db8:2::1", 64, 1300));
    }

    @Test
    void shouldDropIpv6Martians() {
        assertDropped(Ipv6Input.MARTIAN_SOURCE, ipv6("::1", "2001:db8:2::1", 64, 8));
    }

    @Test
    void shouldDropIpv6PacketsForTheLoopbackAddress() {
        assertDropped(Ipv6Input.MARTIAN_DESTINATION, ipv6("2001:db8:1::100", "::1", 64, 8));
    }

    @Test
    void shouldDropIpv6MulticastBeyondTheLink() {
        assertDropped(Ipv6Input.MULTICAST_NOT_ROUTED, ipv6("2001:db8:1::100", "ff0e::1", 64, 8));
    }

    @Test
    void shouldRefuseAPortTooFew() {
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new Router("router", frames, tables).port(lan.right()).worker(() -> 0));
        assertTrue(e.getMessage().contains("2 interfaces"), e.getMessage());
    }
}
