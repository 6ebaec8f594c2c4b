package org.firsthop.forwarding.option;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/**
 * The time as Internet timestamps tell it: milliseconds since midnight UT (RFC 791 section 3.1, RFC 792).
 *
 * <p>A node that has no such clock tells milliseconds of its own, with the highest bit set, which says so.
 */
public final class TimeOfDay {
    private static final long MILLIS_PER_DAY = TimeUnit.DAYS.toMillis(1);
    private static final int NOT_SINCE_MIDNIGHT = 0x8000_0000;

    private final EpochClock clock;
    private final boolean isOfDay;

    private TimeOfDay(final EpochClock clock, final boolean isOfDay) {
        this.clock = clock;
        this.isOfDay = isOfDay;
    }

    /**
     * The time of a clock that knows the date.
     *
     * @param clock milliseconds since 1970-01-01 UTC.
     * @return the time.
     */
    public static TimeOfDay of(final EpochClock clock) {
        return new TimeOfDay(clock, true);
    }

    /** {@return the time of a node that does not know the time of day: that of its worker's clock} */
    public static TimeOfDay unknown() {
        return new TimeOfDay(() -> 0, false);
    }

    /**
     * The timestamp of this moment.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return 32 bits, most significant first.
     */
    public int timestamp(final long nowNs) {
        return isOfDay
                ? (int) Math.floorMod(clock.time(), MILLIS_PER_DAY)
                : (int) TimeUnit.NANOSECONDS.toMillis(nowNs) | NOT_SINCE_MIDNIGHT;
    }
}
