package org.firsthop.forwarding.rib.file;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A route as files have it: a prefix, what becomes of packets to it, and the paths that they take.
 *
 * <p>One object is filled again and again; what is to be kept must be copied. An IPv4 address stands in the low 32 bits of
 * {@code low}, with {@code high} 0. Not thread-safe.
 */
public final class FileRoute {
    /** The most paths of a route; files with more are refused. */
    public static final int MAX_PATHS = 1024;

    /** The table of routes that say no other: what {@code ip route} shows when no table is asked for. */
    public static final String MAIN_TABLE = "main";

    /** The table of this node's own addresses. */
    public static final String LOCAL_TABLE = "local";

    /** What becomes of packets, in the words of {@code ip route}. */
    public enum Type {
        /** They are sent along a path. */
        UNICAST,
        /** They are for this node. */
        LOCAL,
        /** They are for this node, and sent as broadcasts. */
        BROADCAST,
        /** They are for this node, and for others that have the same address. */
        ANYCAST,
        /** They are for the groups of a link. */
        MULTICAST,
        /** They are dropped without a word. */
        BLACKHOLE,
        /** They are dropped; the destination is unreachable. */
        UNREACHABLE,
        /** They are dropped; the destination is prohibited. */
        PROHIBIT,
        /** Their lookup ends in this table as if there were no route. */
        THROW;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** {@return the word that stands before the prefix; {@code unicast} is mostly left out} */
        public String word() {
            return word;
        }
    }

    private long line;
    private Type type = Type.UNICAST;
    private boolean isIpv6;
    private long high;
    private long low;
    private int prefixLength;
    private String table = MAIN_TABLE;
    private String protocol = "";
    private long metric;
    private long typeOfService;
    private int mtu;
    private boolean hasSource;
    private long sourceHigh;
    private long sourceLow;
    private boolean isSourceSpecific;
    private int pathCount;
    private Path[] paths = {};

    /** One way of packets: to a gateway, or to an interface on whose link the destination is, or both. */
    public static final class Path {
        private boolean hasGateway;
        private boolean isIpv6;
        private long high;
        private long low;
        private @Nullable String device;
        private int weight;
        private boolean onlink;
        private boolean dead;

        private Path() {}

        private void clear() {
            hasGateway = false;
            isIpv6 = false;
            high = 0;
            low = 0;
            device = null;
            weight = 1;
            onlink = false;
            dead = false;
        }

        /** {@return whether packets go to a gateway} */
        public boolean hasGateway() {
            return hasGateway;
        }

        /** {@return whether the gateway's address is IPv6; routes of IPv4 may have such gateways (RFC 8950)} */
        public boolean isIpv6() {
            return isIpv6;
        }

        /** {@return the first 64 bits of an IPv6 gateway} */
        public long high() {
            return high;
        }

        /** {@return the last 64 bits of an IPv6 gateway, or an IPv4 gateway} */
        public long low() {
            return low;
        }

        /** {@return the name of the interface, or {@code null} when the file does not say it} */
        public @Nullable String device() {
            return device;
        }

        /** {@return how many flows take this path beside others, in proportion; at least 1} */
        public int weight() {
            return weight;
        }

        /** {@return whether the gateway is on the link though no address of the interface says so} */
        public boolean isOnlink() {
            return onlink;
        }

        /** {@return whether the path was out of use when the file was written: its interface was down} */
        public boolean isDead() {
            return dead;
        }

        /**
         * Sets the gateway.
         *
         * @param ipv6 whether its address is IPv6.
         * @param addressHigh the first 64 bits of an IPv6 address; else 0.
         * @param addressLow the last 64 bits of an IPv6 address, or an IPv4 address.
         * @return this.
         */
        public Path gateway(final boolean ipv6, final long addressHigh, final long addressLow) {
            hasGateway = true;
            isIpv6 = ipv6;
            high = addressHigh;
            low = addressLow;
            return this;
        }

        /**
         * Sets the interface.
         *
         * @param name of the interface.
         * @return this.
         */
        public Path device(final String name) {
            device = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets the weight.
         *
         * @param share at least 1.
         * @return this.
         */
        public Path weight(final int share) {
            weight = share;
            return this;
        }

        /**
         * Sets whether the gateway is on the link though no address says so.
         *
         * @param is whether it is.
         * @return this.
         */
        public Path onlink(final boolean is) {
            onlink = is;
            return this;
        }

        /**
         * Sets whether the path is out of use.
         *
         * @param is whether it is.
         * @return this.
         */
        public Path dead(final boolean is) {
            dead = is;
            return this;
        }
    }

    /** An empty route: {@code 0.0.0.0/0} without paths. */
    public FileRoute() {}

    /**
     * Makes the route anew: unicast, in the main table, without paths.
     *
     * @param ipv6 whether the prefix is IPv6.
     * @param prefixHigh the first 64 bits of an IPv6 prefix; else 0.
     * @param prefixLow the last 64 bits of an IPv6 prefix, or an IPv4 prefix.
     * @param length of the prefix.
     * @return this.
     */
    public FileRoute reset(final boolean ipv6, final long prefixHigh, final long prefixLow, final int length) {
        line = 0;
        type = Type.UNICAST;
        isIpv6 = ipv6;
        high = prefixHigh;
        low = prefixLow;
        prefixLength = length;
        table = MAIN_TABLE;
        protocol = "";
        metric = 0;
        typeOfService = 0;
        mtu = 0;
        hasSource = false;
        sourceHigh = 0;
        sourceLow = 0;
        isSourceSpecific = false;
        pathCount = 0;
        return this;
    }

