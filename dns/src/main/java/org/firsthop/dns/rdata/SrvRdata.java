package org.firsthop.dns.rdata;

/**
 * The RDATA of SRV: where a service is (RFC 2782).
 */
public final class SrvRdata extends RdataView {
    /** A view over nothing. */
    public SrvRdata() {}

    /** {@return the priority, lower ones first: 0 to 65,535} */
    public int priority() {
        return u16(0);
    }

    /** {@return the share among targets of one priority: 0 to 65,535} */
    public int weight() {
        return u16(2);
    }

    /** {@return the port: 0 to 65,535} */
    public int port() {
        return u16(4);
    }

    /** {@return the position of the target's name; the root where the service is not offered} */
    public int target() {
        return offset + 6;
    }
}
