package org.firsthop.tcp;

import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.Slab;
import org.firsthop.tcp.table.TimeoutQueue;

/**
 * The table of half-open connections (SYN-RECEIVED after a passive open), their retransmission, and the pressure under which
 * cookies take their place (RFC 4987).
 *
 * <p>Cookies begin when half of the table is in use and end when less than a quarter is. An entry waits in one queue a stage:
 * stage <em>k</em> is the wait of 2<sup>k</sup> initial RTOs after the <em>k</em>-th retransmission of the SYN-ACK.
 */
final class HalfOpens {
    private final EngineState state;
    private final Output output;
    private final SynCookies cookies;
    private final TimeoutQueue[] stages;
    private final TimeoutQueue deferred;
    private final FlowKey scratch = new FlowKey();
    private boolean pressed;
    private boolean cookieSent;
    private int cookieTick;

    HalfOpens(final EngineState state, final Output output, final SynCookies cookies) {
        this.state = state;
        this.output = output;
        this.cookies = cookies;
        this.stages = new TimeoutQueue[state.config.synAckRetries() + 1];
        for (int stage = 0; stage < stages.length; stage++) {
            stages[stage] = new TimeoutQueue(state.halfOpens, SynEntry.TIMEOUT_OFFSET);
        }
        this.deferred = new TimeoutQueue(state.halfOpens, SynEntry.TIMEOUT_OFFSET);
    }

    /** {@return whether new SYNs are answered with cookies} */
    boolean isPressed() {
        final int inUse = state.halfOpens.inUse();
        final int capacity = state.halfOpens.capacity();
        pressed = pressed ? inUse >= capacity >>> 2 && inUse > 0 : inUse >= (capacity + 1) >>> 1;
        return pressed;
    }

    /** {@return whether a cookie that is still good may be in the network} */
    boolean mayVerify() {
        return cookieSent && state.now - cookieTick <= 2 << 16; // two periods of SynCookies
    }

    /** {@return the index of a new entry for a SYN; or {@link Slab#NONE} when the table is full} */
    int add(final Segment syn, final int hash, final int flags, final int mss) {
        final int index = state.halfOpens.allocate();
        if (index == Slab.NONE) {
            return Slab.NONE;
        }
        final long entry = state.halfOpens.address(index);
        syn.key.write(entry);
        SynEntry.irs(entry, syn.seq);
        SynEntry.tsRecent(entry, syn.options.timestampValue());
        SynEntry.mss(entry, mss);
        SynEntry.flags(entry, flags);
        state.index.insert(hash, FlowIndex.reference(EngineState.HALF_OPEN, index));
        return index;
    }

    /** Sends the SYN-ACK of a new entry with an ISS. */
    void begin(final int index, final int iss, final long connectionBits) {
        final long entry = state.halfOpens.address(index);
        SynEntry.iss(entry, iss);
        SynEntry.stage(entry, 0);
        stages[0].append(index, state.now + state.config.initialRto());
        synAck(entry, connectionBits);
    }

    /** Keeps a new entry unanswered for the user's decision. */
    void defer(final int index) {
        final long entry = state.halfOpens.address(index);
        SynEntry.iss(entry, Secrets.isn(state.secrets.connectionBits(scratch.read(entry)), state.nowNs));
        SynEntry.stage(entry, SynEntry.DEFERRED_STAGE);
        deferred.append(index, state.now + state.config.deferTimeout());
    }

    /** {@return the name under which the user decides about a deferred entry} */
    long deferredName(final int index) {
        return ((long) SynEntry.iss(state.halfOpens.address(index)) << 32) | index;
    }

    /** {@return the deferred entry of a name, or {@link Slab#NONE} when its time has run out} */
    int deferredIndex(final long name) {
        final int index = (int) name;
        if (index < 0 || index >= state.halfOpens.highWaterMark()) {
            return Slab.NONE;
        }
        final long entry = state.halfOpens.address(index);
        final boolean live = state.index.find(scratch.read(entry), state.hash.hash(scratch))
                == FlowIndex.reference(EngineState.HALF_OPEN, index);
        return live && SynEntry.iss(entry) == (int) (name >>> 32) && SynEntry.stage(entry) == SynEntry.DEFERRED_STAGE
                ? index
                : Slab.NONE;
    }

