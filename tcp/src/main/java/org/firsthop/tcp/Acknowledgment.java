package org.firsthop.tcp;

import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpSequence;

/**
 * The ACK field of a segment in a synchronized state (RFC 9293 section 3.10.7.4, fifth): SND.UNA, the send window, what the
 * acknowledgment of our FIN changes.
 */
final class Acknowledgment {
    private final EngineState state;
    private final Connections connections;
    private final LossRecovery recovery;

    Acknowledgment(final EngineState state, final Connections connections, final LossRecovery recovery) {
        this.state = state;
        this.connections = connections;
        this.recovery = recovery;
    }

    /** {@return whether the connection lives on} */
    boolean process(final Segment segment, final int index, final long tcb) {
        Tcb.probes(tcb, 0);
        final int una = Tcb.sndUna(tcb);
        final int ring = Tcb.sendBlock(tcb);
        final boolean sackNews = ring != Rings.NONE
                && Tcb.is(tcb, Tcb.SACK_OK)
                && segment.options.sackBlockCount() > 0
                && recovery.takeSack(tcb, state.rings.header(ring), segment.options);
        if (segment.is(TcpFlyweight.ECE) && Tcb.is(tcb, Tcb.ECN_OK) && ring != Rings.NONE) {
            recovery.congestionEchoed(tcb, state.rings.header(ring));
        }
        if (TcpSequence.greaterThan(segment.ack, una)) { // SND.UNA < SEG.ACK =< SND.NXT
            updateWindow(segment, tcb);
            advance(segment, index, tcb);
            return !Tcb.isFinAcknowledged(tcb) || finAcknowledged(index, tcb);
        }
        if (segment.ack == una) {
            final boolean windowUpdate = updateWindow(segment, tcb);
            // RFC 5681 section 2: no data, no FIN, the same window, and something outstanding; or news by SACK.
            if (una != Tcb.sndNxt(tcb)
                    && ring != Rings.NONE
                    && !Tcb.is(tcb, Tcb.PERSIST)
                    && (Tcb.is(tcb, Tcb.SACK_OK)
                            ? sackNews
                            : segment.dataLength == 0 && !segment.is(TcpFlyweight.FIN) && !windowUpdate)) {
                recovery.duplicate(tcb, state.rings.header(ring));
            }
        }
        return true; // SEG.ACK < SND.UNA: a duplicate, it can be ignored
    }

    /**
     * If SND.WL1 &lt; SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =&lt; SEG.ACK): the send window is SEG.WND.
     *
     * @return whether it has changed.
     */
    private boolean updateWindow(final Segment segment, final long tcb) {
        final int wl1 = Tcb.sndWl1(tcb);
        if (!TcpSequence.lessThan(wl1, segment.seq)
                && !(wl1 == segment.seq && TcpSequence.lessThanOrEqual(Tcb.sndWl2(tcb), segment.ack))) {
            return false;
        }
        Tcb.sndWl1(tcb, segment.seq);
        Tcb.sndWl2(tcb, segment.ack);
        final int window = segment.wnd << Tcb.sndShift(tcb);
        if (window == Tcb.sndWnd(tcb)) {
            return false;
        }
        Tcb.sndWnd(tcb, window);
        Tcb.maxSndWnd(tcb, Math.max(window, Tcb.maxSndWnd(tcb)));
        if (Tcb.is(tcb, Tcb.PERSIST) && window > 0) {
            leavePersist(tcb);
        }
        return true;
    }

    /** The window has opened: what probed it was refused, or its acknowledgment is on the way; it is sent again. */
    private void leavePersist(final long tcb) {
        Tcb.clear(tcb, Tcb.PERSIST | Tcb.RETRANSMIT_ARMED);
        Tcb.retries(tcb, 0);
        if (Tcb.flightSize(tcb) > 0 && Tcb.sendBlock(tcb) != Rings.NONE) {
            LossRecovery.resend(tcb, state.rings.header(Tcb.sendBlock(tcb)));
        }
    }

