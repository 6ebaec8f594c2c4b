package org.firsthop.forwarding.rib.mrt;

/**
 * A route of one peer, announced or withdrawn. One object is filled again and again; what is to be kept must be copied. IPv4
 * addresses stand in the low 32 bits of their second half. Not thread-safe.
 */
public final class MrtRoute {
    private static final MrtPeer NO_PEER = new MrtPeer(false, 0, 0, 0);

    private boolean isWithdrawal;
    private boolean isIpv6;
    private long high;
    private long low;
    private int length;
    private long pathId;
    private long timestamp;
    private MrtPeer peer = NO_PEER;
    private boolean hasNextHop;
    private boolean isNextHopIpv6;
    private long nextHopHigh;
    private long nextHopLow;
    private long metric;

    MrtRoute() {}

    MrtRoute from(final MrtPeer sender, final long seconds) {
        peer = sender;
        timestamp = seconds;
        hasNextHop = false;
        metric = 0;
        return this;
    }

    MrtRoute nextHop(final boolean ipv6, final long addressHigh, final long addressLow) {
        hasNextHop = true;
        isNextHopIpv6 = ipv6;
        nextHopHigh = addressHigh;
        nextHopLow = addressLow;
        return this;
    }

    MrtRoute metric(final long value) {
        metric = value;
        return this;
    }

    MrtRoute prefix(final boolean withdrawal, final boolean ipv6, final long identifier) {
        isWithdrawal = withdrawal;
        isIpv6 = ipv6;
        pathId = identifier;
        return this;
    }

    MrtRoute bits(final long prefixHigh, final long prefixLow, final int prefixLength) {
        high = prefixHigh;
        low = prefixLow;
        length = prefixLength;
        return this;
    }

    /** {@return whether the peer has withdrawn the route, rather than announced it} */
    public boolean isWithdrawal() {
        return isWithdrawal;
    }

    /** {@return whether the prefix is IPv6} */
    public boolean isIpv6() {
        return isIpv6;
    }

    /** {@return the first 64 bits of an IPv6 prefix; 0 for IPv4} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits of an IPv6 prefix, or an IPv4 prefix; bits beyond the length are zero} */
    public long low() {
        return low;
    }

    /** {@return the length of the prefix, 0 to 32 or 128} */
    public int prefixLength() {
        return length;
    }

    /** {@return the path identifier (RFC 7911), 0 to 4,294,967,295; 0 where there is none} */
    public long pathId() {
        return pathId;
    }

    /** {@return when the peer sent the route, in seconds since 1970 UTC} */
    public long timestamp() {
        return timestamp;
    }

    /** {@return who sent it} */
    public MrtPeer peer() {
        return peer;
    }

    /** {@return whether the file says the next hop} */
    public boolean hasNextHop() {
        return hasNextHop;
    }

    /** {@return whether the next hop is IPv6; routes of IPv4 may have such next hops (RFC 8950)} */
    public boolean isNextHopIpv6() {
        return isNextHopIpv6;
    }

    /** {@return the first 64 bits of an IPv6 next hop; 0 for IPv4} */
    public long nextHopHigh() {
        return nextHopHigh;
    }

    /** {@return the last 64 bits of an IPv6 next hop, or an IPv4 next hop} */
    public long nextHopLow() {
        return nextHopLow;
    }

    /** {@return the MULTI_EXIT_DISC (RFC 4271 section 4.3), 0 to 4,294,967,295; 0 where there is none} */
    public long metric() {
        return metric;
    }
}
