package org.firsthop.dns.resolver;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.time.DeadlineHeap;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.jspecify.annotations.Nullable;

/**
 * Questions to servers and the matching of responses: everything that an attacker off the path would have to guess.
 *
 * <p>A datagram is a response when it comes to the source that was drawn for the question, from the server's address and
 * port, with the question's id, and repeats name (its letters in the random case that they were sent in), type and class
 * (RFC 5452 section 9.1). Everything else is dropped and counted, and the exchange goes on: the first forgery must not end
 * it. A datagram from the right server that misses in one respect only counts as a near miss, and one is enough to ask again
 * over TCP, where guessing is of no use.
 *
 * <p>Over UDP the query bears EDNS with a payload of 1,232 octets and a cookie (RFC 7873), and neither to a server that does
 * not know EDNS. A truncated response is asked for again over TCP (RFC 7766 section 5); its contents are not looked at.
 */
final class Exchanges {
    /** Octets of the longest query: header, question, OPT with a cookie of 40 octets. */
    static final int QUERY_CAPACITY = 384;

    /** Came to a source, or from a server, for which no question is open. Late, or a blind forgery. */
    static final DropReason UNSOLICITED = DropReason.declare(
            "DNS_UNSOLICITED", Severity.INFO, "no open question belongs to the datagram: late, or forged blindly");

    /** From a server with an open question, but with another id, question or case. Somebody may be guessing. */
    static final DropReason MISMATCHED = DropReason.declare(
            "DNS_MISMATCHED", Severity.WARNING, "id, question or its case is not that of the open question");

    /** Bears the right id but is a query, or not of opcode QUERY. */
    static final DropReason NOT_A_RESPONSE = DropReason.declare(
            "DNS_NOT_A_RESPONSE", Severity.WARNING, "a message with QR clear or another opcode came for a response");

    /** Bears another client cookie than was sent (RFC 7873 section 5.3). */
    static final DropReason BAD_COOKIE =
            DropReason.declare("DNS_BAD_COOKIE", Severity.WARNING, "the client cookie is not the one that was sent");

    private static final int STREAM_PREFIX = 2;
    private static final long NANOS_PER_MICRO = 1_000L;

    private final ResolverConfig config;
    private final ChaChaRandom random;
    private final Outbox outbox;
    private final ExchangeOwner owner;
    private final ServerTable servers;
    private final DropCounters drops;
    private final Counters counters;
    private final MessageFlyweight message = new MessageFlyweight();
    private final QueryWriter writer;
    private final Exchange[] exchanges;
    private final int[] free;
    private int freeCount;
    private final UdpSources sources;
    private final DeadlineHeap deadlines;
    private final MemoryRegion queries;
    private final ServerStreams streams;

    Exchanges(
            final ResolverConfig config,
            final ChaChaRandom random,
            final Outbox outbox,
            final ExchangeOwner owner,
            final ServerTable servers,
            final DropCounters drops,
            final Counters counters) {
        this.config = config;
        this.random = random;
        this.outbox = outbox;
        this.owner = owner;
        this.servers = servers;
        this.drops = drops;
        this.counters = counters;
        writer = new QueryWriter(config, random, servers);
        // A task has one exchange at most.
        final int count = config.maxTasks();
        exchanges = new Exchange[count];
        free = new int[count];
        queries = MemoryRegion.allocate((long) count * QUERY_CAPACITY);
        for (int i = 0; i < count; i++) {
            exchanges[i] = new Exchange(i, queries.address() + (long) i * QUERY_CAPACITY + STREAM_PREFIX);
            free[i] = count - 1 - i;
        }
        freeCount = count;
        deadlines = new DeadlineHeap(count);
        sources = new UdpSources(config.sources(), random, exchanges);
        streams = new ServerStreams(config, outbox, counters, exchanges);
    }

    /**
     * Asks a server.
     *
     * @param overStream whether TCP is used from the start.
     * @param limit when the exchange must be over at the latest.
     * @return the exchange, or {@link Exchange#NONE} when no packet or place was left; the owner is not called then.
     */
    int begin(
            final int ownerNumber,
            final @Nullable Object base,
            final long name,
            final int nameLength,
            final int type,
            final long addressHigh,
            final long addressLow,
            final int port,
            final boolean recursive,
            final boolean overStream,
            final long timeoutNanos,
            final long limit,
            final long now) {
        if (freeCount == 0) {
            counters.increment(ResolverCounter.POOL_EXHAUSTED);
            return Exchange.NONE;
        }
        if (!owner.takePacket(ownerNumber, now)) {
            return Exchange.NONE;
        }
        final Exchange exchange = exchanges[free[--freeCount]];
        exchange.active = true;
        exchange.stream = null;
        exchange.restarted = false;
        exchange.owner = ownerNumber;
        exchange.nameLength = nameLength;
        exchange.type = type;
        exchange.addressHigh = addressHigh;
        exchange.addressLow = addressLow;
        exchange.port = port;
        exchange.recursive = recursive;
        exchange.cookieRetried = false;
        exchange.limit = limit;
        exchange.source = Exchange.NONE;
        exchange.edns = servers.knowsEdns(server(exchange, now));
        Memory.copy(base, name, null, exchange.query + MessageHeader.LENGTH, nameLength);
        if (overStream) {
            if (!openStream(exchange, now)) {
                release(exchange, now);
                return Exchange.NONE;
            }
        } else {
            sendDatagram(exchange, timeoutNanos, now);
        }
        return exchange.number;
    }

