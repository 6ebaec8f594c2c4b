package org.firsthop.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.AnnouncingPort;
import org.firsthop.core.port.PortCounters;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final int VECTOR = 4;

    private final FrameAllocator frames =
            FramePool.builder().frames(64).checked(true).build().allocator();
    private final Stage end = new Stage("end", frames) {
        @Override
        protected void process(final FrameBatch batch, final long nowNs) {
            for (int i = 0; i < batch.size(); i++) {
                consume(batch.get(i));
            }
        }
    };

    /** Counts how often it is asked. */
    private final class Inbox implements AnnouncingPort {
        private final Deque<Integer> waiting = new ArrayDeque<>();
        private final PortCounters counters = new PortCounters();
        private Runnable onArrival = () -> {};
        private int asked;

        void arrive(final int count) {
            for (int i = 0; i < count; i++) {
                waiting.add(frames.allocate());
            }
            onArrival.run();
        }

        @Override
        public void announceTo(final Runnable listener) {
            onArrival = listener;
            if (!waiting.isEmpty()) {
                onArrival.run();
            }
        }

        @Override
        public String name() {
            return "inbox";
        }

        @Override
        public int receive(final FrameBatch into, final int limit) {
            asked++;
            int taken = 0;
            while (taken < limit && !waiting.isEmpty()) {
                into.add(waiting.remove());
                taken++;
            }
            return taken;
        }

        @Override
        public int transmit(final FrameBatch batch) {
            return 0;
        }

        @Override
        public PortCounters counters() {
            return counters;
        }

        @Override
        public void close() {}
    }

    private Worker worker(final Inbox... inboxes) {
        final Worker.Builder builder = Worker.builder("worker", () -> 0).vectorLength(VECTOR);
        for (int i = 0; i < inboxes.length; i++) {
            builder.source(inboxes[i], i, end);
        }
        return builder.build(StageGraph.builder().add(end).build());
    }

    @Test
    void shouldAskAnnouncingPortsOnlyWhenSomethingCame() {
        final Inbox idle = new Inbox();
        final Inbox busy = new Inbox();
        final Worker worker = worker(idle, busy);
        assertEquals(0, worker.doWork());
        assertFalse(worker.hasArrivals());
        busy.arrive(1);
        assertTrue(worker.hasArrivals());
        worker.doWork();
        assertFalse(worker.hasArrivals());
        worker.doWork();
        assertEquals(0, idle.asked);
        assertEquals(1, busy.asked);
        assertEquals(1, end.consumed());
    }

    @Test
    void shouldComeBackForWhatAVectorHadNoRoomFor() {
        final Inbox inbox = new Inbox();
        inbox.arrive(2 * VECTOR + 1);
        final Worker worker = worker(inbox);
        for (int left = 2; left >= 0; left--) {
            worker.doWork();
            assertEquals(left > 0, worker.hasArrivals());
        }
        assertEquals(2 * VECTOR + 1, end.consumed());
        assertEquals(0, frames.pool().outstanding());
    }
}
