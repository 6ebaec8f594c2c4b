package org.firsthop.forwarding.ip;

import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.HOST_MAC;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.bytes;
import static org.firsthop.forwarding.TestRouter.ethernet;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv6;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.icmp.ErrorSuppression;
import org.firsthop.forwarding.icmp.IcmpInput;
import org.junit.jupiter.api.Test;

/** What becomes of packets from and to addresses that are no single host's. */
class SpecialAddressTest {
    private static final String REMOTE = "93.184.216.34";
    private static final String REMOTE6 = "2606:2800::1";
    private static final byte[] DATA = {1, 2, 3, 4};

    private final TestRouter router = new TestRouter();

    private static byte[] echo(final String destination) {
        return icmp6(HOST6, destination, 128, 0, 7, DATA);
    }

    // RFC 1812 sections 4.2.2.11 (a) and 5.3.7.
    @Test
    void shouldNeitherForwardNorDeliverWhatComesFromNobodyToOneHost() {
        router.fromHost(udp4("0.0.0.0", REMOTE, 64, 10), udp4("0.0.0.0", OWN, 64, 10));
        assertEquals(2, router.dropped(Ipv4Input.MARTIAN_SOURCE));
        router.fromHost(udp4("0.0.0.0", "255.255.255.255", 64, 10));
        assertEquals(1, router.delivered.size(), "what a DHCP client says");
        router.assertBalanced();
    }

    // RFC 4291 section 2.5.2.
    @Test
    void shouldNeverForwardWhatHasTheUnspecifiedSource() {
        router.fromHost(udp6("::", REMOTE6, 64, 10));
        assertEquals(1, router.dropped(Ipv6Rewrite.UNSPECIFIED_SOURCE));
        assertEquals(List.of(), router.frames(router.wan));
        router.assertBalanced();
    }

    // RFC 4291 section 2.7, with erratum 3480.
    @Test
    void shouldDropGroupsThatDoNotLeaveAnInterface() {
        router.fromHost(echo("ff00::1"), echo("ff01::1"), echo("ff11::1"));
        assertEquals(3, router.dropped(Ipv6Input.INTERFACE_SCOPE));
        router.assertBalanced();
    }

    // RFC 4291 section 2.8.
    @Test
    void shouldAnswerToTheGroupsOfNodesAndRouters() {
        for (final String group : new String[] {"ff02::1", "ff02::2", "ff05::2", "ff02::1:ff00:1"}) {
            router.fromHost(echo(group));
            final Ipv6Flyweight reply = new Ipv6Flyweight().wrap(new UnsafeBuffer(router.packet(router.lan)), 0);
            assertEquals(OWN6, Ipv6Address.toString(reply.sourceHigh(), reply.sourceLow()), group);
        }
        router.fromHost(echo("ff02::fb"));
        assertEquals(1, router.dropped(IcmpInput.ECHO_TO_GROUP));
        router.assertBalanced();
    }

    // RFC 4291 section 2.6.1, RFC 4443 section 4.2.
    @Test
    void shouldAnswerFromItsOwnAddressForTheRoutersOfASubnet() {
        final Ipv6Address own = Ipv6Address.parse(OWN6);
        router.tables.addSubnetRouterAnycast(router.lan0, own.high(), own.low(), 64);
        router.fromHost(echo("2001:db8:1::"));
        final Ipv6Flyweight reply = new Ipv6Flyweight().wrap(new UnsafeBuffer(router.packet(router.lan)), 0);
        assertEquals(OWN6, Ipv6Address.toString(reply.sourceHigh(), reply.sourceLow()));
    }

    // RFC 6164 section 6.
    @Test
    void shouldHaveNoAnycastAddressOnALinkOfTwo() {
        router.tables.addSubnetRouterAnycast(router.wan0, 0x2001_0DB8_0009_0000L, 1, 127);
        router.fromHost(echo("2001:db8:9::"));
        assertEquals(1, router.packets(router.wan).size(), "forwarded as any other");
    }

    // RFC 4443 section 2.4 (e.3) and (e.4).
    @Test
    void shouldReportOptionsOfFramesToManyOnlyWhereTheOptionSaysSo() {
        router.from(router.lan, ethernet(0x3333_0000_0001L, HOST_MAC, withOption(0x9E)));
        router.run();
        assertEquals(1, router.frames(router.lan).size());
        router.from(router.lan, ethernet(0x3333_0000_0001L, HOST_MAC, withOption(0xDE)));
        router.run();
        assertEquals(List.of(), router.frames(router.lan));
        assertEquals(1, router.errors().suppressed().get(ErrorSuppression.ABOUT_GROUP));
    }

    private static byte[] withOption(final int type) {
        final byte[] header = bytes("3b00 0004 00000000");
        header[2] = (byte) type;
        return ipv6(HOST6, REMOTE6, 0, 64, header);
    }

    // RFC 4291 section 2.5.6, RFC 4007 section 9.
    @Test
    void shouldSendLinkLocalPacketsBackToTheirOwnLinkOnly() {
        router.neighbor6(router.lan0, "fe80::200", HOST_MAC + 1);
        final byte[] packet = udp6("fe80::100", "fe80::200", 64, 10);
        router.fromHost(packet);
        final List<byte[]> frames = router.frames(router.lan);
        final byte[] sent = frames.get(0);
        packet[7] = 63;
        assertArrayEquals(ethernet(HOST_MAC + 1, TestRouter.LAN_MAC, packet), sent);
        // The gateway is on the other link, where the same address would be another node's.
        router.fromHost(udp6("fe80::100", "fe80::1", 64, 10));
        assertEquals(1, router.dropped(StaticNeighbors.NEIGHBOR_UNKNOWN));
        assertEquals(List.of(), router.frames(router.wan));
        // The router's own address there is none here.
        router.fromHost(udp6("fe80::100", "fe80::1:2", 64, 10));
        assertEquals(2, router.dropped(StaticNeighbors.NEIGHBOR_UNKNOWN));
        assertEquals(0, router.delivered.size());
        router.fromHost(udp6("fe80::100", "fe80::1:1", 64, 10));
        assertEquals(1, router.delivered.size());
        router.assertBalanced();
    }
}
