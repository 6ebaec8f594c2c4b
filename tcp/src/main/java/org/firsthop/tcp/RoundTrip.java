package org.firsthop.tcp;

/** The round-trip time and what follows from it: the retransmission timeout (RFC 6298). */
final class RoundTrip {
    /** G: the granularity of the clock, a tick, in microseconds. */
    private static final int GRANULARITY = 1_000;

    private static final int RTO_AFTER_SYN_TIMEOUT = 3_000;
    private static final int MAX_SHIFT = 16;

    private RoundTrip() {}

    /** Takes a measurement of at least a microsecond (RFC 6298 section 2). */
    static void measured(final long tcb, final int micros, final TcpConfig config) {
        final int r = Math.max(1, micros);
        final int srtt;
        final int rttvar;
        if (Tcb.srtt(tcb) == 0) { // (2.2)
            srtt = r;
            rttvar = r / 2;
        } else { // (2.3): alpha 1/8, beta 1/4, RTTVAR before SRTT
            final int old = Tcb.srtt(tcb);
            rttvar = (int) ((3L * Tcb.rttvar(tcb) + Math.abs((long) old - r)) / 4);
            srtt = (int) Math.max(1, (7L * old + r) / 8);
        }
        Tcb.srtt(tcb, srtt);
        Tcb.rttvar(tcb, rttvar);
        final long rto = (srtt + Math.max(GRANULARITY, 4L * rttvar) + 999) / 1_000;
        Tcb.rto(tcb, (int) Math.min(Math.max(rto, config.minimumRto()), config.maximumRto())); // (2.4), (2.5)
    }

    /** Section 5 (5.7): after a SYN was lost, data begin with an RTO of three seconds. */
    static void afterSynTimeout(final long tcb) {
        Tcb.rto(tcb, Math.max(Tcb.rto(tcb), RTO_AFTER_SYN_TIMEOUT));
    }

    /** {@return ticks to wait: RTO doubled for each retry (5.5), up to the maximum} */
    static int backedOff(final long tcb, final TcpConfig config) {
        final long ticks = (long) Tcb.rto(tcb) << Math.min(Tcb.retries(tcb), MAX_SHIFT);
        return (int) Math.min(ticks, config.maximumRto());
    }
}
