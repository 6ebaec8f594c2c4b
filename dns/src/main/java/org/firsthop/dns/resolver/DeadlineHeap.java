package org.firsthop.dns.resolver;

import java.util.Arrays;

/**
 * Deadlines of a fixed number of numbered things, at most one each, the earliest at hand.
 *
 * <p>A binary heap with a place for every number, so that a deadline can be moved or taken back in O(log n). Times are
 * nanoseconds on a clock that may begin anywhere and wrap: they are compared by difference. Allocates nothing after
 * construction.
 */
final class DeadlineHeap {
    private final long[] deadlines;
    private final int[] heap;
    private final int[] places;
    private int size;

    DeadlineHeap(final int capacity) {
        deadlines = new long[capacity];
        heap = new int[capacity];
        places = new int[capacity];
        Arrays.fill(places, -1);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** {@return the thing whose deadline is the earliest, or −1} */
    int first() {
        return size == 0 ? -1 : heap[0];
    }

    /** {@return the earliest deadline; only when not empty} */
    long firstDeadline() {
        return deadlines[heap[0]];
    }

    /** Sets or moves the deadline of a thing. */
    void set(final int thing, final long deadline) {
        deadlines[thing] = deadline;
        int place = places[thing];
        if (place < 0) {
            place = size++;
        }
        place = up(place, thing);
        down(place, thing);
    }

    /** Takes back the deadline of a thing, if it has one. */
    void clear(final int thing) {
        final int place = places[thing];
        if (place < 0) {
            return;
        }
        places[thing] = -1;
        final int last = heap[--size];
        if (last != thing) {
            down(up(place, last), last);
        }
    }

    private int up(final int from, final int thing) {
        int place = from;
        while (place > 0) {
            final int parent = (place - 1) >>> 1;
            if (deadlines[heap[parent]] - deadlines[thing] <= 0) {
                break;
            }
            put(place, heap[parent]);
            place = parent;
        }
        put(place, thing);
        return place;
    }

    private void down(final int from, final int thing) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && deadlines[heap[child + 1]] - deadlines[heap[child]] < 0) {
                child++;
            }
            if (deadlines[thing] - deadlines[heap[child]] <= 0) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, thing);
    }

    private void put(final int place, final int thing) {
        heap[place] = thing;
        places[thing] = place;
    }
}
