package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;

/** A home gateway between 192.168.1.0/24 and the Internet, at 203.0.113.2, on a clock of its own. */
final class NatLab {
    static final String OUTSIDE = "203.0.113.2";
    private static final long LAN_MAC = 0x0200_0000_0001L;
    private static final long WAN_MAC = 0x0200_0000_0002L;
    private static final long GATEWAY_MAC = 0x0200_0000_00FEL;

    final FramePool pool = FramePool.builder().frames(2_048).checked(true).build();
    final FrameAllocator frames = pool.allocator();
    final Nat nat;
    final Worker worker;
    private final MemoryLink lan = new MemoryLink("lan", frames, 64);
    private final MemoryLink wan = new MemoryLink("wan", frames, 64);
    private long nowNs = -7_000_000_000L;
    int delivered;

    NatLab() {
        this(config -> config);
    }

    NatLab(final UnaryOperator<NatConfig> settings) {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan0 = interfaces.add("lan0", LAN_MAC, 1500);
        final IpInterface wan0 = interfaces.add("wan0", WAN_MAC, 1400);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 512),
                new LinearScanIpv4Fib(512),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan0, Ipv4Address.parse("192.168.1.1"), 24);
        tables.addAddress(wan0, Ipv4Address.parse(OUTSIDE), 30);
        tables.addRoute(0, 0, tables.nextHop(wan0, Ipv4Address.parse("203.0.113.1")));
        tables.addNeighbor(wan0, Ipv4Address.parse("203.0.113.1"), GATEWAY_MAC);
        for (int host = 10; host < 20; host++) {
            tables.addNeighbor(lan0, Ipv4Address.parse("192.168.1." + host), 0x0200_0000_0100L + host);
        }
        nat = new Nat(
                settings.apply(new NatConfig(wan0.index(), Ipv4Address.parse(OUTSIDE)).inside(lan0.index())),
                new FlagTracker(),
                SipHash.sipHash13(5, 6));
        worker = new Router("router", frames, tables)
                .port(lan.right())
                .port(wan.right())
                .nat(nat)
                .local((p, frame, now) -> delivered++)
                .worker(() -> nowNs);
    }

    void sleep(final int seconds) {
        nowNs += seconds * 1_000_000_000L;
        while (worker.doWork() > 0) {
            // until nothing is due
        }
    }

    /** Sends packets from inside, and answers what left by the outside interface, verified. */
    List<Packet> inside(final Packet... packets) {
        enqueue(lan, LAN_MAC, packets);
        worker.doWork();
        return receive(wan);
    }

    /** Sends packets from outside, and answers what left by the inside interface, verified. */
    List<Packet> outside(final Packet... packets) {
        enqueue(wan, WAN_MAC, packets);
        worker.doWork();
        return receive(lan);
    }

    /** Sends packets from inside, and answers what came back there. */
    List<Packet> hairpin(final Packet... packets) {
        enqueue(lan, LAN_MAC, packets);
        worker.doWork();
        return receive(lan);
    }

    List<Packet> insideWaiting() {
        return receive(lan);
    }

    List<Packet> outsideWaiting() {
        return receive(wan);
    }

    private void enqueue(final MemoryLink link, final long mac, final Packet... packets) {
        final FrameBatch batch = new FrameBatch();
        for (final Packet packet : packets) {
            final int frame = frames.allocate();
            pool.length(frame, 14 + packet.octets.length);
            new EthernetFlyweight()
                    .wrap(pool.buffer(), pool.offset(frame))
                    .destination(mac)
                    .source(GATEWAY_MAC)
                    .etherType(EtherType.IPV4);
            pool.buffer().putBytes(pool.offset(frame) + 14, packet.octets);
            batch.add(frame);
        }
        assertEquals(packets.length, link.left().transmit(batch));
    }

    private List<Packet> receive(final MemoryLink link) {
        final FrameBatch batch = new FrameBatch();
        link.left().receive(batch, 1_000);
        final List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            final int frame = batch.get(i);
            final byte[] octets = new byte[pool.length(frame) - 14];
            pool.buffer().getBytes(pool.offset(frame) + 14, octets);
            packets.add(new Packet(octets).verified());
        }
        frames.freeAll(batch);
        return packets;
    }

    void assertDropped(final DropReason reason, final long count) {
        final StringBuilder found = new StringBuilder();
        worker.graph()
                .drops()
                .forEach((r, n) -> found.append(' ').append(r).append('=').append(n));
        assertEquals(count, worker.graph().drops().get(reason), reason + " among" + found);
    }

    void close() {
        assertEquals(0, worker.graph().inside(), "frames inside");
        assertEquals(List.of(), pool.owned());
    }
}
