package org.firsthop.tcp;

import org.agrona.DirectBuffer;
import org.firsthop.core.wire.TcpFlyweight;

/**
 * Sends data and FINs: what was lost first, then what is new, as far as the peer's window and the congestion window allow and
 * as it is worth a segment (RFC 9293 section 3.8.6.2.1, Nagle's algorithm of section 3.7.4 included).
 */
final class Sender {
    /** Octets that a segment's SACK blocks may take; a segment of data bears them only where they fit beside the data. */
    private static final int SACK_ROOM = 36;

    /** ECT(0) of RFC 3168 section 5. */
    private static final int ECN_CAPABLE = 2;

    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final LossRecovery recovery;
    private final Receiver receiver;

    Sender(
            final EngineState state,
            final Connections connections,
            final Output output,
            final LossRecovery recovery,
            final Receiver receiver) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.recovery = recovery;
        this.receiver = receiver;
    }

    /** Sends all that may be sent now, and sees to it that a timer runs while anything is outstanding or held back. */
    void transmit(final int index, final long tcb) {
        final int ring = Tcb.sendBlock(tcb);
        if ((ring == Rings.NONE && !Tcb.is(tcb, Tcb.FIN_QUEUED)) || Tcb.state(tcb) < Tcb.ESTABLISHED) {
            return;
        }
        boolean open = true;
        if (ring != Rings.NONE) {
            final long send = state.rings.header(ring);
            open = retransmit(index, tcb, send) && sendNew(index, tcb, send);
        }
        if (open && mayFinish(tcb) && usableWindow(tcb) > 0) {
            sendFin(index, tcb);
        }
        runTimer(index, tcb);
    }

    /** {@return octets of the peer's window beyond SND.NXT; negative when the window has shrunk (MUST-34)} */
    private static int usableWindow(final long tcb) {
        return Tcb.sndUna(tcb) + Tcb.sndWnd(tcb) - Tcb.sndNxt(tcb);
    }

    /** {@return whether nothing but the FIN is left to send} */
    private boolean mayFinish(final long tcb) {
        return (Tcb.flags(tcb) & (Tcb.FIN_QUEUED | Tcb.FIN_SENT)) == Tcb.FIN_QUEUED && unsent(tcb) == 0;
    }

    private int unsent(final long tcb) {
        final int ring = Tcb.sendBlock(tcb);
        if (ring == Rings.NONE || Tcb.is(tcb, Tcb.FIN_SENT)) {
            return 0;
        }
        return SendState.end(state.rings.header(ring)) - Tcb.sndNxt(tcb);
    }

    /** Sends again what is lost, within the congestion window; the first of an episode whatever that is. */
    private boolean retransmit(final int index, final long tcb, final long send) {
        if (!Tcb.is(tcb, Tcb.RECOVERY | Tcb.LOSS)) {
            return true;
        }
        while (true) {
            final int from = recovery.nextRetransmission(tcb, send);
            if (from == Tcb.sndNxt(tcb)) {
                return true;
            }
            final boolean first = from == Tcb.sndUna(tcb) && SendState.highRxt(send) == from;
            final int end = LossRecovery.holeEnd(tcb, send, from);
            final int length = Math.min(Math.min(end, SendState.end(send)) - from, Tcb.sndMss(tcb));
            if (!first && recovery.pipe(tcb, send) + length > Tcb.cwnd(tcb)) {
                return false;
            }
            final boolean fin = Tcb.is(tcb, Tcb.FIN_SENT) && from + length == SendState.end(send);
            if (!write(index, tcb, from, length, fin, from + length == SendState.end(send))) {
                return false;
            }
            SendState.highRxt(send, from + length + (fin ? 1 : 0));
            countRetransmission(tcb);
        }
    }

    private boolean sendNew(final int index, final long tcb, final long send) {
        final int mss = Tcb.sndMss(tcb);
        int pipe = recovery.pipe(tcb, send);
        while (true) {
            final int unsent = unsent(tcb);
            final int usable = usableWindow(tcb);
            final int length = Math.min(Math.min(unsent, mss), usable);
            if (length <= 0) {
                return true;
            }
            if (pipe > 0 && pipe + length > Tcb.cwnd(tcb)) {
                return false;
            }
            if (!isWorthSending(tcb, length, unsent)) {
                return false;
            }
            final boolean fin = length == unsent && Tcb.is(tcb, Tcb.FIN_QUEUED) && usable > length;
            if (!writeNew(index, tcb, send, length, fin)) {
                return false;
            }
            pipe += length;
        }
    }

    /** RFC 9293 section 3.8.6.2.1 (1) to (3), with Nagle's algorithm (SHLD-7, MUST-17, MUST-38). */
    private static boolean isWorthSending(final long tcb, final int length, final int unsent) {
        if (length >= Tcb.sndMss(tcb)) {
            return true;
        }
        final boolean prompt = Tcb.flightSize(tcb) == 0
                || (Tcb.options(tcb) & Tcb.OPTION_NO_DELAY) != 0
                || Tcb.is(tcb, Tcb.FIN_QUEUED);
        return prompt && (length == unsent || length >= Tcb.maxSndWnd(tcb) / 2);
    }

    private boolean writeNew(final int index, final long tcb, final long send, final int length, final boolean fin) {
        final int from = Tcb.sndNxt(tcb);
        // New data alone, and no probes of the window (RFC 3168 section 6.1.4 to section 6.1.6).
        final boolean capable = Tcb.is(tcb, Tcb.ECN_OK) && !Tcb.is(tcb, Tcb.PERSIST);
        if (!write(index, tcb, from, length, fin, from + length == SendState.end(send), capable)) {
            return false;
        }
        if (capable) {
            Tcb.clear(tcb, Tcb.CWR_DUE);
        }
        if (Tcb.flightSize(tcb) == 0) {
            Tcb.sentAt(tcb, state.now);
        }
        Tcb.sndNxt(tcb, from + length + (fin ? 1 : 0));
        if (fin) {
            Tcb.set(tcb, Tcb.FIN_SENT);
        }
        if (!Tcb.is(tcb, Tcb.TIMING | Tcb.RECOVERY | Tcb.LOSS)) {
            Tcb.set(tcb, Tcb.TIMING);
            SendState.timedSequence(send, from + length);
            SendState.timedAt(send, state.nowMicros());
        }
        return true;
    }

    private void sendFin(final int index, final long tcb) {
        if (write(index, tcb, Tcb.sndNxt(tcb), 0, true, false)) {
            if (Tcb.flightSize(tcb) == 0) {
                Tcb.sentAt(tcb, state.now);
            }
            Tcb.sndNxt(tcb, Tcb.sndNxt(tcb) + 1);
            Tcb.set(tcb, Tcb.FIN_SENT);
        }
    }

    private boolean write(
            final int index, final long tcb, final int from, final int length, final boolean fin, final boolean push) {
        return write(index, tcb, from, length, fin, push, false);
    }

    /** Writes a segment; when the sink takes none, what is left is tried again at the next tick. */
    private boolean write(
            final int index,
            final long tcb,
            final int from,
            final int length,
            final boolean fin,
            final boolean push,
            final boolean ecnCapable) {
        final SegmentWriter writer = output.begin(index, tcb);
        writer.seq = from;
        writer.flags = TcpFlyweight.ACK | (fin ? TcpFlyweight.FIN : 0) | (push ? TcpFlyweight.PSH : 0); // MUST-60, 61
        if (ecnCapable) {
            writer.ecn = ECN_CAPABLE;
            writer.flags |= Tcb.is(tcb, Tcb.CWR_DUE) ? TcpFlyweight.CWR : 0;
        }
        output.fillAcknowledgment(tcb);
        final boolean omitsSack = writer.sackRing != Rings.NONE && length > Tcb.sndMss(tcb) - SACK_ROOM;
        if (omitsSack) {
            writer.sackRing = Rings.NONE;
        }
        writer.dataRing = Tcb.sendBlock(tcb);
        writer.dataSequence = from;
        writer.dataLength = length;
        if (!writer.write()) {
            Tcb.set(tcb, Tcb.OUTPUT_BLOCKED);
            connections.armAck(index, tcb, 1);
            return false;
        }
        Tcb.clear(tcb, Tcb.OUTPUT_BLOCKED);
        if (!omitsSack) {
            output.acknowledged(tcb);
            receiver.acknowledgmentSent();
        }
        return true;
    }

    /** RFC 6298 section 5 (5.1); and the persist timer while a window keeps all back (RFC 9293 section 3.8.6.1, MUST-36). */
    private void runTimer(final int index, final long tcb) {
        if (Tcb.is(tcb, Tcb.RETRANSMIT_ARMED) && !Tcb.is(tcb, Tcb.PERSIST)) {
            return;
        }
        if (Tcb.flightSize(tcb) > 0 && !Tcb.is(tcb, Tcb.PERSIST)) {
            connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
        } else if (Tcb.flightSize(tcb) == 0 && (unsent(tcb) > 0 || mayFinish(tcb))) {
            if (!Tcb.is(tcb, Tcb.RETRANSMIT_ARMED)) {
                Tcb.set(tcb, Tcb.PERSIST);
                connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
            }
        } else if (Tcb.is(tcb, Tcb.PERSIST) && usableWindow(tcb) + Tcb.flightSize(tcb) > 0) {
            Tcb.clear(tcb, Tcb.PERSIST);
            if (Tcb.flightSize(tcb) > 0) {
                connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
            } else {
                Tcb.clear(tcb, Tcb.RETRANSMIT_ARMED);
            }
        }
    }

    /**
     * The retransmission timer has expired with data or a FIN outstanding: the oldest is sent again, the rest in slow start
     * (RFC 6298 section 5.4 to 5.6).
     */
    void retransmissionTimeout(final int index, final long tcb) {
        state.counters.timeouts++;
        final int ring = Tcb.sendBlock(tcb);
        if (ring == Rings.NONE) { // the FIN alone
            write(index, tcb, Tcb.sndNxt(tcb) - 1, 0, true, false);
            countRetransmission(tcb);
        } else {
            recovery.timeout(tcb, state.rings.header(ring));
            transmit(index, tcb);
        }
        connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
    }

    /** The persist timer has expired: a probe of an octet, new or sent before (RFC 9293 section 3.8.6.1, MUST-35 to 37). */
    void probeWindow(final int index, final long tcb) {
        final int ring = Tcb.sendBlock(tcb);
        if (Tcb.flightSize(tcb) == 0) {
            final int length = Math.min(unsent(tcb), Math.max(1, Math.min(Tcb.sndMss(tcb), usableWindow(tcb))));
            if (length > 0) {
                writeNew(index, tcb, state.rings.header(ring), length, false);
            } else if (mayFinish(tcb)) {
                sendFin(index, tcb);
            }
        } else {
            final boolean fin = ring == Rings.NONE;
            write(index, tcb, Tcb.sndUna(tcb), fin ? 0 : 1, fin, false);
            countRetransmission(tcb);
        }
        connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
    }

    /** Something was sent again: it is counted, and what runs cannot be timed (Karn, RFC 6298 section 3). */
    private void countRetransmission(final long tcb) {
        Tcb.clear(tcb, Tcb.TIMING);
        state.counters.retransmittedSegments++;
        if (!Tcb.is(tcb, Tcb.QUEUED)) {
            Tcb.retransmissions(tcb, Tcb.retransmissions(tcb) + 1);
        }
    }

    /**
     * Takes octets from the user.
     *
     * @return how many were taken.
     */
    int enqueue(final long tcb, final DirectBuffer buffer, final int offset, final int length) {
        int ring = Tcb.sendBlock(tcb);
        final int most = state.config.sendBuffer();
        if (ring == Rings.NONE) {
            ring = state.rings.allocate(Math.min(length, most));
            if (ring == Rings.NONE) {
                return 0;
            }
            SendState.initialize(state.rings.header(ring), Tcb.sndNxt(tcb));
            SendState.highRxt(state.rings.header(ring), Tcb.sndNxt(tcb));
            Tcb.sendBlock(tcb, ring);
        }
        long send = state.rings.header(ring);
        final int queued = SendState.length(send);
        final int wanted = (int) Math.min(most, (long) queued + length);
        if (wanted > state.rings.capacity(ring)) {
            final int larger = state.rings.grow(ring, wanted, SendState.base(send), queued);
            if (larger != Rings.NONE) {
                ring = larger;
                Tcb.sendBlock(tcb, ring);
                send = state.rings.header(ring);
            }
        }
        final int taken = Math.min(length, Math.min(most, state.rings.capacity(ring)) - queued);
        if (taken > 0) {
            final long from = buffer.addressOffset() + offset;
            state.rings.copyIn(ring, SendState.end(send), buffer.byteArray(), from, taken);
            SendState.length(send, queued + taken);
        }
        return Math.max(0, taken);
    }
}
