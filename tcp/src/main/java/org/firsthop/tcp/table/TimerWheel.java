package org.firsthop.tcp.table;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * One timer for each object of a slab, of any delay: a hashed wheel of two levels, whose lists run through an array of timers
 * outside the heap.
 *
 * <p>Ticks are 32 bits that wrap. The lower level has a list for each of the next <em>n</em> ticks; the upper one a list for each
 * of the next <em>n</em> spans of <em>n</em> ticks, which is spread over the lower level when its span begins. A deadline farther
 * off waits in the last span and is looked at again when that comes. <em>n</em> is 1,024, or 256 for few objects, of which looking
 * at one more often costs less than the lists would.
 *
 * <p>The wheel is <em>lazy</em>: {@link #arm} moves a timer only when the new deadline is earlier than the one it is linked
 * by. The owner keeps the true deadline; when the timer expires before it, the owner arms it again. A retransmission timer
 * that every acknowledgment pushes out is so moved once per timeout, not once per acknowledgment. A timer never expires
 * before its tick; it may expire a tick later.
 *
 * <p>A timer takes 16 octets: next, previous, and the tick it is linked by. They lie apart from the objects, because whoever moves
 * one writes to its neighbors of both lists: four timers share a line of memory, and a page holds as many as twelve pages of
 * connections have. Not thread-safe.
 */
public final class TimerWheel {
    /** Octets of a timer, 16, as a power of two. */
    private static final int LENGTH_SHIFT = 4;

    private static final int PREVIOUS = 4;
    private static final int TICK = 8;
    private static final int BITS = 10;
    private static final int BITS_OF_FEW = 8;
    private static final int FEW = 256;

    /** In the field of the previous timer: this one is not armed. Timers are there as their index and 1, slots as {@code ~slot}. */
    private static final int UNLINKED = 0;

    private final MemoryRegion region;
    private final long timers;

    /** The lists of a level: their number as a power of two, itself, as a mask; and the farthest tick that they reach. */
    private final int bits;

    private final int slots;
    private final int mask;
    private final int horizon;

    /** The first object of each list; the lower level's lists, then the upper's. */
    private final int[] heads;

    /** A bit for each list that is not empty. */
    private final long[] occupied;

    /** The last tick whose list was emptied. */
    private int current;

    private int nextTick;
    private boolean isNextKnown;

    private int size;

    /** Receives expired timers. */
    @FunctionalInterface
    public interface Handler {
        /**
         * A timer has expired and is disarmed; it may be armed again from here.
         *
         * @param index of the timer.
         */
        void onTimer(int index);
    }

    /**
     * A wheel with no timer armed.
     *
     * @param capacity number of timers, 1 to 2<sup>26</sup>: they are named by index from 0 on, as objects of a {@link Slab} are.
     * @param now in ticks.
     */
    public TimerWheel(final int capacity, final int now) {
        this.region = MemoryRegion.allocate((long) capacity << LENGTH_SHIFT);
        this.timers = region.address();
        this.current = now;
        bits = capacity <= FEW ? BITS_OF_FEW : BITS;
        slots = 1 << bits;
        mask = slots - 1;
        horizon = mask << bits;
        heads = new int[2 * slots];
        occupied = new long[2 * slots / Long.SIZE];
        Arrays.fill(heads, Slab.NONE);
    }

    /**
     * Tells whether a timer is armed.
     *
     * @param index of the timer.
     * @return whether it will expire at some tick.
     */
    public boolean isArmed(final int index) {
        return Memory.nativeInt(null, fields(index) + PREVIOUS) != UNLINKED;
    }

    /**
     * Sees to it that a timer expires at a tick or earlier.
     *
     * @param index of the timer.
     * @param deadline in ticks, less than 2<sup>31</sup> away.
     */
    public void arm(final int index, final int deadline) {
        final long fields = fields(index);
        if (Memory.nativeInt(null, fields + PREVIOUS) != UNLINKED) {
            if (deadline - Memory.nativeInt(null, fields + TICK) >= 0) {
                return;
            }
            unlink(fields);
        }
        link(index, fields, deadline);
        size++;
    }

    /**
     * Disarms a timer; does nothing when it is not armed.
     *
     * @param index of the timer.
     */
    public void disarm(final int index) {
        final long fields = fields(index);
        if (Memory.nativeInt(null, fields + PREVIOUS) != UNLINKED) {
            unlink(fields);
        }
    }

    /**
     * Expires the timers of all ticks up to and including one.
     *
     * @param now in ticks, not before that of any earlier call.
     * @param budget the most timers to expire, at least 0.
     * @param handler called for each.
     * @return the number of timers expired; when it equals the budget, more may be due.
     */
    public int advance(final int now, final int budget, final Handler handler) {
        int expired = 0;
        while (current - now < 0) {
            if (size == 0) {
                current = now;
                return expired;
            }
            final int tick = current + 1;
            if ((tick & mask) == 0) {
                spread(slots + ((tick >>> bits) & mask));
            }
            final int slot = tick & mask;
            while (heads[slot] != Slab.NONE) {
                if (expired == budget) {
                    return expired;
                }
                final int index = heads[slot];
                unlink(fields(index));
                expired++;
                handler.onTimer(index);
            }
            current = tick;
            skipEmpty(now);
        }
        return expired;
    }

    /**
     * How many ticks may pass before {@link #advance} has work to do.
     *
     * @return ticks from the last tick that was advanced to, at least 1; or −1 when no timer is armed. The work at that tick
     *     may be no more than spreading a span.
     */
    public int ticksToNext() {
        if (size == 0) {
            return -1;
        }
        if (!isNextKnown) {
            nextTick = current + findNext();
            isNextKnown = true;
        }
        return nextTick - current;
    }

    private int findNext() {
        final int lower = distance(0, (current + 1) & mask);
        final int toSpan = slots - (current & mask);
        final int upper = distance(slots, ((current >>> bits) + 1) & mask);
        final int upperTicks = upper < 0 ? Integer.MAX_VALUE : (upper << bits) + toSpan;
        return lower < 0 ? upperTicks : Math.min(lower + 1, upperTicks);
    }

    /** {@return the last tick that was advanced to} */
    public int current() {
        return current;
    }

    /** {@return octets of memory that the timers take} */
    public long memory() {
        return region.capacity();
    }

    /** {@return the number of timers armed} */
    public int size() {
        return size;
    }

    private void link(final int index, final long fields, final int deadline) {
        int distance = deadline - current;
        if (distance < 1) {
            distance = 1;
        } else if (distance > horizon) {
            distance = horizon;
        }
        final int tick = current + distance;
        // The next ticks, as many as a level has lists, are all on the lower level, those of the span that is being
        // spread among them.
        final int slot = distance <= slots ? tick & mask : slots + ((tick >>> bits) & mask);
        final int next = heads[slot];
        Memory.putNativeInt(null, fields, next);
        Memory.putNativeInt(null, fields + PREVIOUS, ~slot);
        Memory.putNativeInt(null, fields + TICK, distance == horizon ? deadline : tick);
        if (next == Slab.NONE) {
            occupied[slot >>> 6] |= 1L << slot;
        } else {
            Memory.putNativeInt(null, fields(next) + PREVIOUS, index + 1);
        }
        heads[slot] = index;
        isNextKnown = false;
    }

    private void unlink(final long fields) {
        final int next = Memory.nativeInt(null, fields);
        final int previous = Memory.nativeInt(null, fields + PREVIOUS);
        if (previous < 0) {
            final int slot = ~previous;
            heads[slot] = next;
            if (next == Slab.NONE) {
                occupied[slot >>> 6] &= ~(1L << slot);
            }
        } else {
            Memory.putNativeInt(null, fields(previous - 1), next);
        }
        if (next != Slab.NONE) {
            Memory.putNativeInt(null, fields(next) + PREVIOUS, previous);
        }
        Memory.putNativeInt(null, fields + PREVIOUS, UNLINKED);
        size--;
        isNextKnown = false;
    }

    /** Links the timers of an upper list anew; those still far off go back to the upper level. */
    private void spread(final int slot) {
        int index = heads[slot];
        isNextKnown = false;
        heads[slot] = Slab.NONE;
        occupied[slot >>> 6] &= ~(1L << slot);
        while (index != Slab.NONE) {
            final long fields = fields(index);
            final int next = Memory.nativeInt(null, fields);
            link(index, fields, Memory.nativeInt(null, fields + TICK));
            index = next;
        }
    }

    /** Moves over ticks whose lists are empty, to the tick before the next that has work, at most to {@code now}. */
    private void skipEmpty(final int now) {
        final int ticks = ticksToNext();
        final int left = now - current;
        current += ticks < 0 || ticks - 1 > left ? left : ticks - 1;
    }

    /** The number of slots from a slot of a level to the next that is occupied, cyclically, or −1 when none is. */
    private int distance(final int level, final int from) {
        for (int i = 0; i < slots; ) {
            final int slot = (from + i) & mask;
            final long word = occupied[(level + slot) >>> 6] >>> slot;
            if (word != 0) {
                final int found = i + Long.numberOfTrailingZeros(word);
                return found < slots ? found : -1;
            }
            i += Long.SIZE - (slot & 63);
        }
        return -1;
    }

    private long fields(final int index) {
        return timers + ((long) index << LENGTH_SHIFT);
    }
}
