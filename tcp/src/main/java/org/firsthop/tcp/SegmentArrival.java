package org.firsthop.tcp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpSequence;

/**
 * A segment for a connection: RFC 9293 section 3.10.7.3 (SYN-SENT) and section 3.10.7.4 (all other states), check by check in
 * the order of the RFC, with RFC 5961 and RFC 7323 where they come in.
 */
final class SegmentArrival {
    /** A TS.Recent older than this is not trusted (RFC 7323 section 5.5). */
    private static final int TIMESTAMP_LIFE = 24 * 24 * 3_600_000;

    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final Acknowledgment acknowledgment;
    private final Receiver receiver;
    private final Sender sender;

    SegmentArrival(
            final EngineState state,
            final Connections connections,
            final Output output,
            final Acknowledgment acknowledgment,
            final Receiver receiver,
            final Sender sender) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.acknowledgment = acknowledgment;
        this.receiver = receiver;
        this.sender = sender;
    }

    DropReason arrive(final Segment segment, final int index) {
        final long tcb = state.connections.address(index);
        return Tcb.state(tcb) == Tcb.SYN_SENT
                ? arriveSynSent(segment, index, tcb)
                : arriveOtherwise(segment, index, tcb);
    }

    /** Section 3.10.7.3: SYN-SENT. */
    private DropReason arriveSynSent(final Segment segment, final int index, final long tcb) {
        // First, check the ACK bit.
        final boolean ack = segment.is(TcpFlyweight.ACK);
        if (ack && !TcpSequence.isAcceptableAcknowledgment(segment.ack, Tcb.sndUna(tcb), Tcb.sndNxt(tcb))) {
            // SEG.ACK =< ISS or SEG.ACK > SND.NXT: send a reset, unless the RST bit is set, and return.
            output.resetFor(segment);
            return TcpDrops.BAD_ACKNOWLEDGMENT;
        }
        // Second, check the RST bit; only one that acknowledges our SYN is the peer's (RFC 5961 section 3.2).
        if (segment.is(TcpFlyweight.RST)) {
            if (!ack) {
                return TcpDrops.STRAY_RESET;
            }
            connections.close(index, tcb, CloseReason.REFUSED);
            return DropReason.NONE;
        }
        // Fifth, if neither of the SYN or RST bits is set, then drop the segment and return.
        if (!segment.is(TcpFlyweight.SYN)) {
            return TcpDrops.NO_ACK;
        }
        // Fourth, check the SYN bit: RCV.NXT is SEG.SEQ+1, IRS is SEG.SEQ.
        negotiate(segment, tcb);
        if (!ack) {
            return synchronizeSimultaneously(index, tcb);
        }
        final int since = state.now - Tcb.sentAt(tcb);
        Tcb.sndUna(tcb, segment.ack);
        Tcb.clear(tcb, Tcb.RETRANSMIT_ARMED);
        if (Tcb.is(tcb, Tcb.SYN_RETRANSMITTED)) {
            RoundTrip.afterSynTimeout(tcb); // RFC 6298 section 5 (5.7)
        } else {
            RoundTrip.measured(tcb, since * 1_000, state.config);
        }
        Tcb.retries(tcb, 0);
        Tcb.state(tcb, Tcb.ESTABLISHED);
        takeWindow(segment, tcb, 0); // RFC 7323 section 2.2: the window of a SYN is never scaled
        openCongestionWindow(tcb);
        state.notices.connected(state.handle(index));
        receiver.acknowledgeNow(); // <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
        // If there are other controls or text in the segment, then continue processing at the sixth step.
        segment.trimBefore(Tcb.rcvNxt(tcb));
        return urgentTextAndFin(segment, index, tcb);
    }

    /** What the peer's SYN, or SYN-ACK, tells and offers. */
    private void negotiate(final Segment segment, final long tcb) {
        final Personality personality = state.config.personality();
        int flags = Tcb.flags(tcb);
        if (segment.options.hasWindowScale() && personality.windowScale()) {
            flags |= Tcb.WINDOW_SCALE_OK;
            Tcb.sndShift(tcb, segment.options.windowScale());
            Tcb.rcvShift(tcb, state.config.receiveShift());
        }
        if (segment.options.isSackPermitted() && personality.sackPermitted()) {
            flags |= Tcb.SACK_OK;
        }
        if (segment.options.hasTimestamps() && personality.timestamps()) {
            flags |= Tcb.TIMESTAMPS_OK;
            Tcb.tsRecent(tcb, segment.options.timestampValue());
            Tcb.tsRecentAge(tcb, state.now);
        }
        // An ECN-setup SYN-ACK has ECE alone; a SYN that was sent again did not offer it any more (RFC 3168 section
        // 6.1.1.1).
        if (state.config.ecn()
                && (segment.flags & (TcpFlyweight.ACK | TcpFlyweight.ECE | TcpFlyweight.CWR))
                        == (TcpFlyweight.ACK | TcpFlyweight.ECE)
                && !Tcb.is(tcb, Tcb.SYN_RETRANSMITTED)) {
            flags |= Tcb.ECN_OK;
        }
        Tcb.flags(tcb, flags);
        synchronizedWith(tcb, segment.seq, segment.key.isIpv4(), ListenArrival.peerMss(segment));
    }

    /** Otherwise, enter SYN-RECEIVED, form {@code <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>} and send it (MUST-10, MUST-11). */
    private DropReason synchronizeSimultaneously(final int index, final long tcb) {
        Tcb.state(tcb, Tcb.SYN_RECEIVED);
        Tcb.retries(tcb, 0);
        output.synchronize(index, tcb, TcpFlyweight.SYN | TcpFlyweight.ACK);
        Tcb.lastAckSent(tcb, Tcb.rcvNxt(tcb));
        connections.armRetransmit(index, tcb, Tcb.rto(tcb));
        return DropReason.NONE;
    }

    /** Sets what IRS and the MSS option of the peer decide (section 3.7.1). */
    void synchronizedWith(final long tcb, final int irs, final boolean ipv4, final int peerMss) {
        Tcb.irs(tcb, irs);
        Tcb.rcvNxt(tcb, irs + 1);
        Tcb.lastAckSent(tcb, irs + 1);
        Tcb.recover(tcb, Tcb.iss(tcb));
        Tcb.rcvWnd(tcb, state.config.synWindow());
        final int fits = state.config.mtu() - (ipv4 ? Output.IPV4_HEADERS : Output.IPV6_HEADERS);
        final int options = Tcb.is(tcb, Tcb.TIMESTAMPS_OK) ? SegmentWriter.TIMESTAMPS_LENGTH : 0;
        // Clamped from below, so that a peer cannot make us send a packet for every few octets (CVE-2019-11479).
        Tcb.sndMss(tcb, Math.min(Math.max(peerMss, state.config.minimumMss()), fits) - options); // MUST-16
        Tcb.rcvMss(tcb, Math.min(536, fits - options));
    }

    /** SND.WND, SND.WL1, SND.WL2 from a segment. */
    void takeWindow(final Segment segment, final long tcb, final int shift) {
        final int window = segment.wnd << shift;
        Tcb.sndWnd(tcb, window);
        Tcb.sndWl1(tcb, segment.seq);
        Tcb.sndWl2(tcb, segment.ack);
        Tcb.maxSndWnd(tcb, Math.max(window, Tcb.maxSndWnd(tcb)));
    }

    /** IW of RFC 6928 section 2; one segment when the SYN or SYN-ACK was lost (RFC 5681 section 3.1). */
    void openCongestionWindow(final long tcb) {
        final int mss = Tcb.sndMss(tcb);
        Tcb.cwnd(tcb, Tcb.is(tcb, Tcb.SYN_RETRANSMITTED) ? mss : Math.min(10 * mss, Math.max(2 * mss, 14_600)));
    }

    /** Section 3.10.7.4: all states but CLOSED, LISTEN and SYN-SENT. */
    private DropReason arriveOtherwise(final Segment segment, final int index, final long tcb) {
        final int connectionState = Tcb.state(tcb);
        // SYNs that crossed: the peer's SYN-ACK repeats the SYN we have (figure 7), which is trimmed off.
        if (connectionState == Tcb.SYN_RECEIVED
                && (segment.flags & (TcpFlyweight.SYN | TcpFlyweight.ACK | TcpFlyweight.RST))
                        == (TcpFlyweight.SYN | TcpFlyweight.ACK)
                && segment.seq == Tcb.irs(tcb)
                && segment.ack == Tcb.sndNxt(tcb)) {
            segment.trimBefore(Tcb.rcvNxt(tcb));
        }
        // First, check sequence number. RFC 7323 section 5.3 (R1) comes before the window.
        if (Tcb.is(tcb, Tcb.TIMESTAMPS_OK) && !segment.is(TcpFlyweight.RST)) {
            final DropReason reason = checkTimestamp(segment, index, tcb);
            if (reason != DropReason.NONE) {
                return reason;
            }
        }
        if (!TcpSequence.isAcceptableSegment(segment.seq, segment.len(), Tcb.rcvNxt(tcb), Tcb.rcvWnd(tcb))) {
            return notAcceptable(segment, index, tcb);
        }
        Tcb.lastReceived(tcb, state.now);
        // Second, check the RST bit (RFC 5961 section 3.2): exactly RCV.NXT, or a challenge.
        if (segment.is(TcpFlyweight.RST)) {
            if (segment.seq != Tcb.rcvNxt(tcb)) {
                output.challenge(index, tcb);
                return TcpDrops.INEXACT_RESET;
            }
            final boolean active =
                    connectionState == Tcb.SYN_RECEIVED; // MUST-11: SYN-RECEIVED knows where it came from
            connections.close(index, tcb, active ? CloseReason.REFUSED : CloseReason.RESET);
            return DropReason.NONE;
        }
        // Third, check security: no compartments here.
        // Fourth, check the SYN bit (RFC 5961 section 4.2): a challenge, whatever the sequence number.
        if (segment.is(TcpFlyweight.SYN)) {
            output.challenge(index, tcb);
            return TcpDrops.UNEXPECTED_SYN;
        }
        // Fifth, check the ACK field: if the ACK bit is off, drop the segment and return.
        if (!segment.is(TcpFlyweight.ACK)) {
            return TcpDrops.NO_ACK;
        }
        if (connectionState == Tcb.SYN_RECEIVED) {
            if (!TcpSequence.isAcceptableAcknowledgment(segment.ack, Tcb.sndUna(tcb), Tcb.sndNxt(tcb))) {
                output.resetFor(segment); // <SEQ=SEG.ACK><CTL=RST>
                return TcpDrops.BAD_ACKNOWLEDGMENT;
            }
            enterEstablished(segment, index, tcb);
        } else if (!isPlausibleAcknowledgment(segment, tcb)) {
            output.challenge(index, tcb); // "send an ACK, drop the segment, and return"
            return TcpDrops.BAD_ACKNOWLEDGMENT;
        }
        takeTimestamp(segment, tcb);
        if (!acknowledgment.process(segment, index, tcb)) {
            return DropReason.NONE; // the connection has ended with our FIN acknowledged
        }
        segment.trimBefore(Tcb.rcvNxt(tcb));
        segment.trimAfter(Tcb.rcvNxt(tcb) + Tcb.rcvWnd(tcb));
        return urgentTextAndFin(segment, index, tcb);
    }

    /** A segment whose half-open connection has just become this one: its ACK is dealt with, text and FIN are not. */
    DropReason continueEstablished(final Segment segment, final int index) {
        final long tcb = state.connections.address(index);
        takeTimestamp(segment, tcb);
        segment.trimBefore(Tcb.rcvNxt(tcb));
        segment.trimAfter(Tcb.rcvNxt(tcb) + Tcb.rcvWnd(tcb));
        return urgentTextAndFin(segment, index, tcb);
    }

    /** RFC 7323 section 5.3 (R1): a timestamp that is older than TS.Recent, unless that has outlived its meaning. */
    private DropReason checkTimestamp(final Segment segment, final int index, final long tcb) {
        if (!segment.options.hasTimestamps()) {
            // RFC 7323 section 3.2 would have it dropped; peers that leave the option out are served unless told
            // otherwise.
            return state.config.requireTimestamps() ? TcpDrops.OLD_TIMESTAMP : DropReason.NONE;
        }
        if (TcpSequence.lessThan(segment.options.timestampValue(), Tcb.tsRecent(tcb))
                && Integer.compareUnsigned(state.now - Tcb.tsRecentAge(tcb), TIMESTAMP_LIFE) < 0) {
            output.challenge(index, tcb);
            return TcpDrops.OLD_TIMESTAMP;
        }
        return DropReason.NONE;
    }

    /** RFC 7323 section 4.3 (2): TS.Recent follows segments that begin at or before Last.ACK.sent. */
    private void takeTimestamp(final Segment segment, final long tcb) {
        if (Tcb.is(tcb, Tcb.TIMESTAMPS_OK)
                && segment.options.hasTimestamps()
                && TcpSequence.lessThanOrEqual(segment.seq, Tcb.lastAckSent(tcb))) {
            Tcb.tsRecent(tcb, segment.options.timestampValue());
            Tcb.tsRecentAge(tcb, state.now);
        }
    }

    /** If an incoming segment is not acceptable, an acknowledgment should be sent in reply, unless the RST bit is set. */
    private DropReason notAcceptable(final Segment segment, final int index, final long tcb) {
        if (segment.is(TcpFlyweight.RST)) {
            return TcpDrops.NOT_ACCEPTABLE;
        }
        // When the window is zero, valid ACKs are taken nevertheless (section 3.10.7.4, MUST-66).
        if (Tcb.rcvWnd(tcb) == 0
                && segment.seq == Tcb.rcvNxt(tcb)
                && Tcb.state(tcb) != Tcb.SYN_RECEIVED
                && (segment.flags & (TcpFlyweight.ACK | TcpFlyweight.SYN)) == TcpFlyweight.ACK
                && isPlausibleAcknowledgment(segment, tcb)) {
            Tcb.lastReceived(tcb, state.now);
            if (!acknowledgment.process(segment, index, tcb)) {
                return TcpDrops.NOT_ACCEPTABLE;
            }
        }
        if (segment.dataLength > 0 || segment.is(TcpFlyweight.FIN)) {
            output.acknowledge(index, tcb); // never limited: the peer retransmits until it hears it
        } else {
            output.challenge(index, tcb);
        }
        return TcpDrops.NOT_ACCEPTABLE;
    }

    /** RFC 5961 section 5.2: SND.UNA − MAX.SND.WND =< SEG.ACK =< SND.NXT. */
    private static boolean isPlausibleAcknowledgment(final Segment segment, final long tcb) {
        final int lowest = Tcb.sndUna(tcb) - Tcb.maxSndWnd(tcb);
        return Integer.compareUnsigned(segment.ack - lowest, Tcb.sndNxt(tcb) - lowest) <= 0;
    }

    private void enterEstablished(final Segment segment, final int index, final long tcb) {
        Tcb.state(tcb, Tcb.is(tcb, Tcb.FIN_QUEUED) ? Tcb.FIN_WAIT_1 : Tcb.ESTABLISHED);
        takeWindow(segment, tcb, Tcb.sndShift(tcb));
        openCongestionWindow(tcb);
        state.notices.connected(state.handle(index));
    }

    /** Sixth, seventh and eighth; then what is to be sent. */
    private DropReason urgentTextAndFin(final Segment segment, final int index, final long tcb) {
        // Sixth, check the URG bit: urgent data are read in line, the pointer is not used (SHLD-13, RFC 6093).
        // Seventh, process the segment text; eighth, check the FIN bit.
        if (segment.dataLength > 0 && Tcb.is(tcb, Tcb.ECN_OK)) {
            receiver.takeMark(segment, tcb);
        }
        final DropReason reason = receiver.receive(segment, index, tcb);
        if (receiver.hasClosed()) {
            return reason;
        }
        sender.transmit(index, tcb);
        receiver.acknowledgeIfDue(index, tcb);
        return reason;
    }
}