    /** Ends an exchange whose owner no longer wants it; the owner is not called. */
    void cancel(final int number, final long now) {
        release(exchanges[number], now);
    }

    Exchange get(final int number) {
        return exchanges[number];
    }

    boolean hasDeadline() {
        return !deadlines.isEmpty() || streams.hasDeadline();
    }

    long nextDeadline() {
        if (deadlines.isEmpty()) {
            return streams.nextDeadline();
        }
        final long exchange = deadlines.firstDeadline();
        return streams.hasDeadline() && streams.nextDeadline() - exchange < 0 ? streams.nextDeadline() : exchange;
    }

    /** Ends the exchanges whose time is over, and connections that nobody needed for long enough. */
    void expire(final long now) {
        streams.expire(now);
        while (!deadlines.isEmpty() && deadlines.firstDeadline() - now <= 0) {
            final Exchange exchange = exchanges[deadlines.first()];
            servers.onTimeout(server(exchange, now));
            counters.increment(ResolverCounter.TIMEOUTS);
            doubt(exchange);
            fail(exchange, ExchangeOwner.TIMED_OUT, now);
        }
    }

    void onDatagram(
            final int source,
            final long addressHigh,
            final long addressLow,
            final int port,
            final MutableDirectBuffer buffer,
            final int offset,
            final int length,
            final long now) {
        if (!sources.has(source) || length < MessageHeader.LENGTH) {
            drops.increment(length < MessageHeader.LENGTH ? MessageFlyweight.TRUNCATED_HEADER : UNSOLICITED);
            return;
        }
        final int id = NetworkOrder.u16(buffer, offset + MessageHeader.ID_OFFSET);
        @Nullable Exchange match = null;
        @Nullable Exchange near = null;
        for (int i = sources.head(source); i != Exchange.NONE; i = exchanges[i].nextAtSource) {
            final Exchange candidate = exchanges[i];
            if (candidate.addressLow == addressLow && candidate.addressHigh == addressHigh && candidate.port == port) {
                if (candidate.id == id) {
                    match = candidate;
                } else {
                    near = candidate;
                }
            }
        }
        final Exchange addressed = match == null ? near : match;
        if (addressed == null) {
            drops.increment(UNSOLICITED);
            return;
        }
        final DropReason malformed = message.parse(buffer, offset, length);
        if (malformed != DropReason.NONE) {
            drops.increment(malformed);
        } else if (match != null) {
            onCandidate(match, now);
        } else {
            drops.increment(MISMATCHED);
            if (message.isResponse() && isQuestionOf(addressed, false)) {
                nearMiss(addressed, now);
            }
        }
    }

    /** A message came from the right server to the right source with the right id. */
    private void onCandidate(final Exchange exchange, final long now) {
        if (!message.isResponse() || message.opcode() != Opcode.QUERY) {
            drops.increment(NOT_A_RESPONSE);
            return;
        }
        if (!isQuestionOf(exchange, config.randomCase())) {
            drops.increment(MISMATCHED);
            nearMiss(exchange, now);
            return;
        }
        foldQuestion(exchange);
        final int cookie = writer.cookieOf(exchange, message, now);
        if (cookie == QueryWriter.COOKIE_WRONG) {
            drops.increment(BAD_COOKIE);
            nearMiss(exchange, now);
            return;
        }
        if (message.isTruncated()) {
            counters.increment(ResolverCounter.TRUNCATED);
            owner.onEvent(exchange.owner, exchange, TraceEvent.TRUNCATED, 0);
            servers.onResponse(server(exchange, now), now - exchange.sentAt);
            switchToStream(exchange, now);
            return;
        }
        final DropReason malformed = message.validate();
        if (malformed != DropReason.NONE) {
            drops.increment(malformed);
            fail(exchange, ExchangeOwner.BROKEN, now);
            return;
        }
        final int server = server(exchange, now);
        servers.onResponse(server, now - exchange.sentAt);
        final int rcode = message.extendedRcode();
        if (rcode == Rcode.BADCOOKIE && cookie == QueryWriter.COOKIE_GOOD && !exchange.cookieRetried) {
            // RFC 7873 section 5.3: once with the cookie just learned.
            exchange.cookieRetried = true;
            resend(exchange, now);
            return;
        }
        if (exchange.edns && QueryWriter.isEdnsRefused(message, rcode)) {
            servers.noEdns(server);
            exchange.edns = false;
            owner.onEvent(exchange.owner, exchange, TraceEvent.NO_EDNS, rcode);
            resend(exchange, now);
            return;
        }
        deliver(exchange, now);
    }

