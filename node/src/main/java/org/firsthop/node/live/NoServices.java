package org.firsthop.node.live;

import java.security.SecureRandom;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
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
final class NoServices implements LocalReceiver {
    /** TCP for this node, where no port is open; a reset has been sent. The sender. */
    static final DropReason TCP_REFUSED = DropReason.declare(
            "LOCAL_TCP_REFUSED",
            Severity.INFO,
            "TCP for this node, on which no port is open; it was answered with a reset");

    private final FramePool pool;
    private @Nullable TcpEngine tcp;

    /** The upper layers over frames of a pool. */
    NoServices(final FramePool pool) {
        this.pool = pool;
    }

    /** Puts the upper layers on a router that is not wired yet; {@return the router} */
    static Router on(final Router router, final FramePool pool) {
        final NoServices services = new NoServices(pool);
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
        return switch (IpHeaders.upperLayerProtocol(frames, frame)) {
            case IpProtocol.TCP -> refuse(frames, frame, nowNs);
            case IpProtocol.UDP -> PORT_UNREACHABLE;
            case IpProtocol.ICMP, IpProtocol.ICMPV6, IpProtocol.IGMP -> DropReason.NONE;
            default -> PROTOCOL_UNREACHABLE;
        };
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
