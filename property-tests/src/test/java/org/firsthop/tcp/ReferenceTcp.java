package org.firsthop.tcp;

import static org.firsthop.tcp.ReferenceSequence.MODULUS;
import static org.firsthop.tcp.ReferenceSequence.less;
import static org.firsthop.tcp.ReferenceSequence.mod;
import static org.firsthop.tcp.ReferenceSequence.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * RFC 9293 section 3.10 written out word by word for one connection and one listener, with RFC 5961 and RFC 7323: slow, on
 * the heap, obviously right. Data are received but not sent, time stands still, and nothing is limited or lost.
 *
 * <p>Choices that the RFCs leave, and the engine documents: a SYN with FIN to a listener is dropped; the same SYN again gets
 * the SYN-ACK again; segments without a negotiated timestamp are taken; text after a full close is answered with a reset;
 * every segment of text is acknowledged at once; segments of text and FIN to a zero window have their ACK field taken.
 */
final class ReferenceTcp {
    /** The states; SYN-RECEIVED knows where it came from (MUST-11). */
    enum State {
        CLOSED,
        LISTEN,
        SYN_SENT,
        SYN_RECEIVED_PASSIVE,
        SYN_RECEIVED_ACTIVE,
        ESTABLISHED,
        FIN_WAIT_1,
        FIN_WAIT_2,
        CLOSE_WAIT,
        CLOSING,
        LAST_ACK,
        TIME_WAIT
    }

    private final int maximumWindow;
    private final int synWindow;
    private final int localShift;
    private final boolean localOptions;

    /** Whether a listener is at the local port. */
    boolean listening = true;

    State state = State.LISTEN;
    long sndUna;
    long sndNxt;
    long sndWnd;
    long sndWl1;
    long sndWl2;
    long maxSndWnd;
    long iss;
    long rcvNxt;
    long rcvWnd;
    long irs;
    long tsRecent;
    long lastAckSent;
    boolean timestamps;
    boolean scaling;
    int sndShift;
    int rcvShift;
    boolean finQueued;
    boolean finSent;
    boolean finReceived;
    boolean userClosed;
    long unread;
    int rcvMss;
    int mtuMss;

    /** Octets from RCV.NXT on that came out of order, by their distance from IRS; and where a FIN was seen behind them. */
    private final BitSet early = new BitSet();

    private long earlyFin = -1;
    private final List<String> replies = new ArrayList<>();

    ReferenceTcp(final int maximumWindow, final int synWindow, final int localShift, final boolean localOptions) {
        this.maximumWindow = maximumWindow;
        this.synWindow = synWindow;
        this.localShift = localShift;
        this.localOptions = localOptions;
    }

    /** What was sent since the last call. */
    List<String> takeReplies() {
        final List<String> taken = List.copyOf(replies);
        replies.clear();
        return taken;
    }

    // User calls.

    void openActively(final long initialSendSequence) {
        iss = initialSendSequence;
        sndUna = iss;
        sndNxt = mod(iss + 1);
        state = State.SYN_SENT;
    }

    void shutdown() {
        if (finQueued) {
            return;
        }
        switch (state) {
            case SYN_SENT -> state = State.CLOSED;
            case SYN_RECEIVED_ACTIVE -> finQueued = true;
            case ESTABLISHED -> {
                finQueued = true;
                state = State.FIN_WAIT_1;
                sendFinIfPossible();
            }
            case CLOSE_WAIT -> {
                finQueued = true;
                state = State.LAST_ACK;
                sendFinIfPossible();
            }
            default -> finQueued = true;
        }
    }

    void close() {
        if (unread > 0) {
            reply("R.", sndNxt, rcvNxt);
            state = State.CLOSED;
            return;
        }
        userClosed = true;
        shutdown();
    }

    void readAll() {
        final long octets = unread;
        unread = 0;
        if (octets == 0
                || finReceived
                || state != State.ESTABLISHED && state != State.FIN_WAIT_1 && state != State.FIN_WAIT_2) {
            return;
        }
        final long before = rcvWnd;
        openWindow();
        final long opened = rcvWnd - before;
        if (opened > 0 && (before < 2L * rcvMss || opened >= maximumWindow / 2)) {
            acknowledge();
        } else {
            rcvWnd = before;
        }
    }

    private void sendFinIfPossible() {
        final long usable = mod(sndUna + sndWnd - sndNxt + MODULUS / 2) - MODULUS / 2;
        if (finQueued && !finSent && usable > 0) {
            openWindow();
            reply("F.", sndNxt, rcvNxt);
            lastAckSent = rcvNxt;
            sndNxt = mod(sndNxt + 1);
            finSent = true;
        }
    }

    private boolean isFinAcknowledged() {
        return finSent && sndUna == sndNxt;
    }

    // Sending.

    private void reply(final String flags, final long seq, final long ack) {
        replies.add(flags + " seq=" + seq + (flags.contains(".") ? " ack=" + ack : ""));
    }

