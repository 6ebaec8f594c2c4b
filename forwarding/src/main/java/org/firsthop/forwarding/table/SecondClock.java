package org.firsthop.forwarding.table;

/** Whole seconds since a beginning, made of a worker's clock in nanoseconds. Belongs to one thread. */
public final class SecondClock {
    private static final long NANOS = 1_000_000_000L;

    private boolean hasBegun;
    private long beginNs;
    private long nextNs;
    private int second;

    /** A clock that begins when it is first told the time. */
    public SecondClock() {}

    /**
     * Tells the time.
     *
     * @param nowNs of the worker's clock, never before the time told last.
     * @return whether a second has begun since.
     */
    public boolean advance(final long nowNs) {
        if (!hasBegun) {
            hasBegun = true;
            beginNs = nowNs;
            nextNs = nowNs + NANOS;
            return true;
        }
        if (nowNs - nextNs < 0) {
            return false;
        }
        second = (int) ((nowNs - beginNs) / NANOS);
        nextNs = beginNs + (second + 1) * NANOS;
        return true;
    }

    /** {@return the second that is running, counted from 0} */
    public int second() {
        return second;
    }

    /**
     * When a second begins.
     *
     * @param number of the second.
     * @return the time of the worker's clock, in nanoseconds.
     */
    public long begin(final long number) {
        return beginNs + number * NANOS;
    }
}
