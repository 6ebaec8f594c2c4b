package org.firsthop.dns.resolver;

/**
 * What may still be done for one client query: handed down to every question asked on its behalf and never filled up again,
 * whether an alias restarts the query or a name server's address has to be found.
 */
final class Budget {
    int packets;
    int serverLookups;
    int failedServers;
    /** Referrals that the client's own questions followed; those for servers' addresses are not counted. */
    int referrals;

    long deadline;
    long client;
    boolean exhausted;
    private int references;

    void begin(final ResolverConfig config, final long client, final long now) {
        this.packets = config.maxPackets();
        this.serverLookups = config.maxServerLookups();
        this.failedServers = config.maxFailedServers();
        this.referrals = 0;
        this.deadline = now + config.deadlineNanos();
        this.client = client;
        this.exhausted = false;
        this.references = 0;
    }

    /** Takes one packet from the budget; {@code false} when none is left or the time is over. */
    boolean takePacket(final long now) {
        if (packets == 0 || deadline - now <= 0) {
            exhausted = true;
            return false;
        }
        packets--;
        return true;
    }

    /** Takes one lookup of a name server's address. */
    boolean takeServerLookup() {
        if (serverLookups == 0 || failedServers == 0) {
            return false;
        }
        serverLookups--;
        return true;
    }

    void hold() {
        references++;
    }

    /** {@return whether nothing refers to it any more} */
    boolean release() {
        return --references == 0;
    }
}
