package org.firsthop.forwarding.ip;

import org.firsthop.core.address.Ipv6Address;
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
 * Drops packets whose source has no route back, as forged sources have none (RFC 3704, RFC 2827): looks the source up as if it
 * were a destination.
 *
 * <p>Of a route with several paths any may be the interface that {@link ReversePath#STRICT} asks for. Link-local sources are
 * the link's own and have no routes; a source that is one of this node's own addresses is always forged.
 */
public final class ReversePathFilter extends Stage {
    /** No route leads back to the source, or none by the interface that asks for one (RFC 3704). A forger, or a detour. */
    public static final DropReason NO_REVERSE_PATH = DropReason.declare(
            "IP_NO_REVERSE_PATH", Severity.WARNING, "no route leads back to the source by a path that is allowed");

    /** Where packets go whose sources may be right. */
    public final Output next = output("next");

    private final ForwardingTables tables;
    private final ReversePath[] modes;
    private final boolean isIpv6;

    private ReversePathFilter(
            final String name,
            final ForwardingTables tables,
            final ForwardingPolicy policy,
            final boolean isIpv6,
            final FrameAllocator frames) {
        super(name, frames);
        this.tables = tables;
        this.isIpv6 = isIpv6;
        modes = tables.interfaces().all().stream()
                .map(iface -> policy.reversePath(iface.index()))
                .toArray(ReversePath[]::new);
    }

    /**
     * The stage for IPv4.
     *
     * @param tables that have the routes.
     * @param policy of the interfaces.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static ReversePathFilter ipv4(
            final ForwardingTables tables, final ForwardingPolicy policy, final FrameAllocator frames) {
        return new ReversePathFilter("ipv4-reverse-path", tables, policy, false, frames);
    }

    /**
     * The stage for IPv6.
     *
     * @param tables that have the routes.
     * @param policy of the interfaces.
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public static ReversePathFilter ipv6(
            final ForwardingTables tables, final ForwardingPolicy policy, final FrameAllocator frames) {
        return new ReversePathFilter("ipv6-reverse-path", tables, policy, true, frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int ingress = pool.ingress(frame);
            if (modes[ingress] == ReversePath.OFF
                    || hasPath(pool.address(frame) + pool.l3Offset(frame), ingress, modes[ingress])) {
                next.send(frame);
            } else {
                drop(frame, NO_REVERSE_PATH);
            }
        }
    }

    private boolean hasPath(final long address, final int ingress, final ReversePath mode) {
        final int adjacency;
        if (isIpv6) {
            final long source = address + Ipv6Flyweight.SOURCE_OFFSET;
            final long high = Memory.i64(null, source);
            if (Ipv6Address.isLinkLocal(high)) {
                return true;
            }
            adjacency = tables.ipv6().lookup(high, Memory.i64(null, source + 8));
        } else {
            adjacency = tables.ipv4().lookup(Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET));
        }
        final AdjacencyTable adjacencies = tables.adjacencies();
        final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
        if (Adjacency.kind(state) != Adjacency.GROUP) {
            return isPath(state, ingress, mode);
        }
        for (int bucket = 0; bucket < adjacencies.bucketsPerGroup(); bucket++) {
            final int member = adjacencies.member(adjacency, bucket);
            if (isPath(Adjacency.state(adjacencies.entryAddress(member)), ingress, mode)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPath(final long state, final int ingress, final ReversePath mode) {
        return switch (Adjacency.kind(state)) {
            case Adjacency.FORWARD, Adjacency.STALE, Adjacency.NEXT_HOP, Adjacency.CONNECTED ->
                mode == ReversePath.LOOSE || Adjacency.egressInterface(state) == ingress;
            default -> false;
        };
    }
}
