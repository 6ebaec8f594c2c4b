package org.firsthop.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    @Test
    void shouldAgreeWithASortedSetUnderRandomUse() {
        final int capacity = 50;
        final Random random = new Random(7);
        final DeadlineHeap heap = new DeadlineHeap(capacity);
        final long[] deadlines = new long[capacity];
        final TreeSet<Long> expected = new TreeSet<>();
        final long origin = Long.MAX_VALUE - 500;
        for (int step = 0; step < 20_000; step++) {
            final int thing = random.nextInt(capacity);
            expected.remove(deadlines[thing] * capacity + thing);
            if (random.nextInt(3) == 0) {
                heap.clear(thing);
            } else {
                deadlines[thing] = random.nextInt(1_000);
                heap.set(thing, origin + deadlines[thing]);
                expected.add(deadlines[thing] * capacity + thing);
            }
            assertEquals(expected.isEmpty(), heap.isEmpty());
            if (!expected.isEmpty()) {
                assertEquals(origin + expected.first() / capacity, heap.firstDeadline(), "step " + step);
                assertEquals(origin + deadlines[heap.first()], heap.firstDeadline());
            }
        }
        while (!heap.isEmpty()) {
            heap.clear(heap.first());
        }
        assertTrue(heap.first() < 0);
    }
}
