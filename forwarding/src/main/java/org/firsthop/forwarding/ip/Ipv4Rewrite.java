package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.icmp.Redirects;
import org.firsthop.forwarding.option.Ipv4OptionWriter;
import org.jspecify.annotations.Nullable;

/** Lets IPv4 packets leave: TTL, MTU, options and the new link header (RFC 1812 sections 5.3.1, 5.2.6 and 5.3.13). */
public final class Ipv4Rewrite extends RewriteStage {
    /** The packet has come as many hops as its sender allowed (RFC 1812 section 5.3.1). A loop, or a traceroute. */
    public static final DropReason TTL_EXPIRED =
            DropReason.declare("IPV4_TTL_EXPIRED", Severity.INFO, "the TTL would fall to zero here");

    /** The packet is longer than the egress interface carries and may not be cut (RFC 1812 section 5.2.6). */
    public static final DropReason FRAGMENTATION_NEEDED = DropReason.declare(
            "IPV4_FRAGMENTATION_NEEDED", Severity.INFO, "longer than the egress MTU, and Don't Fragment is set");

    /** The packet is longer than the egress interface carries; it is cut, and no drop. */
    private static final DropReason TOO_LONG =
            DropReason.declare("IPV4_TOO_LONG", Severity.INFO, "longer than the egress MTU; it is cut");

    /** Where packets go that have to be cut; the pieces come back. */
    public final Output fragment = output("fragment");

    private final Ipv4OptionWriter options;

    /**
     * The stage.
     *
     * @param interfaces to which packets may leave; each gets an output of its name.
     * @param adjacencies that frames' descriptors are indices of.
     * @param options writes what options ask for.
     * @param betterHops finds senders that have a better first hop, or {@code null} where nobody is told.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Rewrite(
            final InterfaceTable interfaces,
            final AdjacencyTable adjacencies,
            final Ipv4OptionWriter options,
            final @Nullable Redirects betterHops,
            final FrameAllocator frames) {
        super("ipv4-rewrite", interfaces, adjacencies, betterHops, frames);
        this.options = options;
    }

    @Override
    protected DropReason rewrite(
            final long address, final int length, final long state, final int ingress, final long nowNs) {
        // RFC 1812 section 5.3.1: a router never forwards a packet whose TTL it would make zero.
        if (Memory.u8(null, address + Ipv4Flyweight.TTL_OFFSET) <= 1) {
            return TTL_EXPIRED;
        }
        if (length > Adjacency.mtu(state)) {
            return tooLong(address);
        }
        Ipv4Flyweight.decrementTtl(null, address);
        writeOptions(address, state, nowNs);
        return DropReason.NONE;
    }

    @Override
    protected void refuse(final int frame, final DropReason reason, final int mtu) {
        if (reason == TOO_LONG) {
            fragment.send(frame);
        } else {
            super.refuse(frame, reason, mtu);
        }
    }

    @Override
    protected DropReason rewriteOwn(final long address, final int length, final long state, final long nowNs) {
        if (length > Adjacency.mtu(state)) {
            return tooLong(address);
        }
        writeOptions(address, state, nowNs);
        return DropReason.NONE;
    }

    private void writeOptions(final long address, final long state, final long nowNs) {
        final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
        if (headerLength != Ipv4Flyweight.MIN_HEADER_LENGTH) {
            final int offset = (int) (address - pool().address());
            options.write(pool().buffer(), offset, headerLength, Adjacency.egressInterface(state), nowNs);
        }
    }

    private static DropReason tooLong(final long address) {
        final int flags = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        return (flags & Ipv4Flyweight.DONT_FRAGMENT_FLAG) != 0 ? FRAGMENTATION_NEEDED : TOO_LONG;
    }
}
