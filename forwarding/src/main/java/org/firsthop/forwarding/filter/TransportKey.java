package org.firsthop.forwarding.filter;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;

/**
 * What an access list reads of a packet behind its addresses: the protocol, the ports (of ICMP, type and code) and the TCP flags.
 *
 * <p>Reusable; one thread.
 */
final class TransportKey {
    /** Stands for a port, or type or code, that the packet does not show: one more than the largest. */
    static final int NO_PORT = FilterRule.MAX_PORT + 1;

    /** Stands for flags that the packet does not have or show. */
    static final int NO_FLAGS = 256;

    private static final int TCP_FLAGS_OFFSET = 13;
    private static final int PORTS_LENGTH = 4;

    /** RFC 1858 section 3.2.1: a first fragment of TCP shows at least the flags. */
    private static final int TCP_LENGTH = 16;

    int protocol;
    int first;
    int second;
    int flags;
    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();

    TransportKey() {}

    static boolean hasPorts(final int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, IpProtocol.UDP_LITE, IpProtocol.DCCP -> true;
            default -> false;
        };
    }

    /** Reads an IPv4 packet whose header was found good; the reason why it is dropped before any rule is asked. */
    DropReason readIpv4(final long address, final int length) {
        protocol = Memory.u8(null, address + Ipv4Flyweight.PROTOCOL_OFFSET);
        final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
        final int fragment = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        final int offset = fragment & Ipv4Flyweight.FRAGMENT_OFFSET_MASK;
        if (offset != 0) {
            hide();
            // RFC 1858 section 4: a fragment at offset 1 overlaps the flags of TCP.
            return offset == 1 && protocol == IpProtocol.TCP ? FilterDrops.TINY_FRAGMENT : DropReason.NONE;
        }
        return read(address + headerLength, length - headerLength);
    }

    /** As {@link #readIpv4}, for IPv6. */
    DropReason readIpv6(final long address, final int length) {
        protocol = Memory.u8(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        final int fixed = Ipv6Flyweight.HEADER_LENGTH;
        if (hasPorts(protocol) || protocol == IpProtocol.ICMPV6) {
            return read(address + fixed, length - fixed);
        }
        if (walker.walk(null, address, length) != DropReason.NONE) {
            return FilterDrops.UNREADABLE;
        }
        protocol = walker.protocol();
        if (walker.isLaterFragment()) {
            // The protocol of a later fragment is that of the first only if no other header follows.
            hide();
            return DropReason.NONE;
        }
        return read(address + walker.upperLayerOffset(), walker.upperLayerLength());
    }

    private void hide() {
        first = NO_PORT;
        second = NO_PORT;
        flags = NO_FLAGS;
    }

    private DropReason read(final long transport, final int length) {
        hide();
        if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            if (length < 2) {
                return FilterDrops.TINY_FRAGMENT;
            }
            first = Memory.u8(null, transport);
            second = Memory.u8(null, transport + 1);
        } else if (hasPorts(protocol)) {
            final boolean isTcp = protocol == IpProtocol.TCP;
            if (length < (isTcp ? TCP_LENGTH : PORTS_LENGTH)) {
                return FilterDrops.TINY_FRAGMENT;
            }
            final int ports = Memory.i32(null, transport);
            first = ports >>> 16;
            second = ports & 0xFFFF;
            if (isTcp) {
                flags = Memory.u8(null, transport + TCP_FLAGS_OFFSET);
            }
        }
        return DropReason.NONE;
    }
}
