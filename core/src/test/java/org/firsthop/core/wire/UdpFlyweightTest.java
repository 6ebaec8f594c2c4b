package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class UdpFlyweightTest {
    /** IPv4, UDP from port 5353 to 53 with data "query"; tshark finds both checksums good. */
    private static final String IN_IPV4 =
            "450000211c4640004011324ac0000201c6336407" + "14e90035000dae91" + "7175657279";

    /** IPv6 from 2001:db8::1 to 2001:db8:0:1::7, the same datagram; tshark finds the checksum good. */
    private static final String IN_IPV6 =
            "60012345000d114020010db800000000000000000000000120010db8000000010000000000000007"
                    + "14e90035000d3f53"
                    + "7175657279";

    private final UdpFlyweight udp = new UdpFlyweight();
    private final Ipv4Flyweight ip = new Ipv4Flyweight();

    @Test
    void shouldReadEveryFieldOfARealDatagram() {
        final UnsafeBuffer buffer = buffer(IN_IPV4);
        assertSame(DropReason.NONE, UdpFlyweight.check(buffer, 20, 13));
        udp.wrap(buffer, 20);
        assertSame(buffer, udp.buffer());
        assertEquals(20, udp.offset());
        assertEquals(5353, udp.sourcePort());
        assertEquals(53, udp.destinationPort());
        assertEquals(13, udp.length());
        assertEquals(13, udp.datagramLength(13));
        assertEquals(28, udp.payloadOffset());
        assertEquals(5, udp.payloadLength(13));
        assertEquals(0xAE91, udp.checksum());
        assertTrue(udp.isChecksumPresent());
        assertSame(DropReason.NONE, udp.checkChecksum(ip.wrap(buffer, 0)));
    }

    @Test
    void shouldRejectLengthsThatCannotBe() {
        final UnsafeBuffer buffer = buffer(IN_IPV4);
        for (int length = 0; length < 8; length++) {
            assertSame(UdpFlyweight.TRUNCATED_HEADER, UdpFlyweight.check(buffer, 20, length));
            udp.wrap(buffer, 20).length(length);
            assertSame(UdpFlyweight.BAD_LENGTH, UdpFlyweight.check(buffer, 20, 13));
        }
        udp.length(14);
        assertSame(UdpFlyweight.TRUNCATED_PAYLOAD, UdpFlyweight.check(buffer, 20, 13));
        udp.length(8);
        assertSame(DropReason.NONE, UdpFlyweight.check(buffer, 20, 13));
    }

    @Test
    void shouldAcceptLengthZeroOnlyInAJumbogram() {
        // RFC 2675 section 4.
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);
        assertSame(UdpFlyweight.BAD_LENGTH, UdpFlyweight.check(buffer, 0, 65_535));
        assertSame(DropReason.NONE, UdpFlyweight.check(buffer, 0, 65_536));
        udp.wrap(buffer, 0);
        assertEquals(0, udp.length());
        assertEquals(70_000, udp.datagramLength(70_000));
        assertEquals(69_992, udp.payloadLength(70_000));
    }

    @Test
    void shouldFillAndVerifyTheChecksumInBothFamilies() {
        final UnsafeBuffer four = buffer(IN_IPV4);
        udp.wrap(four, 20).checksum(0xA5A5);
        assertSame(UdpFlyweight.BAD_CHECKSUM, udp.checkChecksum(ip.wrap(four, 0)));
        udp.fillChecksum(ip);
        assertEquals(0xAE91, udp.checksum());

        final UnsafeBuffer six = buffer(IN_IPV6);
        final long sum = PseudoHeader.ipv6(0x2001_0DB8_0000_0000L, 1, 0x2001_0DB8_0000_0001L, 7, IpProtocol.UDP, 13);
        udp.wrap(six, 40);
        assertTrue(udp.isChecksumValid(sum, 13));
        assertSame(DropReason.NONE, udp.checkChecksum(sum, 13, false));
        udp.checksum(0xA5A5);
        assertFalse(udp.isChecksumValid(sum, 13));
        udp.fillChecksum(sum, 13);
        assertEquals(0x3F53, udp.checksum());
    }

    @Test
    void shouldSumOnlyWhatLengthCovers() {
        final UnsafeBuffer buffer = buffer(IN_IPV4 + "ffff");
        ip.wrap(buffer, 0).totalLength(35);
        assertSame(DropReason.NONE, UdpFlyweight.check(buffer, 20, ip.payloadLength()));
        assertSame(DropReason.NONE, udp.wrap(buffer, 20).checkChecksum(ip));
    }

    @Test
    void shouldTakeZeroForAbsentInIpv4AndForbiddenInIpv6() {
        final UnsafeBuffer buffer = buffer(IN_IPV4);
        udp.wrap(buffer, 20).checksum(0);
        assertFalse(udp.isChecksumPresent());
        assertSame(DropReason.NONE, udp.checkChecksum(ip.wrap(buffer, 0)));
        // RFC 8200 section 8.1, and the exception of RFC 6935.
        assertSame(UdpFlyweight.ZERO_CHECKSUM, udp.checkChecksum(0, 13, false));
        assertSame(DropReason.NONE, udp.checkChecksum(0, 13, true));
    }

    @Test
    void shouldSendAComputedZeroAsAllOnes() {
        final UnsafeBuffer buffer = buffer(IN_IPV4);
        // The data is made so that everything else sums to 0xFFFF: the checksum computes to zero (RFC 768).
        udp.wrap(buffer, 20).length(10).checksum(0);
        ip.wrap(buffer, 0);
        buffer.putShort(28, (short) 0);
        udp.fillChecksum(ip);
        final int complement = udp.checksum();
        NetworkOrder.putU16(buffer, 28, complement);
        udp.fillChecksum(ip);
        assertEquals(0xFFFF, udp.checksum());
        assertSame(DropReason.NONE, udp.checkChecksum(ip));
    }

    @Test
    void shouldWriteDefaultsOverOldOctets() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[12]);
        buffer.setMemory(0, 12, (byte) 0xA5);
        udp.wrap(buffer, 2).writeDefaults().sourcePort(0xFFFE).destinationPort(0x8001);
        assertEquals("a5a5fffe800100080000a5a5", HexFormat.of().formatHex(buffer.byteArray()));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
