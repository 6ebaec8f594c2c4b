package org.firsthop.tcp;

import org.firsthop.tcp.table.FlowHash;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.Slab;
import org.firsthop.tcp.table.TimeoutQueue;
import org.firsthop.tcp.table.TimerWheel;

/** What the parts of an engine share: tables, timers, counters, secrets, and the time of the packet or call at hand. */
final class EngineState {
    /** Kinds of object in the index. */
    static final int CONNECTION = 1;

    static final int HALF_OPEN = 2;
    static final int TIME_WAIT = 3;

    private static final long NANOS_PER_TICK = 1_000_000;

    final TcpConfig config;
    final TcpCounters counters = new TcpCounters();
    final Secrets secrets;
    final FlowHash hash;
    final Slab connections;
    final Slab halfOpens;
    final Slab timeWaits;
    final FlowIndex index;
    final TimerWheel wheel;
    final TimeoutQueue timeWaitQueue;
    final Rings rings;
    final ListenerTable listeners = new ListenerTable();
    final SegmentWriter writer;
    final Notices notices;

    /** The time of the packet or call at hand, and the same in ticks of a millisecond, 64 bits and 32. */
    long nowNs;

    long nowTicks;
    int now;

    EngineState(
            final TcpConfig config,
            final long k0,
            final long k1,
            final PacketSink sink,
            final TcpEvents events,
            final long nowNs) {
        this.config = config;
        this.secrets = new Secrets(k0, k1);
        this.hash = secrets.flowHash();
        this.connections = new Slab(config.connections(), Tcb.LENGTH);
        this.halfOpens = new Slab(config.halfOpens(), SynEntry.LENGTH);
        this.timeWaits = new Slab(config.timeWaits(), TimeWaitEntry.LENGTH);
        this.index = new FlowIndex(connections, halfOpens, timeWaits);
        this.nowNs = nowNs;
        this.nowTicks = Math.floorDiv(nowNs, NANOS_PER_TICK);
        this.now = (int) nowTicks;
        this.wheel = new TimerWheel(config.connections(), now);
        this.timeWaitQueue = new TimeoutQueue(timeWaits, TimeWaitEntry.TIMEOUT_OFFSET);
        this.rings = new Rings(config);
        this.writer = new SegmentWriter(sink, counters, rings, config.personality());
        this.notices = new Notices(events, this);
    }

    /** Sets the time; it does not go back, a time before the last one counts as that. */
    void clock(final long ns) {
        if (ns - nowNs > 0) {
            nowNs = ns;
            nowTicks = Math.floorDiv(ns, NANOS_PER_TICK);
            now = (int) nowTicks;
        }
    }

    /** {@return the time in nanoseconds of a tick not far from now} */
    long nanosAt(final int tick) {
        return (nowTicks + (tick - now)) * NANOS_PER_TICK;
    }

    /** {@return microseconds that wrap, for measuring round trips} */
    int nowMicros() {
        return (int) Math.floorDiv(nowNs, 1_000L);
    }

    /** {@return the handle of a connection} */
    long handle(final int index) {
        return ((long) Tcb.generation(connections.address(index)) << 32) | index;
    }

    /** {@return the index of the connection a handle names, or {@link Slab#NONE} when it is stale} */
    int indexOf(final long handle) {
        final int index = (int) handle;
        if (index < 0 || index >= connections.highWaterMark()) {
            return Slab.NONE;
        }
        return Tcb.generation(connections.address(index)) == (int) (handle >>> 32) ? index : Slab.NONE;
    }
}