    private void advance(final Segment segment, final int index, final long tcb) {
        final int acked = segment.ack - Tcb.sndUna(tcb);
        final int flight = Tcb.flightSize(tcb);
        Tcb.sndUna(tcb, segment.ack);
        if (!Tcb.is(tcb, Tcb.PERSIST)) {
            Tcb.retries(tcb, 0);
        }
        Tcb.sentAt(tcb, state.now);
        Tcb.clear(tcb, Tcb.UNREACHABLE_TOLD);
        if (Tcb.sendBlock(tcb) != Rings.NONE) {
            advanceRing(segment, tcb, acked, flight);
        }
        if (Tcb.flightSize(tcb) == 0) {
            if (!Tcb.is(tcb, Tcb.PERSIST)) {
                Tcb.clear(tcb, Tcb.RETRANSMIT_ARMED); // RFC 6298 section 5 (5.2)
            }
        } else if (!Tcb.is(tcb, Tcb.PERSIST)) {
            connections.armRetransmit(index, tcb, Tcb.rto(tcb)); // (5.3)
        }
        if (Tcb.is(tcb, Tcb.WANTS_WRITABLE)) {
            Tcb.clear(tcb, Tcb.WANTS_WRITABLE);
            state.notices.writable(state.handle(index));
        }
    }

    private void advanceRing(final Segment segment, final long tcb, final int acked, final int flight) {
        final int ring = Tcb.sendBlock(tcb);
        final long send = state.rings.header(ring);
        measure(segment, tcb, send);
        final int octets = Math.max(0, Math.min(segment.ack - SendState.base(send), SendState.length(send)));
        SendState.base(send, SendState.base(send) + octets);
        SendState.length(send, SendState.length(send) - octets);
        recovery.advanced(tcb, send, acked, flight);
        if (SendState.length(send) == 0) {
            state.rings.free(ring);
            Tcb.sendBlock(tcb, Rings.NONE);
            Tcb.clear(tcb, Tcb.RECOVERY | Tcb.LOSS | Tcb.TIMING | Tcb.ECN_REDUCED);
        }
    }

    /** A measurement of the round trip: of the segment that is timed, or by the timestamp that came back. */
    private void measure(final Segment segment, final long tcb, final long send) {
        if (Tcb.is(tcb, Tcb.TIMING)) {
            if (TcpSequence.lessThanOrEqual(SendState.timedSequence(send), segment.ack)) {
                Tcb.clear(tcb, Tcb.TIMING);
                RoundTrip.measured(tcb, state.nowMicros() - SendState.timedAt(send), state.config);
            }
        } else if (Tcb.is(tcb, Tcb.TIMESTAMPS_OK)
                && segment.options.hasTimestamps()
                && segment.options.timestampEcho() != 0) {
            final int millis = state.now - (segment.options.timestampEcho() - Tcb.tsOffset(tcb));
            if (millis >= 0 && millis < state.config.maximumRto()) { // RFC 7323 section 4.1
                RoundTrip.measured(tcb, millis * 1_000, state.config);
            }
        }
    }

    /** Our FIN is acknowledged: FIN-WAIT-1 to FIN-WAIT-2, CLOSING to TIME-WAIT, LAST-ACK to CLOSED. */
    private boolean finAcknowledged(final int index, final long tcb) {
        switch (Tcb.state(tcb)) {
            case Tcb.FIN_WAIT_1 -> {
                Tcb.state(tcb, Tcb.FIN_WAIT_2);
                if (Tcb.is(tcb, Tcb.USER_CLOSED)) {
                    connections.armIdle(index, tcb, state.config.finWait2Timeout());
                }
                return true;
            }
            case Tcb.CLOSING -> {
                connections.enterTimeWait(index, tcb);
                return false;
            }
            case Tcb.LAST_ACK -> {
                connections.closeOrderly(index, tcb);
                return false;
            }
            default -> {
                return true;
            }
        }
    }
}
