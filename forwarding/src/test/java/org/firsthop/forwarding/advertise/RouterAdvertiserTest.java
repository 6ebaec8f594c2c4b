package org.firsthop.forwarding.advertise;

import static org.firsthop.forwarding.TestRouter.HOST_MAC;
import static org.firsthop.forwarding.TestRouter.LAN_MAC;
import static org.firsthop.forwarding.TestRouter.ethernet;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpOptionIterator;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.advertise.AdvertisementConfig.Advertised;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.junit.jupiter.api.Test;

class RouterAdvertiserTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int AT = Ipv6Flyweight.HEADER_LENGTH;

    private Router wired;

    private TestRouter router(final AdvertisementConfig config, final Consumer<NeighborConfig.Builder> neighbors) {
        final TestRouter router = new TestRouter(r -> {
            wired = r;
            final NeighborConfig.Builder builder =
                    NeighborConfig.builder().duplicateProbes(0).announcements(0).seed(7);
            neighbors.accept(builder);
            r.neighbors(builder.build()).advertise(new IpInterface(0, "lan0", LAN_MAC, 1500), config);
        });
        router.nowNs = 5 * SECOND;
        router.run();
        return router;
    }

    private TestRouter router(final AdvertisementConfig config) {
        return router(config, builder -> {});
    }

    /** Lets time pass in steps of ten milliseconds; when advertisements came, and every one. */
    private static List<Long> times(final TestRouter router, final long nanos, final List<byte[]> packets) {
        final List<Long> times = new ArrayList<>();
        for (final long end = router.nowNs + nanos; router.nowNs < end; router.nowNs += 10 * MS) {
            router.run();
            for (final byte[] packet : router.packets(router.lan)) {
                times.add(router.nowNs);
                packets.add(packet);
            }
        }
        return times;
    }

    private static byte[] only(final TestRouter router, final long nanos) {
        final List<byte[]> packets = new ArrayList<>();
        times(router, nanos, packets);
        assertEquals(1, packets.size());
        return packets.get(0);
    }

    private static RouterAdvertisementFlyweight message(final byte[] packet) {
        return new RouterAdvertisementFlyweight().wrap(new UnsafeBuffer(packet), AT);
    }

    private static NdpOptionIterator options(final byte[] packet) {
        final RouterAdvertisementFlyweight message = message(packet);
        return new NdpOptionIterator()
                .wrap(message.buffer(), message.optionsOffset(), message.optionsLength(packet.length - AT));
    }

    private static void solicit(final TestRouter router) {
        router.from(
                router.lan, ethernet(0x3333_0000_0002L, HOST_MAC, icmp6("fe80::200", "ff02::2", 133, 0, 0, new byte[] {
                    1, 1, 2, 3, 4, 5, 6, 7
                })));
        router.run();
    }

    // RFC 4861 section 6.2.1: nothing is advertised unless the operator says so.
    @Test
    void shouldAdvertiseNothingByDefault() {
        final TestRouter router = new TestRouter(r -> r.neighbors(
                NeighborConfig.builder().duplicateProbes(0).announcements(0).build()));
        solicit(router);
        assertEquals(List.of(), times(router, 30 * SECOND, new ArrayList<>()));
    }

    // RFC 4861 sections 4.2 and 6.2.3.
    @Test
    void shouldSayWhatTheLinkIs() {
        final TestRouter router = router(new AdvertisementConfig());
        final byte[] packet = only(router, SECOND);
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(new UnsafeBuffer(packet), 0);
        assertEquals(255, ip.hopLimit());
        assertEquals("fe80::1:1", Ipv6Address.toString(ip.sourceHigh(), ip.sourceLow()));
        assertEquals(Ipv6Address.ALL_NODES, new Ipv6Address(ip.destinationHigh(), ip.destinationLow()));
        final int length = packet.length - AT;
        assertTrue(new Icmpv6Flyweight()
                .wrap(new UnsafeBuffer(packet), AT)
                .isChecksumValid(ip.pseudoHeaderSum(IpProtocol.ICMPV6, length), length));
        final RouterAdvertisementFlyweight message = message(packet);
        assertEquals(64, message.currentHopLimit());
        assertEquals(0, message.flags());
        assertEquals(1800, message.routerLifetime());
        assertEquals(0, message.reachableTime());
        assertEquals(0, message.retransTimer());
        final NdpOptionIterator options = options(packet);
        assertTrue(options.next());
        assertEquals(LAN_MAC, options.option().linkLayerAddress());
        assertTrue(options.next());
        assertEquals(1500, options.option().mtu());
        assertTrue(options.next());
        assertEquals(NdpOptionType.PREFIX_INFORMATION, options.option().type());
        assertEquals(64, options.option().prefixLength());
        assertEquals(0xC0, options.option().flags());
        assertEquals(2_592_000, options.option().lifetime());
        assertEquals(604_800, options.option().preferredLifetime());
        assertEquals(
                "2001:db8:1::",
                Ipv6Address.toString(
                        options.option().prefixHigh(), options.option().prefixLow()));
        assertEquals(false, options.next());
        router.assertBalanced();
    }

    // RFC 4861 section 6.2.1, RFC 8106 section 5.1: all of it is the operator's to say.
    @Test
    void shouldSayWhatIsConfigured() {
        final Ipv6Prefix prefix = Ipv6Prefix.parse("2001:db8:77::/56");
        final TestRouter router = router(new AdvertisementConfig()
                .maxIntervalNs(10 * SECOND)
                .minIntervalNs(4 * SECOND)
                .lifetimeSeconds(0)
                .hopLimit(0)
                .reachableMs(30_000)
                .retransmitMs(1_000)
                .managed(true)
                .other(true)
                .mtu(false)
                .dnsServer(Ipv6Address.parse("2001:db8::53"))
                .dnsServer(Ipv6Address.parse("2001:db8::54"))
                .prefix(new Advertised(prefix, 3600, 1800, false, true)));
        final byte[] packet = only(router, SECOND);
        final RouterAdvertisementFlyweight message = message(packet);
        assertEquals(0, message.currentHopLimit());
        assertEquals(0xC0, message.flags());
        assertEquals(0, message.routerLifetime());
        assertEquals(30_000, message.reachableTime());
        assertEquals(1_000, message.retransTimer());
        final NdpOptionIterator options = options(packet);
        assertTrue(options.next());
        assertEquals(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, options.option().type());
        assertTrue(options.next());
        assertEquals(NdpOptionType.RECURSIVE_DNS_SERVER, options.option().type());
        assertEquals(30, options.option().lifetime());
        assertEquals(2, options.option().dnsServerCount());
        assertEquals(0x54, options.option().dnsServerLow(1));
        assertTrue(options.next());
        assertEquals(56, options.option().prefixLength());
        assertEquals(0x40, options.option().flags());
        assertEquals(3600, options.option().lifetime());
        assertEquals(1800, options.option().preferredLifetime());
        assertEquals(prefix.high(), options.option().prefixHigh());
        assertEquals(false, options.next());
    }

    // RFC 4861 section 6.2.4: three soon, at most 16 seconds apart; then between the two bounds, never in step.
    @Test
    void shouldAdvertiseUnaskedWithJitter() {
        final TestRouter router = router(new AdvertisementConfig());
        final List<Long> times = times(router, 10_000 * SECOND, new ArrayList<>());
        assertTrue(times.get(1) - times.get(0) <= 16 * SECOND + 10 * MS);
        assertTrue(times.get(2) - times.get(1) <= 16 * SECOND + 10 * MS);
        final Set<Long> intervals = new HashSet<>();
        for (int i = 3; i < times.size(); i++) {
            final long interval = times.get(i) - times.get(i - 1);
            assertTrue(interval >= 200 * SECOND && interval <= 600 * SECOND + 10 * MS, "interval " + interval);
            intervals.add(interval);
        }
        assertTrue(intervals.size() > 10);
        assertEquals(times.size(), wired.advertiser().sent());
    }

    // RFC 4861 section 6.2.6: within half a second, and never two within three seconds, however many ask.
    @Test
    void shouldAnswerSolicitationsAtABoundedRate() {
        final TestRouter router = router(new AdvertisementConfig());
        times(router, 40 * SECOND, new ArrayList<>());
        final long asked = router.nowNs;
        solicit(router);
        final List<Long> first = times(router, 20 * SECOND, new ArrayList<>());
        assertEquals(1, first.size());
        assertTrue(first.get(0) - asked <= 500 * MS + 10 * MS);
        final int outstanding = router.pool.outstanding();
        final List<Long> flooded = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            solicit(router);
            flooded.addAll(times(router, 10 * MS, new ArrayList<>()));
        }
        for (int i = 1; i < flooded.size(); i++) {
            assertTrue(flooded.get(i) - flooded.get(i - 1) >= 3 * SECOND);
        }
        assertTrue(flooded.size() <= 101 && flooded.size() >= 80, "advertisements: " + flooded.size());
        assertEquals(30_001, wired.advertiser().solicitations());
        assertEquals(outstanding, router.pool.outstanding());
        router.assertBalanced();
    }

    // RFC 4861 section 6.2.6: who solicits becomes a neighbor, a stale one, and is not a router.
    @Test
    void shouldLearnWhoSolicits() {
        final TestRouter router = router(new AdvertisementConfig());
        solicit(router);
        assertTrue(wired.neighbors().list().stream()
                .anyMatch(n -> n.toString().startsWith("fe80::200 dev lan0 lladdr 02:03:04:05:06:07")));
    }

    // RFC 4861 section 6.2.5: the last word is a lifetime of zero, once, on links that have heard of the router.
    @Test
    void shouldEndWithALifetimeOfZero() {
        final TestRouter router = router(new AdvertisementConfig().dnsServer(Ipv6Address.parse("2001:db8::53")));
        times(router, 40 * SECOND, new ArrayList<>());
        wired.advertiser().cease();
        router.run();
        assertTrue(wired.advertiser().isSilent());
        final byte[] last = router.packet(router.lan);
        assertEquals(0, message(last).routerLifetime());
        final NdpOptionIterator options = options(last);
        while (options.next()) {
            assertTrue(options.option().type() != NdpOptionType.RECURSIVE_DNS_SERVER
                    || options.option().lifetime() == 0);
        }
        solicit(router);
        assertEquals(List.of(), times(router, 2_000 * SECOND, new ArrayList<>()));
        router.assertBalanced();
    }

    // RFC 4861 section 4.2, RFC 4862 section 5.4: no word from an address that may be another node's.
    @Test
    void shouldWaitForAnAddressOfItsOwn() {
        final TestRouter router = router(new AdvertisementConfig(), builder -> builder.duplicateProbes(3));
        final List<byte[]> packets = new ArrayList<>();
        times(router, 8 * SECOND, packets);
        packets.removeIf(packet -> (packet[AT] & 0xFF) != 134);
        assertEquals(1, packets.size());
        assertNotEquals(0, wired.advertiser().notSent());
    }

    // RFC 4861 section 6.2.7.
    @Test
    void shouldCountAdvertisementsThatContradict() {
        final TestRouter router = router(new AdvertisementConfig());
        final byte[] same = {64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0};
        final byte[] other = {63, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0};
        final byte[] mtu = {0, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 5, 0};
        for (final byte[] body : List.of(same, other, mtu)) {
            final int rest = ByteBuffer.wrap(body).getInt();
            final byte[] data = Arrays.copyOfRange(body, 4, body.length);
            router.from(
                    router.lan,
                    ethernet(0x3333_0000_0001L, HOST_MAC, icmp6("fe80::100", "ff02::1", 134, 0, rest, data)));
            router.run();
        }
        assertEquals(2, wired.advertiser().inconsistent());
        assertEquals(3, router.delivered.size());
    }

    // RFC 4861 section 6.2.1: the ranges.
    @Test
    void shouldRefuseValuesOutsideTheirRanges() {
        final AdvertisementConfig config = new AdvertisementConfig();
        assertThrows(IllegalArgumentException.class, () -> config.maxIntervalNs(4 * SECOND - 1));
        assertThrows(IllegalArgumentException.class, () -> config.maxIntervalNs(1800 * SECOND + 1));
        assertThrows(IllegalArgumentException.class, () -> config.minIntervalNs(3 * SECOND - 1));
        assertThrows(IllegalArgumentException.class, () -> config.lifetimeSeconds(9001));
        assertThrows(IllegalArgumentException.class, () -> router(
                        new AdvertisementConfig().maxIntervalNs(10 * SECOND).minIntervalNs(8 * SECOND))
                .worker());
        assertThrows(IllegalArgumentException.class, () -> router(new AdvertisementConfig().lifetimeSeconds(599))
                .worker());
        final Ipv6Prefix prefix = Ipv6Prefix.parse("2001:db8::/64");
        assertThrows(IllegalArgumentException.class, () -> new Advertised(prefix, 1, 2, true, true));
        assertThrows(
                IllegalArgumentException.class, () -> new Advertised(Ipv6Prefix.parse("fe80::/64"), 2, 2, true, true));
        for (int i = 0; i < AdvertisementConfig.MAX_PREFIXES; i++) {
            config.prefix(new Advertised(prefix, 2, 2, true, true));
        }
        assertThrows(IllegalArgumentException.class, () -> config.prefix(new Advertised(prefix, 2, 2, true, true)));
    }

    @Test
    void shouldRefuseWhatFindsNoRoomInAFrame() {
        final FrameAllocator frames =
                FramePool.builder().frames(64).slotLength(192).build().allocator();
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan = interfaces.add("lan0", LAN_MAC, 1500);
        final ReadEpochs epochs = new ReadEpochs(1);
        final ForwardingTables tables = new ForwardingTables(
                interfaces, new AdjacencyTable(epochs, 64), new LinearScanIpv4Fib(), new LinearScanIpv6Fib());
        final AdvertisementConfig config = new AdvertisementConfig();
        for (int i = 1; i <= AdvertisementConfig.MAX_DNS_SERVERS; i++) {
            config.dnsServer(Ipv6Address.parse("2001:db8::" + i));
        }
        final Router router = new Router("router", frames, tables)
                .neighbors(NeighborConfig.builder().build())
                .advertise(lan, config)
                .port(new MemoryLink("lan0", frames, 16).right());
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> router.worker(() -> 0));
        assertTrue(e.getMessage().startsWith("advertisement: octets=144, room="), e.getMessage());
    }
}
