package org.firsthop.node.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether this process has been told to end (SIGTERM, SIGINT); the process ends when this is closed, and not before. */
final class EndSignal implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Listens from now on. */
    EndSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            try {
                ended.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** {@return whether it has been told to end} */
    boolean isTold() {
        return told.getCount() == 0;
    }

    /** Waits for the signal; {@return whether it came in time} */
    boolean await(final long timeout, final TimeUnit unit) throws InterruptedException {
        return told.await(timeout, unit);
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
