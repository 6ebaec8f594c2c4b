package org.firsthop.tcp;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.Slab;
import org.jspecify.annotations.Nullable;

/**
 * The user's calls: OPEN, SEND, RECEIVE, CLOSE and ABORT of RFC 9293 section 3.10.1 to section 3.10.5, state by state, as {@link
 * TcpEngine} describes them to the user.
 */
final class UserCalls {
    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final HalfOpens halfOpens;
    private final Receiver receiver;
    private final Sender sender;
    private final Ports ports;
    private final FlowKey key = new FlowKey();

    UserCalls(
            final EngineState state,
            final Connections connections,
            final Output output,
            final HalfOpens halfOpens,
            final Receiver receiver,
            final Sender sender) {
        this.state = state;
        this.connections = connections;
        this.output = output;
        this.halfOpens = halfOpens;
        this.receiver = receiver;
        this.sender = sender;
        this.ports = new Ports(state);
    }

    /** CLOSE of a listener (section 3.10.4). */
    void unlisten(final long listener, final long nowNs) {
        state.clock(nowNs);
        final @Nullable Listener found = state.listeners.byHandle(listener);
        if (found == null) {
            return;
        }
        while (found.queueHead != Slab.NONE) {
            final int index = found.queueHead;
            final long tcb = state.connections.address(index);
            output.reset(index, tcb);
            connections.close(index, tcb, CloseReason.ABORTED);
        }
        state.listeners.remove(found);
    }

    /** The connection that has waited longest, which the user knows from now on. */
    long accept(final long listener) {
        final @Nullable Listener found = state.listeners.byHandle(listener);
        if (found == null || found.queueHead == Slab.NONE) {
            return TcpEngine.NONE;
        }
        final int index = found.queueHead;
        final long tcb = state.connections.address(index);
        connections.unqueue(index, tcb);
        Tcb.set(tcb, Tcb.USER_KNOWN);
        return state.handle(index);
    }

    /** Decides about a SYN that was put off. */
    boolean complete(final long deferred, final boolean accept, final long nowNs) {
        state.clock(nowNs);
        final int index = halfOpens.deferredIndex(deferred);
        if (index == Slab.NONE) {
            return false;
        }
        if (accept) {
            halfOpens.complete(index);
        } else {
            halfOpens.refuse(index);
        }
        return true;
    }

    /** Active OPEN (section 3.10.1). */
    long connect(
            final long localHigh,
            final long localLow,
            final int localPort,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort,
            final long nowNs) {
        TcpEngineBuilder.check("localPort", localPort, 0, 65_535);
        TcpEngineBuilder.check("remotePort", remotePort, 1, 65_535);
        if (!Addresses.isUsable(localHigh, localLow)
                || !Addresses.isUsable(remoteHigh, remoteLow)
                || FlowKey.isMapped(localHigh, localLow) != FlowKey.isMapped(remoteHigh, remoteLow)) {
            throw new IllegalArgumentException("addresses: value=" + Long.toHexString(localHigh) + ":"
                    + Long.toHexString(localLow) + " and " + Long.toHexString(remoteHigh) + ":"
                    + Long.toHexString(remoteLow) + ", expected two unicast addresses of one family");
        }
        state.clock(nowNs);
        key.set(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        if (localPort == 0 && ports.choose(key) == Ports.NONE) {
            return TcpEngine.NONE;
        }
        final int hash = state.hash.hash(key);
        if (localPort != 0 && state.index.find(key, hash) != FlowIndex.NONE) {
            return TcpEngine.NONE;
        }
        final int index = connections.create(key, hash);
        return index == Slab.NONE ? TcpEngine.NONE : synchronize(index);
    }

    private long synchronize(final int index) {
        final long tcb = state.connections.address(index);
        final long bits = state.secrets.connectionBits(key);
        final int iss = Secrets.isn(bits, state.nowNs); // RFC 6528
        Tcb.state(tcb, Tcb.SYN_SENT);
        Tcb.flags(tcb, Tcb.USER_KNOWN);
        Tcb.iss(tcb, iss);
        Tcb.sndUna(tcb, iss);
        Tcb.sndNxt(tcb, iss + 1);
        Tcb.tsOffset(tcb, Secrets.timestampOffset(bits));
        Tcb.sentAt(tcb, state.now);
        output.synchronize(index, tcb, TcpFlyweight.SYN);
        connections.armRetransmit(index, tcb, state.config.initialRto());
        state.counters.activeOpens++;
        return state.handle(index);
    }

    /** SEND (section 3.10.2). */
    int send(final long connection, final DirectBuffer buffer, final int offset, final int length, final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index == Slab.NONE) {
            return TcpEngine.CLOSED;
        }
        final long tcb = state.connections.address(index);
        if (Tcb.is(tcb, Tcb.FIN_QUEUED | Tcb.USER_CLOSED | Tcb.LINGERING)) {
            return TcpEngine.SHUT_DOWN;
        }
        buffer.boundsCheck(offset, length);
        if (length == 0) {
            return 0;
        }
        final int taken = sender.enqueue(tcb, buffer, offset, length);
        if (taken < length) {
            Tcb.set(tcb, Tcb.WANTS_WRITABLE);
        }
        sender.transmit(index, tcb);
        return taken;
    }

