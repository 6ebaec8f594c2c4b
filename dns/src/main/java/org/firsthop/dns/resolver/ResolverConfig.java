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
 * @param maxAliasZones zones that have to be looked for from above because an alias of a client query led there, 1 to 30; after so
 *     many a chain goes on through the cache only. Else one through zones of an attacker costs two packets a link.
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
 * @param maxQuestionsPerStream questions under way at a time on one connection to a server (RFC 7766 section 6.2.1.1).
 * @param tcpIdleNanos for which a connection is kept when no question is under way on it, for the next one (RFC 7766 section
 *     6.2.3); 0 to close it at once.
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
        int maxAliasZones,
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
        boolean dnssecOk,
        int maxQuestionsPerStream,
        long tcpIdleNanos) {
    private static final long MILLIS = 1_000_000L;
    private static final long SECONDS = 1_000 * MILLIS;

    /**
     * 1,024 clients, 1,024 questions, 16 streams, 64 clients a question, 256 sources; 50 packets, 7 s, 10 server lookups, 5
     * failed servers, depth 8, 11 aliases, 5 zones of aliases and 3 tries a query; port 53; minimised, random case, cookies, IPv4
     * only, primed; stale data after 1.8 s; no prefetch; TCP 4 s, 32 questions a connection, which is kept for 10 s; lame 15 min.
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
            5,
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
            false,
            32,
            10 * SECONDS);

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
     * @param maxAliasZones as the record's.
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
     * @param maxQuestionsPerStream as the record's.
     * @param tcpIdleNanos as the record's.
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
        check("maxAliasZones", maxAliasZones, 1, 30);
        check("maxTries", maxTries, 1, 100);
        check("serverPort", serverPort, 1, 65_535);
        check("staleDelayNanos", staleDelayNanos, 0, 3_600 * SECONDS);
        check("tcpTimeoutNanos", tcpTimeoutNanos, MILLIS, 3_600 * SECONDS);
        check("lameNanos", lameNanos, 0, 86_400 * SECONDS);
        check("maxQuestionsPerStream", maxQuestionsPerStream, 1, 1 << 14);
        check("tcpIdleNanos", tcpIdleNanos, 0, 3_600 * SECONDS);
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
        final Draft draft = new Draft(this);
        draft.maxClients = clients;
        draft.maxTasks = tasks;
        draft.maxStreams = streams;
        draft.maxClientsPerTask = clientsPerTask;
        return draft.freeze();
    }

    /**
     * A copy with another number of UDP sources.
     *
     * @param count of local ports.
     * @return the copy.
     */
    public ResolverConfig withSources(final int count) {
        final Draft draft = new Draft(this);
        draft.sources = count;
        return draft.freeze();
    }

    /**
     * A copy with another deadline and another number of tries at one address.
     *
     * @param nanos after which a client query fails.
     * @param tries at one address for one question.
     * @return the copy.
     */
    public ResolverConfig withDeadline(final long nanos, final int tries) {
        final Draft draft = new Draft(this);
        draft.deadlineNanos = nanos;
        draft.maxTries = tries;
        return draft.freeze();
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
        final Draft draft = new Draft(this);
        draft.maxPackets = packets;
        draft.maxServerLookups = serverLookups;
        draft.maxFailedServers = failedServers;
        draft.maxDepth = depth;
        draft.maxLinks = links;
        return draft.freeze();
    }

    /**
     * A copy with another bound of the zones that aliases lead to.
     *
     * @param zones as {@link #maxAliasZones}.
     * @return the copy.
     */
    public ResolverConfig withAliasZones(final int zones) {
        final Draft draft = new Draft(this);
        draft.maxAliasZones = zones;
        return draft.freeze();
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
        final Draft draft = new Draft(this);
        draft.serverPort = port;
        draft.ipv6 = useIpv6;
        draft.loopbackServers = allowLoopback;
        return draft.freeze();
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
        final Draft draft = new Draft(this);
        draft.minimise = minimiseNames;
        draft.randomCase = useRandomCase;
        draft.cookies = useCookies;
        return draft.freeze();
    }

    /**
     * A copy that primes its root hints, or does not.
     *
     * @param primeHints whether it does.
     * @return the copy.
     */
    public ResolverConfig withPriming(final boolean primeHints) {
        final Draft draft = new Draft(this);
        draft.prime = primeHints;
        return draft.freeze();
    }

    /**
     * A copy with other rules for data that is old.
     *
     * @param staleAfterNanos after which a client gets expired data, where the cache may serve any.
     * @param prefetchPopular whether entries asked for in the last tenth of their life are fetched again.
     * @return the copy.
     */
    public ResolverConfig withFreshness(final long staleAfterNanos, final boolean prefetchPopular) {
        final Draft draft = new Draft(this);
        draft.staleDelayNanos = staleAfterNanos;
        draft.prefetch = prefetchPopular;
        return draft.freeze();
    }

    /**
     * A copy with other times.
     *
     * @param tcpNanos for a whole exchange over TCP.
     * @param lame nanoseconds for which a server stays lame for a zone.
     * @return the copy.
     */
    public ResolverConfig withTimes(final long tcpNanos, final long lame) {
        final Draft draft = new Draft(this);
        draft.tcpTimeoutNanos = tcpNanos;
        draft.lameNanos = lame;
        return draft.freeze();
    }

    /**
     * A copy that asks for signatures, or does not.
     *
     * @param signatures whether they are asked for.
     * @return the copy.
     */
    public ResolverConfig withDnssecOk(final boolean signatures) {
        final Draft draft = new Draft(this);
        draft.dnssecOk = signatures;
        return draft.freeze();
    }

    /**
     * A copy with other habits for connections to servers.
     *
     * @param questions under way at a time on one connection.
     * @param idleNanos for which a connection without questions is kept; 0 to close it at once.
     * @return the copy.
     */
    public ResolverConfig withConnections(final int questions, final long idleNanos) {
        final Draft draft = new Draft(this);
        draft.maxQuestionsPerStream = questions;
        draft.tcpIdleNanos = idleNanos;
        return draft.freeze();
    }

    /** The values of a configuration, to change some. */
    private static final class Draft {
        private int maxClients;
        private int maxTasks;
        private int maxStreams;
        private int maxClientsPerTask;
        private int sources;
        private int maxPackets;
        private long deadlineNanos;
        private int maxServerLookups;
        private int maxFailedServers;
        private int maxDepth;
        private int maxLinks;
        private int maxAliasZones;
        private int maxTries;
        private int serverPort;
        private boolean minimise;
        private boolean randomCase;
        private boolean cookies;
        private boolean ipv6;
        private boolean loopbackServers;
        private boolean prime;
        private long staleDelayNanos;
        private boolean prefetch;
        private long tcpTimeoutNanos;
        private long lameNanos;
        private boolean dnssecOk;
        private int maxQuestionsPerStream;
        private long tcpIdleNanos;

        Draft(final ResolverConfig config) {
            maxClients = config.maxClients;
            maxTasks = config.maxTasks;
            maxStreams = config.maxStreams;
            maxClientsPerTask = config.maxClientsPerTask;
            sources = config.sources;
            maxPackets = config.maxPackets;
            deadlineNanos = config.deadlineNanos;
            maxServerLookups = config.maxServerLookups;
            maxFailedServers = config.maxFailedServers;
            maxDepth = config.maxDepth;
            maxLinks = config.maxLinks;
            maxAliasZones = config.maxAliasZones;
            maxTries = config.maxTries;
            serverPort = config.serverPort;
            minimise = config.minimise;
            randomCase = config.randomCase;
            cookies = config.cookies;
            ipv6 = config.ipv6;
            loopbackServers = config.loopbackServers;
            prime = config.prime;
            staleDelayNanos = config.staleDelayNanos;
            prefetch = config.prefetch;
            tcpTimeoutNanos = config.tcpTimeoutNanos;
            lameNanos = config.lameNanos;
            dnssecOk = config.dnssecOk;
            maxQuestionsPerStream = config.maxQuestionsPerStream;
            tcpIdleNanos = config.tcpIdleNanos;
        }

        ResolverConfig freeze() {
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
                    maxAliasZones,
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
                    dnssecOk,
                    maxQuestionsPerStream,
                    tcpIdleNanos);
        }
    }
}
