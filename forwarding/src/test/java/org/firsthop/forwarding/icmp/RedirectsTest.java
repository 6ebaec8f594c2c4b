package org.firsthop.forwarding.icmp;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.hex;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.RedirectFlyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.ForwardingPolicy;
import org.junit.jupiter.api.Test;

class RedirectsTest {
    private static final long OTHER_MAC = 0x0A00_0000_0007L;
    private static final String OTHER = "192.168.1.7";
    private static final String FAR = "198.18.0.1";
    private static final String FAR6 = "2001:db8:f::1";

    private final TestRouter router = detour(new TestRouter());

    /** The other router on the LAN is the next hop of 198.18.0.0/15 and 2001:db8:f::/48. */
    private static TestRouter detour(final TestRouter router) {
        router.tables.addNeighbor(router.lan0, Ipv4Address.parse(OTHER), OTHER_MAC);
        router.tables.addRoute(
                Ipv4Address.parse("198.18.0.0"), 15, router.tables.nextHop(router.lan0, Ipv4Address.parse(OTHER)));
        final Ipv6Address other = Ipv6Address.parse("fe80::7");
        final Ipv6Address far = Ipv6Address.parse("2001:db8:f::");
        router.neighbor6(router.lan0, "fe80::7", OTHER_MAC);
        router.tables.addRoute(
                far.high(), far.low(), 48, router.tables.nextHop(router.lan0, other.high(), other.low()));
        return router;
    }

    private static byte[] payload(final byte[] error) {
        return Arrays.copyOfRange(error, 28, error.length);
    }

    private void assertTold(final TestRouter told, final byte[] packet) {
        told.fromHost(packet);
        final List<byte[]> packets = told.packets(told.lan);
        assertEquals(2, packets.size(), told.drops());
        final byte[] redirect = packets.get(0)[9] == IpProtocol.ICMP ? packets.get(0) : packets.get(1);
        // The host alone, by the gateway's address; from the address on that network.
        assertEquals("0501", hex(Arrays.copyOfRange(redirect, 20, 22)));
        assertEquals("c0a80107", hex(Arrays.copyOfRange(redirect, 24, 28)));
        assertEquals("c0a80101c0a80164", hex(Arrays.copyOfRange(redirect, 12, 20)));
        assertArrayEquals(packet, payload(redirect));
        told.assertBalanced();
    }

    // RFC 1812 section 5.2.7.2: the packet is forwarded, and its sender told; from the fast path.
    @Test
    void shouldTellAHostOfABetterFirstHop() {
        assertTold(router, udp4(HOST, FAR, 64, 10));
    }

    @Test
    void shouldTellAHostOfABetterFirstHopWithoutTheFastPath() {
        assertTold(detour(new TestRouter(r -> r.withoutFastPath())), udp4(HOST, FAR, 64, 10));
        assertTold(router, ipv4(HOST, FAR, IpProtocol.UDP, 64, new byte[] {1, 1, 1, 0}, udp(10)));
    }

    // "… on the same logical network": the destination itself is the better first hop.
    @Test
    void shouldTellAHostThatItsDestinationIsANeighbor() {
        assertTold(router, udp4(HOST, OTHER, 64, 10));
    }

    @Test
    void shouldTellOfEachDestinationOnceASecond() {
        assertTold(router, udp4(HOST, FAR, 64, 10));
        router.fromHost(udp4(HOST, FAR, 64, 10), udp4(HOST, FAR, 64, 10));
        assertEquals(2, router.packets(router.lan).size());
        router.nowNs += 1_000_000_000;
        assertTold(router, udp4(HOST, FAR, 64, 10));
    }

    // RFC 1812 section 5.2.7.2: only to senders on the network of the next hop.
    @Test
    void shouldNotTellSendersOfOtherNetworks() {
        router.fromHost(udp4("192.0.2.1", FAR, 64, 10));
        assertEquals(1, router.packets(router.lan).size());
        router.assertBalanced();
    }

