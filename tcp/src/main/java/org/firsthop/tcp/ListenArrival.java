package org.firsthop.tcp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpSequence;
import org.firsthop.tcp.table.Slab;
import org.jspecify.annotations.Nullable;

/**
 * A segment for a listener (RFC 9293 section 3.10.7.2), or for a half-open connection that a listener has begun (section
 * 3.10.7.4, SYN-RECEIVED after a passive open).
 */
final class ListenArrival {
    /** How far a new ISS is ahead of the last connection's numbers: more than any window that was not scaled. */
    private static final int REUSE_STEP = 65_537;

    private final EngineState state;
    private final Connections connections;
    private final HalfOpens halfOpens;
    private final SynCookies cookies;
    private final Output output;
    private final SegmentArrival synchronizedArrival;

    /** Whether the SYN at hand takes a four-tuple out of TIME-WAIT, and SND.NXT of that connection. */
    private boolean reused;

    private int reusedSndNxt;

    ListenArrival(
            final EngineState state,
            final Connections connections,
            final HalfOpens halfOpens,
            final SynCookies cookies,
            final Output output,
            final SegmentArrival synchronizedArrival) {
        this.state = state;
        this.connections = connections;
        this.halfOpens = halfOpens;
        this.cookies = cookies;
        this.output = output;
        this.synchronizedArrival = synchronizedArrival;
    }

    /** Section 3.10.7.2: LISTEN. */
    DropReason arrive(final Segment segment, final int hash, final Listener listener) {
        // First, check for a RST: an incoming RST should be ignored.
        if (segment.is(TcpFlyweight.RST)) {
            return TcpDrops.STRAY_RESET;
        }
        // Second, check for an ACK: any acknowledgment is bad if it arrives on a connection still in the LISTEN state —
        // unless it acknowledges a cookie (RFC 4987 section 3.6).
        if (segment.is(TcpFlyweight.ACK)) {
            if (!segment.is(TcpFlyweight.SYN | TcpFlyweight.FIN) && halfOpens.mayVerify()) {
                return acknowledgeCookie(segment, hash, listener);
            }
            output.resetFor(segment);
            return TcpDrops.NO_CONNECTION;
        }
        // Third, check for a SYN.
        if (segment.is(TcpFlyweight.SYN)) {
            return segment.is(TcpFlyweight.FIN) ? TcpDrops.BAD_FLAGS : synchronize(segment, hash, listener);
        }
        // Fourth, other data or control: it must have an ACK, so it is unlikely to get here; drop it.
        return TcpDrops.NO_ACK;
    }

    /** A SYN that {@link TimeWaitArrival} lets take a four-tuple anew, {@code sndNxt} being that connection's SND.NXT. */
    DropReason arriveReusing(final Segment syn, final int hash, final Listener listener, final int sndNxt) {
        reused = true;
        reusedSndNxt = sndNxt;
        final DropReason reason = arrive(syn, hash, listener);
        reused = false;
        return reason;
    }

    private DropReason synchronize(final Segment syn, final int hash, final Listener listener) {
        return switch (listener.policy.onSyn(syn)) {
            case DROP -> TcpDrops.POLICY;
            case RESET -> {
                output.resetFor(syn);
                yield TcpDrops.POLICY;
            }
            case COOKIE -> answerWithCookie(syn);
            case DEFER -> defer(syn, hash, listener);
            case ACCEPT -> accept(syn, hash, listener);
        };
    }

    private DropReason accept(final Segment syn, final int hash, final Listener listener) {
        if (halfOpens.isPressed() || listener.isFull()) {
            if (state.config.synCookies()) {
                return answerWithCookie(syn);
            }
            if (listener.isFull()) {
                return TcpDrops.ACCEPT_QUEUE_FULL;
            }
        }
        final int index = halfOpens.add(syn, hash, synFlags(syn), peerMss(syn));
        if (index == Slab.NONE) {
            return TcpDrops.SYN_TABLE_FULL;
        }
        final long bits = state.secrets.connectionBits(syn.key);
        int iss = Secrets.isn(bits, state.nowNs);
        if (reused && TcpSequence.lessThanOrEqual(iss, reusedSndNxt)) {
            iss = reusedSndNxt + REUSE_STEP; // RFC 9293 section 3.6.1: larger than the largest of the last incarnation
        }
        halfOpens.begin(index, iss, bits);
        return DropReason.NONE;
    }

    private DropReason answerWithCookie(final Segment syn) {
        halfOpens.synAckWithCookie(syn, synFlags(syn), peerMss(syn), state.secrets.connectionBits(syn.key));
        return DropReason.NONE;
    }

