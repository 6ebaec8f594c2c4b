package org.firsthop.tcp;

import org.firsthop.core.wire.TcpOptions;
import org.firsthop.core.wire.TcpSequence;

/**
 * Finding out that segments were lost, and what to send again: fast retransmit and fast recovery after three duplicate
 * acknowledgments (RFC 5681 section 3.2, RFC 6582), with the scoreboard of RFC 6675 where SACK was negotiated, and slow start
 * after a timeout.
 *
 * <p>{@code pipe} is the estimate of what is in the network. Without SACK each duplicate acknowledgment stands for a segment
 * that has left it, which comes to the same as the inflated window of RFC 6582.
 */
final class LossRecovery {
    /** DupThresh. */
    private static final int DUP_THRESH = 3;

    private final EngineState state;
    private final CongestionControl congestion;

    LossRecovery(final EngineState state, final CongestionControl congestion) {
        this.state = state;
        this.congestion = congestion;
    }

    /** Enters SACK blocks into the scoreboard (RFC 6675 section 5 (A)). Returns whether they told something new. */
    boolean takeSack(final long tcb, final long send, final TcpOptions options) {
        final long scoreboard = SendState.scoreboard(send);
        final int una = Tcb.sndUna(tcb);
        final int nxt = Tcb.sndNxt(tcb);
        boolean news = false;
        for (int i = 0; i < options.sackBlockCount(); i++) {
            final int left = options.sackLeftEdge(i);
            final int right = options.sackRightEdge(i);
            // What is not within what was sent and not acknowledged is a D-SACK (RFC 2883), or wrong.
            if (TcpSequence.lessThan(una, left)
                    && TcpSequence.lessThan(left, right)
                    && TcpSequence.lessThanOrEqual(right, nxt)) {
                news |= Intervals.add(scoreboard, SendState.SCOREBOARD_CAPACITY, left, right) > 0;
            }
        }
        return news;
    }

    /** A duplicate acknowledgment, or one with news for the scoreboard (RFC 6675 section 5, RFC 6582 section 3.2). */
    void duplicate(final long tcb, final long send) {
        final int count = Math.min(255, Tcb.dupAcks(tcb) + 1);
        Tcb.dupAcks(tcb, count);
        if (Tcb.is(tcb, Tcb.RECOVERY | Tcb.LOSS)) {
            return;
        }
        final boolean lost = count >= DUP_THRESH
                || (Tcb.is(tcb, Tcb.SACK_OK)
                        && TcpSequence.greaterThan(lossEdge(tcb, send), Tcb.sndUna(tcb))); // IsLost (HighACK + 1)
        // RFC 6582 section 3.2 step 2: not again for losses of an episode that has been dealt with.
        if (lost && TcpSequence.greaterThanOrEqual(Tcb.sndUna(tcb), Tcb.recover(tcb))) {
            enterRecovery(tcb, send);
        }
    }

    private void enterRecovery(final long tcb, final long send) {
        reduce(tcb, send);
        Tcb.cwnd(tcb, Tcb.ssthresh(tcb));
        Tcb.recover(tcb, Tcb.sndNxt(tcb));
        Tcb.set(tcb, Tcb.RECOVERY);
        Tcb.clear(tcb, Tcb.TIMING); // Karn: what is sent again is not timed
        SendState.highRxt(send, Tcb.sndUna(tcb));
        state.counters.fastRecoveries++;
    }

    /** The peer echoes a mark of congestion: the window is reduced as for a loss, once a window (RFC 3168 section 6.1.2). */
    void congestionEchoed(final long tcb, final long send) {
        if (!Tcb.is(tcb, Tcb.ECN_REDUCED | Tcb.RECOVERY | Tcb.LOSS)) {
            reduce(tcb, send);
            Tcb.cwnd(tcb, Tcb.ssthresh(tcb));
            state.counters.congestionEchoes++;
        }
    }

