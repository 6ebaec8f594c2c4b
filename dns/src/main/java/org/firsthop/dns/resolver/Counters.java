package org.firsthop.dns.resolver;

/** A count for every {@link ResolverCounter}. */
final class Counters {
    private final long[] counts = new long[ResolverCounter.values().length];

    @SuppressWarnings("EnumOrdinal")
    void increment(final ResolverCounter counter) {
        counts[counter.ordinal()]++;
    }

    @SuppressWarnings("EnumOrdinal")
    long get(final ResolverCounter counter) {
        return counts[counter.ordinal()];
    }
}
