package org.firsthop.tcp;

import org.firsthop.tcp.table.Slab;

/** One passive open: where it listens, what it decides about SYNs, and its queue of connections to accept. */
final class Listener {
    final long addressHigh;
    final long addressLow;
    final int port;
    final int backlog;
    final SynPolicy policy;
    final int id;
    final long handle;
    int queueHead = Slab.NONE;
    int queueTail = Slab.NONE;
    int queued;

    Listener(
            final long addressHigh,
            final long addressLow,
            final int port,
            final int backlog,
            final SynPolicy policy,
            final int id,
            final int generation) {
        this.addressHigh = addressHigh;
        this.addressLow = addressLow;
        this.port = port;
        this.backlog = backlog;
        this.policy = policy;
        this.id = id;
        this.handle = ((long) generation << 32) | id;
    }

    boolean isFull() {
        return queued >= backlog;
    }

    boolean isAt(final long high, final long low, final int otherPort) {
        return port == otherPort && addressLow == low && addressHigh == high;
    }
}
