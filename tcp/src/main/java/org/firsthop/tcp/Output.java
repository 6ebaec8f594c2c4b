package org.firsthop.tcp;

import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.table.FlowKey;

/** Segments without data: resets, acknowledgments, SYNs, and the window they advertise. */
final class Output {
    /** Octets of IP and TCP headers without options (RFC 9293 section 3.7.1). */
    static final int IPV4_HEADERS = 40;

    static final int IPV6_HEADERS = 60;

    private static final int RESET_BURST_TICKS = 1_000;

    private final EngineState state;
    private final Connections connections;
    private final SegmentWriter writer;

    /** Credit for resets to segments of no connection, in thousandths, and the tick it was reckoned at. */
    private long resetCredit;

    private int resetTick;

    Output(final EngineState state, final Connections connections) {
        this.state = state;
        this.connections = connections;
        this.writer = state.writer;
        this.resetCredit = (long) state.config.resetsPerSecond() * RESET_BURST_TICKS;
        this.resetTick = state.now;
    }

    /**
     * Answers a segment of no connection (RFC 9293 section 3.10.7.1): {@code <SEQ=SEG.ACK><CTL=RST>} when it has ACK, else
     * {@code <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>}; a reset is never answered.
     */
    void resetFor(final Segment segment) {
        if (segment.is(TcpFlyweight.RST)) {
            return;
        }
        if (!takeResetCredit()) {
            state.counters.resetsSuppressed++;
            return;
        }
        begin(segment.key);
        if (segment.is(TcpFlyweight.ACK)) {
            writer.seq = segment.ack;
            writer.flags = TcpFlyweight.RST;
        } else {
            writer.seq = 0;
            writer.ack = segment.seq + segment.len();
            writer.flags = TcpFlyweight.RST | TcpFlyweight.ACK;
        }
        writer.write();
        state.counters.resetsSent++;
    }

    private boolean takeResetCredit() {
        final int perSecond = state.config.resetsPerSecond();
        if (perSecond == 0) {
            return true;
        }
        final long most = (long) perSecond * RESET_BURST_TICKS;
        resetCredit = Math.min(most, resetCredit + (long) (state.now - resetTick) * perSecond);
        resetTick = state.now;
        if (resetCredit < RESET_BURST_TICKS) {
            return false;
        }
        resetCredit -= RESET_BURST_TICKS;
        return true;
    }

    /** {@code <SEQ=SND.NXT><CTL=RST>}, with ACK as every reset of a synchronized connection has it. */
    void reset(final int index, final long tcb) {
        begin(index, tcb);
        writer.seq = Tcb.sndNxt(tcb);
        writer.ack = Tcb.rcvNxt(tcb);
        writer.flags = TcpFlyweight.RST | TcpFlyweight.ACK;
        writer.wnd = 0;
        writer.write();
        state.counters.resetsSent++;
    }

