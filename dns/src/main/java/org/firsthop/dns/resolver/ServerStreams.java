package org.firsthop.dns.resolver;

import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.time.DeadlineHeap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to servers: a fixed pool, each used for many questions, one after the other and side by side (RFC 7766
 * section 6.2.1), and kept for a while when no question is under way on it (section 6.2.3). Where all are open, the one that
 * has been without a question longest makes room.
 */
final class ServerStreams {
    /** Octets of the longest message with the length before it (RFC 7766 section 8). */
    static final int BUFFER_LENGTH = 2 + 0xFFFF;

    private final int maxQuestions;
    private final long idleNanos;
    private final Outbox outbox;
    private final Counters counters;
    private final Exchange[] exchanges;
    private final MemoryRegion buffers;
    private final ServerStream[] streams;
    private final int[] free;
    private int freeCount;
    private final DeadlineHeap idle;

    ServerStreams(
            final ResolverConfig config, final Outbox outbox, final Counters counters, final Exchange[] exchanges) {
        this.maxQuestions = config.maxQuestionsPerStream();
        this.idleNanos = config.tcpIdleNanos();
        this.outbox = outbox;
        this.counters = counters;
        this.exchanges = exchanges;
        final int count = config.maxStreams();
        buffers = MemoryRegion.allocate((long) count * BUFFER_LENGTH);
        streams = new ServerStream[count];
        free = new int[count];
        for (int i = 0; i < count; i++) {
            streams[i] = new ServerStream(i, buffers.address() + (long) i * BUFFER_LENGTH);
            free[i] = count - 1 - i;
        }
        freeCount = count;
        idle = new DeadlineHeap(count);
    }

    /**
     * A connection that a question can be sent on: one to the server that is open, or a new one, which is
     * {@linkplain ServerStream#open not open} yet.
     *
     * @return {@code null} when all have questions under way.
     */
    @Nullable
    ServerStream find(final long addressHigh, final long addressLow, final int port) {
        for (final ServerStream stream : streams) {
            if (stream.open
                    && !stream.doubtful
                    && stream.questions < maxQuestions
                    && stream.addressLow == addressLow
                    && stream.addressHigh == addressHigh
                    && stream.port == port) {
                return stream;
            }
        }
        if (freeCount == 0) {
            if (idle.isEmpty()) {
                return null;
            }
            counters.increment(ResolverCounter.CONNECTIONS_EVICTED);
            closeIdle(streams[idle.first()]);
        }
        final ServerStream stream = streams[free[freeCount - 1]];
        stream.addressHigh = addressHigh;
        stream.addressLow = addressLow;
        stream.port = port;
        return stream;
    }

    /** Opens a connection that {@link #find} gave. */
    void open(final ServerStream stream) {
        freeCount--;
        stream.open = true;
        stream.doubtful = false;
        stream.proven = false;
        stream.use++;
        stream.received = 0;
        stream.questions = 0;
        stream.head = Exchange.NONE;
        counters.increment(ResolverCounter.CONNECTIONS_OPENED);
        outbox.connect(stream.connection(), stream.addressHigh, stream.addressLow, stream.port);
    }

    /** The connection that the driver names, or {@code null} when it is open no longer. */
    @Nullable
    ServerStream get(final int connection) {
        final int number = connection & 0xFFFF;
        if (connection < 0 || number >= streams.length) {
            return null;
        }
        final ServerStream stream = streams[number];
        return stream.open && stream.connection() == connection ? stream : null;
    }

    /** The exchange on a connection that bears an id, or {@code null}. */
    @Nullable
    Exchange find(final ServerStream stream, final int id) {
        for (int i = stream.head; i != Exchange.NONE; i = exchanges[i].nextOnStream) {
            if (exchanges[i].id == id) {
                return exchanges[i];
            }
        }
        return null;
    }

    void join(final ServerStream stream, final Exchange exchange) {
        exchange.stream = stream;
        exchange.nextOnStream = stream.head;
        stream.head = exchange.number;
        stream.questions++;
        idle.clear(stream.number);
    }

    /** Takes an exchange off its connection, which waits for the next question from then on, or is closed. */
    void leave(final Exchange exchange, final long now) {
        final ServerStream stream = exchange.stream;
        if (stream == null) {
            return;
        }
        unlink(stream, exchange);
        if (!stream.open || stream.questions > 0) {
            return;
        }
        if (stream.doubtful || idleNanos == 0) {
            closeIdle(stream);
        } else {
            idle.set(stream.number, now + idleNanos);
        }
    }

    private void unlink(final ServerStream stream, final Exchange exchange) {
        if (stream.head == exchange.number) {
            stream.head = exchange.nextOnStream;
        } else {
            int i = stream.head;
            while (exchanges[i].nextOnStream != exchange.number) {
                i = exchanges[i].nextOnStream;
            }
            exchanges[i].nextOnStream = exchange.nextOnStream;
        }
        exchange.stream = null;
        stream.questions--;
    }

    /** Closes a connection on which no question is under way. */
    void closeIdle(final ServerStream stream) {
        idle.clear(stream.number);
        stream.open = false;
        outbox.close(stream.connection());
        giveBack(stream);
    }

    /** Marks a connection as gone, of which the driver knows. Its exchanges are to {@link #leave} before it is given back. */
    void gone(final ServerStream stream) {
        idle.clear(stream.number);
        stream.open = false;
    }

    void giveBack(final ServerStream stream) {
        free[freeCount++] = stream.number;
    }

    boolean hasDeadline() {
        return !idle.isEmpty();
    }

    long nextDeadline() {
        return idle.firstDeadline();
    }

    /** Closes the connections that were idle for long enough. */
    void expire(final long now) {
        while (!idle.isEmpty() && idle.firstDeadline() - now <= 0) {
            closeIdle(streams[idle.first()]);
        }
    }
}
