package org.firsthop.forwarding.icmp;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.bytes;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.ipv6;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.firsthop.forwarding.TestRouter.withFragment;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.Ipv4Rewrite;
import org.firsthop.forwarding.ip.StaticNeighbors;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.option.Ipv4OptionCheck;
import org.junit.jupiter.api.Test;

class IcmpErrorsTest {
    private static final String REMOTE = "93.184.216.34";
    private static final String REMOTE6 = "2001:db8:9::1";

    private static void assertError4(
            final byte[] error, final String source, final int type, final int code, final byte[] datagram) {
        final UnsafeBuffer buffer = new UnsafeBuffer(error);
        assertEquals(DropReason.NONE, Ipv4Flyweight.check(buffer, 0, error.length));
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0);
        assertTrue(ip.isChecksumValid());
        assertEquals(error.length, ip.totalLength());
        assertEquals(source, Ipv4Address.toString(ip.source()));
        assertEquals(HOST, Ipv4Address.toString(ip.destination()));
        assertEquals(IpProtocol.ICMP, ip.protocol());
        final IcmpFlyweight message = new IcmpFlyweight().wrap(buffer, 20);
        assertTrue(message.isChecksumValid(error.length - 20));
        assertEquals(type, message.type());
        assertEquals(code, message.code());
        final int quoted = Math.min(datagram.length, 576 - 28);
        assertArrayEquals(
                Arrays.copyOf(datagram, quoted), Arrays.copyOfRange(error, 28, error.length), "the quoted datagram");
    }

    private static void assertError6(
            final byte[] error,
            final String source,
            final String destination,
            final int type,
            final int code,
            final byte[] datagram) {
        final UnsafeBuffer buffer = new UnsafeBuffer(error);
        assertEquals(DropReason.NONE, Ipv6Flyweight.check(buffer, 0, error.length));
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, 0);
        assertEquals(error.length, ip.totalLength());
        assertEquals(source, Ipv6Address.toString(ip.sourceHigh(), ip.sourceLow()));
        assertEquals(destination, Ipv6Address.toString(ip.destinationHigh(), ip.destinationLow()));
        final Icmpv6Flyweight message = new Icmpv6Flyweight().wrap(buffer, 40);
        final int length = error.length - 40;
        assertTrue(message.isChecksumValid(ip.pseudoHeaderSum(IpProtocol.ICMPV6, length), length));
        assertEquals(type, message.type());
        assertEquals(code, message.code());
        final int quoted = Math.min(datagram.length, 1280 - 48);
        assertArrayEquals(
                Arrays.copyOf(datagram, quoted), Arrays.copyOfRange(error, 48, error.length), "the quoted packet");
    }

    private static void assertNoError(final TestRouter router, final DropReason obstacle) {
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(List.of(), router.packets(router.wan));
        assertEquals(1, router.errors().suppressed().get(obstacle));
        assertEquals(1, router.errors().suppressed().total());
        router.assertBalanced();
    }

    // RFC 1812 section 5.3.1.
    @Test
    void shouldTellThatTheTtlWasExceeded() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, REMOTE, 1, 100);
        router.fromHost(datagram);
        assertError4(router.packet(router.lan), OWN, 11, 0, datagram);
        assertEquals(1, router.dropped(Ipv4Rewrite.TTL_EXPIRED));
        router.assertBalanced();
    }

    // RFC 4443 section 3.3.
    @Test
    void shouldTellThatTheHopLimitWasExceeded() {
        final TestRouter router = new TestRouter();
        final byte[] packet = udp6(HOST6, REMOTE6, 1, 100);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), OWN6, HOST6, 3, 0, packet);
        router.assertBalanced();
    }

    // RFC 1812 section 4.3.2.3.
    @Test
    void shouldQuoteAsMuchAsFitsIn576Octets() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, REMOTE, 1, 1200);
        router.fromHost(datagram);
        final byte[] error = router.packet(router.lan);
        assertEquals(576, error.length);
        assertError4(error, OWN, 11, 0, datagram);
    }

    // RFC 4443 section 2.4 (c).
    @Test
    void shouldQuoteAsMuchAsFitsInTheLeastMtu() {
        final TestRouter router = new TestRouter();
        final byte[] packet = udp6(HOST6, REMOTE6, 1, 1300);
        router.fromHost(packet);
        final byte[] error = router.packet(router.lan);
        assertEquals(1280, error.length);
        assertError6(error, OWN6, HOST6, 3, 0, packet);
    }

    // RFC 1191 section 4.
    @Test
    void shouldTellTheMtuThatADatagramDidNotFit() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = withFragment(udp4(HOST, REMOTE, 64, 1300), Ipv4Flyweight.DONT_FRAGMENT_FLAG);
        router.fromHost(datagram);
        final byte[] error = router.packet(router.lan);
        assertError4(error, OWN, 3, 4, datagram);
        assertEquals(1280, new IcmpFlyweight().wrap(new UnsafeBuffer(error), 20).nextHopMtu());
    }

    // RFC 4443 section 3.2.
    @Test
    void shouldTellTheMtuThatAPacketDidNotFit() {
        final TestRouter router = new TestRouter();
        final byte[] packet = udp6(HOST6, REMOTE6, 64, 1300);
        router.fromHost(packet);
        final byte[] error = router.packet(router.lan);
        assertError6(error, OWN6, HOST6, 2, 0, packet);
        assertEquals(
                1280, new Icmpv6Flyweight().wrap(new UnsafeBuffer(error), 40).mtu());
    }

    // RFC 1812 section 5.2.7.1.
    @Test
    void shouldTellWhyADestinationIsUnreachable() {
        final TestRouter router = new TestRouter();
        final byte[] unreachable = udp4(HOST, "10.1.2.3", 64, 10);
        router.fromHost(unreachable);
        assertError4(router.packet(router.lan), OWN, 3, 1, unreachable);
        final byte[] prohibited = udp4(HOST, "10.2.2.3", 64, 10);
        router.fromHost(prohibited);
        assertError4(router.packet(router.lan), OWN, 3, 13, prohibited);
        router.tables.removeRoute(0, 0);
        final byte[] unknown = udp4(HOST, REMOTE, 64, 10);
        router.fromHost(unknown);
        assertError4(router.packet(router.lan), OWN, 3, 0, unknown);
        router.assertBalanced();
    }

    // RFC 4443 section 3.1.
    @Test
    void shouldTellThatThereIsNoRoute() {
        final TestRouter router = new TestRouter();
        router.tables.removeRoute(0, 0, 0);
        final byte[] packet = udp6(HOST6, REMOTE6, 64, 10);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), OWN6, HOST6, 1, 0, packet);
    }

    // RFC 1812 section 4.3.3.1, RFC 4443 section 3.1.
    @Test
    void shouldTellThatANeighborDoesNotAnswer() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, "192.168.1.77", 64, 10);
        router.fromHost(datagram);
        assertError4(router.packet(router.lan), OWN, 3, 1, datagram);
        final byte[] packet = udp6(HOST6, "2001:db8:1::77", 64, 10);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), OWN6, HOST6, 1, 3, packet);
        assertEquals(2, router.dropped(StaticNeighbors.NEIGHBOR_UNKNOWN));
    }

    // RFC 4443 section 3.1 code 2.
    @Test
    void shouldTellThatALinkLocalSourceIsBeyondItsScope() {
        final TestRouter router = new TestRouter();
        final byte[] packet = udp6("fe80::100", REMOTE6, 64, 10);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), "fe80::1:1", "fe80::100", 1, 2, packet);
    }

    // RFC 1122 section 3.2.2.1, RFC 4443 sections 2.2 (a), 3.1 and 3.4.
    @Test
    void shouldTellWhatTheNodeItselfRefusesFromTheAddressThatWasAsked() {
        final TestRouter router = new TestRouter(r -> r.receiver((pool, frame, now) ->
                pool.buffer().getByte(pool.offset(frame) + pool.l3Offset(frame) + 9) == IpProtocol.UDP
                                || pool.buffer().getByte(pool.offset(frame) + pool.l3Offset(frame) + 6)
                                        == IpProtocol.UDP
                        ? LocalReceiver.PORT_UNREACHABLE
                        : LocalReceiver.PROTOCOL_UNREACHABLE));
        final byte[] datagram = udp4(HOST, "203.0.113.2", 64, 10);
        router.fromHost(datagram);
        assertError4(router.packet(router.lan), "203.0.113.2", 3, 3, datagram);
        final byte[] protocol = ipv4(HOST, OWN, 200, new byte[20]);
        router.fromHost(protocol);
        assertError4(router.packet(router.lan), OWN, 3, 2, protocol);
        final byte[] packet = udp6(HOST6, "2001:db8:2::2", 64, 10);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), "2001:db8:2::2", HOST6, 1, 4, packet);
        final byte[] header = ipv6(HOST6, OWN6, 200, 64, new byte[20]);
        router.fromHost(header);
        final byte[] error = router.packet(router.lan);
        assertError6(error, OWN6, HOST6, 4, 1, header);
        assertEquals(6, new Icmpv6Flyweight().wrap(new UnsafeBuffer(error), 40).pointer());
        router.assertBalanced();
    }

    // RFC 1812 section 4.3.3.1 code 5, RFC 7126 sections 4.3 and 4.4.
    @Test
    void shouldTellThatSourceRoutesAreNotFollowed() {
        for (final String option : new String[] {"83070400000000 00", "01890704 0a000001"}) {
            final TestRouter router = new TestRouter();
            final byte[] datagram = ipv4(HOST, REMOTE, 17, 64, TestRouter.bytes(option), udp(10));
            router.fromHost(datagram);
            assertError4(router.packet(router.lan), OWN, 3, 5, datagram);
            assertEquals(1, router.dropped(Ipv4OptionCheck.SOURCE_ROUTED));
            router.assertBalanced();
        }
    }

    // RFC 1812 section 4.3.3.5.
    @Test
    void shouldPointAtTheOptionThatCannotBeRead() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = ipv4(HOST, REMOTE, 17, 64, TestRouter.bytes("01078000"), udp(10));
        router.fromHost(datagram);
        final byte[] error = router.packet(router.lan);
        assertError4(error, OWN, 12, 0, datagram);
        assertEquals(22, new IcmpFlyweight().wrap(new UnsafeBuffer(error), 20).pointer());
        router.assertBalanced();
    }

    // RFC 8200 section 4.4, RFC 5095.
    @Test
    void shouldPointAtARoutingHeaderThatIsNotFollowed() {
        final TestRouter router = new TestRouter();
        final byte[] payload = new byte[24 + 18];
        payload[0] = IpProtocol.UDP;
        payload[1] = 2;
        payload[3] = 1;
        System.arraycopy(udp(10), 0, payload, 24, 18);
        final byte[] packet = ipv6(HOST6, OWN6, IpProtocol.ROUTING, 64, payload);
        router.fromHost(packet);
        final byte[] error = router.packet(router.lan);
        assertError6(error, OWN6, HOST6, 4, 0, packet);
        assertEquals(42, new Icmpv6Flyweight().wrap(new UnsafeBuffer(error), 40).pointer());
        router.assertBalanced();
    }

    // RFC 7112 section 5.
    @Test
    void shouldTellThatAFirstFragmentLacksHeaders() {
        final TestRouter router = new TestRouter();
        final byte[] payload = {IpProtocol.TCP, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        final byte[] packet = ipv6(HOST6, OWN6, IpProtocol.FRAGMENT, 64, payload);
        router.fromHost(packet);
        assertError6(router.packet(router.lan), OWN6, HOST6, 4, 3, packet);
        router.assertBalanced();
    }

    // RFC 1812 section 4.3.2.4.
    @Test
    void shouldBearTheAddressOfTheEgressInterfaceWhereTheRuleIsSet() {
        final TestRouter router =
                new TestRouter(r -> r.icmp(new IcmpConfig().sourceRule(IcmpConfig.SourceRule.EGRESS)));
        final byte[] datagram = udp4(HOST, REMOTE, 1, 10);
        router.fromGateway(datagram);
        assertError4(router.packet(router.lan), OWN, 11, 0, datagram);
        final TestRouter other = new TestRouter();
        other.fromGateway(datagram);
        assertError4(other.packet(other.lan), "203.0.113.2", 11, 0, datagram);
    }

    // RFC 1812 section 4.3.2.5.
    @Test
    void shouldHaveThePrecedenceOfInternetworkControl() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, REMOTE, 1, 10);
        datagram[1] = 0x2B; // precedence 1, TOS 5, ECN 3
        new Ipv4Flyweight().wrap(new UnsafeBuffer(datagram), 0).fillChecksum();
        router.fromHost(datagram);
        assertEquals((byte) 0xC8, router.packet(router.lan)[1]);
    }

    // RFC 1122 section 3.2.2.
    @Test
    void shouldSendNoErrorAboutAnError() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4(HOST, REMOTE, 1, 1, new byte[0], icmp(3, 1, 0, udp4(REMOTE, HOST, 9, 0))));
        assertNoError(router, ErrorSuppression.ABOUT_ERROR);
    }

    // RFC 1122 section 3.2.2.
    @Test
    void shouldSendAnErrorAboutAnEchoRequest() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = ipv4(HOST, REMOTE, 1, 1, new byte[0], icmp(8, 0, 0, new byte[4]));
        router.fromHost(datagram);
        assertError4(router.packet(router.lan), OWN, 11, 0, datagram);
    }

    // RFC 4443 section 2.4 (e.1) and (e.2).
    @Test
    void shouldSendNoErrorAboutAnIpv6ErrorOrRedirect() {
        for (final int type : new int[] {1, 2, 3, 4, 100, 127, 137}) {
            final TestRouter router = new TestRouter();
            final byte[] packet = icmp6(HOST6, REMOTE6, type, 0, 0, new byte[64]);
            packet[7] = 1;
            router.fromHost(packet);
            assertNoError(router, ErrorSuppression.ABOUT_ERROR);
        }
    }

    // RFC 1122 section 3.2.2.
    @Test
    void shouldSendNoErrorAboutALaterFragment() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, REMOTE, 1, 10), 1));
        assertNoError(router, ErrorSuppression.ABOUT_FRAGMENT);
    }

    // RFC 1122 section 3.2.2.
    @Test
    void shouldSendAnErrorAboutAFirstFragment() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = withFragment(udp4(HOST, REMOTE, 1, 16), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
        router.fromHost(datagram);
        assertError4(router.packet(router.lan), OWN, 11, 0, datagram);
    }

    // RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e.3).
    @Test
    void shouldSendNoErrorAboutBroadcastsAndMulticasts() {
        for (final String group : new String[] {"255.255.255.255", "192.168.1.255", "192.168.1.0", "224.0.0.5"}) {
            final TestRouter router = new TestRouter(r -> r.receiver((p, f, n) -> LocalReceiver.PORT_UNREACHABLE));
            router.fromHost(udp4(HOST, group, 1, 10));
            assertNoError(router, ErrorSuppression.ABOUT_GROUP);
        }
        final TestRouter router = new TestRouter(r -> r.receiver((p, f, n) -> LocalReceiver.PORT_UNREACHABLE));
        router.fromHost(udp6(HOST6, "ff02::1", 1, 10));
        assertNoError(router, ErrorSuppression.ABOUT_GROUP);
    }

    // RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e.6).
    @Test
    void shouldSendNoErrorToWhoIsNoSingleHost() {
        final TestRouter broadcast = new TestRouter();
        broadcast.fromHost(udp4("192.168.1.255", REMOTE, 1, 10));
        assertNoError(broadcast, ErrorSuppression.ABOUT_SOURCE);
        final TestRouter unspecified =
                new TestRouter(r -> r.receiver((pool, frame, nowNs) -> LocalReceiver.PORT_UNREACHABLE));
        unspecified.fromHost(udp6("::", OWN6, 64, 10));
        assertNoError(unspecified, ErrorSuppression.ABOUT_SOURCE);
    }

    // RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f).
    @Test
    void shouldSendNoMoreErrorsThanTheLimits() {
        final TestRouter router =
                new TestRouter(r -> r.icmp(new IcmpConfig().errorLimit(100, 5).interfaceErrorLimit(10, 3)));
        final byte[] datagram = udp4(HOST, REMOTE, 1, 10);
        for (int i = 0; i < 10; i++) {
            router.fromHost(datagram);
            router.fromGateway(datagram);
        }
        assertEquals(5, router.packets(router.lan).size());
        assertEquals(20, router.dropped(Ipv4Rewrite.TTL_EXPIRED));
        assertEquals(
                15,
                router.errors().suppressed().get(IcmpErrors.NODE_LIMIT)
                        + router.errors().suppressed().get(IcmpErrors.INTERFACE_LIMIT));
        router.nowNs += 1_000_000_000L;
        for (int i = 0; i < 10; i++) {
            router.fromHost(datagram);
        }
        assertEquals(3, router.packets(router.lan).size());
        router.assertBalanced();
    }

    @Test
    void shouldSendNoErrorWithoutAFrame() {
        final TestRouter router = new TestRouter(1, r -> {});
        router.fromHost(udp4(HOST, REMOTE, 1, 10));
        assertNoError(router, IcmpErrors.NO_FRAME);
    }

    @Test
    void shouldLetTheNodeItselfKnowOfItsOwnPackets() {
        final org.firsthop.forwarding.local.LocalOutput[] output = new org.firsthop.forwarding.local.LocalOutput[1];
        final TestRouter router = new TestRouter(r -> r.output(ready -> output[0] = ready));
        router.worker();
        final byte[] datagram = ipv4(OWN, "10.1.2.3", IpProtocol.UDP, udp(10));
        final int frame = output[0].allocate();
        router.pool.length(frame, datagram.length);
        router.pool.buffer().putBytes(router.pool.offset(frame), datagram);
        output[0].send(frame);
        router.run();
        assertEquals(1, router.delivered.size());
        assertEquals(3, router.delivered.get(0)[20]);
        router.assertBalanced();
    }

    // RFC 4443 section 2.4 (e.1).
    @Test
    void shouldSendNoErrorAboutAnErrorBehindAHeaderThatIsAtFault() {
        // Routing with a segment left, then Hop-by-Hop Options where they may not stand, then "port unreachable".
        final byte[] payload = bytes("00000001 00000000 3a000104 00000000 01040000 00000000");
        final TestRouter router = new TestRouter();
        router.fromHost(ipv6(HOST6, OWN6, IpProtocol.ROUTING, 64, payload));
        assertNoError(router, ErrorSuppression.ABOUT_ERROR);
    }

    // RFC 8200 section 4: in the order of the packet, and so before what cannot be read.
    @Test
    void shouldTellOfTheFirstHeaderThatIsAtFault() {
        final byte[] payload = bytes("2b000001 00000000 11090000 00000000");
        final TestRouter router = new TestRouter();
        final byte[] packet = ipv6(HOST6, OWN6, IpProtocol.ROUTING, 64, payload);
        router.fromHost(packet);
        final byte[] error = router.packet(router.lan);
        assertError6(error, OWN6, HOST6, 4, 0, packet);
        assertEquals(42, new Icmpv6Flyweight().wrap(new UnsafeBuffer(error), 40).pointer());
        router.assertBalanced();
    }
}
