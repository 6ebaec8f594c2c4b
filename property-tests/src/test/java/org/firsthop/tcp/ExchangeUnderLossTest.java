package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import org.agrona.concurrent.UnsafeBuffer;

/** Two protocols over two engines and a bad link: DNS over TCP (RFC 7766) with queries that overtake, and a plain HTTP exchange. */
final class ExchangeUnderLossTest {
    private static final int LIVES = Integer.getInteger("firsthop.tcp.exchanges", 12);
    private static final long LIMIT_NS = 4L * 3_600 * 1_000_000_000L;
    private static final int CHUNK = 4_096;

    /** One end: what it still has to write, and what it has read. */
    private abstract static class End implements TcpEvents {
        private final UnsafeBuffer chunk = new UnsafeBuffer(new byte[CHUNK]);
        private byte[] unsent = new byte[0];
        private int sent;
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        TcpEngine engine;
        long handle;
        boolean ended;
        boolean finished;
        CloseReason closed;

        final void write(final byte[] octets) {
            final byte[] all = new byte[unsent.length - sent + octets.length];
            System.arraycopy(unsent, sent, all, 0, unsent.length - sent);
            System.arraycopy(octets, 0, all, unsent.length - sent, octets.length);
            unsent = all;
            sent = 0;
        }

        /** Looks at what was read, and writes. */
        abstract void talk();

        @Override
        public void onAcceptable(final long listener) {
            handle = engine.accept(listener);
        }

        @Override
        public void onClosed(final long connection, final CloseReason reason) {
            closed = reason;
        }

        void work(final long nowNs) {
            if (handle == 0 || closed != null || engine.state(handle) == TcpState.SYN_SENT) {
                return;
            }
            for (int length = 1; length > 0; ) {
                length = engine.receive(handle, chunk, 0, CHUNK, nowNs);
                read.write(chunk.byteArray(), 0, Math.max(0, length));
                ended |= length == TcpEngine.END_OF_DATA;
            }
            talk();
            while (sent < unsent.length) {
                final int length = Math.min(CHUNK, unsent.length - sent);
                chunk.putBytes(0, unsent, sent, length);
                final int taken = engine.send(handle, chunk, 0, length, nowNs);
                if (taken <= 0) {
                    return;
                }
                sent += taken;
            }
            if (finished) {
                engine.close(handle, nowNs);
            }
        }
    }

    private static byte[] message(final int id, final int length) {
        final byte[] octets = new byte[2 + length];
        octets[0] = (byte) (length >>> 8);
        octets[1] = (byte) length;
        octets[2] = (byte) (id >>> 8);
        octets[3] = (byte) id;
        for (int i = 4; i < octets.length; i++) {
            octets[i] = (byte) (id * 31 + i);
        }
        return octets;
    }

    /** The length of the whole message at a position, prefix included (RFC 7766 section 8), or 0 when it is not whole yet. */
    private static int messageLength(final byte[] octets, final int position) {
        if (octets.length - position < 2) {
            return 0;
        }
        final int length = 2 + ((octets[position] & 0xFF) << 8) + (octets[position + 1] & 0xFF);
        return octets.length - position < length ? 0 : length;
    }

