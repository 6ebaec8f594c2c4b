package org.firsthop.tcp;

import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.Slab;
import org.jspecify.annotations.Nullable;

/** The birth and death of connections, their change to TIME-WAIT, and their timers. */
final class Connections {
    private final EngineState state;
    private final FlowKey scratch = new FlowKey();

    /** Keeps a read that touches from being left out. */
    private int touched;

    /** The entry of the TIME-WAIT table that a next eviction takes, and the hash of its key. */
    private int nextEvicted = Slab.NONE;

    private int nextEvictedHash;

    Connections(final EngineState state) {
        this.state = state;
    }

    /** {@return the index of a new connection with nothing but its key set, in the flow index; or {@link Slab#NONE}} */
    int create(final FlowKey key, final int hash) {
        final int index = allocate(key);
        if (index != Slab.NONE) {
            state.index.insert(hash, FlowIndex.reference(EngineState.CONNECTION, index));
        }
        return index;
    }

    /** As {@link #create}, in the place of the half-open connection with the same key. */
    int promote(final FlowKey key, final int hash, final int halfOpen) {
        final int index = allocate(key);
        if (index != Slab.NONE) {
            state.index.replace(
                    hash,
                    FlowIndex.reference(EngineState.HALF_OPEN, halfOpen),
                    FlowIndex.reference(EngineState.CONNECTION, index));
        }
        return index;
    }

    private int allocate(final FlowKey key) {
        final int index = state.connections.allocate();
        if (index == Slab.NONE) {
            return Slab.NONE;
        }
        final long tcb = state.connections.address(index);
        Tcb.clearAll(tcb);
        if (Tcb.generation(tcb) == 0) {
            Tcb.generation(tcb, 1);
        }
        key.write(tcb);
        Tcb.sendBlock(tcb, Rings.NONE);
        Tcb.receiveBlock(tcb, Rings.NONE);
        Tcb.rto(tcb, state.config.initialRto()); // RFC 6298 section 2 (2.1)
        Tcb.ssthresh(tcb, Integer.MAX_VALUE);
        Tcb.lastReceived(tcb, state.now);
        return index;
    }

    /**
     * Ends a connection: RFC 9293's "enter the CLOSED state, delete the TCB, and return". Data that the user has not read yet
     * remains to be read after an orderly end.
     */
    void close(final int index, final long tcb, final CloseReason reason) {
        if (!Tcb.is(tcb, Tcb.LINGERING)) {
            final int hash = state.hash.hash(scratch.read(tcb));
            state.index.remove(hash, FlowIndex.reference(EngineState.CONNECTION, index));
            state.wheel.disarm(index);
            Tcb.state(tcb, Tcb.CLOSED);
        }
        finish(index, tcb, reason);
    }

    /** Moves a connection's four-tuple to the TIME-WAIT table for 2 MSL (RFC 9293 section 3.6, MUST-13) and ends it. */
    void enterTimeWait(final int index, final long tcb) {
        if (state.timeWaits.isFull()) {
            evictTimeWait();
        }
        final int timeWait = state.timeWaits.allocate();
        final long entry = state.timeWaits.address(timeWait);
        scratch.read(tcb).write(entry);
        TimeWaitEntry.rcvNxt(entry, Tcb.rcvNxt(tcb));
        TimeWaitEntry.sndNxt(entry, Tcb.sndNxt(tcb));
        TimeWaitEntry.tsRecent(entry, Tcb.tsRecent(tcb));
        TimeWaitEntry.stamp(entry, Tcb.is(tcb, Tcb.TIMESTAMPS_OK) ? TimeWaitEntry.TIMESTAMPS_OK : 0);
        state.timeWaitQueue.append(timeWait, state.now + state.config.timeWaitTimeout());
        state.index.replace(
                state.hash.hash(scratch),
                FlowIndex.reference(EngineState.CONNECTION, index),
                FlowIndex.reference(EngineState.TIME_WAIT, timeWait));
        state.wheel.disarm(index);
        Tcb.state(tcb, Tcb.CLOSED);
        if (Tcb.sendBlock(tcb) != Rings.NONE) {
            state.rings.free(Tcb.sendBlock(tcb));
            Tcb.sendBlock(tcb, Rings.NONE);
        }
        if (unread(tcb) > 0 && !Tcb.is(tcb, Tcb.USER_CLOSED) && Tcb.is(tcb, Tcb.USER_KNOWN)) {
            Tcb.set(tcb, Tcb.LINGERING);
        } else {
            finish(index, tcb, CloseReason.NORMAL);
        }
    }

    /** Ends a connection in good order that does not pass through TIME-WAIT; what is unread may still be read. */
    void closeOrderly(final int index, final long tcb) {
        if (unread(tcb) > 0 && !Tcb.is(tcb, Tcb.USER_CLOSED) && Tcb.is(tcb, Tcb.USER_KNOWN)) {
            final int hash = state.hash.hash(scratch.read(tcb));
            state.index.remove(hash, FlowIndex.reference(EngineState.CONNECTION, index));
            state.wheel.disarm(index);
            Tcb.state(tcb, Tcb.CLOSED);
            Tcb.set(tcb, Tcb.LINGERING);
        } else {
            close(index, tcb, CloseReason.NORMAL);
        }
    }

