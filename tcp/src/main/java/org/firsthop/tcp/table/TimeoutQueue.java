package org.firsthop.tcp.table;

import org.firsthop.core.memory.Memory;

/**
 * Objects that all wait for the same length of time, in the order in which they began: a doubly linked list through the
 * objects of a slab.
 *
 * <p>Because the delay is constant and time does not go back, appending at the tail keeps the list sorted by deadline: the
 * head is always the next to expire. Arming, disarming and expiring take constant time, whatever the number of objects.
 * Queues of several delays may share one set of link fields, since an object waits in one queue at a time.
 *
 * <p>Fields in each object, 12 octets: next, previous, and the deadline in ticks that wrap. Not thread-safe.
 */
public final class TimeoutQueue {
    /** Octets of the fields in each object. */
    public static final int FIELDS_LENGTH = 12;

    private static final int PREVIOUS = 4;
    private static final int DEADLINE = 8;

    private final Slab slab;
    private final int fieldsOffset;
    private int head = Slab.NONE;
    private int tail = Slab.NONE;
    private int size;

    /**
     * An empty queue.
     *
     * @param slab of the objects.
     * @param fieldsOffset of the 12 octets in each object.
     */
    public TimeoutQueue(final Slab slab, final int fieldsOffset) {
        this.slab = slab;
        this.fieldsOffset = fieldsOffset;
    }

    /**
     * Appends an object that is in no queue.
     *
     * @param index of the object.
     * @param deadline in ticks, not before that of any object in the queue.
     */
    public void append(final int index, final int deadline) {
        final long fields = fields(index);
        Memory.putNativeInt(null, fields, Slab.NONE);
        Memory.putNativeInt(null, fields + PREVIOUS, tail);
        Memory.putNativeInt(null, fields + DEADLINE, deadline);
        if (tail == Slab.NONE) {
            head = index;
        } else {
            Memory.putNativeInt(null, fields(tail), index);
        }
        tail = index;
        size++;
    }

    /**
     * Removes an object from this queue.
     *
     * @param index of an object that is in this queue.
     */
    public void remove(final int index) {
        final long fields = fields(index);
        final int next = Memory.nativeInt(null, fields);
        final int previous = Memory.nativeInt(null, fields + PREVIOUS);
        if (previous == Slab.NONE) {
            head = next;
        } else {
            Memory.putNativeInt(null, fields(previous), next);
        }
        if (next == Slab.NONE) {
            tail = previous;
        } else {
            Memory.putNativeInt(null, fields(next) + PREVIOUS, previous);
        }
        size--;
    }

    /**
     * The object that expires after another.
     *
     * @param index of an object that is in this queue.
     * @return the index of the next, or {@link Slab#NONE}.
     */
    public int next(final int index) {
        return Memory.nativeInt(null, fields(index));
    }

    /** {@return the index of the object that expires first, or {@link Slab#NONE}} */
    public int head() {
        return head;
    }

    /** {@return the deadline of the head; without meaning when the queue is empty} */
    public int headDeadline() {
        return head == Slab.NONE ? 0 : deadline(head);
    }

    /**
     * The deadline of an object.
     *
     * @param index of an object that is in a queue.
     * @return its deadline in ticks.
     */
    public int deadline(final int index) {
        return Memory.nativeInt(null, fields(index) + DEADLINE);
    }

    /**
     * Tells whether the head's deadline has come.
     *
     * @param now in ticks.
     * @return whether there is a head and its deadline is not after {@code now}.
     */
    public boolean isDue(final int now) {
        return head != Slab.NONE && now - headDeadline() >= 0;
    }

    /** {@return the number of objects that wait} */
    public int size() {
        return size;
    }

    private long fields(final int index) {
        return slab.address(index) + fieldsOffset;
    }
}
