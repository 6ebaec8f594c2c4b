package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5508, NAT behavioral requirements for ICMP, one by one. */
class Rfc5508Test {
    private static final int ECHO = 8;
    private static final int ECHO_REPLY = 0;
    private static final String HOST = "192.168.1.10";
    private static final String OTHER = "192.168.1.11";
    private static final String SERVER = "93.184.216.34";
    private static final String ROUTER = "198.51.100.1";

    private NatLab lab = new NatLab();

    @AfterEach
    void shouldLeakNoFrame() {
        lab.close();
    }

    private Packet ping(final String host, final int id) {
        return lab.inside(Packet.query(ECHO, host, SERVER, id)).get(0);
    }

    @Test
    void req1ShouldPassQueriesAndTheirAnswers() {
        final Packet out = ping(HOST, 7);
        assertEquals(NatLab.OUTSIDE, out.source());
        assertEquals(7, out.id());
        final Packet in =
                lab.outside(Packet.query(ECHO_REPLY, SERVER, NatLab.OUTSIDE, 7)).get(0);
        assertEquals(HOST, in.destination());
        assertEquals(7, in.id());
        assertEquals(1, lab.inside(Packet.query(13, HOST, SERVER, 8)).size(), "timestamp requests too");
        assertEquals(1, lab.outside(Packet.query(14, SERVER, NatLab.OUTSIDE, 8)).size());
    }

    @Test
    void req1aShouldMapIdentifiersIndependentlyOfTheEndpoint() {
        ping(OTHER, 7);
        final int id = ping(HOST, 7).id();
        assertEquals(id, lab.inside(Packet.query(ECHO, HOST, ROUTER, 7)).get(0).id());
        final Packet in = lab.outside(Packet.query(ECHO_REPLY, ROUTER, NatLab.OUTSIDE, id))
                .get(0);
        assertEquals(HOST, in.destination());
        assertEquals(7, in.id());
    }

    @Test
    void req2ShouldKeepAQueryForAMinute() {
        ping(HOST, 7);
        lab.sleep(60);
        assertEquals(1, lab.nat.sessions());
        lab.sleep(1);
        assertEquals(0, lab.nat.sessions());
        assertThrows(IllegalArgumentException.class, () -> new NatConfig(0, 0).icmpTimeout(59));
    }

    @Test
    void shouldAnswerQueriesToTheOutsideAddressItself() {
        ping(HOST, 7);
        assertEquals(List.of(), lab.outside(Packet.query(ECHO, SERVER, NatLab.OUTSIDE, 7)));
        final Packet answer = lab.outsideWaiting().get(0);
        assertEquals(NatLab.OUTSIDE, answer.source());
        assertEquals(ECHO_REPLY, answer.octets[20]);
    }

