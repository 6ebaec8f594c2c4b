package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.scenario.CapturingSink;
import org.firsthop.tcp.scenario.Packets;
import org.firsthop.tcp.scenario.Scenario;
import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/** What every segment has to have, sent or received, whatever the connection's state. */
final class WireRulesTest {
    private static final long LOCAL = FlowKey.mapped(0xC000_0201);
    private static final int MSS = 1_000;

    private final CapturingSink sink = new CapturingSink();
    private final TcpEngine engine = Scenario.small().build(sink, new TcpEvents() {}, 0);
    private final long listener = engine.listen(0, 0, 80, 4, SynPolicy.ACCEPT_ALL);

    private static Packets.Fields segment(final int seq, final int ack, final int flags) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceLow = FlowKey.mapped(0xC633_6402);
        fields.destinationLow = LOCAL;
        fields.sourcePort = 5_000;
        fields.destinationPort = 80;
        fields.seq = seq;
        fields.ack = ack;
        fields.flags = flags;
        fields.wnd = 65_535;
        return fields;
    }

    private static Packets.Fields syn() {
        final Packets.Fields fields = segment(99, 0, TcpFlyweight.SYN);
        fields.options = Packets.options(encoder -> encoder.maximumSegmentSize(MSS));
        return fields;
    }

    private static Packets.Fields ipv6(final Packets.Fields fields) {
        fields.sourceHigh = 0x2001_0DB8_0000_0000L;
        fields.sourceLow = 1;
        fields.destinationHigh = 0x2001_0DB8_0000_0000L;
        fields.destinationLow = 2;
        return fields;
    }

    private void arrive(final Packets.Fields fields) {
        final UnsafeBuffer packet = Packets.write(fields);
        engine.onPacket(packet, 0, packet.capacity(), 0);
    }

    /** Sends octets on a connection that has just been made, and gives the segments that bear them. */
    private List<Packets.Fields> send(final int octets) {
        final UnsafeBuffer data = new UnsafeBuffer(new byte[octets]);
        assertEquals(octets, engine.send(engine.accept(listener), data, 0, octets, 0));
        final List<Packets.Fields> segments = new ArrayList<>();
        for (Packets.Fields sent = sink.poll(); sent != null; sent = sink.poll()) {
            segments.add(sent);
        }
        return segments;
    }

    @Test
    void shouldIgnoreASegmentWithAnyBitFlipped() { // RFC 9293 section 3.1, MUST-3
        final UnsafeBuffer packet = Packets.write(syn());
        for (int bit = Ipv4Flyweight.MIN_HEADER_LENGTH * Byte.SIZE; bit < packet.capacity() * Byte.SIZE; bit++) {
            final byte octet = packet.getByte(bit >>> 3);
            packet.putByte(bit >>> 3, (byte) (octet ^ 1 << (bit & 7)));
            assertNotEquals(DropReason.NONE, engine.onPacket(packet, 0, packet.capacity(), 0), "bit " + bit);
            assertNull(sink.poll(), "bit " + bit);
            packet.putByte(bit >>> 3, octet);
        }
        assertEquals(0, engine.halfOpenCount());
        engine.onPacket(packet, 0, packet.capacity(), 0);
        assertNotNull(sink.poll());
    }

    @Test
    void shouldPushTheLastOctetThatIsQueuedAndNoOther() { // RFC 9293 section 3.9.1.2, MUST-60, MUST-61
        arrive(syn());
        arrive(segment(100, sink.poll().seq + 1, TcpFlyweight.ACK));
        final List<Packets.Fields> sent = send(3 * MSS);
        assertEquals(
                List.of(false, false, true),
                sent.stream().map(segment -> segment.is(TcpFlyweight.PSH)).toList());
    }

    @Test
    void shouldAssumeTheLeastMssWhenThePeerNamesNone() { // RFC 9293 section 3.7.1, MUST-15
        arrive(segment(99, 0, TcpFlyweight.SYN));
        arrive(segment(100, sink.poll().seq + 1, TcpFlyweight.ACK));
        assertEquals(536, send(2_000).get(0).data.length);
        arrive(ipv6(segment(99, 0, TcpFlyweight.SYN)));
        arrive(ipv6(segment(100, sink.poll().seq + 1, TcpFlyweight.ACK)));
        assertEquals(1_220, send(2_000).get(0).data.length);
    }
}
