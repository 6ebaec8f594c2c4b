package org.firsthop.tcp.scenario;

import static org.firsthop.tcp.scenario.HandshakeScenarioTest.OPEN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Mistakes that other TCPs have made in closing connections and with data, 27 to 37 of {@link KnownBugsScenarioTest}. */
final class KnownCloseBugsScenarioTest {
    private static final String FIN_WAIT_1 = OPEN + """
        0.2 shutdown
            > F. 1:1(0) ack 1
        """;

    @Test
    @DisplayName("27: an ACK that does not cover the FIN leaves FIN-WAIT-1, CLOSING and LAST-ACK as they are")
    void shouldStayWhenTheFinIsNotAcknowledged() {
        Scenario.run(FIN_WAIT_1 + """
            0.3 < . 1:1(0) ack 1
                expect FIN_WAIT_1
            0.3 < F. 1:1(0) ack 1
                > . 2:2(0) ack 2
                expect CLOSING
            0.4 < . 2:2(0) ack 1
                expect CLOSING
            0.45 < . 2:2(0) ack 2
                expect closed NORMAL
                expect timewait 1
            """);
        Scenario.run(OPEN + """
            0.2 < F. 1:1(0) ack 1
                > . 1:1(0) ack 2
            0.2 shutdown
                > F. 1:1(0) ack 2
            0.3 < . 2:2(0) ack 1
                expect LAST_ACK
            0.4 < . 2:2(0) ack 2
                expect closed NORMAL
            """);
    }

    @Test
    @DisplayName("28: simultaneous close, with the FIN acknowledged by the peer's FIN and with data before it")
    void shouldCloseSimultaneously() {
        Scenario.run(FIN_WAIT_1 + """
            0.3 < F. 1:1(0) ack 2
                > . 2:2(0) ack 2
                expect closed NORMAL
                expect timewait 1
            """);
        Scenario.run(FIN_WAIT_1 + """
            0.3 < F. 1:11(10) ack 1
                > . 2:2(0) ack 12
                expect CLOSING
            0.3 read 10
                eof
            0.4 < . 12:12(0) ack 2
                expect timewait 1
            """);
    }

    @Test
    @DisplayName("29: a FIN that is lost is sent again in FIN-WAIT-1, CLOSING and LAST-ACK")
    void shouldRetransmitTheFin() {
        Scenario.run(FIN_WAIT_1 + """
            0.5 > F. 1:1(0) ack 1
            0.6 < F. 1:1(0) ack 1
                > . 2:2(0) ack 2
                expect CLOSING
            1.1 > F. 1:1(0) ack 2
            1.2 < . 2:2(0) ack 2
                expect timewait 1
            """);
        Scenario.run(OPEN + """
            0.2 < F. 1:1(0) ack 1
                > . 1:1(0) ack 2
            0.2 shutdown
                > F. 1:1(0) ack 2
            0.5 > F. 1:1(0) ack 2
            0.6 < . 2:2(0) ack 2
                expect connections 0
            """);
    }

