package org.firsthop.tcp;

/** The choice of a congestion controller; slow start, recovery and timeouts are the same for all. */
public enum CongestionAlgorithm {
    /** Additive increase, multiplicative decrease (RFC 5681, RFC 6582). */
    NEW_RENO,
    /** Increase by a cubic function of the time since the last reduction (RFC 9438). */
    CUBIC
}
