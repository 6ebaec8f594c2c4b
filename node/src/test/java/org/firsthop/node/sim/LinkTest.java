package org.firsthop.node.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureLimits;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EthernetFcs;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final int LENGTH = 100;

    /** Keeps the times at which frames came, and their first octets. */
    private static final class Sink implements SimNode {
        private final Simulation simulation;
        private final LinkEnd port;
        private final List<Long> times = new ArrayList<>();
        private final List<Integer> marks = new ArrayList<>();
        private final FrameBatch batch = new FrameBatch();

        Sink(final Simulation simulation, final LinkEnd port) {
            this.simulation = simulation;
            this.port = port;
            simulation.add(this);
            port.attach(this);
        }

        @Override
        public String name() {
            return "sink " + port;
        }

        @Override
        public void work(final long nowNs) {
            port.receive(batch, Integer.MAX_VALUE);
            final FramePool pool = simulation.frames().pool();
            for (int i = 0; i < batch.size(); i++) {
                times.add(nowNs);
                marks.add(Memory.u8(null, pool.address(batch.get(i))));
            }
            simulation.frames().freeAll(batch);
        }

        @Override
        public long nextDeadline() {
            return Long.MAX_VALUE;
        }
    }

    private final Simulation simulation = Simulation.builder()
            .seed(42)
            .frames(FramePool.builder().frames(2_048).checked(true))
            .build();

    /** Sends frames that bear their number; tells how many the port took. */
    private int send(final LinkEnd from, final int count, final int length) {
        final FrameBatch batch = new FrameBatch();
        final FramePool pool = simulation.frames().pool();
        for (int i = 0; i < count; i++) {
            final int frame = simulation.frames().allocate();
            pool.length(frame, length);
            Memory.fill(null, pool.address(frame), length, (byte) 0xA5);
            Memory.putU8(null, pool.address(frame), i);
            batch.add(frame);
        }
        final int taken = from.transmit(batch);
        for (int i = taken; i < count; i++) {
            simulation.frames().free(batch.get(i));
        }
        return taken;
    }

    private void assertBalanced(final LinkEnd end) {
        assertEquals(end.sent() + end.duplicated(), end.delivered() + end.dropped() + end.underWay());
        assertEquals(0, end.underWay());
        assertEquals(0, simulation.frames().pool().outstanding());
    }

    @Test
    void shouldTakeTheTimeOfTheLineAndOfTheWay() {
        final Link link =
                simulation.link("cable", LinkConfig.ethernet().rate(100_000_000).delay(1_000));
        final Sink sink = new Sink(simulation, link.right());
        assertEquals(2, send(link.left(), 2, LENGTH));
        simulation.runUntil(1_000_000);
        final long line = (LENGTH + 4 + 20) * 80L; // FCS, preamble and gap; 80 ns an octet at 100 Mbit/s
        assertEquals(List.of(line + 1_000, 2 * line + 1_000), sink.times);
        assertBalanced(link.left());
    }

    @Test
    void shouldRefuseWhatTheQueueHasNoRoomFor() {
        final Link link =
                simulation.link("slow", LinkConfig.ethernet().rate(1_000_000).queue(10 * (LENGTH + 24)));
        final Sink sink = new Sink(simulation, link.right());
        final int taken = send(link.left(), 50, LENGTH);
        assertTrue(taken >= 10 && taken <= 12, "taken " + taken);
        assertEquals(50 - taken, link.left().counters().transmittedRefused());
        simulation.runUntil(1_000_000_000);
        assertEquals(taken, sink.times.size());
        assertBalanced(link.left());
    }

    @Test
    void shouldDropDamagedFramesForTheirFcs() {
        final Link link = simulation.link("bad", LinkConfig.ethernet().corruption(0.5));
        final Sink sink = new Sink(simulation, link.right());
        send(link.left(), 200, LENGTH);
        simulation.runUntil(1_000_000_000);
        final long bad = link.left().dropped(EthernetFcs.BAD_FCS);
        assertTrue(bad > 60 && bad < 140, "bad " + bad);
        assertEquals(200 - bad, sink.times.size());
        assertBalanced(link.left());
    }

    @Test
    void shouldLoseDuplicateAndReorderAsConfigured() {
        final Link link = simulation.link(
                "wild", LinkConfig.ethernet().loss(0.2).duplication(0.2).reordering(0.2, 100_000));
        final Sink sink = new Sink(simulation, link.right());
        send(link.left(), 200, LENGTH);
        simulation.runUntil(1_000_000_000);
        assertTrue(link.left().dropped(Link.LOST) > 15);
        assertTrue(link.left().duplicated() > 15);
        assertEquals(200 + link.left().duplicated() - link.left().dropped(Link.LOST), sink.times.size());
        final List<Integer> sorted = sink.marks.stream().sorted().toList();
        assertTrue(!sorted.equals(sink.marks), "no frame overtook another");
        assertBalanced(link.left());
    }

    @Test
    void shouldLoseWhatIsUnderWayWhenThePlugIsPulled() {
        final Link link = simulation.link("plug", LinkConfig.ethernet().delay(1_000_000));
        final Sink sink = new Sink(simulation, link.right());
        send(link.left(), 3, LENGTH);
        simulation.at(500_000, () -> link.up(false));
        simulation.at(2_000_000, () -> {
            send(link.left(), 2, LENGTH);
            link.up(true);
            send(link.left(), 1, LENGTH);
        });
        simulation.runUntil(10_000_000);
        assertEquals(1, sink.times.size());
        assertEquals(5, link.left().dropped(Link.DOWN));
        assertBalanced(link.left());
    }

    @Test
    void shouldDropFramesBeyondTheMtu() {
        final Link link = simulation.link("narrow", LinkConfig.ethernet().mtu(100));
        final Sink sink = new Sink(simulation, link.right());
        send(link.left(), 1, 14 + 100);
        send(link.left(), 1, 14 + 4 + 100 + 1);
        simulation.runUntil(10_000_000);
        assertEquals(1, sink.times.size());
        assertEquals(1, link.left().dropped(Link.TOO_LONG));
        assertBalanced(link.left());
    }

    @Test
    void shouldCarryFramesBothWaysAtOnce() {
        final Link link = simulation.link("duplex", LinkConfig.ethernet());
        final Sink right = new Sink(simulation, link.right());
        final Sink left = new Sink(simulation, link.left());
        send(link.left(), 10, LENGTH);
        send(link.right(), 10, LENGTH);
        simulation.runUntil(1_000_000);
        assertEquals(left.times, right.times);
        assertEquals(20, simulation.frameHops());
        assertBalanced(link.left());
        assertBalanced(link.right());
    }

    @Test
    void shouldWriteFramesWithPaddingAndFcsInTheOrderOfTime() throws IOException {
        final byte[] first = capture(1);
        assertArrayEquals(first, capture(1));
        try (CaptureReader reader = CaptureReader.open("run", new ByteArrayInputStream(first), CaptureLimits.DEFAULT)) {
            final EthernetFcs fcs = new EthernetFcs();
            long before = 0;
            int packets = 0;
            while (reader.next()) {
                packets++;
                assertEquals(64, reader.capturedLength());
                assertEquals(
                        EthernetFcs.LENGTH,
                        reader.captureInterface(reader.interfaceIndex()).fcsLength());
                final UnsafeBuffer octets = new UnsafeBuffer(new byte[64]);
                reader.copyTo(octets, 0, 64);
                assertEquals(DropReason.NONE, fcs.check(octets, 0, 64));
                assertTrue(reader.timestampNanos() >= before);
                before = reader.timestampNanos();
            }
            assertEquals(60, packets);
        }
    }

    private byte[] capture(final long seed) throws IOException {
        final Simulation run = Simulation.builder().seed(seed).build();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SimCapture capture = new SimCapture(
                run, PcapngWriter.create(out, ByteOrder.LITTLE_ENDIAN), SimCapture.DEFAULT_EPOCH_SECONDS)) {
            for (int i = 0; i < 2; i++) {
                final Link link = run.link("link" + i, LinkConfig.ethernet().loss(0.1));
                final FrameBatch batch = new FrameBatch();
                capture.tap(link);
                for (int j = 0; j < 30; j++) {
                    final int frame = run.frames().allocate();
                    run.frames().pool().length(frame, 30);
                    Memory.fill(null, run.frames().pool().address(frame), 30, (byte) j);
                    batch.add(frame);
                }
                link.left().transmit(batch);
            }
            run.runUntil(1_000_000);
        }
        return out.toByteArray();
    }

    @Test
    void shouldNameTheValueThatIsOutsideItsRange() {
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> LinkConfig.ethernet().loss(1.5));
        assertEquals("loss: value=1.5, range=0..1", e.getMessage());
    }
}
