package org.firsthop.node.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * The sockets of a DNS server: UDP and TCP on one port (RFC 7766 section 5), not blocking.
 *
 * @param datagrams bound.
 * @param listener bound to the same port.
 */
record ServerSockets(DatagramChannel datagrams, ServerSocketChannel listener) {
    private static final int SOCKET_BUFFER = 1 << 20;

    /** A port that the system chose for UDP may be taken for TCP; so many ports are tried. */
    private static final int ATTEMPTS = 64;

    /**
     * Binds both sockets.
     *
     * @param address where to listen; with port 0 the system chooses one, the same for both.
     * @return the sockets.
     * @throws IOException when the address cannot be had; the message names it.
     */
    static ServerSockets bind(final InetSocketAddress address) throws IOException {
        for (int attempt = 1; ; attempt++) {
            final DatagramChannel datagrams = DatagramChannel.open();
            final ServerSocketChannel listener = ServerSocketChannel.open();
            try {
                datagrams.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
                datagrams.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
                datagrams.bind(address).configureBlocking(false);
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listener.bind(datagrams.getLocalAddress()).configureBlocking(false);
                return new ServerSockets(datagrams, listener);
            } catch (final IOException failed) {
                datagrams.close();
                listener.close();
                if (address.getPort() != 0 || attempt == ATTEMPTS) {
                    throw new IOException("cannot listen on " + address + ": " + failed.getMessage(), failed);
                }
            }
        }
    }
}
