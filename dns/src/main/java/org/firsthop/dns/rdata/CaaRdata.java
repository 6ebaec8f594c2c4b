package org.firsthop.dns.rdata;

/**
 * The RDATA of CAA: who may issue certificates (RFC 8659 section 4.1).
 */
public final class CaaRdata extends RdataView {
    /** A view over nothing. */
    public CaaRdata() {}

    /** {@return whether an issuer that does not know the tag must not issue} */
    public boolean isCritical() {
        return (octet(0) & 0x80) != 0;
    }

    /** {@return the index of the tag in the RDATA} */
    public int tagOffset() {
        return 2;
    }

    /** {@return octets of the tag: 1 to 255} */
    public int tagLength() {
        return octet(1);
    }

    /** {@return the index of the value in the RDATA} */
    public int valueOffset() {
        return 2 + tagLength();
    }

    /** {@return octets of the value} */
    public int valueLength() {
        return length - valueOffset();
    }
}
