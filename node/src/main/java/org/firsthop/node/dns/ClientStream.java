package org.firsthop.node.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A client's connection: queries in, responses out in whatever order they are ready (RFC 7766 section 6.2.1.1). */
final class ClientStream {
    /** Octets of the longest query over TCP, of a client or to a server, with its length before it. */
    static final int QUERY_CAPACITY = 1_024;
    /** Queries that a client may have in a connection's buffers at a time. */
    private static final int MAX_PIPELINED = 64;

    private final ResolverDriver driver;
    private final Selector selector;
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(QUERY_CAPACITY * MAX_PIPELINED);
    private final ArrayDeque<ByteBuffer> responses = new ArrayDeque<>();
    private long lastActive;

    ClientStream(final ResolverDriver driver, final Selector selector, final SocketChannel channel) {
        this.driver = driver;
        this.selector = selector;
        this.channel = channel;
        lastActive = driver.now();
    }

    long lastActive() {
        return lastActive;
    }

    void serve(final SelectionKey key) {
        lastActive = driver.now();
        try {
            if (key.isReadable() && !read()) {
                close(key);
                return;
            }
            flush(key);
        } catch (final IOException e) {
            close(key);
        }
    }

    /** Reads and asks; {@code false} at the end, or when what comes is no query of bearable length. */
    private boolean read() throws IOException {
        if (channel.read(input) < 0) {
            return false;
        }
        input.flip();
        while (input.remaining() >= 2) {
            final int length = input.getShort(input.position()) & 0xFFFF;
            if (length > QUERY_CAPACITY - 2) {
                return false;
            }
            if (input.remaining() < 2 + length) {
                break;
            }
            final byte[] query = new byte[length];
            input.position(input.position() + 2);
            input.get(query);
            driver.ask(this, new UnsafeBuffer(query), 0, length, true);
        }
        input.compact();
        return true;
    }

    void respond(final DirectBuffer buffer, final int offset, final int length) {
        if (!channel.isOpen() || responses.size() == MAX_PIPELINED) {
            return;
        }
        final ByteBuffer response = ByteBuffer.allocate(2 + length);
        response.putShort((short) length);
        buffer.getBytes(offset, response, length);
        responses.add(response.flip());
        final SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) {
            try {
                flush(key);
            } catch (final IOException e) {
                close(key);
            }
        }
    }

    private void flush(final SelectionKey key) throws IOException {
        for (ByteBuffer next = responses.peek(); next != null; next = responses.peek()) {
            channel.write(next);
            if (next.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            responses.poll();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    void close(final SelectionKey key) {
        if (channel.isOpen()) {
            driver.clientLeft(key);
        }
    }
}
