package org.firsthop.dns.rdata;

/**
 * The RDATA of NSEC3: the hash of the next name of a zone, and the types that the owner has (RFC 5155 section 3.1).
 */
public final class Nsec3Rdata extends RdataView {
    /** A view over nothing. */
    public Nsec3Rdata() {}

    /** {@return the hash's algorithm, 1 for SHA-1} */
    public int algorithm() {
        return octet(0);
    }

    /** {@return whether unsigned delegations may lie between} */
    public boolean isOptOut() {
        return (octet(1) & 1) != 0;
    }

    /** {@return the number of additional iterations: 0 to 65,535} */
    public int iterations() {
        return u16(2);
    }

    /** {@return the index of the salt in the RDATA} */
    public int saltOffset() {
        return 5;
    }

    /** {@return octets of the salt: 0 to 255} */
    public int saltLength() {
        return octet(4);
    }

    /** {@return the index of the next owner's hash in the RDATA} */
    public int hashOffset() {
        return saltOffset() + saltLength() + 1;
    }

    /** {@return octets of the hash: 1 to 255} */
    public int hashLength() {
        return octet(hashOffset() - 1);
    }

    /** {@return the index of the type bit map in the RDATA} */
    public int typesOffset() {
        return hashOffset() + hashLength();
    }

    /**
     * Tells whether the owner has records of a type.
     *
     * @param type 0 to 65,535.
     * @return whether its bit is set.
     */
    public boolean hasType(final int type) {
        return TypeBitMap.contains(base, message + offset + typesOffset(), length - typesOffset(), type);
    }
}
