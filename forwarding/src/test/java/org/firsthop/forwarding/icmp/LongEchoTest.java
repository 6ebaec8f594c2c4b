package org.firsthop.forwarding.icmp;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Echo requests that no frame of the pool holds, as {@code ping -s} sends them. */
class LongEchoTest {
    private static final int MTU = 1500;
    private static final int IDENTIFIER = 0x1234_0001;

    private static byte[] data(final int length) {
        final byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return data;
    }

    private static Ipv4Flyweight ip(final byte[] packet) {
        return new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0);
    }

    /** Cuts an IPv4 packet with no options as a sender does. */
    static List<byte[]> cut(final byte[] packet, final int mtu) {
        final int header = Ipv4Flyweight.MIN_HEADER_LENGTH;
        final int room = mtu - header & ~7;
        final List<byte[]> fragments = new ArrayList<>();
        for (int from = header; from < packet.length; from += room) {
            final int length = Math.min(room, packet.length - from);
            final byte[] fragment = Arrays.copyOf(packet, header + length);
            System.arraycopy(packet, from, fragment, header, length);
            final int more = from + length < packet.length ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : 0;
            ip(fragment)
                    .totalLength(fragment.length)
                    .identification(77)
                    .flagsAndFragmentOffset(more | from - header >>> 3)
                    .fillChecksum();
            fragments.add(fragment);
        }
        return fragments;
    }

    /** Cuts an IPv6 packet without extension headers as a sender does. */
    static List<byte[]> cut6(final byte[] packet, final int mtu) {
        final int header = Ipv6Flyweight.HEADER_LENGTH;
        final int room = mtu - header - Ipv6FragmentFlyweight.HEADER_LENGTH & ~7;
        final List<byte[]> fragments = new ArrayList<>();
        for (int from = header; from < packet.length; from += room) {
            final int length = Math.min(room, packet.length - from);
            final byte[] fragment = Arrays.copyOf(packet, header + 8 + length);
            final UnsafeBuffer buffer = new UnsafeBuffer(fragment);
            final int more = from + length < packet.length ? Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG : 0;
            buffer.putInt(header, packet[6] << 24 | from - header | more, java.nio.ByteOrder.BIG_ENDIAN);
            buffer.putInt(header + 4, 78);
            System.arraycopy(packet, from, fragment, header + 8, length);
            new Ipv6Flyweight().wrap(buffer, 0).nextHeader(IpProtocol.FRAGMENT).payloadLength(8 + length);
            fragments.add(fragment);
        }
        return fragments;
    }

    /** Puts IPv4 fragments that came in order together: the octets behind the headers. */
    private static byte[] joined(final List<byte[]> fragments, final int mtu) {
        byte[] whole = {};
        for (int i = 0; i < fragments.size(); i++) {
            final Ipv4Flyweight ip = ip(fragments.get(i));
            assertTrue(ip.isChecksumValid());
            assertEquals(fragments.get(i).length, ip.totalLength());
            assertEquals(ip(fragments.get(0)).identification(), ip.identification());
            final boolean isLast = i + 1 == fragments.size();
            assertEquals(
                    whole.length >>> 3 | (isLast ? 0 : Ipv4Flyweight.MORE_FRAGMENTS_FLAG), ip.flagsAndFragmentOffset());
            assertTrue(isLast ? ip.totalLength() <= mtu : ip.totalLength() > mtu - 8 && ip.totalLength() <= mtu);
            final int at = whole.length;
            whole = Arrays.copyOf(whole, at + ip.totalLength() - ip.headerLength());
            System.arraycopy(fragments.get(i), ip.headerLength(), whole, at, whole.length - at);
        }
        return whole;
    }

    private static void send(final TestRouter router, final List<byte[]> packets) {
        router.fromHost(packets.toArray(new byte[0][]));
    }

    // RFC 792, RFC 1122 section 3.2.2.6: the data come back whole; 65,507 octets are the most that an IPv4 packet
    // holds.
    @ParameterizedTest
    @ValueSource(ints = {2000, 4000, 9001, 65_506, 65_507})
    void shouldAnswerLongIpv4Requests(final int length) {
        final TestRouter router = new TestRouter();
        final List<byte[]> request = cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(length))), MTU);
        Collections.shuffle(request, new Random(1));
        send(router, request);
        final List<byte[]> reply = router.packets(router.lan);
        assertArrayEquals(icmp(0, 0, IDENTIFIER, data(length)), joined(reply, MTU));
        assertEquals(ip(request.get(0)).source(), ip(reply.get(0)).destination());
        assertEquals(ip(request.get(0)).destination(), ip(reply.get(0)).source());
        router.assertBalanced();
    }

    // RFC 4443 section 4.2; an IPv6 packet's data may be 65,535 octets, of which ping fills 65,527.
    @ParameterizedTest
    @ValueSource(ints = {2000, 4000, 65_507, 65_527})
    void shouldAnswerLongIpv6Requests(final int length) {
        final TestRouter router = new TestRouter();
        send(router, cut6(icmp6(HOST6, OWN6, 128, 0, IDENTIFIER, data(length)), MTU));
        final byte[] expected = icmp6(OWN6, HOST6, 129, 0, IDENTIFIER, data(length));
        byte[] whole = Arrays.copyOf(expected, Ipv6Flyweight.HEADER_LENGTH);
        final List<byte[]> reply = router.packets(router.lan);
        for (final byte[] fragment : reply) {
            assertTrue(fragment.length <= MTU);
            assertEquals(IpProtocol.ICMPV6, fragment[40]);
            final UnsafeBuffer buffer = new UnsafeBuffer(fragment);
            assertEquals(new UnsafeBuffer(reply.get(0)).getInt(44), buffer.getInt(44));
            final int more = fragment == reply.get(reply.size() - 1) ? 0 : 1;
            assertEquals(whole.length - 40 | more, buffer.getShort(42, java.nio.ByteOrder.BIG_ENDIAN) & 0xFFFF);
            assertArrayEquals(Arrays.copyOfRange(expected, 8, 40), Arrays.copyOfRange(fragment, 8, 40));
            final int at = whole.length;
            whole = Arrays.copyOf(whole, at + fragment.length - 48);
            System.arraycopy(fragment, 48, whole, at, fragment.length - 48);
        }
        assertArrayEquals(expected, whole);
        router.assertBalanced();
    }

    // RFC 1122 section 3.3.1.4: cut for the link that the reply leaves by, whose MTU may be another than the request's.
    @Test
    void shouldCutForTheLinkOfTheWayBack() {
        final TestRouter router = new TestRouter();
        final byte[] request = ipv4("93.184.216.34", OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(5000)));
        send(router, cut(request, MTU));
        assertEquals(List.of(), router.packets(router.lan));
        assertArrayEquals(icmp(0, 0, IDENTIFIER, data(5000)), joined(router.packets(router.wan), 1280));
        router.assertBalanced();
    }

    // RFC 792: what is not as it was sent is not answered.
    @Test
    void shouldDropDamagedLongRequests() {
        final TestRouter router = new TestRouter();
        final List<byte[]> request = cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(4000))), MTU);
        request.get(1)[100] ^= 1;
        send(router, request);
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(3, router.dropped(IcmpFlyweight.BAD_CHECKSUM));
        router.assertBalanced();
    }

    // The bounds: of one datagram's length, of nothing but echo requests, and of free frames.
    @Test
    void shouldDropLongerDatagramsThanTheBound() {
        final TestRouter router = new TestRouter(r -> r.reassembly(new ReassemblyConfig().longestDatagram(4008)));
        send(router, cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(4000))), MTU));
        assertFalse(router.packets(router.lan).isEmpty());
        send(router, cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(4001))), MTU));
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(3, router.dropped(Reassembly.NO_ROOM));
        router.assertBalanced();
    }

    @Test
    void shouldDropLongDatagramsThatNobodyTakes() {
        final TestRouter router = new TestRouter();
        send(router, cut(udp4(HOST, OWN, 64, 4000), MTU));
        send(router, cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(0, 0, IDENTIFIER, data(4000))), MTU));
        send(router, cut(ipv4(HOST, "192.168.1.255", IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(4000))), MTU));
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(6, router.dropped(Reassembly.NO_ROOM));
        assertEquals(3, router.dropped(IcmpInput.ECHO_TO_GROUP));
        assertEquals(List.of(), router.delivered);
        final TestRouter silent = new TestRouter(r -> r.icmp(new IcmpConfig().answersEcho(false)));
        send(silent, cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(4000))), MTU));
        assertEquals(3, silent.dropped(Reassembly.NO_ROOM));
        router.assertBalanced();
        silent.assertBalanced();
    }

    @Test
    void shouldCountRepliesForWhichThereAreNoFrames() {
        final TestRouter router = new TestRouter(80, r -> r.reassembly(new ReassemblyConfig().heldFrames(64)));
        final List<Integer> taken = new ArrayList<>();
        final List<byte[]> request = cut(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, IDENTIFIER, data(20_000))), MTU);
        for (int i = 0; i < 56; i++) {
            taken.add(router.frames.allocate());
        }
        send(router, request);
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(request.size(), router.dropped(LongEcho.NO_FRAMES));
        taken.forEach(router.frames::free);
        send(router, request);
        assertEquals(request.size(), router.packets(router.lan).size());
        router.assertBalanced();
    }

    // RFC 1122 section 3.2.2.6: the recorded route goes on, in the first fragment only, for the option has no copy bit.
    @Test
    void shouldKeepRecordedRoutesInTheFirstFragment() {
        final TestRouter router = new TestRouter();
        final byte[] options = {7, 7, 8, 1, 2, 3, 4, 0};
        final byte[] message = icmp(8, 0, IDENTIFIER, data(3000));
        final byte[] first = ipv4(HOST, OWN, IpProtocol.ICMP, 64, options, Arrays.copyOf(message, 1472));
        ip(first).flagsAndFragmentOffset(Ipv4Flyweight.MORE_FRAGMENTS_FLAG).fillChecksum();
        final byte[] rest = Arrays.copyOfRange(message, 1472, message.length);
        final byte[] middle = ipv4(HOST, OWN, IpProtocol.ICMP, Arrays.copyOf(rest, 1472));
        ip(middle)
                .flagsAndFragmentOffset(Ipv4Flyweight.MORE_FRAGMENTS_FLAG | 1472 >>> 3)
                .fillChecksum();
        final byte[] last = ipv4(HOST, OWN, IpProtocol.ICMP, Arrays.copyOfRange(rest, 1472, rest.length));
        ip(last).flagsAndFragmentOffset(2 * 1472 >>> 3).fillChecksum();
        send(router, List.of(first, middle, last));
        final List<byte[]> reply = router.packets(router.lan);
        assertArrayEquals(icmp(0, 0, IDENTIFIER, data(3000)), joined(reply, MTU));
        assertArrayEquals(new byte[] {7, 7, 8, 1, 2, 3, 4, 0}, Arrays.copyOfRange(reply.get(0), 20, 28));
        assertEquals(20, ip(reply.get(1)).headerLength());
        router.assertBalanced();
    }
}