    private void openWindow() {
        final long window = scaling ? maximumWindow : Math.min(maximumWindow, 65_535);
        final long space = Math.max(0, window - unread) >> rcvShift << rcvShift;
        if (space - rcvWnd >= Math.min(window / 2, Math.max(rcvMss, 1 << rcvShift))) {
            rcvWnd = space;
        }
    }

    private void acknowledge() {
        openWindow();
        reply(".", sndNxt, rcvNxt);
        lastAckSent = rcvNxt;
    }

    private void resetFor(final ReferenceSegment segment) {
        if (segment.rst) {
            return;
        }
        if (segment.ackBit) {
            reply("R", segment.ack, 0);
        } else {
            reply("R.", 0, mod(segment.seq + segment.length()));
        }
    }

    // Section 3.10.7: SEGMENT ARRIVES.

    void arrives(final ReferenceSegment segment) {
        switch (state) {
            case CLOSED -> resetFor(segment);
            case LISTEN -> arrivesInListen(segment);
            case SYN_SENT -> arrivesInSynSent(segment);
            case TIME_WAIT -> arrivesInTimeWait(segment);
            default -> arrivesOtherwise(segment);
        }
    }

    private void arrivesInListen(final ReferenceSegment segment) {
        if (segment.rst) {
            return;
        }
        if (segment.ackBit) {
            resetFor(segment);
            return;
        }
        if (segment.syn && !segment.fin) {
            negotiate(segment);
            state = State.SYN_RECEIVED_PASSIVE; // ISS is told by the SYN-ACK that is compared
            reply("S.", -1, rcvNxt);
        }
    }

    /** The engine's choice of ISS, learned from its SYN-ACK. */
    void learnIss(final long initialSendSequence) {
        iss = initialSendSequence;
        sndUna = iss;
        sndNxt = mod(iss + 1);
    }

    private void negotiate(final ReferenceSegment segment) {
        irs = segment.seq;
        rcvNxt = mod(segment.seq + 1);
        lastAckSent = rcvNxt;
        rcvWnd = synWindow;
        timestamps = localOptions && segment.hasTimestamps;
        scaling = localOptions && segment.hasWindowScale;
        sndShift = scaling ? Math.min(14, segment.windowScale) : 0;
        rcvShift = scaling ? localShift : 0;
        tsRecent = segment.tsVal;
        rcvMss = Math.min(536, mtuMss - (timestamps ? 12 : 0));
    }

    private void takeWindow(final ReferenceSegment segment, final int shift) {
        sndWnd = (long) segment.window << shift;
        sndWl1 = segment.seq;
        sndWl2 = segment.ack;
        maxSndWnd = Math.max(maxSndWnd, sndWnd);
    }

    private void arrivesInSynSent(final ReferenceSegment segment) {
        if (segment.ackBit && segment.ack != mod(iss + 1)) {
            resetFor(segment);
            return;
        }
        if (segment.rst) {
            if (segment.ackBit) {
                state = State.CLOSED;
            }
            return;
        }
        if (!segment.syn) {
            return;
        }
        negotiate(segment);
        if (!segment.ackBit) {
            state = State.SYN_RECEIVED_ACTIVE;
            reply("S.", iss, rcvNxt);
            return;
        }
        sndUna = segment.ack;
        takeWindow(segment, 0);
        state = State.ESTABLISHED;
        processText(segment.trimmed(rcvNxt, rcvWnd), true);
    }

    private void arrivesInTimeWait(final ReferenceSegment segment) {
        if (segment.rst) {
            return;
        }
        if (segment.syn) {
            final boolean later = less(rcvNxt, segment.seq);
            final boolean newer = timestamps && segment.hasTimestamps
                    ? less(tsRecent, segment.tsVal) || segment.tsVal == tsRecent && later
                    : later;
            if (listening && !segment.ackBit && !segment.fin && newer) {
                clear();
                arrivesInListen(segment);
            } else {
                reply(".", sndNxt, rcvNxt);
            }
            return;
        }
        if (!segment.ackBit) {
            return;
        }
        if (segment.length() != 0 || segment.seq != rcvNxt) {
            reply(".", sndNxt, rcvNxt);
        }
    }

    /** Forgets the connection; the listener is left. */
    void clear() {
        state = State.LISTEN;
        finQueued = false;
        finSent = false;
        finReceived = false;
        userClosed = false;
        unread = 0;
        maxSndWnd = 0;
        early.clear();
        earlyFin = -1;
    }

