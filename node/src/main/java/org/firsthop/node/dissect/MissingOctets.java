package org.firsthop.node.dissect;

/**
 * Ends the dissection of a packet that has no octets where the next field should be. Its message says which kind of lack it
 * is; it has no stack trace, as nobody at fault is on it.
 */
public final class MissingOctets extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether the octets exist, but not in this capture or packet. */
    private final boolean cut;

    private MissingOctets(final String message, final boolean cut) {
        super(message, null, false, false);
        this.cut = cut;
    }

    boolean isCut() {
        return cut;
    }

    /** {@return what says that the octets were on the wire, but the capture does not hold them} */
    static MissingOctets cut() {
        return new MissingOctets("cut when it was captured", true);
    }

    /**
     * What says that the octets are in another packet.
     *
     * @return the lack.
     */
    public static MissingOctets continued() {
        return new MissingOctets("continued in another packet", true);
    }

    /**
     * What says that the octets never were: the packet says more than it has.
     *
     * @return the lack.
     */
    public static MissingOctets malformed() {
        return new MissingOctets("malformed", false);
    }
}
