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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.HostInput;
import org.firsthop.forwarding.ip.Ipv4Local;
import org.firsthop.forwarding.option.TimeOfDay;
import org.junit.jupiter.api.Test;

class IcmpInputTest {
    private static final byte[] DATA = bytes("0102030405060708090a0b");

    // RFC 1122 section 3.2.2.6.
    @Test
    void shouldAnswerEchoRequests() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4(HOST, OWN, 1, icmp(8, 0, 0x1234_0001, DATA)));
        final byte[] reply = router.packet(router.lan);
        final byte[] expected = ipv4(OWN, HOST, 1, icmp(0, 0, 0x1234_0001, DATA));
        assertArrayEquals(expected, reply);
        assertEquals(List.of(), router.delivered);
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.2.6: the source is the address that was asked, on whatever interface.
    @Test
    void shouldAnswerFromTheAddressThatWasAsked() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4(HOST, "203.0.113.2", 1, icmp(8, 0, 7, DATA)));
        assertArrayEquals(ipv4("203.0.113.2", HOST, 1, icmp(0, 0, 7, DATA)), router.packet(router.lan));
    }

    // RFC 4443 section 4.2.
    @Test
    void shouldAnswerIpv6EchoRequests() {
        final TestRouter router = new TestRouter();
        router.fromHost(icmp6(HOST6, OWN6, 128, 0, 0x1234_0001, DATA));
        final byte[] expected = icmp6(OWN6, HOST6, 129, 0, 0x1234_0001, DATA);
        expected[7] = 64;
        assertArrayEquals(expected, router.packet(router.lan));
        router.assertBalanced();
    }

    // RFC 4443 section 4.2: to a group, from an address of the interface.
    @Test
    void shouldAnswerIpv6EchoRequestsToAGroupOnItsLink() {
        final TestRouter router = new TestRouter();
        router.fromHost(icmp6("fe80::100", "ff02::1", 128, 0, 9, DATA));
        final byte[] expected = icmp6("fe80::1:1", "fe80::100", 129, 0, 9, DATA);
        expected[7] = 64;
        assertArrayEquals(expected, router.packet(router.lan));
    }

    @Test
    void shouldLeaveExtensionHeadersOutOfTheReply() {
        final TestRouter router = new TestRouter();
        final byte[] message = icmp6(HOST6, OWN6, 128, 0, 5, DATA);
        final byte[] payload = new byte[8 + message.length - 40];
        payload[0] = IpProtocol.ICMPV6;
        payload[2] = 1;
        payload[3] = 4;
        System.arraycopy(message, 40, payload, 8, message.length - 40);
        router.fromHost(ipv6(HOST6, OWN6, IpProtocol.DESTINATION_OPTIONS, 64, payload));
        final byte[] expected = icmp6(OWN6, HOST6, 129, 0, 5, DATA);
        expected[7] = 64;
        assertArrayEquals(expected, router.packet(router.lan));
    }

    // RFC 1122 section 3.2.2.6.
    @Test
    void shouldLeaveBroadcastEchoRequestsUnanswered() {
        final TestRouter router = new TestRouter();
        router.fromHost(
                ipv4(HOST, "192.168.1.255", 1, icmp(8, 0, 0, DATA)), ipv4(HOST, "224.0.0.1", 1, icmp(8, 0, 0, DATA)));
        assertEquals(2, router.dropped(IcmpInput.ECHO_TO_GROUP));
        router.assertBalanced();
        final TestRouter answering = new TestRouter(r -> r.icmp(new IcmpConfig().answersBroadcastEcho(true)));
        answering.fromHost(ipv4(HOST, "192.168.1.255", 1, icmp(8, 0, 0, DATA)));
        assertArrayEquals(ipv4(OWN, HOST, 1, icmp(0, 0, 0, DATA)), answering.packet(answering.lan));
    }

    @Test
    void shouldNotAnswerNobody() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4("0.0.0.0", "255.255.255.255", 1, icmp(8, 0, 0, DATA)), icmp6("::", OWN6, 128, 0, 0, DATA));
        assertEquals(2, router.dropped(IcmpInput.ECHO_FROM_NOBODY));
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.1.3.
    @Test
    void shouldDropWhatComesFromABroadcastAddress() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4("192.168.1.255", OWN, 1, icmp(8, 0, 0, DATA)));
        assertEquals(1, router.dropped(Ipv4Local.BROADCAST_SOURCE));
        router.assertBalanced();
    }

    @Test
    void shouldAnswerNothingWhenToldSo() {
        final TestRouter router = new TestRouter(r -> r.icmp(new IcmpConfig().answersEcho(false)));
        router.fromHost(ipv4(HOST, OWN, 1, icmp(8, 0, 0, DATA)), icmp6(HOST6, OWN6, 128, 0, 0, DATA));
        assertEquals(2, router.dropped(IcmpInput.ECHO_NOT_ANSWERED));
        router.assertBalanced();
    }

    @Test
    void shouldDropWrongChecksums() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = ipv4(HOST, OWN, 1, icmp(8, 0, 0, DATA));
        datagram[30] ^= 1;
        final byte[] packet = icmp6(HOST6, OWN6, 128, 0, 0, DATA);
        packet[50] ^= 1;
        router.fromHost(datagram, packet);
        assertEquals(1, router.dropped(IcmpFlyweight.BAD_CHECKSUM));
        assertEquals(1, router.dropped(Icmpv6Flyweight.BAD_CHECKSUM));
        router.assertBalanced();
    }

    @Test
    void shouldNotAnswerFragments() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = TestRouter.withFragment(
                ipv4(HOST, OWN, 1, icmp(8, 0, 0, new byte[16])), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
        router.fromHost(datagram);
        assertEquals(List.of(), router.packets(router.lan));
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.1.3.
    @Test
    void shouldAnswerButNotForwardAsAHost() {
        final TestRouter host = new TestRouter(r -> r.forwarding(false));
        host.fromHost(
                ipv4(HOST, OWN, 1, icmp(8, 0, 1, DATA)),
                TestRouter.udp4(HOST, "8.8.8.8", 64, 10),
                TestRouter.udp6(HOST6, "2001:db8:9::1", 64, 10),
                TestRouter.udp4(HOST, OWN, 64, 10));
        assertEquals(2, host.dropped(HostInput.NOT_FOR_THIS_HOST));
        assertArrayEquals(ipv4(OWN, HOST, 1, icmp(0, 0, 1, DATA)), host.packet(host.lan));
        assertEquals(1, host.delivered.size());
        assertEquals(List.of(), host.packets(host.wan));
        host.assertBalanced();
    }

    @Test
    void shouldDeliverErrorsAboutOwnPackets() {
        final TestRouter router = new TestRouter();
        router.fromHost(ipv4(HOST, OWN, 1, icmp(3, 3, 0, TestRouter.udp4(OWN, HOST, 60, 4))));
        assertEquals(1, router.delivered.size());
        router.assertBalanced();
    }

    // RFC 1112 section 6.4, RFC 2464 section 7.
    @Test
    void shouldSendOwnPacketsToGroupsOnTheirLink() {
        final org.firsthop.forwarding.local.LocalOutput[] output = new org.firsthop.forwarding.local.LocalOutput[1];
        final TestRouter router = new TestRouter(r -> r.output(ready -> output[0] = ready));
        router.worker();
        final byte[][] packets = {
            ipv4("203.0.113.2", "224.0.0.5", 89, DATA),
            ipv4("0.0.0.0", "255.255.255.255", 17, DATA),
            ipv4("203.0.113.2", "203.0.113.3", 17, DATA),
            ipv6("fe80::1:2", "ff02::5", 89, 1, DATA),
            ipv6("fe80::1:2", "fe80::1", 89, 1, DATA),
        };
        final String[] macs = {"01005e000005", "ffffffffffff", "ffffffffffff", "333300000005", "aabbccddeeff"};
        for (int i = 0; i < packets.length; i++) {
            final int frame = output[0].allocate();
            router.pool.length(frame, packets[i].length);
            router.pool.buffer().putBytes(router.pool.offset(frame), packets[i]);
            output[0].send(frame, router.wan0.index());
            router.run();
            final List<byte[]> sent = router.frames(router.wan);
            assertEquals(1, sent.size(), macs[i]);
            final byte[] octets = sent.get(0);
            assertEquals(macs[i], TestRouter.hex(Arrays.copyOf(octets, 6)));
            assertEquals(
                    TestRouter.WAN_MAC,
                    new EthernetFlyweight().wrap(new UnsafeBuffer(octets), 0).source());
            assertArrayEquals(packets[i], Arrays.copyOfRange(octets, 14, octets.length), "as it was given");
        }
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.2.8, RFC 792: the times of receipt and of sending.
    @Test
    void shouldAnswerTimestampRequests() {
        final TestRouter router = new TestRouter(r -> r.timeOfDay(TimeOfDay.of(() -> 86_400_000L * 7 + 0x0102)));
        router.fromHost(ipv4(HOST, OWN, 1, icmp(13, 0, 0x1234_0001, bytes("00000005 00000000 00000000"))));
        final byte[] expected = icmp(14, 0, 0x1234_0001, bytes("00000005 00000102 00000102"));
        assertArrayEquals(ipv4(OWN, HOST, 1, expected), router.packet(router.lan));
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.2.8: "an ICMP Timestamp Request message to an IP broadcast or multicast address MAY be
    // silently discarded".
    @Test
    void shouldLeaveTimestampRequestsUnanswered() {
        final TestRouter router = new TestRouter(r -> r.icmp(new IcmpConfig().answersBroadcastEcho(true)));
        router.fromHost(ipv4(HOST, "192.168.1.255", 1, icmp(13, 0, 1, new byte[12])));
        assertEquals(1, router.dropped(IcmpInput.ECHO_TO_GROUP));
        router.fromHost(ipv4(HOST, OWN, 1, icmp(13, 0, 1, new byte[11])));
        assertEquals(1, router.dropped(IcmpFlyweight.TRUNCATED_MESSAGE));
        final TestRouter silent = new TestRouter(r -> r.icmp(new IcmpConfig().answersTimestamp(false)));
        silent.fromHost(ipv4(HOST, OWN, 1, icmp(13, 0, 1, new byte[12])));
        assertEquals(1, silent.dropped(IcmpInput.TIMESTAMP_NOT_ANSWERED));
        assertEquals(List.of(), silent.packets(silent.lan));
    }
}
