package org.firsthop.forwarding.neighbor;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/** Why packets for neighbors, and messages from them, are dropped. */
public final class NeighborDrops {
    /** The neighbor did not answer (RFC 1122 section 2.3.2.2, RFC 4861 section 7.2.2). The destination, or the sender. */
    public static final DropReason UNREACHABLE = DropReason.declare(
            "NEIGHBOR_UNREACHABLE", Severity.INFO, "the next hop does not answer for its link address");

    /** More frames wait for one neighbor than may; the oldest goes (RFC 4861 section 7.2.2). The sender's rate. */
    public static final DropReason QUEUE_FULL = DropReason.declare(
            "NEIGHBOR_QUEUE_FULL",
            Severity.INFO,
            "more frames wait for the neighbor than its queue holds; the oldest goes");

    /** More frames wait for all neighbors together than may. A scan, or a bound to raise. */
    public static final DropReason HELD_FULL = DropReason.declare(
            "NEIGHBOR_HELD_FULL",
            Severity.WARNING,
            "as many frames wait for neighbors as may; probably an address scan");

    /** As many unknown neighbors of the link are asked for as may be. A scan, or a bound to raise. */
    public static final DropReason TOO_MANY_UNRESOLVED = DropReason.declare(
            "NEIGHBOR_TOO_MANY_UNRESOLVED",
            Severity.WARNING,
            "as many unknown neighbors are asked for as may be; probably an address scan");

    /** The entry that the frame waited for was taken for another neighbor. A scan, or a bound to raise. */
    public static final DropReason EVICTED = DropReason.declare(
            "NEIGHBOR_EVICTED", Severity.WARNING, "the entry that the frame waited for made room for another neighbor");

    /** The table of adjacencies has no room for the neighbor. The operator, who sizes it. */
    public static final DropReason NO_ADJACENCY = DropReason.declare(
            "NEIGHBOR_NO_ADJACENCY", Severity.ERROR, "the adjacency table has no room for the neighbor");

    /** The route by which the frame waited for its next hop is gone. Whoever gave out the route. */
    public static final DropReason ROUTE_WITHDRAWN = DropReason.declare(
            "NEIGHBOR_ROUTE_WITHDRAWN",
            Severity.INFO,
            "the route was withdrawn while the frame waited for its next hop");

    /** The next hop is a group, broadcast or unspecified address, which nobody answers for. The route, or the sender. */
    public static final DropReason NOT_A_STATION = DropReason.declare(
            "NEIGHBOR_NOT_A_STATION", Severity.WARNING, "the next hop is not the address of one node");

    /** The link has no address of the family from which to ask. The operator. */
    public static final DropReason NO_SOURCE = DropReason.declare(
            "NEIGHBOR_NO_SOURCE", Severity.ERROR, "the link has no address of this family to ask from");

    /** A sender's link address in ARP is none of a station (RFC 1812 section 3.3.2). The sender. */
    public static final DropReason ARP_BAD_SENDER = DropReason.declare(
            "ARP_BAD_SENDER", Severity.WARNING, "the sender's link or IP address is not one of a single station");

    /** The operation is neither request nor reply, and this node speaks no other. The sender. */
    public static final DropReason ARP_BAD_OPERATION =
            DropReason.declare("ARP_BAD_OPERATION", Severity.WARNING, "the operation is neither request nor reply");

    /** An ARP packet of this node's own came back. A loop in the link. */
    public static final DropReason ARP_OWN =
            DropReason.declare("ARP_OWN", Severity.WARNING, "the sender is this interface: the link loops");

    /** A sender of ARP is of no prefix of the link, and not known: it is not believed. The sender, or an attack. */
    public static final DropReason ARP_OFF_LINK =
            DropReason.declare("ARP_OFF_LINK", Severity.WARNING, "the sender's address is of no prefix of the link");

    /** Another station claims an address of this node (RFC 5227 section 2.4). The operator. */
    public static final DropReason CONFLICT =
            DropReason.declare("NEIGHBOR_CONFLICT", Severity.ERROR, "another station claims an address of this node");

    /** The message is not one on which this node has to act, or it was learned from. Nobody. */
    public static final DropReason NOT_ASKED = DropReason.declare(
            "NEIGHBOR_NOT_ASKED", Severity.INFO, "nobody asked for this neighbor: nothing is learned from the message");

    /** A request for an address that is not this node's. Nobody. */
    public static final DropReason NOT_OURS =
            DropReason.declare("NEIGHBOR_NOT_OURS", Severity.INFO, "the address that is asked for is not this node's");

    /** A message of neighbor discovery of this node's own came back. A loop in the link. */
    public static final DropReason NDP_OWN =
            DropReason.declare("NDP_OWN", Severity.WARNING, "the message is this interface's own: the link loops");

    /** The Hop Limit is not 255: a router has forwarded the message (RFC 4861 sections 6.1, 7.1, 8.1). An attack. */
    public static final DropReason NDP_FORWARDED = DropReason.declare(
            "NDP_FORWARDED", Severity.WARNING, "the Hop Limit is not 255: the message comes from beyond the link");

    /** The ICMP checksum is wrong (RFC 4861 sections 6.1, 7.1, 8.1). The link. */
    public static final DropReason NDP_BAD_CHECKSUM =
            DropReason.declare("NDP_BAD_CHECKSUM", Severity.WARNING, "the checksum of the message is wrong");

    /** The addresses do not fit the message (RFC 4861 sections 6.1, 7.1, 8.1). The sender. */
    public static final DropReason NDP_BAD_ADDRESS = DropReason.declare(
            "NDP_BAD_ADDRESS", Severity.WARNING, "source or destination may not be those of such a message");

    /** The source of a solicitation is not on the link: it is neither believed nor answered. The sender, or an attack. */
    public static final DropReason NDP_OFF_LINK =
            DropReason.declare("NDP_OFF_LINK", Severity.WARNING, "the source of the solicitation is not on the link");

    private NeighborDrops() {}
}
