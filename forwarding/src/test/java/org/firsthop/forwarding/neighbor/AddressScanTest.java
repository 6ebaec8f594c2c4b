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
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.ArpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scans and floods: memory stays at its bound, neighbors in use stay, and every frame is counted. */
class AddressScanTest {
    private static final int UNRESOLVED = 64;
    private static final int UNASKED = 32;
    private final Lan lan = new Lan(NeighborConfig.builder()
            .unresolvedPerLink(UNRESOLVED)
            .capacity(100)
            .unaskedCapacity(UNASKED)
            .queueLength(4)
            .heldFrames(100)
            .duplicateProbes(0)
            .announcements(0)
            .build());

    @AfterEach
    void close() {
        lan.close();
    }

    private void scan(final int frame) {
        lan.send(WAN, frame);
    }

    /** A packet of the flow that must not suffer; it is to arrive at once. */
    private void assertFlowIsUnharmed(final int identification) {
        lan.discard(LAN);
        lan.send(WAN, lan.packet(WAN, "198.51.100.7", "192.168.1.100", identification));
        final List<String> seen =
                lan.seen(LAN).stream().filter(s -> s.contains("packet")).toList();
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet " + identification + " ttl 63"), seen);
    }

    private void establish() {
        scan(lan.packet(WAN, "198.51.100.7", "192.168.1.100", 1));
        lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
        lan.discard(LAN);
    }

    @Test
    void shouldStandAScanOfAWholePrefixOf16Bits() {
        lan.tables.addAddress(lan.lan, Ipv4Address.parse("172.16.0.1"), 16);
        lan.run();
        establish();
        for (int i = 2; i < 65_535; i++) {
            scan(lan.packet(WAN, "203.0.113.66", "172.16." + (i >> 8) + "." + (i & 0xFF), i));
            lan.nowNs += SECOND / 10_000;
            if ((i & 0x1FF) == 0) {
                assertFlowIsUnharmed(i >> 9);
                assertTrue(lan.neighbors.list().size() <= 100 + UNRESOLVED, "entries");
                assertTrue(lan.neighbors.held() <= 100, "frames that wait");
                lan.send(LAN, lan.arpReply(HOST_MAC, "192.168.1.100"));
            }
        }
        assertEveryFrameIsCounted();
        assertTrue(lan.neighbors.count(NeighborEvent.REQUEST_SENT) < 3 * UNRESOLVED * 8, "requests of 6.5 seconds");
    }

    @Test
    void shouldStandAScanOfAPrefixOf64Bits() {
        establish();
        for (int i = 2; i < 20_000; i++) {
            final String to = Ipv6Address.toString(0x2001_0DB8_0001_0000L, 0x1_0000_0000L * i + i);
            scan(lan.packet6(WAN, "2001:db8:66::1", to, i));
            lan.nowNs += SECOND / 10_000;
            if ((i & 0x1FF) == 0) {
                assertFlowIsUnharmed(i >> 9);
                assertTrue(lan.neighbors.list().size() <= 100 + UNRESOLVED, "entries");
            }
        }
        assertEveryFrameIsCounted();
    }

    @Test
    void shouldStillResolveForOthersDuringAScan() {
        establish();
        int resolved = 0;
        for (int i = 2; i < 20_000; i++) {
            scan(lan.packet6(WAN, "2001:db8:66::1", Ipv6Address.toString(0x2001_0DB8_0001_0000L, i + 0x10000L), i));
            lan.nowNs += SECOND / 100_000;
            if (i % 1000 == 0) {
                lan.discard(LAN);
                final String host = "192.168.1." + (100 + i / 1000);
                scan(lan.packet(WAN, "198.51.100.7", host, i));
                lan.send(LAN, lan.arpReply(OTHER_MAC, host));
                resolved += (int) lan.seen(LAN).stream()
                        .filter(s -> s.startsWith("a0:b2:c3:d4:e5:07 packet"))
                        .count();
            }
        }
        assertEquals(19, resolved, "who asks for little takes room from who asks for much");
        assertEveryFrameIsCounted();
    }

    @Test
    void shouldStandSendersThatNobodyAskedFor() {
        establish();
        for (int i = 0; i < 10_000; i++) {
            final String sender = "192.168.1." + (2 + i % 90);
            lan.send(LAN, lan.arp(LAN_MAC, ArpFlyweight.REQUEST, OTHER_MAC + i, sender, 0, "192.168.1.1"));
            lan.send(
                    LAN,
                    lan.solicit(
                            LAN_MAC,
                            "2001:db8:1::" + Integer.toHexString(i + 0x1000),
                            "2001:db8:1::1",
                            "2001:db8:1::1",
                            OTHER_MAC));
            if (i % 500 == 0) {
                assertFlowIsUnharmed(i);
            }
            lan.discard(LAN);
        }
        assertTrue(lan.neighbors.list().size() <= UNASKED + 1);
        assertFlowIsUnharmed(10_000);
        assertEveryFrameIsCounted();
    }

    /** The law of all stages together: received + originated = passed on + consumed + dropped + held. */
    private void assertEveryFrameIsCounted() {
        long originated = 0;
        long consumed = 0;
        for (final Stage stage : lan.worker.graph().stages()) {
            originated += stage.originated();
            consumed += stage.consumed();
        }
        assertEquals(
                lan.sent + originated,
                consumed
                        + lan.worker.graph().drops().total()
                        + lan.worker.graph().inside());
        assertEquals(lan.neighbors.held(), lan.worker.graph().inside());
        assertTrue(lan.neighbors.held() <= 100, "frames that wait");
    }
}
