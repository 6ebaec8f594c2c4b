package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.UnaryOperator;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5382, NAT behavioral requirements for TCP, one by one. */
class Rfc5382Test {
    private static final int SYN = TcpFlyweight.SYN;
    private static final int ACK = TcpFlyweight.ACK;
    private static final int FIN = TcpFlyweight.FIN;
    private static final int RST = TcpFlyweight.RST;
    private static final String HOST = "192.168.1.10:5000";
    private static final String OTHER = "192.168.1.11:6000";
    private static final String MAPPED = NatLab.OUTSIDE + ":5000";
    private static final String SERVER = "93.184.216.34:80";
    private static final String SAME_SERVER = "93.184.216.34:81";
    private static final String STRANGER = "198.51.100.9:80";

    private NatLab lab = new NatLab();

    @AfterEach
    void shouldLeakNoFrame() {
        lab.close();
    }

    private static Packet tcp(final String from, final String to, final int flags) {
        return Packet.tcp(from, to, flags, flags == ACK ? 100 : 0);
    }

    private void establish() {
        assertEquals(MAPPED, lab.inside(tcp(HOST, SERVER, SYN)).get(0).from());
        assertEquals(HOST, lab.outside(tcp(SERVER, MAPPED, SYN | ACK)).get(0).to());
        assertEquals(MAPPED, lab.inside(tcp(HOST, SERVER, ACK)).get(0).from());
    }

    @Test
    void req1ShouldMapIndependentlyOfTheEndpoint() {
        assertEquals(MAPPED, lab.inside(tcp(HOST, SERVER, SYN)).get(0).from());
        assertEquals(MAPPED, lab.inside(tcp(HOST, STRANGER, SYN)).get(0).from());
        assertEquals(1, lab.nat.mappings());
        assertEquals(2, lab.nat.sessions());
    }

    @Test
    void req2ShouldPassASimultaneousOpen() {
        assertEquals(1, lab.inside(tcp(HOST, SERVER, SYN)).size());
        assertEquals(1, lab.outside(tcp(SERVER, MAPPED, SYN)).size());
        assertEquals(1, lab.inside(tcp(HOST, SERVER, SYN | ACK)).size());
        assertEquals(1, lab.outside(tcp(SERVER, MAPPED, SYN | ACK)).size());
        lab.sleep(7_000);
        assertEquals(1, lab.nat.sessions(), "established");
    }

    @Test
    void req3ShouldFilterByEndpointAsConfigured() {
        assertEquals(List.of(1, 1), admitted(Filtering.ENDPOINT_INDEPENDENT));
        assertEquals(List.of(1, 0), admitted(Filtering.ADDRESS_DEPENDENT));
        assertEquals(List.of(0, 0), admitted(Filtering.ADDRESS_AND_PORT_DEPENDENT));
    }

    /** How many connections are let in: from the server's other port, from a stranger. */
    private List<Integer> admitted(final Filtering filtering) {
        lab = new NatLab(config -> config.filtering(filtering));
        establish();
        return List.of(
                lab.outside(tcp(SAME_SERVER, MAPPED, SYN)).size(),
                lab.outside(tcp(STRANGER, MAPPED, SYN)).size());
    }

    @Test
    void req3ShouldForgetWhomTheHostHasCalledWithTheConnection() {
        lab.inside(tcp(HOST, SERVER, SYN), tcp(HOST, STRANGER, SYN));
        lab.outside(tcp(STRANGER, MAPPED, SYN | ACK));
        lab.sleep(241);
        assertEquals(1, lab.nat.sessions());
        assertEquals(List.of(), lab.outside(tcp(SAME_SERVER, MAPPED, SYN)));
    }

    @Test
    void req4ShouldDropAnUnsolicitedSynWithoutAWord() {
        lab.inside(tcp(HOST, SERVER, SYN));
        assertEquals(List.of(), lab.outside(tcp(STRANGER, MAPPED, SYN)));
        lab.assertDropped(NatDrops.FILTERED, 1);
        assertEquals(List.of(), lab.outsideWaiting(), "no answer");
        // Its own SYN crosses that of the stranger: the connection can be made.
        assertEquals(1, lab.inside(tcp(HOST, STRANGER, SYN)).size());
        assertEquals(1, lab.outside(tcp(STRANGER, MAPPED, SYN)).size());
    }

