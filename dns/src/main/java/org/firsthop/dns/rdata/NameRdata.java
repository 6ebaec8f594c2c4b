package org.firsthop.dns.rdata;

/**
 * The RDATA of types that hold one name and nothing else: NS, CNAME, PTR, DNAME (RFC 1035 section 3.3, RFC 6672).
 */
public final class NameRdata extends RdataView {
    /** A view over nothing. */
    public NameRdata() {}

    /** {@return the position of the name} */
    public int target() {
        return offset;
    }
}
