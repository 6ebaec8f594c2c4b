package org.firsthop.dns.rdata;

/**
 * The RDATA of RRSIG: a signature over an RRset (RFC 4034 section 3.1).
 */
public final class RrsigRdata extends RdataView {
    /** A view over nothing. */
    public RrsigRdata() {}

    /** {@return the type of the records that are signed} */
    public int typeCovered() {
        return u16(0);
    }

    /** {@return the key's algorithm: 0 to 255} */
    public int algorithm() {
        return octet(2);
    }

    /** {@return labels of the owner, less a wildcard's: 0 to 127} */
    public int labels() {
        return octet(3);
    }

    /** {@return the TTL of the records as signed} */
    public long originalTtl() {
        return u32(4);
    }

    /** {@return seconds since 1970 after which the signature is void, compared by RFC 1982} */
    public long expiration() {
        return u32(8);
    }

    /** {@return seconds since 1970 before which the signature is void, compared by RFC 1982} */
    public long inception() {
        return u32(12);
    }

    /** {@return the key's tag: 0 to 65,535} */
    public int keyTag() {
        return u16(16);
    }

    /** {@return the position of the name of the zone that signed} */
    public int signer() {
        return offset + 18;
    }

    /** {@return the index of the signature in the RDATA} */
    public int signatureOffset() {
        return afterName(signer()) - offset;
    }

    /** {@return octets of the signature} */
    public int signatureLength() {
        return length - signatureOffset();
    }
}
