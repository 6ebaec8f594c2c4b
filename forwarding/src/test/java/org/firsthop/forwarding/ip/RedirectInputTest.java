package org.firsthop.forwarding.ip;

import static org.firsthop.forwarding.TestRouter.LAN_MAC;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.ethernet;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.rib.NextHops;
import org.junit.jupiter.api.Test;

/** A host whose first hop for 198.18.0.0/15 and 2001:db8:f::/48 is .7 on its LAN, and that is told of .8. */
class RedirectInputTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_MAC = 0x0A00_0000_0007L;
    private static final long BETTER_MAC = 0x0A00_0000_0008L;
    private static final String FIRST = "192.168.1.7";
    private static final String BETTER = "192.168.1.8";
    private static final String FIRST6 = "fe80::7";
    private static final String BETTER6 = "fe80::8";
    private static final String FAR = "198.18.0.1";
    private static final String FAR6 = "2001:db8:f::1";

    private LocalOutput output;
    private Router wired;

    private TestRouter host(final Consumer<Router> more) {
        final TestRouter host = new TestRouter(r -> {
            wired = r;
            r.forwarding(false)
                    .neighbors(NeighborConfig.builder()
                            .duplicateProbes(0)
                            .announcements(0)
                            .seed(3)
                            .build())
                    .output(o -> output = o);
            more.accept(r);
        });
        host.tables.addNeighbor(host.lan0, Ipv4Address.parse(FIRST), FIRST_MAC);
        host.neighbor6(host.lan0, FIRST6, FIRST_MAC);
        host.tables.addRoute(
                Ipv4Address.parse("198.18.0.0"), 15, host.tables.nextHop(host.lan0, Ipv4Address.parse(FIRST)));
        final Ipv6Address first = Ipv6Address.parse(FIRST6);
        host.tables.addRoute(0x2001_0DB8_000F_0000L, 0, 48, host.tables.nextHop(host.lan0, first.high(), first.low()));
        host.nowNs = 5 * SECOND;
        host.run();
        return host;
    }

    private TestRouter host() {
        return host(r -> {});
    }

    /** The link address that a packet of the host's own goes to. */
    private long firstHop(final TestRouter host, final byte[] packet) {
        final int frame = output.allocate();
        host.pool.length(frame, packet.length);
        host.pool.buffer().putBytes(host.pool.offset(frame), packet);
        output.send(frame);
        host.run();
        final List<byte[]> sent = host.frames(host.lan);
        assertEquals(1, sent.size(), host.drops());
        return ByteBuffer.wrap(sent.get(0)).getLong() >>> 16;
    }

    private long firstHop(final TestRouter host, final String destination) {
        return firstHop(host, udp4(OWN, destination, 64, 10));
    }

    private long firstHop6(final TestRouter host) {
        return firstHop(host, udp6(OWN6, FAR6, 64, 10));
    }

    private static byte[] redirect(final String from, final int code, final String to, final String of) {
        return ipv4(from, OWN, IpProtocol.ICMP, icmp(5, code, Ipv4Address.parse(to), udp4(OWN, of, 64, 10)));
    }

    private static void receive(final TestRouter host, final long mac, final byte[] packet) {
        host.from(host.lan, ethernet(LAN_MAC, mac, packet));
        host.run();
    }

    private static byte[] redirect6(final String from, final String to, final String of, final long mac) {
        final Ipv6Address target = Ipv6Address.parse(to);
        final Ipv6Address destination = Ipv6Address.parse(of);
        final ByteBuffer body = ByteBuffer.allocate(mac < 0 ? 32 : 40);
        body.putLong(target.high())
                .putLong(target.low())
                .putLong(destination.high())
                .putLong(destination.low());
        if (mac >= 0) {
            body.put((byte) 2).put((byte) 1).putShort((short) (mac >>> 32)).putInt((int) mac);
        }
        return icmp6(from, OWN6, 137, 0, 0, body.array());
    }

    private void knows(final TestRouter host) {
        host.tables.addNeighbor(host.lan0, Ipv4Address.parse(BETTER), BETTER_MAC);
        host.run();
    }

    private int redirected(final TestRouter host) {
        return host.stage(RedirectInput.class).redirected();
    }

    // RFC 1122 section 3.2.2.2: "a host receiving a Redirect message MUST update its routing information accordingly",
    // of the host
    // alone, whatever the code.
    @Test
    void shouldFollowIpv4Redirects() {
        for (int code = 0; code < 4; code++) {
            final TestRouter host = host();
            knows(host);
            assertEquals(FIRST_MAC, firstHop(host, FAR));
            receive(host, FIRST_MAC, redirect(FIRST, code, BETTER, FAR));
            assertEquals(BETTER_MAC, firstHop(host, FAR));
            assertEquals(FIRST_MAC, firstHop(host, "198.18.0.2"));
            assertEquals(1, redirected(host));
            host.assertBalanced();
        }
    }

    // RFC 4861 section 8.3: to another router, whose link address the redirect tells.
    @Test
    void shouldFollowIpv6Redirects() {
        final TestRouter host = host();
        assertEquals(FIRST_MAC, firstHop6(host));
        receive(host, FIRST_MAC, redirect6(FIRST6, BETTER6, FAR6, BETTER_MAC));
        assertEquals(BETTER_MAC, firstHop6(host));
        assertTrue(wired.neighbors().list().stream()
                .anyMatch(n -> n.toString().startsWith("fe80::8 dev lan0 lladdr 0a:00:00:00:00:08")));
        host.assertBalanced();
    }

    // RFC 4861 section 8.3: a target that is the destination is on the link.
    @Test
    void shouldTakeADestinationForANeighborWhenToldSo() {
        final TestRouter host = host();
        receive(host, FIRST_MAC, redirect6(FIRST6, FAR6, FAR6, BETTER_MAC));
        assertEquals(BETTER_MAC, firstHop6(host));
        host.assertBalanced();
    }

    // RFC 1122 section 3.2.2.2: discarded when not from the present first hop, or to a gateway on another network; RFC
    // 1122 section
    // 3.2.2.2 and RFC 5927 section 6: or about nothing that this host has sent.
    @Test
    void shouldNotFollowIpv4RedirectsOfOthers() {
        final TestRouter host = host();
        knows(host);
        receive(host, BETTER_MAC, redirect(BETTER, 1, BETTER, FAR));
        receive(host, FIRST_MAC, redirect(FIRST, 1, "203.0.113.1", FAR));
        receive(host, FIRST_MAC, redirect(FIRST, 1, OWN, FAR));
        receive(host, FIRST_MAC, redirect(FIRST, 1, "192.168.1.255", FAR));
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, "192.168.1.100"));
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, "224.0.0.5"));
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, "8.8.8.8"));
        final byte[] ofAnother = udp4("192.168.1.100", FAR, 64, 10);
        receive(host, FIRST_MAC, ipv4(FIRST, OWN, IpProtocol.ICMP, icmp(5, 1, Ipv4Address.parse(BETTER), ofAnother)));
        assertEquals(8, host.dropped(RedirectInput.NOT_FOLLOWED));
        assertEquals(FIRST_MAC, firstHop(host, FAR));
        assertEquals(0, redirected(host));
        host.assertBalanced();
    }

    // RFC 4861 section 8.1: from the present first hop of the destination only.
    @Test
    void shouldNotFollowIpv6RedirectsOfOthers() {
        final TestRouter host = host();
        receive(host, BETTER_MAC, redirect6(BETTER6, BETTER6, FAR6, BETTER_MAC));
        receive(host, FIRST_MAC, redirect6(FIRST6, BETTER6, "2001:db8:1::77", BETTER_MAC));
        receive(host, FIRST_MAC, redirect6(FIRST6, "fe80::1:1", FAR6, LAN_MAC));
        assertEquals(3, host.dropped(RedirectInput.NOT_FOLLOWED));
        assertEquals(FIRST_MAC, firstHop6(host));
        host.assertBalanced();
    }

    // RFC 1812 section 5.2.7.2, RFC 4861 section 8.2: "a router MUST NOT update its routing tables upon receipt of a
    // Redirect".
    @Test
    void shouldIgnoreRedirectsAsARouter() {
        final TestRouter router = host(r -> r.forwarding(true));
        knows(router);
        receive(router, FIRST_MAC, redirect(FIRST, 1, BETTER, FAR));
        receive(router, FIRST_MAC, redirect6(FIRST6, BETTER6, FAR6, BETTER_MAC));
        assertEquals(FIRST_MAC, firstHop(router, FAR));
        assertEquals(FIRST_MAC, firstHop6(router));
        router.assertBalanced();
    }

    @Test
    void shouldIgnoreRedirectsWhenToldTo() {
        final TestRouter host = host(r -> r.followRedirects(0, 1));
        knows(host);
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, FAR));
        assertEquals(FIRST_MAC, firstHop(host, FAR));
    }

    // RFC 1122 section 3.3.1.2: a static route of the host is not overridden.
    @Test
    void shouldNotOverrideStaticRoutesOfAHost() {
        final TestRouter host = host();
        knows(host);
        final NextHops first = host.tables.nextHop(host.lan0, Ipv4Address.parse(FIRST));
        host.tables.addRoute(Ipv4Address.parse(FAR), 32, first);
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, FAR));
        assertEquals(FIRST_MAC, firstHop(host, FAR));
    }

    // The bounds: in number, the oldest gives way, and in time.
    @Test
    void shouldForgetTheOldestAndTheOld() {
        final TestRouter host = host(r -> r.followRedirects(2, 60 * SECOND));
        knows(host);
        for (int i = 1; i <= 3; i++) {
            host.nowNs += SECOND;
            receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, "198.18.0." + i));
        }
        assertEquals(2, redirected(host));
        assertEquals(FIRST_MAC, firstHop(host, "198.18.0.1"));
        assertEquals(BETTER_MAC, firstHop(host, "198.18.0.3"));
        host.nowNs += 60 * SECOND;
        host.run();
        assertEquals(0, redirected(host));
        assertEquals(FIRST_MAC, firstHop(host, "198.18.0.3"));
        host.assertBalanced();
    }

    // RFC 4861 section 7.3.3: a first hop that does not answer is not used any more.
    @Test
    void shouldForgetANeighborThatDoesNotAnswer() {
        final TestRouter host = host();
        receive(host, FIRST_MAC, redirect(FIRST, 1, BETTER, FAR));
        assertEquals(1, redirected(host));
        final byte[] packet = udp4(OWN, FAR, 64, 10);
        final int frame = output.allocate();
        host.pool.length(frame, packet.length);
        host.pool.buffer().putBytes(host.pool.offset(frame), packet);
        output.send(frame);
        for (int i = 0; i < 5; i++) {
            host.nowNs += SECOND;
            host.run();
        }
        host.frames(host.lan);
        assertEquals(0, redirected(host));
        assertEquals(FIRST_MAC, firstHop(host, FAR));
        host.assertBalanced();
    }
}
