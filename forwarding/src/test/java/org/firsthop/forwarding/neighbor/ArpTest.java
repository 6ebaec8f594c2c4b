package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.Lan.HOST_MAC;
import static org.firsthop.forwarding.neighbor.Lan.LAN;
import static org.firsthop.forwarding.neighbor.Lan.LAN_MAC;
import static org.firsthop.forwarding.neighbor.Lan.OTHER_MAC;
import static org.firsthop.forwarding.neighbor.Lan.SECOND;
import static org.firsthop.forwarding.neighbor.Lan.WAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.ArpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ARP through a whole router: what is answered, what is learned, and what is not believed. */
class ArpTest {
    private static final String LEARNED = "192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 STALE";

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

    private void resolve(final long mac) {
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 1));
        lan.send(LAN, lan.arpReply(mac, "192.168.1.100"));
        lan.discard(LAN);
    }

    @Test
    void shouldLearnWhoAsksForThisNode() {
        // RFC 826 "Packet Reception": the target adds the sender, and answers by unicast.
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1"));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 192.168.1.1 is-at 02:00:00:00:00:01 for 192.168.1.100"), lan.seen(LAN));
        assertEquals(List.of(LEARNED), neighbors());
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 7));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 7 ttl 63"), lan.seen(LAN));
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 8));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 8 ttl 63"), lan.seen(LAN));
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 DELAY"), neighbors());
        lan.pass(5 * SECOND);
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 who-has 192.168.1.100 tell 192.168.1.1"), lan.seen(LAN));
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 REACHABLE"), neighbors());
    }

    @Test
    void shouldTellAnOperatorOfNeighborsAndTheirTimes() {
        resolve(HOST_MAC);
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.77", 1));
        lan.discard(LAN);
        lan.pass(2 * SECOND);
        final StringWriter text = new StringWriter();
        NeighborInfo.print(lan.neighbors.list(), lan.nowNs, new PrintWriter(text));
        assertEquals(
                "192.168.1.77 dev lan0 INCOMPLETE since 2s\n"
                        + "192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 REACHABLE since 2s confirmed 2s\n",
                text.toString());
    }

    @Test
    void shouldLearnNothingFromRequestsForOthers() {
        // RFC 826: only the target adds the sender.
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.7"));
        assertEquals(List.of(), neighbors());
        assertEquals(List.of(), lan.seen(LAN));
        assertEquals(1, lan.dropped(NeighborDrops.NOT_OURS));
    }

    @Test
    void shouldTakeAKnownSendersNewAddressFromRequestsForOthers() {
        // RFC 826 "Packet Reception", Merge_flag.
        resolve(HOST_MAC);
        lan.pass(SECOND);
        lan.send(LAN, lan.arpRequest(OTHER_MAC, "192.168.1.100", "192.168.1.7"));
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:07 STALE"), neighbors());
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 2));
        assertEquals(List.of("a0:b2:c3:d4:e5:07 packet 2 ttl 63"), lan.seen(LAN));
    }

    @Test
    void shouldTakeAKnownNeighborsNewAddressFromItsAnnouncement() {
        // RFC 5227 section 3: gratuitous ARP updates what is cached; such as when a standby router takes over.
        resolve(HOST_MAC);
        lan.pass(SECOND);
        lan.send(LAN, lan.arpRequest(OTHER_MAC, "192.168.1.100", "192.168.1.100"));
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:07 STALE"), neighbors());
    }

    @Test
    void shouldCreateNothingFromUnsolicitedReplies() {
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
        lan.send(
                LAN,
                lan.arp(
                        MacAddress.BROADCAST,
                        ArpFlyweight.REPLY,
                        HOST_MAC,
                        "192.168.1.100",
                        HOST_MAC,
                        "192.168.1.100"));
        assertEquals(List.of(), neighbors());
        assertEquals(2, lan.dropped(NeighborDrops.NOT_ASKED));
    }

    @Test
    void shouldCreateNothingFromGratuitousRequests() {
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.100"));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldNeitherBelieveNorAnswerSendersOfOtherNetworks() {
        lan.send(LAN, lan.arpRequest(HOST_MAC, "10.0.0.1", "192.168.1.1"));
        lan.send(LAN, lan.arpReply(HOST_MAC, "203.0.113.1"));
        assertEquals(List.of(), neighbors());
        assertEquals(List.of(), lan.seen(LAN));
        assertEquals(2, lan.dropped(NeighborDrops.ARP_OFF_LINK));
    }

    @Test
    void shouldNotBelieveSendersThatAreNoStation() {
        // RFC 1812 section 3.3.2: no station has a group's link address.
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 1));
        lan.discard(LAN);
        final int groupMac = lan.arpReply(HOST_MAC, "192.168.1.100");
        lan.arp.wrap(lan.pool.buffer(), lan.pool.offset(groupMac) + 14).senderMac(MacAddress.BROADCAST);
        lan.send(LAN, groupMac);
        final int noMac = lan.arpReply(HOST_MAC, "192.168.1.100");
        lan.arp.wrap(lan.pool.buffer(), lan.pool.offset(noMac) + 14).senderMac(0);
        lan.send(LAN, noMac);
        lan.send(LAN, lan.arpRequest(HOST_MAC, "224.0.0.1", "192.168.1.1"));
        lan.send(LAN, lan.arpRequest(HOST_MAC, "127.0.0.1", "192.168.1.1"));
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.255", "192.168.1.1"));
        assertEquals(5, lan.dropped(NeighborDrops.ARP_BAD_SENDER));
        assertEquals(List.of("192.168.1.100 dev lan0 INCOMPLETE"), neighbors());
    }

    @Test
    void shouldNotTakeAnAnswerToAnotherStationForAConfirmation() {
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 1));
        lan.discard(LAN);
        lan.send(
                LAN,
                lan.arp(MacAddress.BROADCAST, ArpFlyweight.REPLY, HOST_MAC, "192.168.1.100", OTHER_MAC, "192.168.1.7"));
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 DELAY"), neighbors());
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 1 ttl 63"), lan.seen(LAN));
    }

    @Test
    void shouldKeepConfiguredNeighborsAgainstAllClaims() {
        lan.tables.addNeighbor(lan.lan, Ipv4Address.parse("192.168.1.100"), HOST_MAC);
        lan.pass(SECOND);
        lan.send(LAN, lan.arpReply(OTHER_MAC, "192.168.1.100"));
        lan.send(LAN, lan.arpRequest(OTHER_MAC, "192.168.1.100", "192.168.1.1"));
        lan.discard(LAN);
        assertEquals(List.of("192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 PERMANENT"), neighbors());
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 2));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 2 ttl 63"), lan.seen(LAN));
        assertEquals(2, lan.neighbors.count(NeighborEvent.CONFIGURED_KEPT));
    }

    @Test
    void shouldDropItsOwnPacketsThatComeBack() {
        lan.send(LAN, lan.arpRequest(LAN_MAC, "192.168.1.1", "192.168.1.100"));
        assertEquals(1, lan.dropped(NeighborDrops.ARP_OWN));
        assertEquals(0, lan.neighbors.count(NeighborEvent.CONFLICT));
    }

    @Test
    void shouldAnswerProbesForItsAddressAndLearnNothing() {
        // RFC 5227 section 2.1.1; the answer defends the address.
        lan.send(LAN, lan.arpRequest(HOST_MAC, "0.0.0.0", "192.168.1.1"));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 192.168.1.1 is-at 02:00:00:00:00:01 for 0.0.0.0"), lan.seen(LAN));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldDefendItsAddressOnceInTenSeconds() {
        // RFC 5227 section 2.4 (c): DEFEND_INTERVAL.
        for (int i = 0; i < 5; i++) {
            lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.1", "192.168.1.7"));
        }
        assertEquals(List.of("ff:ff:ff:ff:ff:ff who-has 192.168.1.1 tell 192.168.1.1"), lan.seen(LAN));
        assertEquals(5, lan.dropped(NeighborDrops.CONFLICT));
        assertEquals(5, lan.neighbors.count(NeighborEvent.CONFLICT));
        lan.pass(10 * SECOND);
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.1"));
        assertEquals(List.of("ff:ff:ff:ff:ff:ff who-has 192.168.1.1 tell 192.168.1.1"), lan.seen(LAN));
        assertEquals(List.of(), neighbors());
    }

    @Test
    void shouldAnnounceANewAddressTwice() {
        // RFC 5227 section 2.3: ANNOUNCE_NUM 2, ANNOUNCE_INTERVAL 2 seconds.
        lan = new Lan(NeighborConfig.builder().duplicateProbes(0).build());
        final String announcement = "ff:ff:ff:ff:ff:ff who-has 192.168.1.1 tell 192.168.1.1";
        lan.run();
        assertEquals(1, lan.seen(LAN).stream().filter(announcement::equals).count());
        lan.pass(2 * SECOND - 1);
        assertEquals(0, lan.seen(LAN).stream().filter(announcement::equals).count());
        lan.pass(1);
        assertEquals(1, lan.seen(LAN).stream().filter(announcement::equals).count());
        lan.pass(100 * SECOND);
        assertEquals(0, lan.seen(LAN).size());
    }

    @Test
    void shouldProbeThreeTimesBeforeItUsesAnAddress() {
        // RFC 5227 section 2.1.1: PROBE_WAIT 1 s, PROBE_NUM 3, 1 to 2 s apart, ANNOUNCE_WAIT 2 s.
        lan = new Lan(quiet().arpProbes(3).build());
        final String probe = "ff:ff:ff:ff:ff:ff who-has 192.168.1.1 tell 0.0.0.0";
        int probes = 0;
        for (int tenths = 0; tenths < 30; tenths++) {
            lan.pass(SECOND / 10);
            probes += (int) lan.seen(LAN).stream().filter(probe::equals).count();
        }
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1"));
        assertEquals(
                List.of(),
                lan.seen(LAN).stream().filter(s -> s.contains("is-at")).toList(),
                "not its own yet");
        for (int tenths = 0; tenths < 50; tenths++) {
            lan.pass(SECOND / 10);
            probes += (int) lan.seen(LAN).stream().filter(probe::equals).count();
        }
        assertEquals(3, probes);
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1"));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 192.168.1.1 is-at 02:00:00:00:00:01 for 192.168.1.100"), lan.seen(LAN));
    }

    @Test
    void shouldGiveUpATentativeAddressThatAnotherHasOrWants() {
        // RFC 5227 section 2.1.1: any packet from the address, and a probe for it by another station.
        for (final boolean isProbe : new boolean[] {true, false}) {
            lan = new Lan(quiet().arpProbes(3).build());
            lan.pass(SECOND);
            lan.discard(LAN);
            lan.send(
                    LAN,
                    isProbe
                            ? lan.arpRequest(HOST_MAC, "0.0.0.0", "192.168.1.1")
                            : lan.arpReply(HOST_MAC, "192.168.1.1"));
            assertEquals(1, lan.dropped(NeighborDrops.CONFLICT));
            lan.pass(20 * SECOND);
            lan.discard(LAN);
            lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1"));
            assertEquals(List.of(), lan.seen(LAN));
            assertEquals(
                    LocalAddress.State.DUPLICATE,
                    lan.tables.links().get(LAN).addresses().get(0).state());
            lan.discard(WAN);
            lan.close();
        }
    }

    @Test
    void shouldAnnounceItsAddressesWhenTold() {
        lan.neighbors.announce(LAN, lan.nowNs);
        lan.run();
        assertEquals(List.of(), lan.seen(LAN), "nothing is guarded before the first run");
        lan.neighbors.announce(LAN, lan.nowNs);
        lan.run();
        final List<String> seen = lan.seen(LAN);
        assertEquals("ff:ff:ff:ff:ff:ff who-has 192.168.1.1 tell 192.168.1.1", seen.get(0));
        assertEquals(
                "33:33:00:00:00:01 2001:db8:1::1 > ff02::1 2001:db8:1::1 is-at 02:00:00:00:00:01 router override",
                seen.get(1));
    }

    @Test
    void shouldNotAnswerForOthersUnlessProxyArpIsOn() {
        // RFC 1027.
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "203.0.113.77"));
        assertEquals(List.of(), lan.seen(LAN));
        lan = new Lan(quiet().proxyArp("lan0").build());
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "203.0.113.77"));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 203.0.113.77 is-at 02:00:00:00:00:01 for 192.168.1.100"), lan.seen(LAN));
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.77"));
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.100"));
        lan.send(LAN, lan.arpRequest(HOST_MAC, "0.0.0.0", "192.168.1.77"));
        assertEquals(List.of(), lan.seen(LAN), "never for what is on the link itself");
        lan.send(WAN, lan.arpRequest(HOST_MAC, "203.0.113.9", "192.168.1.77"));
        assertEquals(List.of(), lan.seen(WAN), "only on the interface it is on for");
    }

    @Test
    void shouldListNeighborsAsIpNeighDoes() {
        resolve(HOST_MAC);
        lan.send(LAN, lan.packet(LAN, "192.168.1.100", "8.8.8.8", 1));
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.9", 1));
        lan.tables.addNeighbor(lan.wan, Ipv4Address.parse("203.0.113.9"), OTHER_MAC);
        lan.run();
        assertEquals(
                List.of(
                        "192.168.1.9 dev lan0 INCOMPLETE",
                        "192.168.1.100 dev lan0 lladdr a0:b2:c3:d4:e5:f6 REACHABLE",
                        "203.0.113.1 dev wan0 INCOMPLETE",
                        "203.0.113.9 dev wan0 lladdr a0:b2:c3:d4:e5:07 PERMANENT"),
                neighbors());
        lan.pass(SECOND);
        lan.pass(SECOND);
        lan.pass(SECOND);
        assertEquals("192.168.1.9 dev lan0 FAILED", neighbors().get(0));
    }
}
