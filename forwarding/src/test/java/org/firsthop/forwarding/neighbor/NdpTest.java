package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.Lan.HOST_MAC;
import static org.firsthop.forwarding.neighbor.Lan.LAN;
import static org.firsthop.forwarding.neighbor.Lan.LAN_MAC;
import static org.firsthop.forwarding.neighbor.Lan.OTHER_MAC;
import static org.firsthop.forwarding.neighbor.Lan.SECOND;
import static org.firsthop.forwarding.neighbor.Lan.WAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neighbor discovery through a whole router: what is answered, what is learned, and what is not believed. */
class NdpTest {
    private static final long NO_MAC = -1;
    private static final long GROUP_MAC = 0x3333_FF00_0001L;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;
    private static final int ROUTER = 0x80;
    private static final String HOST = "2001:db8:1::100";
    private static final String OWN = "2001:db8:1::1";

    private Lan lan = new Lan(quiet().build());

    private static NeighborConfig.Builder quiet() {
        return NeighborConfig.builder().duplicateProbes(0).announcements(0);
    }

    @AfterEach
    void close() {
        lan.close();
    }

    private List<String> neighbors() {
        return lan.neighbors.list().stream().map(NeighborInfo::toString).toList();
    }

    private int answer(final int flags, final long mac) {
        return lan.advertise(LAN, LAN_MAC, HOST, OWN, HOST, flags, mac);
    }

    private void ask() {
        lan.send(WAN, lan.packet6(WAN, "2001:db8:9::9", HOST, 1));
        lan.discard(LAN);
    }

