package org.firsthop.forwarding.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops;
import org.junit.jupiter.api.Test;

/** Every packet has one outcome, whether the router has the fast path or not. */
class Ipv4FastPathTest {
    private static final long MAC = 0x0200_0000_0001L;
    private static final int MTU = 100;
    private static final int TOTAL_LENGTH = 46;

    private final Side withFastPath = new Side(true);
    private final Side withoutFastPath = new Side(false);

    /** A router, and a link on which it receives and transmits. */
    private static final class Side {
        final FramePool pool = FramePool.builder().frames(256).checked(true).build();
        final FrameAllocator frames = pool.allocator();
        final MemoryLink link = new MemoryLink("link", frames, 4);
        final FrameBatch batch = new FrameBatch();
        final EthernetFlyweight ethernet = new EthernetFlyweight();
        final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
        final Worker worker;
        long delivered;

        Side(final boolean hasFastPath) {
            final InterfaceTable interfaces = new InterfaceTable();
            final IpInterface iface = interfaces.add("link0", MAC, MTU);
            final ForwardingTables tables = new ForwardingTables(
                    interfaces,
                    new AdjacencyTable(new ReadEpochs(1), 16),
                    new LinearScanIpv4Fib(16),
                    new LinearScanIpv6Fib(16));
            tables.addRoute(0, 0, tables.nextHop(iface, 0xCB007101));
            tables.addNeighbor(iface, 0xCB007101, 0xAABB_CCDD_EEFFL);
            tables.addAddress(iface, 0xC0A80101, 24);
            tables.addRoute(0x0A000000, 8, NextHops.BLACKHOLE);
            final Router router =
                    new Router("router", frames, tables).port(link.right()).local((p, frame, now) -> delivered++);
            worker = (hasFastPath ? router : router.withoutFastPath()).worker(() -> 0);
        }

        /** What becomes of one packet: the octets that leave, or why none do. */
        Map<String, Object> outcome(final Consumer<Side> change) {
            final int frame = frames.allocate();
            pool.length(frame, EthernetFlyweight.HEADER_LENGTH + TOTAL_LENGTH);
            pool.buffer().setMemory(pool.offset(frame), pool.length(frame), (byte) 0x5A);
            ethernet.wrap(pool.buffer(), pool.offset(frame))
                    .destination(MAC)
                    .source(0xA0B2_C3D4_E5F6L)
                    .etherType(EtherType.IPV4);
            ipv4.wrap(pool.buffer(), pool.offset(frame) + EthernetFlyweight.HEADER_LENGTH)
                    .writeDefaults()
                    .totalLength(TOTAL_LENGTH)
                    .ttl(64)
                    .protocol(17)
                    .source(0xC0A80164)
                    .destination(0x08080808)
                    .fillChecksum();
            batch.add(frame);
            change.accept(this);
            link.left().transmit(batch);
            batch.clear();
            delivered = 0;
            final Map<String, Long> before = drops();
            worker.doWork();
            final Map<String, Object> outcome = new TreeMap<>();
            link.left().receive(batch, 256);
            for (int i = 0; i < batch.size(); i++) {
                final byte[] octets = new byte[pool.length(batch.get(i))];
                pool.buffer().getBytes(pool.offset(batch.get(i)), octets);
                outcome.put("octets", HexFormat.of().formatHex(octets));
            }
            frames.freeAll(batch);
            drops().forEach((reason, count) -> {
                if (!count.equals(before.get(reason))) {
                    outcome.put("dropped", reason);
                }
            });
            outcome.put("delivered", delivered);
            assertEquals(0, pool.outstanding());
            return outcome;
        }

        private Map<String, Long> drops() {
            final Map<String, Long> drops = new TreeMap<>();
            worker.graph().drops().forEach((reason, count) -> drops.put(reason.name(), count));
            return drops;
        }

        int frame() {
            return batch.get(0);
        }
    }

    private void assertOneOutcome(final String what, final Consumer<Side> change) {
        assertEquals(withoutFastPath.outcome(change), withFastPath.outcome(change), what);
    }

    private static long received(final Side side, final String stage) {
        return side.worker.graph().stages().stream()
                .filter(s -> s.name().equals(stage))
                .mapToLong(Stage::received)
                .sum();
    }

    @Test
    void shouldTakePlainPacketsOnly() {
        withFastPath.outcome(side -> {});
        assertEquals(0, received(withFastPath, "ethernet-input"));

        withFastPath.outcome(side -> side.ipv4.ttl(1).fillChecksum());
        assertEquals(1, received(withFastPath, "ethernet-input"));
    }

    @Test
    void shouldTreatEveryFirstOctetOfAddressesAlike() {
        for (int octet = 0; octet < 256; octet++) {
            final int address = octet << 24 | 0x080808;
            assertOneOutcome(
                    "source " + octet, side -> side.ipv4.source(address).fillChecksum());
            assertOneOutcome(
                    "destination " + octet,
                    side -> side.ipv4.destination(address).fillChecksum());
        }
    }

    @Test
    void shouldTreatEveryTtlAlike() {
        for (int value = 0; value < 256; value++) {
            final int ttl = value;
            assertOneOutcome("ttl " + ttl, side -> side.ipv4.ttl(ttl).fillChecksum());
        }
    }

    @Test
    void shouldTreatEveryLengthAlike() {
        for (int value = 0; value < 200; value++) {
            final int length = value;
            assertOneOutcome(
                    "total length " + length,
                    side -> side.ipv4.totalLength(length).fillChecksum());
            assertOneOutcome("frame length " + length, side -> side.pool.length(side.frame(), length));
            assertOneOutcome("both lengths " + length, side -> {
                side.pool.length(side.frame(), EthernetFlyweight.HEADER_LENGTH + length);
                side.ipv4.totalLength(length).fillChecksum();
            });
        }
    }

    @Test
    void shouldTreatEveryOctetOfTheHeadersAlike() {
        for (int at = 0; at < EthernetFlyweight.HEADER_LENGTH + 20; at++) {
            for (int value = 0; value < 256; value++) {
                final int offset = at;
                final int octet = value;
                assertOneOutcome(
                        "octet " + octet + " at " + offset,
                        side -> side.pool.buffer().putByte(side.pool.offset(side.frame()) + offset, (byte) octet));
            }
        }
    }

    @Test
    void shouldTreatRandomHeadersWithRightAndWrongChecksumsAlike() {
        final SplittableRandom random = new SplittableRandom(1);
        int forwarded = 0;
        for (int i = 0; i < 20_000; i++) {
            final long seed = random.nextLong();
            final Consumer<Side> change = side -> {
                final SplittableRandom fields = new SplittableRandom(seed);
                side.ipv4
                        .identification(fields.nextInt(1 << 16))
                        .protocol(fields.nextInt(256))
                        .source(fields.nextInt())
                        .destination(fields.nextInt())
                        .fillChecksum();
                if (fields.nextInt(4) == 0) {
                    side.ipv4.checksum(side.ipv4.checksum() ^ 1 << fields.nextInt(16));
                }
            };
            final Map<String, Object> outcome = withFastPath.outcome(change);
            assertEquals(withoutFastPath.outcome(change), outcome, "seed " + seed);
            forwarded += outcome.containsKey("octets") ? 1 : 0;
        }
        assertTrue(forwarded > 5_000, forwarded + " forwarded");
        assertTrue(received(withFastPath, "ethernet-input") < 15_000);
    }
}
