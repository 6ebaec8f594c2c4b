package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * Cuts this node's own IPv6 packets, such as long echo replies, into fragments that the adjacency's MTU has room for (RFC 8200
 * section 4.5); what others have sent is never cut (RFC 8200 section 5).
 *
 * <p>Each fragment has the headers that every node on the way reads, up to the hop-by-hop options or the routing header, and the
 * Fragment header. The first one holds all headers (RFC 7112 section 5).
 */
public final class Ipv6Fragmenter extends Fragmenter {
    /** The egress MTU has no room for all headers and 8 octets (RFC 7112 section 5). The author of the packet's sender. */
    public static final DropReason NO_ROOM = DropReason.declare(
            "IPV6_FRAGMENT_NO_ROOM", Severity.ERROR, "the egress MTU has no room for all headers and 8 octets of data");

    /** This node's own packet is a fragment itself, too long for the link, or cannot be read. The author of its sender. */
    public static final DropReason NOT_CUT = DropReason.declare(
            "IPV6_FRAGMENT_NOT_CUT", Severity.ERROR, "this node's packet is too long for its link and cannot be cut");

    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
    private final Ipv6Identifications identifications;

    /**
     * The stage.
     *
     * @param adjacencies that frames' descriptors are indices of.
     * @param identifications of fragments that this thread sends.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Fragmenter(
            final AdjacencyTable adjacencies, final Ipv6Identifications identifications, final FrameAllocator frames) {
        super("ipv6-fragment", adjacencies, frames);
        this.identifications = identifications;
    }

    @Override
    void fragment(final int frame) {
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final long ip = pool.address(frame) + l3Offset;
        final int packetLength = pool.length(frame) - l3Offset;
        if (walker.walk(null, ip, packetLength) != DropReason.NONE || walker.fragmentHeaderOffset() >= 0) {
            drop(frame, NOT_CUT);
            return;
        }
        final int headerLength = perFragmentHeaders();
        final int room = (mtu(frame) - headerLength - Ipv6FragmentFlyweight.HEADER_LENGTH) & ~7;
        final int dataLength = packetLength - headerLength;
        if (walker.upperLayerOffset() + 8 > headerLength + room || room >= dataLength) {
            drop(frame, NO_ROOM);
            return;
        }
        final int count = (dataLength - 1) / room;
        if (!allocate(frame, count)) {
            drop(frame, NO_FRAMES);
            return;
        }
        final int identification = identifications.next();
        final int next = nextHeaderOffset();
        final int type = Memory.u8(null, ip + next);
        Memory.putU8(null, ip + next, IpProtocol.FRAGMENT);
        for (int i = 0, from = room; i < count; i++, from += room) {
            final int length = Math.min(room, dataLength - from);
            final int fragment = other(i);
            pool.length(fragment, headerLength + Ipv6FragmentFlyweight.HEADER_LENGTH + length);
            pool.l4Offset(fragment, headerLength);
            final long to = pool.address(fragment);
            Memory.copy(null, ip, null, to, headerLength);
            Memory.copy(
                    null,
                    ip + headerLength + from,
                    null,
                    to + headerLength + Ipv6FragmentFlyweight.HEADER_LENGTH,
                    length);
            final int more = i + 1 < count ? Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG : 0;
            finish(to, headerLength, length, type, from | more, identification);
        }
        // The first fragment's data stays where it is: the headers before it move down.
        final long moved = ip - Ipv6FragmentFlyweight.HEADER_LENGTH;
        for (int at = 0; at < headerLength; at += Long.BYTES) {
            Memory.putI64(null, moved + at, Memory.i64(null, ip + at));
        }
        finish(moved, headerLength, room, type, Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG, identification);
        pool.bounds(
                frame,
                pool.offset(frame) + l3Offset - Ipv6FragmentFlyweight.HEADER_LENGTH,
                headerLength + Ipv6FragmentFlyweight.HEADER_LENGTH + room);
        pool.l3Offset(frame, 0);
        pool.l4Offset(frame, headerLength);
        sendAll(frame);
    }

    /** Octets up to the end of the last header that nodes on the way read (RFC 8200 section 4.5). */
    private int perFragmentHeaders() {
        for (int i = walker.headerCount() - 1; i >= 0; i--) {
            if (isPerFragment(walker.headerType(i))) {
                return i + 1 < walker.headerCount() ? walker.headerOffset(i + 1) : walker.upperLayerOffset();
            }
        }
        return Ipv6Flyweight.HEADER_LENGTH;
    }

    /** Where the type stands of what follows those headers. */
    private int nextHeaderOffset() {
        for (int i = walker.headerCount() - 1; i >= 0; i--) {
            if (isPerFragment(walker.headerType(i))) {
                return walker.headerOffset(i);
            }
        }
        return Ipv6Flyweight.NEXT_HEADER_OFFSET;
    }

    private static boolean isPerFragment(final int type) {
        return type == IpProtocol.HOP_BY_HOP || type == IpProtocol.ROUTING;
    }

    private static void finish(
            final long ip,
            final int headerLength,
            final int length,
            final int type,
            final int offsetAndFlags,
            final int identification) {
        Memory.putU16(
                null,
                ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET,
                headerLength - Ipv6Flyweight.HEADER_LENGTH + Ipv6FragmentFlyweight.HEADER_LENGTH + length);
        final long header = ip + headerLength;
        Memory.putU16(null, header, type << 8);
        Memory.putU16(null, header + Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET, offsetAndFlags);
        Memory.putI32(null, header + Ipv6FragmentFlyweight.IDENTIFICATION_OFFSET, identification);
    }
}
