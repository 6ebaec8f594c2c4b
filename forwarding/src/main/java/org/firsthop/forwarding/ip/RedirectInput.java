package org.firsthop.forwarding.ip;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpOptionIterator;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RedirectFlyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.firsthop.forwarding.rib.NextHops;

/**
 * Follows redirects, as a host does (RFC 1122 sections 3.2.2.2 and 3.3.1.2, RFC 4861 section 8.3); a router ignores them (RFC 1812
 * section 5.2.7.2, RFC 4861 section 8.2), and has no such stage.
 *
 * <p>A redirect is followed when it comes from the present first hop of its destination and names a neighbor on the same link,
 * for a destination that is not on the link itself. It is believed of that one destination, whatever its code says, for a
 * bounded time and until the neighbor does not answer (RFC 4861 section 7.3.3). All other messages go on.
 */
public final class RedirectInput extends TimedStage {
    /** A redirect that does not come from its destination's first hop, or names no neighbor of that link. An attacker. */
    public static final DropReason NOT_FOLLOWED = DropReason.declare(
            "REDIRECT_NOT_FOLLOWED",
            Severity.WARNING,
            "a redirect is not from the first hop of its destination, or leads to no neighbor on the link");

    /** The table of routes has no room for what a redirect says. The operator, who sizes it. */
    public static final DropReason NO_ROOM = DropReason.declare(
            "REDIRECT_NO_ROOM", Severity.ERROR, "the route table has no room for what a redirect says");

    /** Where all goes that is no redirect. */
    public final Output local = output("local");

    private static final int IPV4_BITS = 32;
    private static final int LINK_OPTION_LENGTH = 8;

    private final ForwardingTables tables;
    private final NeighborStage neighbors;
    private final RedirectedDestinations destinations;
    private final RedirectFlyweight redirect = new RedirectFlyweight();
    private final NdpOptionIterator options = new NdpOptionIterator();

    /**
     * The stage.
     *
     * @param tables of the host; this stage's thread is the one that writes them.
     * @param capacity how many destinations are redirected at once, at least 1; the oldest gives way.
     * @param lifetimeNs how long a redirect is followed, in nanoseconds.
     * @param neighbors that are learned from redirects, and tell which of them do not answer.
     * @param frames the allocator of the thread that runs the graph.
     */
    RedirectInput(
            final ForwardingTables tables,
            final int capacity,
            final long lifetimeNs,
            final NeighborStage neighbors,
            final FrameAllocator frames) {
        super("redirect-input", frames);
        this.tables = tables;
        this.neighbors = neighbors;
        destinations = new RedirectedDestinations(tables, capacity, lifetimeNs);
        neighbors.onFailure(destinations::failed);
    }

    /** {@return how many destinations are redirected at the moment} */
    public int redirected() {
        return destinations.size();
    }

    @Override
    protected int poll(final long nowNs) {
        return destinations.expire(nowNs);
    }

