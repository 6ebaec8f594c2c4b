package org.firsthop.node.live;

import java.security.SecureRandom;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.local.NodeAddresses;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.jspecify.annotations.Nullable;

/**
 * The upper layers of a router that offers no service: no TCP or UDP port is open, and no other protocol is spoken than ICMP, which
 * has been answered before.
 *
 * <p>A refusal is what ends a traceroute to the router itself. What comes by TCP is given to an engine without listeners, which
 * answers with a reset (RFC 9293 section 3.10.7.1), as many in a second as it is limited to. One a worker.
 */
public final class NoServices implements LocalReceiver {
    /** TCP for this node, where no port is open; a reset has been sent. The sender. */
    static final DropReason TCP_REFUSED = DropReason.declare(
            "LOCAL_TCP_REFUSED",
            Severity.INFO,
            "TCP for this node, on which no port is open; it was answered with a reset");

    /** TCP to a broadcast, group or anycast address, which is dropped without a word (RFC 9293 section 3.9.2.3). The sender. */
    static final DropReason TCP_TO_MANY = DropReason.declare(
            "LOCAL_TCP_TO_MANY", Severity.WARNING, "TCP to an address that is not one node's is not answered");

    private static final int IPV4 = 4;

    private final FramePool pool;
    private final NodeAddresses addresses;
    private @Nullable TcpEngine tcp;

    private NoServices(final FramePool pool, final NodeAddresses addresses) {
        this.pool = pool;
        this.addresses = addresses;
    }

    /**
     * Puts the upper layers on a router that is not wired yet.
     *
     * @param router that gets them.
     * @param pool of its frames.
     * @param addresses of the node.
     * @return the router.
     */
    public static Router on(final Router router, final FramePool pool, final NodeAddresses addresses) {
        final NoServices services = new NoServices(pool, addresses);
        return router.receiver(services).output(services::connect);
    }

    private void connect(final LocalOutput output) {
        final SecureRandom random = new SecureRandom();
        tcp = new TcpEngineBuilder()
                .secret(random.nextLong(), random.nextLong())
                .connections(1)
                .halfOpens(1)
                .timeWaits(1)
                .smallRings(1)
                .mediumRings(1)
                .largeRings(1)
                .build(new Sink(output), new TcpEvents() {}, SystemNanoClock.INSTANCE.nanoTime());
    }

    @Override
    public DropReason receive(final FramePool frames, final int frame, final long nowNs) {
        final long ip = frames.address(frame) + frames.l3Offset(frame);
        final boolean isIpv4 = Memory.u8(null, ip) >>> 4 == IPV4;
        return switch (IpHeaders.upperLayerProtocol(frames, frame)) {
            case IpProtocol.TCP -> isForOneHost(ip, isIpv4) ? refuse(frames, frame, nowNs) : TCP_TO_MANY;
            case IpProtocol.UDP -> {
                final DropReason reason = checkUdp(frames, frame, ip, isIpv4);
                yield reason == DropReason.NONE ? PORT_UNREACHABLE : reason;
            }
            case IpProtocol.ICMP, IpProtocol.IGMP -> isIpv4 ? DropReason.NONE : PROTOCOL_UNREACHABLE;
            // RFC 8200 section 4.7: behind No Next Header is nothing.
            case IpProtocol.ICMPV6, IpProtocol.NO_NEXT_HEADER -> isIpv4 ? PROTOCOL_UNREACHABLE : DropReason.NONE;
            default -> PROTOCOL_UNREACHABLE;
        };
    }

    /** RFC 1122 section 4.1.3.4, RFC 8200 section 8.1. */
    private static DropReason checkUdp(final FramePool pool, final int frame, final long ip, final boolean isIpv4) {
        final long udp = pool.address(frame) + pool.l4Offset(frame);
        final int room = pool.length(frame) - pool.l4Offset(frame);
        final DropReason reason = UdpFlyweight.check(null, udp, room);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int inHeader = Memory.u16(null, udp + UdpFlyweight.LENGTH_OFFSET);
        final int length = inHeader == 0 ? room : inHeader;
        final long pseudoHeader = isIpv4
                ? PseudoHeader.ipv4(
                        Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET),
                        Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET),
                        IpProtocol.UDP,
                        length)
                : PseudoHeader.ipv6(
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8),
                        Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET),
                        Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + 8),
                        IpProtocol.UDP,
                        length);
        return UdpFlyweight.checkChecksum(null, udp, pseudoHeader, length, isIpv4);
    }

    private boolean isForOneHost(final long ip, final boolean isIpv4) {
        if (isIpv4) {
            return addresses.isOwn(Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET));
        }
        final long destination = ip + Ipv6Flyweight.DESTINATION_OFFSET;
        return addresses.isOwn(Memory.i64(null, destination), Memory.i64(null, destination + Long.BYTES));
    }

    private DropReason refuse(final FramePool frames, final int frame, final long nowNs) {
        if (tcp != null) {
            final int l3Offset = frames.l3Offset(frame);
            final int at = frames.offset(frame) + l3Offset;
            tcp.onPacket(frames.buffer(), at, frames.length(frame) - l3Offset, nowNs);
        }
        return TCP_REFUSED;
    }

    /** Sends each packet at once, in a frame of its own. */
    private final class Sink implements PacketSink {
        private final LocalOutput output;
        private int claimed = FramePool.NO_FRAME;

        Sink(final LocalOutput output) {
            this.output = output;
        }

        @Override
        public int claim(final int length) {
            if (claimed == FramePool.NO_FRAME) { // Otherwise the last claim was not committed, and its frame serves.
                claimed = output.allocate();
            }
            return claimed == FramePool.NO_FRAME ? NO_ROOM : pool.offset(claimed);
        }

        @Override
        public MutableDirectBuffer buffer() {
            return pool.buffer();
        }

        @Override
        public void commit(final int length, final long connection) {
            pool.length(claimed, length);
            output.send(claimed);
            claimed = FramePool.NO_FRAME;
        }
    }
}
