package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.scenario.CapturingSink;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.scenario.Scenario;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Mistakes that other TCPs have made, those that are not told as a script; see {@code KnownBugsScenarioTest}. */
final class KnownBugsTest {
    private static final long LOCAL = FlowKey.mapped(0xC000_0201);
    private static final int REMOTE = 0xC633_6400;

    private final CapturingSink sink = new CapturingSink();
    private long nowNs;

    private static Packets.Fields segment(final int remotePort, final int seq, final int ack, final int flags) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceLow = FlowKey.mapped(REMOTE | 2);
        fields.destinationLow = LOCAL;
        fields.sourcePort = remotePort;
        fields.destinationPort = 80;
        fields.seq = seq;
        fields.ack = ack;
        fields.flags = flags;
        fields.wnd = 65_535;
        return fields;
    }

    private Packets.Fields exchange(final TcpEngine engine, final Packets.Fields fields) {
        final UnsafeBuffer packet = Packets.write(fields);
        engine.onPacket(packet, 0, packet.capacity(), nowNs);
        return sink.poll();
    }

    private long establish(final TcpEngine engine, final long listener, final int port) {
        final Packets.Fields synAck = exchange(engine, segment(port, 999, 0, TcpFlyweight.SYN));
        assertNull(exchange(engine, segment(port, 1_000, synAck.seq + 1, TcpFlyweight.ACK)));
        final long handle = engine.accept(listener);
        assertNotEquals(TcpEngine.NONE, handle);
        return handle;
    }

    @Test
    @DisplayName(
            "19: cookies turned on and off in the middle of handshakes lose none; a burst after the cookie is taken")
    void shouldCompleteHandshakesWhileThePressureChanges() {
        final TcpEngine engine = Scenario.small().halfOpens(4).build(sink, new TcpEvents() {}, 0);
        final long listener = engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        final Random random = new Random(19);
        final int[] iss = new int[20];
        for (int port = 0; port < iss.length; port++) {
            iss[port] = exchange(engine, segment(port + 1, 999, 0, TcpFlyweight.SYN)).seq;
        }
        assertTrue(engine.counters().cookiesSent() > 0 && engine.halfOpenCount() > 0);
        for (int port = 0; port < iss.length; port++) {
            if (random.nextBoolean()) {
                // A retransmitted SYN may meet the other mode; whichever SYN-ACK came last is acknowledged.
                iss[port] = exchange(engine, segment(port + 1, 999, 0, TcpFlyweight.SYN)).seq;
            }
            for (int repeat = 0; repeat < 3; repeat++) {
                final Packets.Fields third = segment(port + 1, 1_000, iss[port] + 1, TcpFlyweight.ACK);
                third.data = new byte[repeat == 0 ? 0 : 10];
                final Packets.Fields reply = exchange(engine, third);
                assertTrue(reply == null || !reply.is(TcpFlyweight.RST), "no reset");
            }
        }
        assertEquals(20, engine.connectionCount());
        assertEquals(0, engine.halfOpenCount());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
        for (int port = 0; port < iss.length; port++) {
            assertEquals(10, engine.receive(engine.accept(listener), buffer, 0, 100, nowNs));
        }
    }

    @Test
    @DisplayName("21: the limit of challenge ACKs is each connection's own")
    void shouldLimitChallengesOfEachConnectionAlone() {
        final TcpEngine engine = Scenario.small().build(sink, new TcpEvents() {}, 0);
        final long listener = engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        establish(engine, listener, 1);
        establish(engine, listener, 2);
        int answers = 0;
        for (int i = 0; i < 1_000; i++) {
            answers += exchange(engine, segment(1, 2_000, 0, TcpFlyweight.RST)) == null ? 0 : 1;
        }
        assertEquals(1, answers);
        assertNotEquals(null, exchange(engine, segment(2, 2_000, 0, TcpFlyweight.RST)));
        assertEquals(999, engine.counters().challengeAcksSuppressed());
    }

    @Test
    @DisplayName("22: ISNs of different four-tuples are not related; that of one grows by one in 4 microseconds")
    void shouldGiveUnpredictableInitialSequenceNumbers() {
        final TcpEngine engine = Scenario.small().synCookies(false).build(sink, new TcpEvents() {}, 0);
        engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        final int[] buckets = new int[256];
        final int[] differences = new int[256];
        int previous = 0;
        for (int port = 1; port <= 20_000; port++) {
            final int iss = exchange(engine, segment(port, 999, 0, TcpFlyweight.SYN)).seq;
            exchange(engine, segment(port, 1_000, 0, TcpFlyweight.RST));
            buckets[iss >>> 24]++;
            differences[(iss - previous) >>> 24]++;
            previous = iss;
        }
        assertTrue(chiSquare(buckets, 20_000) < 380 && chiSquare(differences, 20_000) < 380);
        final int first = exchange(engine, segment(7, 999, 0, TcpFlyweight.SYN)).seq;
        exchange(engine, segment(7, 1_000, 0, TcpFlyweight.RST));
        nowNs += 1_000_000_000L;
        assertEquals(first + 250_000, exchange(engine, segment(7, 999, 0, TcpFlyweight.SYN)).seq);
    }

    @Test
    @DisplayName("23: ephemeral ports are spread over their whole range, none is in use twice")
    void shouldChooseUnpredictablePorts() {
        final TcpEngine engine = Scenario.small().connections(20_000).build(sink, new TcpEvents() {}, 0);
        final int[] buckets = new int[64];
        for (int remote = 0; remote < 10_000; remote++) {
            final long handle = engine.connect(0, LOCAL, 0, 0, FlowKey.mapped(REMOTE + remote), 443, nowNs);
            assertNotEquals(TcpEngine.NONE, handle);
            final int port = sink.poll().sourcePort;
            assertTrue(port >= 49_152);
            buckets[(port - 49_152) >>> 8]++;
        }
        assertTrue(chiSquare(buckets, 10_000) < 120, "chi square of 63 degrees of freedom");
        final Set<Integer> ports = new HashSet<>();
        int sequential = 0;
        int previous = 0;
        for (int i = 0; i < 4_000; i++) {
            engine.connect(0, LOCAL, 0, 0, FlowKey.mapped(0x0808_0808), 443, nowNs);
            final int port = sink.poll().sourcePort;
            assertTrue(ports.add(port), "port in use twice");
            sequential += port == previous + 1 ? 1 : 0;
            previous = port;
        }
        assertTrue(sequential < 1_000, "steps of one: " + sequential);
    }

    private static double chiSquare(final int[] buckets, final int total) {
        final double expected = (double) total / buckets.length;
        double sum = 0;
        for (final int count : buckets) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    @Test
    @DisplayName("24: options and headers of any octets cause no exception and change no state")
    void shouldSurviveMalformedOptions() {
        final TcpEngine engine = Scenario.small().challengeInterval(0).build(sink, new TcpEvents() {}, 0);
        final long listener = engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        final long handle = establish(engine, listener, 1);
        final TcpInfo before = new TcpInfo();
        final TcpInfo after = new TcpInfo();
        engine.snapshot(handle, before);
        final Random random = new Random(24);
        for (int i = 0; i < 20_000; i++) {
            final Packets.Fields fields =
                    segment(1, random.nextInt(), random.nextInt(), random.nextInt(256) & ~TcpFlyweight.RST);
            fields.options = new byte[4 * random.nextInt(11)];
            random.nextBytes(fields.options);
            fields.data = new byte[random.nextInt(4)];
            final UnsafeBuffer packet = Packets.write(fields);
            if (i % 4 == 0) {
                packet.putByte(random.nextInt(packet.capacity()), (byte) random.nextInt());
            }
            engine.onPacket(packet, 0, i % 3 == 0 ? random.nextInt(packet.capacity() + 1) : packet.capacity(), nowNs);
            while (sink.poll() != null) {
                // Replies are of no interest here.
            }
        }
        engine.snapshot(handle, after);
        assertEquals(before.toString(), after.toString());
        assertEquals(
                engine.counters().received(),
                engine.counters().delivered() + engine.counters().dropped());
    }

    @Test
    @DisplayName("39: connecting from a port that is listened at, and to oneself, gives one connection, never two")
    void shouldConnectFromAListenedPortAndToItself() {
        final TcpEngine engine = Scenario.small().build(sink, new TcpEvents() {}, 0);
        engine.listen(0, LOCAL, 80, 64, SynPolicy.ACCEPT_ALL);
        final long first = engine.connect(0, LOCAL, 80, 0, FlowKey.mapped(REMOTE | 2), 5_000, nowNs);
        assertNotEquals(TcpEngine.NONE, first);
        assertEquals(TcpEngine.NONE, engine.connect(0, LOCAL, 80, 0, FlowKey.mapped(REMOTE | 2), 5_000, nowNs));
        sink.poll();
        final long self = engine.connect(0, LOCAL, 9_999, 0, LOCAL, 9_999, nowNs);
        for (Packets.Fields packet = sink.poll(); packet != null; packet = sink.poll()) {
            final UnsafeBuffer octets = Packets.write(packet);
            engine.onPacket(octets, 0, octets.capacity(), nowNs);
        }
        assertEquals(TcpState.ESTABLISHED, engine.state(self));
        assertEquals(2, engine.connectionCount());
    }

    @Test
    @DisplayName("40: what comes from or goes to no single host is dropped without an answer")
    void shouldIgnoreMulticastBroadcastAndUnspecifiedAddresses() {
        final TcpEngine engine = Scenario.small().build(sink, new TcpEvents() {}, 0);
        engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        for (final int bad : new int[] {0, 0xE000_0001, 0xEFFF_FFFF, 0xFFFF_FFFF, 0xF000_0001}) {
            final Packets.Fields from = segment(1, 1, 0, TcpFlyweight.SYN);
            from.sourceLow = FlowKey.mapped(bad);
            assertNull(exchange(engine, from));
            final Packets.Fields to = segment(1, 1, 0, TcpFlyweight.SYN);
            to.destinationLow = FlowKey.mapped(bad);
            assertNull(exchange(engine, to));
        }
        for (final long[] bad : new long[][] {{0, 0}, {0xFF02L << 48, 1}}) {
            final Packets.Fields from = segment(1, 1, 0, TcpFlyweight.SYN);
            from.sourceHigh = bad[0];
            from.sourceLow = bad[1];
            from.destinationHigh = 0x2001_0DB8L << 32;
            assertNull(exchange(engine, from));
        }
        assertEquals(12, engine.counters().dropped(TcpDrops.BAD_ADDRESS));
        assertEquals(0, engine.counters().sent());
    }

    @Test
    void shouldNeverTakeAStaleHandleForAnotherConnection() {
        final TcpEngine engine = Scenario.small().connections(1).build(sink, new TcpEvents() {}, 0);
        final long listener = engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
        final Set<Long> handles = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            final long handle = establish(engine, listener, 1 + i);
            assertTrue(handle > 0 && handles.add(handle));
            for (final long stale : handles) {
                assertEquals(stale == handle ? TcpState.ESTABLISHED : TcpState.CLOSED, engine.state(stale));
            }
            engine.abort(handle, nowNs);
            sink.poll();
            assertEquals(TcpEngine.CLOSED, engine.send(handle, new UnsafeBuffer(new byte[1]), 0, 1, nowNs));
        }
    }
}
