package org.firsthop.core.wire;

/** Codes of ICMP for IPv6, by the type they belong to (IANA "ICMPv6 Code Fields"). */
public final class Icmpv6Code {
    /** Destination Unreachable: no route to destination (RFC 4443 section 3.1). */
    public static final int NO_ROUTE = 0;

    /** Destination Unreachable: administratively prohibited (RFC 4443 section 3.1). */
    public static final int PROHIBITED = 1;

    /** Destination Unreachable: beyond scope of source address (RFC 4443 section 3.1). */
    public static final int BEYOND_SCOPE = 2;

    /** Destination Unreachable: address unreachable (RFC 4443 section 3.1). */
    public static final int ADDRESS_UNREACHABLE = 3;

    /** Destination Unreachable: port unreachable (RFC 4443 section 3.1). */
    public static final int PORT_UNREACHABLE = 4;

    /** Destination Unreachable: source address failed ingress or egress policy (RFC 4443 section 3.1). */
    public static final int SOURCE_POLICY = 5;

    /** Destination Unreachable: reject route to destination (RFC 4443 section 3.1). */
    public static final int REJECT_ROUTE = 6;

    /** Time Exceeded: hop limit exceeded in transit (RFC 4443 section 3.3). */
    public static final int HOP_LIMIT_EXCEEDED = 0;

    /** Time Exceeded: fragment reassembly time exceeded (RFC 4443 section 3.3). */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    /** Parameter Problem: erroneous header field (RFC 4443 section 3.4). */
    public static final int ERRONEOUS_HEADER_FIELD = 0;

    /** Parameter Problem: unrecognized Next Header type (RFC 4443 section 3.4). */
    public static final int UNRECOGNIZED_NEXT_HEADER = 1;

    /** Parameter Problem: unrecognized IPv6 option (RFC 4443 section 3.4). */
    public static final int UNRECOGNIZED_OPTION = 2;

    /** Parameter Problem: first fragment without the whole header chain (RFC 7112 section 5). */
    public static final int INCOMPLETE_HEADER_CHAIN = 3;

    /** Parameter Problem: SR upper-layer header error (RFC 8754). */
    public static final int SEGMENT_ROUTING_UPPER_LAYER = 4;

    /** Parameter Problem: unrecognized Next Header type, at an intermediate node (RFC 8883). */
    public static final int UNRECOGNIZED_NEXT_HEADER_IN_TRANSIT = 5;

    /** Parameter Problem: extension header too big (RFC 8883). */
    public static final int EXTENSION_HEADER_TOO_BIG = 6;

    /** Parameter Problem: extension header chain too long (RFC 8883). */
    public static final int EXTENSION_HEADER_CHAIN_TOO_LONG = 7;

    /** Parameter Problem: too many extension headers (RFC 8883). */
    public static final int TOO_MANY_EXTENSION_HEADERS = 8;

    /** Parameter Problem: too many options in an extension header (RFC 8883). */
    public static final int TOO_MANY_OPTIONS = 9;

    /** Parameter Problem: option too big (RFC 8883). */
    public static final int OPTION_TOO_BIG = 10;

    private Icmpv6Code() {}
}
