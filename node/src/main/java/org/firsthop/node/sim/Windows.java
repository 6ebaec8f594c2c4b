package org.firsthop.node.sim;

import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

/**
 * Conservative synchronisation of the partitions of a simulation.
 *
 * <p>No frame goes from one partition to another in less time than the shortest link between two takes: the <em>lookahead</em>. So
 * all that happens in a window of this length, from the next event on, can happen side by side, and nobody ever learns of anything
 * too late (Nicol, "The cost of conservative synchronization in parallel discrete event simulations", 1993). Between windows what
 * went across is taken over, and observers are shown what was sent, in the order of time.
 *
 * <p>A window in which one partition alone has something to do is run by the calling thread, so that quiet times cost no
 * meeting of threads.
 */
final class Windows {
    private final Simulation simulation;
    private final Partition[] partitions;
    private int turn;
    private boolean isRunning;
    private long lookaheadNs;
    private int revision = -1;
    private @Nullable PartitionThreads threads;
    private @Nullable FramePool lentPool;
    private int lentFrame;

    Windows(final Simulation simulation, final Partition[] partitions) {
        this.simulation = simulation;
        this.partitions = partitions;
    }

    /** {@return whether threads run side by side at this moment} */
    boolean isRunning() {
        return isRunning;
    }

    /** {@return when something happens next in any partition} */
    long nextEventNs() {
        long firstNs = Long.MAX_VALUE;
        for (final Partition partition : partitions) {
            firstNs = Math.min(firstNs, nextEventNs(partition));
        }
        return firstNs;
    }

    private long nextEventNs(final Partition partition) {
        long firstNs = partition.firstTime();
        for (final Partition from : partitions) {
            firstNs = Math.min(firstNs, from.outbox(turn, partition.index()).firstTime());
        }
        return firstNs;
    }

    /**
     * Runs one window.
     *
     * @param fromNs when something happens next.
     * @param limitNs the end of the window at most.
     * @return the time of the last event in it, or before.
     */
    long run(final long fromNs, final long limitNs) {
        final long lookahead = lookaheadNs();
        final long boundNs = lookahead < limitNs - fromNs ? fromNs + lookahead : limitNs;
        isRunning = true;
        try {
            final Partition single = onlyOneBefore(boundNs);
            if (single == null) {
                threads().run(boundNs, turn);
                turn ^= 1;
            } else {
                takeAll();
                single.runBefore(boundNs, turn);
            }
        } finally {
            isRunning = false;
        }
        show();
        long lastNs = fromNs;
        for (final Partition partition : partitions) {
            lastNs = Math.max(lastNs, partition.nowNs());
        }
        return lastNs;
    }

    /** {@return the partition that alone has something to do before a time, any when none has, or {@code null} when several have} */
    private @Nullable Partition onlyOneBefore(final long boundNs) {
        Partition single = partitions[0];
        boolean isFound = false;
        for (final Partition partition : partitions) {
            if (nextEventNs(partition) < boundNs) {
                if (isFound) {
                    return null;
                }
                isFound = true;
                single = partition;
            }
        }
        return single;
    }

    private void takeAll() {
        for (final Partition to : partitions) {
            for (final Partition from : partitions) {
                to.take(from.outbox(turn, to.index()));
            }
        }
    }

    /** The shortest time in which a frame goes from one partition to another. */
    private long lookaheadNs() {
        if (revision != simulation.revision()) {
            revision = simulation.revision();
            lookaheadNs = Long.MAX_VALUE;
            for (final Link link : simulation.links()) {
                if (link.left().partition() != link.right().partition()) {
                    lookaheadNs = Math.min(lookaheadNs, link.leastNs());
                }
            }
        }
        return lookaheadNs;
    }

    private PartitionThreads threads() {
        if (threads == null) {
            threads = new PartitionThreads(partitions);
        }
        return threads;
    }

    /** Shows observers what was sent in this window: of all that partitions have noted, the first, until there is none. */
    private void show() {
        for (ObservedFrames next = first(); next != null; next = first()) {
            simulation.setTime(next.timeNs());
            next.showNext(lentPool(), lentFrame);
        }
        for (final Partition partition : partitions) {
            partition.observed().clear();
        }
    }

    private @Nullable ObservedFrames first() {
        ObservedFrames first = null;
        for (final Partition partition : partitions) {
            final ObservedFrames observed = partition.observed();
            if (!observed.isEmpty() && (first == null || observed.isBefore(first))) {
                first = observed;
            }
        }
        return first;
    }

    /** A pool of one frame, in which observers see what was sent before. */
    private FramePool lentPool() {
        if (lentPool == null) {
            lentPool = FramePool.builder()
                    .frames(1)
                    .slotLength(partitions[0].frames().pool().slotLength())
                    .build();
            lentFrame = lentPool.allocator().allocate();
        }
        return lentPool;
    }

    void close() {
        if (threads != null) {
            threads.close();
        }
    }
}
