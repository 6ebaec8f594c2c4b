package org.firsthop.dns.resolver;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.AuthorityConnection;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.zone.Zone;

/** The servers of a {@link ZoneTree} around one resolver on virtual time, with an attacker in between. */
final class TreeNet implements Outbox {
    static final long MILLIS = 1_000_000L;
    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final long HALF_WAY = 5 * MILLIS;

    /** Sees each query, and may send what it likes. */
    interface Attacker {
        void onQuery(TreeNet net, int source, int address, byte[] query, byte[] response);
    }

    private record Event(long at, long order, Runnable action) {}

    private record Host(AuthoritativeResponder responder, ZoneTree.Health health) {}

    private final Map<Integer, Host> hosts = new HashMap<>();
    private final Map<Integer, Integer> connections = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (one, other) -> one.at == other.at ? Long.compare(one.order, other.order) : Long.compare(one.at, other.at));
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[65_535]);
    private byte[] answer = new byte[0];
    private long order;
    Resolver resolver;
    Attacker attacker = (net, source, address, query, response) -> {};
    long now;
    int packets;

    TreeNet(final ZoneTree tree) {
        for (final ZoneTree.Node node : tree.nodes) {
            final Zone zone = tree.build(node);
            for (final ZoneTree.Server server : node.servers) {
                hosts.put(
                        Ipv4Address.parse(server.address()),
                        new Host(new AuthoritativeResponder(new ZoneSet(List.of(zone))), server.health()));
            }
        }
    }

    private byte[] respond(final int address, final byte[] query) {
        final Host host = hosts.get(address);
        if (host == null || host.health == ZoneTree.Health.SILENT) {
            return null;
        }
        final int length =
                host.responder.respond(new UnsafeBuffer(query), 0, query.length, null, scratch, 0, scratch.capacity());
        final byte[] response = new byte[length];
        scratch.getBytes(0, response);
        switch (host.health) {
            case REFUSING -> empty(response, query, 5);
            case FAILING -> empty(response, query, 2);
            case UNAUTHORITATIVE -> response[2] &= ~(MessageHeader.AA >>> 8);
            default -> {
                return response;
            }
        }
        return response;
    }

    private static void empty(final byte[] response, final byte[] query, final int rcode) {
        // Header and question stay; the sections lose what they count.
        response[3] = (byte) rcode;
        for (int i = 6; i < 12; i++) {
            response[i] = 0;
        }
    }

    void deliver(final int source, final int address, final int port, final byte[] octets, final long delay) {
        events.add(new Event(
                now + delay,
                order++,
                () -> resolver.onDatagram(
                        source,
                        0,
                        MAPPED | (address & 0xFFFF_FFFFL),
                        port,
                        new UnsafeBuffer(octets),
                        0,
                        octets.length,
                        now)));
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
        packets++;
        final byte[] query = new byte[length];
        buffer.getBytes(offset, query);
        final byte[] response = respond((int) addressLow, query);
        attacker.onQuery(this, source, (int) addressLow, query, response);
        if (response != null) {
            deliver(source, (int) addressLow, port, response, 2 * HALF_WAY);
        }
    }

    @Override
    public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
        packets++;
        connections.put(connection, (int) addressLow);
    }

    @Override
    public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
        final Host host = hosts.get(connections.get(connection));
        if (host == null || host.health != ZoneTree.Health.GOOD) {
            return;
        }
        final AuthorityConnection server = new AuthorityConnection(host.responder);
        server.receive(buffer, offset, length);
        final UnsafeBuffer out = new UnsafeBuffer(new byte[AuthorityConnection.SEND_CAPACITY]);
        final int octets = server.send(out, 0, out.capacity());
        events.add(new Event(now + 4 * HALF_WAY, order++, () -> {
            if (connections.containsKey(connection)) {
                resolver.onStream(connection, out, 0, octets, now);
            }
        }));
    }

    @Override
    public void close(final int connection) {
        connections.remove(connection);
    }

    @Override
    public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
        answer = new byte[length];
        buffer.getBytes(offset, answer);
    }

    /** Asks and lets time pass until all is quiet. */
    ZoneTree.Answer resolve(final String name, final int type) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_024]);
        final int length =
                QueryTemplate.edns(MessageHeader.RD, 1232, 0).encode(buffer, 0, 1, name, type, RecordClass.IN);
        answer = new byte[0];
        resolver.query(0, buffer, 0, length, true, now);
        run();
        return read();
    }

    void run() {
        while (!events.isEmpty() || resolver.hasDeadline()) {
            final long event = events.isEmpty() ? Long.MAX_VALUE : events.peek().at;
            final long timer = resolver.hasDeadline() ? resolver.nextDeadline() : Long.MAX_VALUE;
            now = Math.max(now, Math.min(event, timer));
            if (event <= timer) {
                events.poll().action.run();
            } else {
                resolver.poll(now);
            }
        }
    }

    private ZoneTree.Answer read() {
        final MessageFlyweight message = new MessageFlyweight();
        DropReason reason = message.parse(new UnsafeBuffer(answer), 0, answer.length);
        if (reason == DropReason.NONE) {
            reason = message.validate();
        }
        if (reason != DropReason.NONE) {
            throw new AssertionError(reason + " in an answer of " + answer.length);
        }
        final Set<String> records = new LinkedHashSet<>();
        for (int i = message.answerStart(); i < message.answerEnd(); i++) {
            final String rdata =
                    switch (message.type(i)) {
                        case ZoneTree.A -> Ipv4Address.toString(message.rdataInt(i, 0));
                        case ZoneTree.TXT -> "\"" + "t".repeat(message.rdataLength(i) - 1) + "\"";
                        default -> name(message, message.rdataOffset(i));
                    };
            records.add(name(message, message.owner(i)) + " " + message.type(i) + " " + rdata);
        }
        return new ZoneTree.Answer(message.rcode(), records);
    }

    static String name(final MessageFlyweight message, final int position) {
        final byte[] name = new byte[300];
        message.copyName(position, name, UnsafeApi.arrayBaseOffset(byte[].class));
        return DomainName.ofWire(name, UnsafeApi.arrayBaseOffset(byte[].class))
                .toString()
                .toLowerCase(Locale.ROOT);
    }
}