    private DropReason defer(final Segment syn, final int hash, final Listener listener) {
        final int index = halfOpens.add(syn, hash, synFlags(syn), peerMss(syn));
        if (index == Slab.NONE) {
            return TcpDrops.SYN_TABLE_FULL;
        }
        halfOpens.defer(index);
        state.notices.deferred(halfOpens.deferredName(index), listener.handle);
        return DropReason.NONE;
    }

    /** {@return the flags of a {@link SynEntry}: what the SYN offers and we have as well} */
    private int synFlags(final Segment syn) {
        final Personality personality = state.config.personality();
        int flags = 0;
        if (syn.options.hasWindowScale() && personality.windowScale()) {
            flags |= SynEntry.WINDOW_SCALE_OK | syn.options.windowScale(); // RFC 7323 section 2.3: at most 14
        }
        if (syn.options.isSackPermitted() && personality.sackPermitted()) {
            flags |= SynEntry.SACK_OK;
        }
        if (syn.options.hasTimestamps() && personality.timestamps()) {
            flags |= SynEntry.TIMESTAMPS_OK;
        }
        if (syn.offersEcn() && state.config.ecn()) {
            flags |= SynEntry.ECN_OK;
        }
        return flags;
    }

    /** {@return the MSS option, or the default where it is absent (RFC 9293 section 3.7.1, MUST-15)} */
    static int peerMss(final Segment syn) {
        return syn.options.hasMaximumSegmentSize() ? syn.options.maximumSegmentSize() : syn.key.isIpv4() ? 536 : 1220;
    }

    private DropReason acknowledgeCookie(final Segment segment, final int hash, final Listener listener) {
        final int irs = segment.seq - 1;
        final int iss = segment.ack - 1;
        final int mssIndex = cookies.mssIndex(segment.key, irs, iss, state.now);
        if (mssIndex == SynCookies.NONE) {
            state.counters.cookiesRefused++;
            output.resetFor(segment);
            return TcpDrops.NO_CONNECTION;
        }
        if (listener.isFull()) {
            return TcpDrops.ACCEPT_QUEUE_FULL;
        }
        final int index = connections.create(segment.key, hash);
        if (index == Slab.NONE) {
            return TcpDrops.CONNECTIONS_FULL;
        }
        final long bits = state.secrets.connectionBits(segment.key);
        final int flags = segment.options.hasTimestamps()
                ? SynCookies.decodeOptions(segment.options.timestampEcho() - Secrets.timestampOffset(bits))
                : 0;
        state.counters.cookiesAccepted++;
        final int mss = SynCookies.mss(segment.key, mssIndex);
        establish(segment, index, listener, irs, iss, flags, mss, segment.options.timestampValue(), bits);
        return synchronizedArrival.continueEstablished(segment, index);
    }

    /** Section 3.10.7.4 for SYN-RECEIVED after a passive open. */
    DropReason arriveHalfOpen(final Segment segment, final int hash, final int index) {
        final long entry = state.halfOpens.address(index);
        final int rcvNxt = SynEntry.irs(entry) + 1;
        final boolean deferred = SynEntry.stage(entry) == SynEntry.DEFERRED_STAGE;
        // The same SYN again: the SYN-ACK was lost, or is late. The same answer, with the same ISS.
        if ((segment.flags & (TcpFlyweight.SYN | TcpFlyweight.ACK | TcpFlyweight.RST | TcpFlyweight.FIN))
                        == TcpFlyweight.SYN
                && segment.seq == SynEntry.irs(entry)) {
            if (!deferred) {
                halfOpens.synAckAgain(index, segment.offersEcn());
            }
            return DropReason.NONE;
        }
        if (deferred) {
            if (segment.is(TcpFlyweight.RST) && segment.seq == rcvNxt) {
                halfOpens.remove(index);
                return DropReason.NONE;
            }
            return TcpDrops.POLICY;
        }
        // First, check sequence number: RFC 7323 section 5.3 (R1), then the window.
        final boolean timestamps = (SynEntry.flags(entry) & SynEntry.TIMESTAMPS_OK) != 0;
        if (timestamps && !segment.is(TcpFlyweight.RST)) {
            if (segment.options.hasTimestamps()
                    && TcpSequence.lessThan(segment.options.timestampValue(), SynEntry.tsRecent(entry))) {
                halfOpens.acknowledgeOnce(index);
                return TcpDrops.OLD_TIMESTAMP;
            }
            if (!segment.options.hasTimestamps() && state.config.requireTimestamps()) {
                return TcpDrops.OLD_TIMESTAMP;
            }
        }
        if (!TcpSequence.isAcceptableSegment(segment.seq, segment.len(), rcvNxt, state.config.synWindow())) {
            if (!segment.is(TcpFlyweight.RST)) {
                halfOpens.acknowledgeOnce(index);
            }
            return TcpDrops.NOT_ACCEPTABLE;
        }
        // Second, check the RST bit (RFC 5961 section 3.2); after a passive open, return to LISTEN without a word.
        if (segment.is(TcpFlyweight.RST)) {
            if (segment.seq != rcvNxt) {
                halfOpens.acknowledgeOnce(index);
                return TcpDrops.INEXACT_RESET;
            }
            halfOpens.remove(index);
            return DropReason.NONE;
        }
        // Fourth, check the SYN bit: after a passive OPEN, return this connection to the LISTEN state and return.
        if (segment.is(TcpFlyweight.SYN)) {
            halfOpens.remove(index);
            return TcpDrops.UNEXPECTED_SYN;
        }
        // Fifth, check the ACK field.
        if (!segment.is(TcpFlyweight.ACK)) {
            return TcpDrops.NO_ACK;
        }
        if (segment.ack != SynEntry.iss(entry) + 1) { // SND.UNA < SEG.ACK =< SND.NXT, one octet apart
            output.resetFor(segment);
            return TcpDrops.BAD_ACKNOWLEDGMENT;
        }
        return complete(segment, hash, index, entry);
    }

