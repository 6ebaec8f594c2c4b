package org.firsthop.tcp;

import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the local port of an active open: double-hash port selection with steps that are not to be foreseen (RFC 6056 section
 * 3.3.4 and 3.3.5), among the ports whose packets come to this engine.
 */
final class Ports {
    /** No port is free. */
    static final int NONE = 0;

    private static final int TABLE_MASK = 255;

    private final EngineState state;
    private final int[] counts = new int[TABLE_MASK + 1];

    Ports(final EngineState state) {
        this.state = state;
    }

    /** Sets the local port of a key whose other parts are set; {@link #NONE} when all are in use towards that peer. */
    int choose(final FlowKey key) {
        final int first = state.config.firstPort();
        final int count = state.config.lastPort() - first + 1;
        final long bits = state.secrets.portBits(key);
        final int cell = (int) (bits >>> 32) & TABLE_MASK;
        int next = counts[cell];
        next += state.secrets.portStep(bits, next);
        for (int tries = 0; tries < count; tries++, next++) {
            final int port = first + Integer.remainderUnsigned((int) bits + next, count);
            key.localPort(port);
            if (isFree(key)) {
                counts[cell] = next;
                return port;
            }
        }
        return NONE;
    }

    /** A port is free when no connection to the peer has it, nobody listens at it, and its packets come here. */
    private boolean isFree(final FlowKey key) {
        final @Nullable Listener listener = state.listeners.find(key.localHigh(), key.localLow(), key.localPort());
        return (listener == null || listener.port == 0)
                && state.config
                        .shard()
                        .isOwn(
                                key.localHigh(),
                                key.localLow(),
                                key.localPort(),
                                key.remoteHigh(),
                                key.remoteLow(),
                                key.remotePort())
                && state.index.find(key, state.hash.hash(key)) == FlowIndex.NONE;
    }
}
