package org.firsthop.tcp;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.Slab;
import org.firsthop.tcp.table.TimerWheel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP (RFC 9293) without sockets, threads or a clock: IP packets go in by {@link #onPacket}, go out by a
 * {@link PacketSink}, time passes by {@link #poll}, and what happens is told to {@link TcpEvents}.
 *
 * <pre>{@code
 * TcpEngine engine = new TcpEngineBuilder().secret(k0, k1).build(sink, events, nowNs);
 * long listener = engine.listen(0, 0, 80, 128, SynPolicy.ACCEPT_ALL);
 * …
 * engine.onPacket(buffer, offset, length, nowNs);      // in events.onAcceptable: engine.accept(listener)
 * engine.poll(nowNs, 1_000);
 * sleepUntil(engine.nextDeadline());
 * }</pre>
 *
 * <p>Addresses are two {@code long}s; IPv4 ones in their IPv4-mapped form, {@link FlowKey#mapped(int)} under a high half of
 * zero. Times are nanoseconds of one clock that does not go back; its origin does not matter. A connection is named by a
 * handle, positive, that no other connection of the engine bears while it is remembered: a stale handle is never a wrong
 * connection, but answers {@link #CLOSED}.
 *
 * <p>Equal secrets and equal calls give equal packets. One thread owns an engine; several share nothing. Nothing is
 * allocated after construction but by {@link #listen}.
 */
public final class TcpEngine {
    /** No connection, no listener. */
    public static final long NONE = 0;

    /** What a call answers when its handle is stale. */
    public static final int CLOSED = -1;

    /** What {@link #receive} answers when the peer has closed and all was read. */
    public static final int END_OF_DATA = -2;

    /** What {@link #send} answers after the user has shut down sending. */
    public static final int SHUT_DOWN = -3;

    private final EngineState state;
    private final Connections connections;
    private final Output output;
    private final HalfOpens halfOpens;
    private final Burst burst;
    private final SegmentArrival segmentArrival;
    private final ListenArrival listenArrival;
    private final TimeWaitArrival timeWaitArrival;
    private final IcmpArrival icmpArrival;
    private final UserCalls calls;
    private final TimerWheel.Handler timerHandler;
    private final Segment segment = new Segment();

    TcpEngine(final EngineState state) {
        this.state = state;
        this.connections = new Connections(state);
        this.output = new Output(state, connections);
        final SynCookies cookies = new SynCookies(state.secrets);
        this.halfOpens = new HalfOpens(state, output, cookies);
        this.burst = new Burst(state, output);
        final Receiver receiver = new Receiver(state, connections, output, burst);
        final LossRecovery recovery = new LossRecovery(state, CongestionControl.of(state.config.congestion()));
        final Sender sender = new Sender(state, connections, output, recovery, receiver);
        final Acknowledgment acknowledgment = new Acknowledgment(state, connections, recovery);
        this.segmentArrival = new SegmentArrival(state, connections, output, acknowledgment, receiver, sender);
        this.listenArrival = new ListenArrival(state, connections, halfOpens, cookies, output, segmentArrival);
        this.timeWaitArrival = new TimeWaitArrival(state, connections, output, listenArrival);
        this.calls = new UserCalls(state, connections, output, halfOpens, receiver, sender);
        this.icmpArrival = new IcmpArrival(state, connections, sender);
        final Timers timers = new Timers(state, connections, output, sender);
        this.timerHandler = timers::onTimer;
    }

    /**
     * Takes a packet in. Total over any octets: no exception, no allocation; bad packets are counted and dropped.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of its IP header.
     * @param length octets from there on; link padding may follow the packet.
     * @param nowNs the time.
     * @return {@link DropReason#NONE} when a connection took it in, or why it was dropped; a dropped packet may have been
     *     answered nevertheless.
     */
    public DropReason onPacket(final DirectBuffer buffer, final int offset, final int length, final long nowNs) {
        state.clock(nowNs);
        return take(buffer, offset, length);
    }

    /**
     * Takes packets in that have come together, in their order. It costs less than as many calls of {@link #onPacket}, and a
     * connection whose data come in order sends one acknowledgment for all of them (RFC 9293 section 3.10.7.4, MUST-59).
     *
     * @param buffer that holds all packets, which must not change before the call returns.
     * @param offsets of the first octet of each packet's IP header.
     * @param lengths octets of each packet from there on; link padding may follow it.
     * @param count of packets.
     * @param nowNs the time.
     */
    public void onBurst(
            final DirectBuffer buffer, final int[] offsets, final int[] lengths, final int count, final long nowNs) {
        state.clock(nowNs);
        for (int first = 0; first < count; first += Burst.LENGTH) {
            final int limit = Math.min(count, first + Burst.LENGTH);
            burst.begin(buffer, offsets, lengths, first, limit);
            for (int i = first; i < limit; i++) {
                takeOfBurst(buffer, offsets[i], lengths[i], i - first);
            }
            burst.end();
        }
    }

    /**
     * Takes in an ICMP message that may be an error about a segment of this engine's (RFC 9293 section 3.9.2.2, MUST-54): a
     * segment too big for the path makes the connection's smaller (RFC 1191, RFC 8201), an attempt to connect may end, a
     * synchronized connection never does. What does not quote a segment in flight is not believed (RFC 5927).
     *
     * @param ipv4 true for ICMP, false for ICMPv6.
     * @param buffer that holds the message, whose checksum the caller has verified.
     * @param offset of its type.
     * @param length octets of the message.
     * @param nowNs the time.
     * @return {@link DropReason#NONE} when it concerned a connection, or why not; not among the counted drops.
     */
    public DropReason onIcmp(
            final boolean ipv4, final DirectBuffer buffer, final int offset, final int length, final long nowNs) {
        state.clock(nowNs);
        buffer.boundsCheck(offset, length);
        final DropReason reason = icmpArrival.arrive(ipv4, buffer.byteArray(), buffer.addressOffset() + offset, length);
        state.notices.tell();
        return reason;
    }

    private DropReason take(final DirectBuffer buffer, final int offset, final int length) {
        DropReason reason = segment.read(buffer, offset, length);
        if (reason == DropReason.NONE) {
            reason = arrive(state.hash.hash(segment.key));
        }
        account(reason);
        return reason;
    }

    private void takeOfBurst(final DirectBuffer buffer, final int offset, final int length, final int position) {
        DropReason reason = segment.read(buffer, offset, length);
        if (reason == DropReason.NONE) {
            reason = arrive(burst.hash(position, segment));
        }
        account(reason);
    }

    private void account(final DropReason reason) {
        state.counters.received++;
        if (reason != DropReason.NONE) {
            state.counters.drops.increment(reason);
        }
        state.notices.tell();
    }

    /** Finds whose the segment is: a four-tuple names at most one object of any phase, then comes the listener. */
    private DropReason arrive(final int hash) {
        final int reference = state.index.find(segment.key, hash);
        final int index = FlowIndex.index(reference);
        switch (FlowIndex.kind(reference)) {
            case EngineState.CONNECTION -> {
                return segmentArrival.arrive(segment, index);
            }
            case EngineState.HALF_OPEN -> {
                return listenArrival.arriveHalfOpen(segment, hash, index);
            }
            case EngineState.TIME_WAIT -> {
                return timeWaitArrival.arrive(segment, hash, index);
            }
            default -> {
                final @Nullable Listener listener =
                        state.listeners.find(segment.key.localHigh(), segment.key.localLow(), segment.key.localPort());
                if (listener != null) {
                    return listenArrival.arrive(segment, hash, listener);
                }
                output.resetFor(segment); // RFC 9293 section 3.10.7.1: CLOSED
                return segment.is(TcpFlyweight.RST) ? TcpDrops.STRAY_RESET : TcpDrops.NO_CONNECTION;
            }
        }
    }

    /**
     * Lets time pass: retransmissions, delayed acknowledgments, probes, ends of waits.
     *
     * @param nowNs the time.
     * @param budget the most timers to run, at least 1.
     * @return the number of timers run; when it equals the budget, more may be due.
     */
    public int poll(final long nowNs, final int budget) {
        state.clock(nowNs);
        int done = state.wheel.advance(state.now, budget, timerHandler);
        if (done < budget) {
            done += halfOpens.expire(budget - done);
        }
        while (done < budget && state.timeWaitQueue.isDue(state.now)) {
            connections.expireTimeWait(state.timeWaitQueue.head());
            done++;
        }
        return done;
    }

    /**
     * The time at which {@link #poll} has work to do.
     *
     * @return nanoseconds of the same clock, perhaps past; {@link Long#MAX_VALUE} when nothing waits. A poll at that time may
     *     turn out to have nothing to do, one before it certainly has not.
     */
    public long nextDeadline() {
        int ticks = Integer.MAX_VALUE;
        final int wheelTicks = state.wheel.ticksToNext();
        if (wheelTicks > 0) {
            ticks = state.wheel.current() + wheelTicks - state.now;
        }
        if (halfOpens.isWaiting()) {
            ticks = Math.min(ticks, halfOpens.earliest());
        }
        if (state.timeWaitQueue.size() > 0) {
            ticks = Math.min(ticks, state.timeWaitQueue.headDeadline() - state.now);
        }
        return ticks == Integer.MAX_VALUE ? Long.MAX_VALUE : state.nanosAt(state.now + ticks);
    }

    /**
     * Passive open (RFC 9293 section 3.10.1): from now on, connections are accepted at an address and port.
     *
     * @param addressHigh high 64 bits of the local address.
     * @param addressLow low 64 bits of the local address; both zero for any address of either family.
     * @param port 1 to 65,535, or 0 for any port that no other listener has.
     * @param backlog the most connections that wait to be accepted, at least 1.
     * @param policy asked before a SYN is answered.
     * @return the listener's handle.
     * @throws IllegalArgumentException when a number is outside its range.
     * @throws IllegalStateException when somebody listens at that address and port already.
     */
    public long listen(
            final long addressHigh, final long addressLow, final int port, final int backlog, final SynPolicy policy) {
        TcpEngineBuilder.check("port", port, 0, 65_535);
        TcpEngineBuilder.check("backlog", backlog, 1, Slab.MAX_CAPACITY);
        return state.listeners.add(addressHigh, addressLow, port, backlog, policy).handle;
    }

    /**
     * Ends a listener. Connections that wait to be accepted are reset; half-open ones are when they go on.
     *
     * @param listener its handle; nothing happens when it is stale.
     * @param nowNs the time.
     */
    public void unlisten(final long listener, final long nowNs) {
        calls.unlisten(listener, nowNs);
    }

    /**
     * Takes the connection that has waited longest out of a listener's accept queue. Data may have come already.
     *
     * @param listener its handle.
     * @return the connection's handle, or {@link #NONE} when none waits or the listener's handle is stale.
     */
    public long accept(final long listener) {
        return calls.accept(listener);
    }

    /**
     * Decides about a connection request that {@link SynPolicy.Decision#DEFER} has put off.
     *
     * @param deferred as {@link TcpEvents#onDeferred} named it.
     * @param accept whether it is answered; otherwise it is refused with a reset.
     * @param nowNs the time.
     * @return false when its time has run out.
     */
    public boolean complete(final long deferred, final boolean accept, final long nowNs) {
        return calls.complete(deferred, accept, nowNs);
    }

    /**
     * Active open (RFC 9293 section 3.10.1): sends a SYN. {@link TcpEvents#onConnected} or {@link TcpEvents#onClosed} follows.
     *
     * @param localHigh high 64 bits of the local address.
     * @param localLow low 64 bits of the local address.
     * @param localPort 1 to 65,535, or 0 for one that is chosen (RFC 6056).
     * @param remoteHigh high 64 bits of the remote address.
     * @param remoteLow low 64 bits of the remote address.
     * @param remotePort 1 to 65,535.
     * @param nowNs the time.
     * @return the connection's handle; {@link #NONE} when all connections are in use, no port is free, or the four-tuple is.
     * @throws IllegalArgumentException when an address may not be spoken with (MUST-46), the families differ, or a port is
     *     outside its range.
     */
    public long connect(
            final long localHigh,
            final long localLow,
            final int localPort,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort,
            final long nowNs) {
        return calls.connect(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort, nowNs);
    }

    /**
     * Takes octets to send, in order and as many as there is room for.
     *
     * @param connection its handle.
     * @param buffer that holds the octets; they are copied.
     * @param offset of the first octet.
     * @param length in octets.
     * @param nowNs the time.
     * @return how many were taken, {@link TcpEvents#onWritable} following when fewer than all; {@link #CLOSED} or
     *     {@link #SHUT_DOWN}. With 0, no ring may have been left of those that all connections share: try again later.
     */
    public int send(
            final long connection, final DirectBuffer buffer, final int offset, final int length, final long nowNs) {
        return calls.send(connection, buffer, offset, length, nowNs);
    }

    /**
     * Reads octets that have come in order.
     *
     * @param connection its handle.
     * @param buffer to copy to.
     * @param offset of the first octet to write.
     * @param length the most octets to read.
     * @param nowNs the time.
     * @return how many were read, 0 when none wait; {@link #END_OF_DATA} or {@link #CLOSED}.
     */
    public int receive(
            final long connection,
            final MutableDirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs) {
        return calls.receive(connection, buffer, offset, length, nowNs);
    }

    /**
     * Half-close: a FIN follows what was sent; receiving goes on (RFC 9293 section 3.10.4).
     *
     * @param connection its handle; nothing happens when it is stale.
     * @param nowNs the time.
     */
    public void shutdown(final long connection, final long nowNs) {
        calls.shutdown(connection, nowNs);
    }

    /**
     * Closes both ways: a FIN follows what was sent, and nothing more is read. When data are unread, the peer is sent a reset
     * instead, to show that they were lost (RFC 9293 section 3.6.1, SHLD-3).
     *
     * @param connection its handle, good until {@link TcpEvents#onClosed}; nothing happens when it is stale.
     * @param nowNs the time.
     */
    public void close(final long connection, final long nowNs) {
        calls.close(connection, nowNs);
    }

    /**
     * Ends a connection at once with a reset (RFC 9293 section 3.10.5).
     *
     * @param connection its handle; nothing happens when it is stale.
     * @param nowNs the time.
     */
    public void abort(final long connection, final long nowNs) {
        calls.abort(connection, nowNs);
    }

    /**
     * Turns Nagle's algorithm off or on (RFC 9293 section 3.7.4, MUST-17).
     *
     * @param connection its handle; nothing happens when it is stale.
     * @param noDelay true to send small segments at once.
     */
    public void noDelay(final long connection, final boolean noDelay) {
        calls.noDelay(connection, noDelay);
    }

    /**
     * Turns keep-alives on or off; they are off at first (RFC 9293 section 3.8.4, MUST-24, MUST-25).
     *
     * @param connection its handle; nothing happens when it is stale.
     * @param keepAlive whether a silent peer is probed.
     * @param nowNs the time.
     */
    public void keepAlive(final long connection, final boolean keepAlive, final long nowNs) {
        calls.keepAlive(connection, keepAlive, nowNs);
    }

    /**
     * Attaches a number of the user's to a connection.
     *
     * @param connection its handle; nothing happens when it is stale.
     * @param value to attach.
     */
    public void userCookie(final long connection, final long value) {
        final int index = state.indexOf(connection);
        if (index != Slab.NONE) {
            Tcb.userCookie(state.connections.address(index), value);
        }
    }

    /**
     * The number that the user has attached to a connection.
     *
     * @param connection its handle.
     * @return the number, or 0.
     */
    public long userCookie(final long connection) {
        final int index = state.indexOf(connection);
        return index == Slab.NONE ? 0 : Tcb.userCookie(state.connections.address(index));
    }

    /**
     * The state of a connection.
     *
     * @param connection its handle.
     * @return the state; {@link TcpState#CLOSED} when the handle is stale.
     */
    public TcpState state(final long connection) {
        final int index = state.indexOf(connection);
        return index == Slab.NONE ? TcpState.CLOSED : TcpState.of(Tcb.state(state.connections.address(index)));
    }

    /**
     * Tells everything about a connection.
     *
     * @param connection its handle.
     * @param into receives it.
     * @return false when the handle is stale; {@code into} then says {@link TcpState#CLOSED} and is otherwise unchanged.
     */
    public boolean snapshot(final long connection, final TcpInfo into) {
        final int index = state.indexOf(connection);
        if (index == Slab.NONE) {
            into.state = TcpState.CLOSED;
            return false;
        }
        Snapshots.take(state, connections, state.connections.address(index), into);
        return true;
    }

    /** {@return what the engine has counted} */
    public TcpCounters counters() {
        return state.counters;
    }

    /** {@return connections that exist, half-open ones and those in TIME-WAIT not among them} */
    public int connectionCount() {
        return state.connections.inUse();
    }

    /** {@return half-open connections of listeners} */
    public int halfOpenCount() {
        return state.halfOpens.inUse();
    }

    /** {@return connections in TIME-WAIT} */
    public int timeWaitCount() {
        return state.timeWaits.inUse();
    }

    /** {@return rings of data in use} */
    public int ringCount() {
        return state.rings.inUse();
    }

    /** {@return octets of memory outside the heap that all tables take, rings not among them} */
    public long tableMemory() {
        return state.connections.memory()
                + state.halfOpens.memory()
                + state.timeWaits.memory()
                + state.index.memory()
                + state.wheel.memory();
    }
}