    private void arrivesOtherwise(final ReferenceSegment original) {
        ReferenceSegment segment = original;
        final boolean passive = state == State.SYN_RECEIVED_PASSIVE;
        if (passive && segment.syn && !segment.ackBit && !segment.rst && !segment.fin && segment.seq == irs) {
            reply("S.", iss, rcvNxt);
            return;
        }
        if (state == State.SYN_RECEIVED_ACTIVE
                && segment.syn
                && segment.ackBit
                && !segment.rst
                && segment.seq == irs
                && segment.ack == sndNxt) {
            segment = segment.trimmed(rcvNxt, rcvWnd); // figure 7
        }
        if (timestamps && segment.hasTimestamps && !segment.rst && less(segment.tsVal, tsRecent)) {
            challenge();
            return;
        }
        if (!segment.isAcceptable(rcvNxt, passive ? synWindow : rcvWnd)) {
            if (segment.rst) {
                return;
            }
            if (rcvWnd == 0
                    && segment.seq == rcvNxt
                    && segment.ackBit
                    && !segment.syn
                    && !passive
                    && state != State.SYN_RECEIVED_ACTIVE
                    && isPlausible(segment)
                    && !processAck(segment)) {
                return;
            }
            challenge();
            return;
        }
        if (segment.rst) {
            if (segment.seq != rcvNxt) {
                challenge();
            } else if (passive) {
                clear();
            } else {
                state = State.CLOSED;
            }
            return;
        }
        if (segment.syn) {
            if (passive) {
                clear();
            } else {
                challenge();
            }
            return;
        }
        if (!segment.ackBit) {
            return;
        }
        if (passive || state == State.SYN_RECEIVED_ACTIVE) {
            if (segment.ack != sndNxt) {
                resetFor(segment);
                return;
            }
            state = finQueued ? State.FIN_WAIT_1 : State.ESTABLISHED;
            takeWindow(segment, sndShift);
            sndUna = segment.ack;
        } else if (!isPlausible(segment)) {
            challenge();
            return;
        }
        if (timestamps && segment.hasTimestamps && !less(lastAckSent, segment.seq)) {
            tsRecent = segment.tsVal;
        }
        if (!processAck(segment)) {
            return;
        }
        processText(segment.trimmed(rcvNxt, rcvWnd), false);
    }

    private void challenge() {
        if (state == State.SYN_RECEIVED_PASSIVE) {
            reply(".", sndNxt, rcvNxt);
        } else {
            acknowledge();
        }
    }

    /** RFC 5961 section 5.2. */
    private boolean isPlausible(final ReferenceSegment segment) {
        final long span = mod(sndNxt - sndUna) + maxSndWnd;
        return mod(segment.ack - mod(sndUna - maxSndWnd)) <= span;
    }

    /** Fifth; returns whether the connection lives on. */
    private boolean processAck(final ReferenceSegment segment) {
        final boolean advances = segment.ack != sndUna && within(mod(segment.ack - 1), sndUna, mod(sndNxt - sndUna));
        if (advances || segment.ack == sndUna) {
            if (less(sndWl1, segment.seq) || sndWl1 == segment.seq && !less(segment.ack, sndWl2)) {
                takeWindow(segment, sndShift);
            }
        }
        if (advances) {
            sndUna = segment.ack;
            if (isFinAcknowledged()) {
                switch (state) {
                    case FIN_WAIT_1 -> state = State.FIN_WAIT_2;
                    case CLOSING -> {
                        state = State.TIME_WAIT;
                        return false;
                    }
                    case LAST_ACK -> {
                        state = State.CLOSED;
                        return false;
                    }
                    default -> {
                        // Nothing changes.
                    }
                }
            }
        }
        return true;
    }

    /** Seventh and eighth. */
    private void processText(final ReferenceSegment segment, final boolean alwaysAcknowledge) {
        boolean owed = alwaysAcknowledge;
        if (segment.dataLength > 0 || segment.fin) {
            if (!finReceived && segment.dataLength > 0 && userClosed) {
                reply("R.", sndNxt, rcvNxt);
                state = State.CLOSED;
                return;
            }
            owed = true;
            if (!finReceived) {
                takeText(segment);
                if (state == State.TIME_WAIT) {
                    acknowledge();
                    return;
                }
            }
        }
        final int before = replies.size();
        sendFinIfPossible();
        if (owed && replies.size() == before) {
            acknowledge();
        }
    }

    private void takeText(final ReferenceSegment segment) {
        final boolean inOrder = segment.seq == rcvNxt;
        final int offset = (int) mod(segment.seq - irs);
        early.set(offset, offset + segment.dataLength);
        final long finHere = segment.fin ? mod(segment.seq + segment.dataLength) : -1;
        if (segment.fin && segment.dataLength > 0 && !inOrder) {
            earlyFin = finHere;
        }
        if (inOrder && segment.dataLength > 0) {
            rcvMss = Math.max(rcvMss, segment.dataLength);
        }
        while (early.get((int) mod(rcvNxt - irs))) {
            rcvNxt = mod(rcvNxt + 1);
            rcvWnd = Math.max(0, rcvWnd - 1);
            unread++;
        }
        if (inOrder && (finHere == rcvNxt || earlyFin == rcvNxt)) {
            rcvNxt = mod(rcvNxt + 1);
            rcvWnd = Math.max(0, rcvWnd - 1);
            finReceived = true;
            switch (state) {
                case ESTABLISHED -> state = State.CLOSE_WAIT;
                case FIN_WAIT_1 -> state = isFinAcknowledged() ? State.TIME_WAIT : State.CLOSING;
                case FIN_WAIT_2 -> state = State.TIME_WAIT;
                default -> throw new AssertionError(state + " has no use for a FIN");
            }
        }
    }
}
