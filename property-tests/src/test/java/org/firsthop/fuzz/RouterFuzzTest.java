package org.firsthop.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingPolicy;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.LocalDelivery;
import org.firsthop.forwarding.ip.Router;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Damaged packets through a router: no exception, nothing uncounted, no frame leaked, and no octet outside the packet looked
 * at. The last is seen by running every packet twice, once with zeros and once with ones around it: the outcomes are the same.
 * A third router without the fast path has the same outcomes too.
 */
class RouterFuzzTest {
    private static final int MUTATIONS = Integer.getInteger("firsthop.fuzz.mutations", 200_000);
    private static final int VECTOR = 128;
    private static final int MAX_LENGTH = 1900;
    private static final long SEED = Long.getLong("firsthop.fuzz.seed", 20_261_122L);

    /** A router with octets of one value around every packet. */
    private static final class Side {
        final byte filler;
        final FramePool pool = FramePool.builder().frames(1024).checked(false).build();
        final FrameAllocator frames = pool.allocator();
        final MemoryLink lan = new MemoryLink("lan", frames, 4);
        final MemoryLink wan = new MemoryLink("wan", frames, 4);
        final FrameBatch batch = new FrameBatch(VECTOR);
        final FrameBatch out = new FrameBatch(VECTOR);
        final Worker worker;
        long delivered;
        long digest;

        Side(final byte filler, final boolean hasFastPath) {
            this.filler = filler;
            final Router router = new Router("router", frames, tables())
                    .port(lan.right())
                    .port(wan.right())
                    .acceptAnyStation()
                    // The fast path looks for better first hops in some packets of a vector only, the stages in all.
                    .policy(new ForwardingPolicy().redirects(false))
                    .local((p, frame, now) -> delivered++);
            worker = (hasFastPath ? router : router.withoutFastPath()).worker(() -> 0);
        }

        void add(final byte[] packet, final int length) {
            final int frame = frames.allocate();
            pool.buffer().setMemory(pool.slotOffset(frame), pool.slotLength(), filler);
            pool.buffer().putBytes(pool.offset(frame), packet, 0, length);
            pool.length(frame, length);
            batch.add(frame);
        }

        long run() {
            lan.left().transmit(batch);
            batch.clear();
            worker.doWork();
            wan.left().receive(out, VECTOR);
            lan.left().receive(out, VECTOR);
            for (int i = 0; i < out.size(); i++) {
                final UnsafeBuffer octets =
                        new UnsafeBuffer(pool.buffer(), pool.offset(out.get(i)), pool.length(out.get(i)));
                // A sum, because packets of different flows may overtake each other.
                digest += octets.hashCode() * 0x9E37_79B9_7F4A_7C15L;
            }
            final long forwarded = out.size();
            frames.freeAll(out);
            return forwarded;
        }

        /** What stages made, less what ended inside: notices of drops, and parts of datagrams. */
        long made() {
            long made = 0;
            for (final Stage stage : worker.graph().stages()) {
                made += stage.originated();
                if (!(stage instanceof PortOutput || stage instanceof LocalDelivery)) {
                    made -= stage.consumed();
                }
            }
            return made;
        }

        Map<String, Long> drops() {
            final Map<String, Long> drops = new TreeMap<>();
            worker.graph().drops().forEach((reason, count) -> drops.put(reason.name(), count));
            return drops;
        }
    }

    @Test
    void shouldSurviveMutationsOfMadePackets() {
        final List<byte[]> seeds = SeedPackets.made();
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(30), () -> fuzz(seeds, MUTATIONS));
    }

    @Test
    void shouldSurviveMutationsOfRecordedPackets() throws IOException {
        final Path data = SeedPackets.data();
        assumeTrue(data != null, "no recorded captures: set firsthop.data to their folder");
        final List<byte[]> seeds = SeedPackets.recorded(data);
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(30), () -> fuzz(seeds, MUTATIONS));
    }

    private static void fuzz(final List<byte[]> seeds, final int mutations) {
        final Side zeros = new Side((byte) 0, true);
        final Side ones = new Side((byte) 0xFF, true);
        final Side staged = new Side((byte) 0, false);
        final Mutator mutator = new Mutator(seeds, SEED);
        final byte[] packet = new byte[MAX_LENGTH];
        long sent = 0;
        long forwarded = 0;
        while (sent < mutations) {
            for (int i = 0; i < VECTOR; i++) {
                // Every seed goes through as it is first.
                final int length;
                if (sent + i < seeds.size()) {
                    final byte[] seed = seeds.get((int) sent + i);
                    length = seed.length;
                    System.arraycopy(seed, 0, packet, 0, length);
                } else {
                    length = mutator.next(packet);
                }
                zeros.add(packet, length);
                ones.add(packet, length);
                staged.add(packet, length);
            }
            sent += VECTOR;
            forwarded += zeros.run();
            ones.run();
            staged.run();
            assertEquals(zeros.digest, staged.digest, "the fast path forwarded otherwise, among the last " + VECTOR);
            assertEquals(
                    zeros.digest, ones.digest, "an octet outside a packet was looked at, among the last " + VECTOR);
        }
        assertEquals(zeros.drops(), ones.drops());
        assertEquals(zeros.drops(), staged.drops());
        assertEquals(zeros.delivered, staged.delivered);
        assertEquals(0, zeros.worker.graph().drops().get(StageGraph.STAGE_FAILED));
        final long made = zeros.made();
        assertEquals(made, ones.made());
        assertEquals(made, staged.made());
        assertEquals(
                sent + made,
                forwarded
                        + zeros.delivered
                        + zeros.worker.graph().drops().total()
                        + zeros.worker.graph().inside());
        // Fragments that wait for others, and nothing else.
        assertEquals(zeros.worker.graph().inside(), zeros.pool.outstanding());
        System.out.println(sent + " packets from " + seeds.size() + " seeds: " + forwarded + " forwarded, " + made
                + " made here, " + zeros.delivered + " delivered, dropped " + zeros.drops());
    }

    private static ForwardingTables tables() {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan = interfaces.add("lan0", 0x0200_0000_0001L, 1500);
        final IpInterface wan = interfaces.add("wan0", 0x0200_0000_0002L, 1500);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 64),
                new LinearScanIpv4Fib(64),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan, 0xC0A80101, 24);
        tables.addRoute(0, 0, tables.nextHop(wan, 0xCB007101));
        tables.addNeighbor(wan, 0xCB007101, 0x0200_0000_0200L);
        tables.addNeighbor(lan, 0xC0A80164, 0x0200_0000_0100L);
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan, 0xFE80_0000_0000_0000L, 1));
        tables.addNeighbor(wan, 0xFE80_0000_0000_0000L, 1, 0x0200_0000_0200L);
        return tables;
    }
}
