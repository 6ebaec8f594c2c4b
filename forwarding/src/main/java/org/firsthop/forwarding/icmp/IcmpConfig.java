package org.firsthop.forwarding.icmp;

import org.firsthop.forwarding.local.IpHeaders;

/** How a node speaks ICMP: filled before the node is wired, read from then on. */
public final class IcmpConfig {
    /** Whose address an error bears that is not about a packet to the node itself. */
    public enum SourceRule {
        /** That of the interface by which the packet came: a traceroute shows the path that packets take. */
        INGRESS,
        /** That of the interface by which the error leaves (RFC 1812 section 4.3.2.4). */
        EGRESS
    }

    /** Octets of an ICMPv4 error with the longest header and 8 octets of its datagram (RFC 792). */
    private static final int MIN_ERROR_LENGTH = 20 + 8 + 60 + 8;

    private SourceRule sourceRule = SourceRule.INGRESS;
    private int errorsPerSecond = 10_000;
    private int errorBurst = 500;
    private int interfaceErrorsPerSecond = 1_000;
    private int interfaceErrorBurst = 50;
    private int maxErrorLength = 576;
    private boolean answersEcho = true;
    private boolean answersBroadcastEcho;
    private boolean answersTimestamp = true;
    private int hopLimit = IpHeaders.DEFAULT_HOP_LIMIT;

    /** What a router does unless told otherwise: the values that the setters name as defaults. */
    public IcmpConfig() {}

    /**
     * Sets whose address errors bear; {@link SourceRule#INGRESS} by default.
     *
     * @param rule to follow.
     * @return this.
     */
    public IcmpConfig sourceRule(final SourceRule rule) {
        sourceRule = rule;
        return this;
    }

    /**
     * Sets how many errors the node sends (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f)); 10,000 a second by default, in
     * bursts of 500.
     *
     * @param perSecond in the long run, 0 to 1,000,000,000; 0 sends none.
     * @param burst after a quiet time, at least 1.
     * @return this.
     */
    public IcmpConfig errorLimit(final int perSecond, final int burst) {
        errorsPerSecond = perSecond;
        errorBurst = burst;
        return this;
    }

    /**
     * Sets how many errors the node sends about packets that came by one interface; 1,000 a second by default, in bursts of 50.
     *
     * @param perSecond in the long run, 0 to 1,000,000,000; 0 sends none.
     * @param burst after a quiet time, at least 1.
     * @return this.
     */
    public IcmpConfig interfaceErrorLimit(final int perSecond, final int burst) {
        interfaceErrorsPerSecond = perSecond;
        interfaceErrorBurst = burst;
        return this;
    }

    /**
     * Sets the length of the longest ICMPv4 error, its IP header included; 576 by default (RFC 1812 section 4.3.2.3).
     *
     * @param octets 96 to 65,535.
     * @return this.
     * @throws IllegalArgumentException when outside that range.
     */
    public IcmpConfig maxErrorLength(final int octets) {
        if (octets < MIN_ERROR_LENGTH || octets > 65_535) {
            throw new IllegalArgumentException(
                    "maxErrorLength: value=" + octets + ", range=" + MIN_ERROR_LENGTH + "..65535");
        }
        maxErrorLength = octets;
        return this;
    }

    /**
     * Says whether echo requests are answered, as every node must (RFC 1122 section 3.2.2.6, RFC 4443 section 4.2).
     *
     * @param enable {@code true} by default.
     * @return this.
     */
    public IcmpConfig answersEcho(final boolean enable) {
        answersEcho = enable;
        return this;
    }

    /**
     * Says whether IPv4 echo requests to groups and broadcast addresses are answered, as a node may (RFC 1122 section 3.2.2.6).
     *
     * @param enable {@code false} by default: they serve floods.
     * @return this.
     */
    public IcmpConfig answersBroadcastEcho(final boolean enable) {
        answersBroadcastEcho = enable;
        return this;
    }

    /**
     * Says whether IPv4 timestamp requests are answered, as a node may (RFC 1122 section 3.2.2.8, RFC 1812 section 4.3.3.8).
     *
     * @param enable {@code true} by default.
     * @return this.
     */
    public IcmpConfig answersTimestamp(final boolean enable) {
        answersTimestamp = enable;
        return this;
    }

    /**
     * Sets the hop limit of errors and answers; 64 by default.
     *
     * @param hops 1 to 255.
     * @return this.
     * @throws IllegalArgumentException when outside that range.
     */
    public IcmpConfig hopLimit(final int hops) {
        if (hops < 1 || hops > 255) {
            throw new IllegalArgumentException("hopLimit: value=" + hops + ", range=1..255");
        }
        hopLimit = hops;
        return this;
    }

    SourceRule sourceRule() {
        return sourceRule;
    }

    TokenBucket nodeBucket() {
        return new TokenBucket(errorsPerSecond, errorBurst);
    }

    TokenBucket interfaceBucket() {
        return new TokenBucket(interfaceErrorsPerSecond, interfaceErrorBurst);
    }

    int maxErrorLength() {
        return maxErrorLength;
    }

    boolean answersEcho() {
        return answersEcho;
    }

    boolean answersBroadcastEcho() {
        return answersBroadcastEcho;
    }

    boolean answersTimestamp() {
        return answersTimestamp;
    }

    int hopLimit() {
        return hopLimit;
    }
}
