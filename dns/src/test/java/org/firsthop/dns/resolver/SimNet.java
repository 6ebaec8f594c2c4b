package org.firsthop.dns.resolver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;

/** A network of name servers on virtual time around one resolver. */
final class SimNet implements Outbox {
    static final long MILLIS = 1_000_000L;
    static final long SECONDS = 1_000 * MILLIS;

    /** What a server does with a query: a response, or null to keep silent. */
    interface Server {
        byte[] respond(byte[] query, boolean stream);
    }

    /** A datagram that the resolver sent. */
    record Sent(int source, int address, int port, byte[] query, long at) {
        MessageFlyweight message() {
            return parse(query);
        }

        String question() {
            final MessageFlyweight message = message();
            return nameOf(message, message.questionName(0)) + " " + message.questionType(0);
        }
    }

    private record Event(long at, long order, Runnable action) {}

    private record Connection(int address, int port) {}

    final Map<Integer, Server> servers = new HashMap<>();
    final List<Sent> sent = new ArrayList<>();
    final Map<Long, byte[]> answers = new HashMap<>();
    final List<Integer> connected = new ArrayList<>();
    private final Map<Integer, Connection> connections = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (one, other) -> one.at == other.at ? Long.compare(one.order, other.order) : Long.compare(one.at, other.at));
    private long order;
    long now = 1_000 * SECONDS;
    long delay = 10 * MILLIS;
    int streamPiece = 100;
    Resolver resolver;
    /** Called for each datagram sent, before the server gets it. */
    java.util.function.Consumer<Sent> tap = ignored -> {};

    /** Puts a server with zones at an address; UDP answers are limited by what EDNS offers. */
    SimNet server(final String address, final TestZone... zones) {
        return server(address, (query, stream) -> authority(query, stream, zones));
    }

    SimNet server(final String address, final Server server) {
        servers.put(Ipv4Address.parse(address), server);
        return this;
    }

    static byte[] authority(final byte[] octets, final boolean stream, final TestZone... zones) {
        final MessageFlyweight query = parse(octets);
        final DomainName name = DomainName.of(nameOf(query, query.questionName(0)));
        final int type = query.questionType(0);
        TestZone best = null;
        for (final TestZone zone : zones) {
            final boolean above = type == 43 && zone.origin.equals(name) && !name.isRoot();
            if (name.isSubdomainOf(zone.origin)
                    && !above
                    && (best == null || zone.origin.length() > best.origin.length())) {
                best = zone;
            }
        }
        if (best == null) {
            return reply(octets, Rcode.REFUSED);
        }
        final int opt = query.optRecord();
        final int limit = stream ? 65_535 : opt < 0 ? 512 : query.recordClass(opt);
        return best.answer(query, name, type, limit);
    }

    /** A response of header and question. */
    static byte[] reply(final byte[] query, final int rcode) {
        final MessageFlyweight message = parse(query);
        final byte[] response = Arrays.copyOf(query, message.questionEnd(0));
        final UnsafeBuffer buffer = new UnsafeBuffer(response);
        buffer.putShort(2, (short) (MessageHeader.QR | rcode), java.nio.ByteOrder.BIG_ENDIAN);
        buffer.putShort(10, (short) 0);
        return response;
    }

    static MessageFlyweight parse(final byte[] octets) {
        final MessageFlyweight message = new MessageFlyweight();
        final DropReason reason = message.parse(new UnsafeBuffer(octets), 0, octets.length);
        if (reason != DropReason.NONE) {
            throw new AssertionError(reason.toString());
        }
        return message;
    }

    static String nameOf(final MessageFlyweight message, final int position) {
        final byte[] name = new byte[300];
        message.copyName(position, name, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class));
        return DomainName.ofWire(name, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class))
                .toString();
    }

    void at(final long time, final Runnable action) {
        events.add(new Event(time, order++, action));
    }

    void deliver(final int source, final int address, final int port, final byte[] octets, final long time) {
        at(
                time,
                () -> resolver.onDatagram(
                        source, 0, Addresses.mapped(address), port, new UnsafeBuffer(octets), 0, octets.length, now));
    }

    @Override
    public void sendDatagram(
            final int source,
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final byte[] query = new byte[length];
        buffer.getBytes(offset, query);
        final Sent datagram = new Sent(source, (int) addressLow, port, query, now);
        sent.add(datagram);
        tap.accept(datagram);
        final Server server = servers.get((int) addressLow);
        if (server != null) {
            at(now + delay / 2, () -> {
                final byte[] response = server.respond(query, false);
                if (response != null) {
                    deliver(source, (int) addressLow, port, response, now + delay / 2);
                }
            });
        }
    }

    @Override
    public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
        connected.add((int) addressLow);
        connections.put(connection, new Connection((int) addressLow, port));
        if (!servers.containsKey((int) addressLow)) {
            at(now + delay, () -> {
                connections.remove(connection);
                resolver.onStreamClosed(connection, now);
            });
        }
    }

    @Override
    public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
        final Connection state = connections.get(connection);
        final byte[] query = new byte[length - 2];
        buffer.getBytes(offset + 2, query);
        if (((buffer.getByte(offset) & 0xFF) << 8 | buffer.getByte(offset + 1) & 0xFF) != query.length) {
            throw new AssertionError("length prefix");
        }
        final Server server = servers.get(state.address);
        if (server == null) {
            return;
        }
        at(now + 3 * delay / 2, () -> {
            final byte[] response = server.respond(query, true);
            if (response == null) {
                return;
            }
            final byte[] framed = new byte[response.length + 2];
            framed[0] = (byte) (response.length >>> 8);
            framed[1] = (byte) response.length;
            System.arraycopy(response, 0, framed, 2, response.length);
            // The first piece is one octet: the length itself comes apart.
            for (int from = 0; from < framed.length; ) {
                final int piece = from == 0 ? 1 : Math.min(streamPiece, framed.length - from);
                final byte[] part = Arrays.copyOfRange(framed, from, from + piece);
                at(now + delay / 2, () -> {
                    if (connections.containsKey(connection)) {
                        resolver.onStream(connection, new UnsafeBuffer(part), 0, part.length, now);
                    }
                });
                from += piece;
            }
        });
    }

    @Override
    public void close(final int connection) {
        connections.remove(connection);
    }

    @Override
    public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] answer = new byte[length];
        buffer.getBytes(offset, answer);
        if (answers.put(client, answer) != null) {
            throw new AssertionError("two answers to client " + client);
        }
    }

    private long nextClient;

    /** Asks, with EDNS, and gives back the number by which the answer is found. */
    long ask(final String name, final int type) {
        final long client = nextClient++;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_024]);
        final int length = QueryTemplate.edns(MessageHeader.RD, 1232, 0)
                .encode(buffer, 0, (int) client & 0xFFFF, name, type, RecordClass.IN);
        resolver.query(client, buffer, 0, length, false, now);
        return client;
    }

    /** Lets time pass until nothing is under way. */
    SimNet run() {
        return run(now + 3_600 * SECONDS);
    }

    SimNet run(final long until) {
        while (true) {
            final boolean timer = resolver.hasDeadline();
            if (events.isEmpty() && !timer) {
                return this;
            }
            final long next = !timer
                    ? events.peek().at
                    : events.isEmpty() ? resolver.nextDeadline() : Math.min(events.peek().at, resolver.nextDeadline());
            if (next > until) {
                now = until;
                return this;
            }
            now = Math.max(now, next);
            if (!events.isEmpty() && events.peek().at <= now) {
                events.poll().action.run();
            } else {
                resolver.poll(now);
            }
        }
    }

    /** Asks, lets time pass, and gives back the answer. */
    byte[] resolve(final String name, final int type) {
        final long client = ask(name, type);
        run();
        return answers.get(client);
    }

    /** An answer in a form to compare: rcode, then each answer record as {@code owner ttl type rdata}. */
    static String show(final byte[] answer) {
        final MessageFlyweight message = parse(answer);
        if (message.validate() != DropReason.NONE) {
            throw new AssertionError(message.validate().toString());
        }
        final StringBuilder text = new StringBuilder("rcode " + message.rcode());
        for (int i = message.answerStart(); i < message.answerEnd(); i++) {
            text.append("; ")
                    .append(nameOf(message, message.owner(i)))
                    .append(' ')
                    .append(message.ttl(i))
                    .append(' ')
                    .append(message.type(i))
                    .append(' ');
            switch (message.type(i)) {
                case 1 -> text.append(Ipv4Address.toString(message.rdataInt(i, 0)));
                case 2, 5, 12, 39 -> text.append(nameOf(message, message.rdataOffset(i)));
                default -> text.append(message.rdataLength(i)).append(" octets");
            }
        }
        return text.toString();
    }
}