    @Test
    void shouldNotTellWhenThePacketDoesNotLeave() {
        router.fromHost(udp4(HOST, FAR, 1, 10));
        assertEquals(11, router.packet(router.lan)[20], "Time Exceeded alone");
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.2: a redirect is an error message, and there is none about another.
    @Test
    void shouldNotTellOfErrors() {
        router.fromHost(ipv4(HOST, FAR, 1, icmp(3, 1, 0, udp4(FAR, HOST, 64, 0))));
        assertEquals(1, router.packets(router.lan).size());
        assertEquals(1, router.errors().suppressed().get(ErrorSuppression.ABOUT_ERROR));
    }

    @Test
    void shouldTellNobodyWhenSwitchedOff() {
        final TestRouter quiet = detour(new TestRouter(r -> r.policy(new ForwardingPolicy().redirects(false))));
        quiet.fromHost(udp4(HOST, FAR, 64, 10), udp6(HOST6, FAR6, 64, 10));
        assertEquals(2, quiet.packets(quiet.lan).size());
    }

    // RFC 1122 section 3.2.1.3: hosts forward nothing, and so tell nothing.
    @Test
    void shouldTellNothingAsAHost() {
        final TestRouter host = detour(new TestRouter(r -> r.forwarding(false)));
        host.fromHost(udp4(HOST, FAR, 64, 10));
        assertEquals(0, host.packets(host.lan).size());
    }

    private byte[] redirect6(final byte[] packet) {
        router.fromHost(packet);
        final List<byte[]> packets = router.packets(router.lan);
        assertEquals(2, packets.size(), router.drops());
        final byte[] redirect = packets.get(0)[6] == IpProtocol.ICMPV6 ? packets.get(0) : packets.get(1);
        final UnsafeBuffer buffer = new UnsafeBuffer(redirect);
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, 0);
        assertEquals(255, ip.hopLimit());
        assertEquals("fe80000000000000" + "0000000000010001", hex(Arrays.copyOfRange(redirect, 8, 24)));
        assertEquals(137, redirect[40] & 0xFF);
        assertEquals(DropReason.NONE, RedirectFlyweight.check(buffer, 40, redirect.length - 40));
        assertEquals("0201" + "0a0000000007", hex(Arrays.copyOfRange(redirect, 80, 88)));
        assertEquals(4, redirect[88]);
        router.assertBalanced();
        return redirect;
    }

    // RFC 4861 section 8.2.
    @Test
    void shouldTellAnIpv6HostOfABetterRouter() {
        final byte[] packet = udp6(HOST6, FAR6, 64, 10);
        final byte[] redirect = redirect6(packet);
        final RedirectFlyweight message = new RedirectFlyweight().wrap(new UnsafeBuffer(redirect), 40);
        final Ipv6Address target = Ipv6Address.parse("fe80::7");
        final Ipv6Address destination = Ipv6Address.parse(FAR6);
        assertEquals(target, new Ipv6Address(message.targetHigh(), message.targetLow()));
        assertEquals(destination, new Ipv6Address(message.destinationHigh(), message.destinationLow()));
        // Section 4.6.3: the packet, and zeros up to 8 octets.
        assertEquals(1 + (packet.length + 7) / 8, redirect[89]);
        assertArrayEquals(packet, Arrays.copyOfRange(redirect, 96, 96 + packet.length));
    }

    @Test
    void shouldTellAnIpv6HostThatItsDestinationIsANeighbor() {
        router.neighbor6(router.lan0, "2001:db8:1::7", OTHER_MAC);
        final byte[] redirect = redirect6(udp6(HOST6, "2001:db8:1::7", 64, 10));
        assertArrayEquals(Arrays.copyOfRange(redirect, 48, 64), Arrays.copyOfRange(redirect, 64, 80));
    }

    // RFC 4861 section 4.6.3: the message does not exceed 1280 octets.
    @Test
    void shouldCutTheQuotedPacket() {
        final byte[] redirect = redirect6(udp6(HOST6, FAR6, 64, 1400));
        assertEquals(1280, redirect.length);
    }
}
