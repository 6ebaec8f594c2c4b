package org.firsthop.node.sim;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the partitions of a simulation side by side, window by window: the first on the caller's thread, each other on one of its
 * own. A window ends when all have come to its end.
 *
 * <p>Windows are short, so threads wait for the next by looking, then by yielding, and sleep only when none comes for long.
 */
final class PartitionThreads {
    private static final int LOOKS = 10_000;
    private static final int YIELDS = 1_000;

    private final Partition[] partitions;
    private final Worker[] workers;
    private long boundNs;
    private int turn;
    private volatile long window;
    private volatile boolean isClosed;

    /** The thread of a partition. */
    private final class Worker extends Thread {
        private final Partition partition;
        private volatile long finished;
        private volatile boolean isAsleep;
        private @Nullable Throwable failure;

        Worker(final Partition partition) {
            super("simulation-" + partition.index());
            this.partition = partition;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (long next = 1; awaitWindow(next); next++) {
                try {
                    PartitionThreads.this.run(partition);
                } catch (final Throwable t) { // Handed to the thread that runs the simulation.
                    failure = t;
                }
                finished = next;
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // Yielding saves time; nothing depends on it.
        private boolean awaitWindow(final long next) {
            for (int i = 0; window < next && !isClosed; i++) {
                if (i < LOOKS) {
                    Thread.onSpinWait();
                } else if (i < LOOKS + YIELDS) {
                    Thread.yield();
                } else {
                    isAsleep = true;
                    if (window < next && !isClosed) {
                        LockSupport.park(this);
                    }
                    isAsleep = false;
                }
            }
            return !isClosed;
        }

        void awaken() {
            if (isAsleep) {
                LockSupport.unpark(this);
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // As above.
        void awaitEnd() {
            for (int i = 0; finished < window; i++) {
                if (i < LOOKS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    PartitionThreads(final Partition[] partitions) {
        this.partitions = partitions;
        workers = new Worker[partitions.length - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(partitions[i + 1]);
            workers[i].start();
        }
    }

    /**
     * Runs all partitions up to a time.
     *
     * @param endNs what happens before it happens.
     * @param boxes the turn of outboxes that is taken over; the other is written.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
    void run(final long endNs, final int boxes) {
        boundNs = endNs;
        turn = boxes;
        window++;
        for (final Worker worker : workers) {
            worker.awaken();
        }
        Throwable failure = null;
        try {
            run(partitions[0]);
        } catch (final Throwable t) { // Thrown when the others have come to rest.
            failure = t;
        }
        for (final Worker worker : workers) {
            worker.awaitEnd();
            if (failure == null) {
                failure = worker.failure;
            }
            worker.failure = null;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    private void run(final Partition partition) {
        for (final Partition from : partitions) {
            partition.take(from.outbox(turn, partition.index()));
        }
        partition.runBefore(boundNs, turn ^ 1);
    }

    /** Ends the threads. */
    void close() {
        isClosed = true;
        for (final Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }
}
