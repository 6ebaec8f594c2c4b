package org.firsthop.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpscFrameQueueTest {
    private static FrameBatch batch(final int from, final int to) {
        final FrameBatch batch = new FrameBatch(1);
        for (int frame = from; frame < to; frame++) {
            batch.add(frame);
        }
        return batch;
    }

    @Test
    void shouldDeliverFramesInOrder() {
        final SpscFrameQueue queue = new SpscFrameQueue(32);
        assertEquals(20, queue.offer(batch(0, 20)));
        final FrameBatch out = new FrameBatch(64);
        assertEquals(5, queue.poll(out, 5));
        assertEquals(15, queue.poll(out, 50));
        for (int i = 0; i < 20; i++) {
            assertEquals(i, out.get(i));
        }
        assertTrue(queue.isEmpty());
    }

    @Test
    void shouldTakeWhatFitsAndCountWhatItRefuses() {
        final SpscFrameQueue queue = new SpscFrameQueue(16);
        assertEquals(16, queue.offer(batch(0, 20)));
        assertEquals(4, queue.refused());
        assertEquals(0, queue.offer(batch(20, 23)));
        assertEquals(7, queue.refused());
        final FrameBatch out = new FrameBatch();
        assertEquals(3, queue.poll(out, 3));
        assertFalse(queue.isEmpty());
        assertEquals(3, queue.offer(batch(16, 23)));
        assertEquals(11, queue.refused());
        assertEquals(16, queue.poll(out, 99));
        assertEquals(0, queue.poll(out, 99));
        for (int i = 0; i < 19; i++) {
            assertEquals(i, out.get(i));
        }
    }

    @Test
    void shouldHoldItsCapacityWhereverItIsInTheRing() {
        final SpscFrameQueue queue = new SpscFrameQueue(5);
        final FrameBatch out = new FrameBatch();
        int next = 0;
        for (int round = 0; round < 100; round++) {
            assertEquals(5, queue.offer(batch(next, next + 7)));
            assertEquals(2, queue.poll(out, 2));
            assertEquals(2, queue.offer(batch(next + 5, next + 7)));
            assertEquals(5, queue.poll(out, 64));
            assertTrue(queue.isEmpty());
            for (int i = 0; i < 7; i++) {
                assertEquals(next + i, out.get(i));
            }
            out.clear();
            next += 7;
        }
        assertEquals(200, queue.refused());
    }

    @Test
    void shouldRefuseCapacitiesOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> new SpscFrameQueue(0));
        assertThrows(IllegalArgumentException.class, () -> new SpscFrameQueue((1 << 30) + 1));
    }
}
