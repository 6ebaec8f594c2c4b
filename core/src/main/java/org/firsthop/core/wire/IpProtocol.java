package org.firsthop.core.wire;

/**
 * Numbers of what an IP header carries: IPv4's Protocol and IPv6's Next Header (IANA "Assigned Internet Protocol Numbers",
 * RFC 5237), as far as anything here reads or writes them.
 */
public final class IpProtocol {
    /** IPv6 Hop-by-Hop Options header (RFC 8200 section 4.3); of no meaning in IPv4. */
    public static final int HOP_BY_HOP = 0;

    /** Internet Control Message Protocol for IPv4 (RFC 792). */
    public static final int ICMP = 1;

    /** Internet Group Management Protocol (RFC 2236, RFC 3376). */
    public static final int IGMP = 2;

    /** IPv4 in IP (RFC 2003). */
    public static final int IPV4 = 4;

    /** Transmission Control Protocol (RFC 9293). */
    public static final int TCP = 6;

    /** User Datagram Protocol (RFC 768). */
    public static final int UDP = 17;

    /** Datagram Congestion Control Protocol (RFC 4340). */
    public static final int DCCP = 33;

    /** IPv6 in IP (RFC 2473, RFC 4213). */
    public static final int IPV6 = 41;

    /** IPv6 Routing header (RFC 8200 section 4.4). */
    public static final int ROUTING = 43;

    /** IPv6 Fragment header (RFC 8200 section 4.5). */
    public static final int FRAGMENT = 44;

    /** Resource Reservation Protocol (RFC 2205). */
    public static final int RSVP = 46;

    /** Generic Routing Encapsulation (RFC 2784). */
    public static final int GRE = 47;

    /** Encapsulating Security Payload (RFC 4303). */
    public static final int ESP = 50;

    /** Authentication Header (RFC 4302). */
    public static final int AH = 51;

    /** Internet Control Message Protocol for IPv6 (RFC 4443). */
    public static final int ICMPV6 = 58;

    /** No Next Header: nothing follows (RFC 8200 section 4.7). */
    public static final int NO_NEXT_HEADER = 59;

    /** IPv6 Destination Options header (RFC 8200 section 4.6). */
    public static final int DESTINATION_OPTIONS = 60;

    /** Open Shortest Path First (RFC 2328, RFC 5340). */
    public static final int OSPF = 89;

    /** EtherIP: Ethernet within IP (RFC 3378). */
    public static final int ETHERIP = 97;

    /** Protocol Independent Multicast (RFC 7761). */
    public static final int PIM = 103;

    /** Virtual Router Redundancy Protocol (RFC 9568). */
    public static final int VRRP = 112;

    /** Layer Two Tunneling Protocol version 3 (RFC 3931). */
    public static final int L2TP = 115;

    /** Stream Control Transmission Protocol (RFC 9260). */
    public static final int SCTP = 132;

    /** IPv6 Mobility header (RFC 6275). */
    public static final int MOBILITY = 135;

    /** Lightweight User Datagram Protocol (RFC 3828). */
    public static final int UDP_LITE = 136;

    /** MPLS in IP (RFC 4023). */
    public static final int MPLS = 137;

    /** Host Identity Protocol (RFC 7401). */
    public static final int HIP = 139;

    /** Shim6 Protocol (RFC 5533). */
    public static final int SHIM6 = 140;

    /** Ethernet, of a segment routing endpoint (RFC 8986). */
    public static final int ETHERNET = 143;

    /** Use for experimentation and testing (RFC 3692). */
    public static final int EXPERIMENT_1 = 253;

    /** Use for experimentation and testing (RFC 3692). */
    public static final int EXPERIMENT_2 = 254;

    private IpProtocol() {}
}
