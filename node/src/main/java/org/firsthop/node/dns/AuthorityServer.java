package org.firsthop.node.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.AuthorityConnection;

/**
 * Serves zones at one address over UDP and TCP.
 *
 * <p>{@link #run} serves on the calling thread until {@link #close}, which any thread may call and which returns at once. A
 * connection that says nothing for the idle time is closed (RFC 7766 section 6.2.3); past the limit of connections a new one is
 * closed as soon as it is there. A datagram that the kernel does not take is lost, as any may be, and counted.
 */
public final class AuthorityServer implements AutoCloseable {
    /** The most TCP connections at a time, where the user sets no other limit. */
    public static final int DEFAULT_MAX_CONNECTIONS = 128;

    /** Nanoseconds that a connection may be idle, where the user sets no other limit. */
    public static final long DEFAULT_IDLE_NANOS = 10_000_000_000L;

    private static final int MAX_DATAGRAM = 0xFFFF;
    private static final int DATAGRAMS_A_TURN = 256;
    private static final long NANOS_A_MILLISECOND = 1_000_000L;

    private final AuthoritativeResponder responder;
    private final int maxConnections;
    private final long idleNanos;
    private final LongSupplier nanoClock;
    private final Selector selector;
    private final DatagramChannel datagrams;
    private final ServerSocketChannel listener;
    private final InetSocketAddress address;

    private final ServerDatagrams queries;
    private final UnsafeBuffer responseOctets = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_DATAGRAM));

    private volatile boolean closed;
    private int connections;
    private long refused;

    private AuthorityServer(
            final AuthoritativeResponder responder,
            final int maxConnections,
            final long idleNanos,
            final LongSupplier nanoClock,
            final Selector selector,
            final DatagramChannel datagrams,
            final ServerSocketChannel listener)
            throws IOException {
        this.responder = responder;
        this.maxConnections = maxConnections;
        this.idleNanos = idleNanos;
        this.nanoClock = nanoClock;
        this.selector = selector;
        this.datagrams = datagrams;
        this.listener = listener;
        this.queries = ServerDatagrams.over(datagrams, 1, MAX_DATAGRAM);
        this.address = (InetSocketAddress) datagrams.getLocalAddress();
    }

    /**
     * Opens the sockets; queries wait in them until {@link #run}.
     *
     * @param listen where to serve; with port 0 the system chooses one, the same for UDP and TCP.
     * @param responder that answers, and is used by no other.
     * @param maxConnections the most TCP connections at a time, at least 1.
     * @param idleNanos nanoseconds that a connection may be idle, at least 1.
     * @param nanoClock tells the time, as {@link System#nanoTime} does.
     * @return the server.
     * @throws IOException when an address cannot be had; the message names it.
     * @throws IllegalArgumentException when a limit is outside its range.
     */
    public static AuthorityServer open(
            final InetSocketAddress listen,
            final AuthoritativeResponder responder,
            final int maxConnections,
            final long idleNanos,
            final LongSupplier nanoClock)
            throws IOException {
        if (maxConnections < 1 || idleNanos < 1) {
            throw new IllegalArgumentException("maxConnections: value=" + maxConnections + ", idleNanos: value="
                    + idleNanos + ", expected 1 or more");
        }
        final ServerSockets sockets = ServerSockets.bind(listen);
        final Selector selector = Selector.open();
        sockets.datagrams().register(selector, SelectionKey.OP_READ);
        sockets.listener().register(selector, SelectionKey.OP_ACCEPT);
        return new AuthorityServer(
                responder, maxConnections, idleNanos, nanoClock, selector, sockets.datagrams(), sockets.listener());
    }

    /** {@return where this server listens, by UDP and TCP} */
    public InetSocketAddress address() {
        return address;
    }

    /** {@return TCP connections that were closed at once because there were as many as may be} */
    public long refusedConnections() {
        return refused;
    }

    /** {@return responses that the kernel did not take} */
    public long unsentResponses() {
        return queries.unsent();
    }

    /**
     * Serves until {@link #close} or an interrupt of the calling thread; then closes every socket.
     *
     * @throws IOException when the selector fails.
     */
    public void run() throws IOException {
        while (serve(idleNanos / NANOS_A_MILLISECOND + 1)) {
            // All is done by the condition.
        }
    }

    /**
     * Waits for something to do, and does all there is: for a caller that has something of its own to do in between.
     *
     * @param timeoutMillis for how long to wait at most, at least 1.
     * @return whether the server goes on; if not, every socket is closed.
     * @throws IOException when the selector fails.
     */
    public boolean serve(final long timeoutMillis) throws IOException {
        if (closed || Thread.currentThread().isInterrupted()) {
            closeAll();
            return false;
        }
        selector.select(timeoutMillis);
        final Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            final SelectionKey key = ready.next();
            ready.remove();
            if (key.channel() == datagrams) {
                answerDatagrams();
            } else if (key.channel() == listener) {
                accept();
            } else {
                serve(key);
            }
        }
        if (connections > 0) {
            closeIdle(nanoClock.getAsLong());
        }
        return true;
    }

    /** Ends {@link #run} soon; the sockets are closed by it. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }

    private void closeAll() throws IOException {
        if (selector.isOpen()) {
            for (final SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }

    private void answerDatagrams() throws IOException {
        int count = ServerDatagrams.BURST;
        for (int i = 0; i < DATAGRAMS_A_TURN && count == ServerDatagrams.BURST; i += ServerDatagrams.BURST) {
            count = queries.receive();
            for (int datagram = 0; datagram < count; datagram++) {
                queries.keepSender(datagram, 0);
                final int length = responder.respond(
                        queries.buffer(),
                        queries.offset(datagram),
                        queries.length(datagram),
                        null,
                        responseOctets,
                        0,
                        responseOctets.capacity());
                if (length > 0) {
                    queries.send(0, responseOctets, 0, length);
                }
            }
            queries.flush();
        }
    }

    private void accept() throws IOException {
        final SocketChannel channel = listener.accept();
        if (channel == null) {
            return;
        }
        if (connections == maxConnections) {
            refused++;
            channel.close();
            return;
        }
        connections++;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        final StreamPeer peer = new StreamPeer(channel, new AuthorityConnection(responder), nanoClock.getAsLong());
        channel.register(selector, SelectionKey.OP_READ, peer);
    }

    private void serve(final SelectionKey key) {
        final StreamPeer peer = (StreamPeer) key.attachment();
        boolean open;
        try {
            open = peer.serve(key, nanoClock.getAsLong());
        } catch (final IOException reset) {
            open = false;
        }
        if (!open) {
            close(key);
        }
    }

    private void close(final SelectionKey key) {
        connections--;
        key.cancel();
        try {
            key.channel().close();
        } catch (final IOException ignored) {
            // It is gone either way.
        }
    }

    private void closeIdle(final long now) {
        for (final SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof StreamPeer peer && now - peer.lastActive() > idleNanos) {
                close(key);
            }
        }
    }
}
