package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * Where a router has its lookup, a host has this: what is addressed to it is delivered, and nothing is forwarded (RFC 1122
 * section 3.2.1.3). The lookups are for what the host itself sends.
 */
public final class HostInput extends Stage {
    /** A packet for another node, which a host silently discards (RFC 1122 section 3.2.1.3, RFC 4861 section 2.1). */
    public static final DropReason NOT_FOR_THIS_HOST = DropReason.declare(
            "IP_NOT_FOR_THIS_HOST",
            Severity.INFO,
            "the destination is another node's address, and hosts do not forward");

    /** Where packets for this node go. */
    public final Output local = output("local");

    private final ForwardingTables tables;
    private final boolean isIpv6;

    private HostInput(
            final String name, final ForwardingTables tables, final boolean isIpv6, final FrameAllocator frames) {
        super(name, frames);
        this.tables = tables;
        this.isIpv6 = isIpv6;
    }

    /**
     * The stage for IPv4.
     *
     * @param tables that know the host's addresses.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static HostInput ipv4(final ForwardingTables tables, final FrameAllocator frames) {
        return new HostInput("ipv4-host", tables, false, frames);
    }

    /**
     * The stage for IPv6.
     *
     * @param tables that know the host's addresses.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static HostInput ipv6(final ForwardingTables tables, final FrameAllocator frames) {
        return new HostInput("ipv6-host", tables, true, frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        final AdjacencyTable adjacencies = tables.adjacencies();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int adjacency = lookup(pool.address(frame) + pool.l3Offset(frame));
            final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
            if (Adjacency.kind(state) == Adjacency.LOCAL) {
                local.send(frame);
            } else {
                drop(frame, NOT_FOR_THIS_HOST);
            }
        }
    }

    private int lookup(final long address) {
        if (!isIpv6) {
            return tables.ipv4().lookup(Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET));
        }
        final long destination = address + Ipv6Flyweight.DESTINATION_OFFSET;
        return tables.ipv6().lookup(Memory.i64(null, destination), Memory.i64(null, destination + 8));
    }
}