    /**
     * Adds a path: without gateway and interface, weight 1.
     *
     * @return the path.
     * @throws IllegalStateException when the route has {@link #MAX_PATHS} already.
     */
    public Path addPath() {
        if (pathCount == MAX_PATHS) {
            throw new IllegalStateException("paths: value=" + (MAX_PATHS + 1) + ", limit=" + MAX_PATHS);
        }
        if (pathCount == paths.length) {
            paths = Arrays.copyOf(paths, Math.min(MAX_PATHS, Math.max(4, 2 * pathCount)));
            for (int i = pathCount; i < paths.length; i++) {
                paths[i] = new Path();
            }
        }
        final Path path = paths[pathCount++];
        path.clear();
        return path;
    }

    /**
     * Sets the family of a default route whose line does not tell it at once.
     *
     * @param ipv6 whether it is {@code ::/0}.
     */
    void family(final boolean ipv6) {
        isIpv6 = ipv6;
    }

    /** {@return where the route begins in its text, from 1; 0 when it comes from no text} */
    public long line() {
        return line;
    }

    /** {@return what becomes of packets} */
    public Type type() {
        return type;
    }

    /** {@return whether the prefix is IPv6} */
    public boolean isIpv6() {
        return isIpv6;
    }

    /** {@return the first 64 bits of an IPv6 prefix; 0 for IPv4} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits of an IPv6 prefix, or an IPv4 prefix in the low 32 bits} */
    public long low() {
        return low;
    }

    /** {@return the length of the prefix, 0 to 32 or 128} */
    public int prefixLength() {
        return prefixLength;
    }

    /** {@return the name or number of the table; {@link #MAIN_TABLE} when the file does not say it} */
    public String table() {
        return table;
    }

    /** {@return who made the route, such as {@code kernel} or {@code bgp}; empty when the file does not say it} */
    public String protocol() {
        return protocol;
    }

    /** {@return what the route costs beside others of its prefix, the lowest is taken; 0 to 4,294,967,295} */
    public long metric() {
        return metric;
    }

    /** {@return the type of service that packets must have, 0 to 255; 0 for all} */
    public long typeOfService() {
        return typeOfService;
    }

    /** {@return octets of the largest IP packet that the route carries; 0 when the file does not say it} */
    public int mtu() {
        return mtu;
    }

    /** {@return whether the route says which source address this node's own packets bear} */
    public boolean hasSource() {
        return hasSource;
    }

    /** {@return the first 64 bits of an IPv6 source} */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** {@return the last 64 bits of an IPv6 source, or an IPv4 source} */
    public long sourceLow() {
        return sourceLow;
    }

    /** {@return whether the route is for packets from some sources only ({@code from})} */
    public boolean isSourceSpecific() {
        return isSourceSpecific;
    }

    /** {@return the number of paths; 0 for plain lists of prefixes and for most types that drop} */
    public int pathCount() {
        return pathCount;
    }

    /**
     * A path.
     *
     * @param index 0 to {@link #pathCount()} − 1.
     * @return the path.
     * @throws IndexOutOfBoundsException when there is none.
     */
    public Path path(final int index) {
        return paths[Objects.checkIndex(index, pathCount)];
    }

    /**
     * Sets where the route begins in its text.
     *
     * @param number from 1.
     * @return this.
     */
    public FileRoute line(final long number) {
        line = number;
        return this;
    }

    /**
     * Sets what becomes of packets.
     *
     * @param what becomes of them.
     * @return this.
     */
    public FileRoute type(final Type what) {
        type = what;
        return this;
    }

    /**
     * Sets the table.
     *
     * @param name or number.
     * @return this.
     */
    public FileRoute table(final String name) {
        table = name;
        return this;
    }

    /**
     * Sets who made the route.
     *
     * @param name of the protocol.
     * @return this.
     */
    public FileRoute protocol(final String name) {
        protocol = name;
        return this;
    }

    /**
     * Sets what the route costs.
     *
     * @param cost 0 to 4,294,967,295.
     * @return this.
     */
    public FileRoute metric(final long cost) {
        metric = cost;
        return this;
    }

    /**
     * Sets the type of service that packets must have.
     *
     * @param value 0 to 255.
     * @return this.
     */
    public FileRoute typeOfService(final long value) {
        typeOfService = value;
        return this;
    }

    /**
     * Sets the largest IP packet that the route carries.
     *
     * @param value in octets.
     * @return this.
     */
    public FileRoute mtu(final int value) {
        mtu = value;
        return this;
    }

    /**
     * Sets the source address of this node's own packets.
     *
     * @param addressHigh the first 64 bits of an IPv6 address; else 0.
     * @param addressLow the last 64 bits of an IPv6 address, or an IPv4 address.
     * @return this.
     */
    public FileRoute source(final long addressHigh, final long addressLow) {
        hasSource = true;
        sourceHigh = addressHigh;
        sourceLow = addressLow;
        return this;
    }

    /**
     * Sets whether the route is for packets from some sources only.
     *
     * @param is whether it is.
     * @return this.
     */
    public FileRoute sourceSpecific(final boolean is) {
        isSourceSpecific = is;
        return this;
    }
}
