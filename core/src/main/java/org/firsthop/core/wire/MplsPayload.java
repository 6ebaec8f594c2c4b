package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;

/**
 * What an MPLS label stack seems to carry. A label stack has no field for it: only the router that gave the label out
 * knows. Others guess by the first four bits, as those that balance load do (RFC 4928 section 2).
 */
public enum MplsPayload {
    /** The first four bits are 4. */
    IPV4,
    /** The first four bits are 6. */
    IPV6,
    /** The first four bits are 0: a pseudowire's control word (RFC 4385 section 3). */
    CONTROL_WORD,
    /** The first four bits are 1: an associated channel (RFC 4385 section 5, RFC 5586). */
    ASSOCIATED_CHANNEL,
    /** Anything else, such as a pseudowire's Ethernet frame without a control word; or nothing. */
    UNKNOWN;

    /**
     * Guesses by the first four bits.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet behind the label stack.
     * @param length octets from there on; none is read when there are none.
     * @return the guess.
     */
    public static MplsPayload guess(final DirectBuffer buffer, final int offset, final int length) {
        if (length < 1) {
            return UNKNOWN;
        }
        return switch (u8(buffer, offset) >>> 4) {
            case 0 -> CONTROL_WORD;
            case 1 -> ASSOCIATED_CHANNEL;
            case 4 -> IPV4;
            case 6 -> IPV6;
            default -> UNKNOWN;
        };
    }
}
