package org.firsthop.tcp.scenario;

import org.junit.jupiter.api.Test;

final class HandshakeScenarioTest {
    static final String OPEN = """
            0.0 listen
            0.0 < S 0:0(0) win 65535 <mss 1000>
                > S. 0:0(0) ack 1 win 65535 <mss 1460>
            0.1 < . 1:1(0) ack 1 win 65535
            0.1 accept
                expect ESTABLISHED
            """;

    @Test
    void shouldOpenPassively() {
        Scenario.run(OPEN);
    }

    @Test
    void shouldOpenPassivelyWithAllOptions() {
        Scenario.run("""
                0.0 listen
                0.0 < S 0:0(0) win 65535 <mss 1000,sackOK,TS val 100 ecr 0,nop,wscale 7>
                    > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,TS,wscale 2>
                0.1 < . 1:1(0) ack 1 win 100 <TS val 101 ecr last>
                0.1 accept
                    expect ESTABLISHED
                """);
    }

    @Test
    void shouldOpenActively() {
        Scenario.run("""
                0.0 connect
                    > S 0:0(0) win 65535 <mss 1460,sackOK,TS,wscale 2>
                    expect SYN_SENT
                0.1 < S. 0:0(0) ack 1 win 65535 <mss 1000>
                    > . 1:1(0) ack 1
                    expect ESTABLISHED
                    connected 1
                """);
    }

    @Test
    void shouldCloseActivelyThroughFinWait() {
        Scenario.run(OPEN + """
                0.2 close
                    > F. 1:1(0) ack 1
                    expect FIN_WAIT_1
                0.3 < . 1:1(0) ack 2
                    expect FIN_WAIT_2
                0.4 < F. 1:1(0) ack 2
                    > . 2:2(0) ack 2
                    expect closed NORMAL
                    expect timewait 1
                60.3 expect timewait 1
                60.5 expect timewait 0
                    expect connections 0
                """);
    }

    @Test
    void shouldClosePassivelyThroughLastAck() {
        Scenario.run(OPEN + """
                0.2 < F. 1:1(0) ack 1
                    > . 1:1(0) ack 2
                    expect CLOSE_WAIT
                    eof
                0.3 close
                    > F. 1:1(0) ack 2
                    expect LAST_ACK
                0.4 < . 2:2(0) ack 2
                    expect closed NORMAL
                    expect connections 0
                    expect timewait 0
                """);
    }

    @Test
    void shouldExchangeData() {
        Scenario.run(OPEN + """
                0.2 < P. 1:11(10) ack 1
                0.2 read 10
                0.24 > . 1:1(0) ack 11
                0.3 send 20
                    > P. 1:21(20) ack 11
                0.4 < . 11:11(0) ack 21
                0.4 expect rings 0
                """);
    }
}
