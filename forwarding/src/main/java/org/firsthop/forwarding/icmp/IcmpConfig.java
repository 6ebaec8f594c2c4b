package org.firsthop.forwarding.icmp;

import org.firsthop.forwarding.local.IpHeaders;

/**
 * How a node speaks ICMP.
 *
 * @param sourceRule whose address errors bear.
 * @param errorsPerSecond errors of the node, in the long run (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f)).
 * @param errorBurst errors of the node at once, after a quiet time.
 * @param interfaceErrorsPerSecond errors about packets of one interface, in the long run.
 * @param interfaceErrorBurst errors about packets of one interface at once.
 * @param quotedDatagramLimit octets of the longest ICMPv4 error, its IP header included: 576 by RFC 1812 section 4.3.2.3.
 * @param answersEcho whether echo requests are answered, as every node must (RFC 1122 section 3.2.2.6).
 * @param answersGroupEcho whether IPv4 echo requests to groups and broadcast addresses are answered, as a node may.
 * @param hopLimit of errors and answers, 1 to 255.
 */
public record IcmpConfig(
        SourceRule sourceRule,
        int errorsPerSecond,
        int errorBurst,
        int interfaceErrorsPerSecond,
        int interfaceErrorBurst,
        int quotedDatagramLimit,
        boolean answersEcho,
        boolean answersGroupEcho,
        int hopLimit) {

    /** Whose address an error bears that is not about a packet to the node itself. */
    public enum SourceRule {
        /** That of the interface by which the packet came: a traceroute shows the path that packets take. */
        INGRESS,
        /** That of the interface by which the error leaves (RFC 1812 section 4.3.2.4). */
        EGRESS
    }

    /** Least octets of an ICMPv4 error with the longest header and 8 octets of its datagram (RFC 792). */
    private static final int MIN_QUOTED_DATAGRAM_LIMIT = 20 + 8 + 60 + 8;

    /** What a router does unless told otherwise; broadcast echo requests serve floods, and are left unanswered. */
    public static final IcmpConfig DEFAULT =
            new IcmpConfig(SourceRule.INGRESS, 10_000, 500, 1_000, 50, 576, true, false, IpHeaders.DEFAULT_HOP_LIMIT);

    /**
     * Checks the ranges that buckets do not.
     *
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public IcmpConfig {
        if (quotedDatagramLimit < MIN_QUOTED_DATAGRAM_LIMIT || quotedDatagramLimit > 65_535) {
            throw new IllegalArgumentException("quotedDatagramLimit: value=" + quotedDatagramLimit + ", range="
                    + MIN_QUOTED_DATAGRAM_LIMIT + "..65535");
        }
        if (hopLimit < 1 || hopLimit > 255) {
            throw new IllegalArgumentException("hopLimit: value=" + hopLimit + ", range=1..255");
        }
    }

    /**
     * This with another source rule.
     *
     * @param rule whose address errors bear.
     * @return the changed configuration.
     */
    public IcmpConfig withSourceRule(final SourceRule rule) {
        return new IcmpConfig(
                rule,
                errorsPerSecond,
                errorBurst,
                interfaceErrorsPerSecond,
                interfaceErrorBurst,
                quotedDatagramLimit,
                answersEcho,
                answersGroupEcho,
                hopLimit);
    }

    /**
     * This with other limits for errors.
     *
     * @param perSecond of the node; 0 sends none.
     * @param burst of the node.
     * @param interfacePerSecond of one interface.
     * @param interfaceBurst of one interface.
     * @return the changed configuration.
     */
    public IcmpConfig withErrorLimits(
            final int perSecond, final int burst, final int interfacePerSecond, final int interfaceBurst) {
        return new IcmpConfig(
                sourceRule,
                perSecond,
                burst,
                interfacePerSecond,
                interfaceBurst,
                quotedDatagramLimit,
                answersEcho,
                answersGroupEcho,
                hopLimit);
    }

    /**
     * This with other answers to echo requests.
     *
     * @param answers whether those to the node are answered.
     * @param answersGroups whether those to IPv4 groups and broadcast addresses are answered too.
     * @return the changed configuration.
     */
    public IcmpConfig withEcho(final boolean answers, final boolean answersGroups) {
        return new IcmpConfig(
                sourceRule,
                errorsPerSecond,
                errorBurst,
                interfaceErrorsPerSecond,
                interfaceErrorBurst,
                quotedDatagramLimit,
                answers,
                answersGroups,
                hopLimit);
    }
}
