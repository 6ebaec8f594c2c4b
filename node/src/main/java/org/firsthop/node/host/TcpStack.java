package org.firsthop.node.host;

import java.util.List;
import java.util.function.Supplier;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.jspecify.annotations.Nullable;

/**
 * TCP of a host: a {@link TcpEngine}, and for each of its connections an object that hears what happens to it.
 *
 * <p>Not thread-safe.
 */
public final class TcpStack {
    private static final int IPV4 = 4;
    private static final int DEFAULT_BACKLOG = 128;

    private final TcpEngine engine;
    private final NanoClock clock;
    private final SourceAddresses addresses;
    private final Long2ObjectHashMap<TcpStream> streams = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Supplier<StreamHandler>> listeners = new Long2ObjectHashMap<>();

    /**
     * TCP of a host.
     *
     * @param builder of the engine, with its secret.
     * @param sender that packets are written to.
     * @param addresses of the host.
     * @param clock of the host.
     */
    public TcpStack(
            final TcpEngineBuilder builder,
            final IpSender sender,
            final SourceAddresses addresses,
            final NanoClock clock) {
        this.clock = clock;
        this.addresses = addresses;
        this.engine = builder.build(sender, new Events(), clock.nanoTime());
    }

    /** {@return the engine} */
    public TcpEngine engine() {
        return engine;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    /**
     * Opens a connection.
     *
     * @param remote where to; IPv4 as IPv4-mapped.
     * @param handler told what happens.
     * @return the connection, before its handshake; or {@code null} when the host has no address of the family, or no
     *     connection or port is free.
     */
    public @Nullable TcpStream connect(final Endpoint remote, final StreamHandler handler) {
        final Ipv6Address to = remote.address();
        final Ipv6Address from = addresses.sourceFor(to.high(), to.low());
        if (from == null) {
            return null;
        }
        final long handle =
                engine.connect(from.high(), from.low(), 0, to.high(), to.low(), remote.port(), clock.nanoTime());
        if (handle == TcpEngine.NONE) {
            return null;
        }
        final TcpStream stream = new TcpStream(this, handle, handler);
        streams.put(handle, stream);
        return stream;
    }

    /**
     * Accepts connections at a port of all addresses.
     *
     * @param port 1 to 65,535.
     * @param handlers makes one for each connection.
     * @throws IllegalStateException when somebody listens there already.
     */
    public void listen(final int port, final Supplier<StreamHandler> handlers) {
        listen(port, SynPolicy.ACCEPT_ALL, handlers);
    }

    /**
     * Accepts connections at a port of all addresses.
     *
     * @param port 1 to 65,535.
     * @param policy asked before a SYN is answered.
     * @param handlers makes one for each connection.
     * @throws IllegalStateException when somebody listens there already.
     */
    public void listen(final int port, final SynPolicy policy, final Supplier<StreamHandler> handlers) {
        listeners.put(engine.listen(0, 0, port, DEFAULT_BACKLOG, policy), handlers);
    }

    /** {@return whether a connection is open, on one side at least} */
    public boolean hasStreams() {
        return !streams.isEmpty();
    }

    /** Ends all connections with resets. */
    void abortAll() {
        List.copyOf(streams.values()).forEach(TcpStream::abort);
    }

    /** Takes a segment that has come to the host. */
    void onPacket(final FramePool pool, final int frame, final long nowNs) {
        final int l3Offset = pool.l3Offset(frame);
        engine.onPacket(pool.buffer(), pool.offset(frame) + l3Offset, pool.length(frame) - l3Offset, nowNs);
    }

    /** Takes an ICMP message that has come to the host, whose checksum a stage has verified: the path's MTU, and errors. */
    void onIcmp(final FramePool pool, final int frame, final long nowNs) {
        final int offset = pool.l4Offset(frame);
        final boolean isIpv4 = Memory.u8(null, pool.address(frame) + pool.l3Offset(frame)) >>> 4 == IPV4;
        engine.onIcmp(isIpv4, pool.buffer(), pool.offset(frame) + offset, pool.length(frame) - offset, nowNs);
    }

    /** What the engine tells, told to whom it concerns. */
    private final class Events implements TcpEvents {
        @Override
        public void onAcceptable(final long listener) {
            final Supplier<StreamHandler> handlers = listeners.get(listener);
            for (long handle = engine.accept(listener); handle != TcpEngine.NONE; handle = engine.accept(listener)) {
                final TcpStream stream = new TcpStream(TcpStack.this, handle, handlers.get());
                streams.put(handle, stream);
                stream.handler().onConnected(stream);
                stream.handler().onReadable(stream); // Data may have come before.
            }
        }

        @Override
        public void onConnected(final long connection) {
            final TcpStream stream = streams.get(connection);
            if (stream != null) {
                stream.handler().onConnected(stream);
            }
        }

        @Override
        public void onReadable(final long connection) {
            final TcpStream stream = streams.get(connection);
            if (stream != null) {
                stream.handler().onReadable(stream);
            }
        }

        @Override
        public void onWritable(final long connection) {
            final TcpStream stream = streams.get(connection);
            if (stream != null) {
                stream.handler().onWritable(stream);
            }
        }

        @Override
        public void onClosed(final long connection, final CloseReason reason) {
            final TcpStream stream = streams.remove(connection);
            if (stream != null) {
                stream.handler().onClosed(stream, reason);
            }
        }
    }
}
