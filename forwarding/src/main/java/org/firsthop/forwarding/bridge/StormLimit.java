package org.firsthop.forwarding.bridge;

import java.util.List;

/**
 * How many frames of each kind may come in by each port: a token bucket for each pair, kept as the time at which it
 * would be full (the virtual scheduling form, ITU-T I.371 annex A), so that no bucket is filled by a timer.
 */
final class StormLimit {
    /** Beyond one frame a nanosecond there is nothing to limit. */
    static final long MAX_RATE = 1_000_000_000L;

    // Kinds of frames that are sent as copies.
    static final int BROADCAST = 0;
    static final int MULTICAST = 1;
    static final int UNKNOWN_UNICAST = 2;
    static final int KINDS = 3;

    /** Nanoseconds between frames at the rate; 0 where there is no limit. */
    private final long[] intervals;

    /** How far ahead of the rate a burst may be, in nanoseconds. */
    private final long[] tolerances;

    /** When the bucket is full, on the worker's clock. */
    private final long[] fullAt;

    private final boolean[] started;

    StormLimit(final List<BridgePort> ports) {
        final int buckets = ports.size() * KINDS;
        intervals = new long[buckets];
        tolerances = new long[buckets];
        fullAt = new long[buckets];
        started = new boolean[buckets];
        for (int port = 0; port < ports.size(); port++) {
            final BridgePort config = ports.get(port);
            for (int kind = 0; kind < KINDS; kind++) {
                if (config.framesPerSecond[kind] > 0) {
                    final long interval = MAX_RATE / config.framesPerSecond[kind];
                    intervals[port * KINDS + kind] = interval;
                    tolerances[port * KINDS + kind] = interval * (config.burst[kind] - 1);
                }
            }
        }
    }

    /** Whether one more frame may come in; if so it is taken into account. */
    boolean admits(final int port, final int kind, final long nowNs) {
        final int bucket = port * KINDS + kind;
        final long interval = intervals[bucket];
        if (interval == 0) {
            return true;
        }
        if (!started[bucket] || fullAt[bucket] - nowNs < 0) {
            started[bucket] = true;
            fullAt[bucket] = nowNs;
        }
        if (fullAt[bucket] - nowNs > tolerances[bucket]) {
            return false;
        }
        fullAt[bucket] += interval;
        return true;
    }
}
