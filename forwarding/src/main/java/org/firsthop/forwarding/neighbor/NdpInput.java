package org.firsthop.forwarding.neighbor;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.NeighborSolicitationFlyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.RedirectFlyweight;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.core.wire.RouterSolicitationFlyweight;
import org.firsthop.forwarding.local.FrameFlags;

/**
 * Takes the messages of neighbor discovery out of what is for this node, and validates them (RFC 4861 sections 6.1, 7.1 and 8.1)
 * before anything in them is believed.
 *
 * <p>A message that comes behind extension headers, or in fragments, is none (RFC 6980): it goes the way of all other packets.
 */
public final class NdpInput extends Stage {
    /** Where good messages go. */
    public final Output neighbor = output("neighbor");

    /** Where all that is not neighbor discovery goes. */
    public final Output other = output("other");

    /**
     * The stage.
     *
     * @param frames the allocator of the thread that runs the graph.
     */
    public NdpInput(final FrameAllocator frames) {
        super("ndp-input", frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int l3Offset = pool.l3Offset(frame);
            final long ip = pool.address(frame) + l3Offset;
            final int length = pool.length(frame) - l3Offset - Ipv6Flyweight.HEADER_LENGTH;
            if (!isNdp(ip, length)) {
                other.send(frame);
                continue;
            }
            final DropReason reason = validate(ip, length);
            if (reason != DropReason.NONE) {
                drop(frame, reason);
            } else {
                // A message to the neighbor stage is told from a packet by having no adjacency.
                pool.adjacency(frame, 0);
                pool.flags(frame, pool.flags(frame) | FrameFlags.DISCOVERY);
                neighbor.send(frame);
            }
        }
    }

    private static boolean isNdp(final long ip, final int length) {
        if (Memory.u8(null, ip) >>> 4 != 6
                || Memory.u8(null, ip + Ipv6Flyweight.NEXT_HEADER_OFFSET) != IpProtocol.ICMPV6
                || length < Icmpv6Flyweight.HEADER_LENGTH) {
            return false;
        }
        final int type = Memory.u8(null, ip + Ipv6Flyweight.HEADER_LENGTH);
        return type >= Icmpv6Type.ROUTER_SOLICITATION && type <= Icmpv6Type.REDIRECT;
    }

    /** The rules of RFC 4861 sections 6.1.1, 6.1.2, 7.1.1, 7.1.2 and 8.1. */
    private static DropReason validate(final long ip, final int length) {
        if (Memory.u8(null, ip + Ipv6Flyweight.HOP_LIMIT_OFFSET) != NdpMessage.HOP_LIMIT) {
            return NeighborDrops.NDP_FORWARDED;
        }
        final long message = ip + Ipv6Flyweight.HEADER_LENGTH;
        final long sum = InternetChecksum.partialSum(
                        null,
                        ip + Ipv6Flyweight.SOURCE_OFFSET,
                        Ipv6Flyweight.HEADER_LENGTH - Ipv6Flyweight.SOURCE_OFFSET)
                + PseudoHeader.protocolAndLength(IpProtocol.ICMPV6, length);
        if (!Icmpv6Flyweight.isChecksumValid(null, message, sum, length)) {
            return NeighborDrops.NDP_BAD_CHECKSUM;
        }
        return switch (Memory.u8(null, message)) {
            case Icmpv6Type.ROUTER_SOLICITATION -> RouterSolicitationFlyweight.check(null, message, length);
            case Icmpv6Type.ROUTER_ADVERTISEMENT ->
                fromLinkLocal(ip, RouterAdvertisementFlyweight.check(null, message, length));
            case Icmpv6Type.NEIGHBOR_SOLICITATION ->
                solicitation(ip, NeighborSolicitationFlyweight.check(null, message, length));
            case Icmpv6Type.NEIGHBOR_ADVERTISEMENT ->
                advertisement(ip, NeighborAdvertisementFlyweight.check(null, message, length));
            default -> fromLinkLocal(ip, RedirectFlyweight.check(null, message, length));
        };
    }

    /** RFC 4861 sections 6.1.2 and 8.1: routers speak from their link-local addresses. */
    private static DropReason fromLinkLocal(final long ip, final DropReason reason) {
        if (reason != DropReason.NONE) {
            return reason;
        }
        final boolean isLinkLocal = Memory.u16(null, ip + Ipv6Flyweight.SOURCE_OFFSET) >>> 6 == 0xFE80 >>> 6;
        return isLinkLocal ? DropReason.NONE : NeighborDrops.NDP_BAD_ADDRESS;
    }

    /** RFC 4861 section 7.1.1: without a source a solicitation goes to a solicited-node group. */
    private static DropReason solicitation(final long ip, final DropReason reason) {
        if (reason != DropReason.NONE || !isUnspecified(ip + Ipv6Flyweight.SOURCE_OFFSET)) {
            return reason;
        }
        final long destination = ip + Ipv6Flyweight.DESTINATION_OFFSET;
        final boolean isSolicitedNode = Memory.i64(null, destination) == 0xFF02_0000_0000_0000L
                && Memory.i64(null, destination + 8) >>> 24 == 0x0000_0001_FFL;
        return isSolicitedNode ? DropReason.NONE : NeighborDrops.NDP_BAD_ADDRESS;
    }

    /** RFC 4861 section 7.1.2: what goes to a group answers nobody. */
    private static DropReason advertisement(final long ip, final DropReason reason) {
        if (reason != DropReason.NONE) {
            return reason;
        }
        final boolean isGroup = Memory.u8(null, ip + Ipv6Flyweight.DESTINATION_OFFSET) == 0xFF;
        final int flags =
                Memory.u8(null, ip + Ipv6Flyweight.HEADER_LENGTH + NeighborAdvertisementFlyweight.FLAGS_OFFSET);
        return isGroup && (flags & NeighborAdvertisementFlyweight.SOLICITED_FLAG) != 0
                ? NeighborDrops.NDP_BAD_ADDRESS
                : DropReason.NONE;
    }

    private static boolean isUnspecified(final long address) {
        return (Memory.i64(null, address) | Memory.i64(null, address + 8)) == 0;
    }
}
