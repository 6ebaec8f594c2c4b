package org.firsthop.dns.rdata;

/**
 * The RDATA of TLSA and SMIMEA: which certificate or key a service has (RFC 6698 section 2.1).
 */
public final class TlsaRdata extends RdataView {
    /** A view over nothing. */
    public TlsaRdata() {}

    /** {@return the certificate usage: 0 to 255} */
    public int usage() {
        return octet(0);
    }

    /** {@return the part of the certificate that counts: 0 to 255} */
    public int selector() {
        return octet(1);
    }

    /** {@return how it is presented: 0 to 255} */
    public int matchingType() {
        return octet(2);
    }

    /** {@return the index of the association data in the RDATA} */
    public int dataOffset() {
        return 3;
    }

    /** {@return octets of the association data} */
    public int dataLength() {
        return length - 3;
    }
}
