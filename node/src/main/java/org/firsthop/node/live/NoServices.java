package org.firsthop.node.live;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.local.LocalReceiver;

/**
 * The upper layers of a router that offers no service: no UDP port is open, and no other protocol is spoken than ICMP, which has
 * been answered before.
 *
 * <p>A refusal is what ends a traceroute to the router itself.
 */
final class NoServices implements LocalReceiver {
    NoServices() {}

    @Override
    public DropReason receive(final FramePool pool, final int frame, final long nowNs) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final boolean isIpv4 = Memory.u8(null, ip) >>> 4 == 4;
        // Behind extension headers the protocol is not the fixed header's; what is there nobody here speaks.
        final int protocol =
                Memory.u8(null, ip + (isIpv4 ? Ipv4Flyweight.PROTOCOL_OFFSET : Ipv6Flyweight.NEXT_HEADER_OFFSET));
        return switch (protocol) {
            case IpProtocol.UDP -> PORT_UNREACHABLE;
            case IpProtocol.ICMP, IpProtocol.ICMPV6, IpProtocol.IGMP -> DropReason.NONE;
            default -> PROTOCOL_UNREACHABLE;
        };
    }
}
