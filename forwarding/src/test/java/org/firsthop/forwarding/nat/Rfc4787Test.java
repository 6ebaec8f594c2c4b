package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.UdpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 4787, NAT behavioral requirements for unicast UDP, one by one. */
class Rfc4787Test {
    private static final String HOST = "192.168.1.10";
    private static final String OTHER = "192.168.1.11";
    private static final String SERVER = "93.184.216.34";
    private static final String STRANGER = "198.51.100.9";

    private NatLab lab = new NatLab();

    @AfterEach
    void shouldLeakNoFrame() {
        lab.close();
    }

    private static Packet udp(final String from, final String to) {
        return Packet.udp(from, to, 32);
    }

    private Packet out(final String from, final String to) {
        final List<Packet> sent = lab.inside(udp(from, to));
        assertEquals(1, sent.size());
        return sent.get(0);
    }

    @Test
    void shouldTranslateToAndFro() {
        final Packet out = out(HOST + ":5000", SERVER + ":53");
        assertEquals(NatLab.OUTSIDE + ":5000", out.from());
        assertEquals(SERVER + ":53", out.to());
        assertEquals(63, out.ip().ttl());
        final Packet in =
                lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000")).get(0);
        assertEquals(HOST + ":5000", in.to());
        assertEquals(SERVER + ":53", in.from());
    }

    @Test
    void req1ShouldMapIndependentlyOfTheEndpoint() {
        out(OTHER + ":5000", SERVER + ":53");
        final String mapped = out(HOST + ":5000", SERVER + ":53").from();
        assertEquals(mapped, out(HOST + ":5000", SERVER + ":54").from());
        assertEquals(mapped, out(HOST + ":5000", STRANGER + ":53").from());
        assertEquals(2, lab.nat.mappings());
        assertEquals(3, lab.nat.sessions());
    }

    @Test
    void req3ShouldPreserveThePortButNeverOverloadIt() {
        assertEquals(
                NatLab.OUTSIDE + ":5000", out(HOST + ":5000", SERVER + ":53").from());
        assertNotEquals(
                NatLab.OUTSIDE + ":5000", out(OTHER + ":5000", STRANGER + ":53").from());
    }

    @Test
    void req3aShouldKeepWellKnownPortsWellKnownAndOthersNot() {
        out(OTHER + ":500", SERVER + ":500");
        out(OTHER + ":5000", SERVER + ":500");
        final String low = out(HOST + ":500", SERVER + ":500").from();
        final String high = out(HOST + ":5000", SERVER + ":500").from();
        assertTrue(Integer.parseInt(low.substring(low.indexOf(':') + 1)) < 1_024, low);
        assertTrue(Integer.parseInt(high.substring(high.indexOf(':') + 1)) >= 1_024, high);
    }

    @Test
    void req4ShouldPreserveParity() {
        for (int host = 11; host < 20; host++) {
            for (int port = 5_000; port < 5_010; port++) {
                final String from =
                        out("192.168.1." + host + ":" + port, SERVER + ":53").from();
                assertEquals(port & 1, Integer.parseInt(from.substring(from.indexOf(':') + 1)) & 1);
            }
        }
        assertEquals(90, lab.nat.mappings());
    }

