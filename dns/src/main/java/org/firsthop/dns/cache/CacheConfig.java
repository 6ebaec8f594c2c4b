package org.firsthop.dns.cache;

/**
 * Bounds of a cache; immutable, each {@code with} method gives a changed copy.
 *
 * <p>All times are seconds. {@link #DEFAULT} is 64 MiB, TTLs of at most a day, negatives of at most an hour, failures for 5
 * seconds, no stale answers.
 *
 * @param capacity octets for entries and index, 2 MiB to 2 GiB.
 * @param minTtl positive entries live at least so long; above 0 it breaks what the zone's owner asked for.
 * @param maxTtl positive entries live at most so long.
 * @param maxNegativeTtl NODATA and NXDOMAIN live at most so long (RFC 2308 section 5).
 * @param failureTtl failures live so long, 1 to 300 (RFC 9520 section 3.2).
 * @param staleTtl expired entries may be served for so long after expiry, 0 for never (RFC 8767 section 5).
 * @param staleAnswerTtl the TTL that records of stale answers bear (RFC 8767 section 4).
 * @param maxRecords an RRset with more records is not taken.
 */
public record CacheConfig(
        long capacity,
        int minTtl,
        int maxTtl,
        int maxNegativeTtl,
        int failureTtl,
        int staleTtl,
        int staleAnswerTtl,
        int maxRecords) {
    /** The values of the class comment. */
    public static final CacheConfig DEFAULT = new CacheConfig(64L * 1024 * 1024, 0, 86_400, 3_600, 5, 0, 30, 256);

    /**
     * Checks the values.
     *
     * @param capacity as the record's.
     * @param minTtl as the record's.
     * @param maxTtl as the record's.
     * @param maxNegativeTtl as the record's.
     * @param failureTtl as the record's.
     * @param staleTtl as the record's.
     * @param staleAnswerTtl as the record's.
     * @param maxRecords as the record's.
     * @throws IllegalArgumentException when one is outside its range.
     */
    public CacheConfig {
        check("capacity", capacity, SlabStore.MIN_CAPACITY, SlabStore.MAX_CAPACITY);
        check("minTtl", minTtl, 0, maxTtl);
        check("maxTtl", maxTtl, 0, Integer.MAX_VALUE);
        check("maxNegativeTtl", maxNegativeTtl, 0, Integer.MAX_VALUE);
        check("failureTtl", failureTtl, 1, 300);
        check("staleTtl", staleTtl, 0, Integer.MAX_VALUE);
        check("staleAnswerTtl", staleAnswerTtl, 0, Integer.MAX_VALUE);
        check("maxRecords", maxRecords, 1, 4_096);
    }

    private static void check(final String name, final long value, final long low, final long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + ": value=" + value + ", limits=" + low + " to " + high);
        }
    }

    /**
     * A copy with another capacity.
     *
     * @param octets for entries and index, 2 MiB to 2 GiB.
     * @return the copy.
     */
    public CacheConfig withCapacity(final long octets) {
        return new CacheConfig(
                octets, minTtl, maxTtl, maxNegativeTtl, failureTtl, staleTtl, staleAnswerTtl, maxRecords);
    }

    /**
     * A copy that may serve expired entries (RFC 8767).
     *
     * @param seconds for which an entry may be served after its expiry.
     * @return the copy.
     */
    public CacheConfig withStaleTtl(final int seconds) {
        return new CacheConfig(
                capacity, minTtl, maxTtl, maxNegativeTtl, failureTtl, seconds, staleAnswerTtl, maxRecords);
    }

    /**
     * A copy with other bounds for the life of positive entries.
     *
     * @param least seconds.
     * @param most seconds.
     * @return the copy.
     */
    public CacheConfig withTtls(final int least, final int most) {
        return new CacheConfig(capacity, least, most, maxNegativeTtl, failureTtl, staleTtl, staleAnswerTtl, maxRecords);
    }

    /**
     * A copy with another life of failures.
     *
     * @param seconds 1 to 300.
     * @return the copy.
     */
    public CacheConfig withFailureTtl(final int seconds) {
        return new CacheConfig(capacity, minTtl, maxTtl, maxNegativeTtl, seconds, staleTtl, staleAnswerTtl, maxRecords);
    }
}
