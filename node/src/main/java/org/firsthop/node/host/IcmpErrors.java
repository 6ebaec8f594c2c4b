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
    private long received;

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
    void onPacket(final FramePool pool, final int frame) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final int l4Offset = pool.l4Offset(frame);
        final int length = pool.length(frame) - l4Offset;
        if (Memory.u8(null, ip) >>> 4 == IPV4) {
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
        if ((type != IcmpType.DESTINATION_UNREACHABLE && type != IcmpType.TIME_EXCEEDED)
                || Memory.u8(null, quote + Ipv4Flyweight.PROTOCOL_OFFSET) != IpProtocol.TCP) {
            return;
        }
        received++;
        final int headerLength = (Memory.u8(null, quote) & 0xF) << 2;
        if (length < IcmpFlyweight.DATA_OFFSET + headerLength + 4) {
            return;
        }
        final Endpoint remote = new Endpoint(
                Ipv6Address.ofIpv4Mapped(Memory.i32(null, quote + Ipv4Flyweight.DESTINATION_OFFSET)),
                Memory.u16(null, quote + headerLength + 2));
        final String meaning = type == IcmpType.TIME_EXCEEDED
                ? "TTL exceeded in transit"
                : code < UNREACHABLE.length ? UNREACHABLE[code] : "unreachable, code " + code;
        tell(remote, Ipv6Address.ofIpv4Mapped(Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET)), meaning);
    }

    private void onIcmpv6(final long ip, final long icmp, final int length) {
        if (Icmpv6Flyweight.check(null, icmp, length) != DropReason.NONE) {
            return;
        }
        final int type = Memory.u8(null, icmp + Icmpv6Flyweight.TYPE_OFFSET);
        final int code = Memory.u8(null, icmp + Icmpv6Flyweight.CODE_OFFSET);
        final long quote = icmp + Icmpv6Flyweight.DATA_OFFSET;
        if ((type != Icmpv6Type.DESTINATION_UNREACHABLE && type != Icmpv6Type.TIME_EXCEEDED)
                || length < Icmpv6Flyweight.DATA_OFFSET + Ipv6Flyweight.HEADER_LENGTH + 4
                || Memory.u8(null, quote + Ipv6Flyweight.NEXT_HEADER_OFFSET) != IpProtocol.TCP) {
            return;
        }
        received++;
        final Endpoint remote = Endpoint.of(
                Memory.i64(null, quote + Ipv6Flyweight.DESTINATION_OFFSET),
                Memory.i64(null, quote + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES),
                Memory.u16(null, quote + Ipv6Flyweight.HEADER_LENGTH + 2));
        final String meaning = type == Icmpv6Type.TIME_EXCEEDED
                ? "hop limit exceeded in transit"
                : code < UNREACHABLE6.length ? UNREACHABLE6[code] : "unreachable, code " + code;
        tell(
                remote,
                new Ipv6Address(
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES)),
                meaning);
    }

    private void tell(final Endpoint remote, final Ipv6Address from, final String meaning) {
        final IcmpErrorHandler handler = handlers.get(remote);
        if (handler != null) {
            handler.onIcmpError(from, meaning);
        }
    }
}
