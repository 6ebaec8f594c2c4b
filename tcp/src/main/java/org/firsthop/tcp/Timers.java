package org.firsthop.tcp;

import org.firsthop.core.wire.TcpFlyweight;

/** What happens when a connection's timer expires: one wheel entry a connection, for whichever of its deadlines is first. */
final class Timers {
    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final Sender sender;

    Timers(final EngineState state, final Connections connections, final Output output, final Sender sender) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.sender = sender;
    }

    void onTimer(final int index) {
        final long tcb = state.connections.address(index);
        final boolean alive = runRetransmit(index, tcb) && runIdle(index, tcb);
        if (alive) {
            runAck(index, tcb);
            rearm(index, tcb);
        }
        state.notices.tell();
    }

    private boolean isDue(final long tcb, final int flag, final int deadline) {
        return Tcb.is(tcb, flag) && state.now - deadline >= 0;
    }

    /** Links the timer again for the earliest deadline that counts. */
    private void rearm(final int index, final long tcb) {
        if (Tcb.is(tcb, Tcb.RETRANSMIT_ARMED)) {
            state.wheel.arm(index, Tcb.retransmitDeadline(tcb));
        }
        if (Tcb.is(tcb, Tcb.ACK_ARMED)) {
            state.wheel.arm(index, Tcb.ackDeadline(tcb));
        }
        if (Tcb.is(tcb, Tcb.IDLE_ARMED)) {
            state.wheel.arm(index, Tcb.idleDeadline(tcb));
        }
    }

    private void runAck(final int index, final long tcb) {
        if (isDue(tcb, Tcb.ACK_ARMED, Tcb.ackDeadline(tcb))) {
            Tcb.clear(tcb, Tcb.ACK_ARMED);
            final long sent = state.counters.sent;
            if (Tcb.is(tcb, Tcb.OUTPUT_BLOCKED)) {
                Tcb.clear(tcb, Tcb.OUTPUT_BLOCKED);
                sender.transmit(index, tcb);
            }
            if (sent == state.counters.sent && !Tcb.is(tcb, Tcb.OUTPUT_BLOCKED)) {
                output.acknowledge(index, tcb);
            }
        }
    }

    private boolean runRetransmit(final int index, final long tcb) {
        if (!isDue(tcb, Tcb.RETRANSMIT_ARMED, Tcb.retransmitDeadline(tcb))) {
            return true;
        }
        final int retries = Tcb.retries(tcb);
        if (isExhausted(
                tcb, retries)) { // R2 (RFC 9293 section 3.8.3, MUST-20, MUST-23), or the user timeout (section 3.10.8)
            final boolean told = Tcb.is(tcb, Tcb.UNREACHABLE_TOLD);
            connections.close(index, tcb, told ? CloseReason.UNREACHABLE : CloseReason.TIMED_OUT);
            return false;
        }
        Tcb.retries(tcb, Math.min(255, retries + 1));
        if (Tcb.is(tcb, Tcb.PERSIST)) {
            Tcb.probes(tcb, Math.min(255, Tcb.probes(tcb) + 1));
            sender.probeWindow(index, tcb);
        } else if (Tcb.state(tcb) < Tcb.ESTABLISHED) {
            Tcb.set(tcb, Tcb.SYN_RETRANSMITTED);
            state.counters.retransmittedSegments++;
            final boolean answer = Tcb.state(tcb) == Tcb.SYN_RECEIVED;
            output.synchronize(index, tcb, answer ? TcpFlyweight.SYN | TcpFlyweight.ACK : TcpFlyweight.SYN);
            connections.armRetransmit(index, tcb, RoundTrip.backedOff(tcb, state.config));
        } else {
            sender.retransmissionTimeout(index, tcb);
        }
        return true;
    }

    private boolean isExhausted(final long tcb, final int retries) {
        if (Tcb.is(tcb, Tcb.PERSIST)) {
            return Tcb.probes(tcb) >= state.config.dataRetries(); // unanswered; while answered it stays open (MUST-35)
        }
        final int limit = Tcb.state(tcb) < Tcb.ESTABLISHED ? state.config.synRetries() : state.config.dataRetries();
        final int timeout = state.config.userTimeout();
        return retries >= limit || (timeout > 0 && state.now - Tcb.sentAt(tcb) >= timeout);
    }

    private boolean runIdle(final int index, final long tcb) {
        if (!isDue(tcb, Tcb.IDLE_ARMED, Tcb.idleDeadline(tcb))) {
            return true;
        }
        Tcb.clear(tcb, Tcb.IDLE_ARMED);
        if (Tcb.state(tcb) == Tcb.FIN_WAIT_2 && Tcb.is(tcb, Tcb.USER_CLOSED)) {
            connections.close(
                    index, tcb, CloseReason.TIMED_OUT); // the peer never closes: nobody is left to wait for it
            return false;
        }
        return (Tcb.options(tcb) & Tcb.OPTION_KEEP_ALIVE) == 0 || keepAlive(index, tcb);
    }

    /** Keep-alives (RFC 9293 section 3.8.4, MUST-24 to MUST-29): only when nothing is outstanding. */
    private boolean keepAlive(final int index, final long tcb) {
        final int idle = state.now - Tcb.lastReceived(tcb);
        final boolean quiet = Tcb.flightSize(tcb) == 0 && !Tcb.is(tcb, Tcb.RETRANSMIT_ARMED);
        if (!quiet || idle < state.config.keepAliveIdle()) {
            final int left = quiet ? state.config.keepAliveIdle() - idle : state.config.keepAliveIdle();
            connections.armIdle(index, tcb, left);
            return true;
        }
        if (Tcb.probes(tcb) >= state.config.keepAliveProbes()) { // MUST-29: not because of one probe alone
            output.reset(index, tcb);
            connections.close(index, tcb, CloseReason.TIMED_OUT);
            return false;
        }
        Tcb.probes(tcb, Tcb.probes(tcb) + 1);
        output.probeKeepAlive(index, tcb);
        connections.armIdle(index, tcb, state.config.keepAliveInterval());
        return true;
    }
}
