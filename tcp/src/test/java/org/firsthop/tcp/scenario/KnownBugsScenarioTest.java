package org.firsthop.tcp.scenario;

import static org.firsthop.tcp.scenario.HandshakeScenarioTest.OPEN;

import org.firsthop.tcp.Personality;
import org.firsthop.tcp.SynPolicy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Mistakes that other TCPs have made in opening connections, as scripts; those in closing them and with data are in
 * {@link KnownCloseBugsScenarioTest}, those that need code in {@code KnownBugsTest}. Numbers are those of the table in the
 * package's documentation. That sequence numbers wrap (3) is tested by every script, see {@link Scenario}.
 */
final class KnownBugsScenarioTest {
    @Test
    @DisplayName("1: an ACK off by one in SYN-RECEIVED is answered with a reset and changes nothing")
    void shouldResetAndStayWhenAckIsWrongInSynReceived() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
            0.1 < . 1:1(0) ack 0
                > R 0:0(0)
            0.1 < . 1:1(0) ack 2
                > R 2:2(0)
            0.1 < . 1:1(0) ack -1
                > R -1:-1(0)
            0.1 expect halfopen 1
            0.2 < . 1:1(0) ack 1
            0.2 accept
            """);
    }

    @Test
    @DisplayName("2: a SYN-ACK that does not acknowledge the SYN is answered with a reset in SYN-SENT")
    void shouldResetAndStayWhenSynAckIsWrongInSynSent() {
        Scenario.run("""
            0.0 connect
                > S 0:0(0)
            0.1 < S. 0:0(0) ack 0
                > R 0:0(0)
            0.1 < S. 0:0(0) ack 2
                > R 2:2(0)
                expect SYN_SENT
            """);
    }

    @Test
    @DisplayName("4: the window of SYN and SYN-ACK is not scaled")
    void shouldNotScaleTheWindowOfASyn() {
        Scenario.run("""
            0.0 connect
                > S 0:0(0)
            0.1 < S. 0:0(0) ack 1 win 100 <mss 1000,nop,wscale 7>
                > . 1:1(0) ack 1
            0.1 nodelay
            0.1 send 200
                > P. 1:101(100) ack 1
            0.2 < . 1:1(0) ack 101 win 100
                > P. 101:201(100) ack 1
            """);
    }

    @Test
    @DisplayName("5: no scale is used when the peer offers none; a shift above 14 is 14")
    void shouldScaleOnlyWhenBothOffer() {
        Scenario.run(OPEN + """
            0.2 send 1
                > P. 1:2(1) ack 1 win 65535
            """);
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000,nop,wscale 255>
                > S. 0:0(0) ack 1 <mss 1460,wscale 2>
            0.1 < . 1:1(0) ack 1 win 1
            0.1 accept
            0.1 send 16384
                > . 1:1001(1000) ack 1
                > . 1001:2001(1000) ack 1
                > . 2001:3001(1000) ack 1
                > . 3001:4001(1000) ack 1
                > . 4001:5001(1000) ack 1
                > . 5001:6001(1000) ack 1
                > . 6001:7001(1000) ack 1
                > . 7001:8001(1000) ack 1
                > . 8001:9001(1000) ack 1
                > . 9001:10001(1000) ack 1
            """);
    }

    @Test
    @DisplayName("6: a duplicate SYN gets the same SYN-ACK, and there is one half-open connection")
    void shouldRepeatTheSynAckWhenTheSynIsRepeated() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
            0.1 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
                expect halfopen 1
            """);
    }

    @Test
    @DisplayName("7: a SYN on an open connection is challenged; the peer's exact reset then closes")
    void shouldChallengeASynWhenEstablished() {
        Scenario.run(OPEN + """
            0.2 < S 0:0(0) win 65535
                > . 1:1(0) ack 1
            2.2 < S 1:1(0) win 65535
                > . 1:1(0) ack 1
                expect ESTABLISHED
            2.3 < R 1:1(0)
                expect closed RESET
            """);
    }

    @Test
    @DisplayName("8: data or FIN on the third segment, or before it, completes the handshake and is delivered")
    void shouldTakeDataAndFinWithTheThirdSegment() {
        final String half = """
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
            """;
        Scenario.run(half + """
            0.1 < P. 1:11(10) ack 1
            0.1 accept
            0.1 read 10
            0.14 > . 1:1(0) ack 11
            """);
        Scenario.run(half + """
            0.1 < F. 1:1(0) ack 1
                > . 1:1(0) ack 2
            0.1 accept
                expect CLOSE_WAIT
                eof
            """);
        Scenario.run(half + """
            0.1 < P. 11:21(10) ack 1
                > . 1:1(0) ack 1
            0.1 accept
            0.2 < P. 1:11(10) ack 1
                > . 1:1(0) ack 21
            0.2 read 20
            """);
    }

    @Test
    @DisplayName("9: a reset of a half-open connection frees its place")
    void shouldFreeTheHalfOpenConnectionWhenReset() {
        Scenario.run("""
            0.0 listen 1
            0.0 < S 0:0(0) win 65535
                > S. 0:0(0) ack 1
            0.1 < R 1:1(0)
                expect halfopen 0
            0.1 < S 0:0(0) win 65535
                > S. 25000:25000(0) ack 1
            """, builder -> builder.halfOpens(1).synCookies(false));
    }

    @Test
    @DisplayName("10: half-open connections whose time has run out are all freed")
    void shouldFreeHalfOpenConnectionsWhenTheirTimeIsOver() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535
            0.0 > S. 0:0(0) ack 1
            1.0 > S. 0:0(0) ack 1
            3.0 > S. 0:0(0) ack 1
            7.0 > S. 0:0(0) ack 1
            15.0 > S. 0:0(0) ack 1
            30.9 expect halfopen 1
            31.1 expect halfopen 0
                expect connections 0
            """);
    }

    @Test
    @DisplayName("11: a reset at a listener's port reaches the connection that it names")
    void shouldGiveAResetToTheConnectionNotTheListener() {
        Scenario.run(OPEN + """
            0.2 < R 1:1(0)
                expect closed RESET
                expect connections 0
            """);
    }

    @Test
    @DisplayName("12: a SYN with ECE and CWR gets a SYN-ACK without ECE")
    void shouldDeclineEcnCleanly() {
        Scenario.run("""
            0.0 listen
            0.0 < SEC 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
            """);
    }

    @Test
    @DisplayName("13: an ACK without the negotiated timestamp is served, or dropped when told so, but never loops")
    void shouldServeOrDropWhenTimestampIsMissing() {
        final String half = """
            0.0 listen
            0.0 < S 0:0(0) win 65535 <TS val 100 ecr 0>
                > S. 0:0(0) ack 1 <mss 1460,TS>
            0.1 < . 1:1(0) ack 1
            """;
        Scenario.run(half + "0.1 accept\n    expect ESTABLISHED");
        Scenario.run(half + "0.1 expect halfopen 1", builder -> builder.requireTimestamps(true));
    }

    @Test
    @DisplayName("14: only a reset that acknowledges the SYN refuses the connection")
    void shouldTakeOnlyAResetThatAcknowledgesTheSyn() {
        Scenario.run("""
            0.0 connect
                > S 0:0(0)
            0.1 < R 0:0(0)
                expect SYN_SENT
            0.1 < R. 0:0(0) ack 0
                expect SYN_SENT
            0.1 < R. 0:0(0) ack 2
                expect SYN_SENT
            0.2 < R. 0:0(0) ack 1
                expect closed REFUSED
            """);
    }

    @Test
    @DisplayName("15: simultaneous open, as in figure 7, and with legs lost or repeated")
    void shouldOpenSimultaneously() {
        final String crossed = """
            0.0 connect
                > S 0:0(0)
            0.1 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
                expect SYN_RECEIVED
            """;
        Scenario.run(crossed + """
            0.2 < S. 0:0(0) ack 1 win 65535 <mss 1000>
                expect ESTABLISHED
                connected 1
            """);
        Scenario.run(crossed + """
            0.2 < . 1:1(0) ack 1
                expect ESTABLISHED
            """);
        Scenario.run(crossed + """
            0.2 < S 0:0(0) win 65535 <mss 1000>
                > . 1:1(0) ack 1
            1.1 > S. 0:0(0) ack 1
            3.1 > S. 0:0(0) ack 1
            3.2 < S. 0:0(0) ack 1 win 65535 <mss 1000>
                expect ESTABLISHED
            """);
        Scenario.run(crossed + """
            0.2 < R 1:1(0)
                expect closed REFUSED
            """);
    }

    @Test
    @DisplayName("16: a peer in TIME-WAIT that answers our SYN with an ACK is reset once, and the SYN goes on")
    void shouldNotLoopWhenThePeerIsInTimeWait() {
        Scenario.run("""
            0.0 connect
            0.0 > S 0:0(0)
            0.1 < . 5000:5000(0) ack 9000
                > R 9000:9000(0)
            1.0 > S 0:0(0)
            1.1 < S. 0:0(0) ack 1
                > . 1:1(0) ack 1
            """);
    }

    @Test
    @DisplayName("17: a listener answers ACK with one reset, a reset with none, FIN and data with none")
    void shouldAnswerStraySegmentsOnceOrNotAtAll() {
        Scenario.run("""
            0.0 listen
            0.0 < . 1:1(0) ack 77
                > R 77:77(0)
            0.0 < R 1:1(0)
            0.0 < R. 1:1(0) ack 77
            0.0 < F 1:1(0)
            0.0 < P 1:11(10)
            0.0 < F. 1:11(10) ack 55
                > R 55:55(0)
            0.0 expect connections 0
            """);
        Scenario.run("""
            0.0 < S 0:0(0) win 1
                > R. -1:-1(0) ack 1
            0.0 < SF 0:10(10) win 1
                > R. -1:-1(0) ack 12
            0.0 < . 1:1(0) ack 77
                > R 77:77(0)
            0.0 < R 1:1(0)
            """);
    }

    @Test
    @DisplayName("18: an ACK of a cookie with RST, FIN or SYN makes no connection")
    void shouldTakeACookieOnlyFromAPlainAck() {
        final String cookie = """
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
                expect halfopen 0
            0.1 < R. 1:1(0) ack 1
            0.1 < F. 1:1(0) ack 1
                > R 1:1(0)
            0.1 < S. 1:1(0) ack 1
                > R 1:1(0)
                expect connections 0
            0.2 < . 1:1(0) ack 1
            0.2 accept
                expect ESTABLISHED
            """;
        Scenario.run(cookie, builder -> builder, syn -> SynPolicy.Decision.COOKIE);
    }

    @Test
    @DisplayName(
            "20: only a reset at exactly RCV.NXT closes; one elsewhere in the window is challenged, outside dropped")
    void shouldTakeOnlyAnExactReset() {
        Scenario.run(OPEN + """
            0.2 < R 0:0(0)
            0.2 < R 65536:65536(0)
            0.2 < R 2:2(0)
                > . 1:1(0) ack 1
            1.3 < R 65535:65535(0)
                > . 1:1(0) ack 1
                expect ESTABLISHED
            1.4 < R. 1:1(0) ack 0
                expect closed RESET
            """);
    }

    @Test
    @DisplayName("25: an MSS of 0 or near it is raised, and data move on")
    void shouldClampATinyMss() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 0>
                > S. 0:0(0) ack 1
            0.1 < . 1:1(0) ack 1
            0.1 accept
            0.1 send 300
                > . 1:217(216) ack 1
            0.2 < . 1:1(0) ack 217
                > P. 217:301(84) ack 1
            """);
    }

    @Test
    @DisplayName("26: SYN or SYN and FIN in a synchronized state changes nothing")
    void shouldChallengeSynAndFin() {
        Scenario.run(OPEN + """
            0.2 < SF. 1:11(10) ack 1
                > . 1:1(0) ack 1
                expect ESTABLISHED
            0.3 < P. 1:11(10) ack 1
            0.3 read 10
            0.34 > . 1:1(0) ack 11
            """);
    }

    @Test
    @DisplayName("38: when the listener is closed between SYN and ACK, the ACK is reset and nothing leaks")
    void shouldResetWhenTheListenerIsGone() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535
                > S. 0:0(0) ack 1
            0.1 unlisten
            0.2 < . 1:1(0) ack 1
                > R 1:1(0)
                expect halfopen 0
                expect connections 0
            """);
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535
                > S. 0:0(0) ack 1
            0.1 < . 1:1(0) ack 1
            0.1 unlisten
                > R. 1:1(0) ack 1
                expect connections 0
            """);
    }

    @Test
    @DisplayName("12, personality: what is not offered is not negotiated")
    void shouldNegotiateNothingThatIsNotOffered() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000,sackOK,TS val 100 ecr 0,nop,wscale 7>
                > S. 0:0(0) ack 1 <mss 1460>
            """, builder -> builder.personality(Personality.MINIMAL));
    }
}