    @Override
    protected long nextDeadline() {
        return destinations.deadline();
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long ip = pool.address(frame) + pool.l3Offset(frame);
            if (Memory.u8(null, ip) >>> 4 == 4) {
                processIpv4(frame, ip, nowNs);
            } else {
                processIpv6(frame, ip, nowNs);
            }
        }
    }

    private void processIpv4(final int frame, final long ip, final long nowNs) {
        final FramePool pool = pool();
        final long icmp = pool.address(frame) + pool.l4Offset(frame);
        if (Memory.u8(null, icmp) != IcmpType.REDIRECT) {
            local.send(frame);
            return;
        }
        final int length = pool.length(frame) - pool.l4Offset(frame);
        final long quoted = icmp + IcmpFlyweight.DATA_OFFSET;
        if (length < IcmpFlyweight.DATA_OFFSET + Ipv4Flyweight.MIN_HEADER_LENGTH) {
            drop(frame, IcmpFlyweight.TRUNCATED_MESSAGE);
            return;
        }
        final int destination = Memory.i32(null, quoted + Ipv4Flyweight.DESTINATION_OFFSET);
        final int gateway = Memory.i32(null, icmp + IcmpFlyweight.GATEWAY_OFFSET);
        final int from = Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
        final int sender = Memory.i32(null, quoted + Ipv4Flyweight.SOURCE_OFFSET);
        final IpInterface iface = tables.interfaces().get(pool.ingress(frame));
        final boolean isFollowed = tables.addresses().isOwn(sender)
                && !Ipv4Address.isMulticast(destination)
                && isBetterHop(iface, 0, LocalAddress.mapped(destination), 0, LocalAddress.mapped(gateway))
                && isFirstHop(tables.ipv4().lookup(destination), iface, 0, from & 0xFFFF_FFFFL);
        if (!isFollowed) {
            drop(frame, NOT_FOLLOWED);
            return;
        }
        end(
                frame,
                destinations.put(
                        iface.index(),
                        0,
                        LocalAddress.mapped(destination),
                        0,
                        LocalAddress.mapped(gateway),
                        tables.nextHop(iface, gateway),
                        nowNs));
    }

    private void processIpv6(final int frame, final long ip, final long nowNs) {
        final FramePool pool = pool();
        final long icmp = ip + Ipv6Flyweight.HEADER_LENGTH;
        if (Memory.u8(null, icmp) != Icmpv6Type.REDIRECT) {
            local.send(frame);
            return;
        }
        final int offset = pool.offset(frame) + pool.l3Offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        redirect.wrap(pool.buffer(), offset);
        final long high = redirect.destinationHigh();
        final long low = redirect.destinationLow();
        final long targetHigh = redirect.targetHigh();
        final long targetLow = redirect.targetLow();
        final long fromHigh = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET);
        final long fromLow = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8);
        final IpInterface iface = tables.interfaces().get(pool.ingress(frame));
        // RFC 4861 section 8.3: a target that is the destination says that this one is on the link.
        final boolean isOnLink = targetHigh == high && targetLow == low;
        final boolean isFollowed = (isOnLink || isBetterHop(iface, high, low, targetHigh, targetLow))
                && !Ipv6Address.isLinkLocal(high)
                && isFirstHop(tables.ipv6().lookup(high, low), iface, fromHigh, fromLow);
        if (!isFollowed) {
            drop(frame, NOT_FOLLOWED);
            return;
        }
        final NextHops path = tables.nextHop(iface, targetHigh, targetLow);
        final boolean isThere = destinations.put(iface.index(), high, low, targetHigh, targetLow, path, nowNs);
        if (isThere) {
            options.wrap(
                    pool.buffer(),
                    redirect.optionsOffset(),
                    redirect.optionsLength(pool.length(frame) - pool.l3Offset(frame) - Ipv6Flyweight.HEADER_LENGTH));
            while (options.next()) {
                if (options.option().type() == NdpOptionType.TARGET_LINK_LAYER_ADDRESS
                        && options.option().length() == LINK_OPTION_LENGTH) {
                    final long mac = options.option().linkLayerAddress();
                    neighbors.told(iface.index(), targetHigh, targetLow, mac, !isOnLink, nowNs);
                    break;
                }
            }
        }
        end(frame, isThere);
    }

    private void end(final int frame, final boolean isThere) {
        if (isThere) {
            consume(frame);
        } else {
            drop(frame, NO_ROOM);
        }
    }

    /** RFC 1122 section 3.2.2.2: the new first hop is another node on the link, and the destination is beyond it. */
    private boolean isBetterHop(
            final IpInterface iface, final long high, final long low, final long hopHigh, final long hopLow) {
        final Link link = tables.links().get(iface.index());
        return link.isOnLink(hopHigh, hopLow)
                && link.find(hopHigh, hopLow) == null
                && !isBroadcast(hopHigh, hopLow)
                && !link.isOnLink(high, low);
    }

    private boolean isBroadcast(final long high, final long low) {
        return Ipv6Address.isIpv4Mapped(high, low) && isLocal(tables.ipv4().get((int) low, IPV4_BITS));
    }

    private boolean isLocal(final int adjacency) {
        final AdjacencyTable adjacencies = tables.adjacencies();
        return Adjacency.kind(Adjacency.state(adjacencies.entryAddress(adjacency))) == Adjacency.LOCAL;
    }

    /** Whether a route leads by a neighbor, alone or as one of several. */
    private boolean isFirstHop(final int route, final IpInterface iface, final long high, final long low) {
        final AdjacencyTable adjacencies = tables.adjacencies();
        final long state = Adjacency.state(adjacencies.entryAddress(route));
        if (Adjacency.kind(state) != Adjacency.GROUP) {
            return isVia(route, state, iface, high, low);
        }
        for (int bucket = 0; bucket < adjacencies.bucketsPerGroup(); bucket++) {
            final int member = adjacencies.member(route, bucket);
            if (isVia(member, Adjacency.state(adjacencies.entryAddress(member)), iface, high, low)) {
                return true;
            }
        }
        return false;
    }

    private boolean isVia(
            final int adjacency, final long state, final IpInterface iface, final long high, final long low) {
        return switch (Adjacency.kind(state)) {
            case Adjacency.FORWARD, Adjacency.STALE, Adjacency.NEXT_HOP ->
                Adjacency.egressInterface(state) == iface.index()
                        && tables.adjacencies().nextHopHigh(adjacency) == high
                        && tables.adjacencies().nextHopLow(adjacency) == low;
            default -> false;
        };
    }
}
