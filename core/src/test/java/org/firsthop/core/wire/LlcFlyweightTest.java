package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class LlcFlyweightTest {
    private final LlcFlyweight llc = new LlcFlyweight();

    @Test
    void shouldReadSnap() {
        final UnsafeBuffer buffer = buffer("a5" + "aaaa03" + "00000c" + "2000" + "02");
        assertSame(DropReason.NONE, LlcFlyweight.check(buffer, 1, 9));
        llc.wrap(buffer, 1);
        assertSame(buffer, llc.buffer());
        assertEquals(1, llc.offset());
        assertTrue(llc.isSnap());
        assertEquals(LlcFlyweight.SAP_SNAP, llc.dsap());
        assertEquals(LlcFlyweight.SAP_SNAP, llc.ssap());
        assertEquals(LlcFlyweight.UNNUMBERED_INFORMATION, llc.control());
        assertEquals(LlcFlyweight.OUI_CISCO, llc.oui());
        assertEquals(0x2000, llc.protocolId());
        assertEquals(8, llc.headerLength());
        assertEquals(9, llc.payloadOffset());
    }

    @Test
    void shouldReadSpanningTreesHeader() {
        final UnsafeBuffer buffer = buffer("424203" + "0000");
        assertSame(DropReason.NONE, LlcFlyweight.check(buffer, 0, 3));
        llc.wrap(buffer, 0);
        assertFalse(llc.isSnap());
        assertEquals(LlcFlyweight.SAP_SPANNING_TREE, llc.dsap());
        assertEquals(1, llc.controlLength());
        assertEquals(3, llc.payloadOffset());
    }

    @Test
    void shouldReadNumberedFrames() {
        final UnsafeBuffer buffer = buffer("f0f00102");
        assertSame(LlcFlyweight.TRUNCATED_HEADER, LlcFlyweight.check(buffer, 0, 3));
        assertSame(DropReason.NONE, LlcFlyweight.check(buffer, 0, 4));
        llc.wrap(buffer, 0);
        assertEquals(2, llc.controlLength());
        assertEquals(4, llc.headerLength());
        // Information frames between SNAP's access points are not SNAP.
        llc.dsap(0xAA).ssap(0xAA);
        assertFalse(llc.isSnap());
        assertEquals(4, llc.headerLength());
    }

    @Test
    void shouldRejectWhenHeaderIsCut() {
        final UnsafeBuffer buffer = buffer("aaaa03" + "000000" + "0800");
        for (int length = 0; length < 8; length++) {
            assertSame(LlcFlyweight.TRUNCATED_HEADER, LlcFlyweight.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, LlcFlyweight.check(buffer, 0, 8));
    }

    @Test
    void shouldWriteWhatTheWireHolds() {
        final UnsafeBuffer buffer = buffer("a5".repeat(10));
        llc.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "aaaa03" + "000000" + "0800" + "a5", hex(buffer));
        llc.oui(0x0000F8).protocolId(0x80F3);
        assertEquals("a5" + "aaaa03" + "0000f8" + "80f3" + "a5", hex(buffer));
        llc.dsap(0x42).ssap(0x43).control(0xE3);
        assertEquals("a5" + "4243e3" + "0000f8" + "80f3" + "a5", hex(buffer));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
