package org.firsthop.tcp.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.tracker.TcpTracker.Phase;
import org.junit.jupiter.api.Test;

/** A connection between a client (C) that begins at 1,000 and a server (S) that begins near the end of the numbers. */
class TcpTrackerTest {
    private static final int SYN = TcpFlyweight.SYN;
    private static final int ACK = TcpFlyweight.ACK;
    private static final int FIN = TcpFlyweight.FIN;
    private static final int RST = TcpFlyweight.RST;
    private static final int C = 0;
    private static final int S = 1;
    private static final int CLIENT = 1_000;
    private static final int SERVER = -100;
    private static final int NO_SCALE = -1;

    private final UnsafeBuffer segment = new UnsafeBuffer(new byte[64]);
    private final TcpFlyweight tcp = new TcpFlyweight().wrap(segment, 3);
    private final UnsafeBuffer state = new UnsafeBuffer(new byte[TcpTracker.STATE_LENGTH + 16]);
    private TcpTracker tracker = new TcpTracker(false);
    private int window = 1_000;
    private int scale = NO_SCALE;

    private Phase see(final int side, final int flags, final int sequence, final int acknowledgment, final int text) {
        tcp.writeDefaults()
                .flags(flags)
                .sequenceNumber(sequence)
                .acknowledgmentNumber(acknowledgment)
                .window(window);
        if ((flags & SYN) != 0 && scale != NO_SCALE) {
            tcp.dataOffset(6);
            segment.putByte(23, (byte) 1);
            segment.putByte(24, (byte) 3);
            segment.putByte(25, (byte) 3);
            segment.putByte(26, (byte) scale);
        }
        return tracker.track(state, 8, side, segment, 3, text);
    }

