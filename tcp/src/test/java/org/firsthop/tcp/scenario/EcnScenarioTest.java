package org.firsthop.tcp.scenario;

import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngineBuilder;
import org.junit.jupiter.api.Test;

/** Explicit Congestion Notification, one rule of RFC 3168 a script; {@code ecn 2} is ECT(0), {@code ecn 3} the mark. */
final class EcnScenarioTest {
    private static final String OPEN = """
            0.0 listen
            0.0 < SEC 0:0(0) win 65535 <mss 1000>
                > S.E 0:0(0) ack 1 ecn 0
            0.1 < . 1:1(0) ack 1
            0.1 accept
            """;

    private static void run(final String script) {
        Scenario.run(script, EcnScenarioTest::options);
    }

    private static TcpEngineBuilder options(final TcpEngineBuilder builder) {
        return builder.ecn(true);
    }

    @Test
    void shouldDeclineWhenNotWanted() {
        Scenario.run("""
                0.0 listen
                0.0 < SEC 0:0(0) win 65535 <mss 1000>
                    > S. 0:0(0) ack 1 ecn 0
                0.1 < . 1:1(0) ack 1
                0.1 accept
                0.1 < P. 1:11(10) ack 1 ecn 3
                0.14 > . 1:1(0) ack 11 ecn 0
                0.2 send 10
                    > P. 1:11(10) ack 11 ecn 0
                0.2 read 10
                """);
    }

    @Test
    void shouldNotAgreeWhenNotOffered() {
        run("""
                0.0 listen
                0.0 < SE 0:0(0) win 65535 <mss 1000>
                    > S. 0:0(0) ack 1
                0.1 < . 1:1(0) ack 1
                0.1 accept
                0.2 send 10
                    > P. 1:11(10) ack 1 ecn 0
                """);
    }

    @Test
    void shouldOfferOnceOnly() {
        run("""
                0.0 connect
                    > SEC 0:0(0) ecn 0
                1.0 > S 0:0(0) ecn 0
                1.1 < S.E 0:0(0) ack 1 win 65535 <mss 1000>
                    > . 1:1(0) ack 1
                1.2 send 10
                    > P. 1:11(10) ack 1 ecn 0
                """);
    }

    @Test
    void shouldTakeAnswerWithEceAlone() {
        run("""
                0.0 connect
                    > SEC 0:0(0)
                0.1 < S.EC 0:0(0) ack 1 win 65535 <mss 1000>
                    > . 1:1(0) ack 1
                0.2 send 10
                    > P. 1:11(10) ack 1 ecn 0
                """);
        run("""
                0.0 connect
                    > SEC 0:0(0)
                0.1 < S.E 0:0(0) ack 1 win 65535 <mss 1000>
                    > . 1:1(0) ack 1 ecn 0
                0.2 send 10
                    > P. 1:11(10) ack 1 ecn 2
                """);
    }

    @Test
    void shouldTakeBackAgreementWithAnOfferThatIsTakenBack() {
        run("""
                0.0 listen
                0.0 < SEC 0:0(0) win 65535 <mss 1000>
                    > S.E 0:0(0) ack 1
                0.5 < S 0:0(0) win 65535 <mss 1000>
                    > S. 0:0(0) ack 1
                0.6 < . 1:1(0) ack 1
                0.6 accept
                0.7 send 10
                    > P. 1:11(10) ack 1 ecn 0
                """);
    }

    @Test
    void shouldEchoAMarkUntilThePeerHasReducedItsWindow() {
        run(OPEN + """
                0.2 < P. 1:1001(1000) ack 1 ecn 3
                0.2 < P. 1001:2001(1000) ack 1 ecn 2
                    > .E 1:1(0) ack 2001 ecn 0
                0.3 send 10
                    > P.E 1:11(10) ack 2001 ecn 2
                0.3 < PC. 2001:3001(1000) ack 11 ecn 2
                0.3 < P. 3001:4001(1000) ack 11 ecn 2
                    > . 11:11(0) ack 4001 ecn 0
                0.4 < PC. 4001:5001(1000) ack 11 ecn 3
                0.4 < P. 5001:6001(1000) ack 11 ecn 2
                    > .E 11:11(0) ack 6001
                0.4 read 6000
                """);
    }

    @Test
    void shouldIgnoreMarksOutsideTheWindow() {
        run(OPEN + """
                0.2 < P. 900001:900011(10) ack 1 ecn 3
                    > . 1:1(0) ack 1 ecn 0
                """);
    }

    @Test
    void shouldReduceTheWindowOnceAndTellByCwr() {
        run(OPEN + """
                0.2 nodelay
                0.2 send 4000
                    > . 1:1001(1000) ack 1 ecn 2
                    > . 1001:2001(1000) ack 1 ecn 2
                    > . 2001:3001(1000) ack 1 ecn 2
                    > P. 3001:4001(1000) ack 1 ecn 2
                0.3 < .E 1:1(0) ack 1001
                0.3 send 3000
                0.3 < .E 1:1(0) ack 3001
                    > .C 4001:5001(1000) ack 1 ecn 2
                0.4 < . 1:1(0) ack 5001
                    > . 5001:6001(1000) ack 1 ecn 2
                    > P. 6001:7001(1000) ack 1 ecn 2
                """);
    }

    @Test
    void shouldSendAgainWithoutEct() {
        run(OPEN + """
                0.2 send 10
                    > P. 1:11(10) ack 1 ecn 2
                0.5 > P. 1:11(10) ack 1 ecn 0
                0.5 < . 1:1(0) ack 11
                0.6 send 10
                    > P.C 11:21(10) ack 1 ecn 2
                """);
    }

    @Test
    void shouldNotMarkProbesOfTheWindow() {
        run(OPEN + """
                0.2 < . 1:1(0) ack 1 win 0
                0.2 send 10
                0.5 > . 1:2(1) ack 1 ecn 0
                """);
    }

    @Test
    void shouldCarryItInACookie() {
        Scenario.run("""
                0.0 listen
                0.0 < SEC 0:0(0) win 65535 <mss 1000,TS val 7 ecr 0>
                    > S.E 0:0(0) ack 1 <mss 1460,TS>
                0.1 < . 1:1(0) ack 1 <nop,nop,TS val 8 ecr last>
                0.1 accept
                0.2 send 10
                    > P. 1:11(10) ack 1 ecn 2
                """, EcnScenarioTest::options, syn -> SynPolicy.Decision.COOKIE);
        Scenario.run("""
                0.0 listen
                0.0 < SEC 0:0(0) win 65535 <mss 1000>
                    > S. 0:0(0) ack 1
                """, EcnScenarioTest::options, syn -> SynPolicy.Decision.COOKIE);
    }
}
