package org.firsthop.tcp;

/**
 * How the congestion window grows in congestion avoidance and shrinks after a loss; a strategy without state of its own, over
 * the {@link Tcb} and the {@link SendState} of a connection.
 */
interface CongestionControl {
    /** {@return the controller of an algorithm} */
    static CongestionControl of(final CongestionAlgorithm algorithm) {
        return switch (algorithm) {
            case NEW_RENO -> new NewReno();
            case CUBIC -> new Cubic();
        };
    }

    /**
     * New data were acknowledged in congestion avoidance, by a flow that the window limits.
     *
     * @param tcb the connection.
     * @param send its send state.
     * @param acked octets acknowledged.
     * @param now in ticks.
     */
    void avoid(long tcb, long send, int acked, int now);

    /**
     * A loss was found.
     *
     * @param tcb the connection.
     * @param send its send state.
     * @return ssthresh.
     */
    int reduce(long tcb, long send);

    /** Slow start: a window grows by what was acknowledged, at most two segments (RFC 5681 section 3.1, RFC 3465). */
    static void slowStart(final long tcb, final int acked) {
        final int mss = Tcb.sndMss(tcb);
        Tcb.cwnd(tcb, (int) Math.min(MAX_WINDOW, (long) Tcb.cwnd(tcb) + Math.min(acked, 2 * mss)));
    }

    /** The largest window: what the scaled window field can say. */
    int MAX_WINDOW = 1 << 30;
}
