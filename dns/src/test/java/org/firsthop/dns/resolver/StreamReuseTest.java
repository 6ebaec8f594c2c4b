package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

/** Connections to servers that are used for many questions (RFC 7766 section 6.2). */
class StreamReuseTest {
    private static final TestZone ZONE = new TestZone(
            ".",
            "a.example.com. 300 A 192.0.2.1",
            "b.example.com. 300 A 192.0.2.2",
            "c.example.com. 300 A 192.0.2.3",
            "d.example.com. 300 A 192.0.2.4");
    private static final String FIRST = "203.0.113.1";
    private static final String SECOND = "203.0.113.2";
    private static final long IDLE = 10 * SimNet.SECONDS;

    private final Wire wire = new Wire();
    private long now = 1_000 * SimNet.SECONDS;
    private int clients;
    private Resolver resolver;

    /** A query as it went over a connection. */
    private record Sent(int connection, byte[] query) {}

    /** Keeps what the resolver wants done. */
    private static final class Wire implements Outbox {
        private final List<Sent> sent = new ArrayList<>();
        private final List<Integer> opened = new ArrayList<>();
        private final List<Integer> closed = new ArrayList<>();
        private final List<String> answers = new ArrayList<>();

        @Override
        public void sendDatagram(
                final int source,
                final long addressHigh,
                final long addressLow,
                final int port,
                final DirectBuffer buffer,
                final int offset,
                final int length) {
            throw new AssertionError("TCP only");
        }

        @Override
        public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
            opened.add(connection);
        }