    private boolean isQuestionOf(final Exchange exchange, final boolean exactly) {
        if (message.questionCount() != 1
                || message.questionType(0) != exchange.type
                || message.questionClass(0) != RecordClass.IN) {
            return false;
        }
        final long name = exchange.query + MessageHeader.LENGTH;
        return exactly
                ? message.nameEqualsExactly(message.questionName(0), null, name, exchange.nameLength)
                : message.nameEquals(message.questionName(0), null, name, exchange.nameLength);
    }

    /** Names further on point into the question: the case that was made random must not end up in the cache. */
    private void foldQuestion(final Exchange exchange) {
        if (config.randomCase()) {
            final long question = message.address() + message.questionName(0);
            WireName.copyFolded(message.base(), question, message.base(), question, exchange.nameLength);
        }
    }

    private void nearMiss(final Exchange exchange, final long now) {
        counters.increment(ResolverCounter.NEAR_MISSES);
        owner.onEvent(exchange.owner, exchange, TraceEvent.NEAR_MISS, 0);
        switchToStream(exchange, now);
    }

    void onStream(final int connection, final DirectBuffer buffer, final int offset, final int length, final long now) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        int done = 0;
        while (done < length) {
            final ServerStream stream = streams.get(connection);
            if (stream == null) {
                return;
            }
            final int taken = Math.min(length - done, ServerStreams.BUFFER_LENGTH - stream.received);
            final long from = buffer.addressOffset() + offset + done;
            Memory.copy(buffer.byteArray(), from, null, stream.buffer + stream.received, taken);
            stream.received += taken;
            done += taken;
            takeMessages(stream, now);
        }
    }

    /** Takes the messages that have come whole (RFC 7766 section 8); the length before one may itself come apart. */
    private void takeMessages(final ServerStream stream, final long now) {
        final int connection = stream.connection();
        int at = 0;
        while (stream.received - at >= STREAM_PREFIX) {
            final int length = Memory.u16(null, stream.buffer + at);
            if (stream.received - at - STREAM_PREFIX < length) {
                break;
            }
            onMessage(stream, stream.buffer + at + STREAM_PREFIX, length, now);
            if (streams.get(connection) == null) {
                return; // What the message led to has closed the connection.
            }
            at += STREAM_PREFIX + length;
        }
        if (at > 0) {
            stream.received -= at;
            Memory.copy(null, stream.buffer + at, null, stream.buffer, stream.received);
        }
    }

    /** A message came over a connection. Answers come in any order (RFC 7766 section 6.2.1.1). */
    private void onMessage(final ServerStream stream, final long address, final int length, final long now) {
        DropReason malformed = message.parse(null, address, length);
        if (malformed != DropReason.NONE) {
            drops.increment(malformed);
            abandon(stream, now);
            return;
        }
        final Exchange exchange = streams.find(stream, message.id());
        if (exchange == null) {
            drops.increment(UNSOLICITED);
            return;
        }
        malformed = message.validate();
        if (malformed == DropReason.NONE
                && (!message.isResponse() || message.isTruncated() || !isQuestionOf(exchange, false))) {
            malformed = MISMATCHED;
        }
        if (malformed != DropReason.NONE) {
            drops.increment(malformed);
            doubt(exchange);
            fail(exchange, ExchangeOwner.BROKEN, now);
            return;
        }
        stream.proven = true;
        foldQuestion(exchange);
        if (exchange.edns && QueryWriter.isEdnsRefused(message, message.extendedRcode())) {
            servers.noEdns(server(exchange, now));
            fail(exchange, ExchangeOwner.BROKEN, now);
            return;
        }
        deliver(exchange, now);
    }

    void onStreamClosed(final int connection, final long now) {
        final ServerStream stream = streams.get(connection);
        if (stream == null) {
            return;
        }
        streams.gone(stream);
        while (stream.head != Exchange.NONE) {
            restart(exchanges[stream.head], stream.proven, now);
        }
        streams.giveBack(stream);
    }

    /**
     * Asks again, once, what was under way on a connection that the server has closed after it had answered others, as a server
     * may at any time (RFC 7766 section 6.2.4).
     */
    private void restart(final Exchange exchange, final boolean proven, final long now) {
        streams.leave(exchange, now);
        if (!proven || exchange.restarted) {
            fail(exchange, ExchangeOwner.BROKEN, now);
            return;
        }
        exchange.restarted = true;
        switchToStream(exchange, now);
    }

    /** Ends all that is under way on a connection whose octets make no sense, and so the connection. */
    private void abandon(final ServerStream stream, final long now) {
        stream.doubtful = true;
        final int connection = stream.connection();
        while (streams.get(connection) != null) {
            if (stream.head == Exchange.NONE) {
                streams.closeIdle(stream);
            } else {
                fail(exchanges[stream.head], ExchangeOwner.BROKEN, now);
            }
        }
    }

    private static void doubt(final Exchange exchange) {
        if (exchange.stream != null) {
            exchange.stream.doubtful = true;
        }
    }

    private void deliver(final Exchange exchange, final long now) {
        counters.increment(ResolverCounter.RESPONSES);
        final int ownerNumber = exchange.owner;
        release(exchange, now);
        owner.onResponse(ownerNumber, exchange, message, now);
    }

    private void fail(final Exchange exchange, final int cause, final long now) {
        final int ownerNumber = exchange.owner;
        release(exchange, now);
        owner.onFailure(ownerNumber, exchange, cause, now);
    }

    private void resend(final Exchange exchange, final long now) {
        sources.leave(exchange);
        if (!owner.takePacket(exchange.owner, now)) {
            fail(exchange, ExchangeOwner.NO_MEANS, now);
            return;
        }
        sendDatagram(exchange, servers.rtoMicros(server(exchange, now)) * NANOS_PER_MICRO, now);
    }

    private void switchToStream(final Exchange exchange, final long now) {
        sources.leave(exchange);
        if (!owner.takePacket(exchange.owner, now) || !openStream(exchange, now)) {
            fail(exchange, ExchangeOwner.NO_MEANS, now);
        }
    }

    private void sendDatagram(final Exchange exchange, final long timeoutNanos, final long now) {
        sources.join(exchange);
        writer.write(exchange, now);
        setDeadline(exchange, timeoutNanos, now);
        counters.increment(ResolverCounter.DATAGRAMS_SENT);
        owner.onEvent(exchange.owner, exchange, TraceEvent.SENT_UDP, timeoutNanos / 1_000_000);
        outbox.sendDatagram(
                exchange.source,
                exchange.addressHigh,
                exchange.addressLow,
                exchange.port,
                queries.buffer(),
                (int) (exchange.query - queries.address()),
                exchange.queryLength);
    }

    private boolean openStream(final Exchange exchange, final long now) {
        final ServerStream stream = streams.find(exchange.addressHigh, exchange.addressLow, exchange.port);
        if (stream == null) {
            counters.increment(ResolverCounter.POOL_EXHAUSTED);
            return false;
        }
        if (stream.open) {
            counters.increment(ResolverCounter.CONNECTIONS_REUSED);
        } else {
            streams.open(stream);
        }
        do {
            exchange.id = random.nextInt() & 0xFFFF;
        } while (streams.find(stream, exchange.id) != null);
        streams.join(stream, exchange);
        writer.write(exchange, now);
        setDeadline(exchange, config.tcpTimeoutNanos(), now);
        owner.onEvent(exchange.owner, exchange, TraceEvent.SENT_TCP, config.tcpTimeoutNanos() / 1_000_000);
        Memory.putU16(null, exchange.query - STREAM_PREFIX, exchange.queryLength);
        outbox.sendStream(
                stream.connection(),
                queries.buffer(),
                (int) (exchange.query - STREAM_PREFIX - queries.address()),
                STREAM_PREFIX + exchange.queryLength);
        return true;
    }

    private void setDeadline(final Exchange exchange, final long timeoutNanos, final long now) {
        exchange.sentAt = now;
        final long deadline = now + timeoutNanos;
        deadlines.set(exchange.number, exchange.limit - deadline < 0 ? exchange.limit : deadline);
    }

    private void release(final Exchange exchange, final long now) {
        sources.leave(exchange);
        deadlines.clear(exchange.number);
        streams.leave(exchange, now);
        exchange.active = false;
        free[freeCount++] = exchange.number;
    }

    private int server(final Exchange exchange, final long now) {
        return servers.place(exchange.addressHigh, exchange.addressLow, exchange.port, now);
    }
}
