package org.firsthop.forwarding.neighbor;

/** What is known of a neighbor's link address (RFC 4861 section 7.3.2; the same for ARP). */
public enum NeighborState {
    /** Asked for; no answer yet. Packets wait. */
    INCOMPLETE,

    /** Confirmed within the reachable time. Packets go. */
    REACHABLE,

    /** Known, but not confirmed of late. Packets go, and the first one begins {@link #DELAY}. */
    STALE,

    /** In use, and waiting a little whether the layers above confirm it. Packets go. */
    DELAY,

    /** Being asked at its known link address whether it is still there. Packets go. */
    PROBE,

    /** Did not answer. Packets are refused for a while. */
    FAILED,

    /** Configured: never asked, never changed by what comes in, never evicted. Packets go. */
    PERMANENT;

    /** {@return whether a packet may be sent to the link address} */
    public boolean isUsable() {
        return this != INCOMPLETE && this != FAILED;
    }

    /** {@return whether the neighbor was confirmed of late, is about to be, or is configured} */
    public boolean isLive() {
        return this == REACHABLE || this == DELAY || this == PROBE || this == PERMANENT;
    }
}