    @Example
    void everyDnsMessageOverTcpIsAnsweredWhole() {
        final SplittableRandom random = new SplittableRandom(7_766);
        for (int life = 0; life < LIVES; life++) {
            final int queries = 1 + random.nextInt(20);
            final int[] lengths = random.ints(queries, 12, 65_536).toArray();
            final End client = new End() {
                private boolean asked;
                private int position;
                private int answers;

                @Override
                void talk() {
                    for (int id = 0; id < queries && !asked; id++) { // all at once: pipelined, RFC 7766 section 6.2.1.1
                        write(message(id, 12 + id));
                    }
                    asked = true;
                    final byte[] octets = read.toByteArray();
                    for (int length = messageLength(octets, position);
                            length > 0;
                            length = messageLength(octets, position)) {
                        final int id = queries - 1 - answers++;
                        final byte[] expected = message(id, lengths[id]);
                        final byte[] actual = new byte[length];
                        System.arraycopy(octets, position, actual, 0, length);
                        assertArrayEquals(expected, actual);
                        position += length;
                    }
                    finished = answers == queries;
                }
            };
            final End server = new End() {
                private int position;
                private int asked;

                @Override
                void talk() {
                    final byte[] octets = read.toByteArray();
                    for (int length = messageLength(octets, position);
                            length > 0;
                            length = messageLength(octets, position)) {
                        position += length;
                        if (++asked == queries) { // answers in the other order
                            for (int id = queries - 1; id >= 0; id--) {
                                write(message(id, lengths[id]));
                            }
                        }
                    }
                    finished = ended;
                }
            };
            exchange(random.split(), client, server);
        }
    }

    @Example
    void everyHttpResponseIsReadToItsEnd() {
        final SplittableRandom random = new SplittableRandom(9_112);
        for (int life = 0; life < LIVES; life++) {
            final byte[] body = new byte[random.nextInt(200_000)];
            random.nextBytes(body);
            final String request = "GET /a HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n";
            final End client = new End() {
                private boolean asked;

                @Override
                void talk() {
                    if (!asked) {
                        write(request.getBytes(StandardCharsets.US_ASCII));
                        asked = true;
                    }
                    finished = ended;
                }
            };
            final byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            final End server = new End() {
                @Override
                void talk() {
                    if (!finished && read.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                        assertEquals(request, read.toString(StandardCharsets.US_ASCII));
                        write(head);
                        write(body);
                        finished = true;
                    }
                }
            };
            exchange(random.split(), client, server);
            final byte[] whole = new byte[head.length + body.length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            assertArrayEquals(whole, client.read.toByteArray());
        }
    }

    private static TcpEngine build(final SplittableRandom random, final PacketSink sink, final TcpEvents events) {
        return new TcpEngineBuilder()
                .secret(random.nextLong(), random.nextLong())
                .connections(4)
                .halfOpens(8)
                .timeWaits(4)
                .smallRings(8)
                .mediumRings(8)
                .largeRings(4)
                .synRetries(20)
                .synAckRetries(10)
                .dataRetries(40)
                .timeWaitTimeout(240_000)
                .build(sink, events, 0);
    }

    /** Runs both ends over a link that loses 5 % of all packets until nothing of the connection is left. */
    private static void exchange(final SplittableRandom random, final End client, final End server) {
        final BadLink.Quality quality = new BadLink.Quality(50, 10, 20, 5, 10_000_000);
        final BadLink up = new BadLink(random.split(), quality);
        final BadLink down = new BadLink(random.split(), quality);
        client.engine = build(random, up, client);
        server.engine = build(random, down, server);
        server.engine.listen(0, 0, 80, 4, SynPolicy.ACCEPT_ALL);
        client.handle = client.engine.connect(0, TcpPacket.CLIENT, 0, 0, TcpPacket.SERVER, 80, 0);
        long now = 0;
        while (client.closed == null
                || server.closed == null
                || client.engine.timeWaitCount() + server.engine.timeWaitCount() > 0) {
            final long next = Math.min(
                    Math.min(up.nextArrival(), down.nextArrival()),
                    Math.min(client.engine.nextDeadline(), server.engine.nextDeadline()));
            assertTrue(next < LIMIT_NS, "stuck");
            now = Math.max(now + 1, next);
            up.nowNs = now;
            down.nowNs = now;
            up.deliver(server.engine);
            down.deliver(client.engine);
            client.engine.poll(now, 1_000);
            server.engine.poll(now, 1_000);
            client.work(now);
            server.work(now);
        }
        assertEquals(CloseReason.NORMAL, client.closed);
        assertEquals(CloseReason.NORMAL, server.closed);
        assertEquals(0, client.engine.ringCount() + server.engine.ringCount());
    }
}
