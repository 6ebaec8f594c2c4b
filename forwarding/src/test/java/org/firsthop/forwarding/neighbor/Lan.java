package org.firsthop.forwarding.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.NeighborSolicitationFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;

/**
 * A router between two links on virtual time, seen from outside: {@code lan} with 192.168.1.1/24 and 2001:db8:1::1/64, and
 * {@code wan} with 203.0.113.2/24, 2001:db8:2::2/64 and default routes to 203.0.113.1 and fe80::1.
 */
final class Lan implements AutoCloseable {
    static final long SECOND = 1_000_000_000L;
    static final long LAN_MAC = MacAddress.parse("02:00:00:00:00:01");
    static final long WAN_MAC = MacAddress.parse("02:00:00:00:00:02");
    static final long HOST_MAC = MacAddress.parse("a0:b2:c3:d4:e5:f6");
    static final long OTHER_MAC = MacAddress.parse("a0:b2:c3:d4:e5:07");
    static final long GATEWAY_MAC = MacAddress.parse("aa:bb:cc:dd:ee:ff");
    static final int LAN = 0;
    static final int WAN = 1;

    final FramePool pool = FramePool.builder().frames(1024).checked(true).build();
    final FrameAllocator frames = pool.allocator();
    final MemoryLink lanLink = new MemoryLink("lan", frames, 64);
    final MemoryLink wanLink = new MemoryLink("wan", frames, 64);
    final AdjacencyTable adjacencies;
    final ForwardingTables tables;
    final IpInterface lan;
    final IpInterface wan;
    final Router router;
    final Worker worker;
    final NeighborStage neighbors;
    final EthernetFlyweight ethernet = new EthernetFlyweight();
    final ArpFlyweight arp = new ArpFlyweight();
    final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    final Icmpv6Flyweight icmp = new Icmpv6Flyweight();
    final NeighborSolicitationFlyweight solicitation = new NeighborSolicitationFlyweight();
    final NeighborAdvertisementFlyweight advertisement = new NeighborAdvertisementFlyweight();
    final NdpOptionFlyweight option = new NdpOptionFlyweight();
    final List<Integer> delivered = new ArrayList<>();
    long nowNs = 5 * SECOND;

    /** Frames that came to the router so far. */
    long sent;

    Lan(final NeighborConfig config) {
        this(config, true);
    }

