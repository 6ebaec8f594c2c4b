package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MplsLabelFlyweightTest {
    private final MplsLabelFlyweight label = new MplsLabelFlyweight();

    @Test
    void shouldReadEveryField() {
        final UnsafeBuffer buffer = buffer("a5" + "186a2bfe" + "45");
        assertSame(DropReason.NONE, MplsLabelFlyweight.check(buffer, 1, 5));
        label.wrap(buffer, 1);
        assertSame(buffer, label.buffer());
        assertEquals(1, label.offset());
        assertEquals(0x186A2BFE, label.entry());
        assertEquals(100_002, label.label());
        assertEquals(5, label.trafficClass());
        assertTrue(label.isBottomOfStack());
        assertEquals(254, label.ttl());
        assertEquals(5, label.payloadOffset());
    }

    @Test
    void shouldWriteOneFieldWithoutTheOthers() {
        final UnsafeBuffer buffer = buffer("a5".repeat(6));
        label.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "00000100" + "a5", hex(buffer));
        label.label(100_002);
        assertEquals("a5" + "186a2100" + "a5", hex(buffer));
        label.trafficClass(5).ttl(254);
        assertEquals("a5" + "186a2bfe" + "a5", hex(buffer));
        label.bottomOfStack(false);
        assertFalse(label.isBottomOfStack());
        assertEquals("a5" + "186a2afe" + "a5", hex(buffer));
        label.bottomOfStack(true).label(MplsLabelFlyweight.MAX_LABEL).trafficClass(0);
        assertEquals("a5" + "fffff1fe" + "a5", hex(buffer));
    }

    @Test
    void shouldWalkToTheBottomOfTheStack() {
        final UnsafeBuffer buffer = buffer("000100ff" + "000200ff" + "000301ff" + "45");
        assertSame(DropReason.NONE, MplsLabelFlyweight.checkStack(buffer, 0, 13, 3));
        assertEquals(3, MplsLabelFlyweight.stackDepth(buffer, 0));
        assertSame(MplsLabelFlyweight.STACK_TOO_DEEP, MplsLabelFlyweight.checkStack(buffer, 0, 13, 2));
        for (int length = 0; length < 12; length++) {
            assertSame(MplsLabelFlyweight.TRUNCATED_STACK, MplsLabelFlyweight.checkStack(buffer, 0, length, 3));
        }
    }

    @Test
    void shouldRejectStackWithoutBottom() {
        final UnsafeBuffer buffer = buffer("00010000".repeat(100));
        final int limit = MplsLabelFlyweight.DEFAULT_STACK_LIMIT;
        assertSame(MplsLabelFlyweight.STACK_TOO_DEEP, MplsLabelFlyweight.checkStack(buffer, 0, 400, limit));
        assertSame(MplsLabelFlyweight.TRUNCATED_STACK, MplsLabelFlyweight.checkStack(buffer, 0, 400, 101));
    }

    @ParameterizedTest
    @CsvSource({"45, IPV4", "60, IPV6", "00, CONTROL_WORD", "10, ASSOCIATED_CHANNEL", "50, UNKNOWN", "f4, UNKNOWN"})
    void shouldGuessThePayloadByItsFirstBits(final String octet, final MplsPayload payload) {
        assertSame(payload, MplsPayload.guess(buffer(octet), 0, 1));
        assertSame(MplsPayload.UNKNOWN, MplsPayload.guess(buffer(octet), 1, 0));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