    @Test
    void req5ShouldKeepAnEstablishedConnectionForTwoHoursAndFourMinutes() {
        establish();
        lab.sleep(7_440);
        assertEquals(1, lab.outside(tcp(SERVER, MAPPED, ACK)).size());
        lab.sleep(7_441);
        assertEquals(0, lab.nat.sessions());
        assertThrows(IllegalArgumentException.class, () -> new NatConfig(0, 0).tcpTimeouts(7_439, 240));
    }

    @Test
    void req5ShouldKeepOpeningAndClosingConnectionsForFourMinutes() {
        lab.inside(tcp(HOST, SERVER, SYN));
        lab.sleep(240);
        assertEquals(1, lab.nat.sessions());
        lab.sleep(1);
        assertEquals(0, lab.nat.sessions());
        establish();
        lab.inside(tcp(HOST, SERVER, FIN | ACK));
        lab.outside(tcp(SERVER, MAPPED, FIN | ACK));
        lab.sleep(240);
        assertEquals(1, lab.nat.sessions());
        lab.sleep(1);
        assertEquals(0, lab.nat.sessions());
        assertThrows(IllegalArgumentException.class, () -> new NatConfig(0, 0).tcpTimeouts(7_440, 239));
    }

    @Test
    void req5ShouldShortenTheLifeOfAResetConnection() {
        establish();
        lab.outside(tcp(SERVER, MAPPED, RST | ACK));
        lab.sleep(241);
        assertEquals(0, lab.nat.sessions());
    }

    @Test
    void req8ShouldTurnConnectionsRoundToForwardedPorts() {
        lab = new NatLab(config -> config.forward(IpProtocol.TCP, 8_080, 0xC0A8010B, 6_000));
        final Packet syn = lab.hairpin(tcp(HOST, NatLab.OUTSIDE + ":8080", SYN)).get(0);
        assertEquals(MAPPED, syn.from());
        assertEquals(OTHER, syn.to());
        final Packet answer = lab.hairpin(tcp(OTHER, MAPPED, SYN | ACK)).get(0);
        assertEquals(NatLab.OUTSIDE + ":8080", answer.from());
        assertEquals(HOST, answer.to());
        assertEquals(1, lab.hairpin(tcp(HOST, NatLab.OUTSIDE + ":8080", ACK)).size());
    }

    @Test
    void shouldForwardPortsToEverybodyWithoutSessions() {
        lab = new NatLab(config -> config.forward(IpProtocol.TCP, 8_080, 0xC0A8010A, 5_000));
        for (int stranger = 1; stranger < 100; stranger++) {
            final String client = "198.51.100." + stranger + ":7000";
            assertEquals(
                    HOST,
                    lab.outside(tcp(client, NatLab.OUTSIDE + ":8080", SYN))
                            .get(0)
                            .to());
            assertEquals(
                    NatLab.OUTSIDE + ":8080",
                    lab.inside(tcp(HOST, client, SYN | ACK)).get(0).from());
        }
        assertEquals(0, lab.nat.sessions());
        assertEquals(0, lab.nat.mappings());
    }

    @Test
    void shouldDropSegmentsThatTheTrackerRefuses() {
        assertEquals(List.of(), lab.inside(tcp(HOST, SERVER, SYN | FIN)));
        lab.assertDropped(NatDrops.INVALID_SEGMENT, 1);
        assertEquals(0, lab.nat.sessions(), "and keep nothing of a connection that begins so");
    }

    @Test
    void shouldTranslateFragmentedSegments() {
        establish();
        final Packet[] cut = Packet.tcp(HOST, SERVER, ACK, 1_000).fragments(400);
        final List<Packet> out = lab.inside(cut);
        assertEquals(
                MAPPED,
                Packet.reassembled(out.toArray(new Packet[0])).verified().from());
    }

