package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class Ipv6FlyweightTest {
    /** A UDP datagram from 2001:db8::1 to 2001:db8:0:1::7; tshark finds the checksum good. */
    private static final String PACKET =
            "60012345000d114020010db800000000000000000000000120010db8000000010000000000000007"
                    + "14e90035000d3f537175657279";

    private final Ipv6Flyweight ip = new Ipv6Flyweight();

    @Test
    void shouldReadEveryFieldOfARealPacket() {
        final UnsafeBuffer buffer = buffer(PACKET);
        assertSame(DropReason.NONE, Ipv6Flyweight.check(buffer, 0, buffer.capacity()));
        ip.wrap(buffer, 0);
        assertSame(buffer, ip.buffer());
        assertEquals(0, ip.offset());
        assertEquals(6, ip.version());
        assertEquals(0, ip.trafficClass());
        assertEquals(0x12345, ip.flowLabel());
        assertEquals(13, ip.payloadLength());
        assertEquals(53, ip.totalLength());
        assertFalse(ip.isJumbogram());
        assertEquals(40, ip.payloadOffset());
        assertEquals(IpProtocol.UDP, ip.nextHeader());
        assertEquals(64, ip.hopLimit());
        assertEquals(0x2001_0DB8_0000_0000L, ip.sourceHigh());
        assertEquals(1, ip.sourceLow());
        assertEquals(0x2001_0DB8_0000_0001L, ip.destinationHigh());
        assertEquals(7, ip.destinationLow());
        final UdpFlyweight udp = new UdpFlyweight().wrap(buffer, 40);
        assertSame(DropReason.NONE, udp.checkChecksum(ip.pseudoHeaderSum(IpProtocol.UDP, 13), 13, false));
    }

    @Test
    void shouldBuildTheSamePacket() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[48]);
        buffer.setMemory(0, 48, (byte) 0xA5);
        ip.wrap(buffer, 4)
                .writeDefaults()
                .flowLabel(0x12345)
                .payloadLength(13)
                .nextHeader(IpProtocol.UDP)
                .hopLimit(64)
                .source(0x2001_0DB8_0000_0000L, 1)
                .destination(0x2001_0DB8_0000_0001L, 7);
        assertEquals(
                "a5a5a5a5" + PACKET.substring(0, 80) + "a5a5a5a5",
                HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldKeepVersionTrafficClassAndFlowLabelApart() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40]);
        ip.wrap(buffer, 0).writeDefaults().trafficClass(0xB9);
        assertEquals(0x6B900000, NetworkOrder.i32(buffer, 0));
        assertEquals(46, ip.dscp());
        assertEquals(1, ip.ecn());
        ip.flowLabel(0xFFFFFF);
        assertEquals(0x6B9FFFFF, NetworkOrder.i32(buffer, 0));
        ip.trafficClass(0);
        assertEquals(0x600FFFFF, NetworkOrder.i32(buffer, 0));
        assertEquals(0xFFFFF, ip.flowLabel());
    }

    @Test
    void shouldDecrementOnlyTheHopLimit() {
        final UnsafeBuffer buffer = buffer(PACKET);
        ip.wrap(buffer, 0).decrementHopLimit();
        assertEquals(63, ip.hopLimit());
        Ipv6Flyweight.decrementHopLimit(buffer.byteArray(), buffer.addressOffset());
        assertEquals(62, ip.hopLimit());
        ip.hopLimit(64);
        assertEquals(PACKET, HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldRejectWhatTheHeaderCannotBe() {
        final UnsafeBuffer buffer = buffer(PACKET);
        for (int length = 0; length < 40; length++) {
            assertSame(Ipv6Flyweight.TRUNCATED_HEADER, Ipv6Flyweight.check(buffer, 0, length));
        }
        for (int length = 40; length < 53; length++) {
            assertSame(Ipv6Flyweight.TRUNCATED_PAYLOAD, Ipv6Flyweight.check(buffer, 0, length));
        }
        for (int version = 0; version < 16; version++) {
            buffer.putByte(0, (byte) (version << 4));
            assertSame(version == 6 ? DropReason.NONE : Ipv6Flyweight.BAD_VERSION, Ipv6Flyweight.check(buffer, 0, 53));
        }
    }

    @Test
    void shouldReadTheLengthOfAJumbogramFromItsOption() {
        final int payload = 70_000;
        final UnsafeBuffer buffer = jumbogram(payload, payload);
        assertSame(DropReason.NONE, Ipv6Flyweight.check(buffer, 0, buffer.capacity()));
        ip.wrap(buffer, 0);
        assertTrue(ip.isJumbogram());
        assertEquals(40 + payload, ip.totalLength());
        assertSame(Ipv6Flyweight.TRUNCATED_PAYLOAD, Ipv6Flyweight.check(buffer, 0, buffer.capacity() - 1));
        assertSame(Ipv6Flyweight.TRUNCATED_PAYLOAD, Ipv6Flyweight.check(buffer, 0, 47));
    }

    @Test
    void shouldRejectAJumbogramThatBreaksARuleOfRfc2675() {
        final UnsafeBuffer tooShort = jumbogram(65_535, 65_535);
        assertSame(Ipv6Flyweight.BAD_JUMBO_LENGTH, Ipv6Flyweight.check(tooShort, 0, tooShort.capacity()));
        final UnsafeBuffer negative = jumbogram(70_000, -1);
        assertSame(Ipv6Flyweight.TRUNCATED_PAYLOAD, Ipv6Flyweight.check(negative, 0, negative.capacity()));
        final UnsafeBuffer missing = jumbogram(70_000, 70_000);
        missing.putByte(42, (byte) Ipv6OptionIterator.PAD_N);
        assertSame(Ipv6Flyweight.JUMBO_PAYLOAD_MISSING, Ipv6Flyweight.check(missing, 0, missing.capacity()));
        final UnsafeBuffer otherLength = jumbogram(70_000, 70_000);
        otherLength.putByte(43, (byte) 3);
        assertSame(Ipv6Flyweight.JUMBO_PAYLOAD_MISSING, Ipv6Flyweight.check(otherLength, 0, otherLength.capacity()));
    }

    private static UnsafeBuffer jumbogram(final int payload, final int option) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40 + payload]);
        new Ipv6Flyweight().wrap(buffer, 0).writeDefaults().nextHeader(IpProtocol.HOP_BY_HOP);
        assertEquals(
                8,
                new Ipv6OptionEncoder()
                        .wrap(buffer, 40, IpProtocol.UDP)
                        .jumboPayload(option)
                        .finish());
        return buffer;
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
