package org.firsthop.dns.resolver;

/**
 * Bounds and habits of a {@link Resolver}; immutable, each {@code with} method gives a changed copy.
 *
 * @param maxClients queries from clients under way at a time.
 * @param maxTasks questions under way at a time, those for name servers' addresses included.
 * @param maxStreams connections to servers at a time; each holds 64 KiB.
 * @param maxClientsPerTask clients that may wait for the same question; more are refused, so that one late response does not
 *     release a burst (DNSBomb, CVE-2024-33655).
 * @param sources UDP sources: local ports, one of which is drawn for each question.
 * @param maxPackets queries sent to servers for one client query, each try counted.
 * @param deadlineNanos after which a client query fails.
 * @param maxServerLookups lookups of name servers' addresses for one client query.
 * @param maxFailedServers name servers without a usable address for one client query (NXNSAttack, CVE-2020-12662).
 * @param maxDepth how deep lookups of name servers' addresses may nest.
 * @param maxLinks aliases in a chain, at most 30.
 * @param maxTries queries to one address of a server for one question.
 * @param serverPort where name servers found by referral listen.
 * @param minimise whether names are shown to servers label by label (RFC 9156).
 * @param randomCase whether the letters of a question are of random case and must come back so ("0x20").
 * @param cookies whether DNS cookies are sent (RFC 7873).
 * @param ipv6 whether servers are asked at their IPv6 addresses.
 * @param loopbackServers whether a referral may lead to addresses of this host: for laboratories only.
 * @param prime whether root hints are checked against the root's own servers (RFC 8109).
 * @param staleDelayNanos after which a client gets expired data while the search goes on (RFC 8767 section 5).
 * @param prefetch whether entries asked for in the last tenth of their life are fetched again.
 * @param tcpTimeoutNanos for a whole exchange over TCP.
 * @param lameNanos for which a server stays lame for a zone.
 * @param dnssecOk whether servers are asked for signatures (RFC 3225), which are kept with what they cover and given to clients
 *     that ask for them; nothing is validated.
 */
