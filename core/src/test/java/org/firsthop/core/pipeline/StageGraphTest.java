package org.firsthop.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.status.CountersReader;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.port.Port;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageGraphTest {
    private static final DropReason ODD =
            DropReason.declare("TEST_ODD", DropReason.Severity.INFO, "the first octet is odd");

    private final FramePool pool =
            FramePool.builder().frames(1024).checked(true).build();
    private final FrameAllocator frames = pool.allocator();

    /** Drops odd frames, sends on even ones; throws over frames that begin with 13 and holds those that begin with 42. */
    private final class Even extends Stage {
        final Output out = output("even");
        final FrameBatch kept = new FrameBatch();

        Even(final String name) {
            super(name, frames);
        }

        @Override
        protected void process(final FrameBatch batch, final long nowNs) {
            for (int i = 0; i < batch.size(); i++) {
                final int frame = batch.get(i);
                final int octet = pool().buffer().getByte(pool().offset(frame));
                if (octet == 13) {
                    throw new IllegalStateException("thirteen");
                }
                if (octet == 42) {
                    hold(frame);
                    kept.add(frame);
                } else if ((octet & 1) == 0) {
                    out.send(frame);
                } else {
                    drop(frame, ODD);
                }
            }
        }

        void letGo() {
            for (int i = 0; i < kept.size(); i++) {
                release(kept.get(i), out);
            }
            kept.clear();
        }
    }

    private final class Sink extends Stage {
        final List<Integer> octets = new ArrayList<>();

        Sink() {
            super("sink", frames);
        }

        @Override
        protected void process(final FrameBatch batch, final long nowNs) {
            for (int i = 0; i < batch.size(); i++) {
                octets.add((int) pool().buffer().getByte(pool().offset(batch.get(i))));
                consume(batch.get(i));
            }
        }
    }

    private FrameBatch batch(final int... octets) {
        final FrameBatch batch = new FrameBatch(octets.length);
        for (final int octet : octets) {
            final int frame = frames.allocate();
            pool.length(frame, 60);
            pool.buffer().putByte(pool.offset(frame), (byte) octet);
            batch.add(frame);
        }
        return batch;
    }

    @Test
    void shouldSendDropHoldAndDeliverEveryFrameOnce() {
        final Even even = new Even("even");
        final Sink sink = new Sink();
        final StageGraph graph = StageGraph.builder().connect(even.out, sink).build();
        graph.inject(even, batch(2, 3, 42, 4));
        graph.run(0);
        assertEquals(List.of(2, 4), sink.octets);
        assertEquals(1, graph.drops().get(ODD));
        assertEquals(1, graph.inside());
        assertEquals(1, pool.outstanding());
        even.letGo();
        graph.run(1);
        assertEquals(List.of(2, 4, 42), sink.octets);
        assertEquals(0, graph.inside());
        assertEquals(List.of(), pool.owned());
        assertEquals(4, even.received());
        assertEquals(1, even.batches());
        assertEquals(3, sink.consumed());
    }

    @Test
    void shouldLoseOnlyThePacketOverWhichAStageThrows() {
        final Even even = new Even("even");
        final Sink sink = new Sink();
        final List<Throwable> errors = new ArrayList<>();
        final StageGraph graph = StageGraph.builder()
                .connect(even.out, sink)
                .onError(errors::add)
                .build();
        graph.inject(even, batch(2, 3, 13, 4, 13, 5, 6));
        graph.run(0);
        assertEquals(List.of(2, 4, 6), sink.octets);
        assertEquals(2, graph.drops().get(StageGraph.STAGE_FAILED));
        assertEquals(2, graph.drops().get(ODD));
        assertEquals(2, errors.size());
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldRunAGraphThatLeadsBack() {
        final Even first = new Even("first");
        final Even second = new Even("second");
        final StageGraph graph = StageGraph.builder()
                .add(first)
                .connect(first.out, second)
                .connect(second.out, first)
                .build();
        graph.inject(first, batch(2, 4));
        graph.run(0);
        assertEquals(2, graph.inside(), "frames that go in circles wait for the next cycle and are not lost");
        assertEquals(2, pool.outstanding());
    }

    @Test
    void shouldRefuseWiringThatCannotWork() {
        final Even even = new Even("even");
        assertThrows(
                IllegalStateException.class,
                () -> StageGraph.builder().add(even).build());
        final Sink sink = new Sink();
        final StageGraph.Builder builder = StageGraph.builder().connect(even.out, sink);
        assertThrows(IllegalArgumentException.class, () -> builder.connect(even.out, sink));
        assertThrows(
                IllegalStateException.class, () -> builder.add(new Even("even")).build());
    }

    @Test
    void shouldCarryFramesFromPortToPortAndPublishCounters(@TempDir final Path directory) throws Exception {
        final MemoryLink in = new MemoryLink("in", frames, 8);
        final MemoryLink out = new MemoryLink("out", frames, 1);
        final Even even = new Even("even");
        final PortOutput output = new PortOutput(out.left(), frames);
        final StageGraph graph = StageGraph.builder().connect(even.out, output).build();
        final long[] now = {0};
        final Worker worker = Worker.builder("worker", () -> now[0])
                .source(in.right(), 5, even)
                .build(graph);
        final Path file = directory.resolve("counters");
        try (CountersFile counters = CountersFile.create(file, 64)) {
            worker.publish(new PipelineCounters(worker, counters.manager()));
            final int[] octets = new int[70];
            Arrays.fill(octets, 8);
            octets[69] = 7;
            in.left().transmit(batch(octets));
            assertTrue(worker.doWork() > 0);
            assertEquals(0, worker.doWork());
            worker.onClose();

            assertEquals(64, out.left().counters().transmittedFrames(), "one container of 64 fits");
            assertEquals(5, graph.drops().get(PortOutput.TRANSMIT_QUEUE_FULL));
            assertEquals(1, graph.drops().get(ODD));
            final CountersReader reader = CountersFile.open(file);
            assertEquals(70, value(reader, "worker port in.right rx-packets"));
            assertEquals(70 * 60, value(reader, "worker port in.right rx-bytes"));
            assertEquals(1, value(reader, "worker drop even TEST_ODD"));
            assertEquals(69, value(reader, "worker stage out.left-output frames"));
        }
        final FrameBatch received = new FrameBatch();
        final Port right = out.right();
        assertEquals(64, right.receive(received, 100));
        assertEquals(5, pool.ingress(received.get(0)));
        frames.freeAll(received);
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldTellThePathOfATracedPacket() {
        final MemoryLink in = new MemoryLink("in", frames, 8);
        final Even even = new Even("even");
        final Sink sink = new Sink();
        final Worker worker = Worker.builder("worker", () -> 0)
                .source(in.right(), 0, even)
                .build(StageGraph.builder().connect(even.out, sink).build());
        final PacketTrace trace = new PacketTrace(
                pool,
                (p, frame) -> p.buffer().getByte(p.offset(frame)) < 10,
                (p, frame) -> "octet " + p.buffer().getByte(p.offset(frame)));
        trace.arm(2);
        worker.trace(trace);
        in.left().transmit(batch(20, 2, 3, 4));
        worker.doWork();
        assertEquals(
                "packet 3\n  in.right: received octet 3\n  even: octet 3\n"
                        + "  even: dropped, TEST_ODD (the first octet is odd)\n",
                trace.finished().get(0).toString());
        assertEquals(
                "packet 2\n  in.right: received octet 2\n  even: octet 2\n  sink: octet 2\n  sink: delivered\n",
                trace.finished().get(1).toString());
        assertEquals(2, trace.finished().size());
    }

    private static long value(final CountersReader reader, final String label) {
        final long[] found = {-1};
        reader.forEach((id, text) -> {
            if (text.equals(label)) {
                found[0] = reader.getCounterValue(id);
            }
        });
        return found[0];
    }
}
