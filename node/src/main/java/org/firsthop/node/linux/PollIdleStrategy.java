package org.firsthop.node.linux;

import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Lets a worker rest in the kernel until a frame comes in, or for at most some milliseconds, so that stages which act by time
 * alone still do.
 *
 * <p>A few empty duty cycles are spun first: at a high rate the next frame is there before the kernel could have put the
 * thread to sleep. One strategy a worker.
 */
public final class PollIdleStrategy implements IdleStrategy {
    private static final int ENTRY_LENGTH = 8;
    private static final int EVENTS = 4;

    private final MemoryRegion entries;
    private final int count;
    private final int spins;
    private final int timeoutMs;
    private int empty;

    /**
     * A strategy for a worker.
     *
     * @param ports from which the worker receives.
     * @param spins empty duty cycles before the thread rests, at least 0.
     * @param timeoutMs the longest rest in milliseconds, at least 1.
     */
    public PollIdleStrategy(final List<? extends LivePort> ports, final int spins, final int timeoutMs) {
        this(
                ports.stream()
                        .flatMapToInt(port -> Arrays.stream(port.descriptors()))
                        .toArray(),
                spins,
                timeoutMs);
    }

    /**
     * A strategy for whoever receives from file descriptors.
     *
     * @param descriptors on which something may arrive.
     * @param spins empty duty cycles before the thread rests, at least 0.
     * @param timeoutMs the longest rest in milliseconds, at least 1.
     */
    public PollIdleStrategy(final int[] descriptors, final int spins, final int timeoutMs) {
        this.spins = spins;
        this.timeoutMs = timeoutMs;
        this.count = descriptors.length;
        entries = MemoryRegion.allocate(Math.max(1L, (long) count * ENTRY_LENGTH));
        for (int i = 0; i < count; i++) {
            final long entry = entries.address() + (long) i * ENTRY_LENGTH;
            Memory.putNativeInt(null, entry, descriptors[i]);
            Memory.putNativeShort(null, entry + EVENTS, LibC.POLLIN);
        }
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (empty < spins) {
            empty++;
            Thread.onSpinWait();
        } else if (!Thread.currentThread().isInterrupted()) {
            LibC.poll(entries.address(), count, timeoutMs);
        }
    }

    @Override
    public void reset() {
        empty = 0;
    }

    @Override
    public String alias() {
        return "poll";
    }
}
