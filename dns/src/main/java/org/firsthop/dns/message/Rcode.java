package org.firsthop.dns.message;

/** What became of a query: 4 bits in the header (RFC 1035 section 4.1.1), 12 with EDNS (RFC 6891 section 6.1.3). */
public final class Rcode {
    /** No error. */
    public static final int NOERROR = 0;

    /** The server could not understand the query. */
    public static final int FORMERR = 1;

    /** The server failed. */
    public static final int SERVFAIL = 2;

    /** The name does not exist. */
    public static final int NXDOMAIN = 3;

    /** The server does not do this kind of query. */
    public static final int NOTIMP = 4;

    /** The server does not want to. */
    public static final int REFUSED = 5;

    /** A name exists that should not (RFC 2136 section 2.2). */
    public static final int YXDOMAIN = 6;

    /** An RRset exists that should not (RFC 2136 section 2.2). */
    public static final int YXRRSET = 7;

    /** An RRset that should exist does not (RFC 2136 section 2.2). */
    public static final int NXRRSET = 8;

    /** The server is not authoritative for the zone (RFC 2136 section 2.2). */
    public static final int NOTAUTH = 9;

    /** A name is not in the zone (RFC 2136 section 2.2). */
    public static final int NOTZONE = 10;

    /** The server does not speak this version of EDNS (RFC 6891 section 9). */
    public static final int BADVERS = 16;

    /** The server's cookie is missing or wrong (RFC 7873 section 8). */
    public static final int BADCOOKIE = 23;

    private Rcode() {}

    /**
     * The name of a response code.
     *
     * @param rcode 0 to 4,095.
     * @return as dig prints it, such as {@code NXDOMAIN}, or {@code RESERVED12} where there is none.
     */
    public static String name(final int rcode) {
        return switch (rcode) {
            case NOERROR -> "NOERROR";
            case FORMERR -> "FORMERR";
            case SERVFAIL -> "SERVFAIL";
            case NXDOMAIN -> "NXDOMAIN";
            case NOTIMP -> "NOTIMP";
            case REFUSED -> "REFUSED";
            case YXDOMAIN -> "YXDOMAIN";
            case YXRRSET -> "YXRRSET";
            case NXRRSET -> "NXRRSET";
            case NOTAUTH -> "NOTAUTH";
            case NOTZONE -> "NOTZONE";
            case BADVERS -> "BADVERS";
            case BADCOOKIE -> "BADCOOKIE";
            default -> "RESERVED" + rcode;
        };
    }
}
