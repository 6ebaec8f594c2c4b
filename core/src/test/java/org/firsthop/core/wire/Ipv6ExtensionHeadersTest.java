package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

/** The small extension headers: the usual form, Fragment, Authentication, ESP and Mobility. */
class Ipv6ExtensionHeadersTest {
    @Test
    void shouldReadAndWriteAHeaderOfTheUsualForm() {
        final UnsafeBuffer buffer = buffer("3b01010c" + "00".repeat(12));
        final Ipv6ExtensionFlyweight header = new Ipv6ExtensionFlyweight().wrap(buffer, 0);
        assertSame(DropReason.NONE, Ipv6ExtensionFlyweight.check(buffer, 0, 16));
        for (int length = 0; length < 16; length++) {
            assertSame(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, Ipv6ExtensionFlyweight.check(buffer, 0, length));
        }
        assertEquals(IpProtocol.NO_NEXT_HEADER, header.nextHeader());
        assertEquals(1, header.headerExtensionLength());
        assertEquals(16, header.headerLength());
        assertEquals(2, header.dataOffset());
        assertEquals(14, header.dataLength());
        header.headerExtensionLength(255);
        assertEquals(2048, header.headerLength());
        header.writeDefaults();
        assertEquals("3b00000000000000" + "00".repeat(8), HexFormat.of().formatHex(buffer.byteArray()));
        assertSame(buffer, header.buffer());
        assertEquals(0, header.offset());
    }

    @Test
    void shouldReadAndWriteAFragmentHeader() {
        final UnsafeBuffer buffer = buffer("11a5000fdeadbeef");
        final Ipv6FragmentFlyweight fragment = new Ipv6FragmentFlyweight().wrap(buffer, 0);
        assertSame(DropReason.NONE, Ipv6FragmentFlyweight.check(buffer, 0, 8));
        assertSame(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, Ipv6FragmentFlyweight.check(buffer, 0, 7));
        assertEquals(17, fragment.nextHeader());
        assertEquals(0xA5, fragment.reserved());
        assertEquals(15, fragment.fragmentOffsetAndFlags());
        assertEquals(1, fragment.fragmentOffset());
        assertEquals(8, fragment.fragmentOffsetOctets());
        assertTrue(fragment.isMoreFragments());
        assertFalse(fragment.isAtomic());
        assertEquals(0xDEADBEEF, fragment.identification());
        assertEquals(8, fragment.payloadOffset());
        assertTrue(fragment.fragmentOffsetAndFlags(6).isAtomic());
        fragment.writeDefaults().nextHeader(6).fragmentOffsetAndFlags(0xFFF9).identification(0x01020304);
        assertEquals("0600fff901020304", HexFormat.of().formatHex(buffer.byteArray()));
        assertEquals(65_528, fragment.fragmentOffsetOctets());
    }

    @Test
    void shouldReadAndWriteAnAuthenticationHeader() {
        final UnsafeBuffer buffer = buffer("1104000000000100fffffffe000102030405060708090a0b");
        final AuthenticationFlyweight ah = new AuthenticationFlyweight().wrap(buffer, 0);
        assertSame(DropReason.NONE, AuthenticationFlyweight.check(buffer, 0, 24));
        for (int length = 0; length < 24; length++) {
            assertSame(AuthenticationFlyweight.TRUNCATED_HEADER, AuthenticationFlyweight.check(buffer, 0, length));
        }
        assertEquals(17, ah.nextHeader());
        assertEquals(4, ah.payloadLength());
        assertEquals(24, ah.headerLength());
        assertEquals(0x100, ah.spi());
        assertEquals(0xFFFF_FFFEL, ah.sequenceNumber());
        assertEquals(12, ah.icvOffset());
        assertEquals(12, ah.icvLength());
        ah.payloadLength(0);
        assertSame(AuthenticationFlyweight.BAD_LENGTH, AuthenticationFlyweight.check(buffer, 0, 24));
        ah.writeDefaults().nextHeader(50).spi(-2).sequenceNumber(0xFFFF_FFFFL);
        assertEquals("32010000fffffffeffffffff", HexFormat.of().formatHex(buffer.byteArray(), 0, 12));
        assertEquals(0, ah.icvLength());
    }

    @Test
    void shouldReadAndWriteTheHeadOfEsp() {
        final UnsafeBuffer buffer = buffer("00000100fffffffe");
        final EspFlyweight esp = new EspFlyweight().wrap(buffer, 0);
        assertSame(DropReason.NONE, EspFlyweight.check(buffer, 0, 8));
        assertSame(EspFlyweight.TRUNCATED_HEADER, EspFlyweight.check(buffer, 0, 7));
        assertEquals(0x100, esp.spi());
        assertEquals(0xFFFF_FFFEL, esp.sequenceNumber());
        esp.writeDefaults().spi(1).sequenceNumber(2);
        assertEquals("0000000100000002", HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldReadAndWriteAMobilityHeader() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);
        buffer.setMemory(0, 16, (byte) 0xA5);
        final MobilityFlyweight mobility =
                new MobilityFlyweight().wrap(buffer, 4).writeDefaults().type(1);
        final long sum = PseudoHeader.ipv6(1, 2, 3, 4, IpProtocol.MOBILITY, 8);
        mobility.checksum(InternetChecksum.finish(sum + InternetChecksum.partialSum(buffer, 4, 8)));
        assertSame(DropReason.NONE, MobilityFlyweight.check(buffer, 4, 8));
        assertSame(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, MobilityFlyweight.check(buffer, 4, 7));
        assertEquals(IpProtocol.NO_NEXT_HEADER, mobility.payloadProtocol());
        assertEquals(8, mobility.headerLength());
        assertEquals(1, mobility.type());
        assertEquals(10, mobility.dataOffset());
        assertEquals(2, mobility.dataLength());
        assertTrue(mobility.isChecksumValid(sum));
        mobility.checksum(mobility.checksum() ^ 1);
        assertFalse(mobility.isChecksumValid(sum));
        assertEquals("a5a5a5a53b000100", HexFormat.of().formatHex(buffer.byteArray(), 0, 8));
        assertEquals("0000a5a5a5a5", HexFormat.of().formatHex(buffer.byteArray(), 10, 16));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
