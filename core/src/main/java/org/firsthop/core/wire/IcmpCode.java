package org.firsthop.core.wire;

/** Codes of ICMP for IPv4, by the type they belong to (IANA "Code Fields"). */
public final class IcmpCode {
    /** Destination Unreachable: net (RFC 792). */
    public static final int NET_UNREACHABLE = 0;

    /** Destination Unreachable: host (RFC 792). */
    public static final int HOST_UNREACHABLE = 1;

    /** Destination Unreachable: protocol (RFC 792). */
    public static final int PROTOCOL_UNREACHABLE = 2;

    /** Destination Unreachable: port (RFC 792). */
    public static final int PORT_UNREACHABLE = 3;

    /** Destination Unreachable: fragmentation needed and Don't Fragment set (RFC 792, RFC 1191). */
    public static final int FRAGMENTATION_NEEDED = 4;

    /** Destination Unreachable: source route failed (RFC 792). */
    public static final int SOURCE_ROUTE_FAILED = 5;

    /** Destination Unreachable: destination network unknown (RFC 1122 section 3.2.2.1). */
    public static final int DESTINATION_NETWORK_UNKNOWN = 6;

    /** Destination Unreachable: destination host unknown (RFC 1122 section 3.2.2.1). */
    public static final int DESTINATION_HOST_UNKNOWN = 7;

    /** Destination Unreachable: source host isolated (RFC 1122 section 3.2.2.1). */
    public static final int SOURCE_HOST_ISOLATED = 8;

    /** Destination Unreachable: network administratively prohibited (RFC 1122 section 3.2.2.1). */
    public static final int NETWORK_PROHIBITED = 9;

    /** Destination Unreachable: host administratively prohibited (RFC 1122 section 3.2.2.1). */
    public static final int HOST_PROHIBITED = 10;

    /** Destination Unreachable: network for type of service (RFC 1122 section 3.2.2.1). */
    public static final int NETWORK_UNREACHABLE_FOR_TOS = 11;

    /** Destination Unreachable: host for type of service (RFC 1122 section 3.2.2.1). */
    public static final int HOST_UNREACHABLE_FOR_TOS = 12;

    /** Destination Unreachable: communication administratively prohibited (RFC 1812 section 5.2.7.1). */
    public static final int COMMUNICATION_PROHIBITED = 13;

    /** Destination Unreachable: host precedence violation (RFC 1812 section 5.2.7.1). */
    public static final int HOST_PRECEDENCE_VIOLATION = 14;

    /** Destination Unreachable: precedence cutoff in effect (RFC 1812 section 5.2.7.1). */
    public static final int PRECEDENCE_CUTOFF = 15;

    /** Redirect: for the network (RFC 792), which routers should not send (RFC 1812 section 5.2.7.2). */
    public static final int REDIRECT_NETWORK = 0;

    /** Redirect: for the host (RFC 792). */
    public static final int REDIRECT_HOST = 1;

    /** Redirect: for type of service and network (RFC 792). */
    public static final int REDIRECT_TOS_AND_NETWORK = 2;

    /** Redirect: for type of service and host (RFC 792). */
    public static final int REDIRECT_TOS_AND_HOST = 3;

    /** Time Exceeded: time to live in transit (RFC 792). */
    public static final int TTL_EXCEEDED = 0;

    /** Time Exceeded: fragment reassembly (RFC 792). */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    /** Parameter Problem: the pointer says where (RFC 792). */
    public static final int POINTER_INDICATES_ERROR = 0;

    /** Parameter Problem: a required option is missing (RFC 1108). */
    public static final int MISSING_OPTION = 1;

    /** Parameter Problem: bad length (IANA). */
    public static final int BAD_LENGTH = 2;

    private IcmpCode() {}
}
