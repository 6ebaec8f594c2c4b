package org.firsthop.tcp;

/** The states of a connection (RFC 9293 section 3.3.2). */
public enum TcpState {
    /** No connection: the handle is stale, or its connection has ended. */
    CLOSED,
    /** Waiting for a connection request; a listener, never a connection. */
    LISTEN,
    /** A SYN was sent. */
    SYN_SENT,
    /** SYNs crossed; waiting for the acknowledgment of ours. */
    SYN_RECEIVED,
    /** Open: data flows both ways. */
    ESTABLISHED,
    /** Closed here; waiting for the acknowledgment of our FIN, or the peer's FIN. */
    FIN_WAIT_1,
    /** Closed here and acknowledged; waiting for the peer's FIN. */
    FIN_WAIT_2,
    /** Closed by the peer; waiting for the user to close. */
    CLOSE_WAIT,
    /** Closed on both sides at once; waiting for the acknowledgment of our FIN. */
    CLOSING,
    /** Closed by the peer and then here; waiting for the acknowledgment of our FIN. */
    LAST_ACK,
    /** Waiting until nothing of the connection can be left in the network. */
    TIME_WAIT;

    private static final TcpState[] VALUES = values();

    static TcpState of(final int number) {
        return VALUES[number];
    }
}
