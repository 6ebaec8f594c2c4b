package org.firsthop.forwarding.ip;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST_MAC;
import static org.firsthop.forwarding.TestRouter.LAN_MAC;
import static org.firsthop.forwarding.TestRouter.ethernet;
import static org.firsthop.forwarding.TestRouter.hex;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.firsthop.forwarding.TestRouter;
import org.junit.jupiter.api.Test;

/** RFC 2644, RFC 1812 section 5.3.5. */
class DirectedBroadcastTest {
    private static final String BROADCAST = "192.168.1.255";
    private static final String REMOTE = "198.51.100.7";
    private static final long EVERYBODY = 0xFFFF_FFFF_FFFFL;

    // RFC 2644 section 2: "MUST default to discarding"; the router itself is a station of the network.
    @Test
    void shouldNotForwardDirectedBroadcasts() {
        final TestRouter router = new TestRouter();
        router.fromGateway(udp4(REMOTE, BROADCAST, 64, 10));
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(1, router.delivered.size());
    }

    @Test
    void shouldForwardDirectedBroadcastsWhereAllowed() {
        final TestRouter router = new TestRouter();
        router.tables.allowDirectedBroadcast(router.lan0);
        router.fromGateway(udp4(REMOTE, BROADCAST, 64, 10));
        final byte[] frame = router.frames(router.lan).get(0);
        assertEquals(hex(ethernet(EVERYBODY, LAN_MAC, udp4(REMOTE, BROADCAST, 63, 10))), hex(frame));
        router.assertBalanced();
    }

    @Test
    void shouldForwardThemToNetworksThatAllowItOnly() {
        final TestRouter router = new TestRouter();
        router.tables.allowDirectedBroadcast(router.wan0);
        router.fromGateway(udp4(REMOTE, BROADCAST, 64, 10));
        assertEquals(List.of(), router.packets(router.lan));
    }

    // RFC 1812 section 5.3.4: what came as a link broadcast is not forwarded as one; it is for every station.
    @Test
    void shouldKeepBroadcastsOfTheLinkItself() {
        final TestRouter router = new TestRouter();
        router.tables.allowDirectedBroadcast(router.lan0);
        router.from(router.lan, ethernet(EVERYBODY, HOST_MAC, udp4(HOST, BROADCAST, 64, 10)));
        router.run();
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(1, router.delivered.size(), router.drops());
    }

    // RFC 1812 section 5.3.4: nor a broadcast of another network that came as a link broadcast.
    @Test
    void shouldDropBroadcastsOfOtherNetworksThatCameAsLinkBroadcasts() {
        final TestRouter router = new TestRouter();
        router.tables.allowDirectedBroadcast(router.lan0);
        router.from(router.wan, ethernet(EVERYBODY, TestRouter.GATEWAY_MAC, udp4(REMOTE, BROADCAST, 64, 10)));
        router.run();
        assertEquals(List.of(), router.packets(router.lan));
        assertEquals(1, router.dropped(Ipv4Input.LINK_GROUP_UNICAST));
    }
}
