package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionIterator;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.NeighborSolicitationFlyweight;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.core.wire.RouterSolicitationFlyweight;

/** Speaks neighbor discovery (RFC 4861): what a message says goes to the table, and what the table asks becomes a message. */
final class NdpProtocol {
    private static final int MESSAGE_OFFSET = EthernetFlyweight.HEADER_LENGTH + Ipv6Flyweight.HEADER_LENGTH;

    /** Octets of an option with an Ethernet address. */
    private static final int LINK_OPTION_LENGTH = 8;

    private static final long NO_MAC = -1;
    private static final long MAX_REACHABLE_MS = 3_600_000;
    private static final long MAX_RETRANSMIT_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000;

    private final NeighborStage stage;
    private final NeighborTable table;
    private final NeighborEntries entries;
    private final Links links;
    private final AddressGuard guard;
    private final ProxyAnswers proxied;
    private final boolean isRouter;
    private final FramePool pool;
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv6Flyweight ip = new Ipv6Flyweight();
    private final Icmpv6Flyweight icmp = new Icmpv6Flyweight();
    private final NeighborSolicitationFlyweight solicitation = new NeighborSolicitationFlyweight();
    private final NeighborAdvertisementFlyweight advertisement = new NeighborAdvertisementFlyweight();
    private final RouterAdvertisementFlyweight routerAdvertisement = new RouterAdvertisementFlyweight();
    private final NdpOptionIterator options = new NdpOptionIterator();
    private final NdpOptionFlyweight option = new NdpOptionFlyweight();

    NdpProtocol(
            final NeighborStage stage,
            final NeighborTable table,
            final Links links,
            final AddressGuard guard,
            final ProxyAnswers proxied,
            final boolean isRouter) {
        this.stage = stage;
        this.table = table;
        this.links = links;
        this.guard = guard;
        this.proxied = proxied;
        this.isRouter = isRouter;
        entries = table.entries();
        pool = stage.pool();
    }

    /** Takes a valid message; the frame is decided on when this returns. */
    void process(final int frame, final long nowNs) {
        final int offset = pool.offset(frame);
        final int message = offset + pool.l3Offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        final int length = pool.length(frame) - pool.l3Offset(frame) - Ipv6Flyweight.HEADER_LENGTH;
        ip.wrap(pool.buffer(), offset + pool.l3Offset(frame));
        final Link link = links.get(pool.ingress(frame));
        switch (icmp.wrap(pool.buffer(), message).type()) {
            case Icmpv6Type.NEIGHBOR_SOLICITATION -> solicited(frame, link, length, nowNs);
            case Icmpv6Type.NEIGHBOR_ADVERTISEMENT -> advertised(frame, link, length, nowNs);
            case Icmpv6Type.ROUTER_SOLICITATION -> routerSolicited(frame, link, length, nowNs);
            case Icmpv6Type.ROUTER_ADVERTISEMENT -> routerAdvertised(frame, link, length, nowNs);
            default -> stage.local.send(frame);
        }
    }