    @Test
    void req5ShouldKeepASessionForFiveMinutes() {
        out(HOST + ":5000", SERVER + ":53");
        lab.sleep(300);
        assertEquals(
                1, lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000")).size());
        lab.sleep(301);
        assertEquals(0, lab.nat.sessions());
        assertEquals(0, lab.nat.mappings());
        assertEquals(
                0, lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000")).size());
        assertEquals(1, lab.delivered, "the port is the router's again");
        assertThrows(IllegalArgumentException.class, () -> new NatConfig(0, 0).udpTimeout(119));
    }

    @Test
    void req5ShouldWakeWhenTheTimerRunsOut() {
        out(HOST + ":5000", SERVER + ":53");
        assertNotEquals(Long.MAX_VALUE, lab.worker.graph().nextDeadline());
        lab.sleep(400);
        assertEquals(Long.MAX_VALUE, lab.worker.graph().nextDeadline());
        assertEquals(1, lab.nat.expired());
    }

    @Test
    void req6ShouldBeRefreshedFromInside() {
        for (int i = 0; i < 5; i++) {
            out(HOST + ":5000", SERVER + ":53");
            lab.sleep(250);
        }
        assertEquals(1, lab.nat.opened());
        assertEquals(1, lab.nat.sessions());
    }

    @Test
    void req6ShouldNotBeRefreshedFromOutsideUnlessConfigured() {
        assertEquals(0, sessionsAfterInboundOnly(config -> config));
        assertEquals(1, sessionsAfterInboundOnly(config -> config.refreshOnInbound(true)));
    }

    private int sessionsAfterInboundOnly(final UnaryOperator<NatConfig> settings) {
        lab = new NatLab(settings);
        out(HOST + ":5000", SERVER + ":53");
        for (int i = 0; i < 4; i++) {
            lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000"));
            lab.sleep(150);
        }
        return lab.nat.sessions();
    }

    @Test
    void req8ShouldFilterByEndpointAsConfigured() {
        assertEquals(List.of(1, 1, 1), admitted(Filtering.ENDPOINT_INDEPENDENT));
        assertEquals(List.of(1, 1, 0), admitted(Filtering.ADDRESS_DEPENDENT));
        assertEquals(List.of(1, 0, 0), admitted(Filtering.ADDRESS_AND_PORT_DEPENDENT));
    }

    /** How many come in: from the endpoint that was called, from its other port, from a stranger. */
    private List<Integer> admitted(final Filtering filtering) {
        lab = new NatLab(config -> config.filtering(filtering));
        out(HOST + ":5000", SERVER + ":53");
        final List<Integer> admitted = List.of(
                lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000")).size(),
                lab.outside(udp(SERVER + ":54", NatLab.OUTSIDE + ":5000")).size(),
                lab.outside(udp(STRANGER + ":53", NatLab.OUTSIDE + ":5000")).size());
        lab.assertDropped(
                NatDrops.FILTERED, 3 - admitted.stream().mapToInt(i -> i).sum());
        return admitted;
    }

    @Test
    void req9ShouldTurnPacketsRoundWithTheOutsideSource() {
        // Both have called each other's outside end, as peers do that punch holes.
        out(HOST + ":5000", SERVER + ":53");
        out(OTHER + ":6000", SERVER + ":53");
        lab.hairpin(udp(HOST + ":5000", NatLab.OUTSIDE + ":6000"));
        final Packet turned =
                lab.hairpin(udp(OTHER + ":6000", NatLab.OUTSIDE + ":5000")).get(0);
        assertEquals(NatLab.OUTSIDE + ":6000", turned.from());
        assertEquals(HOST + ":5000", turned.to());
        final Packet back =
                lab.hairpin(udp(HOST + ":5000", NatLab.OUTSIDE + ":6000")).get(0);
        assertEquals(NatLab.OUTSIDE + ":5000", back.from());
        assertEquals(OTHER + ":6000", back.to());
    }

    @Test
    void req9ShouldTurnPacketsRoundToForwardedPorts() {
        lab = new NatLab(config -> config.forward(IpProtocol.UDP, 53, 0xC0A8010B, 5_353));
        final Packet turned =
                lab.hairpin(udp(HOST + ":5000", NatLab.OUTSIDE + ":53")).get(0);
        assertEquals(NatLab.OUTSIDE + ":5000", turned.from());
        assertEquals(OTHER + ":5353", turned.to());
        final Packet back =
                lab.hairpin(udp(OTHER + ":5353", NatLab.OUTSIDE + ":5000")).get(0);
        assertEquals(NatLab.OUTSIDE + ":53", back.from());
        assertEquals(HOST + ":5000", back.to());
    }

    @Test
    void req11ShouldMapTheSameWayWhateverTheLoad() {
        // Deterministic: the same packets after the same key get the same ports.
        assertEquals(portsUnderLoad(), portsUnderLoad());
    }

    private Set<String> portsUnderLoad() {
        lab = new NatLab();
        final Set<String> ports = new HashSet<>();
        for (int host = 10; host < 20; host++) {
            ports.add(out("192.168.1." + host + ":7000", SERVER + ":53").from());
        }
        assertEquals(10, ports.size());
        return ports;
    }

    @Test
    void req13ShouldLetTheRouterJudgeTheLengthBeforeItTranslates() {
        final Packet large = Packet.udp(HOST + ":5000", SERVER + ":53", 1_450);
        large.ip().flagsAndFragmentOffset(0x4000).fillChecksum();
        final Packet error = lab.hairpin(large).get(0);
        assertEquals(HOST, error.destination());
        assertEquals(3, error.octets[20]);
        assertEquals(4, error.octets[21]);
        assertEquals(HOST + ":5000", error.quoted().from(), "the sender sees what it sent");
        assertEquals(0, lab.nat.sessions());
    }

    @Test
    void req14ShouldTranslateFragmentsInOrder() {
        final Packet[] fragments =
                Packet.udp(HOST + ":5000", SERVER + ":53", 2_000).fragments(800);
        final List<Packet> out = lab.inside(fragments);
        final Packet whole = Packet.reassembled(out.toArray(new Packet[0]));
        assertEquals(NatLab.OUTSIDE + ":5000", whole.verified().from());
    }

    @Test
    void req14ShouldTranslateFragmentsOutOfOrder() {
        out(HOST + ":5000", SERVER + ":53");
        final Packet datagram = Packet.udp(SERVER + ":53", NatLab.OUTSIDE + ":5000", 2_000);
        final Packet[] cut = datagram.fragments(800);
        assertEquals(List.of(), lab.outside(cut[2], cut[1]));
        final List<Packet> in = lab.outside(cut[0]);
        assertEquals(3, in.size());
        final Packet whole = Packet.reassembled(in.toArray(new Packet[0]));
        assertEquals(HOST + ":5000", whole.verified().to());
        assertArrayEquals(
                Arrays.copyOfRange(datagram.octets, 28, datagram.octets.length),
                Arrays.copyOfRange(whole.octets, 28, whole.octets.length));
    }

    @Test
    void req14ShouldBoundWhatWaits() {
        lab = new NatLab(config -> config.fragments(8, 4, 15));
        final Packet[] cut =
                Packet.udp(SERVER + ":53", NatLab.OUTSIDE + ":5000", 2_000).fragments(800);
        for (int id = 1; id <= 10; id++) {
            lab.outside(cut[1].identification(id));
        }
        lab.assertDropped(NatDrops.FRAGMENTS_FULL, 6);
        lab.sleep(3);
        lab.assertDropped(NatDrops.FRAGMENT_TIMEOUT, 4);
    }

    @Test
    void req14ShouldDropTheFragmentsOfARefusedDatagram() {
        out(HOST + ":5000", SERVER + ":53");
        final Packet[] cut =
                Packet.udp(STRANGER + ":53", NatLab.OUTSIDE + ":5000", 2_000).fragments(800);
        assertEquals(List.of(), lab.outside(cut[2], cut[0], cut[1]));
        lab.assertDropped(NatDrops.FILTERED, 1);
        lab.assertDropped(NatDrops.FRAGMENT_REFUSED, 2);
    }

    @Test
    void shouldLeaveAnAbsentChecksumAbsent() {
        // RFC 768: zero says that the sender computed none.
        final Packet out = lab.inside(udp(HOST + ":5000", SERVER + ":53").withoutUdpChecksum())
                .get(0);
        assertEquals(0, out.udp().checksum());
    }

    @Test
    void shouldWriteAChecksumOfZeroAsAllOnes() {
        // Over all texts of two octets, every checksum occurs; none may come out as "absent".
        final Packet packet = Packet.udp(HOST + ":5000", SERVER + ":53", 2);
        final Set<Integer> checksums = new HashSet<>();
        for (int text = 0; text < 65_536; text += 64) {
            final Packet[] batch = new Packet[64];
            for (int i = 0; i < 64; i++) {
                batch[i] = new Packet(packet.octets.clone());
                Packet.putU16(batch[i].octets, 28, text + i);
                batch[i].udp().fillChecksum(batch[i].ip());
            }
            lab.inside(batch).forEach(out -> checksums.add(out.udp().checksum()));
        }
        assertEquals(65_535, checksums.size());
        assertTrue(!checksums.contains(0) && checksums.contains(0xFFFF));
    }

    @Test
    void shouldDropTruncatedHeaders() {
        final Packet packet = new Packet(Arrays.copyOf(udp(HOST + ":5000", SERVER + ":53").octets, 27));
        packet.ip().totalLength(27).fillChecksum();
        assertEquals(List.of(), lab.inside(packet));
        lab.assertDropped(UdpFlyweight.TRUNCATED_HEADER, 1);
    }

    @Test
    void shouldDropProtocolsWithoutPorts() {
        final Packet packet = udp(HOST + ":5000", SERVER + ":53");
        packet.ip().protocol(47).fillChecksum();
        assertEquals(1, lab.worker.graph().drops().total() + dropped(packet));
        lab.assertDropped(NatDrops.UNSUPPORTED_PROTOCOL, 1);
    }

    private int dropped(final Packet packet) {
        return 1 - lab.inside(packet).size();
    }

    @Test
    void shouldLeaveTheRoutersOwnPortsAlone() {
        lab = new NatLab(config -> config.reserve(53, 53).reserve(5_000, 5_001));
        assertNotEquals(
                NatLab.OUTSIDE + ":5000", out(HOST + ":5000", SERVER + ":53").from());
        lab.outside(udp(SERVER + ":9", NatLab.OUTSIDE + ":5000"));
        assertEquals(1, lab.delivered);
    }

    @Test
    void shouldShowSessionsAsOperatorsKnowThem() {
        out(HOST + ":5000", SERVER + ":53");
        lab.outside(udp(SERVER + ":53", NatLab.OUTSIDE + ":5000"));
        lab.sleep(9);
        assertEquals(
                "udp answered inside 192.168.1.10:5000 outside 203.0.113.2:5000 remote 93.184.216.34 idle 9\n",
                lab.nat.show());
    }
}