    private void establish() {
        assertEquals(Phase.OPENING, see(C, SYN, CLIENT, 0, 0));
        assertEquals(Phase.OPENING, see(S, SYN | ACK, SERVER, CLIENT + 1, 0));
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1, SERVER + 1, 0));
    }

    @Test
    void shouldFollowAHandshakeDataAndBothFins() {
        establish();
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1, SERVER + 1, 500));
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER + 1, CLIENT + 501, 900));
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 501, SERVER + 901, 0));
        assertEquals(Phase.ESTABLISHED, see(C, FIN | ACK, CLIENT + 501, SERVER + 901, 0));
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER + 901, CLIENT + 502, 100), "half closed");
        assertEquals(Phase.CLOSING, see(S, FIN | ACK, SERVER + 1_001, CLIENT + 502, 0));
        assertEquals(Phase.CLOSING, see(C, ACK, CLIENT + 502, SERVER + 1_002, 0));
    }

    @Test
    void shouldFollowASimultaneousOpen() {
        assertEquals(Phase.OPENING, see(C, SYN, CLIENT, 0, 0));
        assertEquals(Phase.OPENING, see(S, SYN, SERVER, 0, 0));
        assertEquals(Phase.OPENING, see(C, SYN | ACK, CLIENT, SERVER + 1, 0));
        assertEquals(Phase.ESTABLISHED, see(S, SYN | ACK, SERVER, CLIENT + 1, 0));
    }

    @Test
    void shouldRefuseAnAnswerToAnotherSyn() {
        see(C, SYN, CLIENT, 0, 0);
        assertEquals(Phase.INVALID, see(S, SYN | ACK, SERVER, CLIENT + 2, 0));
        assertEquals(Phase.INVALID, see(S, RST | ACK, 0, CLIENT, 0));
        assertEquals(Phase.INVALID, see(S, ACK, SERVER, CLIENT + 1, 0));
        assertEquals(Phase.OPENING, see(S, SYN | ACK, SERVER, CLIENT + 1, 0));
    }

    @Test
    void shouldEndAConnectionThatIsRefused() {
        see(C, SYN, CLIENT, 0, 0);
        assertEquals(Phase.CLOSING, see(S, RST | ACK, 0, CLIENT + 1, 0));
    }

    @Test
    void shouldRefuseFlagsThatNoEndSends() {
        assertEquals(Phase.INVALID, see(C, SYN | FIN, CLIENT, 0, 0));
        assertEquals(Phase.INVALID, see(C, SYN | RST, CLIENT, 0, 0));
        assertEquals(Phase.INVALID, see(C, 0, CLIENT, 0, 0));
        assertEquals(Phase.INVALID, see(C, FIN, CLIENT, 0, 0));
    }

    @Test
    void shouldRefuseSequenceNumbersBeyondTheWindow() {
        establish();
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1_001, SERVER + 1, 0));
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 1_002, SERVER + 1, 0));
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 1 - 1_002, SERVER + 1, 0));
    }

    @Test
    void shouldRefuseAcknowledgmentsOfWhatWasNeverSent() {
        establish();
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 1, SERVER + 2, 0));
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 1, SERVER + 1 - 66_001, 0));
    }

    @Test
    void shouldNotLetAGuessedResetEndAConnection() {
        establish();
        assertEquals(Phase.INVALID, see(S, RST, SERVER + 5_000, 0, 0));
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1, SERVER + 1, 0));
        assertEquals(Phase.CLOSING, see(S, RST, SERVER + 1, 0, 0));
    }

    @Test
    void shouldScaleWindowsWhenBothEndsAgreed() {
        window = 10;
        scale = 7;
        establish();
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER + 1, CLIENT + 1, 0));
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1 + 1_280, SERVER + 1, 0));
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 2 + 1_280, SERVER + 1, 0));
    }

    @Test
    void shouldNotScaleWindowsThatOneEndDeclined() {
        window = 10;
        scale = 7;
        see(C, SYN, CLIENT, 0, 0);
        scale = NO_SCALE;
        see(S, SYN | ACK, SERVER, CLIENT + 1, 0);
        see(C, ACK, CLIENT + 1, SERVER + 1, 0);
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT + 12, SERVER + 1, 0));
    }

    @Test
    void shouldLetAnEndFindOutThatItLostItsState() {
        // RFC 9293 section 3.5.1: SYN, a challenge, and a reset by which the other end learns of it.
        establish();
        assertEquals(Phase.ESTABLISHED, see(C, SYN, 777_777, 0, 0));
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER + 1, CLIENT + 1, 0));
        assertEquals(Phase.CLOSING, see(C, RST, CLIENT + 1, 0, 0));
        assertEquals(Phase.OPENING, see(C, SYN, 777_777, 0, 0));
    }

    @Test
    void shouldBeginAgainAfterTheEnd() {
        establish();
        see(C, FIN | ACK, CLIENT + 1, SERVER + 1, 0);
        see(S, FIN | ACK, SERVER + 1, CLIENT + 2, 0);
        assertEquals(Phase.OPENING, see(C, SYN, CLIENT + 90_000, 0, 0), "RFC 6191");
        assertEquals(Phase.OPENING, see(S, SYN | ACK, 5, CLIENT + 90_001, 0));
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 90_001, 6, 0));
    }

    @Test
    void shouldTakeAnotherSynForAnotherTry() {
        see(C, SYN, CLIENT, 0, 0);
        assertEquals(Phase.OPENING, see(C, SYN, CLIENT + 50_000, 0, 0));
        assertEquals(Phase.INVALID, see(S, SYN | ACK, SERVER, CLIENT + 1, 0));
        assertEquals(Phase.OPENING, see(S, SYN | ACK, SERVER, CLIENT + 50_001, 0));
    }

    @Test
    void shouldTakeUpConnectionsInTheirMidstWhenAllowed() {
        assertEquals(Phase.INVALID, see(C, ACK, CLIENT, SERVER, 10));
        tracker = new TcpTracker(true);
        assertEquals(Phase.INVALID, see(C, RST | ACK, CLIENT, SERVER, 0));
        assertEquals(Phase.OPENING, see(C, ACK, CLIENT, SERVER, 10));
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER, CLIENT + 10, 10));
        assertEquals(Phase.ESTABLISHED, see(C, FIN | ACK, CLIENT, SERVER, 0));
        assertEquals(Phase.CLOSING, see(S, FIN | ACK, SERVER, CLIENT, 0));
    }

    @Test
    void shouldFollowFlagsAloneOnceSegmentsComeInFragments() {
        establish();
        assertEquals(Phase.ESTABLISHED, see(C, ACK, CLIENT + 1, SERVER + 1, -1));
        assertEquals(Phase.ESTABLISHED, see(S, ACK, SERVER + 1, CLIENT + 901, 0));
        assertEquals(Phase.CLOSING, see(S, RST, SERVER + 1, 0, 0));
    }

    @Test
    void shouldWriteNothingOutsideItsState() {
        establish();
        assertEquals(0L, state.getLong(0));
        assertEquals(0L, state.getLong(8 + TcpTracker.STATE_LENGTH));
    }
}
