package org.firsthop.forwarding;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.HOST_MAC;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.firsthop.forwarding.TestRouter.withFragment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.icmp.IcmpErrors;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.forwarding.nat.NatDrops;
import org.firsthop.forwarding.nat.TestTrackers;
import org.junit.jupiter.api.Test;

/** Floods that would fill a router's memory or make it shout: each stops at its bound, and other packets do not notice. */
class FloodTest {
    private static final String REMOTE = "93.184.216.34";
    private static final int FLOOD = 20_000;

    private final Random random = new Random(4);

    /** A packet of an established flow goes through. */
    private static void assertCarries(final TestRouter router, final byte[] packet) {
        final int before = router.packets(router.wan).size();
        router.fromHost(packet);
        assertEquals(
                1, router.packets(router.wan).size(), "lost, after " + before + " others; drops: " + router.drops());
    }

    private static void address(final byte[] packet, final int source, final int identification) {
        new Ipv4Flyweight()
                .wrap(new UnsafeBuffer(packet), 0)
                .source(source)
                .identification(identification & 0xFFFF)
                .fillChecksum();
    }

    // RFC 1858, RFC 6274 section 4.1: first fragments of datagrams whose rest never comes, from everywhere.
    @Test
    void shouldStandAFloodOfFragments() {
        final TestRouter router = new TestRouter(wiring -> wiring.reassembly(new ReassemblyConfig().heldFrames(64)));
        for (int i = 0; i < FLOOD; i++) {
            final byte[] fragment = withFragment(udp4(HOST, OWN, 64, 24), Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
            address(fragment, 0x0800_0000 | random.nextInt(1 << 20), i);
            router.fromHost(fragment);
            if (i % 100 == 0) {
                assertCarries(router, udp4(HOST, REMOTE, 64, 100));
            }
            assertTrue(router.worker().graph().inside() <= 64, "frames held");
        }
        final long given = router.dropped(Reassembly.FRAMES_FULL)
                + router.dropped(Reassembly.TABLE_FULL)
                + router.dropped(Reassembly.SOURCE_LIMIT);
        assertEquals(FLOOD, given + router.worker().graph().inside(), router.drops());
        router.assertBalanced();
    }

    // RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f).
    @Test
    void shouldStandBaitsForErrors() {
        final TestRouter router = new TestRouter(
                wiring -> wiring.icmp(new IcmpConfig().errorLimit(100, 20).interfaceErrorLimit(50, 10)));
        int errors = 0;
        for (int i = 0; i < FLOOD; i++) {
            router.nowNs += 50_000; // 20,000 a second.
            router.fromHost(i % 2 == 0 ? udp4(HOST, REMOTE, 1, 10) : udp6(HOST6, "2606:2800::1", 1, 10));
            errors += router.packets(router.lan).size();
            if (i % 100 == 0) {
                assertCarries(router, udp4(HOST, REMOTE, 64, 100));
            }
        }
        assertTrue(errors >= 50 && errors <= 61, errors + " errors in a second");
        assertEquals(
                FLOOD,
                errors
                        + router.errors().suppressed().get(IcmpErrors.INTERFACE_LIMIT)
                        + router.errors().suppressed().get(IcmpErrors.NODE_LIMIT));
        router.assertBalanced();
    }

    // RFC 4787 REQ-1 and RFC 5508 REQ-8: one host's scan does not take what another uses.
    @Test
    void shouldStandTheExhaustionOfTranslations() {
        final String scanner = "192.168.1.66";
        final Nat nat = new Nat(
                new NatConfig(1, Ipv4Address.parse("203.0.113.2")).inside(0).sessions(1_000, 400),
                TestTrackers.established(),
                SipHash.sipHash13(1, 2));
        final TestRouter router = new TestRouter(wiring -> wiring.nat(nat));
        router.tables.addNeighbor(router.lan0, Ipv4Address.parse(scanner), HOST_MAC);
        assertCarries(router, udp4(HOST, REMOTE, 64, 100));
        int carried = 0;
        for (int i = 0; i < FLOOD; i++) {
            final byte[] packet = udp4(scanner, REMOTE, 64, 10);
            new UdpFlyweight().wrap(new UnsafeBuffer(packet), 20).sourcePort(1_024 + i);
            router.fromHost(packet);
            carried += router.packets(router.wan).size();
            router.packets(router.lan);
            if (i % 100 == 0) {
                assertCarries(router, udp4(HOST, REMOTE, 64, 100));
            }
        }
        assertEquals(400, carried, "mappings of one host");
        assertEquals(FLOOD - 400, router.dropped(NatDrops.HOST_QUOTA));
        router.assertBalanced();
    }
}
