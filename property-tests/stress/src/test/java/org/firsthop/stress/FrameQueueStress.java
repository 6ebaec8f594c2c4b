package org.firsthop.stress;

import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Frames go from one thread to another by a {@link SpscFrameQueue}: in order, each once, and with what was written to them before.
 * One queue for all states, so that its ring wraps around, is full and is empty.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing there yet")
@Outcome(
        id = {"1", "2", "3"},
        expect = Expect.ACCEPTABLE,
        desc = "so many frames, as they were written")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a frame of which something was not yet written")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a frame out of order, lost or twice")
@State
public class FrameQueueStress {
    private static final int CAPACITY = 8;

    /** More frames than the queue holds, so that none is written again before it was taken. */
    private static final int FRAMES = 64;

    private static final int MOST = 3;
    private static final SpscFrameQueue QUEUE = new SpscFrameQueue(CAPACITY);
    private static final MemoryRegion OCTETS = MemoryRegion.allocate((long) FRAMES * Long.BYTES);
    private static final FrameBatch OFFERED = new FrameBatch(MOST);
    private static final FrameBatch POLLED = new FrameBatch(MOST);

    /** How many frames the queue took, of the producer; how many it gave, of the consumer. */
    private static long put;

    private static long taken;

    /** Hands over as many frames as there is room for. */
    @Actor
    public void produce() {
        OFFERED.clear();
        for (int i = 0; i < MOST; i++) {
            final int frame = (int) (put + i) % FRAMES;
            Memory.putNativeLong(null, octets(frame), put + i);
            OFFERED.add(frame);
        }
        put += QUEUE.offer(OFFERED);
    }

    /** Takes what is there. */
    @Actor
    public void consume(final I_Result answer) {
        POLLED.clear();
        answer.r1 = QUEUE.poll(POLLED, MOST);
        for (int i = 0; i < POLLED.size(); i++) {
            final int frame = POLLED.get(i);
            if (frame != (int) (taken % FRAMES)) {
                answer.r1 = -2;
            } else if (Memory.nativeLong(null, octets(frame)) != taken) {
                answer.r1 = -1;
            }
            taken++;
        }
    }

    private static long octets(final int frame) {
        return OCTETS.address() + (long) frame * Long.BYTES;
    }
}
