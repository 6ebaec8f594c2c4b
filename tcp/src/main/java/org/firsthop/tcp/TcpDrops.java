package org.firsthop.tcp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/** Why an engine drops segments, beyond what the codecs find wrong with them. */
public final class TcpDrops {
    /** The packet is neither IPv4 nor IPv6, or carries another protocol. The caller. */
    public static final DropReason NOT_TCP =
            DropReason.declare("TCP_NOT_TCP", Severity.INFO, "the packet carries no TCP segment");

    /** The packet is a fragment; reassembly comes before this engine. The caller. */
    public static final DropReason FRAGMENT =
            DropReason.declare("TCP_FRAGMENT", Severity.INFO, "the packet is a fragment of a segment");

    /** The IPv4 header's checksum is wrong (RFC 1122 section 3.2.1.2). The path. */
    public static final DropReason BAD_IP_CHECKSUM =
            DropReason.declare("TCP_BAD_IP_CHECKSUM", Severity.WARNING, "the IPv4 header checksum is wrong");

    /** An address is multicast, broadcast, unspecified or IPv4-mapped (RFC 9293 section 3.9.2.3, MUST-46, MUST-57). */
    public static final DropReason BAD_ADDRESS = DropReason.declare(
            "TCP_BAD_ADDRESS", Severity.WARNING, "an address is not one that TCP may be spoken with");

    /** No connection and no listener; answered with a reset unless it was one (RFC 9293 section 3.10.7.1). */
    public static final DropReason NO_CONNECTION = DropReason.declare(
            "TCP_NO_CONNECTION", Severity.INFO, "neither a connection nor a listener is at this address and port");

    /** Flags that no TCP sends together, such as SYN and FIN to a listener. The sender. */
    public static final DropReason BAD_FLAGS =
            DropReason.declare("TCP_BAD_FLAGS", Severity.WARNING, "the flags contradict each other");

    /** No ACK where there has to be one (RFC 9293 section 3.10.7.4, fifth). */
    public static final DropReason NO_ACK =
            DropReason.declare("TCP_NO_ACK", Severity.INFO, "the segment lacks ACK in a state that requires it");

    /** No octet lies in the window (RFC 9293 section 3.10.7.4, first). */
    public static final DropReason NOT_ACCEPTABLE = DropReason.declare(
            "TCP_NOT_ACCEPTABLE", Severity.INFO, "no part of the segment lies in the receive window");

    /** TSval is older than TS.Recent (RFC 7323 section 5.3). */
    public static final DropReason OLD_TIMESTAMP =
            DropReason.declare("TCP_OLD_TIMESTAMP", Severity.INFO, "the timestamp is older than one seen before");

    /** The acknowledgment is of something never sent, or too old to be from the peer (RFC 5961 section 5). */
    public static final DropReason BAD_ACKNOWLEDGMENT = DropReason.declare(
            "TCP_BAD_ACKNOWLEDGMENT", Severity.WARNING, "the acknowledgment is outside what the peer can have seen");

    /** A reset in the window but not at its edge, answered with a challenge ACK (RFC 5961 section 3). */
    public static final DropReason INEXACT_RESET = DropReason.declare(
            "TCP_INEXACT_RESET", Severity.WARNING, "a reset does not bear exactly the next sequence number");

    /** A SYN in a synchronized state, answered with a challenge ACK (RFC 5961 section 4). */
    public static final DropReason UNEXPECTED_SYN =
            DropReason.declare("TCP_UNEXPECTED_SYN", Severity.WARNING, "a SYN came on an open connection");

    /** A reset that names no connection, or one in TIME-WAIT (RFC 1337). */
    public static final DropReason STRAY_RESET =
            DropReason.declare("TCP_STRAY_RESET", Severity.INFO, "a reset concerns no open connection");

    /** The accept queue of the listener is full. The user. */
    public static final DropReason ACCEPT_QUEUE_FULL =
            DropReason.declare("TCP_ACCEPT_QUEUE_FULL", Severity.ERROR, "the accept queue of the listener is full");

    /** The table of half-open connections is full and cookies are off. The operator. */
    public static final DropReason SYN_TABLE_FULL =
            DropReason.declare("TCP_SYN_TABLE_FULL", Severity.ERROR, "the table of half-open connections is full");

    /** The table of connections is full. The operator. */
    public static final DropReason CONNECTIONS_FULL =
            DropReason.declare("TCP_CONNECTIONS_FULL", Severity.ERROR, "the table of connections is full");

    /** The listener's policy said so. The user. */
    public static final DropReason POLICY =
            DropReason.declare("TCP_POLICY", Severity.INFO, "the policy of the listener refused the connection");

    /** An ICMP error quotes a segment that is not on its way, so that anybody may have sent it (RFC 5927 section 4.1). */
    public static final DropReason NOT_IN_FLIGHT = DropReason.declare(
            "TCP_NOT_IN_FLIGHT", Severity.WARNING, "an ICMP error quotes a segment that is not in flight");

    /** No ring is left for the data; the peer will send it again. The operator. */
    public static final DropReason NO_BUFFER =
            DropReason.declare("TCP_NO_BUFFER", Severity.ERROR, "no memory is left to hold received data");

    /** Data came for a connection whose user has closed it; answered with a reset (RFC 9293 section 3.6.1, SHLD-3). */
    public static final DropReason DATA_AFTER_CLOSE =
            DropReason.declare("TCP_DATA_AFTER_CLOSE", Severity.INFO, "data came after the user had closed");

    private TcpDrops() {}
}
