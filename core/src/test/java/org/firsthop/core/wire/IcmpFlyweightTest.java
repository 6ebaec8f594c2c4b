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
class IcmpFlyweightTest {
    /** The IPv4 header of a datagram to 203.0.113.9, and 8 octets of its UDP. */
    private static final String ORIGINAL = "450000801c4640004011201cc0000201cb00710903e80035006c0000";

    private static final String ECHO = "0800542f12340007" + "6162636465666768";
    private static final String FRAGMENTATION_NEEDED = "0304f2fa00000578" + ORIGINAL;

    private final IcmpFlyweight icmp = new IcmpFlyweight();

    @Test
    void shouldReadAnEcho() {
        final UnsafeBuffer buffer = checked(ECHO);
        assertSame(buffer, icmp.buffer());
        assertEquals(0, icmp.offset());
        assertEquals(IcmpType.ECHO_REQUEST, icmp.type());
        assertEquals(0, icmp.code());
        assertEquals(0x542F, icmp.checksum());
        assertEquals(0x1234, icmp.identifier());
        assertEquals(7, icmp.sequenceNumber());
        assertEquals(8, icmp.dataOffset());
        assertEquals(8, icmp.dataLength(16));
        assertTrue(icmp.isChecksumValid(16));
        assertEquals(-1, icmp.extensionOffset(16));
    }