    /** Answers a deferred SYN. */
    void complete(final int index) {
        deferred.remove(index);
        final long entry = state.halfOpens.address(index);
        begin(index, SynEntry.iss(entry), state.secrets.connectionBits(scratch.read(entry)));
    }

    /** Refuses a deferred SYN. */
    void refuse(final int index) {
        final long entry = state.halfOpens.address(index);
        final SegmentWriter writer = output.begin(scratch.read(entry));
        writer.seq = 0;
        writer.ack = SynEntry.irs(entry) + 1;
        writer.flags = TcpFlyweight.RST | TcpFlyweight.ACK;
        writer.write();
        state.counters.resetsSent++;
        remove(index);
    }

    /** Answers the same SYN once more. One that does not offer ECN any more takes its offer back (RFC 3168 section 6.1.1.1). */
    void synAckAgain(final int index, final boolean ecn) {
        final long entry = state.halfOpens.address(index);
        if (!ecn) {
            SynEntry.flags(entry, SynEntry.flags(entry) & ~SynEntry.ECN_OK);
        }
        synAckAgain(index);
    }

    /** Sends the SYN-ACK of an entry once more, the same but for its timestamp. */
    private void synAckAgain(final int index) {
        final long entry = state.halfOpens.address(index);
        synAck(entry, state.secrets.connectionBits(scratch.read(entry)));
    }

    /** Answers a SYN with a cookie; nothing is kept of it. */
    void synAckWithCookie(final Segment syn, final int flags, final int mss, final long connectionBits) {
        final SegmentWriter writer = output.begin(syn.key);
        writer.seq = cookies.iss(syn.key, syn.seq, mss, state.now);
        writer.ack = syn.seq + 1;
        // Without timestamps nothing can remember the other options, so that they must not be offered.
        final boolean remembered = (flags & SynEntry.TIMESTAMPS_OK) != 0;
        fillSynAck(writer, remembered ? flags : 0, syn.options.timestampValue());
        writer.tsVal = SynCookies.encodeOptions(state.now, flags) + Secrets.timestampOffset(connectionBits);
        if (writer.write()) {
            cookieSent = true;
            cookieTick = state.now;
            state.counters.cookiesSent++;
        }
    }

    private void synAck(final long entry, final long connectionBits) {
        final SegmentWriter writer = output.begin(scratch.read(entry));
        writer.seq = SynEntry.iss(entry);
        writer.ack = SynEntry.irs(entry) + 1;
        fillSynAck(writer, SynEntry.flags(entry), SynEntry.tsRecent(entry));
        writer.tsVal = state.now + Secrets.timestampOffset(connectionBits);
        writer.write();
    }

    private void fillSynAck(final SegmentWriter writer, final int flags, final int tsRecent) {
        // Without ECE, ECN is declined (RFC 3168 section 6.1.1).
        writer.flags = TcpFlyweight.SYN | TcpFlyweight.ACK | ((flags & SynEntry.ECN_OK) != 0 ? TcpFlyweight.ECE : 0);
        writer.wnd = state.config.synWindow(); // RFC 7323 section 2.2: never scaled
        writer.mss = output.advertisedMss(writer.key);
        writer.sackPermitted = (flags & SynEntry.SACK_OK) != 0;
        if ((flags & SynEntry.WINDOW_SCALE_OK) != 0) {
            writer.windowScale = state.config.receiveShift();
        }
        writer.timestamps = (flags & SynEntry.TIMESTAMPS_OK) != 0;
        writer.tsEcr = tsRecent;
    }

