package org.firsthop.forwarding.advertise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.forwarding.local.IpHeaders;

/**
 * What a router advertises on one link, in the words of RFC 4861 section 6.2.1: filled before the router is wired, read from then
 * on.
 */
public final class AdvertisementConfig {
    /** Prefixes that one advertisement has room for, the link's own included. */
    public static final int MAX_PREFIXES = 32;

    /** DNS servers that one advertisement has room for. */
    public static final int MAX_DNS_SERVERS = 4;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_MAX_INTERVAL_NS = 4 * SECOND_NS;
    private static final long MAX_MAX_INTERVAL_NS = 1_800 * SECOND_NS;
    private static final long MIN_MIN_INTERVAL_NS = 3 * SECOND_NS;
    private static final int MAX_LIFETIME_S = 9_000;
    private static final long MAX_REACHABLE_MS = 3_600_000;
    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    /** From this MaxRtrAdvInterval on the default of MinRtrAdvInterval is a third of it. */
    private static final long THIRD_FROM_NS = 9 * SECOND_NS;

    private long maxIntervalNs = 600 * SECOND_NS;
    private long minIntervalNs = -1;
    private int lifetimeSeconds = -1;
    private int hopLimit = IpHeaders.DEFAULT_HOP_LIMIT;
    private long reachableMs;
    private long retransmitMs;
    private boolean isManaged;
    private boolean hasOther;
    private boolean hasMtu = true;
    private final List<Advertised> prefixes = new ArrayList<>();
    private final List<Ipv6Address> dnsServers = new ArrayList<>();

    /** What routers advertise unless told otherwise: the values that the setters name as defaults. */
    public AdvertisementConfig() {}

    /**
     * A prefix of a link, as hosts are told.
     *
     * @param prefix of the link.
     * @param validSeconds how long it is on the link, and addresses made of it are good; 4,294,967,295 for ever.
     * @param preferredSeconds how long addresses made of it are preferred, not more.
     * @param isOnLink whether its addresses are on the link.
     * @param isAutonomous whether hosts may make addresses of it (RFC 4862).
     */
    public record Advertised(
            Ipv6Prefix prefix, long validSeconds, long preferredSeconds, boolean isOnLink, boolean isAutonomous) {
        /** AdvValidLifetime by default: 30 days. */
        public static final long VALID_SECONDS = 2_592_000;

        /** AdvPreferredLifetime by default: 7 days. */
        public static final long PREFERRED_SECONDS = 604_800;

        /**
         * Holds what is said against its ranges.
         *
         * @param prefix of the link.
         * @param validSeconds how long it is on the link, and addresses made of it are good; 4,294,967,295 for ever.
         * @param preferredSeconds how long addresses made of it are preferred, not more.
         * @param isOnLink whether its addresses are on the link.
         * @param isAutonomous whether hosts may make addresses of it (RFC 4862).
         * @throws IllegalArgumentException when a lifetime is outside its range, or the prefix is link-local.
         */
        public Advertised {
            if (validSeconds < 0 || validSeconds > UNSIGNED_INT_MAX) {
                throw new IllegalArgumentException(
                        "validSeconds: value=" + validSeconds + ", range=0.." + UNSIGNED_INT_MAX);
            }
            if (preferredSeconds < 0 || preferredSeconds > validSeconds) {
                throw new IllegalArgumentException(
                        "preferredSeconds: value=" + preferredSeconds + ", range=0.." + validSeconds);
            }
            if (Ipv6Address.isLinkLocal(prefix.high())) {
                throw new IllegalArgumentException("prefix: " + prefix + " is link-local, which is never advertised");
            }
        }
    }

    /**
     * Sets how long it is at most from one unsolicited advertisement to the next (MaxRtrAdvInterval); 600 seconds by default.
     *
     * @param nanos 4 to 1,800 seconds.
     * @return this.
     */
    public AdvertisementConfig maxIntervalNs(final long nanos) {
        maxIntervalNs = inRange("maxIntervalNs", nanos, MIN_MAX_INTERVAL_NS, MAX_MAX_INTERVAL_NS);
        return this;
    }

    /**
     * Sets how long it is at least from one unsolicited advertisement to the next (MinRtrAdvInterval); a third of the longest
     * time by default, or all of it where that is below 9 seconds.
     *
     * @param nanos 3 seconds to three quarters of the longest time, which is checked when the router is wired.
     * @return this.
     */
    public AdvertisementConfig minIntervalNs(final long nanos) {
        minIntervalNs = inRange("minIntervalNs", nanos, MIN_MIN_INTERVAL_NS, MAX_MAX_INTERVAL_NS * 3 / 4);
        return this;
    }

    /**
     * Sets how long hosts may use this router as a default router without hearing of it again (AdvDefaultLifetime); three times the
     * longest interval by default.
     *
     * @param seconds the longest interval to 9,000; 0 where this is no default router.
     * @return this.
     */
    public AdvertisementConfig lifetimeSeconds(final int seconds) {
        lifetimeSeconds = (int) inRange("lifetimeSeconds", seconds, 0, MAX_LIFETIME_S);
        return this;
    }

