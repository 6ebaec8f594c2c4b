package org.firsthop.tcp;

/** Why a connection ended, as {@link TcpEvents#onClosed} reports it (RFC 9293 section 3.9.1, MUST-12). */
public enum CloseReason {
    /** Both sides closed and all was acknowledged; the four-tuple may still be in TIME-WAIT. */
    NORMAL,
    /** The user aborted. */
    ABORTED,
    /** The peer answered the SYN with a reset: "connection refused". */
    REFUSED,
    /** The peer reset the connection. */
    RESET,
    /** Nothing was acknowledged in time: retries or the user timeout ran out (RFC 9293 section 3.8.3, MUST-20). */
    TIMED_OUT,
    /** As {@link #TIMED_OUT}, after ICMP errors; or one that ends an attempt to connect (RFC 9293 section 3.9.2.2). */
    UNREACHABLE,
    /** The user closed with data unread, or data came after the user had closed, so that the peer was sent a reset. */
    DATA_LOST
}
