package org.firsthop.node.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A TCP connection of the resolver to a server. */
final class UpstreamStream {
    private final ResolverDriver driver;
    private final Selector selector;
    private final int connection;
    private final ByteBuffer output = ByteBuffer.allocate(ClientStream.QUERY_CAPACITY);
    private @Nullable SocketChannel channel;

    UpstreamStream(final ResolverDriver driver, final Selector selector, final int connection) {
        this.driver = driver;
        this.selector = selector;
        this.connection = connection;
    }

    void connect(final InetSocketAddress peer) {
        try {
            final SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.connect(peer);
            opened.register(selector, SelectionKey.OP_CONNECT, this);
        } catch (final IOException | UnresolvedAddressException e) {
            // The resolver is told when it is not in the middle of something.
            driver.failed(this);
        }
    }

    void send(final DirectBuffer buffer, final int offset, final int length) {
        buffer.getBytes(offset, output, length);
        output.flip();
    }

    void serve(final SelectionKey key) {
        try {
            if (key.isConnectable() && ((SocketChannel) key.channel()).finishConnect()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
            if (key.isWritable()) {
                ((SocketChannel) key.channel()).write(output);
                key.interestOps(output.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            } else if (key.isReadable() && !driver.read(connection, (SocketChannel) key.channel())) {
                ended();
            }
        } catch (final IOException e) {
            ended();
        }
    }

    void ended() {
        driver.ended(connection, this);
    }

    void close() {
        final SocketChannel open = channel;
        if (open != null) {
            final SelectionKey key = open.keyFor(selector);
            if (key != null) {
                ResolverDriver.closeQuietly(key);
                return;
            }
            try {
                open.close();
            } catch (final IOException ignored) {
                // It is gone either way.
            }
        }
    }
}