    private DropReason complete(final Segment segment, final int hash, final int halfOpen, final long entry) {
        final @Nullable Listener listener =
                state.listeners.find(segment.key.localHigh(), segment.key.localLow(), segment.key.localPort());
        if (listener == null) {
            halfOpens.remove(halfOpen);
            output.resetFor(segment);
            return TcpDrops.NO_CONNECTION;
        }
        if (listener.isFull()) {
            if (state.config.resetOnFullAcceptQueue()) {
                halfOpens.remove(halfOpen);
                output.resetFor(segment);
            }
            return TcpDrops.ACCEPT_QUEUE_FULL;
        }
        final int index = connections.promote(segment.key, hash, halfOpen);
        if (index == Slab.NONE) {
            return TcpDrops.CONNECTIONS_FULL;
        }
        final int flags = SynEntry.flags(entry);
        final int roundTrip = halfOpens.roundTrip(halfOpen);
        final long bits = (flags & SynEntry.TIMESTAMPS_OK) != 0 ? state.secrets.connectionBits(segment.key) : 0;
        establish(
                segment,
                index,
                listener,
                SynEntry.irs(entry),
                SynEntry.iss(entry),
                flags,
                SynEntry.mss(entry),
                SynEntry.tsRecent(entry),
                bits);
        halfOpens.free(halfOpen);
        final long tcb = state.connections.address(index);
        if (roundTrip >= 0) {
            RoundTrip.measured(tcb, roundTrip * 1_000, state.config);
        } else {
            Tcb.set(tcb, Tcb.SYN_RETRANSMITTED);
            RoundTrip.afterSynTimeout(tcb); // RFC 6298 section 5 (5.7)
        }
        synchronizedArrival.openCongestionWindow(tcb);
        return synchronizedArrival.continueEstablished(segment, index);
    }

    /** Enters ESTABLISHED and the accept queue; SND.WND and the rest come from this segment (section 3.10.7.4, fifth). */
    private void establish(
            final Segment segment,
            final int index,
            final Listener listener,
            final int irs,
            final int iss,
            final int synFlags,
            final int peerMss,
            final int tsRecent,
            final long connectionBits) {
        final long tcb = state.connections.address(index);
        int flags = Tcb.PASSIVE;
        if ((synFlags & SynEntry.WINDOW_SCALE_OK) != 0) {
            flags |= Tcb.WINDOW_SCALE_OK;
            Tcb.sndShift(tcb, synFlags & SynEntry.WINDOW_SCALE_MASK);
            Tcb.rcvShift(tcb, state.config.receiveShift());
        }
        if ((synFlags & SynEntry.SACK_OK) != 0) {
            flags |= Tcb.SACK_OK;
        }
        if ((synFlags & SynEntry.TIMESTAMPS_OK) != 0) {
            flags |= Tcb.TIMESTAMPS_OK;
            Tcb.tsRecent(tcb, tsRecent);
            Tcb.tsRecentAge(tcb, state.now);
            Tcb.tsOffset(tcb, Secrets.timestampOffset(connectionBits));
        }
        if ((synFlags & SynEntry.ECN_OK) != 0) {
            flags |= Tcb.ECN_OK;
        }
        Tcb.flags(tcb, flags);
        Tcb.state(tcb, Tcb.ESTABLISHED);
        Tcb.iss(tcb, iss);
        Tcb.sndUna(tcb, iss + 1);
        Tcb.sndNxt(tcb, iss + 1);
        synchronizedArrival.synchronizedWith(tcb, irs, segment.key.isIpv4(), peerMss);
        synchronizedArrival.takeWindow(segment, tcb, Tcb.sndShift(tcb));
        synchronizedArrival.openCongestionWindow(tcb);
        state.counters.passiveOpens++;
        connections.enqueue(listener, index, tcb);
        state.notices.acceptable(listener.handle);
    }
}
