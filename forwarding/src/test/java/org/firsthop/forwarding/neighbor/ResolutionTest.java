package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.Lan.GATEWAY_MAC;
import static org.firsthop.forwarding.neighbor.Lan.HOST_MAC;
import static org.firsthop.forwarding.neighbor.Lan.LAN;
import static org.firsthop.forwarding.neighbor.Lan.LAN_MAC;
import static org.firsthop.forwarding.neighbor.Lan.SECOND;
import static org.firsthop.forwarding.neighbor.Lan.WAN;
import static org.firsthop.forwarding.neighbor.Lan.WAN_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.firsthop.core.wire.ArpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packets that wait for link addresses, through a whole router. */
class ResolutionTest {
    private final Lan lan = new Lan(NeighborConfig.builder()
            .queueLength(3)
            .duplicateProbes(0)
            .announcements(0)
            .build());

    @AfterEach
    void close() {
        lan.close();
    }

    @Test
    void shouldAskAllForAnUnknownNeighborAndSendWhatWaitedInOrder() {
        // RFC 826 "Packet Generation"; RFC 1122 section 2.3.2.2: packets are saved while the address is resolved.
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 1));
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 2));
        assertEquals(List.of("ff:ff:ff:ff:ff:ff who-has 192.168.1.100 tell 192.168.1.1"), lan.seen(LAN));
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 1 ttl 63", "a0:b2:c3:d4:e5:f6 packet 2 ttl 63"), lan.seen(LAN));
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 3));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 3 ttl 63"), lan.seen(LAN));
    }

    @Test
    void shouldResolveTheNextHopOfARoute() {
        lan.send(LAN, lan.packet(LAN, "192.168.1.100", "8.8.8.8", 1));
        assertEquals(List.of("ff:ff:ff:ff:ff:ff who-has 203.0.113.1 tell 203.0.113.2"), lan.seen(WAN));
        lan.send(WAN, lan.arp(WAN_MAC, ArpFlyweight.REPLY, GATEWAY_MAC, "203.0.113.1", WAN_MAC, "203.0.113.2"));
        assertEquals(List.of("aa:bb:cc:dd:ee:ff packet 1 ttl 63"), lan.seen(WAN));
    }

    @Test
    void shouldSolicitAnUnknownIpv6NeighborAtItsSolicitedNodeGroup() {
        // RFC 4861 section 7.2.2.
        lan.send(WAN, lan.packet6(WAN, "2001:db8:9::9", "2001:db8:1::100", 1));
        lan.send(WAN, lan.packet6(WAN, "2001:db8:9::9", "2001:db8:1::100", 2));
        assertEquals(
                List.of("33:33:ff:00:01:00 2001:db8:1::1 > ff02::1:ff00:100 who-has 2001:db8:1::100 02:00:00:00:00:01"),
                lan.seen(LAN));
        lan.send(
                LAN,
                lan.advertise(LAN, LAN_MAC, "2001:db8:1::100", "2001:db8:1::1", "2001:db8:1::100", 0x60, HOST_MAC));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 packet 1 hlim 63", "a0:b2:c3:d4:e5:f6 packet 2 hlim 63"), lan.seen(LAN));
    }

    @Test
    void shouldDropTheOldestWhenTheQueueIsFull() {
        // RFC 4861 section 7.2.2: when a queue overflows, the new arrival replaces the oldest entry.
        for (int i = 1; i <= 5; i++) {
            lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", i));
        }
        lan.discard(LAN);
        assertEquals(2, lan.dropped(NeighborDrops.QUEUE_FULL));
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
        assertEquals(
                List.of(
                        "a0:b2:c3:d4:e5:f6 packet 3 ttl 63",
                        "a0:b2:c3:d4:e5:f6 packet 4 ttl 63",
                        "a0:b2:c3:d4:e5:f6 packet 5 ttl 63"),
                lan.seen(LAN));
    }

    @Test
    void shouldAskThreeTimesASecondApartAndThenGiveUp() {
        // RFC 4861 section 10: MAX_MULTICAST_SOLICIT 3, RETRANS_TIMER 1,000 ms; RFC 1122 section 2.3.2.1.
        lan.send(WAN, lan.packet(WAN, "8.8.8.8", "192.168.1.100", 1));
        assertEquals(1, lan.seen(LAN).size());
        lan.pass(SECOND - 1);
        assertEquals(0, lan.seen(LAN).size());
        lan.pass(1);
        assertEquals(1, lan.seen(LAN).size());
        lan.pass(SECOND);
        assertEquals(1, lan.seen(LAN).size());
        assertEquals(0, lan.dropped(NeighborDrops.UNREACHABLE));
        lan.pass(SECOND);
        assertEquals(0, lan.seen(LAN).size());
        assertEquals(1, lan.dropped(NeighborDrops.UNREACHABLE));
        // What waits now is the ICMP error for the sender, whose own next hop is asked for.
        assertEquals(1, lan.neighbors.held());
    }

    @Test
    void shouldAnswerRequestsForItsOwnAddress() {
        lan.send(LAN, lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1"));
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 192.168.1.1 is-at 02:00:00:00:00:01 for 192.168.1.100"), lan.seen(LAN));
    }

    @Test
    void shouldAnswerSolicitationsForItsOwnAddress() {
        // RFC 4861 section 7.2.4.
        lan.send(LAN, lan.solicit(0x3333_FF00_0001L, "2001:db8:1::100", "ff02::1:ff00:1", "2001:db8:1::1", HOST_MAC));
        assertEquals(
                List.of("a0:b2:c3:d4:e5:f6 2001:db8:1::1 > 2001:db8:1::100 2001:db8:1::1 is-at 02:00:00:00:00:01"
                        + " router solicited override"),
                lan.seen(LAN));
    }
}
