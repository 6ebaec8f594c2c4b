package org.firsthop.node.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.client.AnswerHandler;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.ResolverCounter;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;
import org.junit.jupiter.api.Test;

/** Resolvers over the TCP of a host whose rings are nearly all in use. */
class ResolverEndpointTest {
    private static final int QUESTIONS = 16;
    private static final int BUSY = 6;
    private static final int RING = 16 * 1024;

    private static Topology network() throws Exception {
        return Topology.builder()
                .host("a", "interface eth0 mac 02:00:00:00:00:0a address 10.0.0.1/24")
                .host("b", "interface eth0 mac 02:00:00:00:00:0b address 10.0.0.2/24")
                .link("a.eth0", "b.eth0", LinkConfig.ethernet())
                .build();
    }

    /** RFC 7766 section 6.2.1.1: questions sent side by side arrive whole, however little room there is at a time. */
    @Test
    void shouldSendAllQuestionsThoughTheyDoNotFitAtOnce() throws Exception {
        final SimulatedNetwork network = SimulatedNetwork.of(network(), 1);
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        final UnsafeBuffer room = new UnsafeBuffer(new byte[4_096]);
        network.host("b").tcp().listen(ServerList.DNS_PORT, () -> new StreamHandler() {
            @Override
            public void onReadable(final TcpStream stream) {
                for (int n = stream.receive(room, 0, room.capacity());
                        n > 0;
                        n = stream.receive(room, 0, room.capacity())) {
                    received.write(room.byteArray(), 0, n);
                }
            }
        });
        final ResolverEndpoint resolver = network.host("a")
                .stubResolver(
                        ServerList.EMPTY.withIpv4(Ipv4Address.parse("10.0.0.2"), ServerList.DNS_PORT),
                        new ForwardingConfig(60_000_000_000L, 1, false, true));
        network.simulation().at(1_000_000, () -> {
            // Nobody is at this address: what is sent there stays in rings while connections wait.
            final Endpoint nobody = new Endpoint(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("10.0.0.99")), 80);
            for (int i = 0; i < BUSY; i++) {
                final TcpStream stream = network.host("a").tcp().connect(nobody, new StreamHandler() {});
                stream.send(new UnsafeBuffer(new byte[RING]), 0, RING);
            }
            for (int i = 0; i < QUESTIONS; i++) {
                resolver.submit(query(i), new AnswerHandler() {
                    @Override
                    public void onAnswer(final MessageFlyweight answer) {}

                    @Override
                    public void onFailure(final String reason) {}
                });
            }
            network.simulation().wake(network.host("a"));
        });
        network.simulation().run(() -> questions(received.toByteArray()).size() == QUESTIONS, 3_000_000_000L);
        final List<String> questions = questions(received.toByteArray());
        assertEquals(QUESTIONS, questions.size());
        for (int i = 0; i < QUESTIONS; i++) {
            assertTrue(questions.contains(label(i)), "question " + i);
        }
        assertEquals(1, resolver.resolver().counter(ResolverCounter.CONNECTIONS_OPENED));
    }

    private static String label(final int number) {
        return "n" + (100 + number);
    }

    private static byte[] query(final int number) {
        final String name = label(number) + ("." + "x".repeat(60)).repeat(3);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length =
                QueryTemplate.plain(MessageHeader.RD).encode(buffer, 0, number, name, RecordType.A, RecordClass.IN);
        return Arrays.copyOf(buffer.byteArray(), length);
    }

    /** The first labels of the questions that have come whole. */
    private static List<String> questions(final byte[] octets) {
        final List<String> labels = new ArrayList<>();
        final ByteBuffer stream = ByteBuffer.wrap(octets);
        while (stream.remaining() >= 2 && stream.remaining() >= 2 + (stream.getShort(stream.position()) & 0xFFFF)) {
            final byte[] query = new byte[stream.getShort() & 0xFFFF];
            stream.get(query);
            final MessageFlyweight message = new MessageFlyweight();
            assertEquals(DropReason.NONE, message.parse(new UnsafeBuffer(query), 0, query.length));
            final int name = message.questionName(0);
            labels.add(new String(query, name + 1, query[name], US_ASCII).toLowerCase(Locale.ROOT));
        }
        return labels;
    }
}
