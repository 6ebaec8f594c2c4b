package org.firsthop.forwarding.neighbor;

import java.util.HashSet;
import java.util.Set;

/**
 * The timers and bounds of a {@link NeighborTable}. Names in capitals are those of RFC 4861 section 10 and RFC 5227 section 1.1,
 * whose values are the defaults.
 */
public final class NeighborConfig {
    private final long reachableNs;
    private final long delayNs;
    private final long retransmitNs;
    private final int multicastSolicits;
    private final int unicastSolicits;
    private final long staleNs;
    private final long failedNs;
    private final long lockNs;
    private final int capacity;
    private final int unresolvedPerLink;
    private final int unaskedCapacity;
    private final int queueLength;
    private final int heldFrames;
    private final int duplicateProbes;
    private final int arpProbes;
    private final int announcements;
    private final long announceNs;
    private final long defendNs;
    private final Set<String> proxyArp;
    private final Set<String> proxyNdp;
    private final long proxyDelayNs;
    private final long seed;

    private NeighborConfig(final Builder builder) {
        reachableNs = builder.reachableNs;
        delayNs = builder.delayNs;
        retransmitNs = builder.retransmitNs;
        multicastSolicits = builder.multicastSolicits;
        unicastSolicits = builder.unicastSolicits;
        staleNs = builder.staleNs;
        failedNs = builder.failedNs;
        lockNs = builder.lockNs;
        capacity = builder.capacity;
        unresolvedPerLink = builder.unresolvedPerLink;
        unaskedCapacity = builder.unaskedCapacity;
        queueLength = builder.queueLength;
        heldFrames = builder.heldFrames;
        duplicateProbes = builder.duplicateProbes;
        arpProbes = builder.arpProbes;
        announcements = builder.announcements;
        announceNs = builder.announceNs;
        defendNs = builder.defendNs;
        proxyArp = Set.copyOf(builder.proxyArp);
        proxyNdp = Set.copyOf(builder.proxyNdp);
        proxyDelayNs = builder.proxyDelayNs;
        seed = builder.seed;
    }

    /** {@return the defaults, with the seed 0} */
    public static NeighborConfig defaults() {
        return builder().build();
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return how long a confirmation counts, before the random factor of 0.5 to 1.5 (REACHABLE_TIME), in nanoseconds} */
    public long reachableNs() {
        return reachableNs;
    }

    /**
     * {@return how long a stale neighbor that is used waits for a confirmation from above before it is asked
     * (DELAY_FIRST_PROBE_TIME), in nanoseconds}
     */
    public long delayNs() {
        return delayNs;
    }

    /**
     * {@return the time from one request to the next (RETRANS_TIMER; RFC 1122 section 2.3.2.1 asks for a second at least), in
     * nanoseconds}
     */
    public long retransmitNs() {
        return retransmitNs;
    }

    /** {@return requests to all, before an unknown neighbor has failed (MAX_MULTICAST_SOLICIT), in requests} */
    public int multicastSolicits() {
        return multicastSolicits;
    }

    /** {@return requests to the known link address, before a known neighbor has failed (MAX_UNICAST_SOLICIT), in requests} */
    public int unicastSolicits() {
        return unicastSolicits;
    }

    /** {@return how long a stale neighbor that nobody uses is kept, in nanoseconds} */
    public long staleNs() {
        return staleNs;
    }

    /** {@return how long a neighbor that did not answer is remembered, in nanoseconds} */
    public long failedNs() {
        return failedNs;
    }

    /**
     * {@return how long a link address stands against an unasked other one, so that two claimants do not make it flap, in
     * nanoseconds}
     */
    public long lockNs() {
        return lockNs;
    }

    /** {@return the most neighbors whose link address is known, in neighbors} */
    public int capacity() {
        return capacity;
    }

    /** {@return the most neighbors of one link whose link address is not known, in neighbors} */
    public int unresolvedPerLink() {
        return unresolvedPerLink;
    }

    /** {@return the most neighbors that are known only because they spoke first, in neighbors} */
    public int unaskedCapacity() {
        return unaskedCapacity;
    }

    /** {@return the most frames that wait for one neighbor, in frames} */
    public int queueLength() {
        return queueLength;
    }

    /** {@return the most frames that wait for all neighbors together; never more than a quarter of the pool, in frames} */
    public int heldFrames() {
        return heldFrames;
    }

    /**
     * {@return solicitations before a new IPv6 address is used (DupAddrDetectTransmits, RFC 4862 section 5.1); 0 uses it at
     * once, in solicitations}
     */
    public int duplicateProbes() {
        return duplicateProbes;
    }

    /** {@return ARP probes before a new IPv4 address is used (PROBE_NUM, RFC 5227 section 1.1), in probes} */
    public int arpProbes() {
        return arpProbes;
    }

