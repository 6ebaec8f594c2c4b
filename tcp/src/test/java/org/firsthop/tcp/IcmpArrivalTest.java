package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.scenario.CapturingSink;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.scenario.Scenario;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** ICMP errors: RFC 9293 section 3.9.2.2 (MUST-54 to 56, SHLD-25, 26), RFC 5927, RFC 1191, RFC 8201. */
final class IcmpArrivalTest implements TcpEvents {
    private static final long PREFIX = 0x2001_0DB8_0000_0000L;
    private static final int[] NO_NETWORK = {3, 0};
    private static final int[] NO_PORT = {3, 3};

    private final CapturingSink sink = new CapturingSink();
    private final List<CloseReason> closed = new ArrayList<>();
    private final TcpEngine engine = Scenario.small().build(sink, this, 0);
    private long nowNs;

    @Override
    public void onClosed(final long connection, final CloseReason reason) {
        closed.add(reason);
    }

    private long connect(final boolean ipv4) {
        return ipv4
                ? engine.connect(0, FlowKey.mapped(0xC000_0201), 5_000, 0, FlowKey.mapped(0xC633_6402), 80, nowNs)
                : engine.connect(PREFIX, 1, 5_000, PREFIX, 2, 80, nowNs);
    }

    /** Answers the SYN with an MSS of 1,460 or 1,440. */
    private void complete(final Packets.Fields syn) {
        deliver(syn, 7_000, syn.seq + 1, TcpFlyweight.SYN | TcpFlyweight.ACK);
        assertEquals(7_001, sink.poll().ack);
    }

