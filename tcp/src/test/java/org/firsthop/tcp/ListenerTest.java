package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.SynPolicy.Decision;
import org.firsthop.tcp.scenario.CapturingSink;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.scenario.Scenario;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** Listeners: which one a SYN finds, and what each verdict of its policy does. */
final class ListenerTest implements TcpEvents {
    private static final long LOCAL = FlowKey.mapped(0xC000_0201);

    private final CapturingSink sink = new CapturingSink();
    private final List<Long> deferred = new ArrayList<>();
    private final List<Long> acceptable = new ArrayList<>();
    private final TcpEngine engine = Scenario.small().build(sink, this, 0);
    private Decision decision = Decision.ACCEPT;
    private int asked;

    @Override
    public void onDeferred(final long name, final long listener) {
        deferred.add(name);
    }

    @Override
    public void onAcceptable(final long listener) {
        acceptable.add(listener);
    }

    private Decision decide(final SynPolicy.Syn syn) {
        asked++;
        assertEquals(FlowKey.mapped(0xC633_6402), syn.remoteLow());
        assertEquals(5_000, syn.remotePort());
        assertEquals(LOCAL, syn.localLow());
        assertEquals(80, syn.localPort());
        assertEquals(1_400, syn.maximumSegmentSize());
        return decision;
    }

