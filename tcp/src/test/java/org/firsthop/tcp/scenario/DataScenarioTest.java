package org.firsthop.tcp.scenario;

import static org.firsthop.tcp.scenario.HandshakeScenarioTest.OPEN;

import org.junit.jupiter.api.Test;

/** Data, timers and windows, one rule of RFC 9293 a script. */
final class DataScenarioTest {
    private static final String OPEN_WITH_SACK = """
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000,sackOK>
                > S. 0:0(0) ack 1 <mss 1460,sackOK>
            0.1 < . 1:1(0) ack 1
            0.1 accept
            """;

    @Test
    void shouldAcknowledgeEverySecondFullSegmentAtOnce() {
        Scenario.run(OPEN + """
                0.2 < . 1:1001(1000) ack 1
                0.2 < . 1001:2001(1000) ack 1
                    > . 1:1(0) ack 2001
                0.2 read 2000
                """);
    }

    @Test
    void shouldDelayASingleAcknowledgmentLessThanHalfASecond() {
        Scenario.run(OPEN + """
                0.2 < P. 1:11(10) ack 1
                0.23 quiet
                0.24 > . 1:1(0) ack 11
                """);
    }

    @Test
    void shouldHoldASmallSegmentWhileDataAreOutstanding() {
        Scenario.run(OPEN + """
                0.2 send 10
                    > P. 1:11(10) ack 1
                0.2 send 10
                0.3 < . 1:1(0) ack 11
                    > P. 11:21(10) ack 1
                """);
        Scenario.run(OPEN + """
                0.2 nodelay
                0.2 send 10
                    > P. 1:11(10) ack 1
                0.2 send 10
                    > P. 11:21(10) ack 1
                """);
    }

    @Test
    void shouldReportRangesOutOfOrderBySack() {
        Scenario.run(OPEN_WITH_SACK + """
                0.2 < . 1001:2001(1000) ack 1
                    > . 1:1(0) ack 1 <sack 1001:2001>
                0.2 < . 3001:4001(1000) ack 1
                    > . 1:1(0) ack 1 <sack 3001:4001 1001:2001>
                0.3 < . 1:1001(1000) ack 1
                    > . 1:1(0) ack 2001 <sack 3001:4001>
                0.3 < . 2001:3001(1000) ack 1
                    > . 1:1(0) ack 4001
                0.3 read 4000
                0.3 expect rings 0
                """);
    }

    @Test
    void shouldRetransmitAfterThreeDuplicateAcknowledgments() {
        Scenario.run(OPEN + """
                0.2 send 5000
                    > . 1:1001(1000) ack 1
                    > . 1001:2001(1000) ack 1
                    > . 2001:3001(1000) ack 1
                    > . 3001:4001(1000) ack 1
                    > P. 4001:5001(1000) ack 1
                0.3 < . 1:1(0) ack 1
                0.3 < . 1:1(0) ack 1
                0.3 quiet
                0.3 < . 1:1(0) ack 1
                    > . 1:1001(1000) ack 1
                0.4 < . 1:1(0) ack 5001
                0.4 expect rings 0
                """);
    }

    @Test
    void shouldRetransmitOnlyTheHoleThatSackShows() {
        Scenario.run(OPEN_WITH_SACK + """
                0.2 send 5000
                    > . 1:1001(1000) ack 1
                    > . 1001:2001(1000) ack 1
                    > . 2001:3001(1000) ack 1
                    > . 3001:4001(1000) ack 1
                    > P. 4001:5001(1000) ack 1
                0.3 < . 1:1(0) ack 1001
                0.3 < . 1:1(0) ack 1001 <sack 2001:3001>
                0.3 < . 1:1(0) ack 1001 <sack 2001:4001>
                0.3 < . 1:1(0) ack 1001 <sack 2001:5001>
                    > . 1001:2001(1000) ack 1
                0.4 < . 1:1(0) ack 5001
                """);
    }

    @Test
    void shouldBackOffAndGiveUpAtTheLastRetry() {
        Scenario.run(OPEN + """
                0.2 send 10
                0.2 > P. 1:11(10) ack 1
                0.5 > P. 1:11(10) ack 1
                1.1 > P. 1:11(10) ack 1
                2.3 > P. 1:11(10) ack 1
                4.6 expect open
                4.8 expect closed TIMED_OUT
                """, builder -> builder.dataRetries(3));
    }

    @Test
    void shouldGiveUpAtTheUserTimeout() {
        Scenario.run(OPEN + """
                0.2 send 10
                0.2 > P. 1:11(10) ack 1
                0.5 > P. 1:11(10) ack 1
                1.1 > P. 1:11(10) ack 1
                2.4 expect closed TIMED_OUT
                """, builder -> builder.userTimeout(2_000));
    }