    /** A segment to the sender of another. */
    private void deliver(final Packets.Fields to, final int seq, final int ack, final int flags) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceHigh = to.destinationHigh;
        fields.sourceLow = to.destinationLow;
        fields.sourcePort = to.destinationPort;
        fields.destinationHigh = to.sourceHigh;
        fields.destinationLow = to.sourceLow;
        fields.destinationPort = to.sourcePort;
        fields.seq = seq;
        fields.ack = ack;
        fields.flags = flags;
        fields.wnd = 65_535;
        if ((flags & TcpFlyweight.SYN) != 0) {
            fields.options = Packets.options(encoder -> encoder.maximumSegmentSize(1_460));
        }
        final UnsafeBuffer packet = Packets.write(fields);
        engine.onPacket(packet, 0, packet.capacity(), nowNs);
    }

    /** An ICMP error that quotes a packet's IP header and eight octets, as routers of old do. */
    private DropReason error(final int type, final int code, final long rest, final Packets.Fields about) {
        final boolean ipv4 = about.sourceHigh == 0;
        final UnsafeBuffer packet = Packets.write(about);
        final int quoted = (ipv4 ? 20 : 40) + 8;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[8 + quoted]);
        NetworkOrder.putU8(message, 0, type);
        NetworkOrder.putU8(message, 1, code);
        NetworkOrder.putI32(message, 4, (int) rest);
        message.putBytes(8, packet, 0, quoted);
        return engine.onIcmp(ipv4, message, 0, message.capacity(), nowNs);
    }

    private List<Packets.Fields> sent() {
        final List<Packets.Fields> packets = new ArrayList<>();
        for (Packets.Fields packet = sink.poll(); packet != null; packet = sink.poll()) {
            packets.add(packet);
        }
        return packets;
    }

    @Test
    void shouldEndAnAttemptToConnectByAHardError() { // SHLD-26
        connect(true);
        assertSame(DropReason.NONE, error(NO_PORT[0], NO_PORT[1], 0, sink.poll()));
        assertEquals(List.of(CloseReason.UNREACHABLE), closed);
        assertEquals(0, engine.connectionCount());
        connect(false);
        assertSame(DropReason.NONE, error(1, 4, 0, sink.poll()));
        assertEquals(2, closed.size());
    }

    @Test
    void shouldGoOnConnectingAfterASoftError() { // MUST-56, and SHLD-25: told when it is given up
        final long handle = connect(true);
        final Packets.Fields syn = sink.poll();
        for (final int[] soft : new int[][] {NO_NETWORK, {3, 1}, {3, 5}, {11, 0}, {12, 0}}) {
            assertSame(DropReason.NONE, error(soft[0], soft[1], 0, syn));
        }
        assertEquals(TcpState.SYN_SENT, engine.state(handle));
        while (closed.isEmpty()) {
            nowNs = engine.nextDeadline();
            engine.poll(nowNs, 10);
        }
        assertEquals(List.of(CloseReason.UNREACHABLE), closed);
    }

    @Test
    void shouldIgnoreSourceQuench() { // MUST-55
        final long handle = connect(true);
        error(4, 0, 0, sink.poll());
        while (closed.isEmpty()) {
            nowNs = engine.nextDeadline();
            engine.poll(nowNs, 10);
        }
        assertEquals(List.of(CloseReason.TIMED_OUT), closed);
        assertEquals(TcpState.CLOSED, engine.state(handle));
    }

    @Test
    void shouldNotEndASynchronizedConnectionByAnyError() { // RFC 5927 section 5.2
        final long handle = connect(true);
        complete(sink.poll());
        engine.send(handle, new UnsafeBuffer(new byte[100]), 0, 100, nowNs);
        final Packets.Fields data = sink.poll();
        for (int type = 0; type < 20; type++) {
            for (int code = 0; code < 16; code++) {
                error(type, code, 0xFFFF, data);
            }
        }
        assertEquals(TcpState.ESTABLISHED, engine.state(handle));
        assertEquals(0, engine.counters().pathMtuReductions());
    }

    @Test
    void shouldNotBelieveAnErrorAboutASegmentThatIsNotInFlight() { // RFC 5927 section 4.1
        final long handle = connect(true);
        final Packets.Fields syn = sink.poll();
        syn.seq++;
        assertSame(TcpDrops.NOT_IN_FLIGHT, error(NO_PORT[0], NO_PORT[1], 0, syn));
        syn.seq -= 2;
        assertSame(TcpDrops.NOT_IN_FLIGHT, error(NO_PORT[0], NO_PORT[1], 0, syn));
        syn.seq++;
        syn.sourcePort++;
        assertSame(TcpDrops.NO_CONNECTION, error(NO_PORT[0], NO_PORT[1], 0, syn));
        assertEquals(TcpState.SYN_SENT, engine.state(handle));
        assertNull(sink.poll());
    }

    @Test
    void shouldSendSmallerSegmentsWhenThePathIsNarrower() {
        for (final boolean ipv4 : new boolean[] {true, false}) {
            final int headers = ipv4 ? 40 : 60;
            final long handle = connect(ipv4);
            complete(sink.poll());
            final byte[] octets = new byte[4 * (1_500 - headers)];
            new Random(7).nextBytes(octets);
            engine.send(handle, new UnsafeBuffer(octets), 0, octets.length, nowNs);
            final List<Packets.Fields> first = sent();
            assertEquals(1_500 - headers, first.get(0).data.length);
            final long flow =
                    engine.counters().fastRecoveries() + engine.counters().timeouts();
            assertSame(DropReason.NONE, error(ipv4 ? 3 : 2, ipv4 ? 4 : 0, 1_300, first.get(1)));
            final List<Packets.Fields> again = sent();
            final byte[] seen = new byte[octets.length];
            for (final Packets.Fields packet : again) {
                assertTrue(packet.data.length <= 1_300 - headers, "length " + packet.data.length);
                System.arraycopy(packet.data, 0, seen, packet.seq - first.get(0).seq, packet.data.length);
            }
            assertArrayEquals(octets, seen);
            assertEquals(
                    flow, engine.counters().fastRecoveries() + engine.counters().timeouts());
            // A wider one is not believed, nor one below what the family must carry.
            error(ipv4 ? 3 : 2, ipv4 ? 4 : 0, 1_400, first.get(1));
            error(ipv4 ? 3 : 2, ipv4 ? 4 : 0, ipv4 ? 1_500 : 600, first.get(1));
            assertEquals(0, sent().size());
            engine.abort(handle, nowNs);
            sent();
        }
        assertEquals(2, engine.counters().pathMtuReductions());
    }

    @Test
    void shouldGuessThePathWhenARouterDoesNotTell() { // RFC 1191 section 5
        final long handle = connect(true);
        complete(sink.poll());
        engine.send(handle, new UnsafeBuffer(new byte[3_000]), 0, 3_000, nowNs);
        final Packets.Fields data = sent().get(0);
        error(3, 4, 0, data);
        assertEquals(1_492 - 40, sent().get(0).data.length);
        error(3, 4, 68, data);
        assertEquals(216, sent().get(0).data.length); // not below the least MSS that is believed
    }

    @Test
    void shouldSurviveAnyMessage() {
        connect(true);
        final Packets.Fields syn = sink.poll();
        final UnsafeBuffer packet = Packets.write(syn);
        final Random random = new Random(5_927);
        for (int i = 0; i < 50_000; i++) {
            final UnsafeBuffer message = new UnsafeBuffer(new byte[random.nextInt(60)]);
            random.nextBytes(message.byteArray());
            if (i % 2 == 0 && message.capacity() > 8) {
                message.putBytes(8, packet, 0, Math.min(packet.capacity(), message.capacity() - 8));
            }
            engine.onIcmp(i % 4 < 2, message, 0, message.capacity(), nowNs);
        }
        assertNotEquals(null, engine.counters());
    }
}
