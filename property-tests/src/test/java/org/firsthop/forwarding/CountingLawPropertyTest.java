package org.firsthop.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.advertise.AdvertisementConfig;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.filter.FilterAction;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterRule;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.ip.ForwardingPolicy;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.LocalDelivery;
import org.firsthop.forwarding.ip.ReversePath;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.node.router.TrackedConnections;

/**
 * The counting law, over arbitrary mixes of packets and arbitrary configurations of a node: what came in and what the node made is
 * forwarded, delivered, dropped for a reason, or held; nothing is lost, and nothing counted twice.
 */
class CountingLawPropertyTest {
    private static final int BATCH = 32;

    private final FramePool pool =
            FramePool.builder().frames(2048).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final FrameBatch out = new FrameBatch();
    private MemoryLink lan;
    private MemoryLink wan;
    private long nowNs;
    private long delivered;
    private long refused;

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void everyPacketIsCountedExactlyOnceHoweverTheNodeIsConfigured(@ForAll final long seed) {
        final Random random = new Random(seed);
        lan = new MemoryLink("lan", frames, 4);
        // A link that is too narrow at times.
        wan = new MemoryLink("wan", frames, random.nextInt(4) == 0 ? 1 : 4);
        nowNs = random.nextLong() >> 8;
        delivered = 0;
        refused = 0;
        final StringBuilder said = new StringBuilder();
        final Worker worker = node(random, said).worker(() -> nowNs);
        final PacketKinds kinds = new PacketKinds(random.nextLong());
        long received = 0;
        long forwarded = 0;
        for (int round = 0; round < 8; round++) {
            final boolean isLan = random.nextBoolean();
            final FrameBatch batch = new FrameBatch(BATCH);
            for (int i = random.nextInt(BATCH) + 1; i > 0; i--) {
                batch.add(frame(kinds.next(isLan)));
            }
            received += batch.size();
            assertEquals(batch.size(), (isLan ? lan : wan).left().transmit(batch));
            forwarded += run(worker, random);
        }
        assertEquals(0, worker.graph().drops().get(StageGraph.STAGE_FAILED), said::toString);
        long made = 0;
        for (final Stage stage : worker.graph().stages()) {
            made += stage.originated();
            // Notices of drops end in the stage that tells senders, and fragments in the datagram they are of.
            if (!(stage instanceof PortOutput || stage instanceof LocalDelivery)) {
                made -= stage.consumed();
            }
        }
        final long inside = worker.graph().inside();
        assertEquals(
                received + made,
                forwarded + delivered + worker.graph().drops().total() + inside,
                () -> said + ": delivered " + delivered + ", refused " + refused);
        assertEquals(inside, pool.outstanding(), said::toString);
        // Far in the future nothing is held any more: all that waited for something has been given up, and counted.
        for (int i = 0; i < 400; i++) {
            nowNs += 1_000_000_000L;
            run(worker, random);
        }
        assertEquals(0, worker.graph().inside(), said::toString);
        assertEquals(List.of(), pool.owned());
    }

    private long run(final Worker worker, final Random random) {
        nowNs += random.nextInt(4) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(100_000);
        while (worker.doWork() > 0) {
            // until nothing is left to do
        }
        lan.left().receive(out, 256);
        wan.left().receive(out, 256);
        final int count = out.size();
        frames.freeAll(out);
        return count;
    }

    private int frame(final byte[] octets) {
        final int frame = frames.allocate();
        pool.length(frame, octets.length);
        new UnsafeBuffer(pool.buffer(), pool.offset(frame), Math.max(1, octets.length)).putBytes(0, octets);
        return frame;
    }

