package org.firsthop.tcp;

/** One segment a round trip, and half of what was in flight after a loss (RFC 5681 section 3.1, equation 4). */
final class NewReno implements CongestionControl {
    @Override
    public void avoid(final long tcb, final long send, final int acked, final int now) {
        final int cwnd = Tcb.cwnd(tcb);
        final int octets = SendState.ackedOctets(send) + acked;
        if (octets >= cwnd) {
            SendState.ackedOctets(send, octets - cwnd);
            Tcb.cwnd(tcb, Math.min(MAX_WINDOW, cwnd + Tcb.sndMss(tcb)));
        } else {
            SendState.ackedOctets(send, octets);
        }
    }

    @Override
    public int reduce(final long tcb, final long send) {
        SendState.ackedOctets(send, 0);
        return Math.max(Tcb.flightSize(tcb) / 2, 2 * Tcb.sndMss(tcb));
    }
}