    /** {@return announcements of a new address (ANNOUNCE_NUM, RFC 5227 section 1.1; RFC 9131 section 4.1.1), in announcements} */
    public int announcements() {
        return announcements;
    }

    /** {@return the time from one announcement to the next (ANNOUNCE_INTERVAL), in nanoseconds} */
    public long announceNs() {
        return announceNs;
    }

    /** {@return the least time from one defence of an address to the next (DEFEND_INTERVAL), in nanoseconds} */
    public long defendNs() {
        return defendNs;
    }

    /** {@return names of the interfaces on which this node answers for addresses beyond it (proxy ARP, RFC 1027)} */
    public Set<String> proxyArp() {
        return proxyArp;
    }

    /**
     * {@return names of the interfaces on which this node advertises addresses beyond it (proxy neighbor discovery, RFC 4861
     * section 7.2.8)}
     */
    public Set<String> proxyNdp() {
        return proxyNdp;
    }

    /** {@return the most by which such an advertisement is delayed (MAX_ANYCAST_DELAY_TIME), in nanoseconds} */
    public long proxyDelayNs() {
        return proxyDelayNs;
    }

    /** {@return what random numbers and hashes begin from} */
    public long seed() {
        return seed;
    }

    /** Collects timers and bounds; every setter checks its range. */
    public static final class Builder {
        private long reachableNs = 30_000_000_000L;
        private long delayNs = 5_000_000_000L;
        private long retransmitNs = 1_000_000_000L;
        private int multicastSolicits = 3;
        private int unicastSolicits = 3;
        private long staleNs = 60_000_000_000L;
        private long failedNs = 20_000_000_000L;
        private long lockNs = 1_000_000_000L;
        private int capacity = 4096;
        private int unresolvedPerLink = 256;
        private int unaskedCapacity = 1024;
        private int queueLength = 16;
        private int heldFrames = 1024;
        private int duplicateProbes = 1;
        private int arpProbes = 0;
        private int announcements = 2;
        private long announceNs = 2_000_000_000L;
        private long defendNs = 10_000_000_000L;
        private final Set<String> proxyArp = new HashSet<>();
        private final Set<String> proxyNdp = new HashSet<>();
        private long proxyDelayNs = 1_000_000_000L;
        private long seed;

        private Builder() {}