    @Test
    void shouldLearnWhoSolicitsThisNode() {
        // RFC 4861 section 7.2.3.
        lan.send(LAN, lan.solicit(GROUP_MAC, HOST, "ff02::1:ff00:1", OWN, HOST_MAC));
        assertEquals(1, lan.seen(LAN).size());
        assertEquals(List.of("2001:db8:1::100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 STALE"), neighbors());
        lan.send(WAN, lan.packet6(WAN, "2001:db8:9::9", HOST, 7));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 7 hlim 63"), lan.seen(LAN));
        lan.pass(5 * SECOND);
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 2001:db8:1::1 > 2001:db8:1::100 who-has 2001:db8:1::100 02:00:00:00:00:01"),
                lan.seen(LAN));
        lan.send(LAN, answer(SOLICITED, NO_MAC));
        assertEquals(List.of("2001:db8:1::100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 REACHABLE"), neighbors());
    }

    @Test
    void shouldAnswerASolicitationWithoutTheOptionAtTheAddressItCameFrom() {
        // RFC 4861 section 4.3: a unicast solicitation may leave the option out.
        lan.send(LAN, lan.solicit(LAN_MAC, HOST, OWN, OWN, NO_MAC));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 2001:db8:1::1 > 2001:db8:1::100 2001:db8:1::1 is-at 02:00:00:00:00:01"
                        + " router solicited override"),
                lan.seen(LAN));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldTellAllNodesThatAnAddressIsTakenWhenOneProbesForIt() {
        // RFC 4861 section 7.2.4 and RFC 4862 section 5.4.3: to all nodes, not solicited.
        lan.send(LAN, lan.solicit(GROUP_MAC, "::", "ff02::1:ff00:1", OWN, NO_MAC));
        assertEquals(
                List.of("33:33:00:00:00:01 2001:db8:1::1 > ff02::1 2001:db8:1::1 is-at 02:00:00:00:00:01"
                        + " router override"),
                lan.seen(LAN));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldAnswerAtItsLinkLocalAddress() {
        // RFC 4291 section 2.8: every interface has one, made of its link address here.
        lan.send(LAN, lan.solicit(LAN_MAC, "fe80::9", "fe80::ff:fe00:1", "fe80::ff:fe00:1", HOST_MAC));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 fe80::ff:fe00:1 > fe80::9 fe80::ff:fe00:1 is-at 02:00:00:00:00:01"
                        + " router solicited override"),
                lan.seen(LAN));
    }

    @Test
    void shouldSayThatAHostIsNoRouter() {
        // RFC 4861 section 4.4, R.
        lan = new Lan(quiet().build(), false);
        lan.send(LAN, lan.solicit(LAN_MAC, HOST, OWN, OWN, HOST_MAC));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 2001:db8:1::1 > 2001:db8:1::100 2001:db8:1::1 is-at 02:00:00:00:00:01"
                        + " solicited override"),
                lan.seen(LAN));
    }

    @Test
    void shouldNotAnswerForWhatIsNotItsOwn() {
        lan.send(LAN, lan.solicit(LAN_MAC, HOST, OWN, "2001:db8:1::77", HOST_MAC));
        assertEquals(List.of(), lan.seen(LAN));
        assertEquals(List.of(), neighbors());
        assertEquals(1, lan.dropped(NeighborDrops.NOT_OURS));
    }

    @Test
    void shouldDropMessagesThatARouterHasForwarded() {
        // RFC 4861 sections 6.1, 7.1 and 8.1: Hop Limit 255.
        ask();
        final int frame = answer(SOLICITED | OVERRIDE, HOST_MAC);
        lan.ipv6.wrap(lan.pool.buffer(), lan.pool.offset(frame) + 14).hopLimit(NdpMessage.HOP_LIMIT - 1);
        lan.send(LAN, frame);
        assertEquals(1, lan.dropped(NeighborDrops.NDP_FORWARDED));
        assertEquals(List.of("2001:db8:1::100 dev lan0 INCOMPLETE"), neighbors());
    }

    @Test
    void shouldDropMessagesWithAWrongChecksum() {
        // RFC 4861 section 7.1.2.
        ask();
        final int frame = answer(SOLICITED | OVERRIDE, HOST_MAC);
        lan.advertisement.wrap(lan.pool.buffer(), lan.pool.offset(frame) + 54).flags(ROUTER);
        lan.send(LAN, frame);
        assertEquals(1, lan.dropped(NeighborDrops.NDP_BAD_CHECKSUM));
    }

    @Test
    void shouldDropSolicitedAdvertisementsToGroups() {
        // RFC 4861 section 7.1.2.
        ask();
        lan.send(LAN, lan.advertise(LAN, 0x3333_0000_0001L, HOST, "ff02::1", HOST, SOLICITED | OVERRIDE, HOST_MAC));
        assertEquals(1, lan.dropped(NeighborDrops.NDP_BAD_ADDRESS));
    }

    @Test
    void shouldDropSolicitationsWithoutASourceThatAreNoProbes() {
        // RFC 4861 section 7.1.1: the destination is a solicited-node group, and there is no source link-layer address.
        lan.send(LAN, lan.solicit(0x3333_0000_0001L, "::", "ff02::1", OWN, NO_MAC));
        lan.send(LAN, lan.solicit(GROUP_MAC, "::", "ff02::1:ff00:1", OWN, HOST_MAC));
        assertEquals(2, lan.dropped(NeighborDrops.NDP_BAD_ADDRESS));
        assertEquals(List.of(), lan.seen(LAN));
    }

    @Test
    void shouldCreateNothingFromUnsolicitedAdvertisements() {
        // RFC 4861 section 7.2.5.
        lan.send(LAN, answer(SOLICITED | OVERRIDE, HOST_MAC));
        lan.send(LAN, lan.advertise(LAN, 0x3333_0000_0001L, HOST, "ff02::1", HOST, OVERRIDE, HOST_MAC));
        assertEquals(List.of(), neighbors());
        assertEquals(2, lan.dropped(NeighborDrops.NOT_ASKED));
    }

    @Test
    void shouldNeitherBelieveNorAnswerSolicitationsFromOffTheLink() {
        lan.send(LAN, lan.solicit(LAN_MAC, "2001:db8:77::1", OWN, OWN, HOST_MAC));
        assertEquals(List.of(), neighbors());
        assertEquals(List.of(), lan.seen(LAN));
        assertEquals(1, lan.dropped(NeighborDrops.NDP_OFF_LINK));
    }

    @Test
    void shouldNotBelieveALinkAddressOfAGroup() {
        ask();
        lan.send(LAN, answer(SOLICITED | OVERRIDE, 0x3333_0000_0001L));
        assertEquals(List.of("2001:db8:1::100 dev lan0 INCOMPLETE"), neighbors());
    }

    @Test
    void shouldRememberWhoIsARouter() {
        // RFC 4861 section 7.2.5: the IsRouter flag is the advertisement's R.
        ask();
        lan.send(LAN, answer(SOLICITED | OVERRIDE | ROUTER, HOST_MAC));
        assertEquals(List.of("2001:db8:1::100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 router REACHABLE"), neighbors());
        lan.send(LAN, answer(SOLICITED | OVERRIDE, HOST_MAC));
        assertEquals(List.of("2001:db8:1::100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 REACHABLE"), neighbors());
    }

    @Test
    void shouldKeepItsAddressAndSayWhereItIsWhenAnotherClaimsIt() {
        // RFC 4862 section 5.4.4: the address is no longer unique; it is in use, and is kept.
        lan.send(LAN, lan.advertise(LAN, 0x3333_0000_0001L, OWN, "ff02::1", OWN, OVERRIDE, OTHER_MAC));
        assertEquals(
                List.of("33:33:00:00:00:01 2001:db8:1::1 > ff02::1 2001:db8:1::1 is-at 02:00:00:00:00:01"
                        + " router override"),
                lan.seen(LAN));
        assertEquals(1, lan.neighbors.count(NeighborEvent.CONFLICT));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldProbeOnceBeforeItUsesAnAddressAndThenTellRouters() {
        // RFC 4862 section 5.4.2: DupAddrDetectTransmits 1, RetransTimer 1 s; RFC 9131 section 4.1.1.
        lan = new Lan(NeighborConfig.builder().announcements(1).build());
        lan.run();
        lan.pass(SECOND);
        final List<String> probes =
                lan.seen(LAN).stream().filter(s -> s.contains(" :: > ")).toList();
        assertTrue(probes.contains("33:33:ff:00:00:01 :: > ff02::1:ff00:1 who-has 2001:db8:1::1"), probes.toString());
        assertEquals(2, probes.size(), "its global and its link-local address");
        lan.send(LAN, lan.solicit(GROUP_MAC, HOST, "ff02::1:ff00:1", OWN, HOST_MAC));
        assertEquals(
                List.of(),
                lan.seen(LAN).stream().filter(s -> s.contains("> " + HOST)).toList());
        lan.pass(SECOND);
        assertTrue(lan.seen(LAN)
                .contains("33:33:00:00:00:02 2001:db8:1::1 > ff02::2 2001:db8:1::1 is-at 02:00:00:00:00:01 router"));
        lan.send(LAN, lan.solicit(GROUP_MAC, HOST, "ff02::1:ff00:1", OWN, HOST_MAC));
        assertEquals(1, lan.seen(LAN).size());
    }

    @Test
    void shouldKeepPacketsWaitingWhileItsOwnAddressIsTentative() {
        // RFC 4862 section 5.4: a tentative address is no source; DAD takes two seconds at most.
        lan = new Lan(NeighborConfig.builder().announcements(0).build());
        lan.run();
        lan.send(WAN, lan.packet6(WAN, "2001:db8:9::9", HOST, 1));
        for (int seconds = 0; seconds < 2; seconds++) {
            lan.pass(SECOND);
        }
        assertTrue(lan.seen(LAN).stream().anyMatch(s -> s.contains(" > ff02::1:ff00:100 who-has " + HOST)));
        lan.send(LAN, answer(SOLICITED | OVERRIDE, HOST_MAC));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 1 hlim 63"), lan.seen(LAN));
    }

    @Test
    void shouldDropWhatItHasNoAddressToAskFrom() {
        final Ipv6Address own = Ipv6Address.parse("2001:db8:7::1");
        lan.tables.addRoute(own.high(), 0L, 64, lan.tables.connected(lan.wan));
        lan.tables.links().get(WAN).addresses().forEach(address -> address.state(LocalAddress.State.DUPLICATE));
        lan.send(LAN, lan.packet6(LAN, HOST, "2001:db8:7::9", 1));
        assertEquals(1, lan.dropped(NeighborDrops.NO_SOURCE));
        lan.discard(LAN);
    }

    @Test
    void shouldGiveUpATentativeAddressThatAnotherHasOrWants() {
        // RFC 4862 sections 5.4.3 and 5.4.4.
        for (final boolean isProbe : new boolean[] {true, false}) {
            lan = new Lan(NeighborConfig.builder().announcements(0).build());
            lan.run();
            lan.send(
                    LAN,
                    isProbe
                            ? lan.solicit(GROUP_MAC, "::", "ff02::1:ff00:1", OWN, NO_MAC)
                            : lan.advertise(LAN, 0x3333_0000_0001L, OWN, "ff02::1", OWN, OVERRIDE, OTHER_MAC));
            assertEquals(1, lan.dropped(NeighborDrops.CONFLICT));
            lan.pass(10 * SECOND);
            lan.discard(LAN);
            lan.send(LAN, lan.solicit(GROUP_MAC, HOST, "ff02::1:ff00:1", OWN, HOST_MAC));
            assertEquals(List.of(), lan.seen(LAN));
            final Ipv6Address own = Ipv6Address.parse(OWN);
            final LocalAddress address = lan.tables.links().get(LAN).find(own.high(), own.low());
            assertTrue(address != null && address.state() == LocalAddress.State.DUPLICATE);
            lan.discard(WAN);
            lan.close();
        }
    }

    @Test
    void shouldNotTakeItsOwnProbeForAConflict() {
        // RFC 4862 appendix A: a link that returns what was sent to it.
        lan = new Lan(NeighborConfig.builder().announcements(0).build());
        lan.run();
        final int probe = lan.solicit(GROUP_MAC, "::", "ff02::1:ff00:1", OWN, NO_MAC);
        lan.ethernet.wrap(lan.pool.buffer(), lan.pool.offset(probe)).source(LAN_MAC);
        lan.send(LAN, probe);
        assertEquals(0, lan.neighbors.count(NeighborEvent.CONFLICT));
    }

    @Test
    void shouldLearnRoutersAndTheirTimersFromTheirAdvertisements() {
        // RFC 4861 section 6.3.4; the message goes on to whoever chooses default routers.
        lan = new Lan(quiet().build(), false);
        lan.send(LAN, advertiseRouter("fe80::1", 4000));
        assertEquals(List.of("fe80::1 dev lan0 lladdr a0:b2:c3:d4:e5:f6 router STALE"), neighbors());
        assertEquals(1, lan.delivered.size());
        final int echo = lan.ndp(LAN_MAC, HOST, OWN, 8);
        lan.icmp
                .wrap(lan.pool.buffer(), lan.pool.offset(echo) + 54)
                .writeDefaults()
                .type(Icmpv6Type.ECHO_REQUEST);
        lan.seal(echo, 8);
        lan.send(LAN, echo);
        assertEquals(1, lan.seen(LAN).size(), "the answer waits for the link address of who asked");
        lan.pass(4 * SECOND - 1);
        assertEquals(0, lan.seen(LAN).size());
        lan.pass(1);
        assertEquals(1, lan.seen(LAN).size());
    }

    @Test
    void shouldDropAdvertisementsOfRoutersThatAreNotOnTheLink() {
        // RFC 4861 section 6.1.2.
        lan.send(LAN, advertiseRouter("2001:db8:1::9", 0));
        assertEquals(1, lan.dropped(NeighborDrops.NDP_BAD_ADDRESS));
        assertEquals(List.of(), neighbors());
    }

    private int advertiseRouter(final String source, final long retransMs) {
        final int length = RouterAdvertisementFlyweight.MIN_LENGTH + 8;
        final int frame = lan.ndp(0x3333_0000_0001L, source, "ff02::1", length);
        new RouterAdvertisementFlyweight()
                .wrap(lan.pool.buffer(), lan.pool.offset(frame) + 54)
                .writeDefaults()
                .routerLifetime(1800)
                .retransTimer(retransMs);
        new NdpOptionFlyweight()
                .wrap(lan.pool.buffer(), lan.pool.offset(frame) + 54 + RouterAdvertisementFlyweight.MIN_LENGTH)
                .writeDefaults(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, 8)
                .linkLayerAddress(HOST_MAC);
        lan.seal(frame, length);
        return frame;
    }

    private static NeighborConfig proxying() {
        return NeighborConfig.builder()
                .duplicateProbes(0)
                .announcements(0)
                .proxyNdp("lan0")
                .build();
    }

    // RFC 4861 section 7.2.8: an answer for another overrides none, comes within a second, and is from this node.
    @Test
    void shouldAdvertiseForNodesBeyondWhenToldTo() {
        try (Lan lan = new Lan(proxying())) {
            lan.run();
            final String target = "2001:db8:2::9";
            lan.send(LAN, lan.solicit(0x3333_FF00_0009L, "2001:db8:1::64", "ff02::1:ff00:9", target, HOST_MAC));
            assertEquals(List.of(), lan.seen(LAN));
            lan.pass(Lan.SECOND);
            assertEquals(
                    List.of("a0:b2:c3:d4:e5:f6 2001:db8:1::1 > 2001:db8:1::64 2001:db8:2::9 is-at"
                            + " 02:00:00:00:00:01 router solicited"),
                    lan.seen(LAN));
            assertEquals(0, lan.neighbors.list().size());
        }
    }

    // RFC 4861 section 7.2.8, RFC 4862 section 5.4: not for what is on the link, not to probes, not where nobody said
    // so.
    @Test
    void shouldNotAdvertiseForOthersOtherwise() {
        try (Lan lan = new Lan(proxying())) {
            lan.run();
            final String group = "ff02::1:ff00:9";
            lan.send(LAN, lan.solicit(0x3333_FF00_0009L, "2001:db8:1::64", group, "2001:db8:1::9", HOST_MAC));
            lan.send(LAN, lan.solicit(0x3333_FF00_0009L, "fe80::64", group, "fe80::9", HOST_MAC));
            lan.send(LAN, lan.solicit(0x3333_FF00_0009L, "::", group, "2001:db8:2::9", -1));
            lan.send(WAN, lan.solicit(0x3333_FF00_0009L, "2001:db8:2::64", group, "2001:db8:1::9", HOST_MAC));
            lan.pass(2 * Lan.SECOND);
            assertEquals(List.of(), lan.seen(LAN));
            assertEquals(List.of(), lan.seen(WAN));
            assertEquals(4, lan.dropped(NeighborDrops.NOT_OURS));
        }
    }

    // The bound: what does not fit among the answers that wait goes at once.
    @Test
    void shouldBoundTheAnswersThatWait() {
        try (Lan lan = new Lan(proxying())) {
            lan.run();
            for (int i = 0; i < ProxyAnswers.CAPACITY + 10; i++) {
                final String target = "2001:db8:2::" + Integer.toHexString(0x100 + i);
                lan.send(LAN, lan.solicit(0x3333_FF00_0009L, "2001:db8:1::64", "ff02::1:ff00:9", target, HOST_MAC));
            }
            assertEquals(10, lan.seen(LAN).size());
            assertEquals(ProxyAnswers.CAPACITY, lan.neighbors.held());
            lan.pass(Lan.SECOND);
            assertEquals(ProxyAnswers.CAPACITY, lan.seen(LAN).size());
            assertEquals(0, lan.neighbors.held());
        }
    }
}
