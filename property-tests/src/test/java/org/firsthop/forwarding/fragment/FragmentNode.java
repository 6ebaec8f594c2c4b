package org.firsthop.forwarding.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
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

/** A router at 192.0.2.1 and 2001:db8::1; all other destinations lie behind a link of a given MTU. */
final class FragmentNode {
    static final int ADDRESS = 0xC000_0201;
    static final long ADDRESS_HIGH = 0x2001_0DB8_0000_0000L;
    static final long ADDRESS_LOW = 1;
    private static final long IN_MAC = 0x0200_0000_0001L;
    private static final long OUT_MAC = 0x0200_0000_0002L;
    private static final int HEADER_LENGTH = EthernetFlyweight.HEADER_LENGTH;

    final FramePool pool = FramePool.builder().frames(1024).checked(true).build();
    final List<byte[]> delivered = new ArrayList<>();
    private final FrameAllocator frames = pool.allocator();
    private final MemoryLink in = new MemoryLink("in", frames, 16);
    private final MemoryLink out = new MemoryLink("out", frames, 16);
    private final FrameBatch batch = new FrameBatch();
    final Worker worker;
    long nowNs;

    FragmentNode(final int mtu) {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface in0 = interfaces.add("in0", IN_MAC, 1500);
        final IpInterface out0 = interfaces.add("out0", OUT_MAC, mtu);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 64),
                new LinearScanIpv4Fib(64),
                new LinearScanIpv6Fib(64));
        tables.addAddress(in0, ADDRESS, 24);
        tables.addAddress(in0, ADDRESS_HIGH, ADDRESS_LOW, 64);
        tables.addRoute(0, 0, tables.nextHop(out0, 0xC633_6401));
        tables.addNeighbor(out0, 0xC633_6401, 0x0200_0000_0200L);
        worker = new Router("router", frames, tables)
                .port(in.right())
                .port(out.right())
                .local((p, frame, now) -> {
                    final byte[] packet = new byte[p.length(frame) - p.l3Offset(frame)];
                    p.buffer().getBytes(p.offset(frame) + p.l3Offset(frame), packet);
                    delivered.add(packet);
                })
                .worker(() -> nowNs);
    }

    /** Takes packets, and answers those that it sends on. */
    List<byte[]> take(final List<byte[]> packets) {
        final List<byte[]> sent = new ArrayList<>();
        for (int from = 0; from < packets.size(); from += 64) {
            enqueue(packets.subList(from, Math.min(packets.size(), from + 64)));
            while (worker.doWork() > 0) {
                // until nothing is left to do
            }
            while (out.left().receive(batch, 64) > 0) {
                for (int i = 0; i < batch.size(); i++) {
                    final byte[] packet = new byte[pool.length(batch.get(i)) - HEADER_LENGTH];
                    pool.buffer().getBytes(pool.offset(batch.get(i)) + HEADER_LENGTH, packet);
                    sent.add(packet);
                }
                frames.freeAll(batch);
            }
        }
        return sent;
    }

    /** Takes packets that come in no vector: those with options do not overtake others. */
    void takeOneByOne(final List<byte[]> packets) {
        packets.forEach(packet -> take(List.of(packet)));
    }

    private void enqueue(final List<byte[]> packets) {
        final EthernetFlyweight ethernet = new EthernetFlyweight();
        for (final byte[] packet : packets) {
            final int frame = frames.allocate();
            pool.length(frame, HEADER_LENGTH + packet.length);
            ethernet.wrap(pool.buffer(), pool.offset(frame))
                    .destination(IN_MAC)
                    .source(0x0200_0000_0100L)
                    .etherType(packet[0] >>> 4 == 6 ? EtherType.IPV6 : EtherType.IPV4);
            pool.buffer().putBytes(pool.offset(frame) + HEADER_LENGTH, packet);
            batch.add(frame);
        }
        assertEquals(packets.size(), in.left().transmit(batch));
        batch.clear();
    }

    /** Nothing may be left behind but what waits for other fragments. */
    void assertKeepsNothing() {
        assertEquals(0, worker.graph().inside(), "frames that wait");
        assertEquals(List.of(), pool.owned(), "frames lost");
    }
}
