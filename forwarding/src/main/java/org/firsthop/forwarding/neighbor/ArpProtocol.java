package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;

import java.util.Set;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;

/** Speaks ARP (RFC 826, RFC 5227): what a packet says goes to the table, and what the table asks becomes a packet. */
final class ArpProtocol {
    private static final int FRAME_LENGTH = EthernetFlyweight.HEADER_LENGTH + ArpFlyweight.ETHERNET_IPV4_LENGTH;

    private final NeighborStage stage;
    private final NeighborTable table;
    private final NeighborEntries entries;
    private final Links links;
    private final AddressGuard guard;
    private final Set<String> proxies;
    private final FramePool pool;
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final ArpFlyweight arp = new ArpFlyweight();

    ArpProtocol(
            final NeighborStage stage,
            final NeighborTable table,
            final Links links,
            final AddressGuard guard,
            final Set<String> proxies) {
        this.stage = stage;
        this.table = table;
        this.links = links;
        this.guard = guard;
        this.proxies = proxies;
        entries = table.entries();
        pool = stage.pool();
    }

    /** Takes a valid packet; the frame is decided on when this returns. */
    void process(final int frame, final long nowNs) {
        final int offset = pool.offset(frame);
        ethernet.wrap(pool.buffer(), offset);
        arp.wrap(pool.buffer(), offset + pool.l3Offset(frame));
        final Link link = links.get(pool.ingress(frame));
        if (arp.senderMac() == link.mac()) {
            stage.end(frame, NeighborDrops.ARP_OWN);
            return;
        }
        final long sender = LocalAddress.mapped(arp.senderIpv4());
        final LocalAddress claimed = link.find(0, sender);
        if (arp.senderIpv4() == 0) {
            probed(frame, link, nowNs);
        } else if (claimed != null) {
            // RFC 5227 sections 2.1.1 and 2.4.
            guard.conflict(link, claimed, nowNs);
            stage.end(frame, NeighborDrops.CONFLICT);
        } else if (link.isBroadcast(sender)) {
            stage.end(frame, NeighborDrops.ARP_BAD_SENDER);
        } else if (arp.operation() == ArpFlyweight.REQUEST) {
            request(frame, link, sender, nowNs);
        } else {
            reply(frame, link, sender, nowNs);
        }
    }

    /** RFC 5227 section 2.1.1: a probe names no sender, so nothing is learned; two that probe for one address both give it up. */
    private void probed(final int frame, final Link link, final long nowNs) {
        final LocalAddress wanted = link.find(0, LocalAddress.mapped(arp.targetIpv4()));
        if (wanted != null
                && wanted.state() == LocalAddress.State.TENTATIVE
                && arp.operation() == ArpFlyweight.REQUEST) {
            guard.conflict(link, wanted, nowNs);
            stage.end(frame, NeighborDrops.CONFLICT);
        } else {
            answer(frame, link);
        }
    }

    /** RFC 826 "Packet Reception": the sender's entry is updated if there is one, and made if this node is the target. */
    private void request(final int frame, final Link link, final long sender, final long nowNs) {
        final boolean isOnLink = link.isOnLink(0, sender);
        final int known = table.find(link.index(), 0, sender);
        if (!isOnLink && known == NONE) {
            stage.end(frame, NeighborDrops.ARP_OFF_LINK);
            return;
        }
        table.heard(link.index(), 0, sender, arp.senderMac(), isOurs(link, arp.targetIpv4()), nowNs);
        answer(frame, link);
    }

    private void reply(final int frame, final Link link, final long sender, final long nowNs) {
        final int entry = table.find(link.index(), 0, sender);
        if (entry == NONE) {
            stage.end(frame, link.isOnLink(0, sender) ? NeighborDrops.NOT_ASKED : NeighborDrops.ARP_OFF_LINK);
            return;
        }
        // An answer is for this interface, and comes while it asks; all else is news that nobody asked for.
        final NeighborState state = entries.state[entry];
        final boolean isSolicited = ethernet.destination() == link.mac()
                && (state == NeighborState.INCOMPLETE || state == NeighborState.PROBE);
        table.advertised(entry, arp.senderMac(), isSolicited, true, nowNs);
        stage.learned(frame);
    }

    private void answer(final int frame, final Link link) {
        final int target = arp.targetIpv4();
        if (arp.operation() != ArpFlyweight.REQUEST || !(isOurs(link, target) || isProxied(link, target))) {
            stage.end(frame, NeighborDrops.NOT_OURS);
            return;
        }
        arp.turnIntoReply(link.mac());
        ethernet.destination(arp.targetMac()).source(link.mac());
        pool.length(frame, FRAME_LENGTH);
        stage.replyTo(link.index(), frame);
    }

    /** RFC 1027 section 2: for what is reached by another link, but never for what is on this one. */
    private boolean isProxied(final Link link, final int target) {
        return proxies.contains(link.name())
                && arp.senderIpv4() != 0
                && arp.senderIpv4() != target
                && link.find(0, LocalAddress.mapped(target)) == null
                && stage.isBeyond(link.index(), 0, LocalAddress.mapped(target));
    }

    private static boolean isOurs(final Link link, final int address) {
        final LocalAddress own = link.find(0, LocalAddress.mapped(address));
        return own != null && own.state() == LocalAddress.State.PREFERRED;
    }

    /** Asks for the link address of an entry: all stations, or the neighbor alone (RFC 1122 section 2.3.2.1 (2)). */
    void request(final int entry, final boolean isUnicast) {
        final Link link = links.get(entries.link[entry]);
        final LocalAddress source = links.sourceFor(link.index(), 0, entries.low[entry]);
        if (source == null) {
            table.counted(NeighborEvent.NOT_SENT);
            return;
        }
        final int frame = begin(link, isUnicast ? entries.mac[entry] : MacAddress.BROADCAST);
        if (frame != FramePool.NO_FRAME) {
            arp.writeRequest(link.mac(), source.ipv4(), (int) entries.low[entry]);
            stage.originateTo(link.index(), frame);
        }
    }

    /** Asks whether anybody has an address (RFC 5227 section 2.1.1). */
    void probe(final Link link, final LocalAddress address) {
        final int frame = begin(link, MacAddress.BROADCAST);
        if (frame != FramePool.NO_FRAME) {
            arp.writeProbe(link.mac(), address.ipv4());
            stage.originateTo(link.index(), frame);
        }
    }

    /** Says that this node has an address (RFC 5227 section 2.3). */
    void announce(final Link link, final LocalAddress address) {
        final int frame = begin(link, MacAddress.BROADCAST);
        if (frame != FramePool.NO_FRAME) {
            arp.writeAnnouncement(link.mac(), address.ipv4());
            stage.originateTo(link.index(), frame);
        }
    }

    private int begin(final Link link, final long destination) {
        final int frame = stage.allocate(FRAME_LENGTH);
        if (frame != FramePool.NO_FRAME) {
            final int offset = pool.offset(frame);
            ethernet.wrap(pool.buffer(), offset)
                    .destination(destination)
                    .source(link.mac())
                    .etherType(EtherType.ARP);
            arp.wrap(pool.buffer(), offset + EthernetFlyweight.HEADER_LENGTH);
            pool.l3Offset(frame, EthernetFlyweight.HEADER_LENGTH);
        }
        return frame;
    }
}