        @Override
        public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
            final byte[] query = new byte[length - 2];
            buffer.getBytes(offset + 2, query);
            sent.add(new Sent(connection, query));
        }

        @Override
        public void close(final int connection) {
            closed.add(connection);
        }

        @Override
        public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
            final byte[] answer = new byte[length];
            buffer.getBytes(offset, answer);
            answers.add(client + ": " + SimNet.show(answer));
        }
    }

    private void start(final int streams, final int questions, final long idleNanos, final String... servers) {
        final ChaChaRandom random = new ChaChaRandom(7);
        ServerList list = ServerList.EMPTY;
        for (final String server : servers) {
            list = list.withIpv4(Ipv4Address.parse(server), 53);
        }
        resolver = Resolver.forwarding(
                ResolverConfig.DEFAULT.withPools(64, 64, streams, 16).withConnections(questions, idleNanos),
                new ForwardingConfig(SimNet.SECONDS, 2, servers.length > 1, true),
                list,
                new RrsetCache(CacheConfig.DEFAULT.withCapacity(2 << 20), random),
                random,
                wire);
    }

    private void ask(final String name) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length =
                QueryTemplate.plain(MessageHeader.RD).encode(buffer, 0, clients, name, RecordType.A, RecordClass.IN);
        resolver.query(clients++, buffer, 0, length, true, now);
    }

    /** The answers to some of the queries that were sent, by their numbers, one after the other as a stream. */
    private byte[] answersTo(final int... numbers) {
        final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (final int number : numbers) {
            final byte[] answer = SimNet.authority(wire.sent.get(number).query(), true, ZONE);
            stream.write(answer.length >>> 8);
            stream.write(answer.length);
            stream.writeBytes(answer);
        }
        return stream.toByteArray();
    }

    private void receive(final int connection, final byte[] octets) {
        resolver.onStream(connection, new UnsafeBuffer(octets), 0, octets.length, now);
        resolver.poll(now);
    }

    private void closeByServer(final int connection) {
        resolver.onStreamClosed(connection, now);
        resolver.poll(now);
    }

    private long count(final ResolverCounter counter) {
        return resolver.counter(counter);
    }

    @Test
    void shouldAskTheNextQuestionOnTheConnectionThatIsOpen() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        receive(wire.sent.get(0).connection(), answersTo(0));
        now += 9 * SimNet.SECONDS;
        resolver.poll(now);
        ask("b.example.com.");
        receive(wire.sent.get(1).connection(), answersTo(1));
        assertEquals(
                List.of("0: rcode 0; a.example.com. 300 1 192.0.2.1", "1: rcode 0; b.example.com. 300 1 192.0.2.2"),
                wire.answers);
        assertEquals(1, wire.opened.size());
        assertEquals(1, count(ResolverCounter.CONNECTIONS_OPENED));
        assertEquals(1, count(ResolverCounter.CONNECTIONS_REUSED));
    }

    /** RFC 7766 section 6.2.1.1: several questions at once, whose answers come in any order and however they are cut. */
    @Test
    void shouldTakeAnswersInAnyOrderAndCutAnywhere() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        ask("b.example.com.");
        ask("c.example.com.");
        assertEquals(1, wire.opened.size());
        final byte[] octets = answersTo(2, 0, 1);
        for (final byte octet : octets) {
            receive(wire.opened.get(0), new byte[] {octet});
        }
        assertEquals(
                List.of(
                        "2: rcode 0; c.example.com. 300 1 192.0.2.3",
                        "0: rcode 0; a.example.com. 300 1 192.0.2.1",
                        "1: rcode 0; b.example.com. 300 1 192.0.2.2"),
                wire.answers);
    }

    @Test
    void shouldOpenAnotherConnectionForMoreQuestionsThanTheLimit() {
        start(4, 2, IDLE, FIRST);
        ask("a.example.com.");
        ask("b.example.com.");
        ask("c.example.com.");
        assertEquals(2, wire.opened.size());
        assertEquals(wire.opened.get(1), wire.sent.get(2).connection());
    }

    /** RFC 7766 section 6.2.3. */
    @Test
    void shouldCloseAConnectionThatWasIdleForItsTime() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0));
        assertEquals(now + IDLE, resolver.nextDeadline());
        now += IDLE;
        resolver.poll(now);
        assertEquals(wire.opened, wire.closed);
        ask("b.example.com.");
        assertEquals(2, wire.opened.size());
        assertNotEquals(wire.opened.get(0), wire.opened.get(1), "each use of a place has a name of its own");
    }

    @Test
    void shouldCloseAtOnceWhereNoConnectionIsToBeKept() {
        start(4, 8, 0, FIRST);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0));
        assertEquals(wire.opened, wire.closed);
    }

    @Test
    void shouldMakeRoomByTheConnectionThatHasBeenIdleLongest() {
        start(1, 8, IDLE, FIRST, SECOND);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0));
        ask("b.example.com."); // The next server's turn, and no place but the idle one's.
        assertEquals(2, wire.opened.size());
        assertEquals(List.of(wire.opened.get(0)), wire.closed);
        assertEquals(1, count(ResolverCounter.CONNECTIONS_EVICTED));
        receive(wire.opened.get(1), answersTo(1));
        assertEquals(2, wire.answers.size());
    }

    /** RFC 7766 section 6.2.4: a server may close when it likes; what it has not answered is asked again, once. */
    @Test
    void shouldAskAgainWhatAServerLeavesUnanswered() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0));
        ask("b.example.com.");
        ask("c.example.com.");
        closeByServer(wire.opened.get(0));
        assertEquals(2, wire.opened.size());
        assertEquals(5, wire.sent.size());
        receive(wire.opened.get(1), answersTo(3, 4));
        assertEquals(3, wire.answers.size());
        assertEquals(List.of(), wire.closed, "the driver knows what the server has closed");
    }

    @Test
    void shouldNotAskAgainForEver() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0));
        ask("b.example.com.");
        for (int i = 0; i < wire.opened.size(); i++) {
            closeByServer(wire.opened.get(i));
        }
        assertEquals("1: rcode 2", wire.answers.get(1));
        assertEquals(0, count(ResolverCounter.POOL_EXHAUSTED));
    }

    @Test
    void shouldAskNothingMoreWhereAnAnswerIsOverdue() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        now = resolver.nextDeadline();
        resolver.poll(now);
        assertEquals(wire.opened.subList(0, 1), wire.closed.subList(0, 1));
    }

    @Test
    void shouldEndAConnectionWhoseOctetsMakeNoSense() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        ask("b.example.com.");
        receive(wire.opened.get(0), new byte[] {0, 3, 1, 2, 3});
        assertEquals(List.of(wire.opened.get(0)), wire.closed);
        receive(wire.opened.get(0), answersTo(0, 1));
        assertEquals(
                List.of(),
                wire.answers.stream().filter(a -> a.contains("192.0.2")).toList());
    }

    @Test
    void shouldPassAnswersThatNobodyWaitsFor() {
        start(4, 8, IDLE, FIRST);
        ask("a.example.com.");
        receive(wire.opened.get(0), answersTo(0, 0));
        ask("b.example.com.");
        receive(wire.opened.get(0), answersTo(1));
        assertEquals(2, wire.answers.size());
        assertEquals(1, resolver.drops().get(Exchanges.UNSOLICITED));
    }
}
