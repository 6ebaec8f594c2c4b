package org.firsthop.node.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lines on their way from a host's thread, which must not wait for a slow terminal, to the one that prints them. */
final class LineQueue {
    private static final int CAPACITY = 4_096;

    private final ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();

    /** Adds a line; one that finds no room is counted and left out. */
    void add(final String line) {
        if (!lines.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Prints what there is, or waits for it a while. */
    void print(final Writer out, final long timeoutMs) throws IOException, InterruptedException {
        String line = lines.poll(timeoutMs, TimeUnit.MILLISECONDS);
        if (line == null) {
            return;
        }
        while (line != null) {
            out.append(line).append('\n');
            line = lines.poll();
        }
        final long missing = lost.getAndSet(0);
        if (missing > 0) {
            out.append("(" + missing + " lines are missing here: they came faster than they could be written)\n");
        }
        out.flush();
    }
}
