package org.firsthop.dns.rdata;

/**
 * The RDATA of MX: a mail exchange and its preference (RFC 1035 section 3.3.9).
 */
public final class MxRdata extends RdataView {
    /** A view over nothing. */
    public MxRdata() {}

    /** {@return the preference, lower ones first: 0 to 65,535} */
    public int preference() {
        return u16(0);
    }

    /** {@return the position of the exchange's name} */
    public int exchange() {
        return offset + 2;
    }
}
