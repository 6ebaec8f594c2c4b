package org.firsthop.forwarding.filter;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/** Why access lists drop packets. */
public final class FilterDrops {
    /** A rule denies the packet. The operator, who wrote it. */
    public static final DropReason DENIED =
            DropReason.declare("IP_FILTER_DENIED", Severity.INFO, "a rule of the interface's access list denies it");

    /** A rule rejects the packet, and its sender is told. The operator, who wrote it. */
    public static final DropReason REJECTED =
            DropReason.declare("IP_FILTER_REJECTED", Severity.INFO, "a rule of the interface's access list rejects it");

    /** A packet or fragment that cuts its transport header, or hides it from access lists (RFC 1858, RFC 3128). An attacker. */
    public static final DropReason TINY_FRAGMENT = DropReason.declare(
            "IP_FILTER_TINY_FRAGMENT",
            Severity.WARNING,
            "the transport header that the access list reads is cut, or overlapped by a fragment");

    /** A packet whose extension headers lead to no transport header that could be judged (RFC 7112). The sender. */
    public static final DropReason UNREADABLE = DropReason.declare(
            "IP_FILTER_UNREADABLE",
            Severity.WARNING,
            "the headers lead to no transport header that the access list could judge");

    private FilterDrops() {}
}