    /** The ACK that answers an unacceptable segment: one between two SYN-ACKs. */
    void acknowledgeOnce(final int index) {
        final long entry = state.halfOpens.address(index);
        if ((SynEntry.flags(entry) & SynEntry.ANSWERED) != 0 && state.config.challengeInterval() > 0) {
            state.counters.challengeAcksSuppressed++;
            return;
        }
        SynEntry.flags(entry, SynEntry.flags(entry) | SynEntry.ANSWERED);
        state.counters.challengeAcks++;
        final SegmentWriter writer = output.begin(scratch.read(entry));
        writer.seq = SynEntry.iss(entry) + 1;
        writer.ack = SynEntry.irs(entry) + 1;
        writer.flags = TcpFlyweight.ACK;
        writer.wnd = Math.min(0xFFFF, state.config.synWindow() >>> receiveShift(entry));
        writer.timestamps = (SynEntry.flags(entry) & SynEntry.TIMESTAMPS_OK) != 0;
        writer.tsVal = state.now + Secrets.timestampOffset(state.secrets.connectionBits(scratch));
        writer.tsEcr = SynEntry.tsRecent(entry);
        writer.write();
    }

    private int receiveShift(final long entry) {
        return (SynEntry.flags(entry) & SynEntry.WINDOW_SCALE_OK) != 0 ? state.config.receiveShift() : 0;
    }

    /** Forgets an entry: "return to the LISTEN state". */
    void remove(final int index) {
        final int hash = state.hash.hash(scratch.read(state.halfOpens.address(index)));
        state.index.remove(hash, FlowIndex.reference(EngineState.HALF_OPEN, index));
        free(index);
    }

    /** Gives the memory of an entry back whose place in the index another object has taken. */
    void free(final int index) {
        queueOf(index).remove(index);
        state.halfOpens.free(index);
    }

    /** {@return milliseconds between the SYN-ACK and now, when it was sent once only; else −1} */
    int roundTrip(final int index) {
        final long entry = state.halfOpens.address(index);
        if (SynEntry.stage(entry) != 0) {
            return -1;
        }
        return state.now - (stages[0].deadline(index) - state.config.initialRto());
    }

    private TimeoutQueue queueOf(final int index) {
        final int stage = SynEntry.stage(state.halfOpens.address(index));
        return stage == SynEntry.DEFERRED_STAGE ? deferred : stages[stage];
    }

    /** Retransmits SYN-ACKs and gives entries up whose time has come (RFC 9293 section 3.8.3, MUST-20 to MUST-23). */
    int expire(final int budget) {
        int expired = 0;
        while (expired < budget && deferred.isDue(state.now)) {
            remove(deferred.head());
            state.counters.halfOpenExpired++;
            expired++;
        }
        for (int stage = 0; stage < stages.length; stage++) {
            while (expired < budget && stages[stage].isDue(state.now)) {
                expire(stages[stage].head(), stage);
                expired++;
            }
        }
        return expired;
    }

    private void expire(final int index, final int stage) {
        if (stage + 1 == stages.length) {
            remove(index);
            state.counters.halfOpenExpired++;
            return;
        }
        final long entry = state.halfOpens.address(index);
        stages[stage].remove(index);
        SynEntry.stage(entry, stage + 1);
        SynEntry.flags(entry, SynEntry.flags(entry) & ~SynEntry.ANSWERED);
        final long wait = (long) state.config.initialRto() << (stage + 1); // RFC 6298 section 5 (5.5)
        stages[stage + 1].append(index, state.now + (int) Math.min(wait, state.config.maximumRto()));
        state.counters.retransmittedSegments++;
        synAckAgain(index);
    }

    /** {@return whether an entry waits for its deadline, the earliest being {@link #earliest}} */
    boolean isWaiting() {
        return state.halfOpens.inUse() > 0;
    }

    /** {@return ticks from now to the earliest deadline; may be negative} */
    int earliest() {
        int earliest = Integer.MAX_VALUE;
        if (deferred.size() > 0) {
            earliest = deferred.headDeadline() - state.now;
        }
        for (final TimeoutQueue stage : stages) {
            if (stage.size() > 0) {
                earliest = Math.min(earliest, stage.headDeadline() - state.now);
            }
        }
        return earliest;
    }
}
