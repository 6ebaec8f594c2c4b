package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.scenario.CapturingSink;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.scenario.Scenario;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** Packets that come together: the same as one by one, but for acknowledgments that one can stand for. */
final class BurstTest {
    private static final int SLOT = 256;
    private static final long V6 = 0x2001_0DB8_0000_0000L;

    private final CapturingSink sink = new CapturingSink();
    private final TcpEngine engine = Scenario.small().build(sink, new TcpEvents() {}, 0);
    private final long listener = engine.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);

    private static Packets.Fields segment(
            final boolean ipv4, final int port, final int seq, final int ack, final int flags, final int length) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceHigh = ipv4 ? 0 : V6;
        fields.sourceLow = ipv4 ? FlowKey.mapped(0xC633_6402) : 2;
        fields.destinationHigh = ipv4 ? 0 : V6;
        fields.destinationLow = ipv4 ? FlowKey.mapped(0xC000_0201) : 1;
        fields.sourcePort = port;
        fields.destinationPort = 80;
        fields.seq = seq;
        fields.ack = ack;
        fields.flags = flags;
        fields.wnd = 65_535;
        fields.data = new byte[length];
        return fields;
    }

    private List<Packets.Fields> burst(final List<Packets.Fields> packets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[packets.size() * SLOT]);
        final int[] offsets = new int[packets.size()];
        final int[] lengths = new int[packets.size()];
        for (int i = 0; i < packets.size(); i++) {
            final UnsafeBuffer packet = Packets.write(packets.get(i));
            buffer.putBytes(i * SLOT, packet, 0, packet.capacity());
            offsets[i] = i * SLOT;
            lengths[i] = packet.capacity();
        }
        engine.onBurst(buffer, offsets, lengths, packets.size(), 0);
        final List<Packets.Fields> replies = new ArrayList<>();
        for (Packets.Fields reply = sink.poll(); reply != null; reply = sink.poll()) {
            replies.add(reply);
        }
        return replies;
    }

    private int establish(final boolean ipv4, final int port) {
        final int iss =
                burst(List.of(segment(ipv4, port, 999, 0, TcpFlyweight.SYN, 0))).get(0).seq;
        burst(List.of(segment(ipv4, port, 1_000, iss + 1, TcpFlyweight.ACK, 0)));
        return iss + 1;
    }

    @Test
    void shouldAnswerEachConnectionRequestOfABurst() {
        final List<Packets.Fields> syns = new ArrayList<>();
        for (int i = 0; i < 150; i++) { // more than are dealt with at a time
            syns.add(segment(i % 3 != 0, 1_024 + i, 999, 0, TcpFlyweight.SYN, 0));
        }
        final List<Packets.Fields> replies = burst(syns);
        assertEquals(150, replies.size());
        for (int i = 0; i < 150; i++) {
            assertEquals(1_024 + i, replies.get(i).destinationPort);
            assertEquals(1_000, replies.get(i).ack);
        }
    }

    @Test
    void shouldAcknowledgeOnceForDataThatComeTogether() { // RFC 9293 section 3.10.7.4, MUST-58, MUST-59
        for (final boolean ipv4 : new boolean[] {true, false}) {
            final int ack = establish(ipv4, 5_000);
            final int other = establish(ipv4, 5_001);
            final List<Packets.Fields> data = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                data.add(segment(ipv4, 5_000, 1_000 + 100 * i, ack, TcpFlyweight.ACK, 100));
                data.add(segment(ipv4, 5_001, 1_000 + 50 * i, other, TcpFlyweight.ACK, 50));
            }
            data.add(segment(ipv4, 5_000, 3_000, ack, TcpFlyweight.ACK | TcpFlyweight.FIN, 0));
            data.add(segment(ipv4, 5_001, 2_000, other, TcpFlyweight.ACK | TcpFlyweight.FIN, 0));
            final List<Packets.Fields> replies = burst(data);
            assertEquals(2, replies.size());
            assertEquals(3_001, replies.get(0).ack);
            assertEquals(2_001, replies.get(1).ack);
        }
    }

    @Test
    void shouldAcknowledgeEverySegmentBeyondAGap() { // RFC 5681 section 4.2
        final int ack = establish(true, 5_000);
        final List<Packets.Fields> data = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            data.add(segment(true, 5_000, 1_000 + 100 * i, ack, TcpFlyweight.ACK, 100));
        }
        assertEquals(4, burst(data).size());
        final List<Packets.Fields> filled = burst(List.of(segment(true, 5_000, 1_000, ack, TcpFlyweight.ACK, 100)));
        assertEquals(1, filled.size());
        assertEquals(1_500, filled.get(0).ack);
    }

    @Test
    void shouldOweNothingToAConnectionThatEndsInTheBurst() {
        final int ack = establish(true, 5_000);
        final List<Packets.Fields> packets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            packets.add(segment(true, 5_000, 1_000 + 100 * i, ack, TcpFlyweight.ACK, 100));
        }
        packets.add(segment(true, 5_000, 1_400, 0, TcpFlyweight.RST, 0));
        packets.add(segment(true, 5_002, 7, 0, TcpFlyweight.SYN, 0));
        final List<Packets.Fields> replies = burst(packets);
        assertEquals(1, replies.size());
        assertEquals(8, replies.get(0).ack);
        assertEquals(0, engine.connectionCount());
        assertNotNull(engine.counters());
        assertEquals(TcpEngine.NONE, engine.accept(listener));
    }

    @Test
    void shouldTakeAnyOctets() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4 * SLOT]);
        buffer.setMemory(0, SLOT, (byte) 0x45);
        buffer.setMemory(SLOT, SLOT, (byte) 0x60);
        buffer.setMemory(2 * SLOT, SLOT, (byte) 0xFF);
        engine.onBurst(buffer, new int[] {0, SLOT, 2 * SLOT, 3 * SLOT}, new int[] {SLOT, 45, 23, 0}, 4, 0);
        assertEquals(4, engine.counters().received());
        assertNull(sink.poll());
    }
}
