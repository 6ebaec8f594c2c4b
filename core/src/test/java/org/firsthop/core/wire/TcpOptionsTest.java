package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class TcpOptionsTest {
    private final TcpOptions options = new TcpOptions();

    @Test
    void shouldReadTheOptionsOfALinuxSyn() {
        assertSame(DropReason.NONE, parse("020405b4 0402 080a8f3d2c1b00000000 01 030307"));
        assertTrue(options.hasMaximumSegmentSize());
        assertEquals(1460, options.maximumSegmentSize());
        assertTrue(options.isSackPermitted());
        assertTrue(options.hasTimestamps());
        assertEquals(0x8F3D2C1B, options.timestampValue());
        assertEquals(0, options.timestampEcho());
        assertTrue(options.hasWindowScale());
        assertEquals(7, options.windowScale());
        assertEquals(7, options.windowScaleRaw());
        assertEquals(0, options.sackBlockCount());
        assertFalse(options.hasFastOpen());
        assertFalse(options.hasUserTimeout());
        assertFalse(options.hasMd5Signature());
        assertFalse(options.hasAuthentication());
        assertFalse(options.hasMultipath());
        assertFalse(options.hasAccurateEcn());
        assertEquals(0, options.unknownCount());
    }

    @Test
    void shouldReadTheTimestampsOfAnOrdinarySegment() {
        assertSame(DropReason.NONE, parse("0101080a 12345678 8f3d2c1b"));
        assertTrue(options.hasTimestamps());
        assertEquals(0x12345678, options.timestampValue());
        assertEquals(0x8F3D2C1B, options.timestampEcho());
    }

    @Test
    void shouldForgetTheSegmentBefore() {
        parse("020405b4 0402 080a8f3d2c1b00000001 01 030307");
        assertSame(DropReason.NONE, parse(""));
        assertFalse(options.hasMaximumSegmentSize());
        assertEquals(0, options.maximumSegmentSize());
        assertFalse(options.isSackPermitted());
        assertFalse(options.hasTimestamps());
        assertEquals(0, options.timestampValue());
        assertEquals(0, options.timestampEcho());
        assertFalse(options.hasWindowScale());
        assertEquals(0, options.windowScale());
    }

    @Test
    void shouldClampAWindowScaleAbove14() {
        assertSame(DropReason.NONE, parse("03030f00"));
        assertEquals(15, options.windowScaleRaw());
        assertEquals(14, options.windowScale());
        parse("0303ff00");
        assertEquals(255, options.windowScaleRaw());
        assertEquals(14, options.windowScale());
    }

    @Test
    void shouldReadUpToFourSackBlocks() {
        assertSame(
                DropReason.NONE,
                parse("0522 0000000100000002 0000000300000004 fffffff000000010 0000000700000008 0000"));
        assertEquals(4, options.sackBlockCount());
        assertEquals(1, options.sackLeftEdge(0));
        assertEquals(2, options.sackRightEdge(0));
        assertEquals(0xFFFFFFF0, options.sackLeftEdge(2));
        assertEquals(16, options.sackRightEdge(2));
        assertEquals(8, options.sackRightEdge(3));
    }

    @Test
    void shouldReadFastOpenInBothItsForms() {
        assertSame(DropReason.NONE, parse("22020101"));
        assertTrue(options.hasFastOpen());
        assertEquals(0, options.fastOpenCookieLength());
        assertFalse(options.isFastOpenExperiment());

        assertSame(DropReason.NONE, parse("220a 0102030405060708"));
        assertEquals(8, options.fastOpenCookieLength());
        assertEquals(0x0102030405060708L, options.fastOpenCookieHigh());
        assertEquals(0, options.fastOpenCookieLow());

        assertSame(DropReason.NONE, parse("fe0ef989 0102030405060708 f9fa 0000"));
        assertTrue(options.isFastOpenExperiment());
        assertEquals(10, options.fastOpenCookieLength());
        assertEquals(0xF9FA000000000000L, options.fastOpenCookieLow());

        assertSame(DropReason.NONE, parse("2206 01020304 0000"));
        assertFalse(options.isFastOpenExperiment());
        assertEquals(0x0102030400000000L, options.fastOpenCookieHigh());
    }

    @Test
    void shouldIgnoreAFastOpenCookieOfForbiddenLength() {
        // RFC 7413 section 4.1.1: invalid lengths MUST be ignored.
        for (final String option : new String[] {"2203ff", "2204ffff", "2207ffffffffff", "fe06f989ffff"}) {
            assertSame(TcpOptions.UNEXPECTED_OPTION_LENGTH, parse(option), option);
            assertFalse(options.hasFastOpen());
        }
    }

    @Test
    void shouldReadUserTimeoutInSecondsAndMinutes() {
        parse("1c040078");
        assertTrue(options.hasUserTimeout());
        assertEquals(120, options.userTimeoutSeconds());
        parse("1c048005");
        assertEquals(0x8005, options.userTimeoutRaw());
        assertEquals(300, options.userTimeoutSeconds());
    }

    @Test
    void shouldRecognizeWhatItDoesNotUse() {
        assertSame(DropReason.NONE, parse("1312000102030405060708090a0b0c0d0e0f 0101 1e0e008147ae0102030405060708"));
        assertTrue(options.hasMd5Signature());
        assertTrue(options.hasMultipath());
        assertSame(DropReason.NONE, parse("1d1001020102030405060708090a0b0c ac08000001000002"));
        assertTrue(options.hasAuthentication());
        assertTrue(options.hasAccurateEcn());
        assertEquals(0, options.unknownCount());
    }

    @Test
    void shouldSkipUnknownOptionsAndOtherExperiments() {
        // RFC 9293 section 3.1, MUST-6.
        assertSame(DropReason.NONE, parse("4d02 4e05aabbcc fd03aa fe03aa fe06123400ff 020405b4"));
        assertEquals(5, options.unknownCount());
        assertEquals(1460, options.maximumSegmentSize());
        assertFalse(options.hasFastOpen());
    }

    @Test
    void shouldStopAtEndOfList() {
        assertSame(DropReason.NONE, parse("030302 00 020405b4"));
        assertTrue(options.hasWindowScale());
        assertFalse(options.hasMaximumSegmentSize());
    }

    @Test
    void shouldLetTheLastOfTwoCount() {
        assertSame(DropReason.NONE, parse("020405b4 02040200"));
        assertEquals(512, options.maximumSegmentSize());
    }

    @Test
    void shouldKeepWhatCameBeforeALengthThatCannotBe() {
        for (final String rest : new String[] {"0800", "0801", "080a0000", "08", "05ff00000000"}) {
            assertSame(TcpOptionIterator.BAD_OPTION_LENGTH, parse("020405b4" + rest), rest);
            assertEquals(1460, options.maximumSegmentSize());
            assertFalse(options.hasTimestamps());
        }
    }

    @Test
    void shouldLeaveOutAKnownOptionOfTheWrongLengthAndGoOn() {
        for (final String option : new String[] {
            "020305",
            "03040700",
            "0403ff",
            "0502",
            "050600000000",
            "080600000000",
            "1303ff",
            "1c03ff",
            "1d03ff",
            "1e02",
            "ac04ffff"
        }) {
            assertSame(TcpOptions.UNEXPECTED_OPTION_LENGTH, parse(option + "020405b4"), option);
            assertEquals(1460, options.maximumSegmentSize());
            assertFalse(options.hasWindowScale());
            assertFalse(options.isSackPermitted());
            assertFalse(options.hasTimestamps());
            assertEquals(0, options.sackBlockCount());
        }
    }

    @Test
    void shouldNameTheWorseOfTwoFaults() {
        assertSame(TcpOptionIterator.BAD_OPTION_LENGTH, parse("020305 0800"));
    }

    @Test
    void shouldReadWhatTheEncoderWrites() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[48]);
        buffer.setMemory(0, 48, (byte) 0xA5);
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(buffer, 4);
        assertEquals(40, encoder.remaining());
        final int length = encoder.userTimeout(0x8001)
                .fastOpenExperiment(6, 0x0102030405060000L, 0)
                .sackBlock(1, 2)
                .sackBlock(3, 4)
                .windowScale(9)
                .finish();
        assertEquals(36, length);
        assertEquals(36, encoder.length());
        assertEquals(
                "a5a5a5a5" + "1c048001" + "fe0af989010203040506" + "051200000001000000020000000300000004" + "030309"
                        + "00" + "a5a5a5a5a5a5a5a5",
                HexFormat.of().formatHex(buffer.byteArray()));
        assertSame(DropReason.NONE, options.parse(buffer, 4, length));
        assertEquals(2, options.sackBlockCount());
        assertEquals(3, options.sackLeftEdge(1));
        assertEquals(60, options.userTimeoutSeconds());
        assertEquals(0x0102030405060000L, options.fastOpenCookieHigh());
    }

    @Test
    void shouldBeginANewSackOptionAfterAnotherOption() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40]);
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(buffer, 0);
        encoder.sackBlock(1, 2).noOperation().sackBlock(3, 4);
        assertEquals(
                "050a0000000100000002" + "01" + "050a0000000300000004",
                HexFormat.of().formatHex(buffer.byteArray(), 0, encoder.length()));
    }

    @Test
    void shouldRefuseAnOptionThatHasNoRoom() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(buffer, 0);
        encoder.sackBlock(1, 2).sackBlock(3, 4).sackBlock(5, 6).sackBlock(7, 8);
        assertEquals(6, encoder.remaining());
        final IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> encoder.sackBlock(9, 10));
        assertEquals("options: value=42, limit=40", thrown.getMessage());
        assertThrows(IllegalStateException.class, () -> encoder.timestamps(1, 2));
        assertEquals(34, encoder.length());
        assertEquals(36, encoder.finish());
        assertSame(DropReason.NONE, options.parse(buffer, 0, 36));
        assertEquals(4, options.sackBlockCount());
    }

    @Test
    void shouldRefuseACookieOfForbiddenLength() {
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(new UnsafeBuffer(new byte[40]), 0);
        for (final int length : new int[] {-2, 1, 2, 3, 5, 15, 17, 18}) {
            assertThrows(IllegalArgumentException.class, () -> encoder.fastOpen(length, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> encoder.fastOpenExperiment(length, 0, 0));
        }
        assertEquals(0, encoder.length());
    }

    private DropReason parse(final String hex) {
        final byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        return options.parse(new UnsafeBuffer(octets), 0, octets.length);
    }
}
