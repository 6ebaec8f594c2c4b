package org.firsthop.dns.cache;

import org.firsthop.dns.name.DomainName;

/**
 * A look at one entry of a {@link RrsetCache}, for people and tests.
 *
 * @param name of the RRset, in lower case.
 * @param type of the RRset, 0 where the entry holds for all types.
 * @param kind what it says.
 * @param rank how far it is trusted.
 * @param originalTtl seconds it had when it came.
 * @param remainingTtl seconds it has left, negative when expired.
 * @param length octets of its value.
 */
public record CacheEntry(
        DomainName name, int type, EntryKind kind, TrustRank rank, int originalTtl, long remainingTtl, int length) {}
