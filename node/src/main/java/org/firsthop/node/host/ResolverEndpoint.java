package org.firsthop.node.host;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.client.AnswerHandler;
import org.firsthop.dns.client.QueryPort;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Resolver} on the transports of a host: the stub of a laptop, or, when it {@linkplain #serve serves}, what a laptop
 * asks.
 *
 * <p>Each UDP source of the resolver is a socket of its own. Queries come from this host by {@link #submit}, and from others over
 * UDP and TCP. Not thread-safe.
 */
public final class ResolverEndpoint implements QueryPort {
    private static final int INPUT_LENGTH = 2_048;
    private static final int MAX_QUERY = 1_024;

    private final TcpStack tcp;
    private final NanoClock clock;
    private final Resolver resolver;
    private final List<UdpSocket> sources = new ArrayList<>();
    private final Int2ObjectHashMap<Upstream> upstreams = new Int2ObjectHashMap<>();
    private final List<Upstream> refused = new ArrayList<>();
    private final @Nullable Client[] clients;
    private final int[] freeClients;
    private final MessageFlyweight answer = new MessageFlyweight();
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[INPUT_LENGTH]);
    private int freeClientCount;
    private @Nullable UdpSocket service;

    /** Who waits for an answer. */
    @FunctionalInterface
    private interface Client {
        void answer(DirectBuffer buffer, int offset, int length);
    }

    /**
     * A resolver of a host.
     *
     * @param udp of the host.
     * @param tcp of the host.
     * @param clock of the host.
     * @param config that the resolver is made with.
     * @param factory makes the resolver, given the outbox to these transports.
     */
    public ResolverEndpoint(
            final UdpStack udp,
            final TcpStack tcp,
            final NanoClock clock,
            final ResolverConfig config,
            final Function<Outbox, Resolver> factory) {
        this.tcp = tcp;
        this.clock = clock;
        // A cache hit is answered within the call and gives its place back at once.
        clients = new Client[config.maxClients() + 1];
        freeClients = new int[clients.length];
        for (int i = 0; i < clients.length; i++) {
            freeClients[i] = i;
        }
        freeClientCount = clients.length;
        for (int i = 0; i < config.sources(); i++) {
            final int source = i;
            sources.add(udp.open(0, (localHigh, localLow, high, low, port, buffer, offset, length, nowNs) -> resolver()
                    .onDatagram(source, high, low, port, buffer, offset, length, nowNs)));
        }
        resolver = factory.apply(new Transports());
    }

    /**
     * Answers other hosts too, over UDP and TCP at the port of DNS.
     *
     * @param udp of the host.
     */
    public void serve(final UdpStack udp) {
        service = udp.open(
                ServerList.DNS_PORT,
                (localHigh, localLow, high, low, port, buffer, offset, length, nowNs) -> ask(
                        (response, at, size) -> reply(localHigh, localLow, high, low, port, response, at, size),
                        buffer,
                        offset,
                        length,
                        false));
        tcp.listen(ServerList.DNS_PORT, ClientStream::new);
    }

    private void reply(
            final long localHigh,
            final long localLow,
            final long high,
            final long low,
            final int port,
            final DirectBuffer response,
            final int offset,
            final int length) {
        final UdpSocket socket = service;
        if (socket != null) {
            socket.send(localHigh, localLow, high, low, port, response, offset, length);
        }
    }

    /** {@return the resolver} */
    public Resolver resolver() {
        return resolver;
    }

    /**
     * Takes a query of this host.
     *
     * @param query a message, which the endpoint keeps.
     * @param handler told once.
     */
    @Override
    public void submit(final byte[] query, final AnswerHandler handler) {
        final Client client = (buffer, offset, length) -> tell(handler, buffer, offset, length);
        if (!ask(client, new UnsafeBuffer(query), 0, query.length, true)) {
            handler.onFailure("too many queries are under way");
        }
    }

    private boolean ask(
            final Client client, final DirectBuffer buffer, final int offset, final int length, final boolean stream) {
        if (freeClientCount == 0) {
            return false;
        }
        final int place = freeClients[--freeClientCount];
        clients[place] = client;
        final long before = resolver.drops().total();
        resolver.query(place, buffer, offset, length, stream, clock.nanoTime());
        if (clients[place] == client && resolver.drops().total() != before) {
            release(place); // It was no query: there will be no answer.
        }
        return true;
    }

    private void release(final int place) {
        clients[place] = null;
        freeClients[freeClientCount++] = place;
    }

    private void tell(final AnswerHandler handler, final DirectBuffer buffer, final int offset, final int length) {
        DropReason reason = answer.parse(buffer, offset, length);
        if (reason == DropReason.NONE) {
            reason = answer.validate();
        }
        if (reason == DropReason.NONE) {
            handler.onAnswer(answer);
        } else {
            handler.onFailure("the answer cannot be read: " + reason.description());
        }
    }

    /**
     * Does what the time asks for.
     *
     * @param nowNs the time.
     */
    public void poll(final long nowNs) {
        while (!refused.isEmpty()) {
            final Upstream upstream = refused.remove(refused.size() - 1);
            if (upstreams.remove(upstream.connection, upstream)) {
                resolver.onStreamClosed(upstream.connection, nowNs);
            }
        }
        if (resolver.hasDeadline() && resolver.nextDeadline() - nowNs <= 0) {
            resolver.poll(nowNs);
        }
    }

    /** {@return when {@link #poll} has something to do, {@link Long#MAX_VALUE} for never} */
    public long nextDeadline() {
        if (!refused.isEmpty()) {
            return 0;
        }
        return resolver.hasDeadline() ? resolver.nextDeadline() : Long.MAX_VALUE;
    }

    /** What the resolver wants done, done by the host's transports. */
    private final class Transports implements Outbox {
        @Override
        public void sendDatagram(
                final int source,
                final long addressHigh,
                final long addressLow,
                final int port,
                final DirectBuffer buffer,
                final int offset,
                final int length) {
            // Where it cannot be sent it is a datagram that got lost.
            sources.get(source).send(0, 0, addressHigh, addressLow, port, buffer, offset, length);
        }

        @Override
        public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
            final Upstream upstream = new Upstream(connection);
            upstreams.put(connection, upstream);
            upstream.stream = tcp.connect(Endpoint.of(addressHigh, addressLow, port), upstream);
            if (upstream.stream == null) {
                refused.add(upstream); // The resolver is told when it is not in the middle of something.
            }
        }

        @Override
        public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
            final Upstream upstream = upstreams.get(connection);
            if (upstream != null) {
                upstream.send(buffer, offset, length);
            }
        }

        @Override
        public void close(final int connection) {
            final Upstream upstream = upstreams.remove(connection);
            if (upstream != null && upstream.stream != null) {
                upstream.stream.close();
            }
        }

        @Override
        public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
            final int place = (int) client;
            final Client waiting = clients[place];
            release(place);
            if (waiting != null) {
                waiting.answer(buffer, offset, length);
            }
        }
    }

    /** A connection to a server. */
    private final class Upstream implements StreamHandler {
        private final int connection;
        private @Nullable TcpStream stream;
        private boolean isConnected;

        /** What is not sent yet: for want of a connection, or of room in it. */
        private byte[] waiting = {};

        Upstream(final int connection) {
            this.connection = connection;
        }

        void send(final DirectBuffer buffer, final int offset, final int length) {
            final int before = waiting.length;
            waiting = Arrays.copyOf(waiting, before + length);
            buffer.getBytes(offset, waiting, before, length);
            flush();
        }

        private void flush() {
            final TcpStream open = stream;
            if (!isConnected || open == null) {
                return;
            }
            final UnsafeBuffer octets = new UnsafeBuffer(waiting);
            int sent = 0;
            int taken = 1;
            while (sent < waiting.length && taken > 0) {
                // In pieces, each of which fits the smallest of the rings that all connections share.
                taken = open.send(octets, sent, Math.min(MAX_QUERY, waiting.length - sent));
                sent += Math.max(0, taken);
            }
            waiting = Arrays.copyOfRange(waiting, sent, waiting.length);
        }

        @Override
        public void onConnected(final TcpStream connected) {
            isConnected = true;
            flush();
        }

        @Override
        public void onWritable(final TcpStream to) {
            flush();
        }

        @Override
        public void onReadable(final TcpStream from) {
            for (int count = from.receive(input, 0, INPUT_LENGTH);
                    count > 0 || count == TcpEngine.END_OF_DATA;
                    count = from.receive(input, 0, INPUT_LENGTH)) {
                if (count == TcpEngine.END_OF_DATA) {
                    ended();
                    from.close();
                    return;
                }
                resolver.onStream(connection, input, 0, count, clock.nanoTime());
            }
        }

        @Override
        public void onClosed(final TcpStream closed, final CloseReason reason) {
            ended();
        }

        private void ended() {
            if (upstreams.remove(connection, this)) {
                resolver.onStreamClosed(connection, clock.nanoTime());
            }
        }
    }

    /** A client's connection: queries in, responses out in whatever order they are ready (RFC 7766 section 6.2.1.1). */
    private final class ClientStream implements StreamHandler {
        private final UnsafeBuffer pending = new UnsafeBuffer(new byte[2 + MAX_QUERY + INPUT_LENGTH]);
        private int pendingLength;

        @Override
        public void onReadable(final TcpStream stream) {
            while (true) {
                final int count = stream.receive(pending, pendingLength, pending.capacity() - pendingLength);
                if (count == TcpEngine.END_OF_DATA) {
                    stream.close();
                }
                if (count <= 0) {
                    return;
                }
                pendingLength += count;
                if (!takeQueries(stream)) {
                    stream.abort();
                    return;
                }
            }
        }

        /** Asks what has come in whole; {@code false} when it is no query of bearable length. */
        private boolean takeQueries(final TcpStream stream) {
            int at = 0;
            while (pendingLength - at >= 2) {
                final int length = pending.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
                if (length > MAX_QUERY) {
                    return false;
                }
                if (pendingLength - at < 2 + length) {
                    break;
                }
                ask((buffer, offset, size) -> respond(stream, buffer, offset, size), pending, at + 2, length, true);
                at += 2 + length;
            }
            pending.putBytes(0, pending, at, pendingLength - at);
            pendingLength -= at;
            return true;
        }

        private void respond(final TcpStream stream, final DirectBuffer buffer, final int offset, final int length) {
            final UnsafeBuffer response = new UnsafeBuffer(new byte[2 + length]);
            response.putShort(0, (short) length, ByteOrder.BIG_ENDIAN);
            response.putBytes(2, buffer, offset, length);
            if (stream.send(response, 0, response.capacity()) < response.capacity()) {
                stream.abort(); // A client that does not read what it asked for.
            }
        }
    }
}