    /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}, and with it all that is owed: window, SACK blocks, timestamp. */
    void acknowledge(final int index, final long tcb) {
        begin(index, tcb);
        writer.seq = Tcb.sndNxt(tcb);
        writer.flags = TcpFlyweight.ACK;
        fillAcknowledgment(tcb);
        if (writer.write()) {
            acknowledged(tcb);
        } else {
            Tcb.set(tcb, Tcb.OUTPUT_BLOCKED);
            connections.armAck(index, tcb, 1);
        }
    }

    /**
     * The ACK that answers an unacceptable or suspicious segment, a challenge ACK of RFC 5961 among them: one a connection
     * and interval (RFC 5961 section 7). The limit is the connection's own, so that it tells nothing about another
     * (CVE-2016-5696).
     */
    void challenge(final int index, final long tcb) {
        if (Tcb.is(tcb, Tcb.CHALLENGED) && state.now - Tcb.challengeTick(tcb) < state.config.challengeInterval()) {
            state.counters.challengeAcksSuppressed++;
            return;
        }
        Tcb.set(tcb, Tcb.CHALLENGED);
        Tcb.challengeTick(tcb, state.now);
        state.counters.challengeAcks++;
        acknowledge(index, tcb);
    }

    /** The keep-alive probe: an empty segment before the window, which the peer answers (RFC 9293 section 3.8.4). */
    void probeKeepAlive(final int index, final long tcb) {
        begin(index, tcb);
        writer.seq = Tcb.sndNxt(tcb) - 1;
        writer.flags = TcpFlyweight.ACK;
        fillAcknowledgment(tcb);
        writer.write();
    }

    /** Sets what every segment of a synchronized connection bears. */
    void fillAcknowledgment(final long tcb) {
        writer.ack = Tcb.rcvNxt(tcb);
        writer.wnd = selectWindow(tcb);
        if (Tcb.is(tcb, Tcb.TIMESTAMPS_OK)) {
            writer.timestamps = true;
            writer.tsVal = state.now + Tcb.tsOffset(tcb);
            writer.tsEcr = Tcb.tsRecent(tcb); // RFC 7323 section 4.3 (3)
        }
        if (Tcb.is(tcb, Tcb.ECN_ECHO)) {
            writer.flags |= TcpFlyweight.ECE;
        }
        if (Tcb.is(tcb, Tcb.OUT_OF_ORDER) && Tcb.is(tcb, Tcb.SACK_OK)) {
            writer.sackRing = Tcb.receiveBlock(tcb);
        }
    }

    /** Notes that RCV.NXT was told to the peer. */
    void acknowledged(final long tcb) {
        Tcb.lastAckSent(tcb, Tcb.rcvNxt(tcb));
        Tcb.delayedSegments(tcb, 0);
        Tcb.clear(tcb, Tcb.ACK_OWED);
        if (!Tcb.is(tcb, Tcb.OUTPUT_BLOCKED)) { // what the sink has refused still waits for the deadline
            Tcb.clear(tcb, Tcb.ACK_ARMED);
        }
    }

    /**
     * Chooses RCV.WND and gives the window field. The right edge never moves back (RFC 9293 section 3.8.6, SHLD-14) and moves
     * forward only by a worthwhile step (section 3.8.6.2.2, MUST-39).
     */
    int selectWindow(final long tcb) {
        final int shift = Tcb.rcvShift(tcb);
        final int window = Tcb.is(tcb, Tcb.WINDOW_SCALE_OK)
                ? state.config.receiveWindow()
                : Math.min(state.config.receiveWindow(), 0xFFFF);
        final int space = Math.max(0, window - connections.unread(tcb)) >>> shift << shift;
        final int current = Tcb.rcvWnd(tcb);
        final int step = Math.min(window / 2, Math.max(Tcb.rcvMss(tcb), 1 << shift));
        if (space - current >= step) {
            Tcb.rcvWnd(tcb, space);
            return Math.min(0xFFFF, space >>> shift);
        }
        return Math.min(0xFFFF, current >>> shift);
    }

    /** The SYN of an active open, or the SYN-ACK of a simultaneous one. */
    boolean synchronize(final int index, final long tcb, final int flags) {
        begin(index, tcb);
        final Personality personality = state.config.personality();
        final boolean answer = (flags & TcpFlyweight.ACK) != 0;
        writer.seq = Tcb.iss(tcb);
        writer.ack = answer ? Tcb.rcvNxt(tcb) : 0;
        // A SYN that went unanswered may have been dropped for what it offers (RFC 3168 section 6.1.1.1).
        final boolean offersEcn = !answer && state.config.ecn() && !Tcb.is(tcb, Tcb.SYN_RETRANSMITTED);
        writer.flags = offersEcn ? flags | TcpFlyweight.ECE | TcpFlyweight.CWR : flags;
        writer.wnd = state.config.synWindow(); // RFC 7323 section 2.2: never scaled
        writer.mss = advertisedMss(writer.key); // RFC 9293 section 3.7.1, SHLD-5
        writer.timestamps = answer ? Tcb.is(tcb, Tcb.TIMESTAMPS_OK) : personality.timestamps();
        writer.tsVal = state.now + Tcb.tsOffset(tcb);
        writer.tsEcr = answer ? Tcb.tsRecent(tcb) : 0;
        writer.sackPermitted = answer ? Tcb.is(tcb, Tcb.SACK_OK) : personality.sackPermitted();
        if (answer ? Tcb.is(tcb, Tcb.WINDOW_SCALE_OK) : personality.windowScale()) {
            writer.windowScale = state.config.receiveShift();
        }
        return writer.write();
    }

    /** {@return the MSS option's value: what fits the MTU without options (RFC 9293 section 3.7.1, MUST-67)} */
    int advertisedMss(final FlowKey key) {
        return state.config.mtu() - (key.isIpv4() ? IPV4_HEADERS : IPV6_HEADERS);
    }

    /** {@return a writer for a segment of a connection, its key and handle set} */
    SegmentWriter begin(final int index, final long tcb) {
        writer.reset();
        writer.key.read(tcb);
        writer.connection = state.handle(index);
        return writer;
    }

    /** {@return a writer for a segment of no connection} */
    SegmentWriter begin(final FlowKey key) {
        writer.reset();
        writer.key.set(
                key.localHigh(), key.localLow(), key.localPort(), key.remoteHigh(), key.remoteLow(), key.remotePort());
        return writer;
    }
}
