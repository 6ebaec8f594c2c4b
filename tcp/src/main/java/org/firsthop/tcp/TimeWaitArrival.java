package org.firsthop.tcp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpSequence;
import org.jspecify.annotations.Nullable;

/** A segment for a connection in TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 1337, RFC 6191). */
final class TimeWaitArrival {
    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final ListenArrival listenArrival;

    TimeWaitArrival(
            final EngineState state,
            final Connections connections,
            final Output output,
            final ListenArrival listenArrival) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.listenArrival = listenArrival;
    }

    DropReason arrive(final Segment segment, final int hash, final int index) {
        final long entry = state.timeWaits.address(index);
        if (segment.is(TcpFlyweight.RST)) { // RFC 1337 section 2: a reset does not end TIME-WAIT
            return TcpDrops.STRAY_RESET;
        }
        final int rcvNxt = TimeWaitEntry.rcvNxt(entry);
        if (segment.is(TcpFlyweight.SYN)) {
            return synchronize(segment, hash, index, entry, rcvNxt);
        }
        if (!segment.is(TcpFlyweight.ACK)) {
            return TcpDrops.NO_ACK;
        }
        if (segment.is(TcpFlyweight.FIN) && segment.seq + segment.len() == rcvNxt) {
            // "A retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL timeout."
            state.timeWaitQueue.remove(index);
            state.timeWaitQueue.append(index, state.now + state.config.timeWaitTimeout());
            acknowledge(segment, entry);
            return DropReason.NONE;
        }
        if (segment.len() == 0 && segment.seq == rcvNxt) {
            return DropReason.NONE; // an acknowledgment of ours, late
        }
        acknowledgeLimited(segment, entry);
        return TcpDrops.NOT_ACCEPTABLE;
    }

    /** A new connection may take the four-tuple when it is sure to be new (RFC 6191 section 2, RFC 9293 section 3.6.1). */
    private DropReason synchronize(
            final Segment segment, final int hash, final int index, final long entry, final int rcvNxt) {
        final @Nullable Listener listener =
                state.listeners.find(segment.key.localHigh(), segment.key.localLow(), segment.key.localPort());
        if (listener == null || segment.is(TcpFlyweight.ACK | TcpFlyweight.FIN) || !isNew(segment, entry, rcvNxt)) {
            acknowledgeLimited(segment, entry);
            return TcpDrops.NOT_ACCEPTABLE;
        }
        final int sndNxt = TimeWaitEntry.sndNxt(entry);
        connections.expireTimeWait(index);
        return listenArrival.arriveReusing(segment, hash, listener, sndNxt);
    }

    private static boolean isNew(final Segment segment, final long entry, final int rcvNxt) {
        final boolean laterSequence = TcpSequence.greaterThan(segment.seq, rcvNxt);
        if ((TimeWaitEntry.stamp(entry) & TimeWaitEntry.TIMESTAMPS_OK) != 0 && segment.options.hasTimestamps()) {
            final int value = segment.options.timestampValue();
            final int recent = TimeWaitEntry.tsRecent(entry);
            return TcpSequence.greaterThan(value, recent) || (value == recent && laterSequence);
        }
        return laterSequence;
    }

    private void acknowledgeLimited(final Segment segment, final long entry) {
        final int stamp = TimeWaitEntry.stamp(entry);
        final int since = (state.now - stamp) & TimeWaitEntry.TICK_MASK;
        if ((stamp & TimeWaitEntry.ANSWERED) != 0 && since < state.config.challengeInterval()) {
            state.counters.challengeAcksSuppressed++;
            return;
        }
        TimeWaitEntry.stamp(
                entry,
                (stamp & TimeWaitEntry.TIMESTAMPS_OK) | TimeWaitEntry.ANSWERED | (state.now & TimeWaitEntry.TICK_MASK));
        state.counters.challengeAcks++;
        acknowledge(segment, entry);
    }

    /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}; no window is left to offer. */
    private void acknowledge(final Segment segment, final long entry) {
        final SegmentWriter writer = output.begin(segment.key);
        writer.seq = TimeWaitEntry.sndNxt(entry);
        writer.ack = TimeWaitEntry.rcvNxt(entry);
        writer.flags = TcpFlyweight.ACK;
        if ((TimeWaitEntry.stamp(entry) & TimeWaitEntry.TIMESTAMPS_OK) != 0) {
            final long bits = state.secrets.connectionBits(segment.key);
            writer.timestamps = true;
            writer.tsVal = state.now + Secrets.timestampOffset(bits);
            writer.tsEcr = TimeWaitEntry.tsRecent(entry);
        }
        writer.write();
    }
}
