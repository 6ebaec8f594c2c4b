package org.firsthop.core.wire;

/** Types of ICMP for IPv4 (IANA "ICMP Type Numbers"). */
public final class IcmpType {
    /** Echo Reply (RFC 792). */
    public static final int ECHO_REPLY = 0;

    /** Destination Unreachable (RFC 792, RFC 1122 section 3.2.2.1, RFC 1191). */
    public static final int DESTINATION_UNREACHABLE = 3;

    /** Source Quench (RFC 792), which must be ignored (RFC 6633). */
    public static final int SOURCE_QUENCH = 4;

    /** Redirect (RFC 792). */
    public static final int REDIRECT = 5;

    /** Echo (RFC 792). */
    public static final int ECHO_REQUEST = 8;

    /** Router Advertisement (RFC 1256). */
    public static final int ROUTER_ADVERTISEMENT = 9;

    /** Router Solicitation (RFC 1256). */
    public static final int ROUTER_SOLICITATION = 10;

    /** Time Exceeded (RFC 792). */
    public static final int TIME_EXCEEDED = 11;

    /** Parameter Problem (RFC 792). */
    public static final int PARAMETER_PROBLEM = 12;

    /** Timestamp (RFC 792). */
    public static final int TIMESTAMP_REQUEST = 13;

    /** Timestamp Reply (RFC 792). */
    public static final int TIMESTAMP_REPLY = 14;

    /** Address Mask Request (RFC 950, deprecated by RFC 6918). */
    public static final int ADDRESS_MASK_REQUEST = 17;

    /** Address Mask Reply (RFC 950, deprecated by RFC 6918). */
    public static final int ADDRESS_MASK_REPLY = 18;

    /** Extended Echo Request (RFC 8335). */
    public static final int EXTENDED_ECHO_REQUEST = 42;

    /** Extended Echo Reply (RFC 8335). */
    public static final int EXTENDED_ECHO_REPLY = 43;

    private IcmpType() {}

    /**
     * Whether a type reports an error about another datagram, and holds its beginning. No error is ever sent about such a
     * message (RFC 1122 section 3.2.2).
     *
     * @param type 0 to 255.
     * @return whether it is an error.
     */
    public static boolean isError(final int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }
}
