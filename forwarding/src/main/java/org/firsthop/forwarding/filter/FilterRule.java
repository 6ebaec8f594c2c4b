package org.firsthop.forwarding.filter;

import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;

/**
 * One rule of an access list: what it asks of a packet, all of which must hold, and what becomes of packets that match.
 *
 * <p>Immutable; made by a {@link Builder}. A rule that names an address or an ICMP of one IP version is of that version alone.
 */
public final class FilterRule {
    /** Every protocol. */
    static final int ANY_PROTOCOL = -1;

    /** The largest port. */
    static final int MAX_PORT = 65_535;

    private static final int ESTABLISHED_FLAGS = TcpFlyweight.ACK | TcpFlyweight.RST;
    private static final int SYN_MASK = TcpFlyweight.SYN | TcpFlyweight.ACK | TcpFlyweight.RST | TcpFlyweight.FIN;

    final FilterAction action;
    final boolean isForIpv4;
    final boolean isForIpv6;
    final long sourceHigh;
    final long sourceLow;
    final int sourceLength;
    final long destinationHigh;
    final long destinationLow;
    final int destinationLength;
    final int protocol;
    final int firstLow;
    final int firstHigh;
    final int secondLow;
    final int secondHigh;
    final boolean asksTransport;
    final int flagsMask;
    final int flagsSet;
    final boolean isEstablished;
    private final String text;

    private FilterRule(final Builder builder) {
        action = builder.action;
        isForIpv4 = builder.isForIpv4;
        isForIpv6 = builder.isForIpv6;
        sourceHigh = builder.sourceHigh;
        sourceLow = builder.sourceLow;
        sourceLength = builder.sourceLength;
        destinationHigh = builder.destinationHigh;
        destinationLow = builder.destinationLow;
        destinationLength = builder.destinationLength;
        protocol = builder.protocol;
        firstLow = builder.firstLow;
        firstHigh = builder.firstHigh;
        secondLow = builder.secondLow;
        secondHigh = builder.secondHigh;
        asksTransport = builder.asksTransport;
        flagsMask = builder.flagsMask;
        flagsSet = builder.flagsSet;
        isEstablished = builder.isEstablished;
        text = builder.text;
    }

    /**
     * Begins a rule that matches every packet.
     *
     * @param action what becomes of packets that match.
     * @return a builder.
     */
    public static Builder of(final FilterAction action) {
        return new Builder(action);
    }

    /** {@return what becomes of packets that match} */
    public FilterAction action() {
        return action;
    }

    /** Whether the flags of a TCP header are as the rule wants them. */
    boolean acceptsFlags(final int flags) {
        return (flags & flagsMask) == flagsSet && (!isEstablished || (flags & ESTABLISHED_FLAGS) != 0);
    }

    /** Whether the rule looks at the flags of a TCP header. */
    boolean asksFlags() {
        return flagsMask != 0 || isEstablished;
    }

    /** {@return the rule as its author wrote it} */
    @Override
    public String toString() {
        return text;
    }

    /** Collects what a rule asks. */
    public static final class Builder {
        private final FilterAction action;
        private boolean isForIpv4 = true;
        private boolean isForIpv6 = true;
        private long sourceHigh;
        private long sourceLow;
        private int sourceLength;
        private long destinationHigh;
        private long destinationLow;
        private int destinationLength;
        private int protocol = ANY_PROTOCOL;
        private int firstLow;
        private int firstHigh = MAX_PORT;
        private int secondLow;
        private int secondHigh = MAX_PORT;
        private boolean asksTransport;
        private int flagsMask;
        private int flagsSet;
        private boolean isEstablished;
        private String text;

        private Builder(final FilterAction action) {
            this.action = action;
            text = action.toString();
        }

        /**
         * Asks for a source.
         *
         * @param prefix most significant octet first; bits beyond the length are not looked at.
         * @param length 0 to 32.
         * @return this.
         */
        public Builder source(final int prefix, final int length) {
            sourceLow = prefix & 0xFFFF_FFFFL;
            sourceLength = checked(length, 32);
            return ipv4();
        }

        /**
         * Asks for an IPv6 source.
         *
         * @param high the first 64 bits; bits beyond the length are not looked at.
         * @param low the last 64 bits.
         * @param length 0 to 128.
         * @return this.
         */
        public Builder source(final long high, final long low, final int length) {
            sourceHigh = high;
            sourceLow = low;
            sourceLength = checked(length, 128);
            return ipv6();
        }

        /**
         * Asks for a destination.
         *
         * @param prefix most significant octet first; bits beyond the length are not looked at.
         * @param length 0 to 32.
         * @return this.
         */
        public Builder destination(final int prefix, final int length) {
            destinationLow = prefix & 0xFFFF_FFFFL;
            destinationLength = checked(length, 32);
            return ipv4();
        }

