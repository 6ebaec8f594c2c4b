package org.firsthop.forwarding.fragment;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.bytes;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.firsthop.forwarding.TestRouter.withFragment;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.Ipv4Rewrite;
import org.firsthop.forwarding.ip.Ipv6Rewrite;
import org.firsthop.forwarding.local.LocalOutput;
import org.junit.jupiter.api.Test;

class FragmentTest {
    private static final String REMOTE = "93.184.216.34";
    private static final long SECOND = 1_000_000_000L;

    private static Ipv4Flyweight header(final byte[] packet) {
        return new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0);
    }

    /** Cuts a datagram as a sender would, for tests of what puts it together. */
    static List<byte[]> cut(final byte[] datagram, final int dataLength) {
        final int headerLength = header(datagram).headerLength();
        final List<byte[]> fragments = new ArrayList<>();
        for (int from = headerLength; from < datagram.length; from += dataLength) {
            final int length = Math.min(dataLength, datagram.length - from);
            final byte[] fragment = Arrays.copyOf(datagram, headerLength + length);
            System.arraycopy(datagram, from, fragment, headerLength, length);
            header(fragment).totalLength(fragment.length);
            final boolean isLast = from + length == datagram.length;
            fragments.add(withFragment(
                    fragment, (isLast ? 0 : Ipv4Flyweight.MORE_FRAGMENTS_FLAG) | (from - headerLength) >>> 3));
        }
        return fragments;
    }

    /** Cuts an IPv6 packet without extension headers. */
    static List<byte[]> cut6(final byte[] packet, final int dataLength, final int identification) {
        final List<byte[]> fragments = new ArrayList<>();
        for (int from = 40; from < packet.length; from += dataLength) {
            final int length = Math.min(dataLength, packet.length - from);
            final boolean isLast = from + length == packet.length;
            fragments.add(fragment6(
                    packet, from - 40, !isLast, identification, Arrays.copyOfRange(packet, from, from + length)));
        }
        return fragments;
    }

    static byte[] fragment6(
            final byte[] packet, final int offset, final boolean isMore, final int identification, final byte[] data) {
        final byte[] fragment = Arrays.copyOf(packet, 48 + data.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(fragment);
        fragment[40] = packet[6];
        fragment[41] = 0;
        buffer.putShort(42, (short) (offset | (isMore ? 1 : 0)), java.nio.ByteOrder.BIG_ENDIAN);
        buffer.putInt(44, identification, java.nio.ByteOrder.BIG_ENDIAN);
        System.arraycopy(data, 0, fragment, 48, data.length);
        new Ipv6Flyweight().wrap(buffer, 0).nextHeader(IpProtocol.FRAGMENT).payloadLength(8 + data.length);
        return fragment;
    }

    // RFC 791 section 3.2, RFC 1812 section 5.2.6.
    @Test
    void shouldCutWhatIsLongerThanTheMtu() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, REMOTE, 64, 1400);
        header(datagram).identification(0x1234).fillChecksum();
        router.fromHost(datagram);
        final List<byte[]> fragments = router.packets(router.wan);
        assertEquals(2, fragments.size());
        final byte[] whole = new byte[1408];
        for (final byte[] fragment : fragments) {
            final Ipv4Flyweight ip = header(fragment);
            assertTrue(ip.isChecksumValid());
            assertEquals(63, ip.ttl());
            assertEquals(0x1234, ip.identification());
            assertEquals(fragment.length, ip.totalLength());
            assertTrue(fragment.length <= 1280);
            System.arraycopy(fragment, 20, whole, ip.fragmentOffset() << 3, fragment.length - 20);
        }
        assertArrayEquals(udp(1400), whole);
        assertEquals(Ipv4Flyweight.MORE_FRAGMENTS_FLAG, header(fragments.get(0)).flagsAndFragmentOffset());
        assertEquals(1256 >>> 3, header(fragments.get(1)).flagsAndFragmentOffset());
        router.assertBalanced();
    }

    // RFC 791 section 3.1: the copied flag of options.
    @Test
    void shouldCopyOptionsByTheirCopyBit() {
        final TestRouter router = new TestRouter();
        final byte[] options = bytes("01 94040000 07070400000000");
        router.fromHost(ipv4(HOST, REMOTE, 17, 64, options, udp(1400)));
        final List<byte[]> fragments = router.packets(router.wan);
        assertEquals(2, fragments.size());
        assertEquals(32, header(fragments.get(0)).headerLength());
        assertEquals("94040000", TestRouter.hex(Arrays.copyOfRange(fragments.get(1), 20, 24)));
        assertEquals(24, header(fragments.get(1)).headerLength());
        assertTrue(header(fragments.get(1)).isChecksumValid());
    }

    // RFC 791 section 3.2.
    @Test
    void shouldCutFragmentsFurther() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, REMOTE, 64, 1400), Ipv4Flyweight.MORE_FRAGMENTS_FLAG | 100));
        final List<byte[]> fragments = router.packets(router.wan);
        assertEquals(
                Ipv4Flyweight.MORE_FRAGMENTS_FLAG | 100,
                header(fragments.get(0)).flagsAndFragmentOffset());
        assertEquals(
                Ipv4Flyweight.MORE_FRAGMENTS_FLAG | (100 + (1256 >>> 3)),
                header(fragments.get(1)).flagsAndFragmentOffset());
    }

    // RFC 8200 section 4.5: a source may cut; RFC 7739: identifications do not repeat.
    @Test
    void shouldCutThisNodesOwnIpv6Packets() {
        final String remote = "2600::9";
        final TestRouter router = new TestRouter();
        final TestRouter receiver = new TestRouter();
        final Set<Integer> identifications = new HashSet<>();
        for (int length = 1228; length < 1400; length += 9) {
            final byte[] data = udp(length);
            router.fromGateway(icmp6(remote, "2001:db8:2::2", 128, 0, 3, data));
            final List<byte[]> fragments = router.packets(router.wan);
            final byte[] whole = icmp6("2001:db8:2::2", remote, 129, 0, 3, data);
            whole[7] = 64;
            if (whole.length <= 1280) {
                assertArrayEquals(whole, fragments.get(0));
                continue;
            }
            assertEquals(2, fragments.size());
            final byte[] back = new byte[whole.length - 40];
            for (final byte[] fragment : fragments) {
                assertTrue(fragment.length <= 1280);
                final UnsafeBuffer buffer = new UnsafeBuffer(fragment);
                assertEquals(DropReason.NONE, Ipv6Flyweight.check(buffer, 0, fragment.length));
                assertEquals(
                        fragment.length, new Ipv6Flyweight().wrap(buffer, 0).totalLength());
                final Ipv6FragmentFlyweight header = new Ipv6FragmentFlyweight().wrap(buffer, 40);
                assertEquals(IpProtocol.ICMPV6, header.nextHeader());
                System.arraycopy(fragment, 48, back, header.fragmentOffsetOctets(), fragment.length - 48);
                identifications.add(header.identification());
            }
            assertArrayEquals(Arrays.copyOfRange(whole, 40, whole.length), back);
            // What was cut is put together again by the same rules.
            fragments.forEach(fragment -> receiver.fromHost(toReceiver(fragment)));
        }
        assertEquals(identifications.size(), receiver.delivered.size());
        assertTrue(identifications.size() > 10);
        router.assertBalanced();
        receiver.assertBalanced();
    }

    private static byte[] toReceiver(final byte[] fragment) {
        final Ipv6Address own = Ipv6Address.parse(OWN6);
        final Ipv6Address host = Ipv6Address.parse(HOST6);
        // As UDP, which receivers here do not look into.
        fragment[40] = IpProtocol.UDP;
        new Ipv6Flyweight()
                .wrap(new UnsafeBuffer(fragment), 0)
                .source(host.high(), host.low())
                .destination(own.high(), own.low());
        return fragment;
    }

    // RFC 8200 section 4.5: headers for every node on the way are in every fragment.
    @Test
    void shouldRepeatHopByHopOptionsInEveryFragment() {
        final LocalOutput[] output = new LocalOutput[1];
        final TestRouter router = new TestRouter(r -> r.output(own -> output[0] = own));
        router.worker();
        final byte[] payload = new byte[8 + 1308];
        System.arraycopy(bytes("1100 010400000000"), 0, payload, 0, 8);
        System.arraycopy(udp(1300), 0, payload, 8, 1308);
        final byte[] packet = TestRouter.ipv6("2001:db8:2::2", "2600::9", IpProtocol.HOP_BY_HOP, 64, payload);
        final int frame = output[0].allocate();
        router.pool.length(frame, packet.length);
        router.pool.buffer().putBytes(router.pool.offset(frame), packet);
        output[0].send(frame);
        router.run();
        final List<byte[]> fragments = router.packets(router.wan);
        assertEquals(2, fragments.size(), router.drops());
        for (final byte[] fragment : fragments) {
            assertEquals(IpProtocol.HOP_BY_HOP, fragment[6]);
            assertEquals("2c00010400000000", TestRouter.hex(Arrays.copyOfRange(fragment, 40, 48)));
            assertEquals(IpProtocol.UDP, fragment[48]);
        }
        assertArrayEquals(udp(1300), joined(fragments, 56));
        router.assertBalanced();
    }

    private static byte[] joined(final List<byte[]> fragments, final int dataOffset) {
        byte[] whole = new byte[0];
        for (final byte[] fragment : fragments) {
            final int from = whole.length;
            whole = Arrays.copyOf(whole, from + fragment.length - dataOffset);
            System.arraycopy(fragment, dataOffset, whole, from, fragment.length - dataOffset);
        }
        return whole;
    }

    // RFC 8201 section 5.4: TCP is told of the MTU, and makes segments that fit.
    @Test
    void shouldNotCutThisNodesOwnSegments() {
        final LocalOutput[] output = new LocalOutput[1];
        final TestRouter router = new TestRouter(r -> r.output(own -> output[0] = own));
        router.worker();
        final byte[] packet = TestRouter.ipv6("2001:db8:2::2", "2600::9", IpProtocol.TCP, 64, new byte[1300]);
        final int frame = output[0].allocate();
        router.pool.length(frame, packet.length);
        router.pool.buffer().putBytes(router.pool.offset(frame), packet);
        output[0].send(frame);
        router.run();
        assertEquals(1, router.dropped(Ipv6Rewrite.TOO_BIG));
        assertEquals(List.of(), router.packets(router.wan));
        assertEquals(2, router.delivered.get(0)[40], "packet too big, to itself");
        router.assertBalanced();
    }

    @Test
    void shouldNotCutWhatMayNotBeCut() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, REMOTE, 64, 1400), Ipv4Flyweight.DONT_FRAGMENT_FLAG));
        assertEquals(1, router.dropped(Ipv4Rewrite.FRAGMENTATION_NEEDED));
        assertEquals(List.of(), router.packets(router.wan));
    }

    @Test
    void shouldCutAllOrNothing() {
        final TestRouter router = new TestRouter(1, r -> {});
        router.fromHost(udp4(HOST, REMOTE, 64, 1400));
        assertEquals(1, router.dropped(Ipv4Fragmenter.NO_FRAMES));
        router.assertBalanced();
    }

    // RFC 791 section 3.2, RFC 815.
    @Test
    void shouldPutFragmentsTogetherInAnyOrder() {
        final byte[] datagram = udp4(HOST, OWN, 64, 1000);
        final Random random = new Random(1);
        for (int dataLength = 8; dataLength < 1008; dataLength = dataLength * 2 + 8) {
            final TestRouter router = new TestRouter();
            final List<byte[]> fragments = cut(datagram, dataLength);
            Collections.shuffle(fragments, random);
            fragments.forEach(router::fromHost);
            assertEquals(1, router.delivered.size(), () -> router.drops());
            assertArrayEquals(datagram, router.delivered.get(0));
            router.assertBalanced();
        }
    }

    // RFC 8200 section 4.5.
    @Test
    void shouldPutIpv6FragmentsTogetherInAnyOrder() {
        final byte[] packet = udp6(HOST6, OWN6, 64, 1400);
        final Random random = new Random(1);
        for (int dataLength = 40; dataLength < 1408; dataLength += 104) {
            final TestRouter router = new TestRouter();
            final List<byte[]> fragments = cut6(packet, dataLength, 7);
            Collections.shuffle(fragments, random);
            fragments.forEach(router::fromHost);
            assertEquals(1, router.delivered.size(), () -> router.drops());
            assertArrayEquals(packet, router.delivered.get(0));
            router.assertBalanced();
        }
    }

    // RFC 6946.
    @Test
    void shouldTakeAtomicFragmentsByThemselves() {
        final TestRouter router = new TestRouter();
        final byte[] packet = udp6(HOST6, OWN6, 64, 20);
        router.fromHost(fragment6(packet, 0, true, 7, Arrays.copyOfRange(packet, 40, 64)));
        router.fromHost(fragment6(packet, 0, false, 7, Arrays.copyOfRange(packet, 40, 68)));
        assertEquals(1, router.delivered.size());
        assertEquals(1, router.stage(Reassembly.class).incomplete());
    }

    @Test
    void shouldAnswerAnEchoRequestThatCameInFragments() {
        final TestRouter router = new TestRouter();
        final byte[] data = udp(1200);
        cut(ipv4(HOST, OWN, 1, icmp(8, 0, 3, data)), 400).forEach(router::fromHost);
        assertArrayEquals(ipv4(OWN, HOST, 1, icmp(0, 0, 3, data)), router.packet(router.lan));
        router.assertBalanced();
    }

    // RFC 5722 section 4.
    @Test
    void shouldThrowAwayWhatOverlaps() {
        final byte[] datagram = udp4(HOST, OWN, 64, 1000);
        final List<byte[]> fragments = cut(datagram, 400);
        final byte[] overlapping = cut(udp4(HOST, OWN, 64, 1000), 208).get(1);
        final TestRouter router = new TestRouter();
        router.fromHost(fragments.get(0), overlapping, fragments.get(1), fragments.get(2));
        assertEquals(0, router.delivered.size());
        assertEquals(4, router.dropped(Reassembly.OVERLAP));
        router.fromHost(fragments.get(0));
        assertEquals(5, router.dropped(Reassembly.OVERLAP));
        router.assertBalanced();
    }

    // RFC 5722 section 4.
    @Test
    void shouldThrowAwayWhatOverlapsInIpv6() {
        final byte[] packet = udp6(HOST6, OWN6, 64, 1000);
        final List<byte[]> fragments = cut6(packet, 400, 7);
        final byte[] other = fragments.get(1).clone();
        other[60] ^= 1;
        final TestRouter router = new TestRouter();
        router.fromHost(fragments.get(1), other, fragments.get(0), fragments.get(2));
        assertEquals(0, router.delivered.size());
        assertEquals(4, router.dropped(Reassembly.OVERLAP));
        router.assertBalanced();
    }

    // RFC 8200 section 4.5.
    @Test
    void shouldIgnoreExactDuplicates() {
        final TestRouter router = new TestRouter();
        final byte[] datagram = udp4(HOST, OWN, 64, 1000);
        final List<byte[]> fragments = cut(datagram, 400);
        router.fromHost(fragments.get(2), fragments.get(0), fragments.get(2), fragments.get(0), fragments.get(1));
        assertArrayEquals(datagram, router.delivered.get(0));
        assertEquals(2, router.dropped(Reassembly.DUPLICATE));
        router.assertBalanced();
    }

    // RFC 791 section 3.2, RFC 8200 section 4.5.
    @Test
    void shouldDropFragmentsOfBadLength() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, OWN, 64, 9), Ipv4Flyweight.MORE_FRAGMENTS_FLAG));
        final byte[] packet = udp6(HOST6, OWN6, 64, 20);
        router.fromHost(fragment6(packet, 0, true, 7, Arrays.copyOfRange(packet, 40, 65)));
        assertEquals(2, router.dropped(Reassembly.BAD_LENGTH));
        final byte[] error = router.packet(router.lan);
        assertEquals("04000000", TestRouter.hex(new byte[] {error[40], error[41], 0, 0}));
        assertEquals(4, error[47]);
        router.assertBalanced();
    }

    // RFC 8200 section 4.5; the "ping of death".
    @Test
    void shouldDropFragmentsThatEndBeyondTheLongestDatagram() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, OWN, 64, 40), 8190));
        final byte[] packet = udp6(HOST6, OWN6, 64, 60);
        router.fromHost(fragment6(packet, 65_520, false, 7, Arrays.copyOfRange(packet, 40, 80)));
        assertEquals(2, router.dropped(Reassembly.TOO_LONG));
        final byte[] error = router.packet(router.lan);
        assertEquals(4, error[40]);
        assertEquals(42, error[47]);
        router.assertBalanced();
    }

    // RFC 1122 section 3.3.2, RFC 792 type 11 code 1.
    @Test
    void shouldTellThatTheTimeOfADatagramIsUp() {
        final TestRouter router = new TestRouter();
        final byte[] first = cut(udp4(HOST, OWN, 64, 1000), 400).get(0);
        router.fromHost(first);
        router.nowNs += 60 * SECOND - 1;
        router.run();
        assertEquals(1, router.stage(Reassembly.class).incomplete());
        router.nowNs += 1;
        router.run();
        assertEquals(0, router.stage(Reassembly.class).incomplete());
        final byte[] error = router.packet(router.lan);
        assertEquals("0b01", TestRouter.hex(Arrays.copyOfRange(error, 20, 22)));
        assertArrayEquals(first, Arrays.copyOfRange(error, 28, error.length));
        router.assertBalanced();
    }

    // RFC 1122 section 3.3.2: only where the first fragment has come.
    @Test
    void shouldTellNothingOfADatagramWithoutItsFirstFragment() {
        final TestRouter router = new TestRouter();
        router.fromHost(cut(udp4(HOST, OWN, 64, 1000), 400).get(1));
        router.fromHost(cut6(udp6(HOST6, OWN6, 64, 1000), 400, 1).get(2));
        router.nowNs += 60 * SECOND;
        router.run();
        assertEquals(2, router.dropped(Reassembly.TIMEOUT));
        assertEquals(List.of(), router.packets(router.lan));
        router.assertBalanced();
    }

    @Test
    void shouldGiveUpDatagramsThatDoNotFitAFrame() {
        final TestRouter router = new TestRouter();
        router.fromHost(withFragment(udp4(HOST, OWN, 64, 40), 300));
        assertEquals(1, router.dropped(Reassembly.NO_ROOM));
        router.assertBalanced();
    }

    @Test
    void shouldKeepToItsBounds() {
        final TestRouter router = new TestRouter(r -> r.reassembly(new ReassemblyConfig()
                .datagrams(8)
                .datagramsPerSource(4)
                .fragmentsPerDatagram(3)
                .heldFrames(6)));
        for (int i = 0; i < 100; i++) {
            final byte[] fragment =
                    withFragment(udp4("192.168.1." + (100 + i % 8), OWN, 64, 8), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
            header(fragment).identification(i).fillChecksum();
            router.fromHost(fragment);
            assertTrue(router.stage(Reassembly.class).incomplete() <= 8);
            assertTrue(router.stage(Reassembly.class).held() <= 6);
        }
        for (int i = 0; i < 4; i++) {
            router.fromHost(withFragment(udp4(HOST, OWN, 64, 8), Ipv4Flyweight.MORE_FRAGMENTS_FLAG | (2 * i)));
        }
        assertEquals(4, router.dropped(Reassembly.TOO_MANY_FRAGMENTS));
        assertTrue(router.dropped(Reassembly.FRAMES_FULL) + router.dropped(Reassembly.TABLE_FULL) > 80);
        router.assertBalanced();
    }

    @Test
    void shouldKeepNoMoreThanAFewDatagramsOfOneSource() {
        final TestRouter router = new TestRouter(r -> r.reassembly(new ReassemblyConfig().datagramsPerSource(4)));
        for (int i = 0; i < 10; i++) {
            final byte[] fragment = withFragment(udp4(HOST, OWN, 64, 8), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
            header(fragment).identification(1000 + i).fillChecksum();
            router.fromHost(fragment);
        }
        assertEquals(6, router.dropped(Reassembly.SOURCE_LIMIT));
        assertEquals(4, router.stage(Reassembly.class).incomplete());
        router.assertBalanced();
    }

    /** Whoever floods from few sources does not keep others from being heard. */
    @Test
    void shouldServeOthersWhileOneSourceFloods() {
        final TestRouter router = new TestRouter(1024, r -> {});
        final byte[] datagram = udp4("192.168.1.50", OWN, 64, 1000);
        final List<byte[]> good = cut(datagram, 400);
        router.fromHost(good.get(0));
        for (int i = 0; i < 5000; i++) {
            final byte[] fragment = withFragment(udp4(HOST, OWN, 64, 8), Ipv4Flyweight.MORE_FRAGMENTS_FLAG | i % 60);
            header(fragment).identification(i & 0xFFFF).fillChecksum();
            router.fromHost(fragment);
        }
        router.fromHost(good.get(1), good.get(2));
        assertEquals(1, router.delivered.size());
        assertArrayEquals(datagram, router.delivered.get(0));
        router.assertBalanced();
    }
}