    /** RFC 4861 sections 7.2.3 and 7.2.4. */
    private void solicited(final int frame, final Link link, final int length, final long nowNs) {
        solicitation.wrap(pool.buffer(), icmp.offset());
        final long targetHigh = solicitation.targetHigh();
        final long targetLow = solicitation.targetLow();
        final LocalAddress target = link.find(targetHigh, targetLow);
        final long sourceHigh = ip.sourceHigh();
        final long sourceLow = ip.sourceLow();
        final boolean isProbe = Ipv6Address.isUnspecified(sourceHigh, sourceLow);
        final boolean isProxied = target == null && !isProbe && proxied.isProxied(link, targetHigh, targetLow);
        final LocalAddress from = isProxied ? links.sourceFor(link.index(), sourceHigh, sourceLow) : target;
        if (from == null || from.state() != LocalAddress.State.PREFERRED) {
            if (target != null && isProbe && !isFromThisNode(frame, link)) {
                // RFC 4862 section 5.4.3: two that probe for one address both give it up.
                guard.conflict(link, target, nowNs);
                stage.end(frame, NeighborDrops.CONFLICT);
            } else {
                stage.end(frame, NeighborDrops.NOT_OURS);
            }
            return;
        }
        final long source = linkAddress(
                NdpOptionType.SOURCE_LINK_LAYER_ADDRESS,
                solicitation.optionsOffset(),
                solicitation.optionsLength(length));
        if (isProbe) {
            if (source != NO_MAC) {
                // RFC 4861 section 7.1.1: there is no such option where the source is unspecified.
                stage.end(frame, NeighborDrops.NDP_BAD_ADDRESS);
                return;
            }
            // RFC 4862 section 5.4.3: who probes for the address is told, with all others, that it is taken.
            advertise(
                    frame,
                    link,
                    from,
                    targetHigh,
                    targetLow,
                    NeighborAdvertisementFlyweight.OVERRIDE_FLAG,
                    Ipv6Address.ALL_NODES.high(),
                    Ipv6Address.ALL_NODES.low(),
                    NO_MAC);
            stage.replyTo(link.index(), frame);
            return;
        }
        if (!link.isOnLink(sourceHigh, sourceLow)) {
            stage.end(frame, NeighborDrops.NDP_OFF_LINK);
            return;
        }
        final LocalAddress claimed = link.find(sourceHigh, sourceLow);
        if (claimed != null) {
            conflict(frame, link, claimed, nowNs);
            return;
        }
        final int entry = source == NO_MAC
                ? table.find(link.index(), sourceHigh, sourceLow)
                : table.heard(link.index(), sourceHigh, sourceLow, source, !isProxied, nowNs);
        // Without the option the answer goes to the link address last known, else to the one that the frame came from.
        final long known = entry != NONE && entries.state[entry].isUsable()
                ? entries.mac[entry]
                : ethernet.wrap(pool.buffer(), pool.offset(frame)).source();
        // RFC 4861 section 7.2.8: who speaks for another does not override that one's own word.
        advertise(
                frame,
                link,
                from,
                targetHigh,
                targetLow,
                NeighborAdvertisementFlyweight.SOLICITED_FLAG
                        | (isProxied ? 0 : NeighborAdvertisementFlyweight.OVERRIDE_FLAG),
                sourceHigh,
                sourceLow,
                source == NO_MAC ? known : source);
        if (isProxied) {
            proxied.reply(link, frame, nowNs);
        } else {
            stage.replyTo(link.index(), frame);
        }
    }

    private void conflict(final int frame, final Link link, final LocalAddress claimed, final long nowNs) {
        if (isFromThisNode(frame, link)) {
            stage.end(frame, NeighborDrops.NDP_OWN);
        } else {
            guard.conflict(link, claimed, nowNs);
            stage.end(frame, NeighborDrops.CONFLICT);
        }
    }

    /** RFC 4862 appendix A: a link that returns what was sent to it is no conflict. */
    private boolean isFromThisNode(final int frame, final Link link) {
        return ethernet.wrap(pool.buffer(), pool.offset(frame)).source() == link.mac();
    }

    /** RFC 4861 section 7.2.5. */
    private void advertised(final int frame, final Link link, final int length, final long nowNs) {
        advertisement.wrap(pool.buffer(), icmp.offset());
        final long high = advertisement.targetHigh();
        final long low = advertisement.targetLow();
        final LocalAddress claimed = link.find(high, low);
        if (claimed != null) {
            // RFC 4862 section 5.4.4.
            conflict(frame, link, claimed, nowNs);
            return;
        }
        final int entry = table.find(link.index(), high, low);
        if (entry == NONE) {
            // RFC 4861 section 7.2.5: there is no need to create an entry, as nobody has asked.
            stage.end(frame, NeighborDrops.NOT_ASKED);
            return;
        }
        final long mac = linkAddress(
                NdpOptionType.TARGET_LINK_LAYER_ADDRESS,
                advertisement.optionsOffset(),
                advertisement.optionsLength(length));
        entries.isRouter[entry] = advertisement.isRouter();
        table.advertised(entry, mac, advertisement.isSolicited(), advertisement.isOverride(), nowNs);
        stage.learned(frame);
    }

