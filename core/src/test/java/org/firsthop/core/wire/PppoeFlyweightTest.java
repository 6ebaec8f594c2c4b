package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class PppoeFlyweightTest {
    /** After RFC 2516 appendix B: an offer without its Ethernet header. */
    private static final String PADO =
            "11070000" + "0020" + "01010000" + "01020018" + "476f205265644261636b202d206573736873687368" + "6f6f74";

    private final PppoeFlyweight pppoe = new PppoeFlyweight();
    private final PppoeTagIterator tags = new PppoeTagIterator();

    @Test
    void shouldReadAnOfferAndItsTags() {
        final UnsafeBuffer buffer = buffer(PADO + "0000");
        assertSame(DropReason.NONE, PppoeFlyweight.check(buffer, 0, 40));
        pppoe.wrap(buffer, 0);
        assertSame(buffer, pppoe.buffer());
        assertEquals(0, pppoe.offset());
        assertEquals(1, pppoe.version());
        assertEquals(1, pppoe.type());
        assertEquals(PppoeFlyweight.PADO, pppoe.code());
        assertEquals(0, pppoe.sessionId());
        assertEquals(32, pppoe.payloadLength());
        assertEquals(6, pppoe.payloadOffset());

        tags.wrap(buffer, pppoe.payloadOffset(), pppoe.payloadLength());
        assertTrue(tags.next());
        assertEquals(PppoeTagIterator.SERVICE_NAME, tags.type());
        assertEquals(0, tags.valueLength());
        assertTrue(tags.next());
        assertEquals(PppoeTagIterator.AC_NAME, tags.type());
        assertEquals(10, tags.offset());
        assertEquals(
                "Go RedBack - esshshshoot", buffer.getStringWithoutLengthAscii(tags.valueOffset(), tags.valueLength()));
        assertFalse(tags.next());
        assertFalse(tags.next());
        assertSame(DropReason.NONE, tags.reason());
    }

    @Test
    void shouldWriteWhatTheWireHolds() {
        final UnsafeBuffer buffer = buffer("a5".repeat(8));
        pppoe.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "110000000000" + "a5", hex(buffer));
        pppoe.code(PppoeFlyweight.PADT).sessionId(0x1234).payloadLength(0xFEDC);
        assertEquals("a5" + "11a71234fedc" + "a5", hex(buffer));
    }

    @Test
    void shouldRejectWhatBreaksTheHeadersRules() {
        final UnsafeBuffer buffer = buffer(PADO);
        for (int length = 0; length < 6; length++) {
            assertSame(PppoeFlyweight.TRUNCATED_HEADER, PppoeFlyweight.check(buffer, 0, length));
        }
        for (int length = 6; length < 38; length++) {
            assertSame(PppoeFlyweight.TRUNCATED_PAYLOAD, PppoeFlyweight.check(buffer, 0, length));
        }
        for (int versionAndType = 0; versionAndType < 256; versionAndType++) {
            buffer.putByte(0, (byte) versionAndType);
            assertSame(
                    versionAndType == 0x11 ? DropReason.NONE : PppoeFlyweight.BAD_VERSION,
                    PppoeFlyweight.check(buffer, 0, 38));
        }
    }

    @Test
    void shouldEndAtEndOfListAndIgnoreWhatFollows() {
        final UnsafeBuffer buffer = buffer("00000000" + "0101ffff");
        tags.wrap(buffer, 0, 8);
        assertTrue(tags.next());
        assertEquals(PppoeTagIterator.END_OF_LIST, tags.type());
        assertFalse(tags.next());
        assertSame(DropReason.NONE, tags.reason());
    }

    @Test
    void shouldEndWithAReasonWhenATagIsLongerThanThePayload() {
        final UnsafeBuffer buffer = buffer("01030002abcd" + "01040001");
        tags.wrap(buffer, 0, 10);
        assertTrue(tags.next());
        assertEquals(2, tags.valueLength());
        assertFalse(tags.next());
        assertSame(PppoeTagIterator.BAD_TAG_LENGTH, tags.reason());
        assertEquals(0, tags.valueLength());
        for (int length = 7; length < 10; length++) {
            tags.wrap(buffer, 0, length);
            assertTrue(tags.next());
            assertFalse(tags.next());
            assertSame(PppoeTagIterator.BAD_TAG_LENGTH, tags.reason());
        }
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
