package org.firsthop.dns.rdata;

/** Why a response is as it is: the codes of the option that says so (RFC 8914 section 4 and the registry that it set up). */
public final class ExtendedError {
    private static final String[] PURPOSES = {
        "Other",
        "Unsupported DNSKEY Algorithm",
        "Unsupported DS Digest Type",
        "Stale Answer",
        "Forged Answer",
        "DNSSEC Indeterminate",
        "DNSSEC Bogus",
        "Signature Expired",
        "Signature Not Yet Valid",
        "DNSKEY Missing",
        "RRSIGs Missing",
        "No Zone Key Bit Set",
        "NSEC Missing",
        "Cached Error",
        "Not Ready",
        "Blocked",
        "Censored",
        "Filtered",
        "Prohibited",
        "Stale NXDOMAIN Answer",
        "Not Authoritative",
        "Not Supported",
        "No Reachable Authority",
        "Network Error",
        "Invalid Data",
        "Signature Expired before Valid",
        "Too Early",
        "Unsupported NSEC3 Iterations Value",
        "Unable to conform to policy",
        "Synthesized"
    };

    private ExtendedError() {}

    /**
     * A code as people read it.
     *
     * @param code INFO-CODE, 0 to 65,535.
     * @return the code and, where it is a registered one, what it stands for: {@code 22 (No Reachable Authority)}.
     */
    public static String describe(final int code) {
        return code >= 0 && code < PURPOSES.length ? code + " (" + PURPOSES[code] + ")" : String.valueOf(code);
    }
}
