package org.firsthop.tcp;

import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;

/**
 * What an engine counts. One thread writes; others may read and see, for each, a value that was current at some moment.
 *
 * <p>{@code received = delivered + dropped}: every packet handed to {@code onPacket} is one or the other, and a drop has one
 * reason. Replies are counted apart, in {@link #sent()}.
 */
public final class TcpCounters {
    final DropCounters drops = new DropCounters();
    long received;
    long sent;
    long sinkRefusals;
    long resetsSent;
    long resetsSuppressed;
    long challengeAcks;
    long challengeAcksSuppressed;
    long cookiesSent;
    long cookiesAccepted;
    long cookiesRefused;
    long retransmittedSegments;
    long timeouts;
    long fastRecoveries;
    long passiveOpens;
    long activeOpens;
    long closed;
    long halfOpenExpired;
    long timeWaitEvicted;
    long pathMtuReductions;
    long congestionMarks;
    long congestionEchoes;

    TcpCounters() {}

    /** {@return segments of data that a router had marked (CE of RFC 3168), on connections with ECN} */
    public long congestionMarks() {
        return congestionMarks;
    }

    /** {@return how often a congestion window was reduced because the peer echoed a mark (RFC 3168 section 6.1.2)} */
    public long congestionEchoes() {
        return congestionEchoes;
    }

    /** {@return packets handed to the engine} */
    public long received() {
        return received;
    }

    /** {@return packets that a connection, or the making of one, has taken in} */
    public long delivered() {
        return received - drops.total();
    }

    /**
     * Packets dropped for a reason.
     *
     * @param reason of the drops.
     * @return the count so far.
     */
    public long dropped(final DropReason reason) {
        return drops.get(reason);
    }

    /** {@return packets dropped for any reason} */
    public long dropped() {
        return drops.total();
    }

    /** {@return the counters of drops, by reason} */
    public DropCounters drops() {
        return drops;
    }

    /** {@return packets sent} */
    public long sent() {
        return sent;
    }

    /** {@return claims that the sink refused} */
    public long sinkRefusals() {
        return sinkRefusals;
    }

    /** {@return resets sent} */
    public long resetsSent() {
        return resetsSent;
    }

    /** {@return resets to segments of no connection that the limit of their rate kept back} */
    public long resetsSuppressed() {
        return resetsSuppressed;
    }

    /** {@return challenge ACKs, and ACKs of unacceptable segments, that were sent} */
    public long challengeAcks() {
        return challengeAcks;
    }

    /** {@return the same that a connection's limit kept back (RFC 5961 section 7)} */
    public long challengeAcksSuppressed() {
        return challengeAcksSuppressed;
    }

    /** {@return SYN-ACKs that bore a cookie} */
    public long cookiesSent() {
        return cookiesSent;
    }

    /** {@return connections made from a cookie} */
    public long cookiesAccepted() {
        return cookiesAccepted;
    }

    /** {@return acknowledgments that were looked at as cookies and were none} */
    public long cookiesRefused() {
        return cookiesRefused;
    }

    /** {@return segments sent again} */
    public long retransmittedSegments() {
        return retransmittedSegments;
    }

    /** {@return expiries of the retransmission timer} */
    public long timeouts() {
        return timeouts;
    }

    /** {@return how often fast recovery began} */
    public long fastRecoveries() {
        return fastRecoveries;
    }

    /** {@return connections made by listeners} */
    public long passiveOpens() {
        return passiveOpens;
    }

    /** {@return connections begun by {@code connect}} */
    public long activeOpens() {
        return activeOpens;
    }

    /** {@return connections that have ended} */
    public long closed() {
        return closed;
    }

    /** {@return half-open connections given up} */
    public long halfOpenExpired() {
        return halfOpenExpired;
    }

    /** {@return how often segments became smaller because an ICMP error said so} */
    public long pathMtuReductions() {
        return pathMtuReductions;
    }

    /** {@return connections put out of TIME-WAIT before their time, because its table was full} */
    public long timeWaitEvicted() {
        return timeWaitEvicted;
    }
}
