package org.firsthop.node.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.authority.AuthorityConnection;

/** One TCP connection of a server: octets between a socket and the connection that understands them. */
final class StreamPeer {
    private static final int INPUT_CAPACITY = 4096;

    private final SocketChannel channel;
    private final AuthorityConnection connection;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_CAPACITY);
    private final ByteBuffer output = ByteBuffer.allocateDirect(AuthorityConnection.SEND_CAPACITY);
    private final UnsafeBuffer inputOctets = new UnsafeBuffer(input);
    private final UnsafeBuffer outputOctets = new UnsafeBuffer(output);
    private long lastActive;
    private boolean ended;

    StreamPeer(final SocketChannel channel, final AuthorityConnection connection, final long now) {
        this.channel = channel;
        this.connection = connection;
        this.lastActive = now;
        output.limit(0);
    }

    long lastActive() {
        return lastActive;
    }

    /**
     * Reads, answers and writes as far as the socket lets it; reads nothing while an answer waits to be written.
     *
     * @return whether the connection goes on.
     */
    boolean serve(final SelectionKey key, final long now) throws IOException {
        lastActive = now;
        while (flush()) {
            if (connection.hasWork()) {
                output.clear().limit(connection.send(outputOctets, 0, output.capacity()));
            } else if (!read()) {
                key.interestOps(SelectionKey.OP_READ);
                return !ended;
            }
        }
        key.interestOps(SelectionKey.OP_WRITE);
        return true;
    }

    /** Tells whether all output is written. */
    private boolean flush() throws IOException {
        if (output.hasRemaining()) {
            channel.write(output);
        }
        return !output.hasRemaining();
    }

    /** Tells whether octets were read. */
    private boolean read() throws IOException {
        input.clear();
        final int count = channel.read(input);
        ended = count < 0;
        // Without work the connection holds less than one message, so that there is room for what was read.
        return count > 0 && connection.receive(inputOctets, 0, count) == count;
    }
}
