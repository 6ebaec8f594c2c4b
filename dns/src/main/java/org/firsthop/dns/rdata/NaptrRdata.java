package org.firsthop.dns.rdata;

/**
 * The RDATA of NAPTR: a rule that rewrites a name (RFC 3403 section 4.1). Strings are told by where their octets lie, after
 * the octet of length.
 */
public final class NaptrRdata extends RdataView {
    /** A view over nothing. */
    public NaptrRdata() {}

    /** {@return the order in which rules must be tried: 0 to 65,535} */
    public int order() {
        return u16(0);
    }

    /** {@return the preference among rules of one order: 0 to 65,535} */
    public int preference() {
        return u16(2);
    }

    /** {@return the index of the flags in the RDATA} */
    public int flagsOffset() {
        return 5;
    }

    /** {@return octets of the flags} */
    public int flagsLength() {
        return octet(4);
    }

    /** {@return the index of the services in the RDATA} */
    public int servicesOffset() {
        return flagsOffset() + flagsLength() + 1;
    }

    /** {@return octets of the services} */
    public int servicesLength() {
        return octet(servicesOffset() - 1);
    }

    /** {@return the index of the substitution expression in the RDATA} */
    public int regexpOffset() {
        return servicesOffset() + servicesLength() + 1;
    }

    /** {@return octets of the substitution expression} */
    public int regexpLength() {
        return octet(regexpOffset() - 1);
    }

    /** {@return the position of the name that replaces} */
    public int replacement() {
        return offset + regexpOffset() + regexpLength();
    }
}
