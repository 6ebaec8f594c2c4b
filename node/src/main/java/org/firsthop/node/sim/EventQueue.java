package org.firsthop.node.sim;

import java.util.Arrays;

/**
 * What is to happen, by time; at one time, in the order of adding.
 *
 * <p>A heap with four children a node over arrays of primitives: half as deep as a binary one, and the children of a node lie
 * in one cache line. Allocates only when it grows.
 */
final class EventQueue {
    private static final int INITIAL_CAPACITY = 1_024;
    private static final int CHILDREN_SHIFT = 2;

    private long[] times = new long[INITIAL_CAPACITY];
    private long[] orders = new long[INITIAL_CAPACITY];
    private long[] events = new long[INITIAL_CAPACITY];
    private int size;
    private long added;

    /** Adds an event. */
    void add(final long timeNs, final long event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size << 1);
            orders = Arrays.copyOf(orders, size << 1);
            events = Arrays.copyOf(events, size << 1);
        }
        int hole = size++;
        final long order = added++;
        while (hole > 0) {
            final int parent = (hole - 1) >>> CHILDREN_SHIFT;
            if (times[parent] <= timeNs) { // At equal times the parent was added earlier.
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, timeNs, order, event);
    }

    /** {@return the time of the first event, {@link Long#MAX_VALUE} when there is none} */
    long firstTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Takes the first event; there must be one. */
    long poll() {
        final long first = events[0];
        final int last = --size;
        if (last > 0) {
            sink(times[last], orders[last], events[last]);
        }
        return first;
    }

    int size() {
        return size;
    }

    /** {@return events ever added} */
    long added() {
        return added;
    }

    /** Puts an event in place of the first, as deep as it belongs. */
    private void sink(final long time, final long order, final long event) {
        int hole = 0;
        for (int child = 1; child < size; child = (hole << CHILDREN_SHIFT) + 1) {
            final int end = Math.min(child + (1 << CHILDREN_SHIFT), size);
            int least = child;
            for (int other = child + 1; other < end; other++) {
                if (isBefore(times[other], orders[other], times[least], orders[least])) {
                    least = other;
                }
            }
            if (!isBefore(times[least], orders[least], time, order)) {
                break;
            }
            move(least, hole);
            hole = least;
        }
        put(hole, time, order, event);
    }

    private static boolean isBefore(final long time, final long order, final long otherTime, final long otherOrder) {
        return time < otherTime || (time == otherTime && order < otherOrder);
    }

    private void move(final int from, final int to) {
        put(to, times[from], orders[from], events[from]);
    }

    private void put(final int place, final long time, final long order, final long event) {
        times[place] = time;
        orders[place] = order;
        events[place] = event;
    }
}
