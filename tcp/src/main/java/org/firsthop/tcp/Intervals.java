package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;

/**
 * A short sorted list of ranges of sequence numbers outside the heap: what came out of order, or what the peer has
 * selectively acknowledged.
 *
 * <p>Layout: the count, the edge that was added last, then pairs of left edge (included) and right edge (excluded), each 32
 * bits. Ranges neither overlap nor touch. All lie within half the sequence space of each other.
 */
final class Intervals {
    private static final int LATEST = 4;
    private static final int FIRST = 8;
    private static final int LENGTH = 8;

    private Intervals() {}

    /** {@return octets that a list of a capacity takes} */
    static int length(final int capacity) {
        return FIRST + capacity * LENGTH;
    }

    static void clear(final long list) {
        Memory.putNativeInt(null, list, 0);
    }

    static int count(final long list) {
        return Memory.nativeInt(null, list);
    }

    static int left(final long list, final int i) {
        return Memory.nativeInt(null, list + FIRST + (long) i * LENGTH);
    }

    static int right(final long list, final int i) {
        return Memory.nativeInt(null, list + FIRST + (long) i * LENGTH + 4);
    }

    /** {@return the index of the range that was added to last (RFC 2018 section 4 (a)), or 0} */
    static int latest(final long list) {
        final int edge = Memory.nativeInt(null, list + LATEST);
        final int count = count(list);
        for (int i = 0; i < count; i++) {
            if (edge - left(list, i) >= 0 && edge - right(list, i) < 0) {
                return i;
            }
        }
        return 0;
    }

    /**
     * Adds a range, joining it with those it overlaps or touches.
     *
     * @return the octets that were not in the list before; −1 when a list of {@code capacity} ranges is full and nothing
     *     was changed.
     */
    static int add(final long list, final int capacity, final int left, final int right) {
        final int count = count(list);
        int begin = 0;
        while (begin < count && right(list, begin) - left < 0) {
            begin++;
        }
        int end = begin;
        int newLeft = left;
        int newRight = right;
        int known = 0;
        while (end < count && left(list, end) - right <= 0) {
            final int l = left(list, end);
            final int r = right(list, end);
            known += r - l;
            newLeft = l - newLeft < 0 ? l : newLeft;
            newRight = r - newRight > 0 ? r : newRight;
            end++;
        }
        final int joined = end - begin;
        if (joined == 0 && count == capacity) {
            return -1;
        }
        if (joined != 1) {
            final long from = list + FIRST + (long) end * LENGTH;
            Memory.copy(null, from, null, from + (long) (1 - joined) * LENGTH, (long) (count - end) * LENGTH);
            Memory.putNativeInt(null, list, count + 1 - joined);
        }
        put(list, begin, newLeft, newRight);
        Memory.putNativeInt(null, list + LATEST, left);
        return newRight - newLeft - known;
    }

    /** Removes all that lies before a sequence number. */
    static void trimBelow(final long list, final int sequence) {
        final int count = count(list);
        int gone = 0;
        while (gone < count && right(list, gone) - sequence <= 0) {
            gone++;
        }
        if (gone > 0) {
            final long first = list + FIRST;
            Memory.copy(null, first + (long) gone * LENGTH, null, first, (long) (count - gone) * LENGTH);
            Memory.putNativeInt(null, list, count - gone);
        }
        if (gone < count && left(list, 0) - sequence < 0) {
            put(list, 0, sequence, right(list, 0));
        }
    }

    /** {@return octets of all ranges together that lie in [from, to)} */
    static int covered(final long list, final int from, final int to) {
        final int count = count(list);
        int sum = 0;
        for (int i = 0; i < count; i++) {
            final int l = left(list, i) - from < 0 ? from : left(list, i);
            final int r = right(list, i) - to > 0 ? to : right(list, i);
            sum += Math.max(0, r - l);
        }
        return sum;
    }

    private static void put(final long list, final int i, final int left, final int right) {
        Memory.putNativeInt(null, list + FIRST + (long) i * LENGTH, left);
        Memory.putNativeInt(null, list + FIRST + (long) i * LENGTH + 4, right);
    }
}
