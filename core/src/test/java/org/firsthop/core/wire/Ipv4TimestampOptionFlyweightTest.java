package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class Ipv4TimestampOptionFlyweightTest {
    private static final int ME = 0xC0000201;
    private static final int OTHER = 0xC6336407;

    private final Ipv4TimestampOptionFlyweight option = new Ipv4TimestampOptionFlyweight();

    @Test
    void shouldStampWithoutAddressesAndCountWhoFoundNoRoom() {
        final UnsafeBuffer buffer = buffer("a5".repeat(14));
        option.wrap(buffer, 1).write(Ipv4TimestampOptionFlyweight.TIMESTAMP_ONLY, 2);
        assertEquals("a5" + "440c0500" + "00".repeat(8) + "a5", hex(buffer));
        assertEquals(2, option.entryCount());
        assertSame(DropReason.NONE, option.stamp(ME, 0x11223344));
        assertSame(DropReason.NONE, option.stamp(ME, 0x55667788));
        assertEquals("a5" + "440c0d00" + "1122334455667788" + "a5", hex(buffer));
        assertEquals(2, option.recordedCount());
        assertEquals(0x11223344, option.timestamp(0));
        assertEquals(0x55667788, option.timestamp(1));
        for (int overflow = 1; overflow <= 15; overflow++) {
            assertSame(DropReason.NONE, option.stamp(ME, 1));
            assertEquals(overflow, option.overflow());
        }
        assertSame(Ipv4TimestampOptionFlyweight.OVERFLOW, option.stamp(ME, 1));
        assertEquals("a5" + "440c0df0" + "1122334455667788" + "a5", hex(buffer));
        assertSame(DropReason.NONE, Ipv4TimestampOptionFlyweight.check(buffer, 1, 12));
    }

    @Test
    void shouldStampWithAddresses() {
        final UnsafeBuffer buffer = buffer("a5".repeat(22));
        option.wrap(buffer, 1).write(Ipv4TimestampOptionFlyweight.ADDRESS_AND_TIMESTAMP, 2);
        assertSame(DropReason.NONE, option.stamp(ME, 7));
        assertEquals("a5" + "44140d01" + "c000020100000007" + "00".repeat(8) + "a5", hex(buffer));
        assertEquals(1, option.recordedCount());
        assertEquals(ME, option.address(0));
        assertEquals(7, option.timestamp(0));
        assertEquals(8, option.entryLength());
    }

    @Test
    void shouldStampOnlyWhereItsAddressIsPrescribed() {
        final UnsafeBuffer buffer = buffer("a5".repeat(20));
        option.wrap(buffer, 0)
                .write(Ipv4TimestampOptionFlyweight.PRESCRIBED_ADDRESSES, 2)
                .address(0, ME)
                .address(1, OTHER);
        assertEquals("44140503" + "c000020100000000" + "c633640700000000", hex(buffer));
        assertSame(DropReason.NONE, option.stamp(OTHER, 9));
        assertEquals("44140503" + "c000020100000000" + "c633640700000000", hex(buffer));
        assertSame(DropReason.NONE, option.stamp(ME, 9));
        assertSame(DropReason.NONE, option.stamp(ME, 10));
        assertEquals("44140d03" + "c000020100000009" + "c633640700000000", hex(buffer));
        assertSame(DropReason.NONE, option.stamp(OTHER, 11));
        assertSame(DropReason.NONE, option.stamp(OTHER, 12));
        assertEquals("44141503" + "c000020100000009" + "c63364070000000b", hex(buffer));
        assertEquals(0, option.overflow());
    }

    @Test
    void shouldWriteTheLongestOptionByDefault() {
        final UnsafeBuffer buffer = buffer("a5".repeat(41));
        option.wrap(buffer, 0).writeDefaults();
        assertEquals("44280500" + "00".repeat(36) + "a5", hex(buffer));
        option.overflow(9).pointer(41);
        assertEquals("44282990" + "00".repeat(36) + "a5", hex(buffer));
        assertEquals(9, option.recordedCount());
    }

    @Test
    void shouldRejectWhatCannotBe() {
        final UnsafeBuffer buffer = buffer("440c0500" + "00".repeat(36));
        for (int length = 0; length < 12; length++) {
            assertSame(Ipv4TimestampOptionFlyweight.BAD_LENGTH, Ipv4TimestampOptionFlyweight.check(buffer, 0, length));
        }
        option.wrap(buffer, 0);
        for (int pointer = 0; pointer < 256; pointer++) {
            option.pointer(pointer);
            final boolean fits = pointer >= 5 && (pointer <= 9 || pointer > 12);
            assertSame(
                    fits ? DropReason.NONE : Ipv4TimestampOptionFlyweight.BAD_POINTER,
                    Ipv4TimestampOptionFlyweight.check(buffer, 0, 12));
        }
        option.pointer(6);
        for (int flag = 0; flag < 16; flag++) {
            buffer.putByte(3, (byte) flag);
            final DropReason expected = flag == 0
                    ? DropReason.NONE
                    : flag == 1 || flag == 3
                            ? Ipv4TimestampOptionFlyweight.BAD_POINTER
                            : Ipv4TimestampOptionFlyweight.BAD_FLAG;
            assertSame(expected, Ipv4TimestampOptionFlyweight.check(buffer, 0, 12));
        }
        buffer.putByte(1, (byte) 41);
        assertSame(Ipv4TimestampOptionFlyweight.BAD_LENGTH, Ipv4TimestampOptionFlyweight.check(buffer, 0, 40));
    }

    @Test
    void shouldThrowWhenTheCallerAsksForWhatCannotBe() {
        assertEquals(
                "flag: value=2, expected 0, 1 or 3",
                assertThrows(IllegalArgumentException.class, () -> option.write(2, 1))
                        .getMessage());
        assertEquals(
                "entries: value=5, limit=4",
                assertThrows(IllegalArgumentException.class, () -> option.write(1, 5))
                        .getMessage());
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
