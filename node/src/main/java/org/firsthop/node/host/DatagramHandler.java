package org.firsthop.node.host;

import org.agrona.MutableDirectBuffer;

/** Takes the datagrams that come to a {@link UdpSocket}. */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * Takes one datagram, whose octets are good during the call and may be changed.
     *
     * @param localHigh upper 64 bits of the address it came to.
     * @param localLow lower 64 bits of the address it came to; IPv4 as IPv4-mapped.
     * @param remoteHigh upper 64 bits of the sender's address.
     * @param remoteLow lower 64 bits of the sender's address.
     * @param remotePort of the sender.
     * @param buffer that holds the payload.
     * @param offset of its first octet.
     * @param length in octets.
     * @param nowNs the time.
     */
    void onDatagram(
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            int remotePort,
            MutableDirectBuffer buffer,
            int offset,
            int length,
            long nowNs);
}
