package org.firsthop.dns.rdata;

/**
 * The RDATA of NSEC: the next name of a zone, and the types that the owner has (RFC 4034 section 4.1).
 */
public final class NsecRdata extends RdataView {
    /** A view over nothing. */
    public NsecRdata() {}

    /** {@return the position of the next owner's name} */
    public int next() {
        return offset;
    }

    /** {@return the index of the type bit map in the RDATA} */
    public int typesOffset() {
        return afterName(offset) - offset;
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