    /** RECEIVE (section 3.10.3). */
    int receive(
            final long connection,
            final MutableDirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index == Slab.NONE) {
            return TcpEngine.CLOSED;
        }
        final long tcb = state.connections.address(index);
        final int octets = receiver.read(tcb, buffer, offset, length);
        if (octets > 0) {
            receiver.updateWindow(index, tcb);
            return octets;
        }
        if (Tcb.is(tcb, Tcb.FIN_RECEIVED | Tcb.LINGERING) && connections.unread(tcb) == 0) {
            return TcpEngine.END_OF_DATA;
        }
        return 0;
    }

    /** CLOSE of the one direction (section 3.10.4). */
    void shutdown(final long connection, final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index != Slab.NONE) {
            shutdown(index, state.connections.address(index));
            state.notices.tell();
        }
    }

    private void shutdown(final int index, final long tcb) {
        if (Tcb.is(tcb, Tcb.FIN_QUEUED | Tcb.LINGERING)) {
            return;
        }
        switch (Tcb.state(tcb)) {
            case Tcb.SYN_SENT -> connections.close(index, tcb, CloseReason.NORMAL); // delete the TCB, nothing is sent
            case Tcb.SYN_RECEIVED -> Tcb.set(tcb, Tcb.FIN_QUEUED); // queued until ESTABLISHED
            case Tcb.ESTABLISHED -> finish(index, tcb, Tcb.FIN_WAIT_1); // "in any case, enter FIN-WAIT-1"
            case Tcb.CLOSE_WAIT -> finish(index, tcb, Tcb.LAST_ACK);
            default -> Tcb.set(tcb, Tcb.FIN_QUEUED);
        }
    }

    private void finish(final int index, final long tcb, final int next) {
        Tcb.set(tcb, Tcb.FIN_QUEUED);
        Tcb.state(tcb, next);
        sender.transmit(index, tcb);
    }

    /** CLOSE of both (section 3.10.4; SHLD-3 where data are unread). */
    void close(final long connection, final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index == Slab.NONE) {
            return;
        }
        final long tcb = state.connections.address(index);
        if (Tcb.is(tcb, Tcb.LINGERING)) {
            connections.close(index, tcb, CloseReason.NORMAL);
        } else if (connections.unread(tcb) > 0) {
            output.reset(index, tcb);
            connections.close(index, tcb, CloseReason.DATA_LOST);
        } else {
            Tcb.set(tcb, Tcb.USER_CLOSED);
            if (Tcb.state(tcb) == Tcb.FIN_WAIT_2) {
                connections.armIdle(index, tcb, state.config.finWait2Timeout());
            }
            shutdown(index, tcb);
        }
        state.notices.tell();
    }

    /** ABORT (section 3.10.5). */
    void abort(final long connection, final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index == Slab.NONE) {
            return;
        }
        final long tcb = state.connections.address(index);
        final int current = Tcb.state(tcb);
        if (current >= Tcb.SYN_RECEIVED && current <= Tcb.CLOSE_WAIT) { // not SYN-SENT, CLOSING, LAST-ACK
            output.reset(index, tcb);
        }
        connections.close(index, tcb, CloseReason.ABORTED);
        state.notices.tell();
    }

    /** Nagle's algorithm off or on (section 3.7.4, MUST-17). */
    void noDelay(final long connection, final boolean noDelay) {
        final int index = state.indexOf(connection);
        if (index != Slab.NONE) {
            option(state.connections.address(index), Tcb.OPTION_NO_DELAY, noDelay);
        }
    }

    /** Keep-alives on or off (section 3.8.4, MUST-24, MUST-25). */
    void keepAlive(final long connection, final boolean keepAlive, final long nowNs) {
        state.clock(nowNs);
        final int index = state.indexOf(connection);
        if (index != Slab.NONE) {
            final long tcb = state.connections.address(index);
            option(tcb, Tcb.OPTION_KEEP_ALIVE, keepAlive);
            if (keepAlive && !Tcb.is(tcb, Tcb.IDLE_ARMED | Tcb.LINGERING)) {
                connections.armIdle(index, tcb, state.config.keepAliveIdle());
            }
        }
    }

    private static void option(final long tcb, final int option, final boolean on) {
        Tcb.options(tcb, on ? Tcb.options(tcb) | option : Tcb.options(tcb) & ~option);
    }
}
