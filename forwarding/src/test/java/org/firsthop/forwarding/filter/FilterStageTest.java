package org.firsthop.forwarding.filter;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.icmp6;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.firsthop.forwarding.TestRouter.udp4;
import static org.firsthop.forwarding.TestRouter.udp6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.forwarding.TestRouter;
import org.junit.jupiter.api.Test;

class FilterStageTest {
    private static final String REMOTE = "198.51.100.7";
    private static final String REMOTE6 = "2001:db8:7::7";
    private static final int LAN = 0;
    private static final int WAN = 1;

    private final FilterList list = new FilterList(List.of(
            FilterRule.of(FilterAction.PERMIT)
                    .protocol(17)
                    .destinationPort(5000, 5000)
                    .sourcePort(4000, 4000)
                    .build(),
            FilterRule.of(FilterAction.REJECT).protocol(17).build(),
            FilterRule.of(FilterAction.DENY).build()));

    private static byte[] otherPort(final byte[] packet, final int at) {
        packet[at] = 99;
        return packet;
    }

    private static byte[] refused4() {
        return otherPort(udp4(HOST, REMOTE, 64, 10), 23);
    }

    private static byte[] refused6() {
        return otherPort(udp6(HOST6, REMOTE6, 64, 10), 43);
    }

    private TestRouter in() {
        return new TestRouter(r -> r.filters(new FilterSet().in(LAN, list)));
    }

    private TestRouter out() {
        return new TestRouter(r -> r.filters(new FilterSet().out(WAN, list)));
    }

    private void check(final TestRouter router) {
        router.fromHost(udp4(HOST, REMOTE, 64, 10), udp6(HOST6, REMOTE6, 64, 10));
        assertEquals(2, router.packets(router.wan).size(), router.drops());
        final byte[] four = refused4();
        final byte[] six = refused6();
        router.fromHost(four, six);
        assertEquals(0, router.packets(router.wan).size());
        // RFC 1812 section 5.2.7.1 code 13, RFC 4443 section 3.1 code 1; quoted as they came.
        for (final byte[] error : router.packets(router.lan)) {
            final boolean isIpv4 = error[0] == 0x45;
            assertEquals(isIpv4 ? 3 : 1, error[isIpv4 ? 20 : 40]);
            assertEquals(isIpv4 ? 13 : 1, error[isIpv4 ? 21 : 41]);
            assertArrayEquals(isIpv4 ? four : six, Arrays.copyOfRange(error, isIpv4 ? 28 : 48, error.length));
        }
        assertEquals(2, router.dropped(FilterDrops.REJECTED));
        router.fromHost(ipv4(HOST, REMOTE, IpProtocol.GRE, new byte[8]));
        assertEquals(1, router.dropped(FilterDrops.DENIED));
        assertEquals(2, list.packets(0));
        assertEquals(38 + 58, list.octets(0));
        assertEquals(2, list.packets(1));
        assertEquals(1, list.packets(2));
        assertEquals(0, list.packets(3));
        router.assertBalanced();
    }

    @Test
    void shouldFilterWhatComesIn() {
        check(in());
    }

    @Test
    void shouldFilterWhatGoesOut() {
        check(out());
    }

    @Test
    void shouldFilterWithoutTheFastPath() {
        check(new TestRouter(r -> r.withoutFastPath().filters(new FilterSet().in(LAN, list))));
    }

    @Test
    void shouldFilterWithoutTheFastPathWhatGoesOut() {
        check(new TestRouter(r -> r.withoutFastPath().filters(new FilterSet().out(WAN, list))));
    }

    @Test
    void shouldLeaveOtherInterfacesAlone() {
        final TestRouter router = in();
        router.fromGateway(ipv4(REMOTE, HOST, IpProtocol.GRE, new byte[8]));
        assertEquals(1, router.packets(router.lan).size());
    }

    @Test
    void shouldFilterWhatIsForThisNode() {
        final TestRouter router = in();
        router.fromHost(ipv4(HOST, OWN, 1, icmp(8, 0, 1, new byte[4])), icmp6(HOST6, OWN6, 128, 0, 1, new byte[4]));
        assertEquals(2, router.dropped(FilterDrops.DENIED));
        router.fromHost(icmp6("fe80::100", "ff02::1", 128, 0, 1, new byte[4]));
        assertEquals(3, router.dropped(FilterDrops.DENIED));
        assertEquals(List.of(), router.packets(router.lan));
    }

    // What ARP is to IPv4.
    @Test
    void shouldPassNeighborDiscovery() {
        final TestRouter router = in();
        router.fromHost(icmp6("fe80::100", OWN6, 135, 0, 0, new byte[16]));
        assertEquals(0, router.dropped(FilterDrops.DENIED));
    }

    // The router's own packets are not filtered on their way out.
    @Test
    void shouldPassWhatThisNodeSends() {
        final TestRouter router = new TestRouter(r -> r.filters(new FilterSet().out(LAN, list)));
        router.fromHost(ipv4(HOST, OWN, 1, icmp(8, 0, 1, new byte[4])));
        assertEquals(1, router.packets(router.lan).size());
    }

    // A packet with options does not take the fast path.
    @Test
    void shouldCountAPacketOnceWhicheverWayItTakes() {
        final TestRouter router = in();
        router.fromHost(
                udp4(HOST, REMOTE, 64, 10),
                ipv4(HOST, REMOTE, IpProtocol.UDP, 64, new byte[] {1, 1, 1, 0}, udp(10)),
                udp4(HOST, REMOTE, 1, 10),
                udp4(HOST, REMOTE, 64, 1400));
        assertEquals(4, list.packets(0));
    }

    @Test
    void shouldHaveNoStageWithoutLists() {
        final TestRouter router = new TestRouter(r -> r.filters(new FilterSet()));
        assertEquals(
                0,
                router.worker().graph().stages().stream()
                        .filter(FilterStage.class::isInstance)
                        .count());
    }
}
