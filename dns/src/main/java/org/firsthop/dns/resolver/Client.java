package org.firsthop.dns.resolver;

/** A query from a client that the cache could not answer at once: a place of the pool in {@link Resolver}. */
final class Client {
    final int number;
    /** Address of the question's name as the client spelled it. */
    final long name;

    boolean active;
    /** Whether the client has its answer, stale, and the search goes on for the cache's sake. */
    boolean answered;

    boolean staleTried;
    long handle;
    int nameLength;
    int type;
    int id;
    int flags;
    boolean edns;
    boolean dnssecOk;
    int limit;
    long since;
    int steps;
    /** Zones that aliases led to and that had to be looked for. */
    int aliasZones;

    /** The budget's referrals when the step under way began. */
    int referrals;

    Budget budget;

    Client(final int number, final long name, final Budget none) {
        this.number = number;
        this.name = name;
        this.budget = none;
    }
}
