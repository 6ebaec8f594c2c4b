package org.firsthop.node.host;

import org.agrona.DirectBuffer;

/** A UDP port of a host (RFC 768, RFC 1122 section 4.1); made by {@link UdpStack#open}. */
public final class UdpSocket {
    private final UdpStack stack;
    private final int port;
    private final DatagramHandler handler;

    UdpSocket(final UdpStack stack, final int port, final DatagramHandler handler) {
        this.stack = stack;
        this.port = port;
        this.handler = handler;
    }

    /** {@return the local port} */
    public int port() {
        return port;
    }

    DatagramHandler handler() {
        return handler;
    }

    /**
     * Sends a datagram.
     *
     * @param localHigh upper 64 bits of the address to send from.
     * @param localLow lower 64 bits of the address to send from; both 0 to let the host choose (RFC 6724).
     * @param remoteHigh upper 64 bits of the address to send to.
     * @param remoteLow lower 64 bits of the address to send to; IPv4 as IPv4-mapped.
     * @param remotePort 1 to 65,535.
     * @param buffer that holds the payload.
     * @param offset of its first octet.
     * @param length in octets.
     * @return whether it was sent; not so when the host has no address of the family, or no free frame.
     */
    public boolean send(
            final long localHigh,
            final long localLow,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        return stack.send(port, localHigh, localLow, remoteHigh, remoteLow, remotePort, buffer, offset, length);
    }

    /** Closes the port; datagrams to it are refused from then on. */
    public void close() {
        stack.close(this);
    }
}