    @Test
    @DisplayName("30: FIN-WAIT-1 begins when the user closes, although data and FIN wait for a window")
    void shouldEnterFinWaitBehindAClosedWindow() {
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1
            0.1 < . 1:1(0) ack 1 win 0
            0.1 accept
            0.1 send 10
            0.1 shutdown
                expect FIN_WAIT_1
            0.4 > . 1:2(1) ack 1
            0.5 < . 1:1(0) ack 1 win 0
            0.6 < . 1:1(0) ack 1 win 100
                > . 1:2(1) ack 1
                > FP. 2:11(9) ack 1
            0.7 < . 1:1(0) ack 12 win 100
                expect FIN_WAIT_2
            """);
    }

    @Test
    @DisplayName("31: closing in SYN-SENT sends nothing; closing in CLOSE-WAIT sends a FIN")
    void shouldSendNothingWhenClosedInSynSent() {
        Scenario.run("""
            0.0 connect
                > S 0:0(0)
            0.1 close
                expect closed NORMAL
                expect connections 0
            """);
        Scenario.run(OPEN + """
            0.2 < F. 1:1(0) ack 1
                > . 1:1(0) ack 2
            0.2 close
                > F. 1:1(0) ack 2
            """);
    }

    @Test
    @DisplayName("32: a FIN with an old ACK, after a newer ACK, is acknowledged")
    void shouldTakeAFinWithAnOldAck() {
        Scenario.run(OPEN + """
            0.2 send 10
                > P. 1:11(10) ack 1
            0.2 shutdown
                > F. 11:11(0) ack 1
            0.3 < . 1:1(0) ack 12
                expect FIN_WAIT_2
            0.4 < F. 1:1(0) ack 1
                > . 12:12(0) ack 2
                expect timewait 1
            """);
    }

    private static final String TIME_WAIT = FIN_WAIT_1 + """
        0.3 < F. 1:1(0) ack 2
            > . 2:2(0) ack 2
            expect timewait 1
        """;

    @Test
    @DisplayName("33: a new SYN takes a four-tuple out of TIME-WAIT only when it is surely new")
    void shouldReuseTimeWaitOnlyForANewerSyn() {
        Scenario.run(TIME_WAIT + """
            0.4 < S 2:2(0) win 65535
                > . 2:2(0) ack 2
                expect timewait 1
            0.5 < S 3:3(0) win 65535
                > S. 125000:125000(0) ack 4
                expect timewait 0
                expect halfopen 1
            0.5 < S 3:3(0) win 65535
                > S. 125000:125000(0) ack 4
            0.5 < S 3:3(0) win 65535
                > S. 125000:125000(0) ack 4
                expect halfopen 1
            """);
        Scenario.run("""
            0.0 listen
            0.0 < S 0:0(0) win 65535 <TS val 100 ecr 0>
                > S. 0:0(0) ack 1
            0.1 < . 1:1(0) ack 1 <TS val 110 ecr last>
            0.1 accept
            0.2 close
                > F. 1:1(0) ack 1
            0.3 < F. 1:1(0) ack 2 <TS val 120 ecr last>
                > . 2:2(0) ack 2
            0.4 < S 9:9(0) win 65535 <TS val 119 ecr 0>
                > . 2:2(0) ack 2
            0.5 < S -9:-9(0) win 65535 <TS val 121 ecr 0>
                > S. 125000:125000(0) ack -8
            """);
    }

    @Test
    @DisplayName("34: a reset does not end TIME-WAIT; it ends by itself, and only the peer's FIN begins it anew")
    void shouldKeepTimeWaitForItsTime() {
        Scenario.run(TIME_WAIT + """
            0.4 < R 2:2(0)
                expect timewait 1
            30.0 < . 2:2(0) ack 2
            40.0 < F. 1:1(0) ack 2
                > . 2:2(0) ack 2
            99.9 expect timewait 1
            100.1 expect timewait 0
            """);
    }

    @Test
    @DisplayName("35: ACKs of retransmitted data are not limited")
    void shouldAnswerEveryRetransmissionOfData() {
        Scenario.run(OPEN + """
            0.20 < P. 1:11(10) ack 1
            0.20 read 10
            0.24 > . 1:1(0) ack 11
            0.30 < P. 1:11(10) ack 1
                > . 1:1(0) ack 11
            0.31 < P. 1:11(10) ack 1
                > . 1:1(0) ack 11
            0.32 < P. 1:11(10) ack 1
                > . 1:1(0) ack 11
            """);
    }

    @Test
    @DisplayName("36: window updates are not duplicate ACKs; a probe bears an octet; a FIN goes out as the probe")
    void shouldTellWindowUpdatesFromDuplicateAcks() {
        Scenario.run(OPEN + """
            0.2 send 2000
                > . 1:1001(1000) ack 1
                > P. 1001:2001(1000) ack 1
            0.3 < . 1:1(0) ack 1 win 60000
            0.3 < . 1:1(0) ack 1 win 60001
            0.3 < . 1:1(0) ack 1 win 60002
            0.3 < . 1:1(0) ack 1 win 60003
            0.3 quiet
            """);
        Scenario.run(OPEN + """
            0.2 < . 1:1(0) ack 1 win 0
            0.2 shutdown
                expect FIN_WAIT_1
            0.5 > F. 1:1(0) ack 1
            0.6 < . 1:1(0) ack 2 win 0
                expect FIN_WAIT_2
            """);
    }

    @Test
    @DisplayName("37: a window may stay closed for ten hours, as long as the probes are answered")
    void shouldProbeAClosedWindowForHours() {
        final StringBuilder script = new StringBuilder(OPEN + """
            0.2 < . 1:1(0) ack 1 win 0
            0.2 send 10
            """);
        double wait = 0.3;
        double time = 0.2;
        while (time < 36_000) {
            time += wait;
            script.append(String.format("%.3f > . 1:2(1) ack 1%n", time));
            script.append("< . 1:1(0) ack 1 win 0\n");
            wait = Math.min(60, 2 * wait);
        }
        script.append(String.format("%.3f < . 1:1(0) ack 1 win 100%n", time + 1));
        script.append("> . 1:2(1) ack 1\n").append("< . 1:1(0) ack 2 win 100\n").append("> P. 2:11(9) ack 1\n");
        Scenario.runOnce(script.toString());
    }
}
