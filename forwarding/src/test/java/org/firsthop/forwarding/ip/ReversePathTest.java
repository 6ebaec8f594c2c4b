package org.firsthop.forwarding.ip;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.rib.NextHops;
import org.junit.jupiter.api.Test;

/** RFC 3704. */
class ReversePathTest {
    private static final String REMOTE = "198.51.100.7";
    private static final String REMOTE6 = "2001:db8:7::7";

    private static TestRouter router(final ReversePath lan, final ReversePath wan) {
        final TestRouter[] made = new TestRouter[1];
        final ForwardingPolicy policy = new ForwardingPolicy();
        made[0] = new TestRouter(r -> r.policy(policy));
        policy.reversePath(made[0].lan0, lan).reversePath(made[0].wan0, wan);
        return made[0];
    }

    private static void assertRefused(final TestRouter router, final int count) {
        assertEquals(count, router.dropped(ReversePathFilter.NO_REVERSE_PATH), router.drops());
        assertEquals(
                0,
                router.packets(router.lan).size() + router.packets(router.wan).size());
        router.assertBalanced();
    }

    // Section 2.2.
    @Test
    void shouldPassSourcesWhoseRouteIsByTheirInterfaceWhenStrict() {
        final TestRouter router = router(ReversePath.STRICT, ReversePath.STRICT);
        router.fromHost(udp4(HOST, REMOTE, 64, 10), udp6(HOST6, REMOTE6, 64, 10));
        assertEquals(2, router.packets(router.wan).size(), router.drops());
        router.fromGateway(udp4(REMOTE, HOST, 64, 10), udp6(REMOTE6, HOST6, 64, 10));
        assertEquals(2, router.packets(router.lan).size(), router.drops());
        router.assertBalanced();
    }

    @Test
    void shouldDropSourcesWhoseRouteIsByAnotherInterfaceWhenStrict() {
        final TestRouter router = router(ReversePath.STRICT, ReversePath.STRICT);
        router.fromHost(udp4(REMOTE, "198.51.100.8", 64, 10), udp6(REMOTE6, "2001:db8:7::8", 64, 10));
        router.fromGateway(udp4(HOST, "192.168.1.100", 64, 10), udp6(HOST6, HOST6, 64, 10));
        assertRefused(router, 4);
    }

    // A forger of this router's own address.
    @Test
    void shouldDropSourcesThatAreThisNodesOwn() {
        final TestRouter router = router(ReversePath.LOOSE, ReversePath.LOOSE);
        router.fromHost(udp4(TestRouter.OWN, REMOTE, 64, 10), udp6(TestRouter.OWN6, REMOTE6, 64, 10));
        assertRefused(router, 2);
    }

    // Section 2.4: also a default route is a route.
    @Test
    void shouldPassSourcesWithAnyRouteWhenLoose() {
        final TestRouter router = router(ReversePath.LOOSE, ReversePath.OFF);
        router.fromHost(udp4(REMOTE, "198.51.100.8", 64, 10), udp6(REMOTE6, "2001:db8:7::8", 64, 10));
        assertEquals(2, router.packets(router.wan).size(), router.drops());
    }

    // RFC 5635 section 4: sources can be black-holed.
    @Test
    void shouldDropSourcesWithoutAUsefulRouteWhenLoose() {
        final TestRouter router = router(ReversePath.LOOSE, ReversePath.OFF);
        router.fromHost(
                udp4("10.0.0.1", REMOTE, 64, 10), udp4("10.1.0.1", REMOTE, 64, 10), udp4("10.2.0.1", REMOTE, 64, 10));
        assertRefused(router, 3);
    }

    @Test
    void shouldPassAllWhenOff() {
        final TestRouter router = router(ReversePath.OFF, ReversePath.STRICT);
        router.fromHost(udp4("10.0.0.1", REMOTE, 64, 10), udp4(REMOTE, "198.51.100.8", 64, 10));
        assertEquals(2, router.packets(router.wan).size(), router.drops());
    }

    // Link-local sources are every link's own.
    @Test
    void shouldPassLinkLocalSources() {
        final TestRouter router = router(ReversePath.STRICT, ReversePath.STRICT);
        router.fromHost(TestRouter.icmp6("fe80::100", TestRouter.OWN6, 128, 0, 1, new byte[4]));
        assertEquals(1, router.packets(router.lan).size(), router.drops());
    }

    // Section 2.3: of several paths any may be the one.
    @Test
    void shouldPassSourcesOfWhichOnePathIsByTheirInterface() {
        final TestRouter router = router(ReversePath.STRICT, ReversePath.STRICT);
        final NextHops paths = NextHops.of(
                NextHops.Path.via(router.wan0.index(), Ipv4Address.parse("203.0.113.1")),
                NextHops.Path.via(router.lan0.index(), Ipv4Address.parse(HOST)));
        router.tables.addRoute(Ipv4Address.parse("198.18.0.0"), 15, paths);
        router.fromHost(udp4("198.18.0.1", REMOTE, 64, 10));
        router.fromGateway(udp4("198.18.0.1", HOST, 64, 10));
        assertEquals(1, router.packets(router.wan).size(), router.drops());
        assertEquals(1, router.packets(router.lan).size(), router.drops());
    }
}