public record ResolverConfig(
        int maxClients,
        int maxTasks,
        int maxStreams,
        int maxClientsPerTask,
        int sources,
        int maxPackets,
        long deadlineNanos,
        int maxServerLookups,
        int maxFailedServers,
        int maxDepth,
        int maxLinks,
        int maxTries,
        int serverPort,
        boolean minimise,
        boolean randomCase,
        boolean cookies,
        boolean ipv6,
        boolean loopbackServers,
        boolean prime,
        long staleDelayNanos,
        boolean prefetch,
        long tcpTimeoutNanos,
        long lameNanos,
        boolean dnssecOk) {
    private static final long MILLIS = 1_000_000L;
    private static final long SECONDS = 1_000 * MILLIS;

    /**
     * 1,024 clients, 1,024 questions, 16 streams, 64 clients a question, 256 sources; 50 packets, 7 s, 10 server lookups, 5
     * failed servers, depth 8, 11 aliases and 3 tries a query; port 53; minimised, random case, cookies, IPv4 only, primed;
     * stale data after 1.8 s; no prefetch; TCP 4 s; lame 15 min.
     */
    public static final ResolverConfig DEFAULT = new ResolverConfig(
            1_024,
            1_024,
            16,
            64,
            256,
            50,
            7 * SECONDS,
            10,
            5,
            8,
            11,
            3,
            53,
            true,
            true,
            true,
            false,
            false,
            true,
            1_800 * MILLIS,
            false,
            4 * SECONDS,
            900 * SECONDS,
            false);

    /**
     * Checks the values.
     *
     * @param maxClients as the record's.
     * @param maxTasks as the record's.
     * @param maxStreams as the record's.
     * @param maxClientsPerTask as the record's.
     * @param sources as the record's.
     * @param maxPackets as the record's.
     * @param deadlineNanos as the record's.
     * @param maxServerLookups as the record's.
     * @param maxFailedServers as the record's.
     * @param maxDepth as the record's.
     * @param maxLinks as the record's.
     * @param maxTries as the record's.
     * @param serverPort as the record's.
     * @param minimise as the record's.
     * @param randomCase as the record's.
     * @param cookies as the record's.
     * @param ipv6 as the record's.
     * @param loopbackServers as the record's.
     * @param prime as the record's.
     * @param staleDelayNanos as the record's.
     * @param prefetch as the record's.
     * @param tcpTimeoutNanos as the record's.
     * @param lameNanos as the record's.
     * @param dnssecOk as the record's.
     * @throws IllegalArgumentException when one is outside its range.
     */
    public ResolverConfig {
        check("maxClients", maxClients, 1, 1 << 20);
        check("maxTasks", maxTasks, 1, 1 << 16);
        check("maxStreams", maxStreams, 1, 1 << 14);
        check("maxClientsPerTask", maxClientsPerTask, 1, 1 << 20);
        check("sources", sources, 1, 1 << 16);
        check("maxPackets", maxPackets, 1, 10_000);
        check("deadlineNanos", deadlineNanos, MILLIS, 3_600 * SECONDS);
        check("maxServerLookups", maxServerLookups, 0, 10_000);
        check("maxFailedServers", maxFailedServers, 0, 10_000);
        check("maxDepth", maxDepth, 0, 64);
        check("maxLinks", maxLinks, 1, 30);
        check("maxTries", maxTries, 1, 100);
        check("serverPort", serverPort, 1, 65_535);
        check("staleDelayNanos", staleDelayNanos, 0, 3_600 * SECONDS);
        check("tcpTimeoutNanos", tcpTimeoutNanos, MILLIS, 3_600 * SECONDS);
        check("lameNanos", lameNanos, 0, 86_400 * SECONDS);
    }

    private static void check(final String name, final long value, final long low, final long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + ": value=" + value + ", limits=" + low + " to " + high);
        }
    }

    /**
     * A copy with other pools.
     *
     * @param clients under way at a time.
     * @param tasks under way at a time.
     * @param streams open at a time.
     * @param clientsPerTask that may wait for one question.
     * @return the copy.
     */
    public ResolverConfig withPools(final int clients, final int tasks, final int streams, final int clientsPerTask) {
        return new ResolverConfig(
                clients,
                tasks,
                streams,
                clientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with another number of UDP sources.
     *
     * @param count of local ports.
     * @return the copy.
     */
    public ResolverConfig withSources(final int count) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                count,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with another deadline and another number of tries at one address.
     *
     * @param nanos after which a client query fails.
     * @param tries at one address for one question.
     * @return the copy.
     */
    public ResolverConfig withDeadline(final long nanos, final int tries) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                nanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                tries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with another work budget.
     *
     * @param packets a client query may cost.
     * @param serverLookups of name servers' addresses.
     * @param failedServers that have no usable address.
     * @param depth to which such lookups may nest.
     * @param links of aliases.
     * @return the copy.
     */
    public ResolverConfig withBudget(
            final int packets, final int serverLookups, final int failedServers, final int depth, final int links) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                packets,
                deadlineNanos,
                serverLookups,
                failedServers,
                depth,
                links,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy that reaches other servers.
     *
     * @param port where name servers listen.
     * @param useIpv6 whether their IPv6 addresses are used.
     * @param allowLoopback whether a referral may lead to this host.
     * @return the copy.
     */
    public ResolverConfig withServers(final int port, final boolean useIpv6, final boolean allowLoopback) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                port,
                minimise,
                randomCase,
                cookies,
                useIpv6,
                allowLoopback,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with other habits of asking.
     *
     * @param minimiseNames whether names are shown label by label.
     * @param useRandomCase whether letters are of random case.
     * @param useCookies whether cookies are sent.
     * @return the copy.
     */
    public ResolverConfig withPrivacy(
            final boolean minimiseNames, final boolean useRandomCase, final boolean useCookies) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimiseNames,
                useRandomCase,
                useCookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy that primes its root hints, or does not.
     *
     * @param primeHints whether it does.
     * @return the copy.
     */
    public ResolverConfig withPriming(final boolean primeHints) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                primeHints,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with other rules for data that is old.
     *
     * @param staleAfterNanos after which a client gets expired data, where the cache may serve any.
     * @param prefetchPopular whether entries asked for in the last tenth of their life are fetched again.
     * @return the copy.
     */
    public ResolverConfig withFreshness(final long staleAfterNanos, final boolean prefetchPopular) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleAfterNanos,
                prefetchPopular,
                tcpTimeoutNanos,
                lameNanos,
                dnssecOk);
    }

    /**
     * A copy with other times.
     *
     * @param tcpNanos for a whole exchange over TCP.
     * @param lame nanoseconds for which a server stays lame for a zone.
     * @return the copy.
     */
    public ResolverConfig withTimes(final long tcpNanos, final long lame) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpNanos,
                lame,
                dnssecOk);
    }

    /**
     * A copy that asks for signatures, or does not.
     *
     * @param signatures whether they are asked for.
     * @return the copy.
     */
    public ResolverConfig withDnssecOk(final boolean signatures) {
        return new ResolverConfig(
                maxClients,
                maxTasks,
                maxStreams,
                maxClientsPerTask,
                sources,
                maxPackets,
                deadlineNanos,
                maxServerLookups,
                maxFailedServers,
                maxDepth,
                maxLinks,
                maxTries,
                serverPort,
                minimise,
                randomCase,
                cookies,
                ipv6,
                loopbackServers,
                prime,
                staleDelayNanos,
                prefetch,
                tcpTimeoutNanos,
                lameNanos,
                signatures);
    }
}
