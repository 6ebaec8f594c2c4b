package org.firsthop.forwarding.icmp;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.RedirectFlyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.NodeAddresses;

/**
 * Tells IPv6 senders of a better first hop on their link: makes Redirect messages of the notices of {@link Redirects} (RFC 4861
 * section 8.2), with the link address of the target and as much of the packet as 1280 octets have room for.
 */
public final class Ipv6Redirects extends Stage {
    private static final int IPV6_MIN_MTU = 1280;
    private static final long LINK_LOCAL = 0xFE80L << 48;
    private static final int LINK_OPTION_LENGTH = 8;
    private static final int HEADERS = Ipv6Flyweight.HEADER_LENGTH + RedirectFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH;

    /** Where messages go, packets of this node's own. */
    public final Output messages = output("messages");

    private final NodeAddresses addresses;
    private final AdjacencyTable adjacencies;
    private final TokenBucket bucket;
    private final DropCounters suppressed = new DropCounters();
    private final RedirectFlyweight redirect = new RedirectFlyweight();
    private final NdpOptionFlyweight option = new NdpOptionFlyweight();
    private final long[] source = new long[2];

    /**
     * The stage.
     *
     * @param config limits: those of errors.
     * @param addresses of this node.
     * @param adjacencies that the notices name theirs of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Redirects(
            final IcmpConfig config,
            final NodeAddresses addresses,
            final AdjacencyTable adjacencies,
            final FrameAllocator frames) {
        super("ipv6-redirects", frames);
        this.addresses = addresses;
        this.adjacencies = adjacencies;
        bucket = config.interfaceBucket();
    }

    /** {@return the notices of which no message was made, by what forbade it} */
    public DropCounters suppressed() {
        return suppressed;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int notice = batch.get(i);
            final DropReason obstacle = tell(notice, nowNs);
            if (obstacle != DropReason.NONE) {
                suppressed.increment(obstacle);
            }
            consume(notice);
        }
    }

    private DropReason tell(final int notice, final long nowNs) {
        final FramePool pool = pool();
        final int ingress = pool.ingress(notice);
        // RFC 4861 section 4.5: the source is a link-local address of the interface.
        if (!addresses.ipv6Source(ingress, LINK_LOCAL, 1, source) || !Ipv6Address.isLinkLocal(source[0])) {
            return IcmpErrors.NO_SOURCE;
        }
        final int adjacency = pool.flowHash(notice);
        final long entry = adjacencies.entryAddress(adjacency);
        final long state = Adjacency.state(entry);
        if (!Adjacency.hasLinkHeader(state)) {
            return IcmpErrors.NO_MESSAGE;
        }
        if (!bucket.has(nowNs)) {
            return IcmpErrors.INTERFACE_LIMIT;
        }
        final int frame = frames().allocate();
        if (frame == FramePool.NO_FRAME) {
            return IcmpErrors.NO_FRAME;
        }
        bucket.take(nowNs);
        pool.ingress(frame, ingress);
        write(frame, notice, adjacency, Memory.i64(null, Adjacency.linkHeaderAddress(entry, state)) >>> 16);
        originate(frame, messages);
        return DropReason.NONE;
    }

    private void write(final int frame, final int notice, final int adjacency, final long mac) {
        final FramePool pool = pool();
        final long packet = pool.address(notice) + pool.l3Offset(notice);
        final int packetLength = pool.length(notice) - pool.l3Offset(notice);
        final int room = Math.min(IPV6_MIN_MTU, pool.maxFrameLength()) - HEADERS - NdpOptionFlyweight.BODY_OFFSET;
        // RFC 4861 section 4.6.3: the option is a multiple of 8 octets; the packet is cut, or zeros follow it.
        final int quoted = Math.min(packetLength, room & -8);
        final int optionLength = NdpOptionFlyweight.BODY_OFFSET + (quoted + 7 & -8);
        final int length = HEADERS - Ipv6Flyweight.HEADER_LENGTH + optionLength;
        pool.length(frame, Ipv6Flyweight.HEADER_LENGTH + length);
        final long destinationHigh = Memory.i64(null, packet + Ipv6Flyweight.SOURCE_OFFSET);
        final long destinationLow = Memory.i64(null, packet + Ipv6Flyweight.SOURCE_OFFSET + 8);
        final long address = pool.address(frame);
        IpHeaders.writeIpv6(
                address,
                0,
                length,
                IpProtocol.ICMPV6,
                NdpMessage.HOP_LIMIT,
                source[0],
                source[1],
                destinationHigh,
                destinationLow);
        final int offset = pool.offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        redirect.wrap(pool.buffer(), offset)
                .writeDefaults()
                .target(adjacencies.nextHopHigh(adjacency), adjacencies.nextHopLow(adjacency))
                .destination(
                        Memory.i64(null, packet + Ipv6Flyweight.DESTINATION_OFFSET),
                        Memory.i64(null, packet + Ipv6Flyweight.DESTINATION_OFFSET + 8));
        option.wrap(pool.buffer(), redirect.optionsOffset())
                .writeDefaults(NdpOptionType.TARGET_LINK_LAYER_ADDRESS, LINK_OPTION_LENGTH)
                .linkLayerAddress(mac);
        option.wrap(pool.buffer(), redirect.optionsOffset() + LINK_OPTION_LENGTH)
                .writeDefaults(NdpOptionType.REDIRECTED_HEADER, optionLength);
        Memory.copy(null, packet, null, address + HEADERS + NdpOptionFlyweight.BODY_OFFSET, quoted);
        Icmpv6Flyweight.fillChecksum(
                null,
                address + Ipv6Flyweight.HEADER_LENGTH,
                PseudoHeader.ipv6(source[0], source[1], destinationHigh, destinationLow, IpProtocol.ICMPV6, length),
                length);
    }
}
