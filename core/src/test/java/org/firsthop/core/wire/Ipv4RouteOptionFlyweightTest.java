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

class Ipv4RouteOptionFlyweightTest {
    private final Ipv4RouteOptionFlyweight route = new Ipv4RouteOptionFlyweight();

    @Test
    void shouldRecordUntilThereIsNoRoom() {
        final UnsafeBuffer buffer = buffer("a5".repeat(13));
        route.wrap(buffer, 1).write(Ipv4OptionType.RECORD_ROUTE, 2);
        assertEquals("a5" + "070b04" + "00000000" + "00000000" + "a5", hex(buffer));
        assertSame(DropReason.NONE, Ipv4RouteOptionFlyweight.check(buffer, 1, 11));
        assertEquals(2, route.addressCount());
        assertEquals(0, route.recordedCount());
        assertTrue(route.record(0xC0000201));
        assertEquals("a5" + "070b08" + "c0000201" + "00000000" + "a5", hex(buffer));
        assertSame(DropReason.NONE, Ipv4RouteOptionFlyweight.check(buffer, 1, 11));
        assertEquals(1, route.recordedCount());
        assertFalse(route.isExhausted());
        assertTrue(route.record(0xC0000202));
        assertEquals("a5" + "070b0c" + "c0000201" + "c0000202" + "a5", hex(buffer));
        assertSame(DropReason.NONE, Ipv4RouteOptionFlyweight.check(buffer, 1, 11));
        assertTrue(route.isExhausted());
        assertFalse(route.record(0xC0000203));
        assertEquals("a5" + "070b0c" + "c0000201" + "c0000202" + "a5", hex(buffer));
        assertEquals(2, route.recordedCount());
        assertEquals(0xC0000201, route.address(0));
        assertEquals(0xC0000202, route.address(1));
    }

    @Test
    void shouldFollowASourceRoute() {
        final UnsafeBuffer buffer = buffer("830b04" + "c6336401" + "c6336402");
        assertSame(DropReason.NONE, Ipv4RouteOptionFlyweight.check(buffer, 0, 11));
        route.wrap(buffer, 0);
        assertEquals(Ipv4OptionType.LOOSE_SOURCE_ROUTE, route.type());
        assertEquals(11, route.length());
        assertEquals(0xC6336401, route.nextAddress());
        assertTrue(route.record(0xC0000201));
        assertEquals(0xC6336402, route.nextAddress());
        assertTrue(route.record(0xC0000202));
        assertTrue(route.isExhausted());
        assertEquals("830b0c" + "c0000201" + "c0000202", hex(buffer));
    }

    @Test
    void shouldWriteTheLongestRecordByDefault() {
        final UnsafeBuffer buffer = buffer("a5".repeat(40));
        route.wrap(buffer, 0).writeDefaults();
        assertEquals("072704" + "00".repeat(36) + "a5", hex(buffer));
        assertEquals(9, route.addressCount());
        route.address(8, 0x01020304).pointer(40);
        assertEquals("072728" + "00".repeat(32) + "01020304" + "a5", hex(buffer));
        assertEquals(9, route.recordedCount());
    }

    @Test
    void shouldRejectWhatCannotBe() {
        final UnsafeBuffer buffer = buffer("070b04" + "00".repeat(37));
        for (int length = 0; length < 11; length++) {
            assertSame(Ipv4RouteOptionFlyweight.BAD_LENGTH, Ipv4RouteOptionFlyweight.check(buffer, 0, length));
        }
        for (int pointer = 0; pointer < 256; pointer++) {
            route.wrap(buffer, 0).pointer(pointer);
            final boolean fits = pointer >= 4 && (pointer <= 8 || pointer > 11);
            assertSame(
                    fits ? DropReason.NONE : Ipv4RouteOptionFlyweight.BAD_POINTER,
                    Ipv4RouteOptionFlyweight.check(buffer, 0, 11));
        }
        for (int length = 0; length < 256; length++) {
            buffer.putByte(1, (byte) length);
            route.pointer(255);
            assertSame(
                    length >= 3 && length <= 40 ? DropReason.NONE : Ipv4RouteOptionFlyweight.BAD_LENGTH,
                    Ipv4RouteOptionFlyweight.check(buffer, 0, 40));
        }
    }

    @Test
    void shouldThrowWhenTheCallerAsksForMoreThanFits() {
        assertEquals(
                "addresses: value=10, limit=9",
                assertThrows(IllegalArgumentException.class, () -> route.write(Ipv4OptionType.RECORD_ROUTE, 10))
                        .getMessage());
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
