package org.firsthop.dns.resolver;

/** What a {@link Resolver} counts. */
public enum ResolverCounter {
    /** Queries from clients. */
    QUERIES,
    /** Queries answered at once from the cache. */
    CACHE_HITS,
    /** Answers given with expired data. */
    STALE_ANSWERS,
    /** Queries that waited for a question already under way. */
    JOINED,
    /** Queries refused because all places for clients, or for one question's clients, were taken. */
    REFUSED_FULL,
    /** Queries that ended in SERVFAIL. */
    SERVFAILS,
    /** Entries fetched again before they expired. */
    PREFETCHES,
    /** Datagrams sent to servers. */
    DATAGRAMS_SENT,
    /** Connections opened to servers. */
    CONNECTIONS_OPENED,
    /** Questions sent on a connection that was open already. */
    CONNECTIONS_REUSED,
    /** Connections without a question that were closed to make room for others. */
    CONNECTIONS_EVICTED,
    /** Responses accepted. */
    RESPONSES,
    /** Questions to which a server did not respond in time. */
    TIMEOUTS,
    /** Truncated responses, asked for again over TCP. */
    TRUNCATED,
    /** Datagrams that missed being a response in one respect only. */
    NEAR_MISSES,
    /** Servers found to be of no use for a zone. */
    LAME,
    /** Referrals followed. */
    REFERRALS,
    /** Lookups of name servers' addresses. */
    SERVER_LOOKUPS,
    /** Queries whose work budget ran out. */
    BUDGETS_EXHAUSTED,
    /** Queries that failed because aliases led through too many zones. */
    ALIASES_LIMITED,
    /** Tasks, exchanges or connections that were wanted when all were in use. */
    POOL_EXHAUSTED
}
