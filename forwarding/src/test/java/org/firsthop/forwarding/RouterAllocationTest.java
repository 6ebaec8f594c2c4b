package org.firsthop.forwarding;

import static org.firsthop.forwarding.TestRouter.GATEWAY_MAC;
import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.WAN_MAC;
import static org.firsthop.forwarding.TestRouter.ethernet;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.firsthop.forwarding.TestRouter.withFragment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.forwarding.nat.TestTrackers;
import org.junit.jupiter.api.Test;

/** What a router does with a packet allocates nothing: each way through it for itself, to the octet. */
class RouterAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String REMOTE = "93.184.216.34";
    private static final String REMOTE6 = "2606:2800::1";
    private static final byte[] DATA = new byte[56];
    private static final int PLENTY = 1_000_000_000;

    private final FrameBatch batch = new FrameBatch();
    private final FrameBatch received = new FrameBatch();

    private static TestRouter router(final DropReason refusal) {
        return new TestRouter(router -> router.receiver((pool, frame, nowNs) -> refusal)
                .icmp(new IcmpConfig().errorLimit(PLENTY, PLENTY).interfaceErrorLimit(PLENTY, PLENTY)));
    }

    /** Sends frames in turn and counts what comes back and what is allocated. */
    private void assertNothingIsAllocated(
            final TestRouter router, final MemoryLink from, final int answers, final byte[]... frames) {
        int sent = 0;
        for (int i = 0; i < 4_000; i++) {
            sent = cycle(router, from, frames);
        }
        assertEquals(answers, sent, router.drops());
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least != 0; round++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 500; i++) {
                cycle(router, from, frames);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "octets allocated in 500 rounds");
        router.assertBalanced();
    }

    private int cycle(final TestRouter router, final MemoryLink from, final byte[][] frames) {
        router.nowNs += 1_000_000;
        for (final byte[] octets : frames) {
            final int frame = router.frames.allocate();
            router.pool.length(frame, octets.length);
            router.pool.buffer().putBytes(router.pool.offset(frame), octets);
            batch.add(frame);
        }
        from.left().transmit(batch);
        batch.clear();
        router.run();
        router.lan.left().receive(received, 256);
        router.wan.left().receive(received, 256);
        final int sent = received.size();
        router.frames.freeAll(received);
        return sent;
    }

    @Test
    void shouldAllocateNothingForIcmpErrors() {
        final TestRouter router = router(LocalReceiver.PORT_UNREACHABLE);
        assertNothingIsAllocated(
                router,
                router.lan,
                8,
                ethernet(udp4(HOST, REMOTE, 1, 100)),
                ethernet(udp6(HOST6, REMOTE6, 1, 100)),
                ethernet(withFragment(udp4(HOST, REMOTE, 64, 1400), Ipv4Flyweight.DONT_FRAGMENT_FLAG)),
                ethernet(udp6(HOST6, REMOTE6, 64, 1400)),
                ethernet(udp4(HOST, "10.1.0.1", 64, 10)),
                ethernet(udp4(HOST, "10.2.0.1", 64, 10)),
                ethernet(udp4(HOST, OWN, 64, 10)),
                ethernet(udp6(HOST6, OWN6, 64, 10)));
    }

    @Test
    void shouldAllocateNothingForEcho() {
        final TestRouter router = router(DropReason.NONE);
        assertNothingIsAllocated(
                router,
                router.lan,
                2,
                ethernet(ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, 7, DATA))),
                ethernet(icmp6(HOST6, OWN6, 128, 0, 7, DATA)));
    }

    @Test
    void shouldAllocateNothingForBothVersionsForwardedAndForOptions() {
        final TestRouter router = router(DropReason.NONE);
        final byte[] recordRoute = {7, 7, 4, 0, 0, 0, 0, 0};
        assertNothingIsAllocated(
                router,
                router.lan,
                3,
                ethernet(udp4(HOST, REMOTE, 64, 100)),
                ethernet(udp6(HOST6, REMOTE6, 64, 100)),
                ethernet(ipv4(HOST, REMOTE, IpProtocol.UDP, 64, recordRoute, DATA)));
    }

    @Test
    void shouldAllocateNothingForFragmentation() {
        final TestRouter router = router(DropReason.NONE);
        assertNothingIsAllocated(router, router.lan, 2, ethernet(udp4(HOST, REMOTE, 64, 1400)));
    }

    @Test
    void shouldAllocateNothingForReassembly() {
        final TestRouter router = router(DropReason.NONE);
        final byte[] datagram = ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, 7, new byte[1200]));
        final byte[] first = withFragment(length(Arrays.copyOf(datagram, 20 + 800)), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
        final byte[] second = Arrays.copyOf(datagram, datagram.length - 800);
        System.arraycopy(datagram, 820, second, 20, second.length - 20);
        assertNothingIsAllocated(router, router.lan, 1, ethernet(withFragment(length(second), 100)), ethernet(first));
    }

    // Three fragments come, none of which holds the whole, and three go.
    @Test
    void shouldAllocateNothingForLongEcho() {
        final TestRouter router = router(DropReason.NONE);
        final byte[] request = ipv4(HOST, OWN, IpProtocol.ICMP, icmp(8, 0, 7, new byte[4000]));
        final byte[][] fragments = new byte[3][];
        for (int i = 0; i < fragments.length; i++) {
            final int from = 20 + i * 1480;
            final int octets = Math.min(1480, request.length - from);
            final byte[] fragment = Arrays.copyOf(request, 20 + octets);
            System.arraycopy(request, from, fragment, 20, octets);
            final int more = i + 1 < fragments.length ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : 0;
            fragments[i] = ethernet(withFragment(length(fragment), more | from - 20 >>> 3));
        }
        assertNothingIsAllocated(router, router.lan, 3, fragments);
    }

    private static byte[] length(final byte[] packet) {
        packet[2] = (byte) (packet.length >>> 8);
        packet[3] = (byte) packet.length;
        return packet;
    }

    @Test
    void shouldAllocateNothingForTranslatedAddresses() {
        final TestRouter router = new TestRouter(wiring -> wiring.nat(new Nat(
                new NatConfig(1, Ipv4Address.parse("203.0.113.2")).inside(0),
                TestTrackers.established(),
                SipHash.sipHash13(1, 2))));
        assertNothingIsAllocated(
                router,
                router.lan,
                2,
                ethernet(udp4(HOST, REMOTE, 64, 100)),
                ethernet(ipv4(HOST, REMOTE, IpProtocol.ICMP, icmp(8, 0, 7, DATA))));
        assertNothingIsAllocated(
                router, router.wan, 1, ethernet(WAN_MAC, GATEWAY_MAC, answer(udp4(REMOTE, "203.0.113.2", 64, 100))));
    }

    /** From port 5000 to port 4000. */
    private static byte[] answer(final byte[] packet) {
        final byte[] ports = Arrays.copyOfRange(packet, 20, 24);
        System.arraycopy(ports, 2, packet, 20, 2);
        System.arraycopy(ports, 0, packet, 22, 2);
        return packet;
    }
}
