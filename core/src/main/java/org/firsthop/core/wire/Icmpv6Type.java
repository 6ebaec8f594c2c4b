package org.firsthop.core.wire;

/** Types of ICMP for IPv6 (IANA "ICMPv6 type Numbers"). */
public final class Icmpv6Type {
    /** Destination Unreachable (RFC 4443 section 3.1). */
    public static final int DESTINATION_UNREACHABLE = 1;

    /** Packet Too Big (RFC 4443 section 3.2, RFC 8201). */
    public static final int PACKET_TOO_BIG = 2;

    /** Time Exceeded (RFC 4443 section 3.3). */
    public static final int TIME_EXCEEDED = 3;

    /** Parameter Problem (RFC 4443 section 3.4). */
    public static final int PARAMETER_PROBLEM = 4;

    /** Echo Request (RFC 4443 section 4.1). */
    public static final int ECHO_REQUEST = 128;

    /** Echo Reply (RFC 4443 section 4.2). */
    public static final int ECHO_REPLY = 129;

    /** Multicast Listener Query (RFC 2710, RFC 3810). */
    public static final int MULTICAST_LISTENER_QUERY = 130;

    /** Multicast Listener Report, version 1 (RFC 2710). */
    public static final int MULTICAST_LISTENER_REPORT = 131;

    /** Multicast Listener Done (RFC 2710). */
    public static final int MULTICAST_LISTENER_DONE = 132;

    /** Router Solicitation (RFC 4861 section 4.1). */
    public static final int ROUTER_SOLICITATION = 133;

    /** Router Advertisement (RFC 4861 section 4.2). */
    public static final int ROUTER_ADVERTISEMENT = 134;

    /** Neighbor Solicitation (RFC 4861 section 4.3). */
    public static final int NEIGHBOR_SOLICITATION = 135;

    /** Neighbor Advertisement (RFC 4861 section 4.4). */
    public static final int NEIGHBOR_ADVERTISEMENT = 136;

    /** Redirect (RFC 4861 section 4.5). */
    public static final int REDIRECT = 137;

    /** Multicast Listener Report, version 2 (RFC 3810). */
    public static final int MULTICAST_LISTENER_REPORT_V2 = 143;

    /** RPL Control (RFC 6550). */
    public static final int RPL_CONTROL = 155;

    /** Extended Echo Request (RFC 8335). */
    public static final int EXTENDED_ECHO_REQUEST = 160;

    /** Extended Echo Reply (RFC 8335). */
    public static final int EXTENDED_ECHO_REPLY = 161;

    private Icmpv6Type() {}

    /**
     * Whether a type reports an error about another packet, and holds its beginning: its highest bit is zero (RFC 4443 section
     * 2.1). No error is ever sent about such a message, nor about a redirect (section 2.4 (e)).
     *
     * @param type 0 to 255.
     * @return whether it is an error.
     */
    public static boolean isError(final int type) {
        return type < 128;
    }
}
