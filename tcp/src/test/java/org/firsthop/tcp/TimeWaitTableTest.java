package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** A small table of connections in TIME-WAIT: the oldest makes room, and every four-tuple is free as soon as it has left. */
final class TimeWaitTableTest {
    private static final int CAPACITY = 4;
    private static final int PORTS = 12;
    private static final long NANOS_PER_TICK = 1_000_000;
    private static final long CLIENT = FlowKey.mapped(0x0B00_0001);
    private static final long SERVER = FlowKey.mapped(0x0A00_0001);

    private static final class Wire implements PacketSink {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2_048]);
        private final Queue<UnsafeBuffer> packets = new ArrayDeque<>();

        @Override
        public int claim(final int length) {
            return 0;
        }

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public void commit(final int length, final long connection) {
            final UnsafeBuffer packet = new UnsafeBuffer(new byte[length]);
            packet.putBytes(0, buffer, 0, length);
            packets.add(packet);
        }

        boolean deliver(final TcpEngine to, final long now) {
            final UnsafeBuffer packet = packets.poll();
            if (packet != null) {
                to.onPacket(packet, 0, packet.capacity(), now);
            }
            return packet != null;
        }
    }

    private final Wire up = new Wire();
    private final Wire down = new Wire();
    private final TcpEngine client = engine(up);
    private final TcpEngine server = engine(down);
    private final long listener = server.listen(0, 0, 80, 4, SynPolicy.ACCEPT_ALL);
    private long now;

    private static TcpEngine engine(final PacketSink sink) {
        return new TcpEngineBuilder()
                .secret(1, 2)
                .connections(2)
                .halfOpens(4)
                .timeWaits(CAPACITY)
                .timeWaitTimeout(1_000)
                .smallRings(2)
                .mediumRings(2)
                .largeRings(1)
                .build(sink, new TcpEvents() {}, 0);
    }

    private void exchange() {
        while (up.deliver(server, now) | down.deliver(client, now)) {
            now += 1;
        }
    }

    @Test
    void shouldEvictTheOldestAndForgetWhatIsOver() {
        final Random random = new Random(20_261_122L);
        final Map<Integer, Long> waiting = new LinkedHashMap<>(); // by port, in order; when it is over
        int evicted = 0;
        for (int life = 0; life < 5_000; life++) {
            now += (random.nextInt(4) == 0 ? random.nextInt(1_500) : random.nextInt(200)) * NANOS_PER_TICK;
            client.poll(now, 100);
            final long tick = now / NANOS_PER_TICK;
            waiting.values().removeIf(deadline -> deadline <= tick);
            assertEquals(waiting.size(), client.timeWaitCount());
            final int port = 1_024 + random.nextInt(PORTS);
            final long handle = client.connect(0, CLIENT, port, 0, SERVER, 80, now);
            assertEquals(waiting.containsKey(port), handle == TcpEngine.NONE, "life " + life);
            if (handle != TcpEngine.NONE) {
                exchange();
                client.close(handle, now);
                exchange();
                server.close(server.accept(listener), now);
                exchange();
                if (waiting.size() == CAPACITY) {
                    final Iterator<Integer> oldest = waiting.keySet().iterator();
                    oldest.next();
                    oldest.remove();
                    evicted++;
                }
                waiting.put(port, now / NANOS_PER_TICK + 1_000);
            }
            assertEquals(evicted, client.counters().timeWaitEvicted());
        }
        assertEquals(0, server.connectionCount());
    }
}
