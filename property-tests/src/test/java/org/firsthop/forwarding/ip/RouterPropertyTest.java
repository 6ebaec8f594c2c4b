package org.firsthop.forwarding.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;

/** Laws of a whole router over packets of every kind, good and bad. */
class RouterPropertyTest {
    private static final long LAN_MAC = 0x0200_0000_0001L;
    private static final long WAN_MAC = 0x0200_0000_0002L;
    private static final long HOST_MAC = 0x0200_0000_0100L;
    private static final long GATEWAY_MAC = 0x0200_0000_0200L;
    private static final int[] DESTINATIONS = {
        0xC0A80101, 0xC0A80164, 0xC0A801FF, 0xC0A80133, 0x5DB8D822, 0x0A000001, 0xE0000001, 0xEF010101, 0x7F000001, -1
    };

    /** How one packet is made: a valid one, then a number of octets overwritten and perhaps cut short. */
    record Recipe(boolean isIpv6, int destination, int ttl, int payloadLength, int damage, int cut, long seed) {}

    private final FramePool pool = FramePool.builder().frames(512).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();

    @Provide
    Arbitrary<List<Recipe>> mixes() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, DESTINATIONS.length - 1),
                        Arbitraries.of(0, 1, 2, 64, 255),
                        Arbitraries.integers().between(0, 1500),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(0)),
                                Tuple.of(1, Arbitraries.integers().between(1, 20))),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.just(0)),
                                Tuple.of(1, Arbitraries.integers().between(1, 1600))),
                        Arbitraries.longs())
                .as(Recipe::new)
                .list()
                .ofMaxSize(100);
    }

    @Property(tries = 500)
    void everyPacketIsCountedExactlyOnce(@ForAll("mixes") final List<Recipe> mix, @ForAll final boolean isWanBusy) {
        final MemoryLink lan = new MemoryLink("lan", frames, 4);
        final MemoryLink wan = new MemoryLink("wan", frames, isWanBusy ? 1 : 4);
        final int[] delivered = {0};
        final Worker worker = new Router("router", frames, tables())
                .port(lan.right())
                .port(wan.right())
                .local((p, frame, now) -> delivered[0]++)
                .worker(() -> 0);
        final FrameBatch batch = new FrameBatch();
        mix.forEach(recipe -> batch.add(make(recipe)));
        assertEquals(mix.size(), lan.left().transmit(batch));
        while (worker.doWork() > 0) {
            // until the router has nothing left to do
        }
        final FrameBatch out = new FrameBatch();
        final int forwarded = lan.left().receive(out, 256) + wan.left().receive(out, 256);
        for (int i = 0; i < out.size(); i++) {
            assertIsWellForwarded(out.get(i));
        }
        // What stages made, less what ended inside: notices of drops, and parts of datagrams.
        long made = 0;
        for (final Stage stage : worker.graph().stages()) {
            made += stage.originated();
            if (!(stage instanceof PortOutput || stage instanceof LocalDelivery)) {
                made -= stage.consumed();
            }
        }
        assertEquals(
                mix.size() + made,
                forwarded
                        + delivered[0]
                        + worker.graph().drops().total()
                        + worker.graph().inside(),
                () -> "forwarded " + forwarded + ", delivered " + delivered[0]);
        frames.freeAll(out);
        assertEquals(List.of(), pool.owned());
    }

    private void assertIsWellForwarded(final int frame) {
        ethernet.wrap(pool.buffer(), pool.offset(frame));
        final int offset = pool.offset(frame) + EthernetFlyweight.HEADER_LENGTH;
        final int length = pool.length(frame) - EthernetFlyweight.HEADER_LENGTH;
        assertTrue(
                ethernet.source() == WAN_MAC && ethernet.destination() == GATEWAY_MAC
                        || ethernet.source() == LAN_MAC && ethernet.destination() == HOST_MAC,
                "link header");
        if (ethernet.etherType() == EtherType.IPV4) {
            ipv4.wrap(pool.buffer(), offset);
            assertEquals(length, ipv4.totalLength());
            assertTrue(ipv4.ttl() >= 1);
            assertEquals(0, InternetChecksum.checksum(pool.buffer(), offset, ipv4.headerLength()));
        } else {
            ipv6.wrap(pool.buffer(), offset);
            assertEquals(EtherType.IPV6, ethernet.etherType());
            assertEquals(length, ipv6.totalLength());
            assertTrue(ipv6.hopLimit() >= 1);
        }
    }

    private int make(final Recipe recipe) {
        final int frame = frames.allocate();
        final int offset = pool.offset(frame);
        final int headerLength = recipe.isIpv6 ? Ipv6Flyweight.HEADER_LENGTH : Ipv4Flyweight.MIN_HEADER_LENGTH;
        final int length = EthernetFlyweight.HEADER_LENGTH + headerLength + recipe.payloadLength;
        final Random random = new Random(recipe.seed);
        for (int i = 0; i < length; i++) {
            pool.buffer().putByte(offset + i, (byte) random.nextInt());
        }
        ethernet.wrap(pool.buffer(), offset)
                .destination(LAN_MAC)
                .source(HOST_MAC)
                .etherType(recipe.isIpv6 ? EtherType.IPV6 : EtherType.IPV4);
        final int ip = offset + EthernetFlyweight.HEADER_LENGTH;
        if (recipe.isIpv6) {
            final long high = 0x2001_0DB8_0000_0000L | (recipe.destination & 1);
            ipv6.wrap(pool.buffer(), ip)
                    .writeDefaults()
                    .payloadLength(recipe.payloadLength)
                    .nextHeader(17)
                    .hopLimit(recipe.ttl)
                    .source(0x2001_0DB8_0000_0000L, 0x100)
                    .destination(high, recipe.destination);
        } else {
            ipv4.wrap(pool.buffer(), ip)
                    .writeDefaults()
                    .totalLength(headerLength + recipe.payloadLength)
                    .ttl(recipe.ttl)
                    .protocol(17)
                    .source(0xC0A80164)
                    .destination(DESTINATIONS[recipe.destination])
                    .fillChecksum();
        }
        for (int i = 0; i < recipe.damage; i++) {
            pool.buffer().putByte(offset + random.nextInt(Math.min(length, 60)), (byte) random.nextInt());
        }
        pool.length(frame, Math.max(0, length - recipe.cut));
        return frame;
    }

    private static ForwardingTables tables() {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan = interfaces.add("lan0", LAN_MAC, 1500);
        final IpInterface wan = interfaces.add("wan0", WAN_MAC, 1400);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 64),
                new LinearScanIpv4Fib(64),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan, 0xC0A80101, 24);
        tables.addAddress(wan, 0xCB007102, 30);
        tables.addRoute(0, 0, tables.nextHop(wan, 0xCB007101));
        tables.addNeighbor(wan, 0xCB007101, GATEWAY_MAC);
        tables.addNeighbor(lan, 0xC0A80164, HOST_MAC);
        tables.addRoute(0x0A000000, 8, NextHops.PROHIBIT);
        tables.addAddress(lan, 0x2001_0DB8_0000_0000L, 1, 64);
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan, 0xFE80_0000_0000_0000L, 1));
        tables.addNeighbor(wan, 0xFE80_0000_0000_0000L, 1, GATEWAY_MAC);
        return tables;
    }
}
