package org.firsthop.dns.rdata;

/**
 * The RDATA of A: a host's IPv4 address (RFC 1035 section 3.4.1).
 */
public final class ARdata extends RdataView {
    /** A view over nothing. */
    public ARdata() {}

    /** {@return the address, most significant octet first} */
    public int address() {
        return (int) u32(0);
    }
}
