package org.firsthop.dns.resolver;

/**
 * How a stub asks its resolvers, as resolv.conf(5) has it.
 *
 * @param timeoutNanos for a try of the first server. A try of the second takes twice, of those after it four times as much,
 *     divided by the number of servers, but at least a second or {@code timeoutNanos} if that is less.
 * @param attempts rounds through the list of servers.
 * @param rotate whether each question begins with the next server, rather than with the first.
 * @param useTcp whether TCP is used from the start.
 */
public record ForwardingConfig(long timeoutNanos, int attempts, boolean rotate, boolean useTcp) {
    /** 5 s, 2 rounds, no rotation, UDP first: what glibc does where resolv.conf says nothing. */
    public static final ForwardingConfig DEFAULT = new ForwardingConfig(5_000_000_000L, 2, false, false);

    /**
     * Checks the values.
     *
     * @param timeoutNanos as the record's.
     * @param attempts as the record's.
     * @param rotate as the record's.
     * @param useTcp as the record's.
     * @throws IllegalArgumentException when one is outside its range.
     */
    public ForwardingConfig {
        if (timeoutNanos < 1) {
            throw new IllegalArgumentException("timeoutNanos: value=" + timeoutNanos + ", limit=1");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: value=" + attempts + ", limit=1");
        }
    }
}
