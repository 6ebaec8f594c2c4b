package org.firsthop.tcp;

/**
 * CUBIC (RFC 9438): the window is a cubic function of the time since the last reduction, flat around the window at which that
 * happened; where NewReno would be ahead, it follows NewReno.
 *
 * <p>All in integers: octets and ticks of a millisecond. C = 0.4 segments/s³, β = 0.7.
 */
final class Cubic implements CongestionControl {
    /** t − K beyond this many ticks changes nothing: the window is at its bounds long before. */
    private static final long MAX_DISTANCE = 100_000;

    @Override
    public void avoid(final long tcb, final long send, final int acked, final int now) {
        final int cwnd = Tcb.cwnd(tcb);
        final int mss = Tcb.sndMss(tcb);
        if (SendState.epochValid(send) == 0) {
            beginEpoch(send, cwnd, mss, now);
        }
        final int elapsed = now - SendState.epochStart(send);
        final long cubic = window(send, mss, elapsed);
        // W_est of section 4.3: alpha is 3(1 − β)/(1 + β) = 9/17 until it has reached the window before the reduction.
        final long estimate = SendState.cubicEstimate(send);
        final long gain = (long) acked * mss / cwnd;
        final long newEstimate = estimate + (estimate < SendState.wMax(send) ? gain * 9 / 17 : gain);
        SendState.cubicEstimate(send, (int) Math.min(MAX_WINDOW, newEstimate));
        if (cubic < newEstimate) {
            Tcb.cwnd(tcb, (int) Math.min(MAX_WINDOW, Math.max(cwnd, newEstimate)));
            return;
        }
        final long next = window(send, mss, elapsed + Tcb.srtt(tcb) / 1_000);
        final long target = Math.max(cwnd, Math.min(next, cwnd + (cwnd >> 1))); // section 4.2: at most 1.5 cwnd
        final long octets = SendState.ackedOctets(send) + (target - cwnd) * acked;
        SendState.ackedOctets(send, (int) (octets % cwnd));
        Tcb.cwnd(tcb, (int) Math.min(MAX_WINDOW, cwnd + octets / cwnd));
    }

    private static void beginEpoch(final long send, final int cwnd, final int mss, final int now) {
        SendState.epochValid(send, 1);
        SendState.epochStart(send, now);
        SendState.cubicEstimate(send, cwnd);
        SendState.ackedOctets(send, 0);
        final int wMax = SendState.wMax(send);
        if (cwnd < wMax) {
            // K = cbrt((W_max − cwnd) / C), in ticks.
            SendState.cubicK(send, (int) cubeRoot((long) (wMax - cwnd) * 2_500_000_000L / mss));
            SendState.cubicOrigin(send, wMax);
        } else {
            SendState.cubicK(send, 0);
            SendState.cubicOrigin(send, cwnd);
        }
    }

    /** W_cubic(t) = C (t − K)³ + W_max in octets (section 4.2, equation 1). */
    private static long window(final long send, final int mss, final int elapsed) {
        final long t = Math.max(-MAX_DISTANCE, Math.min(MAX_DISTANCE, elapsed - SendState.cubicK(send)));
        final long growth = t * t * t / 1_000_000 * mss / 2_500;
        return Math.max(mss, Math.min(MAX_WINDOW, SendState.cubicOrigin(send) + growth));
    }

    @Override
    public int reduce(final long tcb, final long send) {
        final int cwnd = Tcb.cwnd(tcb);
        // Fast convergence (section 4.7): give way when the window has fallen short of the last maximum.
        SendState.wMax(send, cwnd < SendState.wMax(send) ? (int) (cwnd * 17L / 20) : cwnd);
        SendState.epochValid(send, 0);
        return (int) Math.max(Tcb.flightSize(tcb) * 7L / 10, 2L * Tcb.sndMss(tcb)); // section 4.6
    }

    /** {@return the greatest integer whose cube is not above a value that is not negative} */
    static long cubeRoot(final long value) {
        long root = 0;
        for (int bit = 20; bit >= 0; bit--) {
            final long candidate = root | (1L << bit);
            if (candidate * candidate * candidate <= value) {
                root = candidate;
            }
        }
        return root;
    }
}
