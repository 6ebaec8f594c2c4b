package org.firsthop.node.host;

import java.util.HashMap;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.jspecify.annotations.Nullable;

/**
 * Brings the errors that the network reports to those whose packets they are about (RFC 1122 section 3.2.2): the packet that an
 * error quotes names the destination.
 */
final class IcmpErrors {
    private static final int IPV4 = 4;
    private static final int DESTINATION_PORT = 2;

    /** Octets of the upper layer that every error quotes at least (RFC 792). */
    private static final int QUOTED_OCTETS = 8;

    private static final String[] UNREACHABLE = {
        "network unreachable",
        "host unreachable",
        "protocol unreachable",
        "port unreachable",
        "fragmentation needed",
        "source route failed",
        "network unknown",
        "host unknown",
        "source host isolated",
        "network administratively prohibited",
        "host administratively prohibited",
        "network unreachable for this type of service",
        "host unreachable for this type of service",
        "communication administratively prohibited"
    };
    private static final String[] UNREACHABLE6 = {
        "no route to destination",
        "communication administratively prohibited",
        "beyond the scope of the source address",
        "address unreachable",
        "port unreachable",
        "source address failed ingress policy",
        "reject route to destination"
    };

    private final Map<Endpoint, IcmpErrorHandler> handlers = new HashMap<>();
    private final EchoStack echo;
    private long received;

    IcmpErrors(final EchoStack echo) {
        this.echo = echo;
    }

    /** Sets who is told of errors about packets to a destination; null for nobody. */
    void handle(final Endpoint remote, final @Nullable IcmpErrorHandler handler) {
        if (handler == null) {
            handlers.remove(remote);
        } else {
            handlers.put(remote, handler);
        }
    }

    /** {@return errors that came} */
    long received() {
        return received;
    }

    /** Takes an ICMP message for this host. */
    void onPacket(final FramePool pool, final int frame, final long nowNs) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final int l4Offset = pool.l4Offset(frame);
        final int length = pool.length(frame) - l4Offset;
        final int type = length < IcmpFlyweight.HEADER_LENGTH ? -1 : Memory.u8(null, pool.address(frame) + l4Offset);
        final boolean isIpv4 = Memory.u8(null, ip) >>> 4 == IPV4;
        if (type == (isIpv4 ? IcmpType.ECHO_REPLY : Icmpv6Type.ECHO_REPLY)) {
            echo.onReply(pool, frame, nowNs);
        } else if (isIpv4) {
            onIcmp(ip, pool.address(frame) + l4Offset, length);
        } else {
            onIcmpv6(ip, pool.address(frame) + l4Offset, length);
        }
    }

    private void onIcmp(final long ip, final long icmp, final int length) {
        if (IcmpFlyweight.check(null, icmp, length) != DropReason.NONE) {
            return;
        }
        final int type = Memory.u8(null, icmp + IcmpFlyweight.TYPE_OFFSET);
        final int code = Memory.u8(null, icmp + IcmpFlyweight.CODE_OFFSET);
        final long quote = icmp + IcmpFlyweight.DATA_OFFSET;
        if (type != IcmpType.DESTINATION_UNREACHABLE && type != IcmpType.TIME_EXCEEDED) {
            return;
        }
        received++;
        final int headerLength = (Memory.u8(null, quote) & 0xF) << 2;
        if (length < IcmpFlyweight.DATA_OFFSET + headerLength + QUOTED_OCTETS) {
            return;
        }
        final Endpoint remote = new Endpoint(
                Ipv6Address.ofIpv4Mapped(Memory.i32(null, quote + Ipv4Flyweight.DESTINATION_OFFSET)),
                Memory.u16(null, quote + headerLength + DESTINATION_PORT));
        final String meaning = type == IcmpType.TIME_EXCEEDED
                ? "TTL exceeded in transit"
                : code < UNREACHABLE.length ? UNREACHABLE[code] : "unreachable, code " + code;
        final Ipv6Address from = Ipv6Address.ofIpv4Mapped(Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET));
        switch (Memory.u8(null, quote + Ipv4Flyweight.PROTOCOL_OFFSET)) {
            case IpProtocol.TCP -> tell(remote, from, meaning);
            case IpProtocol.ICMP -> echo.onError(from, quote + headerLength, meaning);
            default -> {}
        }
    }

    private void onIcmpv6(final long ip, final long icmp, final int length) {
        if (Icmpv6Flyweight.check(null, icmp, length) != DropReason.NONE) {
            return;
        }
        final int type = Memory.u8(null, icmp + Icmpv6Flyweight.TYPE_OFFSET);
        final int code = Memory.u8(null, icmp + Icmpv6Flyweight.CODE_OFFSET);
        final long quote = icmp + Icmpv6Flyweight.DATA_OFFSET;
        if ((type != Icmpv6Type.DESTINATION_UNREACHABLE && type != Icmpv6Type.TIME_EXCEEDED)
                || length < Icmpv6Flyweight.DATA_OFFSET + Ipv6Flyweight.HEADER_LENGTH + QUOTED_OCTETS) {
            return;
        }
        received++;
        final Endpoint remote = Endpoint.of(
                Memory.i64(null, quote + Ipv6Flyweight.DESTINATION_OFFSET),
                Memory.i64(null, quote + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES),
                Memory.u16(null, quote + Ipv6Flyweight.HEADER_LENGTH + DESTINATION_PORT));
        final String meaning = type == Icmpv6Type.TIME_EXCEEDED
                ? "hop limit exceeded in transit"
                : code < UNREACHABLE6.length ? UNREACHABLE6[code] : "unreachable, code " + code;
        final Ipv6Address from = new Ipv6Address(
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES));
        switch (Memory.u8(null, quote + Ipv6Flyweight.NEXT_HEADER_OFFSET)) {
            case IpProtocol.TCP -> tell(remote, from, meaning);
            case IpProtocol.ICMPV6 -> echo.onError(from, quote + Ipv6Flyweight.HEADER_LENGTH, meaning);
            default -> {}
        }
    }

    private void tell(final Endpoint remote, final Ipv6Address from, final String meaning) {
        final IcmpErrorHandler handler = handlers.get(remote);
        if (handler != null) {
            handler.onIcmpError(from, meaning);
        }
    }
}
