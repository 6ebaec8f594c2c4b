package org.firsthop.forwarding.filter;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.local.FrameFlags;
import org.jspecify.annotations.Nullable;

/**
 * Asks the access lists of one direction: behind the inputs for what comes in, behind the lookups for what goes out, where a
 * packet that is refused is still as it came.
 *
 * <p>What this node sends itself passes; so do the solicitations and advertisements of neighbor discovery, which are to IPv6 what
 * ARP is to IPv4.
 */
public final class FilterStage extends Stage {
    /** Where packets go that may pass. */
    public final Output next = output("next");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    private final FilterSet filters;
    private final @Nullable AdjacencyTable egress;

    private FilterStage(
            final String name,
            final FilterSet filters,
            final @Nullable AdjacencyTable egress,
            final FrameAllocator frames) {
        super(name, frames);
        this.filters = filters;
        this.egress = egress;
    }

    /**
     * A stage for what comes in.
     *
     * @param name unique in its graph.
     * @param filters by interface.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static FilterStage in(final String name, final FilterSet filters, final FrameAllocator frames) {
        return new FilterStage(name, filters, null, frames);
    }

    /**
     * A stage for what goes out.
     *
     * @param name unique in its graph.
     * @param filters by interface.
     * @param adjacencies that frames' descriptors are indices of.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static FilterStage out(
            final String name, final FilterSet filters, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        return new FilterStage(name, filters, adjacencies, frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final FilterList list = list(frame);
            if (list == null) {
                next.send(frame);
            } else {
                judge(frame, list);
            }
        }
    }

    private @Nullable FilterList list(final int frame) {
        if (egress == null) {
            return filters.in(pool().ingress(frame));
        }
        return (pool().flags(frame) & FrameFlags.LOCAL_ORIGIN) != 0
                ? null
                : filters.out(Adjacency.egressInterface(Adjacency.state(egress.entryAddress(pool().adjacency(frame)))));
    }

    private void judge(final int frame, final FilterList list) {
        final FramePool pool = pool();
        final long address = pool.address(frame) + pool.l3Offset(frame);
        final int length = pool.length(frame) - pool.l3Offset(frame);
        final boolean isIpv4 = Memory.u8(null, address) >>> 4 == 4;
        if (!isIpv4 && isNeighborDiscovery(address, length)) {
            next.send(frame);
            return;
        }
        final DropReason reason = isIpv4 ? list.judgeIpv4(address, length) : list.judgeIpv6(address, length);
        if (reason == DropReason.NONE || reason == FilterDrops.DENIED || reason == FilterDrops.REJECTED) {
            list.count(length);
        }
        if (reason == DropReason.NONE) {
            next.send(frame);
        } else if (reason == FilterDrops.REJECTED) {
            reject(frame, reason, 0, errors);
        } else {
            drop(frame, reason);
        }
    }

    /** RFC 4861 section 7.1: no router has passed it on, so it is about this link. */
    private static boolean isNeighborDiscovery(final long address, final int length) {
        if (Memory.u16(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET)
                        != (IpProtocol.ICMPV6 << 8 | NdpMessage.HOP_LIMIT)
                || length <= Ipv6Flyweight.HEADER_LENGTH) {
            return false;
        }
        final int type = Memory.u8(null, address + Ipv6Flyweight.HEADER_LENGTH);
        return type == Icmpv6Type.NEIGHBOR_SOLICITATION || type == Icmpv6Type.NEIGHBOR_ADVERTISEMENT;
    }
}
