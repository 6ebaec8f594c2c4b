package org.firsthop.dns.authority;

/**
 * How often a {@link FaultyResponder} does wrong, each in millionths of the responses; a response may suffer several.
 *
 * @param drop gives no response.
 * @param truncate cuts all records off and sets TC, over UDP only.
 * @param wrongId sends another ID than that of the query.
 * @param lie puts {@code lieAddress} into every A record of the answer.
 * @param delay holds the response back for {@code delayNanos}.
 * @param lieAddress most significant octet first.
 * @param delayNanos nanoseconds, not negative.
 */
public record Faults(int drop, int truncate, int wrongId, int lie, int delay, int lieAddress, long delayNanos) {
    /** A rate that makes a fault happen every time. */
    public static final int ALWAYS = 1_000_000;

    /** No fault ever. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0);

    /**
     * Checks the rates.
     *
     * @param drop in millionths.
     * @param truncate in millionths.
     * @param wrongId in millionths.
     * @param lie in millionths.
     * @param delay in millionths.
     * @param lieAddress most significant octet first.
     * @param delayNanos nanoseconds, not negative.
     * @throws IllegalArgumentException when one is outside 0 to {@link #ALWAYS}, or the delay is negative.
     */
    public Faults {
        check("drop", drop);
        check("truncate", truncate);
        check("wrongId", wrongId);
        check("lie", lie);
        check("delay", delay);
        if (delayNanos < 0) {
            throw new IllegalArgumentException("delayNanos: value=" + delayNanos + ", expected 0 or more");
        }
    }

    private static void check(final String name, final int rate) {
        if (rate < 0 || rate > ALWAYS) {
            throw new IllegalArgumentException(name + ": value=" + rate + ", limit=" + ALWAYS);
        }
    }
}