    /** RFC 4861 section 6.2.6: the sender is a host, and its link address is remembered. */
    private void routerSolicited(final int frame, final Link link, final int length, final long nowNs) {
        final int options = icmp.offset() + RouterSolicitationFlyweight.MIN_LENGTH;
        final int entry = heardSource(link, options, length - RouterSolicitationFlyweight.MIN_LENGTH, nowNs);
        if (entry != NONE) {
            entries.isRouter[entry] = false;
        }
        stage.local.send(frame);
    }

    /** RFC 4861 section 6.3.4: the sender is a router, and its timers are the link's. */
    private void routerAdvertised(final int frame, final Link link, final int length, final long nowNs) {
        routerAdvertisement.wrap(pool.buffer(), icmp.offset());
        final int entry = heardSource(
                link, routerAdvertisement.optionsOffset(), routerAdvertisement.optionsLength(length), nowNs);
        if (entry != NONE) {
            entries.isRouter[entry] = true;
        }
        if (!isRouter) {
            // RFC 4861 section 6.2.1 and 10 bound what a router may sensibly say; the rest is not believed.
            final long reachable = routerAdvertisement.reachableTime();
            final long retransmit = routerAdvertisement.retransTimer();
            table.timers(
                    link.index(),
                    reachable <= MAX_REACHABLE_MS ? reachable * NS_PER_MS : 0,
                    retransmit <= MAX_RETRANSMIT_MS ? retransmit * NS_PER_MS : 0);
        }
        stage.local.send(frame);
    }

    private int heardSource(final Link link, final int optionsOffset, final int optionsLength, final long nowNs) {
        final long high = ip.sourceHigh();
        final long low = ip.sourceLow();
        final long mac = linkAddress(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, optionsOffset, optionsLength);
        if (mac == NO_MAC
                || Ipv6Address.isUnspecified(high, low)
                || !link.isOnLink(high, low)
                || link.find(high, low) != null) {
            return NONE;
        }
        return table.heard(link.index(), high, low, mac, true, nowNs);
    }

    /** The link address in an option of a message, or {@link #NO_MAC}; one of a group or of nobody is none. */
    private long linkAddress(final int type, final int optionsOffset, final int optionsLength) {
        options.wrap(pool.buffer(), optionsOffset, optionsLength);
        while (options.next()) {
            if (options.option().type() == type && options.option().length() == LINK_OPTION_LENGTH) {
                final long mac = options.option().linkLayerAddress();
                return MacAddress.isStation(mac) ? mac : NO_MAC;
            }
        }
        return NO_MAC;
    }

    /** Makes a solicitation its answer, in its own frame (RFC 4861 section 7.2.4). */
    private void advertise(
            final int frame,
            final Link link,
            final LocalAddress from,
            final long targetHigh,
            final long targetLow,
            final int flags,
            final long high,
            final long low,
            final long mac) {
        pool.length(frame, MESSAGE_OFFSET + NeighborAdvertisementFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH);
        pool.l3Offset(frame, EthernetFlyweight.HEADER_LENGTH);
        write(
                frame,
                link,
                mac == NO_MAC ? Ipv6Address.multicastMac(low) : mac,
                from.high(),
                from.low(),
                high,
                low,
                NeighborAdvertisementFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH);
        writeAdvertisement(link, targetHigh, targetLow, flags);
    }

    /**
     * Says that this node has an address, without being asked: a new one to routers, which may need it soon and override nothing
     * (RFC 9131 section 4.1.1), one that others may have elsewhere to all (RFC 4861 section 7.2.6).
     */
    void announce(final Link link, final LocalAddress address, final boolean isOverride) {
        final Ipv6Address group = isOverride ? Ipv6Address.ALL_NODES : Ipv6Address.ALL_ROUTERS;
        final int length = NeighborAdvertisementFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH;
        final int frame = begin(length);
        if (frame != FramePool.NO_FRAME) {
            write(
                    frame,
                    link,
                    Ipv6Address.multicastMac(group.low()),
                    address.high(),
                    address.low(),
                    group.high(),
                    group.low(),
                    length);
            writeAdvertisement(
                    link, address.high(), address.low(), isOverride ? NeighborAdvertisementFlyweight.OVERRIDE_FLAG : 0);
            stage.originateTo(link.index(), frame);
        }
    }

