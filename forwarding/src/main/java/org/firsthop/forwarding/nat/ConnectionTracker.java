package org.firsthop.forwarding.nat;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Follows TCP connections that pass, to tell a NAT how long each is worth keeping.
 *
 * <p>What it knows of a connection is a fixed number of octets that the NAT keeps for it, beside its own; a tracker has no
 * memory of its own, allocates nothing and belongs to one thread.
 */
public interface ConnectionTracker {
    /** Where a connection is in its life. */
    enum Phase {
        /** The handshake is under way. */
        OPENING,
        /** Both ends have agreed to it. */
        ESTABLISHED,
        /** Both ends have ended it, or one has reset it. */
        CLOSING,
        /** The segment is none of this connection's: it must not pass, and changes nothing. */
        INVALID
    }

    /** {@return octets that the tracker needs for a connection, a multiple of 8} */
    int stateLength();

    /**
     * Sees a segment.
     *
     * @param state holds what is known of the connection: all zeros before its first segment.
     * @param stateOffset of the first of {@link #stateLength()} octets.
     * @param isFromInside whether the inside host sent it.
     * @param segment holds the TCP header, which was checked.
     * @param offset of the header's first octet.
     * @param textLength octets behind the header; −1 when the rest is in fragments to come.
     * @return where the connection is now.
     */
    Phase track(
            MutableDirectBuffer state,
            int stateOffset,
            boolean isFromInside,
            DirectBuffer segment,
            int offset,
            int textLength);
}