    private Router node(final Random random, final StringBuilder said) {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan0 = interfaces.add("lan0", PacketKinds.LAN_MAC, 1500);
        final int mtu = new int[] {576, 1280, 1500}[random.nextInt(3)];
        final IpInterface wan0 = interfaces.add("wan0", PacketKinds.WAN_MAC, mtu);
        final ForwardingTables tables = tables(interfaces, lan0, wan0, random);
        final Router router =
                new Router("node", frames, tables).port(lan.right()).port(wan.right());
        said.append("mtu ").append(mtu);
        router.receiver((p, frame, now) -> {
            if (random.nextInt(3) == 0) {
                refused++;
                return random.nextBoolean() ? LocalReceiver.PORT_UNREACHABLE : LocalReceiver.PROTOCOL_UNREACHABLE;
            }
            delivered++;
            return DropReason.NONE;
        });
        final boolean isRouter = chance(random, 5, "router", said);
        router.forwarding(isRouter);
        if (chance(random, 2, "staged", said)) {
            router.withoutFastPath();
        }
        if (chance(random, 3, "any-station", said)) {
            router.acceptAnyStation();
        }
        if (chance(random, 2, "neighbors", said)) {
            neighbors(router, lan0, random, said);
        }
        final ForwardingPolicy policy = new ForwardingPolicy().redirects(random.nextBoolean());
        policy.reversePath(lan0, ReversePath.values()[random.nextInt(3)]);
        policy.reversePath(wan0, ReversePath.values()[random.nextInt(3)]);
        router.policy(policy);
        router.icmp(new IcmpConfig()
                .answersEcho(random.nextInt(4) > 0)
                .answersBroadcastEcho(random.nextBoolean())
                .answersTimestamp(random.nextBoolean())
                .sourceRule(IcmpConfig.SourceRule.values()[random.nextInt(2)])
                .errorLimit(random.nextInt(3) * 100, 1 + random.nextInt(20))
                .interfaceErrorLimit(random.nextInt(3) * 100, 1 + random.nextInt(20)));
        router.reassembly(new ReassemblyConfig()
                .datagrams(1 + random.nextInt(8))
                .datagramsPerSource(1 + random.nextInt(4))
                .fragmentsPerDatagram(1 + random.nextInt(8))
                .heldFrames(1 + random.nextInt(16))
                .longestDatagram(random.nextInt(65_536)));
        if (chance(random, 3, "filters", said)) {
            router.filters(
                    new FilterSet().in(random.nextInt(2), filter(random)).out(random.nextInt(2), filter(random)));
        }
        if (isRouter && chance(random, 2, "nat", said)) {
            router.nat(new Nat(
                    new NatConfig(1, PacketKinds.WAN).inside(0).sessions(8 + random.nextInt(20), 1 + random.nextInt(8)),
                    new TrackedConnections(),
                    SipHash.sipHash13(1, 2)));
        }
        return router;
    }

    private static void neighbors(
            final Router router, final IpInterface lan0, final Random random, final StringBuilder said) {
        final NeighborConfig.Builder config = NeighborConfig.builder()
                .seed(random.nextLong())
                .duplicateProbes(random.nextInt(2))
                .arpProbes(random.nextInt(2))
                .announcements(random.nextInt(2))
                .queueLength(1 + random.nextInt(4))
                .heldFrames(1 + random.nextInt(16))
                .unresolvedPerLink(1 + random.nextInt(8));
        if (chance(random, 2, "proxy", said)) {
            config.proxyArp("lan0").proxyNdp("lan0").proxyArp("wan0").proxyNdp("wan0");
        }
        router.neighbors(config.build());
        if (chance(random, 2, "advertise", said)) {
            router.advertise(lan0, new AdvertisementConfig());
        }
        router.followRedirects(random.nextInt(3), 1_000_000_000L);
    }

    private static boolean chance(final Random random, final int of, final String name, final StringBuilder said) {
        final boolean is = "router".equals(name) ? random.nextInt(of) > 0 : random.nextInt(of) == 0;
        said.append(is ? " " : " no-").append(name);
        return is;
    }

    private static FilterList filter(final Random random) {
        final List<FilterRule> rules = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            final FilterRule.Builder rule =
                    FilterRule.of(FilterAction.values()[random.nextInt(FilterAction.values().length)]);
            switch (random.nextInt(5)) {
                case 0 -> rule.protocol(17).destinationPort(random.nextInt(1_008), 1_008);
                case 1 -> rule.source(PacketKinds.HOST & -256, 24);
                case 2 -> rule.destination(PacketKinds.NET6, 0, 64);
                case 3 -> rule.protocol(6).established();
                default -> rule.protocol(1).icmpType(8);
            }
            rules.add(rule.build());
        }
        return new FilterList(rules);
    }

    private static ForwardingTables tables(
            final InterfaceTable interfaces, final IpInterface lan0, final IpInterface wan0, final Random random) {
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 256),
                new LinearScanIpv4Fib(256),
                new LinearScanIpv6Fib(256));
        tables.addAddress(lan0, PacketKinds.LAN, 24);
        tables.addAddress(wan0, PacketKinds.WAN, 30);
        tables.addRoute(0, 0, tables.nextHop(wan0, PacketKinds.GATEWAY));
        tables.addRoute(
                0x0A00_0000,
                8,
                new NextHops[] {NextHops.PROHIBIT, NextHops.BLACKHOLE, NextHops.UNREACHABLE}[random.nextInt(3)]);
        tables.addAddress(lan0, PacketKinds.NET6, 1, 64);
        tables.addAddress(wan0, PacketKinds.WAN_NET6, 2, 64);
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan0, 0xFE80L << 48, 1));
        if (random.nextBoolean()) {
            tables.addNeighbor(wan0, PacketKinds.GATEWAY, PacketKinds.GATEWAY_MAC);
            tables.addNeighbor(wan0, 0xFE80L << 48, 1, PacketKinds.GATEWAY_MAC);
            tables.addNeighbor(lan0, PacketKinds.HOST, PacketKinds.HOST_MAC);
            tables.addNeighbor(lan0, PacketKinds.NET6, 0x64, PacketKinds.HOST_MAC);
        }
        if (random.nextInt(4) == 0) {
            tables.allowDirectedBroadcast(lan0);
        }
        return tables;
    }
}
