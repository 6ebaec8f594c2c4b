package org.firsthop.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** A server in fifteen lines that needs no memory for connection requests: beyond eight it answers them with SYN cookies. */
class SynCookieExampleTest {
    @Test
    void shouldConnectAHundredClientsWithRoomForSixteenRequests() {
        Wire toServer = new Wire();
        Wire toClient = new Wire();
        TcpEngine server = new TcpEngineBuilder()
                .secret(1, 2) // of your own, and random
                .halfOpens(16)
                .build(toClient, new TcpEvents() {}, 0);
        server.listen(0, 0, 80, 1_000, SynPolicy.ACCEPT_ALL);

        TcpEngine client = new TcpEngineBuilder().secret(3, 4).build(toServer, new TcpEvents() {}, 0);
        long here = FlowKey.mapped(Ipv4Address.parse("10.0.0.1"));
        long there = FlowKey.mapped(Ipv4Address.parse("10.0.0.2"));
        for (int i = 0; i < 100; i++) {
            client.connect(0, here, 0, 0, there, 80, 0);
        }
        while (toServer.deliver(server) + toClient.deliver(client) > 0) {}

        assertEquals(100, server.connectionCount());
        assertTrue(server.counters().cookiesSent() >= 84);
        assertEquals(server.counters().cookiesSent(), server.counters().cookiesAccepted());
    }

    /** Packets on their way from one engine to another. */
    private static final class Wire implements PacketSink {
        private final Deque<byte[]> packets = new ArrayDeque<>();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2_048]);

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
            packets.add(Arrays.copyOf(buffer.byteArray(), length));
        }

        /** Delivers all that is on the way now; tells how many packets that was. */
        int deliver(final TcpEngine to) {
            final int count = packets.size();
            for (int i = 0; i < count; i++) {
                final byte[] packet = packets.remove();
                to.onPacket(new UnsafeBuffer(packet), 0, packet.length, 0);
            }
            return count;
        }
    }
}
