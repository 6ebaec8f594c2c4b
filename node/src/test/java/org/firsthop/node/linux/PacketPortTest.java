package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.junit.jupiter.api.Test;

class PacketPortTest extends LivePortContract {
    private static final int LENGTH = 77;

    /** An EtherType for experiments that no kernel answers (IEEE 802), as it stands in memory. */
    private static final short EXPERIMENTAL = (short) 0xB588;

    @Override
    CrossConnect connect(final FrameAllocator frames) throws Exception {
        lab.link("a", "a0", "wire", "w0").link("wire", "w1", "b", "b0");
        return lab.in(
                "wire",
                () -> new CrossConnect(
                        frames,
                        PacketPort.open("w0", 1500, PacketRing.DEFAULT, 0, frames),
                        PacketPort.open("w1", 1500, PacketRing.DEFAULT, 0, frames)));
    }

    @Test
    void shouldNameTheInterfaceThatIsNotThere() {
        final LinuxException e = assertThrows(
                LinuxException.class, () -> PacketPort.open("nowhere0", 1500, PacketRing.DEFAULT, 0, pool.allocator()));
        assertTrue(e.getMessage().startsWith("nowhere0: no such interface"), e.getMessage());
    }

    @Test
    void shouldSayWhichMtuTheInterfaceHas() {
        final LinuxException e = assertThrows(
                LinuxException.class,
                () -> lab.in("wire", () -> PacketPort.open("w0", 1800, PacketRing.DEFAULT, 0, pool.allocator())));
        assertTrue(e.getMessage().contains("its MTU is 1500, but 1800 is configured"), e.getMessage());
    }

    /** What the kernel does not take is not kept for later, and every frame is counted. */
    @Test
    void shouldForgetFramesThatTheKernelDoesNotTake() throws Exception {
        final FrameAllocator frames = FramePool.builder().frames(2048).build().allocator();
        final PacketPort from =
                lab.closing(lab.in("a", () -> PacketPort.open("a0", 1500, PacketRing.DEFAULT, 0, frames)));
        final PacketPort to =
                lab.closing(lab.in("b", () -> PacketPort.open("b0", 1500, PacketRing.DEFAULT, 0, frames)));
        lab.ip("a", "link set a0 down");
        assertEquals(100, from.transmit(batch(frames, 100, 0)));
        assertEquals(100, from.counters().transmittedWithoutCarrier());
        lab.ip("a", "link set a0 up");
        int first = 1_000;
        for (int round = 0; round < 10; round++) { // More than the ring has slots.
            assertEquals(200, from.transmit(batch(frames, 200, first)));
            first += 200;
        }
        assertEquals(2_000, from.counters().transmittedFrames());
        int expected = 1_000;
        final FrameBatch received = new FrameBatch();
        for (int tries = 0; tries < 5_000 && expected < first; tries++) {
            to.receive(received, 256);
            for (int i = 0; i < received.size(); i++) {
                final int offset = frames.pool().offset(received.get(i));
                if (frames.pool().buffer().getShort(offset + 12) == EXPERIMENTAL) {
                    assertEquals(expected++, frames.pool().buffer().getInt(offset + 14));
                    assertEquals(LENGTH, frames.pool().length(received.get(i)));
                }
            }
            frames.freeAll(received);
            received.clear();
            if (expected < first) {
                Thread.sleep(1);
            }
        }
        assertEquals(first, expected);
    }

    private static FrameBatch batch(final FrameAllocator frames, final int count, final int first) {
        final FrameBatch batch = new FrameBatch();
        for (int i = 0; i < count; i++) {
            final int frame = frames.allocate();
            frames.pool().length(frame, LENGTH);
            final int offset = frames.pool().offset(frame);
            frames.pool().buffer().setMemory(offset, LENGTH, (byte) 0xFF);
            frames.pool().buffer().putShort(offset + 12, EXPERIMENTAL);
            frames.pool().buffer().putInt(offset + 14, first + i);
            batch.add(frame);
        }
        return batch;
    }
}
