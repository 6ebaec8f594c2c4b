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
    void shouldDeliverFramesInOrderAcrossContainers() {
        final SpscFrameQueue queue = new SpscFrameQueue(4, 8);
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
        final SpscFrameQueue queue = new SpscFrameQueue(2, 8);
        assertEquals(16, queue.offer(batch(0, 20)));
        assertEquals(4, queue.refused());
        assertEquals(0, queue.offer(batch(20, 23)));
        assertEquals(7, queue.refused());
        final FrameBatch out = new FrameBatch();
        assertEquals(3, queue.poll(out, 3));
        assertFalse(queue.isEmpty());
        assertEquals(0, queue.offer(batch(20, 21)), "a container that is being read is not free yet");
        assertEquals(5, queue.poll(out, 5));
        assertEquals(3, queue.offer(batch(16, 19)));
        assertEquals(11, queue.poll(out, 99));
        for (int i = 0; i < 19; i++) {
            assertEquals(i, out.get(i));
        }
    }

    @Test
    void shouldRefuseSizesBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> new SpscFrameQueue(0));
        assertThrows(IllegalArgumentException.class, () -> new SpscFrameQueue(1, 0));
    }
}