    /** Reduces ssthresh, unless that was done for the same window already; the next new data tell of it by CWR. */
    private void reduce(final long tcb, final long send) {
        if (!Tcb.is(tcb, Tcb.ECN_REDUCED)) {
            Tcb.ssthresh(tcb, congestion.reduce(tcb, send));
        }
        if (Tcb.is(tcb, Tcb.ECN_OK)) {
            Tcb.set(tcb, Tcb.ECN_REDUCED | Tcb.CWR_DUE);
            Tcb.ecnRecover(tcb, Tcb.sndNxt(tcb));
        }
    }

    /** SND.UNA has moved over {@code acked} octets; {@code flight} is what was outstanding before. */
    void advanced(final long tcb, final long send, final int acked, final int flight) {
        final int una = Tcb.sndUna(tcb);
        Intervals.trimBelow(SendState.scoreboard(send), una);
        if (TcpSequence.lessThan(SendState.highRxt(send), una)) {
            SendState.highRxt(send, una);
        }
        if (Tcb.is(tcb, Tcb.ECN_REDUCED) && TcpSequence.greaterThanOrEqual(una, Tcb.ecnRecover(tcb))) {
            Tcb.clear(tcb, Tcb.ECN_REDUCED);
        }
        if (Tcb.is(tcb, Tcb.RECOVERY)) {
            if (TcpSequence.greaterThanOrEqual(una, Tcb.recover(tcb))) { // full acknowledgment
                Tcb.clear(tcb, Tcb.RECOVERY);
                Tcb.dupAcks(tcb, 0);
                final int mss = Tcb.sndMss(tcb);
                Tcb.cwnd(tcb, Math.min(Tcb.ssthresh(tcb), Math.max(Tcb.flightSize(tcb), mss) + mss));
            } else if (!Tcb.is(
                    tcb, Tcb.SACK_OK)) { // partial: the next hole is sent at once (RFC 6582 section 3.2 step 3)
                SendState.highRxt(send, una);
                final int left = Tcb.dupAcks(tcb) - acked / Tcb.sndMss(tcb) + 1;
                Tcb.dupAcks(tcb, Math.max(0, left));
            }
            return;
        }
        Tcb.dupAcks(tcb, 0);
        if (Tcb.is(tcb, Tcb.LOSS) && TcpSequence.greaterThanOrEqual(una, Tcb.recover(tcb))) {
            Tcb.clear(tcb, Tcb.LOSS);
        }
        if (!Tcb.is(tcb, Tcb.LOSS)) {
            Tcb.recover(tcb, una); // never more than half the sequence space behind
        }
        grow(tcb, send, acked, flight);
    }

    /** Opens the congestion window, unless the flow does not use what it has (RFC 9438 section 5.8). */
    private void grow(final long tcb, final long send, final int acked, final int flight) {
        if ((Tcb.flags(tcb) & (Tcb.ECN_REDUCED | Tcb.LOSS)) == Tcb.ECN_REDUCED) {
            return;
        }
        final int cwnd = Tcb.cwnd(tcb);
        if (cwnd < Tcb.ssthresh(tcb)) {
            if (cwnd < 2 * flight || Tcb.is(tcb, Tcb.LOSS)) {
                CongestionControl.slowStart(tcb, acked);
            }
        } else if (flight + Tcb.sndMss(tcb) > cwnd) {
            congestion.avoid(tcb, send, acked, state.now);
        }
    }

    /** The retransmission timer has expired with data outstanding (RFC 5681 section 3.1, RFC 6298 section 5.4 to 5.6). */
    void timeout(final long tcb, final long send) {
        if (!Tcb.is(tcb, Tcb.LOSS)) {
            reduce(tcb, send); // not again when the same segment is lost again
        }
        Tcb.cwnd(tcb, Tcb.sndMss(tcb)); // LW
        Tcb.dupAcks(tcb, 0);
        Tcb.clear(tcb, Tcb.RECOVERY | Tcb.TIMING);
        resend(tcb, send);
        Intervals.clear(SendState.scoreboard(send)); // RFC 2018 section 8: the receiver may have reneged
    }