        /**
         * Asks for an IPv6 destination.
         *
         * @param high the first 64 bits; bits beyond the length are not looked at.
         * @param low the last 64 bits.
         * @param length 0 to 128.
         * @return this.
         */
        public Builder destination(final long high, final long low, final int length) {
            destinationHigh = high;
            destinationLow = low;
            destinationLength = checked(length, 128);
            return ipv6();
        }

        private static int checked(final int length, final int limit) {
            if (length < 0 || length > limit) {
                throw new IllegalArgumentException("prefixLength: value=" + length + ", limit=" + limit);
            }
            return length;
        }

        private Builder ipv4() {
            if (!isForIpv4) {
                throw new IllegalArgumentException("a rule is of one IP version");
            }
            isForIpv6 = false;
            return this;
        }

        private Builder ipv6() {
            if (!isForIpv6) {
                throw new IllegalArgumentException("a rule is of one IP version");
            }
            isForIpv4 = false;
            return this;
        }

        /**
         * Asks for a protocol; ICMP and ICMPv6 are of their IP version alone.
         *
         * @param number 0 to 255.
         * @return this.
         */
        public Builder protocol(final int number) {
            protocol = checked(number, 255);
            return switch (number) {
                case IpProtocol.ICMP -> ipv4();
                case IpProtocol.ICMPV6 -> ipv6();
                default -> this;
            };
        }

        /**
         * Asks for a source port of TCP, UDP, SCTP, UDP-Lite or DCCP; the protocol is set before.
         *
         * @param low 0 to 65,535.
         * @param high {@code low} to 65,535.
         * @return this.
         */
        public Builder sourcePort(final int low, final int high) {
            requirePorts();
            firstLow = low;
            firstHigh = range(low, high, MAX_PORT);
            return this;
        }

        /**
         * Asks for a destination port.
         *
         * @param low 0 to 65,535.
         * @param high {@code low} to 65,535.
         * @return this.
         */
        public Builder destinationPort(final int low, final int high) {
            requirePorts();
            secondLow = low;
            secondHigh = range(low, high, MAX_PORT);
            return this;
        }

        /**
         * Asks for an ICMP or ICMPv6 type; the protocol is set before.
         *
         * @param type 0 to 255.
         * @return this.
         */
        public Builder icmpType(final int type) {
            requireIcmp();
            firstLow = type;
            firstHigh = range(type, type, 255);
            return this;
        }

        /**
         * Asks for an ICMP or ICMPv6 code.
         *
         * @param code 0 to 255.
         * @return this.
         */
        public Builder icmpCode(final int code) {
            requireIcmp();
            secondLow = code;
            secondHigh = range(code, code, 255);
            return this;
        }

        /**
         * Asks for a segment of a TCP connection that is under way: ACK or RST is set.
         *
         * @return this.
         */
        public Builder established() {
            requireTcp();
            isEstablished = true;
            return this;
        }

        /**
         * Asks for a segment that begins a TCP connection: SYN is set, and ACK, RST and FIN are not.
         *
         * @return this.
         */
        public Builder syn() {
            return flags(SYN_MASK, TcpFlyweight.SYN);
        }

        /**
         * Asks for TCP flags.
         *
         * @param mask of the flags that are looked at, 0 to 255.
         * @param set those of them that are set; the others are not.
         * @return this.
         */
        public Builder flags(final int mask, final int set) {
            requireTcp();
            if (mask < 0 || mask > 255 || (set & ~mask) != 0) {
                throw new IllegalArgumentException("flags: mask=" + mask + ", set=" + set);
            }
            flagsMask = mask;
            flagsSet = set;
            return this;
        }

        /**
         * Keeps the rule as its author wrote it, for listings.
         *
         * @param words of the rule.
         * @return this.
         */
        public Builder text(final String words) {
            text = words;
            return this;
        }

        private static int range(final int low, final int high, final int limit) {
            if (low < 0 || high < low || high > limit) {
                throw new IllegalArgumentException("range: value=" + low + "-" + high + ", limit=" + limit);
            }
            return high;
        }

        private void requirePorts() {
            if (!TransportKey.hasPorts(protocol)) {
                throw new IllegalArgumentException("ports need a protocol that has them, such as tcp or udp");
            }
            asksTransport = true;
        }

        private void requireIcmp() {
            if (protocol != IpProtocol.ICMP && protocol != IpProtocol.ICMPV6) {
                throw new IllegalArgumentException("a type or code needs the protocol icmp or icmpv6");
            }
            asksTransport = true;
        }

        private void requireTcp() {
            if (protocol != IpProtocol.TCP) {
                throw new IllegalArgumentException("flags need the protocol tcp");
            }
            asksTransport = true;
        }

        /** {@return the rule} */
        public FilterRule build() {
            return new FilterRule(this);
        }
    }
}
