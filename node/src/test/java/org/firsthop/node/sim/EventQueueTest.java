package org.firsthop.node.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private record Event(long time, long number) {}

    @Test
    void shouldGiveEventsByTimeAndThenInTheOrderOfAdding() {
        final EventQueue queue = new EventQueue();
        final SimRandom random = new SimRandom(7);
        final List<Event> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            final long time = random.nextInt(500);
            queue.add(time, i);
            expected.add(new Event(time, i));
        }
        expected.sort(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
        for (final Event event : expected) {
            assertEquals(event.time, queue.firstTime());
            assertEquals(event.number, queue.poll());
        }
        assertEquals(Long.MAX_VALUE, queue.firstTime());
    }

    @Test
    void shouldKeepOrderWhileEventsComeAndGo() {
        final EventQueue queue = new EventQueue();
        final SimRandom random = new SimRandom(8);
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            queue.add(now + random.nextInt(1_000), i);
            if ((i & 3) != 0) {
                final long first = queue.firstTime();
                queue.poll();
                assertEquals(true, first >= now);
                now = first;
            }
        }
        assertEquals(25_000, queue.size());
    }
}