    /**
     * Sets the hop limit that hosts are to send with (AdvCurHopLimit); 64 by default.
     *
     * @param hops 1 to 255; 0 says nothing.
     * @return this.
     */
    public AdvertisementConfig hopLimit(final int hops) {
        hopLimit = (int) inRange("hopLimit", hops, 0, 255);
        return this;
    }

    /**
     * Sets how long hosts may take a neighbor for reachable (AdvReachableTime); 0 by default.
     *
     * @param milliseconds up to an hour; 0 says nothing.
     * @return this.
     */
    public AdvertisementConfig reachableMs(final long milliseconds) {
        reachableMs = inRange("reachableMs", milliseconds, 0, MAX_REACHABLE_MS);
        return this;
    }

    /**
     * Sets how long hosts wait before they ask a neighbor again (AdvRetransTimer); 0 by default.
     *
     * @param milliseconds 32 bits unsigned; 0 says nothing.
     * @return this.
     */
    public AdvertisementConfig retransmitMs(final long milliseconds) {
        retransmitMs = inRange("retransmitMs", milliseconds, 0, UNSIGNED_INT_MAX);
        return this;
    }

    /**
     * Says whether addresses are to be had by DHCPv6 (AdvManagedFlag); not by default.
     *
     * @param enable the flag.
     * @return this.
     */
    public AdvertisementConfig managed(final boolean enable) {
        isManaged = enable;
        return this;
    }

    /**
     * Says whether other things than addresses are to be had by DHCPv6 (AdvOtherConfigFlag); not by default.
     *
     * @param enable the flag.
     * @return this.
     */
    public AdvertisementConfig other(final boolean enable) {
        hasOther = enable;
        return this;
    }

    /**
     * Says whether the MTU of the interface is told (AdvLinkMTU); it is by default.
     *
     * @param enable whether there is such an option.
     * @return this.
     */
    public AdvertisementConfig mtu(final boolean enable) {
        hasMtu = enable;
        return this;
    }

    /**
     * Adds a prefix. Without any the prefixes of the router's own addresses on the link are advertised, with the lifetimes of
     * {@link Advertised}, on-link, and autonomous where they are 64 bits long.
     *
     * @param advertised what hosts are told of it.
     * @return this.
     * @throws IllegalArgumentException when there are {@link #MAX_PREFIXES} already.
     */
    public AdvertisementConfig prefix(final Advertised advertised) {
        inRange("prefixes", prefixes.size() + 1, 1, MAX_PREFIXES);
        prefixes.add(advertised);
        return this;
    }

    /**
     * Adds a DNS server that hosts may ask (RFC 8106 section 5.1), for three times the longest interval.
     *
     * @param server its address.
     * @return this.
     * @throws IllegalArgumentException when there are {@link #MAX_DNS_SERVERS} already.
     */
    public AdvertisementConfig dnsServer(final Ipv6Address server) {
        inRange("dnsServers", dnsServers.size() + 1, 1, MAX_DNS_SERVERS);
        dnsServers.add(server);
        return this;
    }

    /**
     * Holds what depends on each other against the ranges of RFC 4861 section 6.2.1.
     *
     * @throws IllegalArgumentException when the shortest interval or the lifetime does not fit the longest interval.
     */
    public void check() {
        inRange("minIntervalNs", minIntervalNs(), MIN_MIN_INTERVAL_NS, Math.max(maxIntervalNs * 3 / 4, minimum()));
        if (lifetimeSeconds > 0) {
            inRange("lifetimeSeconds", lifetimeSeconds, maxIntervalNs / SECOND_NS, MAX_LIFETIME_S);
        }
    }

    private long minimum() {
        return maxIntervalNs >= THIRD_FROM_NS ? maxIntervalNs / 3 : maxIntervalNs;
    }

    long maxIntervalNs() {
        return maxIntervalNs;
    }

    long minIntervalNs() {
        return minIntervalNs < 0 ? minimum() : minIntervalNs;
    }

    int lifetimeSeconds() {
        return lifetimeSeconds < 0 ? (int) threeIntervals() : lifetimeSeconds;
    }

    /** {@return the lifetime of DNS servers, in seconds} */
    long threeIntervals() {
        return 3 * maxIntervalNs / SECOND_NS;
    }

    int hopLimit() {
        return hopLimit;
    }

    long reachableMs() {
        return reachableMs;
    }

    long retransmitMs() {
        return retransmitMs;
    }

    boolean isManaged() {
        return isManaged;
    }

    boolean hasOther() {
        return hasOther;
    }

    boolean hasMtu() {
        return hasMtu;
    }

    List<Advertised> prefixes() {
        return prefixes;
    }

    List<Ipv6Address> dnsServers() {
        return dnsServers;
    }

    private static long inRange(final String name, final long value, final long minimum, final long maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(name + ": value=" + value + ", range=" + minimum + ".." + maximum);
        }
        return value;
    }
}
