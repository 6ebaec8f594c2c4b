package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

/** tshark reads each message here as the test does, and finds its checksum good. */
class Icmpv6FlyweightTest {
    private static final String INVOKING =
            "6000000000003a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000009";

    private final Icmpv6Flyweight icmp = new Icmpv6Flyweight();

    @Test
    void shouldReadAnEcho() {
        checked("80007ce012340007616263");
        assertEquals(Icmpv6Type.ECHO_REQUEST, icmp.type());
        assertEquals(0, icmp.code());
        assertEquals(0x7CE0, icmp.checksum());
        assertEquals(0x1234, icmp.identifier());
        assertEquals(7, icmp.sequenceNumber());
        assertEquals(8, icmp.dataOffset());
        assertEquals(3, icmp.dataLength(11));
        assertTrue(icmp.isChecksumValid(sum(11), 11));
        assertTrue(Icmpv6Flyweight.isChecksumValid(
                icmp.buffer().byteArray(), icmp.buffer().addressOffset(), sum(11), 11));
        assertFalse(icmp.isChecksumValid(sum(12), 11));
    }

    @Test
    void shouldBuildTheSameEcho() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[13]);
        buffer.setMemory(0, 13, (byte) 0xA5);
        buffer.putStringWithoutLengthAscii(9, "abc");
        icmp.wrap(buffer, 1)
                .writeDefaults()
                .type(Icmpv6Type.ECHO_REQUEST)
                .identifier(0x1234)
                .sequenceNumber(7)
                .fillChecksum(sum(11), 11);
        assertEquals("a580007ce012340007616263a5", HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldReadAPacketTooBig() {
        checked("0200d62400000578" + INVOKING);
        assertEquals(1400, icmp.mtu());
        assertTrue(icmp.isChecksumValid(sum(48), 48));
        assertEquals(40, icmp.originalDatagramLength(48));
        assertSame(DropReason.NONE, icmp.checkOriginalDatagram(48));
        assertEquals(0xFFFF_FFFFL, icmp.mtu(0xFFFF_FFFFL).mtu());
    }

    @Test
    void shouldReadAParameterProblem() {
        checked("0401d97300000028" + INVOKING);
        assertEquals(Icmpv6Code.UNRECOGNIZED_NEXT_HEADER, icmp.code());
        assertEquals(40, icmp.pointer());
        assertTrue(icmp.isChecksumValid(sum(48), 48));
        // The pointer's first octet is no Length.
        icmp.pointer(0x0500_0000L);
        assertEquals(0x0500_0000L, icmp.pointer());
        assertEquals(40, icmp.originalDatagramLength(48));
    }

    @Test
    void shouldFindTheExtensionsOfAnUnreachable() {
        checked("01040000" + "05000000" + INVOKING + "20009def");
        assertEquals(5, icmp.originalDatagramWords());
        assertEquals(40, icmp.originalDatagramLength(52));
        assertEquals(48, icmp.extensionOffset(52));
        assertEquals(8, icmp.originalDatagramOffset());
        assertEquals(-1, icmp.extensionOffset(51));
    }

    @Test
    void shouldRejectWhatIsTooShort() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        for (int length = 0; length < 8; length++) {
            assertSame(Icmpv6Flyweight.TRUNCATED_MESSAGE, Icmpv6Flyweight.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, Icmpv6Flyweight.check(buffer, 0, 8));
        checked("0200d62400000578" + INVOKING);
        assertSame(Icmpv6Flyweight.TRUNCATED_ORIGINAL_DATAGRAM, icmp.checkOriginalDatagram(47));
        icmp.buffer().putByte(8, (byte) 0x45);
        assertSame(Ipv6Flyweight.BAD_VERSION, icmp.checkOriginalDatagram(48));
    }

    @Test
    void shouldKnowWhichTypesAreErrors() {
        assertTrue(Icmpv6Type.isError(Icmpv6Type.PARAMETER_PROBLEM));
        assertTrue(Icmpv6Type.isError(127));
        assertFalse(Icmpv6Type.isError(Icmpv6Type.ECHO_REQUEST));
    }

    /** The pseudo-header of a packet from fe80::1 to 2001:db8::1. */
    private static long sum(final int length) {
        return PseudoHeader.ipv6(0xFE80_0000_0000_0000L, 1, 0x2001_0DB8_0000_0000L, 1, IpProtocol.ICMPV6, length);
    }

    private void checked(final String hex) {
        final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex(hex));
        assertSame(DropReason.NONE, Icmpv6Flyweight.check(buffer, 0, buffer.capacity()));
        icmp.wrap(buffer, 0);
    }
}
