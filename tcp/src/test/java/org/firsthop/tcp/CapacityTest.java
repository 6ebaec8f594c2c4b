package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/**
 * As many connections as an engine was built for, every one of them found again, and the memory they take; {@code
 * -Dfirsthop.tcp.capacity=10000000 -XX:MaxDirectMemorySize=3g} does it with ten million.
 */
final class CapacityTest implements PacketSink {
    private static final int CAPACITY = Integer.getInteger("firsthop.tcp.capacity", 100_000);
    private static final int HALF_OPENS = 1 << 10;
    private static final int TIME_WAITS = 1 << 10;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private int sent;

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
        sent++;
    }

    @Test
    void shouldHoldAsManyConnectionsAsItWasBuiltFor() {
        final TcpEngine engine = new TcpEngineBuilder()
                .secret(1, 2)
                .connections(CAPACITY)
                .halfOpens(HALF_OPENS)
                .timeWaits(TIME_WAITS)
                .smallRings(4)
                .mediumRings(2)
                .largeRings(1)
                .build(this, new TcpEvents() {}, 0);
        final long[] handles = new long[CAPACITY];
        for (int i = 0; i < CAPACITY; i++) {
            handles[i] = engine.connect(
                    0, FlowKey.mapped(0x0A00_0001), 1 + i % 60_000, 0, FlowKey.mapped(0x0B00_0000 + i / 60_000), 80, 0);
            assertNotEquals(TcpEngine.NONE, handles[i]);
        }
        assertEquals(
                TcpEngine.NONE,
                engine.connect(0, FlowKey.mapped(0x0A00_0001), 1, 0, FlowKey.mapped(0x0C00_0001), 80, 0));
        assertEquals(CAPACITY, engine.connectionCount());
        assertEquals(CAPACITY, sent);
        // 192, 16 and 12 octets a connection, 64 and 12 any other.
        final long expected = 220L * CAPACITY + 76L * (HALF_OPENS + TIME_WAITS);
        assertTrue(Math.abs(engine.tableMemory() - expected) <= 256, "memory: " + engine.tableMemory());
        for (int i = 0; i < CAPACITY; i++) {
            assertEquals(TcpState.SYN_SENT, engine.state(handles[i]));
            engine.abort(handles[i], 0);
        }
        assertEquals(0, engine.connectionCount());
        assertEquals(Long.MAX_VALUE, engine.nextDeadline());
    }
}