    Lan(final NeighborConfig config, final boolean isForwarding) {
        final ReadEpochs epochs = new ReadEpochs(1);
        adjacencies = new AdjacencyTable(epochs, 4096);
        final InterfaceTable interfaces = new InterfaceTable();
        lan = interfaces.add("lan0", LAN_MAC, 1500);
        wan = interfaces.add("wan0", WAN_MAC, 1500);
        tables = new ForwardingTables(interfaces, adjacencies, new LinearScanIpv4Fib(512), new LinearScanIpv6Fib(512));
        tables.addAddress(lan, Ipv4Address.parse("192.168.1.1"), 24);
        tables.addAddress(wan, Ipv4Address.parse("203.0.113.2"), 24);
        final Ipv6Address lanAddress = Ipv6Address.parse("2001:db8:1::1");
        final Ipv6Address wanAddress = Ipv6Address.parse("2001:db8:2::2");
        tables.addAddress(lan, lanAddress.high(), lanAddress.low(), 64);
        tables.addAddress(wan, wanAddress.high(), wanAddress.low(), 64);
        final Ipv6Address gateway = Ipv6Address.parse("fe80::1");
        tables.addRoute(0, 0, tables.nextHop(wan, Ipv4Address.parse("203.0.113.1")));
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan, gateway.high(), gateway.low()));
        router = new Router("router", frames, tables)
                .port(lanLink.right())
                .port(wanLink.right())
                .forwarding(isForwarding)
                .neighbors(config)
                .local((framePool, frame, now) -> delivered.add(frame));
        worker = router.worker(() -> nowNs);
        neighbors = router.neighbors();
    }

    /** Ends what is left, and fails when a frame has leaked. */
    @Override
    public void close() {
        received(LAN).forEach(frames::free);
        received(WAN).forEach(frames::free);
        assertEquals(neighbors.held(), pool.owned().size(), "frames leaked");
    }

    void run() {
        while (worker.doWork() > 0) {
            // until nothing is left to do
        }
    }

    void pass(final long nanoseconds) {
        nowNs += nanoseconds;
        run();
    }

    MemoryLink link(final int index) {
        return index == LAN ? lanLink : wanLink;
    }

    void send(final int link, final int frame) {
        final FrameBatch batch = new FrameBatch();
        batch.add(frame);
        sent++;
        assertEquals(1, link(link).left().transmit(batch));
        run();
    }

    /** Takes what the router sent to a link. */
    List<Integer> received(final int link) {
        final FrameBatch batch = new FrameBatch();
        final List<Integer> taken = new ArrayList<>();
        while (link(link).left().receive(batch, 256) > 0) {
            for (int i = 0; i < batch.size(); i++) {
                taken.add(batch.get(i));
            }
            batch.clear();
        }
        return taken;
    }

    void discard(final int link) {
        received(link).forEach(frames::free);
    }

    int frame(final int length, final long destination, final long source, final int etherType) {
        final int frame = frames.allocate();
        pool.length(frame, length);
        pool.buffer().setMemory(pool.offset(frame), length, (byte) 0);
        ethernet.wrap(pool.buffer(), pool.offset(frame))
                .destination(destination)
                .source(source)
                .etherType(etherType);
        return frame;
    }

    /** A UDP packet of IPv4 that comes to the router; its identification tells it from others. */
    int packet(final int link, final String source, final String destination, final int identification) {
        final int frame = frame(60, link == LAN ? LAN_MAC : WAN_MAC, HOST_MAC, EtherType.IPV4);
        ipv4.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .totalLength(40)
                .identification(identification)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(Ipv4Address.parse(source))
                .destination(Ipv4Address.parse(destination))
                .fillChecksum();
        return frame;
    }

    int packet6(final int link, final String source, final String destination, final int flowLabel) {
        final int frame = frame(94, link == LAN ? LAN_MAC : WAN_MAC, HOST_MAC, EtherType.IPV6);
        final Ipv6Address from = Ipv6Address.parse(source);
        final Ipv6Address to = Ipv6Address.parse(destination);
        ipv6.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .flowLabel(flowLabel)
                .payloadLength(40)
                .nextHeader(IpProtocol.UDP)
                .hopLimit(64)
                .source(from.high(), from.low())
                .destination(to.high(), to.low());
        return frame;
    }

    /** An ARP packet with every field as given, to the link address given. */
    int arp(
            final long ethernetDestination,
            final int operation,
            final long senderMac,
            final String sender,
            final long targetMac,
            final String target) {
        final int frame = frame(60, ethernetDestination, senderMac, EtherType.ARP);
        arp.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeReply(senderMac, Ipv4Address.parse(sender), targetMac, Ipv4Address.parse(target))
                .operation(operation);
        return frame;
    }

    int arpReply(final long mac, final String sender) {
        return arp(LAN_MAC, ArpFlyweight.REPLY, mac, sender, LAN_MAC, "192.168.1.1");
    }

    int arpRequest(final long mac, final String sender, final String target) {
        return arp(MacAddress.BROADCAST, ArpFlyweight.REQUEST, mac, sender, 0, target);
    }

    /** A neighbor advertisement; a link address below zero leaves the option out. */
    int advertise(
            final int link,
            final long frameDestination,
            final String source,
            final String destination,
            final String target,
            final int flags,
            final long linkAddress) {
        final int length = linkAddress < 0 ? 24 : 32;
        final int frame = ndp(frameDestination, source, destination, length);
        final Ipv6Address of = Ipv6Address.parse(target);
        advertisement
                .wrap(pool.buffer(), pool.offset(frame) + 54)
                .writeDefaults()
                .flags(flags)
                .target(of.high(), of.low());
        if (linkAddress >= 0) {
            option.wrap(pool.buffer(), pool.offset(frame) + 54 + 24)
                    .writeDefaults(NdpOptionType.TARGET_LINK_LAYER_ADDRESS, 8)
                    .linkLayerAddress(linkAddress);
        }
        seal(frame, length);
        return frame;
    }

    int solicit(
            final long frameDestination,
            final String source,
            final String destination,
            final String target,
            final long linkAddress) {
        final int length = linkAddress < 0 ? 24 : 32;
        final int frame = ndp(frameDestination, source, destination, length);
        final Ipv6Address of = Ipv6Address.parse(target);
        solicitation
                .wrap(pool.buffer(), pool.offset(frame) + 54)
                .writeDefaults()
                .target(of.high(), of.low());
        if (linkAddress >= 0) {
            option.wrap(pool.buffer(), pool.offset(frame) + 54 + 24)
                    .writeDefaults(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, 8)
                    .linkLayerAddress(linkAddress);
        }
        seal(frame, length);
        return frame;
    }

    int ndp(final long frameDestination, final String source, final String destination, final int length) {
        final int frame = frame(54 + length, frameDestination, HOST_MAC, EtherType.IPV6);
        final Ipv6Address from = Ipv6Address.parse(source);
        final Ipv6Address to = Ipv6Address.parse(destination);
        ipv6.wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .payloadLength(length)
                .nextHeader(IpProtocol.ICMPV6)
                .hopLimit(255)
                .source(from.high(), from.low())
                .destination(to.high(), to.low());
        return frame;
    }

    void seal(final int frame, final int length) {
        ipv6.wrap(pool.buffer(), pool.offset(frame) + 14);
        icmp.wrap(pool.buffer(), pool.offset(frame) + 54);
        icmp.fillChecksum(ipv6.pseudoHeaderSum(IpProtocol.ICMPV6, length), length);
    }

    /** One line for each frame that the router sent to a link, as tcpdump might say it; the frames are freed. */
    List<String> seen(final int link) {
        final List<String> lines = new ArrayList<>();
        for (final int frame : received(link)) {
            lines.add(describe(frame));
            frames.free(frame);
        }
        return lines;
    }

    private String describe(final int frame) {
        final int offset = pool.offset(frame);
        ethernet.wrap(pool.buffer(), offset);
        final String to = MacAddress.toString(ethernet.destination());
        if (ethernet.etherType() == EtherType.ARP) {
            arp.wrap(pool.buffer(), offset + 14);
            final String sender = Ipv4Address.toString(arp.senderIpv4());
            final String target = Ipv4Address.toString(arp.targetIpv4());
            return arp.operation() == ArpFlyweight.REQUEST
                    ? to + " who-has " + target + " tell " + sender
                    : to + " " + sender + " is-at " + MacAddress.toString(arp.senderMac()) + " for " + target;
        }
        if (ethernet.etherType() == EtherType.IPV4) {
            ipv4.wrap(pool.buffer(), offset + 14);
            return to + " packet " + ipv4.identification() + " ttl " + ipv4.ttl();
        }
        ipv6.wrap(pool.buffer(), offset + 14);
        if (ipv6.nextHeader() != IpProtocol.ICMPV6) {
            return to + " packet " + ipv6.flowLabel() + " hlim " + ipv6.hopLimit();
        }
        icmp.wrap(pool.buffer(), offset + 54);
        assertEquals(
                true,
                icmp.isChecksumValid(
                        ipv6.pseudoHeaderSum(IpProtocol.ICMPV6, ipv6.payloadLength()), ipv6.payloadLength()));
        assertEquals(255, ipv6.hopLimit());
        final String addresses = Ipv6Address.toString(ipv6.sourceHigh(), ipv6.sourceLow()) + " > "
                + Ipv6Address.toString(ipv6.destinationHigh(), ipv6.destinationLow());
        final String link = ipv6.payloadLength() > 24
                ? " "
                        + MacAddress.toString(
                                option.wrap(pool.buffer(), offset + 54 + 24).linkLayerAddress())
                : "";
        if (icmp.type() == 135) {
            solicitation.wrap(pool.buffer(), offset + 54);
            return to + " " + addresses + " who-has "
                    + Ipv6Address.toString(solicitation.targetHigh(), solicitation.targetLow()) + link;
        }
        advertisement.wrap(pool.buffer(), offset + 54);
        return to + " " + addresses + " "
                + Ipv6Address.toString(advertisement.targetHigh(), advertisement.targetLow()) + " is-at" + link
                + (advertisement.isRouter() ? " router" : "")
                + (advertisement.isSolicited() ? " solicited" : "")
                + (advertisement.isOverride() ? " override" : "");
    }

    long dropped(final DropReason reason) {
        return worker.graph().drops().get(reason);
    }
}
