package org.firsthop.tcp;

/**
 * Decides what becomes of a connection request, before anything is sent or stored.
 *
 * <p>It is asked for every SYN that finds a listener, a retransmission of one that was not accepted included; so it must be
 * quick and must not call the engine.
 */
@FunctionalInterface
public interface SynPolicy {
    /** Accepts everything. */
    SynPolicy ACCEPT_ALL = syn -> Decision.ACCEPT;

    /** What becomes of a SYN. */
    enum Decision {
        /** It is answered; with a cookie when the engine is under pressure. */
        ACCEPT,
        /** It is answered with a cookie, and nothing is stored. */
        COOKIE,
        /** It is dropped without a word. */
        DROP,
        /** It is refused with a reset. */
        RESET,
        /** It is kept without an answer until {@link TcpEngine#complete} or its time has run out. */
        DEFER
    }

    /** A SYN as its policy sees it; valid only during the call. */
    interface Syn {
        /** {@return the high 64 bits of the sender's address; zero for IPv4} */
        long remoteHigh();

        /** {@return the low 64 bits of the sender's address; IPv4 as its IPv4-mapped address} */
        long remoteLow();

        /** {@return the sender's port} */
        int remotePort();

        /** {@return the high 64 bits of the address it was sent to; zero for IPv4} */
        long localHigh();

        /** {@return the low 64 bits of the address it was sent to; IPv4 as its IPv4-mapped address} */
        long localLow();

        /** {@return the port it was sent to} */
        int localPort();

        /** {@return the MSS option, or 0 when there is none} */
        int maximumSegmentSize();
    }

    /**
     * Decides about a SYN.
     *
     * @param syn that has come.
     * @return what becomes of it.
     */
    Decision onSyn(Syn syn);
}