    @Test
    void shouldDropFirstFragmentsThatHideTheHeader() {
        // RFC 1858: a first fragment of eight octets would hide the flags.
        final Packet[] cut = tcp(HOST, SERVER, SYN).fragments(8);
        assertEquals(List.of(), lab.inside(cut));
        lab.assertDropped(TcpFlyweight.TRUNCATED_HEADER, 1);
        lab.assertDropped(NatDrops.FRAGMENT_REFUSED, 2);
    }

    // Bounds, for all protocols alike.

    @Test
    void shouldLimitTheSessionsOfAHostAndTellIt() {
        // RFC 5508 REQ-8.
        lab = new NatLab(config -> config.sessions(100, 10));
        for (int port = 1; port <= 10; port++) {
            assertEquals(1, lab.inside(tcp(HOST, "93.184.216.34:" + port, SYN)).size());
        }
        assertEquals(List.of(), lab.inside(tcp(HOST, "93.184.216.34:11", SYN)));
        lab.assertDropped(NatDrops.HOST_QUOTA, 1);
        final Packet error = lab.insideWaiting().get(0);
        assertEquals("192.168.1.10", error.destination());
        assertEquals(3, error.octets[20]);
        assertEquals(13, error.octets[21]);
        assertEquals(1, lab.inside(tcp(OTHER, SERVER, SYN)).size(), "others are unharmed");
        assertEquals(1, lab.inside(tcp(HOST, "93.184.216.34:1", ACK)).size(), "and so are the host's sessions");
    }

    @Test
    void shouldRefuseRatherThanSacrificeLiveSessions() {
        lab = new NatLab(config -> config.sessions(4, 4));
        for (int port = 1; port <= 4; port++) {
            final String server = "93.184.216.34:" + port;
            lab.inside(tcp(HOST, server, SYN));
            lab.outside(tcp(server, MAPPED, SYN | ACK));
        }
        assertEquals(List.of(), lab.inside(tcp(OTHER, SERVER, SYN)));
        lab.assertDropped(NatDrops.TABLE_FULL, 1);
        assertEquals(4, lab.nat.sessions());
        assertEquals(1, lab.insideWaiting().size(), "the sender is told");
    }

    @Test
    void shouldSacrificeClosingConnectionsBeforeItRefuses() {
        lab = new NatLab(config -> config.sessions(1, 1));
        establish();
        lab.inside(tcp(HOST, SERVER, RST));
        assertEquals(1, lab.inside(tcp(OTHER, SERVER, SYN)).size());
        assertEquals(1, lab.nat.evicted());
    }

    @Test
    void shouldUnharmLiveTrafficUnderAFloodFromForgedInsideHosts() {
        final UnaryOperator<NatConfig> small = config -> config.sessions(1_000, 100);
        lab = new NatLab(small);
        establish();
        final long memory = lab.nat.memoryOctets();
        for (int i = 0; i < 20_000; i += 50) {
            final Packet[] flood = new Packet[50];
            for (int j = 0; j < 50; j++) {
                final int host = 20 + (i + j) % 200;
                flood[j] = Packet.udp("192.168.1." + host + ":" + (1_024 + i + j), SERVER, 10);
            }
            lab.inside(flood);
            if (i % 1_000 == 0) {
                assertEquals(1, lab.inside(tcp(HOST, SERVER, ACK)).size());
                assertEquals(1, lab.outside(tcp(SERVER, MAPPED, ACK)).size());
            }
        }
        assertEquals(1_000, lab.nat.sessions());
        assertEquals(memory, lab.nat.memoryOctets());
        assertEquals(20_001, lab.nat.opened());
        assertEquals(20_001 - 1_000, lab.nat.evicted());
        lab.sleep(301);
        assertEquals(1, lab.nat.sessions());
    }

    @Test
    void shouldRefuseWhenNoPortIsFree() {
        lab = new NatLab(config -> config.reserve(1_024, 65_535).reserve(1, 1_022));
        assertEquals(1, lab.inside(tcp("192.168.1.10:1023", SERVER, SYN)).size());
        lab.outside(tcp(SERVER, NatLab.OUTSIDE + ":1023", SYN | ACK));
        assertEquals(List.of(), lab.inside(tcp(OTHER, SERVER, SYN)));
        lab.assertDropped(NatDrops.PORTS_EXHAUSTED, 1);
        lab.insideWaiting();
    }
}