    private void writeAdvertisement(final Link link, final long targetHigh, final long targetLow, final int flags) {
        advertisement
                .wrap(pool.buffer(), icmp.offset())
                .writeDefaults()
                .flags(flags | (isRouter ? NeighborAdvertisementFlyweight.ROUTER_FLAG : 0))
                .target(targetHigh, targetLow);
        option.wrap(pool.buffer(), advertisement.optionsOffset())
                .writeDefaults(NdpOptionType.TARGET_LINK_LAYER_ADDRESS, LINK_OPTION_LENGTH)
                .linkLayerAddress(link.mac());
        seal(NeighborAdvertisementFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH);
    }

    /** Asks whether anybody has an address: without a source, and so without its link address (RFC 4862 section 5.4.2). */
    void probe(final Link link, final LocalAddress address) {
        final int frame = begin(NeighborSolicitationFlyweight.MIN_LENGTH);
        if (frame != FramePool.NO_FRAME) {
            final long groupLow = Ipv6Address.solicitedNodeLow(address.low());
            write(
                    frame,
                    link,
                    Ipv6Address.multicastMac(groupLow),
                    0,
                    0,
                    Ipv6Address.SOLICITED_NODE_HIGH,
                    groupLow,
                    NeighborSolicitationFlyweight.MIN_LENGTH);
            solicitation.wrap(pool.buffer(), icmp.offset()).writeDefaults().target(address.high(), address.low());
            seal(NeighborSolicitationFlyweight.MIN_LENGTH);
            stage.originateTo(link.index(), frame);
        }
    }

    private int begin(final int length) {
        final int frame = stage.allocate(MESSAGE_OFFSET + length);
        if (frame != FramePool.NO_FRAME) {
            pool.l3Offset(frame, EthernetFlyweight.HEADER_LENGTH);
        }
        return frame;
    }

    /** Asks for the link address of an entry: its solicited-node group, or the neighbor alone (RFC 4861 section 7.2.2). */
    void solicit(final int entry, final boolean isUnicast) {
        final Link link = links.get(entries.link[entry]);
        final long high = entries.high[entry];
        final long low = entries.low[entry];
        final LocalAddress source = links.sourceFor(link.index(), high, low);
        if (source == null) {
            table.counted(NeighborEvent.NOT_SENT);
            return;
        }
        final int length = NeighborSolicitationFlyweight.MIN_LENGTH + LINK_OPTION_LENGTH;
        final int frame = begin(length);
        if (frame == FramePool.NO_FRAME) {
            return;
        }
        final long groupLow = Ipv6Address.solicitedNodeLow(low);
        write(
                frame,
                link,
                isUnicast ? entries.mac[entry] : Ipv6Address.multicastMac(groupLow),
                source.high(),
                source.low(),
                isUnicast ? high : Ipv6Address.SOLICITED_NODE_HIGH,
                isUnicast ? low : groupLow,
                length);
        solicitation.wrap(pool.buffer(), icmp.offset()).writeDefaults().target(high, low);
        option.wrap(pool.buffer(), solicitation.optionsOffset())
                .writeDefaults(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, LINK_OPTION_LENGTH)
                .linkLayerAddress(link.mac());
        seal(length);
        stage.originateTo(link.index(), frame);
    }

    /** Writes link and IP header of a message, and lays the ICMP flyweight over what follows. */
    private void write(
            final int frame,
            final Link link,
            final long mac,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int length) {
        final int offset = pool.offset(frame);
        ethernet.wrap(pool.buffer(), offset).destination(mac).source(link.mac()).etherType(EtherType.IPV6);
        ip.wrap(pool.buffer(), offset + EthernetFlyweight.HEADER_LENGTH)
                .writeDefaults()
                .payloadLength(length)
                .nextHeader(IpProtocol.ICMPV6)
                .hopLimit(NdpMessage.HOP_LIMIT)
                .source(sourceHigh, sourceLow)
                .destination(destinationHigh, destinationLow);
        icmp.wrap(pool.buffer(), offset + MESSAGE_OFFSET);
    }

    private void seal(final int length) {
        icmp.fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, length), length);
    }
}
