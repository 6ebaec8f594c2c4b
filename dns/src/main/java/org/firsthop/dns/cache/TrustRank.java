package org.firsthop.dns.cache;

/**
 * How far data is to be trusted, by where in which message it stood (RFC 2181 section 5.4.1). Data never replaces live data
 * of a higher rank.
 *
 * <p>Glue has no rank here: addresses that a referral brings are part of the {@link EntryKind#DELEGATION} entry, live in a
 * key space of their own, and are never an answer.
 */
public enum TrustRank {
    /** From the authority section of an answer that is not authoritative. */
    ADDITIONAL(0),
    /** From the answer of a server that is not authoritative, such as a resolver asked to recurse. */
    ANSWER(1),
    /** From the authority section of an authoritative answer. */
    AUTHORITATIVE_AUTHORITY(2),
    /** From the answer section of an authoritative answer. */
    AUTHORITATIVE_ANSWER(3);

    private static final TrustRank[] VALUES = values();

    /** What an entry's octet says: the place among the values. */
    final int code;

    TrustRank(final int code) {
        this.code = code;
    }

    static TrustRank of(final int code) {
        return VALUES[code];
    }
}
