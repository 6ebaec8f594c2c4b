package org.firsthop.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Filtering;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.node.router.TrackedConnections;

/** What a gateway translates on its fast path, it translates as its stages do: the same octets, drops and sessions. */
class NatLanePropertyTest {
    /** A gateway that is given one frame at a time. */
    private static final class Gateway {
        private final FramePool pool =
                FramePool.builder().frames(256).checked(true).build();
        private final FrameAllocator frames = pool.allocator();
        private final MemoryLink lan = new MemoryLink("lan", frames, 2);
        private final MemoryLink wan = new MemoryLink("wan", frames, 2);
        private final FrameBatch batch = new FrameBatch();
        private final Nat nat;
        private final Worker worker;
        private long delivered;
        private long nowNs;

        Gateway(final boolean hasFastPath, final Filtering filtering, final int mtu) {
            final InterfaceTable interfaces = new InterfaceTable();
            final IpInterface lan0 = interfaces.add("lan0", PacketKinds.LAN_MAC, mtu);
            final IpInterface wan0 = interfaces.add("wan0", PacketKinds.WAN_MAC, 1500);
            final ForwardingTables tables = new ForwardingTables(
                    interfaces,
                    new AdjacencyTable(new ReadEpochs(1), 64),
                    new LinearScanIpv4Fib(64),
                    new LinearScanIpv6Fib(64));
            tables.addAddress(lan0, PacketKinds.LAN, 24);
            tables.addAddress(wan0, PacketKinds.WAN, 30);
            tables.addRoute(0, 0, tables.nextHop(wan0, PacketKinds.GATEWAY));
            tables.addNeighbor(wan0, PacketKinds.GATEWAY, PacketKinds.GATEWAY_MAC);
            tables.addNeighbor(lan0, PacketKinds.HOST, PacketKinds.HOST_MAC);
            nat = new Nat(
                    new NatConfig(wan0.index(), PacketKinds.WAN)
                            .inside(lan0.index())
                            .filtering(filtering)
                            .forward(17, 1_003, PacketKinds.HOST, 1_004),
                    new TrackedConnections(),
                    SipHash.sipHash13(1, 2));
            final Router router = new Router("gateway", frames, tables)
                    .port(lan.right())
                    .port(wan.right())
                    .local((p, frame, now) -> delivered++)
                    .nat(nat);
            worker = (hasFastPath ? router : router.withoutFastPath()).worker(() -> nowNs);
        }

        List<String> carry(final boolean isLan, final byte[] octets, final long now) {
            nowNs = now;
            final int frame = frames.allocate();
            pool.length(frame, octets.length);
            pool.buffer().putBytes(pool.offset(frame), octets);
            batch.add(frame);
            assertEquals(1, (isLan ? lan : wan).left().transmit(batch));
            batch.clear();
            while (worker.doWork() > 0) {
                // until nothing is left to do
            }
            final List<String> sent = new ArrayList<>();
            for (final MemoryLink link : List.of(lan, wan)) {
                link.left().receive(batch, 64);
                for (int i = 0; i < batch.size(); i++) {
                    final byte[] out = new byte[pool.length(batch.get(i))];
                    pool.buffer().getBytes(pool.offset(batch.get(i)), out);
                    sent.add((link == lan ? "lan " : "wan ") + HexFormat.of().formatHex(out));
                }
                frames.freeAll(batch);
            }
            return sent;
        }

        Map<String, Long> counts() {
            final Map<String, Long> counts = new TreeMap<>();
            worker.graph().drops().forEach((reason, count) -> counts.put(reason.name(), count));
            counts.put("delivered", delivered);
            counts.put("sessions", (long) nat.sessions());
            counts.put("inside", worker.graph().inside());
            return counts;
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theFastPathTranslatesAsTheStagesDo(@ForAll final long seed) {
        final Random random = new Random(seed);
        final Filtering filtering = Filtering.values()[random.nextInt(Filtering.values().length)];
        // Some packets from outside do not fit the link inside.
        final int mtu = random.nextBoolean() ? 1500 : 576;
        final Gateway fast = new Gateway(true, filtering, mtu);
        final Gateway staged = new Gateway(false, filtering, mtu);
        final PacketKinds kinds = new PacketKinds(random.nextLong());
        long now = 0;
        int out = 0;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(1_000_000);
            final boolean isLan = random.nextBoolean();
            final byte[] frame = kinds.next(isLan);
            final List<String> sent = fast.carry(isLan, frame.clone(), now);
            assertEquals(
                    staged.carry(isLan, frame.clone(), now),
                    sent,
                    HexFormat.of().formatHex(frame));
            out += sent.size();
            if (isLan && sent.size() == 1 && sent.get(0).startsWith("wan ")) {
                // What was sent comes back from whom it was for.
                final byte[] answer = answer(HexFormat.of().parseHex(sent.get(0).substring(4)));
                assertEquals(staged.carry(false, answer.clone(), now), fast.carry(false, answer, now));
            }
        }
        assertEquals(staged.counts(), fast.counts(), out + " sent");
    }

    /** Turns a frame round: link addresses, IP addresses, and ports. */
    private static byte[] answer(final byte[] frame) {
        final byte[] answer = frame.clone();
        swap(answer, 0, 6, 6);
        swap(answer, 26, 30, 4);
        final int transport = 14 + ((frame[14] & 0xF) << 2);
        if (frame.length >= transport + 4 && frame[23] != 1) {
            swap(answer, transport, transport + 2, 2);
        }
        return answer;
    }

    private static void swap(final byte[] octets, final int one, final int other, final int length) {
        for (int i = 0; i < length; i++) {
            final byte octet = octets[one + i];
            octets[one + i] = octets[other + i];
            octets[other + i] = octet;
        }
    }
}