    /** Makes room in a full table, and touches what the next of a row of evictions will need: it was not used for long. */
    private void evictTimeWait() {
        final int oldest = state.timeWaitQueue.head();
        final int hash = oldest == nextEvicted ? nextEvictedHash : timeWaitHash(oldest);
        final int next = state.timeWaitQueue.next(oldest);
        if (next != Slab.NONE) {
            nextEvictedHash = timeWaitHash(next);
            final int lines = touched;
            touched = lines + state.index.peek(nextEvictedHash);
        }
        removeTimeWait(oldest, hash);
        nextEvicted = next;
        state.counters.timeWaitEvicted++;
    }

    void expireTimeWait(final int timeWait) {
        removeTimeWait(timeWait, timeWaitHash(timeWait));
    }

    private int timeWaitHash(final int timeWait) {
        return state.hash.hash(scratch.read(state.timeWaits.address(timeWait)));
    }

    private void removeTimeWait(final int timeWait, final int hash) {
        if (timeWait == nextEvicted) {
            nextEvicted = Slab.NONE; // the entry's next key is another
        }
        state.index.remove(hash, FlowIndex.reference(EngineState.TIME_WAIT, timeWait));
        state.timeWaitQueue.remove(timeWait);
        state.timeWaits.free(timeWait);
    }

    private void finish(final int index, final long tcb, final CloseReason reason) {
        if (Tcb.is(tcb, Tcb.QUEUED)) {
            unqueue(index, tcb);
        }
        if (Tcb.sendBlock(tcb) != Rings.NONE) {
            state.rings.free(Tcb.sendBlock(tcb));
        }
        if (Tcb.receiveBlock(tcb) != Rings.NONE) {
            state.rings.free(Tcb.receiveBlock(tcb));
        }
        if (Tcb.is(tcb, Tcb.USER_KNOWN)) {
            state.notices.closed(state.handle(index), reason); // RFC 9293 section 3.9.1, MUST-12
        }
        state.counters.closed++;
        final int generation = (Tcb.generation(tcb) + 1) & Integer.MAX_VALUE; // handles are positive
        Tcb.generation(tcb, generation == 0 ? 1 : generation);
        Tcb.state(tcb, Tcb.CLOSED);
        state.connections.free(index);
    }

    /** {@return octets received in order that the user has not read} */
    int unread(final long tcb) {
        final int ring = Tcb.receiveBlock(tcb);
        if (ring == Rings.NONE) {
            return 0;
        }
        final int fin = Tcb.is(tcb, Tcb.FIN_RECEIVED) ? 1 : 0;
        return Tcb.rcvNxt(tcb) - fin - ReceiveState.readNext(state.rings.header(ring));
    }

    // The accept queue.

    void enqueue(final Listener listener, final int index, final long tcb) {
        Tcb.set(tcb, Tcb.QUEUED);
        Tcb.listener(tcb, listener.id);
        Tcb.queueNext(tcb, Slab.NONE);
        Tcb.queuePrevious(tcb, listener.queueTail);
        if (listener.queueTail == Slab.NONE) {
            listener.queueHead = index;
        } else {
            Tcb.queueNext(state.connections.address(listener.queueTail), index);
        }
        listener.queueTail = index;
        listener.queued++;
    }

    /** Takes a connection out of its listener's accept queue and clears what held the links. */
    void unqueue(final int index, final long tcb) {
        final @Nullable Listener listener = state.listeners.byId(Tcb.listener(tcb));
        final int next = Tcb.queueNext(tcb);
        final int previous = Tcb.queuePrevious(tcb);
        if (listener != null) {
            if (previous == Slab.NONE) {
                listener.queueHead = next;
            } else {
                Tcb.queueNext(state.connections.address(previous), next);
            }
            if (next == Slab.NONE) {
                listener.queueTail = previous;
            } else {
                Tcb.queuePrevious(state.connections.address(next), previous);
            }
            listener.queued--;
        }
        Tcb.clear(tcb, Tcb.QUEUED);
        Tcb.userCookie(tcb, 0);
        Tcb.retransmissions(tcb, 0);
    }

    // Timers: each deadline is kept in the block, the wheel is linked by the earliest that ever was.

    void armRetransmit(final int index, final long tcb, final int ticks) {
        final int deadline = state.now + ticks;
        Tcb.retransmitDeadline(tcb, deadline);
        Tcb.set(tcb, Tcb.RETRANSMIT_ARMED);
        state.wheel.arm(index, deadline);
    }

    void armAck(final int index, final long tcb, final int ticks) {
        final int deadline = state.now + ticks;
        Tcb.ackDeadline(tcb, deadline);
        Tcb.set(tcb, Tcb.ACK_ARMED);
        state.wheel.arm(index, deadline);
    }

    void armIdle(final int index, final long tcb, final int ticks) {
        final int deadline = state.now + ticks;
        Tcb.idleDeadline(tcb, deadline);
        Tcb.set(tcb, Tcb.IDLE_ARMED);
        state.wheel.arm(index, deadline);
    }
}
