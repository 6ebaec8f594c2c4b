package org.firsthop.node.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A TCP connection of the resolver to a server. */
final class UpstreamStream {
    private final ResolverDriver driver;
    private final Selector selector;
    private final int connection;
    private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
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
        final ByteBuffer query = ByteBuffer.allocate(length);
        buffer.getBytes(offset, query, length);
        output.add(query.flip());
        final SocketChannel open = channel;
        final SelectionKey key = open == null ? null : open.keyFor(selector);
        if (key != null && open != null && open.isConnected()) {
            try {
                flush(key);
            } catch (final IOException e) {
                driver.failed(this);
            }
        }
    }

    void serve(final SelectionKey key) {
        try {
            if (key.isConnectable() && !((SocketChannel) key.channel()).finishConnect()) {
                return;
            }
            if (key.isReadable() && !driver.read(connection, (SocketChannel) key.channel())) {
                ended();
            } else if (key.isValid()) { // The resolver may have closed it when it had read.
                flush(key);
            }
        } catch (final IOException e) {
            ended();
        }
    }

    private void flush(final SelectionKey key) throws IOException {
        for (ByteBuffer next = output.peek(); next != null; next = output.peek()) {
            ((SocketChannel) key.channel()).write(next);
            if (next.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            output.poll();
        }
        key.interestOps(SelectionKey.OP_READ);
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
