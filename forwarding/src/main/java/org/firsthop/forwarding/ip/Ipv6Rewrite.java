package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.icmp.Redirects;
import org.jspecify.annotations.Nullable;

/** Lets IPv6 packets leave: scope, hop limit, MTU and the new link header (RFC 8200 section 3, RFC 4291 section 2.5.6). */
public final class Ipv6Rewrite extends RewriteStage {
    /** The packet has come as many hops as its sender allowed (RFC 8200 section 3). A loop, or a traceroute. */
    public static final DropReason HOP_LIMIT_EXPIRED =
            DropReason.declare("IPV6_HOP_LIMIT_EXPIRED", Severity.INFO, "the hop limit would fall to zero here");

    /**
     * The packet is longer than the egress interface carries; IPv6 routers never cut (RFC 8200 section 5). Of this node's own
     * packets segments of TCP end so too: TCP makes them no longer than the path's MTU once it is told (RFC 8201 section 5.4).
     */
    public static final DropReason TOO_BIG =
            DropReason.declare("IPV6_TOO_BIG", Severity.INFO, "longer than the egress MTU");

    /** The source is link-local; it may not leave its link (RFC 4291 section 2.5.6). The sender. */
    public static final DropReason LINK_LOCAL_SCOPE =
            DropReason.declare("IPV6_LINK_LOCAL_SCOPE", Severity.WARNING, "a link-local source may not leave its link");

    /** This node's own packet is longer than the egress interface carries; it is cut, and no drop. */
    private static final DropReason OWN_TOO_LONG =
            DropReason.declare("IPV6_OWN_TOO_LONG", Severity.INFO, "longer than the egress MTU; it is cut");

    /**
     * The source is the unspecified address (RFC 4291 section 2.5.2). A host that asks for its address; it may not leave its
     * link.
     */
    public static final DropReason UNSPECIFIED_SOURCE = DropReason.declare(
            "IPV6_UNSPECIFIED_SOURCE", Severity.WARNING, "a packet without a source address is never forwarded");

    /** Where this node's own packets go that have to be cut; the pieces come back. */
    public final Output fragment = output("fragment");

    /**
     * The stage.
     *
     * @param interfaces to which packets may leave; each gets an output of its name.
     * @param adjacencies that frames' descriptors are indices of.
     * @param betterHops finds senders that have a better first hop, or {@code null} where nobody is told.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Rewrite(
            final InterfaceTable interfaces,
            final AdjacencyTable adjacencies,
            final @Nullable Redirects betterHops,
            final FrameAllocator frames) {
        super("ipv6-rewrite", interfaces, adjacencies, betterHops, frames);
    }

    @Override
    protected DropReason rewrite(
            final long address, final int length, final long state, final int ingress, final long nowNs) {
        // RFC 8200 section 3: discarded when the hop limit is zero on receipt or falls to zero.
        final int hopLimit = Memory.u8(null, address + Ipv6Flyweight.HOP_LIMIT_OFFSET);
        if (hopLimit <= 1) {
            return HOP_LIMIT_EXPIRED;
        }
        final long source = address + Ipv6Flyweight.SOURCE_OFFSET;
        final long high = Memory.i64(null, source);
        // RFC 4291 section 2.5.6: never to other links; a link-local destination is looked up on its own link.
        if (LinkLocalRoutes.isLinkLocal(high) && Adjacency.egressInterface(state) != ingress) {
            return LINK_LOCAL_SCOPE;
        }
        if ((high | Memory.i64(null, source + Long.BYTES)) == 0) {
            return UNSPECIFIED_SOURCE;
        }
        if (length > Adjacency.mtu(state)) {
            return TOO_BIG;
        }
        Memory.putU8(null, address + Ipv6Flyweight.HOP_LIMIT_OFFSET, hopLimit - 1);
        return DropReason.NONE;
    }

    @Override
    protected DropReason rewriteOwn(final long address, final int length, final long state, final long nowNs) {
        if (length <= Adjacency.mtu(state)) {
            return DropReason.NONE;
        }
        return Memory.u8(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET) == IpProtocol.TCP ? TOO_BIG : OWN_TOO_LONG;
    }

    @Override
    protected void refuse(final int frame, final DropReason reason, final int mtu) {
        if (reason == OWN_TOO_LONG) {
            fragment.send(frame);
        } else {
            super.refuse(frame, reason, mtu);
        }
    }
}