    @Test
    void shouldBuildTheSameEcho() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[18]);
        buffer.setMemory(0, 18, (byte) 0xA5);
        buffer.putStringWithoutLengthAscii(9, "abcdefgh");
        icmp.wrap(buffer, 1)
                .writeDefaults()
                .type(IcmpType.ECHO_REQUEST)
                .identifier(0x1234)
                .sequenceNumber(7)
                .fillChecksum(16);
        assertEquals("a5" + ECHO + "a5", HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldReadFragmentationNeeded() {
        checked(FRAGMENTATION_NEEDED);
        assertEquals(IcmpType.DESTINATION_UNREACHABLE, icmp.type());
        assertEquals(IcmpCode.FRAGMENTATION_NEEDED, icmp.code());
        assertEquals(1400, icmp.nextHopMtu());
        assertTrue(icmp.isChecksumValid(36));
        assertEquals(8, icmp.originalDatagramOffset());
        assertEquals(28, icmp.originalDatagramLength(36));
        assertEquals(-1, icmp.extensionOffset(36));
        assertSame(DropReason.NONE, icmp.checkOriginalDatagram(36));
        assertEquals(
                0xCB007109,
                new Ipv4Flyweight()
                        .wrap(icmp.buffer(), icmp.originalDatagramOffset())
                        .destination());
    }

    @Test
    void shouldReadARedirect() {
        checked("05013377c00002fe" + ORIGINAL);
        assertEquals(IcmpCode.REDIRECT_HOST, icmp.code());
        assertEquals(0xC00002FE, icmp.gateway());
        assertTrue(icmp.isChecksumValid(36));
        // The gateway's second octet is no Length.
        assertEquals(28, icmp.originalDatagramLength(36));
    }

    @Test
    void shouldReadTimestampsAndMask() {
        checked("0e00f1f000010002000000030000000400000005");
        assertEquals(3, icmp.originateTimestamp());
        assertEquals(4, icmp.receiveTimestamp());
        assertEquals(5, icmp.transmitTimestamp());
        icmp.timestamps(0xFFFF_FFFFL, 0x8000_0000L, 1);
        assertEquals(0xFFFF_FFFFL, icmp.originateTimestamp());
        assertEquals(0x8000_0000L, icmp.receiveTimestamp());
        checked("1200000000010002" + "ffffff00");
        assertEquals(0xFFFFFF00, icmp.addressMask());
    }

    @Test
    void shouldReadARouterAdvertisement() {
        checked("090069f502020708" + "c000020100000000" + "c0000202fffffffb");
        assertEquals(2, icmp.addressCount());
        assertEquals(2, icmp.addressEntrySize());
        assertEquals(1800, icmp.lifetime());
        assertEquals(0xC0000201, icmp.routerAddress(0));
        assertEquals(0, icmp.preferenceLevel(0));
        assertEquals(0xC0000202, icmp.routerAddress(1));
        assertEquals(-5, icmp.preferenceLevel(1));
    }

    @Test
    void shouldFindTheExtensionsOfATimeExceeded() {
        final String message = "0b00f05600200000" + ORIGINAL + "00".repeat(100) + "20009def0008010100064101";
        checked(message);
        assertTrue(icmp.isChecksumValid(148));
        assertEquals(32, icmp.originalDatagramWords());
        assertEquals(128, icmp.originalDatagramLength(148));
        assertEquals(136, icmp.extensionOffset(148));
        // RFC 4884: a Length beyond the message, or one that leaves no room for an extension, says nothing.
        icmp.wrap(new UnsafeBuffer(HexFormat.of().parseHex(message.replace("00200000", "00230000"))), 0);
        assertEquals(-1, icmp.extensionOffset(148));
        assertEquals(140, icmp.originalDatagramLength(148));
    }

    @Test
    void shouldWriteWhatErrorsSay() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        icmp.wrap(buffer, 0)
                .type(IcmpType.PARAMETER_PROBLEM)
                .code(IcmpCode.BAD_LENGTH)
                .pointer(20);
        assertEquals("0c02000014000000", HexFormat.of().formatHex(buffer.byteArray()));
        assertEquals(20, icmp.pointer());
        icmp.writeDefaults().type(3).nextHopMtu(576).checksum(0x1234);
        assertEquals("0300123400000240", HexFormat.of().formatHex(buffer.byteArray()));
        icmp.writeDefaults().type(5).gateway(0xC0000201);
        assertEquals("05000000c0000201", HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldRejectWhatItsTypeIsTooShortFor() {
        assertTruncated(ECHO, 7);
        assertTruncated("0d00f1f000010002000000030000000400000005", 19);
        assertTruncated("1100000000010002ffffff00", 11);
        assertTruncated("090069f502020708c000020100000000c0000202fffffffb", 23);
        final UnsafeBuffer entriesOfOneWord = buffer("090000000101070800000000");
        assertSame(IcmpFlyweight.TRUNCATED_MESSAGE, IcmpFlyweight.check(entriesOfOneWord, 0, 12));
    }

    @Test
    void shouldRejectAnOriginalDatagramThatSaysTooLittle() {
        assertOriginal(IcmpFlyweight.TRUNCATED_ORIGINAL_DATAGRAM, ORIGINAL.substring(0, 54));
        assertOriginal(IcmpFlyweight.TRUNCATED_ORIGINAL_DATAGRAM, ORIGINAL.substring(0, 38));
        assertOriginal(IcmpFlyweight.TRUNCATED_ORIGINAL_DATAGRAM, "46" + ORIGINAL.substring(2));
        assertOriginal(Ipv4Flyweight.BAD_VERSION, "65" + ORIGINAL.substring(2));
        assertOriginal(Ipv4Flyweight.BAD_HEADER_LENGTH, "44" + ORIGINAL.substring(2));
    }

    @Test
    void shouldKnowWhichTypesAreErrors() {
        for (int type = 0; type < 256; type++) {
            assertEquals(type == 3 || type == 4 || type == 5 || type == 11 || type == 12, IcmpType.isError(type));
        }
    }

    @Test
    void shouldFindAFlippedBit() {
        checked(ECHO).putByte(9, (byte) 0);
        assertFalse(icmp.isChecksumValid(16));
    }

    private void assertOriginal(final DropReason reason, final String original) {
        checked("0b00000000000000" + original);
        assertSame(reason, icmp.checkOriginalDatagram(8 + original.length() / 2));
    }

    private static void assertTruncated(final String hex, final int length) {
        assertSame(DropReason.NONE, IcmpFlyweight.check(buffer(hex), 0, hex.length() / 2));
        assertSame(IcmpFlyweight.TRUNCATED_MESSAGE, IcmpFlyweight.check(buffer(hex), 0, length));
    }

    private UnsafeBuffer checked(final String hex) {
        final UnsafeBuffer buffer = buffer(hex);
        assertSame(DropReason.NONE, IcmpFlyweight.check(buffer, 0, buffer.capacity()));
        icmp.wrap(buffer, 0);
        return buffer;
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
