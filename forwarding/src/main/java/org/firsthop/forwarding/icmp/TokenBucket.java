package org.firsthop.forwarding.icmp;

import java.util.concurrent.TimeUnit;

/**
 * Lets through so many events a second, and so many at once after a quiet time.
 *
 * <p>Held as the one time at which the bucket would be full again, so that nothing is to be done while time passes (the
 * virtual scheduling form of the algorithm of ITU-T I.371). Times are differences of a clock that may begin anywhere. One
 * thread.
 */
public final class TokenBucket {
    private final long intervalNs;
    private final long depthNs;
    private long fullAtNs;
    private boolean isUsed;

    /**
     * A full bucket.
     *
     * @param perSecond events a second in the long run, 0 to 1,000,000,000; 0 lets nothing through.
     * @param burst events at once when the bucket is full, at least 1.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public TokenBucket(final int perSecond, final int burst) {
        if (perSecond < 0 || perSecond > TimeUnit.SECONDS.toNanos(1)) {
            throw new IllegalArgumentException("perSecond: value=" + perSecond + ", range=0..1000000000");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("burst: value=" + burst + ", minimum=1");
        }
        intervalNs = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        depthNs = intervalNs * (burst - 1L);
    }

    /**
     * Whether an event may happen; takes nothing.
     *
     * @param nowNs the time, in nanoseconds.
     * @return whether {@link #take} would take a token.
     */
    public boolean has(final long nowNs) {
        return intervalNs != 0 && (!isUsed || fullAtNs - nowNs <= depthNs);
    }

    /**
     * Takes a token, which {@link #has} has found.
     *
     * @param nowNs the time, in nanoseconds.
     */
    public void take(final long nowNs) {
        fullAtNs = (isUsed && fullAtNs - nowNs > 0 ? fullAtNs : nowNs) + intervalNs;
        isUsed = true;
    }
}
