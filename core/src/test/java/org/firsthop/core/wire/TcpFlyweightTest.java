package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class TcpFlyweightTest {
    /** IPv4, TCP from port 443 to 49152 with data "hello"; tshark finds both checksums good. */
    private static final String DATA_IN_IPV4 = "450000451c46400040063231c6336407c0000201"
            + "01bbc000000000019f3e5a02b11801f62d660000"
            + "0101080a123456788f3d2c1b0101050a00000064000000c8"
            + "68656c6c6f";

    /** A SYN in IPv6 from 2001:db8::1 port 49152 to 2001:db8:0:1::7 port 443; tshark finds the checksum good. */
    private static final String SYN_IN_IPV6 =
            "600123450028064020010db800000000000000000000000120010db8000000010000000000000007"
                    + "c00001bb9f3e5a0100000000a002faf07b400000"
                    + "020405b40402080a8f3d2c1b0000000001030307";

    private final TcpFlyweight tcp = new TcpFlyweight();

    @Test
    void shouldReadEveryFieldOfARealSegment() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        final int length = buffer.capacity() - 20;
        assertSame(DropReason.NONE, TcpFlyweight.check(buffer, 20, length));

        tcp.wrap(buffer, 20);
        assertSame(buffer, tcp.buffer());
        assertEquals(20, tcp.offset());
        assertEquals(443, tcp.sourcePort());
        assertEquals(49152, tcp.destinationPort());
        assertEquals(1, tcp.sequenceNumber());
        assertEquals(0x9F3E5A02, tcp.acknowledgmentNumber());
        assertEquals(11, tcp.dataOffset());
        assertEquals(44, tcp.headerLength());
        assertEquals(0, tcp.reserved());
        assertEquals(TcpFlyweight.AE | TcpFlyweight.PSH | TcpFlyweight.ACK, tcp.flags());
        assertEquals(502, tcp.window());
        assertEquals(0x2D66, tcp.checksum());
        assertEquals(0, tcp.urgentPointer());
        assertEquals(40, tcp.optionsOffset());
        assertEquals(24, tcp.optionsLength());
        assertEquals(64, tcp.payloadOffset());
        assertEquals(5, tcp.payloadLength(length));
        assertEquals("hello", buffer.getStringWithoutLengthAscii(tcp.payloadOffset(), tcp.payloadLength(length)));
        assertTrue(tcp.isChecksumValid(new Ipv4Flyweight().wrap(buffer, 0)));
    }

    @Test
    void shouldTellEachFlagFromTheOthers() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);
        tcp.wrap(buffer, 0);
        for (int flags = 0; flags <= TcpFlyweight.FLAGS_MASK; flags++) {
            tcp.flags(flags);
            assertEquals((flags & 0x001) != 0, tcp.isFin());
            assertEquals((flags & 0x002) != 0, tcp.isSyn());
            assertEquals((flags & 0x004) != 0, tcp.isRst());
            assertEquals((flags & 0x008) != 0, tcp.isPsh());
            assertEquals((flags & 0x010) != 0, tcp.isAck());
            assertEquals((flags & 0x020) != 0, tcp.isUrg());
            assertEquals((flags & 0x040) != 0, tcp.isEce());
            assertEquals((flags & 0x080) != 0, tcp.isCwr());
            assertEquals((flags & 0x100) != 0, tcp.isAe());
            assertEquals(flags, TcpFlyweight.flags(buffer.byteArray(), buffer.addressOffset()));
            assertEquals((flags & 1) + ((flags >> 1) & 1) + 7, tcp.dataOffset(5).sequenceLength(27));
        }
    }

    @Test
    void shouldKeepDataOffsetReservedAndFlagsApart() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);
        buffer.setMemory(0, 20, (byte) 0xA5);
        tcp.wrap(buffer, 0);
        assertEquals(10, tcp.dataOffset());
        assertEquals(2, tcp.reserved());
        assertEquals(0x1A5, tcp.flags());

        tcp.dataOffset(15);
        assertEquals(2, tcp.reserved());
        assertEquals(0x1A5, tcp.flags());

        tcp.flags(TcpFlyweight.SYN);
        assertEquals(15, tcp.dataOffset());
        assertEquals(2, tcp.reserved());
        assertEquals(60, tcp.headerLength());
        assertEquals(60, TcpFlyweight.headerLength(buffer.byteArray(), buffer.addressOffset()));
    }

    @Test
    void shouldRejectWhenFewerThan20Octets() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        for (int length = 0; length < 20; length++) {
            assertSame(TcpFlyweight.TRUNCATED_HEADER, TcpFlyweight.check(buffer, 20, length));
        }
    }

    @Test
    void shouldRejectWhenDataOffsetBelowFive() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        for (int words = 0; words < 5; words++) {
            tcp.wrap(buffer, 20).dataOffset(words);
            assertSame(TcpFlyweight.BAD_DATA_OFFSET, TcpFlyweight.check(buffer, 20, 49));
        }
    }

    @Test
    void shouldRejectWhenDataOffsetBeyondSegment() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        assertSame(DropReason.NONE, TcpFlyweight.check(buffer, 20, 44));
        assertSame(TcpFlyweight.TRUNCATED_HEADER, TcpFlyweight.check(buffer, 20, 43));
    }

    @Test
    void shouldFindEveryFlippedBitByTheChecksum() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0);
        tcp.wrap(buffer, 20);
        for (int bit = 20 * 8; bit < buffer.capacity() * 8; bit++) {
            final byte before = buffer.getByte(bit / 8);
            buffer.putByte(bit / 8, (byte) (before ^ (1 << (bit % 8))));
            assertFalse(tcp.isChecksumValid(ip), "bit " + bit);
            buffer.putByte(bit / 8, before);
        }
        assertTrue(tcp.isChecksumValid(ip));
    }

    @Test
    void shouldFillTheChecksumInIpv4() {
        final UnsafeBuffer buffer = buffer(DATA_IN_IPV4);
        tcp.wrap(buffer, 20).checksum(0xA5A5);
        tcp.fillChecksum(new Ipv4Flyweight().wrap(buffer, 0));
        assertEquals(0x2D66, tcp.checksum());
    }

    @Test
    void shouldFillAndVerifyTheChecksumInIpv6() {
        final UnsafeBuffer buffer = buffer(SYN_IN_IPV6);
        final long sum = PseudoHeader.ipv6(0x2001_0DB8_0000_0000L, 1, 0x2001_0DB8_0000_0001L, 7, IpProtocol.TCP, 40);
        tcp.wrap(buffer, 40);
        assertTrue(tcp.isChecksumValid(sum, 40));
        assertTrue(TcpFlyweight.isChecksumValid(buffer.byteArray(), buffer.addressOffset() + 40, sum, 40));
        tcp.checksum(0xA5A5);
        assertFalse(tcp.isChecksumValid(sum, 40));
        tcp.fillChecksum(sum, 40);
        assertEquals(0x7B40, tcp.checksum());
    }

    @Test
    void shouldBuildTheSynThatWasRecorded() {
        final UnsafeBuffer expected = buffer(SYN_IN_IPV6);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[80]);
        buffer.setMemory(0, 80, (byte) 0xA5);
        buffer.putBytes(0, expected, 0, 40);
        tcp.wrap(buffer, 40).writeDefaults();
        final int optionsLength = new TcpOptionEncoder()
                .wrap(buffer, tcp.optionsOffset())
                .maximumSegmentSize(1460)
                .sackPermitted()
                .timestamps(0x8F3D2C1B, 0)
                .noOperation()
                .windowScale(7)
                .finish();
        tcp.sourcePort(49152)
                .destinationPort(443)
                .sequenceNumber(0x9F3E5A01)
                .dataOffset((20 + optionsLength) >> 2)
                .flags(TcpFlyweight.SYN)
                .window(64240)
                .fillChecksum(
                        PseudoHeader.ipv6(0x2001_0DB8_0000_0000L, 1, 0x2001_0DB8_0000_0001L, 7, IpProtocol.TCP, 40),
                        40);
        assertEquals(
                HexFormat.of().formatHex(expected.byteArray()), HexFormat.of().formatHex(buffer.byteArray()));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
