package org.firsthop.dns.authority;

import org.firsthop.dns.message.Rcode;

/**
 * What a responder has done: each query is counted once as answered, by its response code, or as dropped. Written by the thread
 * of the responder; others may read values that are a little old.
 */
public final class AuthorityCounters {
    private static final int RCODES = 32;

    private final long[] responses = new long[RCODES];
    private long queries;
    private long dropped;
    private long truncated;
    private long referrals;
    private long transfers;

    AuthorityCounters() {}

    /** {@return messages that came in} */
    public long queries() {
        return queries;
    }

    /** {@return messages that got no response: too short for one, or responses themselves} */
    public long dropped() {
        return dropped;
    }

    /** {@return responses that had TC set} */
    public long truncated() {
        return truncated;
    }

    /** {@return responses that were referrals} */
    public long referrals() {
        return referrals;
    }

    /** {@return zone transfers that were begun} */
    public long transfers() {
        return transfers;
    }

    /**
     * Responses with a response code.
     *
     * @param rcode 0 to 31, see {@link Rcode}.
     * @return how many.
     */
    public long responses(final int rcode) {
        return responses[rcode];
    }

    /** {@return one line with every counter that is not zero} */
    @Override
    public String toString() {
        final StringBuilder line = new StringBuilder("queries=").append(queries);
        for (int rcode = 0; rcode < RCODES; rcode++) {
            append(line, Rcode.name(rcode), responses[rcode]);
        }
        append(line, "referrals", referrals);
        append(line, "truncated", truncated);
        append(line, "transfers", transfers);
        append(line, "dropped", dropped);
        return line.toString();
    }

    private static void append(final StringBuilder line, final String name, final long value) {
        if (value != 0) {
            line.append(' ').append(name).append('=').append(value);
        }
    }

    void query() {
        queries++;
    }

    void drop() {
        dropped++;
    }

    void response(final int rcode, final boolean isTruncated, final boolean isReferral) {
        responses[rcode]++;
        truncated += isTruncated ? 1 : 0;
        referrals += isReferral ? 1 : 0;
    }

    void transfer() {
        transfers++;
    }
}
