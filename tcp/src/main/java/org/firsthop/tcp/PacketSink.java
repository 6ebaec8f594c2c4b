package org.firsthop.tcp;

import org.agrona.MutableDirectBuffer;

/**
 * Where an engine writes the packets it sends: IP packets, written in place, without a copy.
 *
 * <p>The engine claims, writes into {@link #buffer()} and commits, one packet at a time. A sink that is full refuses the
 * claim: a reply is then lost as it could be on the wire, and data waits.
 */
public interface PacketSink {
    /** What {@link #claim} returns when there is no room. */
    int NO_ROOM = -1;

    /**
     * Asks for room for a packet.
     *
     * @param length octets of the packet, IP header included.
     * @return the offset in {@link #buffer()} of its first octet, or {@link #NO_ROOM}.
     */
    int claim(int length);

    /** {@return the buffer that the last claim is in; only its claimed octets are written} */
    MutableDirectBuffer buffer();

    /**
     * Hands over the claimed packet.
     *
     * @param length octets of the packet, at most as claimed.
     * @param connection handle of the connection that sends it, or 0 for a packet of none.
     */
    void commit(int length, long connection);
}
