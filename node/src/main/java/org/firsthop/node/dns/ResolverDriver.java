package org.firsthop.node.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.client.AnswerHandler;
import org.firsthop.dns.client.QueryPort;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.QueryBurst;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Resolver} over sockets of the JDK: its sources, its connections, its clients over UDP, TCP and in this
 * process.
 *
 * <p>{@link #run} serves on the calling thread until {@link #close}, which any thread may call. {@link #submit} takes queries
 * from any thread. Each UDP source of the resolver is a socket of its own, bound to a port that the system chooses, all at the
 * start: which of them a question leaves by is the resolver's draw.
 */
public final class ResolverDriver implements QueryPort, AutoCloseable {
    /** For how long queries are gathered while they come in close succession, where the user sets nothing else. */
    public static final long DEFAULT_GATHER_NANOS = 250_000;

    private static final int MAX_DATAGRAM = 0xFFFF;
    private static final int DATAGRAMS_A_TURN = 256;
    private static final long NANOS_A_MILLISECOND = 1_000_000L;
    private static final long MAPPED = 0x0000_FFFF_0000_0000L;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private static final long IDLE_NANOS = 10_000_000_000L;
    private static final long IDLE_CHECK_MILLIS = 1_000;

    private record Submitted(UnsafeBuffer query, AnswerHandler handler) {}

    /** A client whose address {@link ServerDatagrams} keeps, and what the socket's key bears. */
    private static final Object DATAGRAMS = new Object();

    /** A source of the resolver: the number is its own. */
    private record Source(int number) {}

    private final LongSupplier nanoClock;
    private final Selector selector;
    private final Resolver resolver;
    private final List<DatagramChannel> sources = new ArrayList<>();
    private final Map<Integer, UpstreamStream> streams = new HashMap<>();
    private final ArrayDeque<UpstreamStream> failedStreams = new ArrayDeque<>();
    private final ManyToOneConcurrentLinkedQueue<Submitted> submitted = new ManyToOneConcurrentLinkedQueue<>();
    private final MessageFlyweight answer = new MessageFlyweight();
    private final @Nullable Object[] clients;
    private final int[] freeClients;
    private int freeClientCount;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final UnsafeBuffer receivedOctets = new UnsafeBuffer(received);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(MAX_DATAGRAM + 2);
    private final UnsafeBuffer outgoingOctets = new UnsafeBuffer(outgoing);
    private final int maxConnections;
    private int connections;
    private final QueryBurst burst;
    private @Nullable ServerDatagrams datagrams;
    private @Nullable ServerSocketChannel listener;
    private long gatherNanos = DEFAULT_GATHER_NANOS;
    private long lastTurn;
    private boolean crowded;
    private volatile boolean closed;
    private long unsent;

    /**
     * Opens the sockets of a resolver.
     *
     * @param config that the resolver is made with.
     * @param factory makes the resolver, given the outbox to these sockets.
     * @param maxConnections clients' TCP connections at a time.
     * @param nanoClock tells the time, as {@link System#nanoTime} does.
     * @throws IOException when a socket cannot be had.
     */
    public ResolverDriver(
            final ResolverConfig config,
            final Function<Outbox, Resolver> factory,
            final int maxConnections,
            final LongSupplier nanoClock)
            throws IOException {
        this.nanoClock = nanoClock;
        this.maxConnections = maxConnections;
        selector = Selector.open();
        for (int i = 0; i < config.sources(); i++) {
            final DatagramChannel source = DatagramChannel.open();
            source.bind(null).configureBlocking(false).register(selector, SelectionKey.OP_READ, new Source(i));
            sources.add(source);
        }
        // A cache hit is answered within the call and gives its place back at once.
        clients = new Object[config.maxClients() + ServerDatagrams.BURST];
        freeClients = new int[clients.length];
        for (int i = 0; i < clients.length; i++) {
            freeClients[i] = i;
        }
        freeClientCount = clients.length;
        resolver = factory.apply(new Sockets());
        burst = new QueryBurst(resolver, ServerDatagrams.BURST);
    }

    /**
     * Serves clients at an address over UDP and TCP.
     *
     * @param address where to listen; with port 0 the system chooses one, the same for both.
     * @return the address.
     * @throws IOException when the address cannot be had; the message names it.
     */
    public InetSocketAddress listen(final InetSocketAddress address) throws IOException {
        final ServerSockets sockets = ServerSockets.bind(address);
        sockets.datagrams().register(selector, SelectionKey.OP_READ, DATAGRAMS);
        sockets.listener().register(selector, SelectionKey.OP_ACCEPT);
        datagrams = ServerDatagrams.over(sockets.datagrams(), clients.length, Resolver.MAX_DATAGRAM);
        listener = sockets.listener();
        return (InetSocketAddress) sockets.datagrams().getLocalAddress();
    }

    /**
     * Sets for how long datagrams are gathered before they are answered together. It is done only while they come in such
     * close succession that more will come in that time, as network cards moderate interrupts: a wake-up of the thread costs
     * more than an answer does.
     *
     * @param nanos the time, by which an answer may be later; 0 for never.
     * @throws IllegalArgumentException when the time is negative.
     */
    public void gather(final long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos: value=" + nanos + ", expected 0 or more");
        }
        gatherNanos = nanos;
    }

    /** {@return the resolver, to be looked at on the driving thread} */
    public Resolver resolver() {
        return resolver;
    }

    /** {@return datagrams that the kernel did not take} */
    public long unsentDatagrams() {
        final ServerDatagrams served = datagrams;
        return served == null ? unsent : unsent + served.unsent();
    }

    @Override
    public void submit(final byte[] query, final AnswerHandler handler) {
        if (closed) {
            handler.onFailure("the resolver is closed");
            return;
        }
        submitted.add(new Submitted(new UnsafeBuffer(query), handler));
        selector.wakeup();
    }

    /**
     * Serves until {@link #close} or an interrupt of the calling thread; then closes every socket.
     *
     * @throws IOException when the selector fails.
     */
    public void run() throws IOException {
        while (serve(Long.MAX_VALUE)) {
            // All is done by the condition.
        }
    }

    /**
     * Waits for something to do, and does all there is.
     *
     * @param timeoutMillis for how long to wait at most, at least 1.
     * @return whether the driver goes on; if not, every socket is closed.
     * @throws IOException when the selector fails.
     */
    public boolean serve(final long timeoutMillis) throws IOException {
        if (closed || Thread.currentThread().isInterrupted()) {
            closeAll();
            return false;
        }
        if (crowded) {
            LockSupport.parkNanos(gatherNanos);
            selector.selectNow();
        } else {
            selector.select(waitMillis(timeoutMillis));
        }
        crowded = false;
        final Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            final SelectionKey key = ready.next();
            ready.remove();
            if (key.isValid()) {
                serve(key);
            }
        }
        for (Submitted next = submitted.poll(); next != null; next = submitted.poll()) {
            ask(next.handler, next.query, 0, next.query.capacity(), true);
        }
        for (UpstreamStream next = failedStreams.poll(); next != null; next = failedStreams.poll()) {
            next.ended();
        }
        resolver.poll(nanoClock.getAsLong());
        final ServerDatagrams served = datagrams;
        if (served != null) {
            served.flush();
        }
        if (connections > 0) {
            closeIdle(nanoClock.getAsLong());
        }
        return true;
    }

    private long waitMillis(final long most) {
        if (!submitted.isEmpty() || !failedStreams.isEmpty()) {
            return 1;
        }
        final long idle = connections > 0 ? Math.min(most, IDLE_CHECK_MILLIS) : most;
        if (!resolver.hasDeadline()) {
            return idle;
        }
        final long left = resolver.nextDeadline() - nanoClock.getAsLong();
        return Math.min(idle, Math.max(1, left / NANOS_A_MILLISECOND + 1));
    }

    private void serve(final SelectionKey key) throws IOException {
        if (key.attachment() instanceof Source source) {
            receive(sources.get(source.number), source.number);
        } else if (key.attachment() instanceof UpstreamStream stream) {
            stream.serve(key);
        } else if (key.attachment() instanceof ClientStream stream) {
            stream.serve(key);
        } else if (key.attachment() == DATAGRAMS) {
            answerDatagrams();
        } else {
            accept();
        }
    }

    /** Takes in responses of servers. */
    private void receive(final DatagramChannel channel, final int source) throws IOException {
        for (int i = 0; i < DATAGRAMS_A_TURN; i++) {
            received.clear();
            final InetSocketAddress peer = (InetSocketAddress) channel.receive(received);
            if (peer == null) {
                return;
            }
            resolver.onDatagram(
                    source,
                    high(peer.getAddress()),
                    low(peer.getAddress()),
                    peer.getPort(),
                    receivedOctets,
                    0,
                    received.position(),
                    nanoClock.getAsLong());
        }
    }

    /** Takes in queries of clients, burst by burst. */
    private void answerDatagrams() throws IOException {
        final ServerDatagrams from = datagrams;
        if (from == null) {
            return;
        }
        final long now = nanoClock.getAsLong();
        crowded = gatherNanos > 0 && now - lastTurn < 2 * gatherNanos;
        lastTurn = now;
        int count = ServerDatagrams.BURST;
        for (int i = 0; i < DATAGRAMS_A_TURN && count == ServerDatagrams.BURST; i += ServerDatagrams.BURST) {
            count = from.receive();
            for (int datagram = 0; datagram < count && freeClientCount > 0; datagram++) {
                final int place = freeClients[--freeClientCount];
                clients[place] = DATAGRAMS;
                from.keepSender(datagram, place);
                burst.add(place, from.buffer(), from.offset(datagram), from.length(datagram));
            }
            final int dropped = burst.answer(nanoClock.getAsLong());
            for (int k = 0; k < dropped; k++) {
                release((int) burst.dropped(k));
            }
            from.flush();
        }
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void ask(final Object client, final DirectBuffer buffer, final int offset, final int length, final boolean stream) {
        if (freeClientCount == 0) {
            if (client instanceof AnswerHandler handler) {
                handler.onFailure("too many queries are under way");
            }
            return;
        }
        final int place = freeClients[--freeClientCount];
        clients[place] = client;
        if (!resolver.query(place, buffer, offset, length, stream, nanoClock.getAsLong())) {
            // It was no query: there will be no answer.
            release(place);
        }
    }

    private void release(final int place) {
        clients[place] = null;
        freeClients[freeClientCount++] = place;
    }

    private void accept() throws IOException {
        final ServerSocketChannel from = listener;
        final SocketChannel channel = from == null ? null : from.accept();
        if (channel == null) {
            return;
        }
        if (connections == maxConnections) {
            channel.close();
            return;
        }
        connections++;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new ClientStream(this, selector, channel));
    }

    /** Ends {@link #run} soon; the sockets are closed by it, and queries under way fail. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }

    private void closeAll() throws IOException {
        if (!selector.isOpen()) {
            return;
        }
        for (final SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        for (final Object client : clients) {
            if (client instanceof AnswerHandler handler) {
                handler.onFailure("the resolver is closed");
            }
        }
        for (Submitted next = submitted.poll(); next != null; next = submitted.poll()) {
            next.handler.onFailure("the resolver is closed");
        }
    }

    void clientLeft(final SelectionKey key) {
        connections--;
        closeQuietly(key);
    }

    /** The resolver is told later, when it is not in the middle of something. */
    void failed(final UpstreamStream stream) {
        failedStreams.add(stream);
    }

    /** Takes in what a server sent; {@code false} at the end. */
    boolean read(final int connection, final SocketChannel channel) throws IOException {
        received.clear();
        final int count = channel.read(received);
        if (count < 0) {
            return false;
        }
        resolver.onStream(connection, receivedOctets, 0, count, nanoClock.getAsLong());
        return true;
    }

    void ended(final int connection, final UpstreamStream stream) {
        if (streams.remove(connection, stream)) {
            stream.close();
            resolver.onStreamClosed(connection, nanoClock.getAsLong());
        }
    }

    static void closeQuietly(final SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (final IOException ignored) {
            // It is gone either way.
        }
    }

    private void closeIdle(final long now) {
        for (final SelectionKey key : selector.keys()) {
            if (key.isValid()
                    && key.attachment() instanceof ClientStream stream
                    && now - stream.lastActive() > IDLE_NANOS) {
                stream.close(key);
            }
        }
    }

    private static long high(final InetAddress address) {
        final byte[] octets = address.getAddress();
        return octets.length == IPV4_LENGTH ? 0 : NetworkOrder.i64(new UnsafeBuffer(octets), 0);
    }

    private static long low(final InetAddress address) {
        final byte[] octets = address.getAddress();
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        return octets.length == IPV4_LENGTH
                ? MAPPED | NetworkOrder.u32(buffer, 0)
                : NetworkOrder.i64(buffer, Long.BYTES);
    }

    /** The JDK takes an IPv4-mapped address for the IPv4 address that it maps. */
    private static InetSocketAddress address(final long high, final long low, final int port) {
        final byte[] octets = new byte[IPV6_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        NetworkOrder.putI64(buffer, 0, high);
        NetworkOrder.putI64(buffer, Long.BYTES, low);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (final UnknownHostException impossible) {
            throw new AssertionError("16 octets are an address", impossible);
        }
    }

    /** What the resolver wants done, done with sockets. */
    private final class Sockets implements Outbox {
        @Override
        public void sendDatagram(
                final int source,
                final long addressHigh,
                final long addressLow,
                final int port,
                final DirectBuffer buffer,
                final int offset,
                final int length) {
            send(sources.get(source), address(addressHigh, addressLow, port), buffer, offset, length);
        }

        @Override
        public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
            final UpstreamStream stream = new UpstreamStream(ResolverDriver.this, selector, connection);
            streams.put(connection, stream);
            stream.connect(address(addressHigh, addressLow, port));
        }

        @Override
        public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
            final UpstreamStream stream = streams.get(connection);
            if (stream != null) {
                stream.send(buffer, offset, length);
            }
        }

        @Override
        public void close(final int connection) {
            final UpstreamStream stream = streams.remove(connection);
            if (stream != null) {
                stream.close();
            }
        }

        @Override
        public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
            final int place = (int) client;
            final Object receiver = clients[place];
            release(place);
            final ServerDatagrams to = datagrams;
            if (receiver == DATAGRAMS && to != null) {
                to.send(place, buffer, offset, length);
            } else if (receiver instanceof ClientStream stream) {
                stream.respond(buffer, offset, length);
            } else if (receiver instanceof AnswerHandler handler) {
                tell(handler, buffer, offset, length);
            }
        }
    }

    private void send(
            final DatagramChannel channel,
            final InetSocketAddress peer,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        outgoing.clear().limit(length);
        outgoingOctets.putBytes(0, buffer, offset, length);
        try {
            if (channel.send(outgoing, peer) == 0) {
                unsent++;
            }
        } catch (final IOException refusedByKernel) {
            // No route, or a port of 0: to the resolver it is a datagram that got lost.
            unsent++;
        }
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
}
