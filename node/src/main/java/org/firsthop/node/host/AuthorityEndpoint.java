package org.firsthop.node.host;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.AuthorityConnection;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.tcp.TcpEngine;

/** An authoritative name server at the port of DNS of a host, over UDP and TCP (RFC 7766). Not thread-safe. */
public final class AuthorityEndpoint {
    private static final int MAX_DATAGRAM = 4_096;
    private static final int INPUT_LENGTH = 1_024;

    private final AuthoritativeResponder responder;
    private final UnsafeBuffer response = new UnsafeBuffer(new byte[AuthorityConnection.SEND_CAPACITY]);
    private final UdpSocket socket;

    /**
     * Opens the ports.
     *
     * @param udp of the host.
     * @param tcp of the host.
     * @param responder that answers.
     */
    public AuthorityEndpoint(final UdpStack udp, final TcpStack tcp, final AuthoritativeResponder responder) {
        this.responder = responder;
        socket = udp.open(ServerList.DNS_PORT, this::onDatagram);
        tcp.listen(ServerList.DNS_PORT, Connection::new);
    }

    private void onDatagram(
            final long localHigh,
            final long localLow,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort,
            final MutableDirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs) {
        final int answer = responder.respond(buffer, offset, length, null, response, 0, MAX_DATAGRAM);
        if (answer > 0) {
            socket.send(localHigh, localLow, remoteHigh, remoteLow, remotePort, response, 0, answer);
        }
    }

    /** {@return the responder} */
    public AuthoritativeResponder responder() {
        return responder;
    }

    /** A client's connection: what the engine has no room for waits here, and nothing is read meanwhile. */
    private final class Connection implements StreamHandler {
        private final AuthorityConnection connection = new AuthorityConnection(responder);
        private final UnsafeBuffer input = new UnsafeBuffer(new byte[INPUT_LENGTH]);
        private final UnsafeBuffer output = new UnsafeBuffer(new byte[AuthorityConnection.SEND_CAPACITY]);
        private int outputBegin;
        private int outputEnd;

        @Override
        public void onReadable(final TcpStream stream) {
            serve(stream);
        }

        @Override
        public void onWritable(final TcpStream stream) {
            serve(stream);
        }

        private void serve(final TcpStream stream) {
            while (flush(stream)) {
                if (connection.hasWork()) {
                    outputBegin = 0;
                    outputEnd = connection.send(output, 0, output.capacity());
                    continue;
                }
                final int count = stream.receive(input, 0, INPUT_LENGTH);
                if (count == TcpEngine.END_OF_DATA) {
                    stream.close();
                }
                // Without work the connection holds less than one message, so that there is room for what was read.
                if (count <= 0 || connection.receive(input, 0, count) != count) {
                    return;
                }
            }
        }

        private boolean flush(final TcpStream stream) {
            while (outputBegin < outputEnd) {
                final int sent = stream.send(output, outputBegin, outputEnd - outputBegin);
                if (sent <= 0) {
                    return false;
                }
                outputBegin += sent;
            }
            return true;
        }
    }
}
