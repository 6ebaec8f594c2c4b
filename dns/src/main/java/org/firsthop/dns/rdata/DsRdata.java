package org.firsthop.dns.rdata;

/**
 * The RDATA of DS and CDS: the digest of a child's key (RFC 4034 section 5.1).
 */
public final class DsRdata extends RdataView {
    /** A view over nothing. */
    public DsRdata() {}

    /** {@return the key's tag: 0 to 65,535} */
    public int keyTag() {
        return u16(0);
    }

    /** {@return the key's algorithm: 0 to 255} */
    public int algorithm() {
        return octet(2);
    }

    /** {@return the digest's algorithm: 0 to 255} */
    public int digestType() {
        return octet(3);
    }

    /** {@return the index of the digest in the RDATA} */
    public int digestOffset() {
        return 4;
    }

    /** {@return octets of the digest} */
    public int digestLength() {
        return length - 4;
    }
}
