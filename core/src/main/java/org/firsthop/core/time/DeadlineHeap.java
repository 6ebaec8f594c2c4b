package org.firsthop.core.time;

import java.util.Arrays;

/**
 * Deadlines of a fixed number of numbered things, at most one each, the earliest at hand.
 *
 * <p>A binary heap with a place for every number, so that a deadline can be moved or taken back in O(log n). Times are
 * nanoseconds on a clock that may begin anywhere and wrap: they are compared by difference. Allocates nothing after
 * construction. Belongs to one thread.
 */
public final class DeadlineHeap {
    private final long[] deadlines;
    private final int[] heap;
    private final int[] places;
    private int size;

    /**
     * A heap without deadlines.
     *
     * @param capacity how many things there are: their numbers are 0 to capacity − 1.
     */
    public DeadlineHeap(final int capacity) {
        deadlines = new long[capacity];
        heap = new int[capacity];
        places = new int[capacity];
        Arrays.fill(places, -1);
    }

    /** {@return whether nothing has a deadline} */
    public boolean isEmpty() {
        return size == 0;
    }

    /** {@return the thing whose deadline is the earliest, or −1} */
    public int first() {
        return size == 0 ? -1 : heap[0];
    }

    /** {@return the earliest deadline; only when not empty} */
    public long firstDeadline() {
        return deadlines[heap[0]];
    }

    /**
     * Whether a thing has a deadline.
     *
     * @param thing its number.
     * @return whether {@link #set} was called since the last {@link #clear}.
     */
    public boolean contains(final int thing) {
        return places[thing] >= 0;
    }

    /**
     * Sets or moves the deadline of a thing.
     *
     * @param thing its number.
     * @param deadline in nanoseconds.
     */
    public void set(final int thing, final long deadline) {
        deadlines[thing] = deadline;
        int place = places[thing];
        if (place < 0) {
            place = size++;
        }
        place = up(place, thing);
        down(place, thing);
    }

    /**
     * Takes back the deadline of a thing, if it has one.
     *
     * @param thing its number.
     */
    public void clear(final int thing) {
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