        /**
         * Sets how long a confirmation counts, before the random factor of 0.5 to 1.5 (REACHABLE_TIME).
         *
         * @param nanoseconds at least 1; default 30,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder reachableNs(final long nanoseconds) {
            this.reachableNs = atLeast("reachableNs", nanoseconds, 1);
            return this;
        }

        /**
         * Sets how long a stale neighbor that is used waits for a confirmation from above before it is asked
         * (DELAY_FIRST_PROBE_TIME).
         *
         * @param nanoseconds at least 0; default 5,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder delayNs(final long nanoseconds) {
            this.delayNs = atLeast("delayNs", nanoseconds, 0);
            return this;
        }

        /**
         * Sets the time from one request to the next (RETRANS_TIMER; RFC 1122 section 2.3.2.1 asks for a second at least).
         *
         * @param nanoseconds at least 1; default 1,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder retransmitNs(final long nanoseconds) {
            this.retransmitNs = atLeast("retransmitNs", nanoseconds, 1);
            return this;
        }

        /**
         * Sets requests to all, before an unknown neighbor has failed (MAX_MULTICAST_SOLICIT).
         *
         * @param requests at least 1; default 3.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder multicastSolicits(final int requests) {
            this.multicastSolicits = atLeast("multicastSolicits", requests, 1);
            return this;
        }

        /**
         * Sets requests to the known link address, before a known neighbor has failed (MAX_UNICAST_SOLICIT).
         *
         * @param requests at least 1; default 3.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder unicastSolicits(final int requests) {
            this.unicastSolicits = atLeast("unicastSolicits", requests, 1);
            return this;
        }

        /**
         * Sets how long a stale neighbor that nobody uses is kept.
         *
         * @param nanoseconds at least 1; default 60,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder staleNs(final long nanoseconds) {
            this.staleNs = atLeast("staleNs", nanoseconds, 1);
            return this;
        }

        /**
         * Sets how long a neighbor that did not answer is remembered.
         *
         * @param nanoseconds at least 1; default 20,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder failedNs(final long nanoseconds) {
            this.failedNs = atLeast("failedNs", nanoseconds, 1);
            return this;
        }

        /**
         * Sets how long a link address stands against an unasked other one, so that two claimants do not make it flap.
         *
         * @param nanoseconds at least 0; default 1,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder lockNs(final long nanoseconds) {
            this.lockNs = atLeast("lockNs", nanoseconds, 0);
            return this;
        }

        /**
         * Sets the most neighbors whose link address is known.
         *
         * @param neighbors at least 1; default 4096.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder capacity(final int neighbors) {
            this.capacity = atLeast("capacity", neighbors, 1);
            return this;
        }

        /**
         * Sets the most neighbors of one link whose link address is not known.
         *
         * @param neighbors at least 1; default 256.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder unresolvedPerLink(final int neighbors) {
            this.unresolvedPerLink = atLeast("unresolvedPerLink", neighbors, 1);
            return this;
        }

        /**
         * Sets the most neighbors that are known only because they spoke first.
         *
         * @param neighbors at least 1; default 1024.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder unaskedCapacity(final int neighbors) {
            this.unaskedCapacity = atLeast("unaskedCapacity", neighbors, 1);
            return this;
        }

        /**
         * Sets the most frames that wait for one neighbor.
         *
         * @param frames at least 1; default 16.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder queueLength(final int frames) {
            this.queueLength = atLeast("queueLength", frames, 1);
            return this;
        }

        /**
         * Sets the most frames that wait for all neighbors together; never more than a quarter of the pool.
         *
         * @param frames at least 1; default 1024.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder heldFrames(final int frames) {
            this.heldFrames = atLeast("heldFrames", frames, 1);
            return this;
        }

        /**
         * Sets solicitations before a new IPv6 address is used (DupAddrDetectTransmits, RFC 4862 section 5.1); 0 uses it at once.
         *
         * @param solicitations at least 0; default 1.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder duplicateProbes(final int solicitations) {
            this.duplicateProbes = atLeast("duplicateProbes", solicitations, 0);
            return this;
        }

        /**
         * Sets ARP probes before a new IPv4 address is used (PROBE_NUM, RFC 5227 section 1.1, which has 3): the address is of no
         * use for the five seconds and more that they take, so a node whose addresses are configured with care does without.
         *
         * @param probes at least 0; default 0.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder arpProbes(final int probes) {
            arpProbes = atLeast("arpProbes", probes, 0);
            return this;
        }

        /**
         * Sets announcements of a new address (ANNOUNCE_NUM, RFC 5227 section 1.1; RFC 9131 section 4.1.1).
         *
         * @param announcements at least 0; default 2.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder announcements(final int announcements) {
            this.announcements = atLeast("announcements", announcements, 0);
            return this;
        }

        /**
         * Sets the time from one announcement to the next (ANNOUNCE_INTERVAL).
         *
         * @param nanoseconds at least 1; default 2,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder announceNs(final long nanoseconds) {
            this.announceNs = atLeast("announceNs", nanoseconds, 1);
            return this;
        }

        /**
         * Sets the least time from one defence of an address to the next (DEFEND_INTERVAL).
         *
         * @param nanoseconds at least 1; default 10,000,000,000.
         * @return this.
         * @throws IllegalArgumentException when it is below.
         */
        public Builder defendNs(final long nanoseconds) {
            this.defendNs = atLeast("defendNs", nanoseconds, 1);
            return this;
        }

        /**
         * Answers ARP on an interface for addresses that this node reaches by another one (RFC 1027); no interface does by default.
         *
         * @param device name of the interface.
         * @return this.
         */
        public Builder proxyArp(final String device) {
            proxyArp.add(device);
            return this;
        }

        /**
         * Advertises, on an interface, addresses that this node reaches by another one (RFC 4861 section 7.2.8); by default on
         * none. Such an answer overrides no other, comes after a random time, and never to who probes for an address.
         *
         * @param name of the interface.
         * @return this.
         */
        public Builder proxyNdp(final String name) {
            proxyNdp.add(name);
            return this;
        }

        /**
         * Sets by how much an answer for another node is delayed at most, so that the node itself comes first
         * (MAX_ANYCAST_DELAY_TIME, RFC 4861 section 10); a second by default.
         *
         * @param nanoseconds 0 or more.
         * @return this.
         */
        public Builder proxyDelayNs(final long nanoseconds) {
            this.proxyDelayNs = atLeast("proxyDelayNs", nanoseconds, 0);
            return this;
        }

        /**
         * Sets what random numbers and hashes begin from. Who knows it can make hash chains long and foresee timers: a node on a
         * hostile link gives a random one.
         *
         * @param value any; default 0.
         * @return this.
         */
        public Builder seed(final long value) {
            seed = value;
            return this;
        }

        /** {@return the configuration} */
        public NeighborConfig build() {
            return new NeighborConfig(this);
        }

        private static int atLeast(final String name, final int value, final int minimum) {
            return (int) atLeast(name, (long) value, minimum);
        }

        private static long atLeast(final String name, final long value, final long minimum) {
            if (value < minimum) {
                throw new IllegalArgumentException(name + ": value=" + value + ", minimum=" + minimum);
            }
            return value;
        }
    }
}
