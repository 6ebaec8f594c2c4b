package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/**
 * A flood of forged SYNs: 5 million a second beside 20 thousand clients a second, on virtual time. The ordinary run is a
 * tenth of a second of it; {@code -Dfirsthop.tcp.floodMillis=60000} is a minute.
 */
final class SynFloodTest implements PacketSink, TcpEvents {
    private static final int FLOOD_MILLIS = Integer.getInteger("firsthop.tcp.floodMillis", 100);
    private static final int FORGED_PER_CLIENT = 250;
    private static final long CLIENT_INTERVAL_NS = 50_000;
    private static final long ROUND_TRIP_NS = 30_000_000;
    private static final int SERVER = 0x0A00_0001;

    private final UnsafeBuffer output = new UnsafeBuffer(new byte[2_048]);
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final SplittableRandom random = new SplittableRandom(20_261_122L);
    private final TcpEngine engine = new TcpEngineBuilder()
            .secret(3, 5)
            .connections(1 << 12)
            .halfOpens(1 << 14)
            .smallRings(16)
            .mediumRings(4)
            .largeRings(1)
            .build(this, this, 0);
    private final UnsafeBuffer template = syn();
    private long accepted;
    private boolean answered;

    private record Client(long answerAtNs, int address, int port, int iss, int peerIss) {}

    private static UnsafeBuffer syn() {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceLow = FlowKey.mapped(0x0B00_0000);
        fields.destinationLow = FlowKey.mapped(SERVER);
        fields.destinationPort = 80;
        fields.flags = TcpFlyweight.SYN;
        fields.wnd = 65_535;
        fields.options = Packets.options(encoder -> encoder.maximumSegmentSize(1_460)
                .sackPermitted()
                .timestamps(1, 0)
                .noOperation()
                .windowScale(7));
        return Packets.write(fields);
    }

    private void send(
            final int address, final int port, final int seq, final int ack, final int flags, final long nowNs) {
        final byte[] base = template.byteArray();
        final long ip = template.addressOffset();
        Memory.putI32(base, ip + Ipv4Flyweight.SOURCE_OFFSET, address);
        final Ipv4Flyweight header = new Ipv4Flyweight().wrap(template, 0);
        header.fillChecksum();
        tcp.wrap(template, Ipv4Flyweight.MIN_HEADER_LENGTH);
        tcp.sourcePort(port).sequenceNumber(seq).acknowledgmentNumber(ack).flags(flags);
        tcp.fillChecksum(header);
        answered = false;
        engine.onPacket(template, 0, template.capacity(), nowNs);
    }

    @Test
    void shouldServeEveryClientUnderAFlood() {
        final long listener = engine.listen(0, 0, 80, 1 << 10, SynPolicy.ACCEPT_ALL);
        assertTrue(listener != TcpEngine.NONE);
        final ArrayDeque<Client> clients = new ArrayDeque<>();
        final int total = FLOOD_MILLIS * 20;
        long now = 0;
        for (int client = 0; client < total; client++) {
            now += CLIENT_INTERVAL_NS;
            for (int i = 0; i < FORGED_PER_CLIENT; i++) {
                send(
                        0x2000_0000 | random.nextInt(1 << 28),
                        1 + random.nextInt(65_535),
                        random.nextInt(),
                        0,
                        TcpFlyweight.SYN,
                        now);
            }
            final int iss = random.nextInt();
            final int address = 0x0B00_0000 + (client >>> 14);
            final int port = 1_024 + (client & 0x3FFF);
            send(address, port, iss, 0, TcpFlyweight.SYN, now);
            assertTrue(answered, "a client's SYN was not answered at once");
            final int peerIss =
                    tcp.wrap(output, Ipv4Flyweight.MIN_HEADER_LENGTH).sequenceNumber();
            clients.add(new Client(now + ROUND_TRIP_NS, address, port, iss, peerIss));
            complete(clients, now);
            engine.poll(now, 1_000);
            assertTrue(engine.halfOpenCount() <= 1 << 14);
        }
        complete(clients, Long.MAX_VALUE);
        assertEquals(total, accepted);
        assertTrue(engine.counters().cookiesAccepted() > 0);
        for (int second = 0; second < 35; second++) {
            now += 1_000_000_000L;
            engine.poll(now, 1 << 20);
        }
        assertEquals(0, engine.halfOpenCount());
        assertEquals(0, engine.connectionCount());
        assertEquals(
                engine.counters().received(),
                engine.counters().delivered() + engine.counters().dropped());
    }

    private void complete(final ArrayDeque<Client> clients, final long nowNs) {
        while (!clients.isEmpty() && clients.peek().answerAtNs <= nowNs) {
            final Client client = clients.remove();
            final long before = accepted;
            final long at = client.answerAtNs;
            send(client.address, client.port, client.iss + 1, client.peerIss + 1, TcpFlyweight.ACK, at);
            assertEquals(before + 1, accepted, "a client's handshake did not complete at the first try");
            send(client.address, client.port, client.iss + 1, 0, TcpFlyweight.RST, at);
        }
    }

    @Override
    public int claim(final int length) {
        return 0;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return output;
    }

    @Override
    public void commit(final int length, final long connection) {
        answered = true;
    }

    @Override
    public void onAcceptable(final long listener) {
        accepted += engine.accept(listener) == TcpEngine.NONE ? 0 : 1;
    }
}
