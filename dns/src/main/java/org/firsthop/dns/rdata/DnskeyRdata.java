package org.firsthop.dns.rdata;

/**
 * The RDATA of DNSKEY and CDNSKEY: a zone's public key (RFC 4034 section 2.1).
 */
public final class DnskeyRdata extends RdataView {
    /** A view over nothing. */
    public DnskeyRdata() {}

    /** {@return 16 bits, of which 0x0100 marks a zone key and 0x0001 a secure entry point} */
    public int flags() {
        return u16(0);
    }

    /** {@return the protocol, always 3} */
    public int protocol() {
        return octet(2);
    }

    /** {@return the algorithm: 0 to 255} */
    public int algorithm() {
        return octet(3);
    }

    /** {@return the index of the key in the RDATA} */
    public int keyOffset() {
        return 4;
    }

    /** {@return octets of the key} */
    public int keyLength() {
        return length - 4;
    }

    /**
     * The tag by which DS and RRSIG name a key (RFC 4034 appendix B), for algorithms other than 1.
     *
     * @return 0 to 65,535.
     */
    public int keyTag() {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (i & 1) == 0 ? octet(i) << 8 : octet(i);
        }
        return (int) (sum + (sum >>> 16)) & 0xFFFF;
    }
}
