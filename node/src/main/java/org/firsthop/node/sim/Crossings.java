package org.firsthop.node.sim;

import java.util.Arrays;

/** Frames that go from one partition to another, in the order of their sending. Grows to what it must hold. */
final class Crossings {
    private static final int INITIAL_CAPACITY = 64;

    private long[] times = new long[INITIAL_CAPACITY];
    private long[] events = new long[INITIAL_CAPACITY];
    private int size;
    private long firstTime = Long.MAX_VALUE;

    void add(final long timeNs, final int end, final int frame) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size << 1);
            events = Arrays.copyOf(events, size << 1);
        }
        times[size] = timeNs;
        events[size++] = Partition.arrival(end, frame);
        firstTime = Math.min(firstTime, timeNs);
    }

    int size() {
        return size;
    }

    long timeNs(final int place) {
        return times[place];
    }

    long event(final int place) {
        return events[place];
    }

    /** {@return when the first of them arrives, {@link Long#MAX_VALUE} when there is none} */
    long firstTime() {
        return firstTime;
    }

    void clear() {
        size = 0;
        firstTime = Long.MAX_VALUE;
    }
}
