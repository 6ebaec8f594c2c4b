package org.firsthop.tcp;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpFlyweight;

/**
 * The text and FIN of a segment that is acceptable and trimmed to the window (RFC 9293 section 3.10.7.4, seventh and eighth),
 * reassembly, and when to acknowledge.
 */
final class Receiver {
    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final Burst burst;

    /** Whether the segment at hand is to be acknowledged at once, and whether it has ended its connection. */
    private boolean acknowledgeNow;

    private boolean closed;

    Receiver(final EngineState state, final Connections connections, final Output output, final Burst burst) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.burst = burst;
    }

    void acknowledgeNow() {
        acknowledgeNow = true;
    }

    /** {@return whether the last call of {@link #receive} has ended the connection} */
    boolean hasClosed() {
        return closed;
    }

    DropReason receive(final Segment segment, final int index, final long tcb) {
        closed = false;
        final boolean fin = segment.is(TcpFlyweight.FIN);
        if (segment.dataLength == 0 && !fin) {
            return DropReason.NONE;
        }
        // Seventh: text is taken in ESTABLISHED, FIN-WAIT-1 and FIN-WAIT-2; in the other states a FIN has been
        // received, nothing can follow it, and what repeats it was trimmed.
        if (Tcb.is(tcb, Tcb.FIN_RECEIVED)) {
            acknowledgeNow = true;
            return DropReason.NONE;
        }
        if (segment.dataLength > 0 && Tcb.is(tcb, Tcb.USER_CLOSED)) {
            output.reset(index, tcb); // section 3.6.1, SHLD-3: to show that data were lost
            connections.close(index, tcb, CloseReason.DATA_LOST);
            acknowledgeNow = false;
            closed = true;
            return TcpDrops.DATA_AFTER_CLOSE;
        }
        return segment.seq == Tcb.rcvNxt(tcb)
                ? receiveInOrder(segment, index, tcb, fin)
                : receiveOutOfOrder(segment, tcb, fin);
    }

    /** The mark of congestion is echoed until the peer says that its window is reduced (RFC 3168 section 6.1.3). */
    void takeMark(final Segment segment, final long tcb) {
        if (segment.is(TcpFlyweight.CWR)) {
            Tcb.clear(tcb, Tcb.ECN_ECHO);
        }
        if (segment.isMarked()) {
            Tcb.set(tcb, Tcb.ECN_ECHO);
            state.counters.congestionMarks++;
        }
    }

    private DropReason receiveInOrder(final Segment segment, final int index, final long tcb, final boolean fin) {
        final int length = segment.dataLength;
        final int end = segment.seq + length;
        if (length > 0) {
            if (!store(segment, tcb)) {
                return TcpDrops.NO_BUFFER;
            }
            advance(tcb, length);
            Tcb.rcvMss(tcb, Math.max(Tcb.rcvMss(tcb), length));
            if (Tcb.is(tcb, Tcb.OUT_OF_ORDER)) {
                acknowledgeNow = true; // RFC 5681 section 4.2: at once when a gap is filled in whole or in part
                joinRanges(tcb);
            }
            delayAcknowledgment(index, tcb, length);
            state.notices.readable(state.handle(index));
        }
        // A FIN in the midst of what has come is not the end: the peer contradicts itself, and the data stand.
        if ((fin && Tcb.rcvNxt(tcb) == end) || isFinReached(tcb)) {
            receiveFin(index, tcb);
        }
        return DropReason.NONE;
    }

    private DropReason receiveOutOfOrder(final Segment segment, final long tcb, final boolean fin) {
        acknowledgeNow = true; // RFC 5681 section 4.2, RFC 9293 section 3.8.6.3: tell the sender of the gap
        if (segment.dataLength == 0) {
            return TcpDrops.NO_BUFFER; // a FIN alone beyond a gap: it will come again
        }
        if (!store(segment, tcb)) {
            return TcpDrops.NO_BUFFER;
        }
        final long header = state.rings.header(Tcb.receiveBlock(tcb));
        final int end = segment.seq + segment.dataLength;
        if (Intervals.add(ReceiveState.ranges(header), ReceiveState.RANGES_CAPACITY, segment.seq, end) < 0) {
            return TcpDrops.NO_BUFFER;
        }
        Tcb.set(tcb, Tcb.OUT_OF_ORDER);
        if (fin) {
            ReceiveState.finKnown(header, 1);
            ReceiveState.finSequence(header, end);
        }
        return DropReason.NONE;
    }

    /** Copies a segment's octets to where they belong in the receive ring; false when there is no ring for them. */
    private boolean store(final Segment segment, final long tcb) {
        int ring = Tcb.receiveBlock(tcb);
        if (ring == Rings.NONE) {
            ring = state.rings.allocate(segment.seq + segment.dataLength - Tcb.rcvNxt(tcb));
            if (ring == Rings.NONE) {
                return false;
            }
            ReceiveState.initialize(state.rings.header(ring), Tcb.rcvNxt(tcb));
            Tcb.receiveBlock(tcb, ring);
        } else {
            final int readNext = ReceiveState.readNext(state.rings.header(ring));
            final int needed = segment.seq + segment.dataLength - readNext;
            final int capacity = state.rings.capacity(ring);
            if (needed > capacity) {
                ring = state.rings.grow(ring, needed, readNext, capacity);
                if (ring == Rings.NONE) {
                    return false;
                }
                Tcb.receiveBlock(tcb, ring);
            }
        }
        state.rings.copyIn(ring, segment.seq, segment.base, segment.data, segment.dataLength);
        return true;
    }

    private static void advance(final long tcb, final int octets) {
        Tcb.rcvNxt(tcb, Tcb.rcvNxt(tcb) + octets);
        Tcb.rcvWnd(tcb, Math.max(0, Tcb.rcvWnd(tcb) - octets));
    }

    /** Moves RCV.NXT over what came out of order and now follows. */
    private void joinRanges(final long tcb) {
        final long ranges = ReceiveState.ranges(state.rings.header(Tcb.receiveBlock(tcb)));
        Intervals.trimBelow(ranges, Tcb.rcvNxt(tcb));
        if (Intervals.count(ranges) > 0 && Intervals.left(ranges, 0) == Tcb.rcvNxt(tcb)) {
            advance(tcb, Intervals.right(ranges, 0) - Tcb.rcvNxt(tcb));
            Intervals.trimBelow(ranges, Tcb.rcvNxt(tcb));
        }
        if (Intervals.count(ranges) == 0) {
            Tcb.clear(tcb, Tcb.OUT_OF_ORDER);
        }
    }

    private boolean isFinReached(final long tcb) {
        final int ring = Tcb.receiveBlock(tcb);
        if (ring == Rings.NONE) {
            return false;
        }
        final long header = state.rings.header(ring);
        return ReceiveState.finKnown(header) != 0 && ReceiveState.finSequence(header) == Tcb.rcvNxt(tcb);
    }

    /** Eighth, check the FIN bit: advance RCV.NXT over the FIN, acknowledge it, change the state. */
    private void receiveFin(final int index, final long tcb) {
        Tcb.rcvNxt(tcb, Tcb.rcvNxt(tcb) + 1);
        Tcb.rcvWnd(tcb, Math.max(0, Tcb.rcvWnd(tcb) - 1));
        Tcb.set(tcb, Tcb.FIN_RECEIVED);
        Tcb.clear(tcb, Tcb.OUT_OF_ORDER);
        acknowledgeNow = true;
        state.notices.readable(state.handle(index)); // the end of the data can be read
        switch (Tcb.state(tcb)) {
            case Tcb.ESTABLISHED -> Tcb.state(tcb, Tcb.CLOSE_WAIT);
            case Tcb.FIN_WAIT_1 -> {
                if (Tcb.isFinAcknowledged(tcb)) {
                    enterTimeWait(index, tcb);
                } else {
                    Tcb.state(tcb, Tcb.CLOSING);
                }
            }
            case Tcb.FIN_WAIT_2 -> enterTimeWait(index, tcb);
            default -> throw new IllegalStateException("state: value=" + Tcb.state(tcb) + " has no use for a FIN");
        }
    }

    private void enterTimeWait(final int index, final long tcb) {
        output.acknowledge(index, tcb);
        acknowledgeNow = false;
        closed = true;
        connections.enterTimeWait(index, tcb);
    }

    /**
     * An ACK for every second segment of full size at the latest (RFC 9293 section 3.8.6.3, SHLD-18, SHLD-19, MUST-59), within
     * less than half a second (MUST-40).
     */
    private void delayAcknowledgment(final int index, final long tcb, final int length) {
        final int full = length >= Tcb.rcvMss(tcb) ? 1 : 0;
        final int segments = Tcb.delayedSegments(tcb) + full;
        Tcb.delayedSegments(tcb, segments);
        if (segments >= 2 || state.config.delayedAck() == 0) {
            acknowledgeNow = true;
        } else if (!acknowledgeNow && !Tcb.is(tcb, Tcb.ACK_ARMED)) {
            connections.armAck(index, tcb, state.config.delayedAck());
        }
    }

    /** Sends the acknowledgment that is due at once, unless a segment with data has borne it. */
    void acknowledgeIfDue(final int index, final long tcb) {
        if (acknowledgeNow) {
            acknowledgeNow = false;
            if (!burst.defer(index, tcb)) {
                output.acknowledge(index, tcb);
            }
        }
    }

    /** Notes that a segment with data has borne the acknowledgment. */
    void acknowledgmentSent() {
        acknowledgeNow = false;
    }

    /**
     * Reads octets for the user.
     *
     * @return octets copied; the ring is given back when nothing is left in it.
     */
    int read(final long tcb, final MutableDirectBuffer buffer, final int offset, final int length) {
        final int octets = Math.min(length, connections.unread(tcb));
        if (octets <= 0) {
            return 0;
        }
        buffer.boundsCheck(offset, octets);
        final int ring = Tcb.receiveBlock(tcb);
        final long header = state.rings.header(ring);
        final int readNext = ReceiveState.readNext(header);
        state.rings.copyOut(ring, readNext, buffer.byteArray(), buffer.addressOffset() + offset, octets);
        ReceiveState.readNext(header, readNext + octets);
        if (connections.unread(tcb) == 0 && !Tcb.is(tcb, Tcb.OUT_OF_ORDER)) {
            state.rings.free(ring);
            Tcb.receiveBlock(tcb, Rings.NONE);
        }
        return octets;
    }

    /** Tells the peer that there is room again, when the user's reading has made it worth while. */
    void updateWindow(final int index, final long tcb) {
        if (Tcb.is(tcb, Tcb.FIN_RECEIVED) || Tcb.state(tcb) < Tcb.ESTABLISHED || Tcb.state(tcb) > Tcb.FIN_WAIT_2) {
            return;
        }
        final int before = Tcb.rcvWnd(tcb);
        output.selectWindow(tcb);
        final int opened = Tcb.rcvWnd(tcb) - before;
        if (opened > 0 && (before < 2 * Tcb.rcvMss(tcb) || opened >= state.config.receiveWindow() / 2)) {
            output.acknowledge(index, tcb);
        } else {
            Tcb.rcvWnd(tcb, before);
        }
    }
}