    /** Takes all that is outstanding for lost, without a word about congestion. */
    static void resend(final long tcb, final long send) {
        Tcb.recover(tcb, Tcb.sndNxt(tcb));
        Tcb.set(tcb, Tcb.LOSS);
        SendState.highRxt(send, Tcb.sndUna(tcb));
    }

    /** {@return octets taken to be in the network (RFC 6675 section 4, SetPipe)} */
    int pipe(final long tcb, final long send) {
        final int una = Tcb.sndUna(tcb);
        final int nxt = Tcb.sndNxt(tcb);
        final long scoreboard = SendState.scoreboard(send);
        if (Tcb.is(tcb, Tcb.LOSS)) {
            final int high = SendState.highRxt(send);
            final int recover = Tcb.recover(tcb);
            return high - una - Intervals.covered(scoreboard, una, high) + nxt - recover;
        }
        if (!Tcb.is(tcb, Tcb.SACK_OK)) {
            return Math.max(0, nxt - una - Tcb.dupAcks(tcb) * Tcb.sndMss(tcb));
        }
        if (!Tcb.is(tcb, Tcb.RECOVERY)) {
            return nxt - una - Intervals.covered(scoreboard, una, nxt);
        }
        final int lost = lossEdge(tcb, send);
        final int high = SendState.highRxt(send);
        return (nxt - lost - Intervals.covered(scoreboard, lost, nxt))
                + (high - una - Intervals.covered(scoreboard, una, high));
    }

    /**
     * The sequence number below which everything that is not selectively acknowledged is lost: IsLost of RFC 6675 section 4, that
     * is, DupThresh ranges or more than (DupThresh − 1) segments were acknowledged above.
     */
    private static int lossEdge(final long tcb, final long send) {
        final long scoreboard = SendState.scoreboard(send);
        final int threshold = (DUP_THRESH - 1) * Tcb.sndMss(tcb);
        int octets = 0;
        int ranges = 0;
        for (int i = Intervals.count(scoreboard) - 1; i >= 0; i--) {
            octets += Intervals.right(scoreboard, i) - Intervals.left(scoreboard, i);
            ranges++;
            if (ranges >= DUP_THRESH || octets > threshold) {
                return Intervals.left(scoreboard, i);
            }
        }
        return Tcb.sndUna(tcb);
    }

    /**
     * Where the next retransmission begins (RFC 6675 section 4, NextSeg (1)), or SND.NXT when nothing is to be sent again.
     */
    int nextRetransmission(final long tcb, final long send) {
        final int una = Tcb.sndUna(tcb);
        final int nxt = Tcb.sndNxt(tcb);
        int from = SendState.highRxt(send);
        final int limit;
        if (Tcb.is(tcb, Tcb.LOSS)) {
            limit = Tcb.recover(tcb);
        } else if (!Tcb.is(tcb, Tcb.RECOVERY)) {
            return nxt;
        } else if (from == una) {
            return from; // the first of an episode, and without SACK the first after a partial acknowledgment
        } else if (Tcb.is(tcb, Tcb.SACK_OK)) {
            limit = lossEdge(tcb, send);
        } else {
            return nxt;
        }
        final long scoreboard = SendState.scoreboard(send);
        for (int i = 0; i < Intervals.count(scoreboard); i++) {
            if (TcpSequence.lessThanOrEqual(Intervals.left(scoreboard, i), from)
                    && TcpSequence.lessThan(from, Intervals.right(scoreboard, i))) {
                from = Intervals.right(scoreboard, i);
            }
        }
        return TcpSequence.lessThan(from, limit) ? from : nxt;
    }

    /** {@return where the hole ends that begins at {@code from}} */
    static int holeEnd(final long tcb, final long send, final int from) {
        final long scoreboard = SendState.scoreboard(send);
        for (int i = 0; i < Intervals.count(scoreboard); i++) {
            if (TcpSequence.greaterThan(Intervals.left(scoreboard, i), from)) {
                return Intervals.left(scoreboard, i);
            }
        }
        return Tcb.sndNxt(tcb);
    }
}
