package org.firsthop.node.host;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RouterSolicitationFlyweight;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.node.sim.SimRandom;
import org.firsthop.tcp.PacketSink;

/**
 * Asks for routers, at first after a random part of a second, then ever less often until one answers that it is one (RFC 4861
 * section 6.3.7, RFC 7559 section 2).
 */
final class RouterSolicitor {
    private static final long SECOND_NS = 1_000_000_000L;

    /** MAX_RTR_SOLICITATION_DELAY (RFC 4861 section 10). */
    private static final long FIRST_DELAY_NS = SECOND_NS;

    /** IRT and MRT (RFC 7559 section 2). */
    private static final long INITIAL_NS = 4 * SECOND_NS;

    private static final long LONGEST_NS = 3_600 * SECOND_NS;
    private static final int LINK_OPTION_LENGTH = 8;
    private static final int MESSAGE_LENGTH = RouterSolicitationFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH;
    private static final int RANDOM_STEPS = 1 << 16;

    private final IpInterface iface;
    private final IpSender sender;
    private final SimRandom random;
    private final Ipv6Flyweight ip = new Ipv6Flyweight();
    private final RouterSolicitationFlyweight message = new RouterSolicitationFlyweight();
    private final NdpOptionFlyweight option = new NdpOptionFlyweight();
    private final Icmpv6Flyweight icmp = new Icmpv6Flyweight();
    private boolean isAsking;
    private long nextNs;
    private long intervalNs;
    private long sent;

    RouterSolicitor(final IpInterface iface, final IpSender sender, final SimRandom random) {
        this.iface = iface;
        this.sender = sender;
        this.random = random;
    }

    /** Begins to ask, unless it does already. */
    void begin(final long nowNs) {
        if (!isAsking) {
            isAsking = true;
            intervalNs = 0;
            nextNs = nowNs + FIRST_DELAY_NS / RANDOM_STEPS * random.nextInt(RANDOM_STEPS);
        }
    }

    /** A router has answered. */
    void end() {
        isAsking = false;
    }

    void poll(final Ipv6Address source, final long nowNs) {
        if (isAsking && nowNs - nextNs >= 0) {
            send(source);
            intervalNs = spread(intervalNs == 0 ? INITIAL_NS : Math.min(2 * intervalNs, LONGEST_NS));
            nextNs = nowNs + intervalNs;
        }
    }

    /** RFC 7559 section 2, RAND: a tenth more or less. */
    private long spread(final long nanos) {
        return nanos + nanos / 10 / (RANDOM_STEPS / 2) * (random.nextInt(RANDOM_STEPS) - RANDOM_STEPS / 2);
    }

    private void send(final Ipv6Address source) {
        final int length = Ipv6Flyweight.HEADER_LENGTH + MESSAGE_LENGTH;
        final int offset = sender.claim(length);
        if (offset == PacketSink.NO_ROOM) {
            return;
        }
        final MutableDirectBuffer buffer = sender.buffer();
        final Ipv6Address group = Ipv6Address.ALL_ROUTERS;
        ip.wrap(buffer, offset)
                .writeDefaults()
                .payloadLength(MESSAGE_LENGTH)
                .nextHeader(IpProtocol.ICMPV6)
                .hopLimit(NdpMessage.HOP_LIMIT)
                .source(source.high(), source.low())
                .destination(group.high(), group.low());
        message.wrap(buffer, offset + Ipv6Flyweight.HEADER_LENGTH).writeDefaults();
        option.wrap(buffer, message.optionsOffset())
                .writeDefaults(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, LINK_OPTION_LENGTH)
                .linkLayerAddress(iface.mac());
        icmp.wrap(buffer, message.offset())
                .fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, MESSAGE_LENGTH), MESSAGE_LENGTH);
        sender.commitTo(length, iface.index());
        sent++;
    }

    /** {@return the solicitations that were sent} */
    long sent() {
        return sent;
    }

    long nextDeadline() {
        return isAsking ? nextNs : Lifetime.FOREVER;
    }
}
