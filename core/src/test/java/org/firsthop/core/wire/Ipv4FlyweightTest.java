package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class Ipv4FlyweightTest {
    private static final String HEADER = "46b80020" + "1c462005" + "c811a2cc" + "c0000201" + "c6336407" + "94040000";
    private static final String PACKET = HEADER + "0001020304050607";

    private final Ipv4Flyweight ip = new Ipv4Flyweight();

    @Test
    void shouldReadEveryField() {
        final UnsafeBuffer buffer = buffer("a5" + PACKET);
        assertSame(DropReason.NONE, Ipv4Flyweight.check(buffer, 1, 32));
        ip.wrap(buffer, 1);
        assertSame(buffer, ip.buffer());
        assertEquals(1, ip.offset());
        assertEquals(4, ip.version());
        assertEquals(6, ip.ihl());
        assertEquals(24, ip.headerLength());
        assertEquals(0xB8, ip.trafficClass());
        assertEquals(46, ip.dscp());
        assertEquals(0, ip.ecn());
        assertEquals(32, ip.totalLength());
        assertEquals(25, ip.payloadOffset());
        assertEquals(8, ip.payloadLength());
        assertEquals(0x1C46, ip.identification());
        assertEquals(0x2005, ip.flagsAndFragmentOffset());
        assertFalse(ip.isReservedFlagSet());
        assertFalse(ip.isDontFragment());
        assertTrue(ip.isMoreFragments());
        assertEquals(5, ip.fragmentOffset());
        assertEquals(40, ip.fragmentOffsetOctets());
        assertTrue(ip.isFragment());
        assertEquals(200, ip.ttl());
        assertEquals(17, ip.protocol());
        assertEquals(0xC0000201, ip.source());
        assertEquals(0xC6336407, ip.destination());
        assertEquals(4, ip.optionsLength());
    }

    @Test
    void shouldFillAndVerifyTheChecksumOverOptions() {
        final UnsafeBuffer buffer = buffer(PACKET);
        ip.wrap(buffer, 0).checksum(0xDEAD);
        assertFalse(ip.isChecksumValid());
        ip.fillChecksum();
        assertTrue(ip.isChecksumValid());
        final int filled = ip.checksum();
        buffer.putByte(23, (byte) 1);
        assertFalse(ip.isChecksumValid(), "the options are covered");
        buffer.putByte(23, (byte) 0);
        buffer.putByte(24, (byte) 1);
        assertTrue(ip.isChecksumValid(), "the payload is not");
        assertEquals(filled, ip.checksum());
    }

    @Test
    void shouldWriteDefaultsAndNothingElse() {
        final UnsafeBuffer buffer = buffer("a5".repeat(22));
        ip.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "45" + "00".repeat(19) + "a5", hex(buffer));
    }

    @Test
    void shouldRejectWhatBreaksTheRulesOfRfc1812InTheirOrder() {
        final UnsafeBuffer buffer = buffer(PACKET + "0000");
        for (int length = 0; length < 24; length++) {
            assertSame(Ipv4Flyweight.TRUNCATED_HEADER, Ipv4Flyweight.check(buffer, 0, length));
        }
        for (int length = 24; length < 32; length++) {
            assertSame(Ipv4Flyweight.TRUNCATED_PAYLOAD, Ipv4Flyweight.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, Ipv4Flyweight.check(buffer, 0, 34), "padding may follow");
        ip.wrap(buffer, 0);
        for (int totalLength = 0; totalLength < 24; totalLength++) {
            ip.totalLength(totalLength);
            assertSame(Ipv4Flyweight.BAD_TOTAL_LENGTH, Ipv4Flyweight.check(buffer, 0, 34));
        }
        for (int ihl = 0; ihl < 5; ihl++) {
            buffer.putByte(0, (byte) (0x40 | ihl));
            assertSame(Ipv4Flyweight.BAD_HEADER_LENGTH, Ipv4Flyweight.check(buffer, 0, 34));
        }
        for (int version = 0; version < 16; version++) {
            buffer.putByte(0, (byte) (version << 4));
            assertSame(
                    version == 4 ? Ipv4Flyweight.BAD_HEADER_LENGTH : Ipv4Flyweight.BAD_VERSION,
                    Ipv4Flyweight.check(buffer, 0, 34));
        }
    }

    @Test
    void shouldDecrementTtlAndUpdateTheChecksumForEveryTtl() {
        final UnsafeBuffer buffer = buffer(PACKET);
        ip.wrap(buffer, 0);
        for (int ttl = 1; ttl < 256; ttl++) {
            ip.ttl(ttl).fillChecksum();
            ip.decrementTtl();
            assertEquals(ttl - 1, ip.ttl());
            assertTrue(ip.isChecksumValid());
            assertEquals(17, ip.protocol());
        }
    }

    @Test
    void shouldSumThePseudoHeader() {
        ip.wrap(buffer(PACKET), 0);
        // RFC 768: both addresses, zero, protocol 17 and the payload's 8 octets.
        final byte[] pseudoHeader = HexFormat.of().parseHex("c0000201" + "c6336407" + "0011" + "0008");
        assertEquals(
                InternetChecksum.checksum(new UnsafeBuffer(pseudoHeader), 0, 12),
                InternetChecksum.finish(ip.pseudoHeaderSum()));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
