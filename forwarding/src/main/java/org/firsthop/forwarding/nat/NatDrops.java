package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/** Why a NAT drops packets. */
public final class NatDrops {
    /** A protocol, or an ICMP type, that cannot be told apart by ports and so is not translated. */
    public static final DropReason UNSUPPORTED_PROTOCOL = DropReason.declare(
            "NAT_UNSUPPORTED_PROTOCOL",
            Severity.WARNING,
            "the protocol is not TCP, UDP or an ICMP message that can be translated");

    /** A host inside has as many sessions as it may. Its owner, or the operator whose quota is too small. RFC 5508 REQ-8. */
    public static final DropReason HOST_QUOTA = DropReason.declare(
            "NAT_HOST_QUOTA", Severity.WARNING, "the inside host has as many sessions as it may have");

    /** The table of sessions is full of ones that were answered. The operator, who sizes it. RFC 5508 REQ-8. */
    public static final DropReason TABLE_FULL =
            DropReason.declare("NAT_TABLE_FULL", Severity.ERROR, "the table of sessions is full of live ones");

    /** No outside port of the protocol is free. RFC 5508 REQ-8. */
    public static final DropReason PORTS_EXHAUSTED =
            DropReason.declare("NAT_PORTS_EXHAUSTED", Severity.ERROR, "no outside port of the protocol is free");

    /** There is a mapping, but not for this sender (RFC 4787 REQ-8, RFC 5382 REQ-3). The sender. */
    public static final DropReason FILTERED =
            DropReason.declare("NAT_FILTERED", Severity.INFO, "the mapping is not open to this sender");

    /** The segment does not belong to the connection whose ports it bears. The sender. */
    public static final DropReason INVALID_SEGMENT = DropReason.declare(
            "NAT_INVALID_SEGMENT", Severity.WARNING, "the TCP segment does not fit the connection's state");

    /** An inside host answers a query or reports an error that never came in (RFC 5508 REQ-5). The sender. */
    public static final DropReason UNRELATED_ICMP = DropReason.declare(
            "NAT_UNRELATED_ICMP", Severity.INFO, "an ICMP message from inside belongs to no session");

    /** The checksum of an ICMP error, or of the IP header it quotes, is wrong (RFC 5508 REQ-3). The sender. */
    public static final DropReason BAD_ICMP_ERROR = DropReason.declare(
            "NAT_BAD_ICMP_ERROR", Severity.WARNING, "an ICMP error's checksum, or that of what it quotes, is wrong");

    /** An ICMP error in fragments, which cannot be verified. The sender. */
    public static final DropReason FRAGMENTED_ICMP_ERROR =
            DropReason.declare("NAT_FRAGMENTED_ICMP_ERROR", Severity.WARNING, "an ICMP error came in fragments");

    /** A fragment waited for its datagram's first one, which did not come in time. The sender, or loss on the way. */
    public static final DropReason FRAGMENT_TIMEOUT = DropReason.declare(
            "NAT_FRAGMENT_TIMEOUT", Severity.INFO, "the first fragment of the datagram did not come in time");

    /** The datagram's first fragment was dropped, and why was counted there. */
    public static final DropReason FRAGMENT_REFUSED =
            DropReason.declare("NAT_FRAGMENT_REFUSED", Severity.INFO, "the first fragment of the datagram was dropped");

    /** A fragment came before its datagram's first one, and no more may wait. A flood, or loss on the way. */
    public static final DropReason FRAGMENTS_FULL = DropReason.declare(
            "NAT_FRAGMENTS_FULL", Severity.WARNING, "as many fragments wait for their first ones as may");

    private NatDrops() {}
}