    @Test
    void req3ShouldDropErrorsWithAWrongChecksum() {
        final Packet about =
                lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20)).get(0);
        final Packet error = Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, about, 28);
        error.octets[24] ^= 1;
        assertEquals(List.of(), lab.outside(error));
        lab.assertDropped(NatDrops.BAD_ICMP_ERROR, 1);
    }

    @Test
    void req3aShouldDropErrorsThatQuoteAWrongIpChecksum() {
        final Packet about =
                lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20)).get(0);
        about.octets[8] ^= 1;
        assertEquals(List.of(), lab.outside(Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, about, 28)));
        lab.assertDropped(NatDrops.BAD_ICMP_ERROR, 1);
    }

    @Test
    void req3cShouldNotLookAtTheQuotedTransportChecksum() {
        final Packet about =
                lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20)).get(0);
        about.octets[26] ^= 1;
        // Quoted in part, so that the laboratory cannot look at it either.
        assertEquals(
                1,
                lab.outside(Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, about, 40))
                        .size());
    }

    @Test
    void req4ShouldTranslateErrorsAboutUdpWithWhatTheyQuote() {
        final Packet sent = Packet.udp(HOST + ":5000", SERVER + ":53", 20);
        final Packet about = lab.inside(sent).get(0);
        final Packet error = lab.outside(Packet.error(3, 3, SERVER, NatLab.OUTSIDE, about, 1_000))
                .get(0);
        assertEquals(HOST, error.destination());
        assertEquals(SERVER, error.source());
        assertEquals(3, error.octets[20]);
        assertEquals(3, error.octets[21]);
        assertEquals(HOST + ":5000", error.quoted().from());
        assertEquals(SERVER + ":53", error.quoted().to());
        assertEquals(
                List.of(octets(sent.ttl(63), 20)),
                List.of(octets(error.quoted(), 20)),
                "what the host sent, a hop later");
    }

    private static String octets(final Packet packet, final int from) {
        return Arrays.toString(Arrays.copyOfRange(packet.octets, from, packet.octets.length));
    }

    @Test
    void req4ShouldTranslateErrorsAboutTcpThatQuoteEightOctets() {
        final Packet about = lab.inside(Packet.tcp(HOST + ":5000", SERVER + ":80", TcpFlyweight.SYN, 0))
                .get(0);
        final Packet error = lab.outside(Packet.error(11, 0, ROUTER, NatLab.OUTSIDE, about, 28))
                .get(0);
        assertEquals(HOST, error.destination());
        assertEquals(HOST + ":5000", error.quoted().from());
        final Packet whole = lab.outside(Packet.error(11, 0, ROUTER, NatLab.OUTSIDE, about, 1_000))
                .get(0);
        assertEquals(HOST + ":5000", whole.quoted().from());
    }

    @Test
    void req4ShouldTranslateErrorsAboutQueries() {
        ping(OTHER, 7);
        final Packet about = ping(HOST, 7);
        final Packet error = lab.outside(Packet.error(11, 0, ROUTER, NatLab.OUTSIDE, about, 1_000))
                .get(0);
        assertEquals(HOST, error.destination());
        assertEquals(7, error.quoted().id());
    }

    @Test
    void req4ShouldLeaveErrorsAboutTheRoutersOwnPacketsToIt() {
        final Packet own = Packet.udp(NatLab.OUTSIDE + ":9999", SERVER + ":53", 20);
        assertEquals(List.of(), lab.outside(Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, own, 28)));
        assertEquals(1, lab.delivered);
    }

    @Test
    void req4ShouldDropErrorsAboutPacketsThatTheHostNeverSent() {
        lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20));
        final Packet forged = Packet.udp(NatLab.OUTSIDE + ":5000", ROUTER + ":53", 20);
        assertEquals(List.of(), lab.outside(Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, forged, 28)));
        lab.assertDropped(NatDrops.FILTERED, 1);
    }

    @Test
    void req5ShouldTranslateErrorsFromInside() {
        lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20));
        final Packet sent = Packet.udp(SERVER + ":53", NatLab.OUTSIDE + ":5000", 20);
        final Packet about = lab.outside(sent).get(0);
        final Packet error =
                lab.inside(Packet.error(3, 3, HOST, SERVER, about, 1_000)).get(0);
        assertEquals(NatLab.OUTSIDE, error.source());
        assertEquals(SERVER + ":53", error.quoted().from());
        assertEquals(NatLab.OUTSIDE + ":5000", error.quoted().to());
    }

    @Test
    void req5ShouldTranslateErrorsAboutForwardedPorts() {
        lab = new NatLab(config -> config.forward(IpProtocol.UDP, 53, 0xC0A8010A, 5_353));
        final Packet about = lab.outside(Packet.udp(SERVER + ":9", NatLab.OUTSIDE + ":53", 20))
                .get(0);
        final Packet error =
                lab.inside(Packet.error(3, 3, HOST, SERVER, about, 28)).get(0);
        assertEquals(NatLab.OUTSIDE, error.source());
        assertEquals(NatLab.OUTSIDE + ":53", error.quoted().to());
    }

    @Test
    void req5ShouldDropErrorsFromInsideAboutNothing() {
        final Packet about = Packet.udp(SERVER + ":53", HOST + ":5000", 20);
        assertEquals(List.of(), lab.inside(Packet.error(3, 3, HOST, SERVER, about, 28)));
        lab.assertDropped(NatDrops.UNRELATED_ICMP, 1);
    }

    @Test
    void req5ShouldTranslateTheRoutersOwnErrorsAboutPacketsFromOutside() {
        lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20));
        lab.outside(Packet.udp(SERVER + ":53", NatLab.OUTSIDE + ":5000", 20).ttl(1));
        final Packet error = lab.outsideWaiting().get(0);
        assertEquals(11, error.octets[20]);
        assertEquals(NatLab.OUTSIDE + ":5000", error.quoted().to(), "the inside address stays inside");
    }

    @Test
    void req6ShouldNeitherRefreshNorEndASession() {
        final Packet about =
                lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20)).get(0);
        lab.sleep(200);
        lab.outside(Packet.error(3, 3, SERVER, NatLab.OUTSIDE, about, 28));
        assertEquals(1, lab.nat.sessions());
        lab.sleep(101);
        assertEquals(0, lab.nat.sessions());
    }

    @Test
    void req7ShouldTurnErrorsRound() {
        lab = new NatLab(config -> config.forward(IpProtocol.UDP, 53, 0xC0A8010B, 5_353));
        final Packet sent = Packet.udp(HOST + ":5000", NatLab.OUTSIDE + ":53", 20);
        final Packet about = lab.hairpin(sent).get(0);
        assertEquals(OTHER + ":5353", about.to());
        final Packet error = lab.hairpin(Packet.error(3, 3, OTHER, NatLab.OUTSIDE, about, 1_000))
                .get(0);
        assertEquals(HOST, error.destination());
        assertEquals(NatLab.OUTSIDE, error.source());
        assertEquals(HOST + ":5000", error.quoted().from());
        assertEquals(NatLab.OUTSIDE + ":53", error.quoted().to());
    }

    @Test
    void req10ShouldPassErrorsOfTheRouterInsideAsTheyAre() {
        // Time exceeded on the way out concerns a packet that was not translated yet.
        final Packet error = lab.hairpin(
                        Packet.udp(HOST + ":5000", SERVER + ":53", 20).ttl(1))
                .get(0);
        assertEquals(HOST, error.destination());
        assertEquals(HOST + ":5000", error.quoted().from());
        assertEquals(0, lab.nat.sessions());
    }

    @Test
    void shouldDropErrorsInFragments() {
        final Packet about =
                lab.inside(Packet.udp(HOST + ":5000", SERVER + ":53", 20)).get(0);
        final Packet[] cut =
                Packet.error(3, 3, ROUTER, NatLab.OUTSIDE, about, 1_000).fragments(40);
        assertEquals(List.of(), lab.outside(cut));
        lab.assertDropped(NatDrops.FRAGMENTED_ICMP_ERROR, 1);
    }

    @Test
    void shouldDropQueriesAnsweredFromInsideWithoutAQuestion() {
        assertEquals(List.of(), lab.inside(Packet.query(ECHO_REPLY, HOST, SERVER, 7)));
        lab.assertDropped(NatDrops.UNSUPPORTED_PROTOCOL, 1);
    }
}