    @Test
    void shouldRepeatTheSynForThreeMinutes() {
        Scenario.run("""
                0.0 connect
                0.0 > S 0:0(0)
                1.0 > S 0:0(0)
                3.0 > S 0:0(0)
                7.0 > S 0:0(0)
                15.0 > S 0:0(0)
                31.0 > S 0:0(0)
                63.0 > S 0:0(0)
                123.0 > S 0:0(0)
                182.9 expect SYN_SENT
                183.1 expect closed TIMED_OUT
                """);
    }

    @Test
    void shouldProbeASilentPeerOnlyWhenAskedTo() {
        Scenario.run(OPEN + "9000 expect ESTABLISHED\n");
        final String keepAlive = OPEN + """
                0.2 keepalive
                7200.2 > . 0:0(0) ack 1
                7200.3 < . 1:1(0) ack 1
                14400.3 > . 0:0(0) ack 1
                14475.3 > . 0:0(0) ack 1
                14550.3 > R. 1:1(0) ack 1
                14550.4 expect closed TIMED_OUT
                """;
        Scenario.run(keepAlive, builder -> builder.keepAliveProbes(2));
    }

    @Test
    void shouldCloseTheWindowWhenNothingIsReadAndOpenItInAStep() {
        Scenario.run(
                OPEN.replace("win 65535 <mss 1460>", "win 2048 <mss 1460>") + """
                0.2 < . 1:1001(1000) ack 1
                0.2 < . 1001:2001(1000) ack 1
                    > . 1:1(0) ack 2001 win 48
                0.2 < P. 2001:2049(48) ack 1
                0.24 > . 1:1(0) ack 2049 win 0
                0.3 < . 2049:2050(1) ack 1
                    > . 1:1(0) ack 2049 win 0
                0.3 < R 2048:2048(0)
                0.3 expect ESTABLISHED
                0.4 read 2048
                    > . 1:1(0) ack 2049 win 2048
                """,
                builder -> builder.receiveWindow(2_048));
    }

    @Test
    void shouldSendTheRestWhenTheSinkHasRoomAgain() {
        Scenario.run(OPEN + """
                0.2 refuse 2
                0.2 send 10
                0.2 quiet
                0.202 > P. 1:11(10) ack 1
                """);
    }

    @Test
    void shouldResetWhenClosedWithDataUnread() {
        Scenario.run(OPEN + """
                0.2 < P. 1:11(10) ack 1
                0.21 close
                    > R. 1:1(0) ack 11
                    expect closed DATA_LOST
                    expect rings 0
                """);
    }

    @Test
    void shouldReceiveAfterHalfClose() {
        Scenario.run(OPEN + """
                0.2 shutdown
                    > F. 1:1(0) ack 1
                0.3 < . 1:1(0) ack 2
                0.4 < P. 1:11(10) ack 2
                0.4 read 10
                0.44 > . 2:2(0) ack 11
                0.5 < F. 11:11(0) ack 2
                    > . 2:2(0) ack 12
                    expect timewait 1
                    expect closed NORMAL
                """);
    }

    @Test
    void shouldReadUrgentDataInLine() {
        Scenario.run(OPEN + """
                0.2 < PU. 1:11(10) ack 1
                0.2 read 10
                0.24 > . 1:1(0) ack 11
                """);
    }

    @Test
    void shouldDropAnOldTimestampAndAnswerIt() {
        Scenario.run("""
                0.0 listen
                0.0 < S 0:0(0) win 65535 <TS val 100 ecr 0>
                    > S. 0:0(0) ack 1
                0.1 < . 1:1(0) ack 1 <TS val 101 ecr last>
                0.1 accept
                0.2 < P. 1:11(10) ack 1 <TS val 100 ecr last>
                    > . 1:1(0) ack 1
                0.3 < R 1:1(0) <TS val 99 ecr 0>
                    expect closed RESET
                """);
    }

    @Test
    void shouldGoOnWhenThePeerShrinksItsWindow() { // RFC 9293 section 3.8.6, MUST-34
        Scenario.run(OPEN + """
                0.2 send 2000
                    > . 1:1001(1000) ack 1
                    > P. 1001:2001(1000) ack 1
                0.3 < . 1:1(0) ack 1 win 500
                0.3 expect ESTABLISHED
                0.3 send 10
                0.3 quiet
                0.4 < . 1:1(0) ack 2001 win 65535
                    > P. 2001:2011(10) ack 1
                """);
    }
}