    private static Packets.Fields segment(final int localPort, final int seq, final int ack, final int flags) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceLow = FlowKey.mapped(0xC633_6402);
        fields.destinationLow = LOCAL;
        fields.sourcePort = 5_000;
        fields.destinationPort = localPort;
        fields.seq = seq;
        fields.ack = ack;
        fields.flags = flags;
        fields.wnd = 65_535;
        if ((flags & TcpFlyweight.SYN) != 0) {
            fields.options = Packets.options(encoder -> encoder.maximumSegmentSize(1_400));
        }
        return fields;
    }

    private Packets.Fields exchange(final Packets.Fields fields, final long nowNs) {
        final UnsafeBuffer packet = Packets.write(fields);
        engine.onPacket(packet, 0, packet.capacity(), nowNs);
        return sink.poll();
    }

    @Test
    void shouldFindTheMostExactListener() { // RFC 9293 section 3.9.1.1, MUST-41, MUST-42
        final SynPolicy all = SynPolicy.ACCEPT_ALL;
        final long anything = engine.listen(0, 0, 0, 4, all);
        final long anyPort = engine.listen(0, LOCAL, 0, 4, all);
        final long anyAddress = engine.listen(0, 0, 80, 4, all);
        final long exact = engine.listen(0, LOCAL, 80, 4, all);
        assertThrows(IllegalStateException.class, () -> engine.listen(0, LOCAL, 80, 4, all));
        for (final long expected : new long[] {exact, anyAddress, anyPort, anything}) {
            final Packets.Fields synAck = exchange(segment(80, 99, 0, TcpFlyweight.SYN), 0);
            assertNull(exchange(segment(80, 100, synAck.seq + 1, TcpFlyweight.ACK), 0));
            assertEquals(expected, acceptable.get(acceptable.size() - 1));
            engine.abort(engine.accept(expected), 0);
            assertTrue(sink.poll().is(TcpFlyweight.RST));
            engine.unlisten(expected, 0);
        }
        assertTrue(exchange(segment(80, 99, 0, TcpFlyweight.SYN), 0).is(TcpFlyweight.RST));
    }

    @Test
    void shouldDoAsThePolicySays() {
        final long listener = engine.listen(0, LOCAL, 80, 4, this::decide);
        final Packets.Fields syn = segment(80, 99, 0, TcpFlyweight.SYN);
        decision = Decision.DROP;
        assertNull(exchange(syn, 0));
        assertEquals(1, engine.counters().dropped(TcpDrops.POLICY));
        decision = Decision.RESET;
        final Packets.Fields reset = exchange(syn, 0);
        assertTrue(reset.is(TcpFlyweight.RST) && reset.ack == 100);
        assertEquals(2, engine.counters().dropped(TcpDrops.POLICY));
        decision = Decision.COOKIE;
        final Packets.Fields cookie = exchange(syn, 0);
        assertTrue(cookie.is(TcpFlyweight.SYN));
        assertEquals(0, engine.halfOpenCount());
        assertNull(exchange(segment(80, 100, cookie.seq + 1, TcpFlyweight.ACK), 0));
        engine.abort(engine.accept(listener), 0);
        sink.poll();
        decision = Decision.ACCEPT;
        assertTrue(exchange(syn, 0).is(TcpFlyweight.SYN));
        assertEquals(1, engine.halfOpenCount());
        assertTrue(exchange(syn, 0).is(TcpFlyweight.SYN)); // again, and the policy is not asked again
        assertEquals(4, asked);
    }

    @Test
    void shouldKeepADeferredRequestUntilTheUserDecides() {
        final long listener = engine.listen(0, LOCAL, 80, 4, this::decide);
        final Packets.Fields syn = segment(80, 99, 0, TcpFlyweight.SYN);
        decision = Decision.DEFER;
        assertNull(exchange(syn, 0));
        assertNull(exchange(syn, 1_000_000));
        assertEquals(1, deferred.size());
        assertEquals(1, engine.halfOpenCount());
        assertTrue(engine.complete(deferred.get(0), true, 2_000_000));
        final Packets.Fields synAck = sink.poll();
        assertNull(exchange(segment(80, 100, synAck.seq + 1, TcpFlyweight.ACK), 3_000_000));
        final long handle = engine.accept(listener);
        assertEquals(TcpState.ESTABLISHED, engine.state(handle));
        assertEquals(false, engine.complete(deferred.get(0), true, 4_000_000)); // its time has passed
        engine.abort(handle, 4_000_000);
        sink.poll();
        assertNull(exchange(syn, 5_000_000));
        assertNotEquals(deferred.get(0), deferred.get(1));
        assertTrue(engine.complete(deferred.get(1), false, 6_000_000));
        assertTrue(sink.poll().is(TcpFlyweight.RST));
        assertNull(exchange(syn, 7_000_000));
        engine.poll(60_000_000_000L, 100); // nobody decides
        assertEquals(0, engine.halfOpenCount());
        assertEquals(1, engine.counters().halfOpenExpired());
        assertNull(sink.poll());
    }

    @Test
    void shouldReadSegmentsBehindIpOptions() { // RFC 9293 section 3.9.2, MUST-50
        engine.listen(0, LOCAL, 80, 4, SynPolicy.ACCEPT_ALL);
        final UnsafeBuffer plain = Packets.write(segment(80, 99, 0, TcpFlyweight.SYN));
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[plain.capacity() + 8]);
        packet.putBytes(0, plain, 0, 20);
        packet.putBytes(20, new byte[] {1, 1, 7, 4, 4, 0, 0, 0}); // No Operations, Record Route that is full
        packet.putBytes(28, plain, 20, plain.capacity() - 20);
        NetworkOrder.putU8(packet, 0, 0x47);
        NetworkOrder.putU16(packet, 2, packet.capacity());
        NetworkOrder.putU16(packet, 10, 0);
        NetworkOrder.putU16(packet, 10, InternetChecksum.checksum(packet, 0, 28));
        engine.onPacket(packet, 0, packet.capacity(), 0);
        assertEquals(100, sink.poll().ack);
        engine.onBurst(packet, new int[] {0}, new int[] {packet.capacity()}, 1, 0);
        assertEquals(100, sink.poll().ack);
    }

    @Test
    void shouldSendWithTheTimeToLiveOfThePersonality() { // RFC 9293 section 3.9.2, MUST-49
        for (final Personality personality : Personality.values()) {
            final int[] ttl = new int[1];
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2_048]);
            final PacketSink raw = new PacketSink() {
                @Override
                public int claim(final int length) {
                    return 0;
                }

                @Override
                public UnsafeBuffer buffer() {
                    return buffer;
                }

                @Override
                public void commit(final int length, final long connection) {
                    final boolean ipv4 = buffer.getByte(0) >>> 4 == 4;
                    ttl[0] = NetworkOrder.u8(buffer, ipv4 ? 8 : 7);
                    Packets.read(buffer, 0, length);
                }
            };
            final TcpEngine sender = Scenario.small().personality(personality).build(raw, new TcpEvents() {}, 0);
            sender.connect(0, LOCAL, 0, 0, LOCAL + 1, 80, 0);
            assertEquals(personality.ttl(), ttl[0]);
            ttl[0] = 0;
            sender.connect(0x2001_0DB8L << 32, 1, 0, 0x2001_0DB8L << 32, 2, 80, 0);
            assertEquals(personality.ttl(), ttl[0]);
        }
    }
}
