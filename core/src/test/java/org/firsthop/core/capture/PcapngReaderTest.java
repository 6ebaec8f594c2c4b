package org.firsthop.core.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PcapngReaderTest {
    private static final long SECOND = 1_000_000_000L;

    private static Octets enhanced(
            final Octets file, final int interfaceId, final long ticks, final int original, final int... packet) {
        return file.block(6, enhancedBody(file, interfaceId, ticks, original, packet));
    }

    private static Octets enhancedBody(
            final Octets file, final int interfaceId, final long ticks, final int original, final int... packet) {
        return file.body()
                .u32(interfaceId)
                .u32(ticks >>> 32)
                .u32(ticks)
                .u32(packet.length)
                .u32(original)
                .u8(packet)
                .pad();
    }

    @Test
    void shouldReadPacketsOfSeveralInterfacesInBothOrders() throws IOException {
        for (final ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            final Octets file = new Octets(order).section();
            file.describedInterface(LinkType.ETHERNET, 0);
            file.block(
                    1,
                    file.body()
                            .u16(LinkType.RAW)
                            .u16(0)
                            .u32(96)
                            .option(2, "wan0\0".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .option(9, new byte[] {9})
                            .option(13, new byte[] {4})
                            .option(
                                    14,
                                    order == BIG_ENDIAN
                                            ? new byte[] {0, 0, 0, 0, 0, 0, 0, 2}
                                            : new byte[] {2, 0, 0, 0, 0, 0, 0, 0})
                            .u32(0));
            enhanced(file, 0, 5_000_001, 60, 1, 2, 3);
            enhanced(file, 1, 7, 4, 4, 5, 6, 7);
            try (CaptureReader reader = file.open()) {
                assertEquals(CaptureFormat.PCAPNG, reader.format());
                assertTrue(reader.next());
                assertEquals(0, reader.interfaceIndex());
                assertEquals(5 * SECOND + 1000, reader.timestampNanos());
                assertEquals(60, reader.originalLength());
                assertArrayEquals(new byte[] {1, 2, 3}, Octets.packet(reader));
                assertTrue(reader.next());
                assertEquals(LinkType.RAW, reader.linkType());
                assertEquals(2 * SECOND + 7, reader.timestampNanos());
                final CaptureInterface wan = reader.captureInterface(reader.interfaceIndex());
                assertEquals("wan0", wan.name());
                assertEquals(96, wan.snapLength());
                assertEquals(4, wan.fcsLength());
                assertEquals(TimestampResolution.NANOSECONDS, wan.resolution());
                assertEquals(Direction.UNKNOWN, reader.direction());
                assertNull(reader.comment());
                assertFalse(reader.next());
                assertNull(reader.truncation());
                assertEquals(2, reader.interfaceCount());
            }
        }
    }

    @Test
    void shouldReadOptionsOfAPacket() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        file.block(
                6,
                enhancedBody(file, 0, 0, 1, 9)
                        .option(1, new byte[] {'h', 'i'})
                        .option(1, new byte[] {'n', 'o'})
                        .option(2, new byte[] {0, 0, 0, 0b10})
                        .option(4, new byte[] {0, 0, 0, 0, 0, 0, 1, 0})
                        .u32(0));
        enhanced(file, 0, 0, 1, 8);
        try (CaptureReader reader = file.open()) {
            assertTrue(reader.next());
            assertEquals("hi", reader.comment());
            assertEquals(Direction.OUTBOUND, reader.direction());
            assertEquals(256, reader.dropCount());
            assertTrue(reader.next());
            assertNull(reader.comment());
            assertEquals(Direction.UNKNOWN, reader.direction());
            assertEquals(CaptureReader.UNKNOWN_DROP_COUNT, reader.dropCount());
        }
    }

    @Test
    void shouldReadSimpleAndObsoletePacketBlocks() throws IOException {
        final Octets file = new Octets(LITTLE_ENDIAN).section().describedInterface(LinkType.ETHERNET, 2);
        file.block(3, file.body().u32(60).u8(1, 2));
        file.block(
                2,
                file.body()
                        .u16(0)
                        .u16(7)
                        .u32(0)
                        .u32(1)
                        .u32(1)
                        .u32(1)
                        .u8(3)
                        .pad()
                        .option(2, new byte[] {1, 0, 0, 0}));
        file.block(2, file.body().u16(0).u16(0xFFFF).u64(0).u64(0));
        try (CaptureReader reader = file.open()) {
            assertTrue(reader.next());
            assertFalse(reader.hasTimestamp());
            assertEquals(60, reader.originalLength());
            assertArrayEquals(new byte[] {1, 2}, Octets.packet(reader));
            assertTrue(reader.next());
            assertTrue(reader.hasTimestamp());
            assertEquals(1000, reader.timestampNanos());
            assertEquals(7, reader.dropCount());
            assertEquals(Direction.INBOUND, reader.direction());
            assertTrue(reader.next());
            assertEquals(CaptureReader.UNKNOWN_DROP_COUNT, reader.dropCount());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldNumberInterfacesOverSectionsOfEitherOrder() throws IOException {
        final Octets second = new Octets(BIG_ENDIAN).section().describedInterface(LinkType.RAW, 0);
        enhanced(second, 0, 0, 1, 2);
        final Octets file = new Octets(LITTLE_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        enhanced(file, 0, 0, 1, 1).octets(second.toArray());
        try (CaptureReader reader = file.open()) {
            assertTrue(reader.next());
            assertEquals(0, reader.interfaceIndex());
            assertTrue(reader.next());
            assertEquals(1, reader.interfaceIndex());
            assertEquals(LinkType.RAW, reader.linkType());
            assertEquals(1, reader.captureInterface(1).section());
        }
    }

    @Test
    void shouldSkipOtherBlocksOfAnyLength() throws IOException {
        final Octets file = new Octets(LITTLE_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        file.block(4, file.body().u32(0));
        file.block(0x40000BAD, file.body().octets(new byte[CaptureLimits.MIN_BLOCK_LENGTH * 8]));
        enhanced(file, 0, 0, 1, 1);
        try (CaptureReader reader = CaptureReader.open(
                "test",
                new ByteArrayInputStream(file.toArray()),
                CaptureLimits.DEFAULT.withMaxBlockLength(CaptureLimits.MIN_BLOCK_LENGTH))) {
            assertTrue(reader.next());
            assertArrayEquals(new byte[] {1}, Octets.packet(reader));
            assertEquals(2, reader.skippedBlocks());
        }
    }

    @Test
    void shouldTellEveryTruncationPoint() throws IOException {
        final Octets file = new Octets(LITTLE_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        final int firstPacket = file.toArray().length;
        enhanced(file, 0, 0, 1, 1);
        final int skipped = file.toArray().length;
        file.block(4, file.body().u64(0));
        final int secondPacket = file.toArray().length;
        enhanced(file, 0, 0, 1, 2);
        final byte[] whole = file.toArray();
        for (int length = 0; length < whole.length; length++) {
            final byte[] cut = Octets.prefix(whole, length);
            if (length < Integer.BYTES) {
                assertThrows(CaptureFormatException.class, () -> Octets.open(cut));
                continue;
            }
            try (CaptureReader reader = Octets.open(cut)) {
                int packets = 0;
                while (reader.next()) {
                    packets++;
                }
                assertEquals(length >= skipped ? 1 : 0, packets, "packets of " + length + " octets");
                final boolean atBlock =
                        length == 28 || length == firstPacket || length == skipped || length == secondPacket;
                assertEquals(atBlock, reader.truncation() == null, "truncation at " + length);
                final Truncation truncation = reader.truncation();
                if (truncation != null) {
                    assertEquals(length, truncation.offset() + truncation.presentLength());
                    assertTrue(truncation.expectedLength() > truncation.presentLength());
                }
            }
        }
    }

    @Test
    void shouldTellATruncationInALaterSection() throws IOException {
        final Octets file = new Octets(LITTLE_ENDIAN).section().section();
        try (CaptureReader reader = Octets.open(Octets.prefix(file.toArray(), 28 + 9))) {
            assertFalse(reader.next());
            final Truncation truncation = reader.truncation();
            assertNotNull(truncation);
            assertEquals(new Truncation("test", 28, 28, 9, false), truncation);
        }
    }

    @Test
    void shouldEndWhereTheFormatIsContradicted() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        final int start = file.toArray().length;
        assertProblem(start + 8, "interface of packet 1: value=1, expected one of the 1", b -> enhanced(b, 1, 0, 1, 1));
        assertProblem(start + 4, "block length: value=8, expected a multiple of 4", b -> b.u32(6)
                .u32(8));
        assertProblem(start + 4, "block length: value=33, expected a multiple of 4", b -> b.u32(6)
                .u32(33));
        assertProblem(start + 4, "block length: value=4294967292, limit=16777216", b -> b.u32(6)
                .u32(-4));
        assertProblem(
                start + 12,
                "trailing block length: value=20, expected 16",
                b -> b.u32(6).u32(16).u32(0).u32(20));
        assertProblem(
                start + 4,
                "Enhanced Packet Block length: value=16, expected at least 32",
                b -> b.block(6, b.body().u32(0)));
        assertProblem(
                start + 20,
                "captured length of packet 1: value=5, limit=4 in this block",
                b -> b.block(6, b.body().u32(0).u64(0).u32(5).u32(5).u32(0)));
        assertProblem(
                start + 8,
                "length of packet 1: value=5, limit=4 in this block",
                b -> b.block(3, b.body().u32(5).u32(0)));
        assertProblem(
                start + 34,
                "length of option 1: value=8, limit=0 in this block",
                b -> b.block(6, enhancedBody(b, 0, 0, 1, 1).u16(1).u16(8)));
        assertProblem(
                start + 18,
                "length of if_tsresol: value=2, expected 1",
                b -> b.block(1, b.body().u64(0).option(9, new byte[2])));
        assertProblem(
                start + 8,
                "found byte-order magic 01020304; expected 1a2b3c4d in either order",
                b -> b.block(0x0A0D0D0A, b.body().u8(1, 2, 3, 4)));
        assertProblem(
                start + 12,
                "found pcapng version 1.1; expected 1.0",
                b -> b.block(0x0A0D0D0A, b.body().u32(0x1A2B3C4D).u16(1).u16(1).u64(0)));
    }

    private static void assertProblem(
            final long offset, final String problem, final java.util.function.UnaryOperator<Octets> rest)
            throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section().describedInterface(LinkType.ETHERNET, 0);
        try (CaptureReader reader = rest.apply(file).open()) {
            assertFalse(reader.next());
            final CaptureDamage damage = reader.damage();
            assertTrue(damage instanceof Contradiction, String.valueOf(damage));
            assertEquals(offset, damage.offset(), damage.message());
            assertTrue(((Contradiction) damage).problem().startsWith(problem), damage.message());
        }
    }

    @Test
    void shouldRefuseASimplePacketBeforeAnyInterface() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section();
        file.block(3, file.body().u32(0).u32(0));
        try (CaptureReader reader = file.open()) {
            assertFalse(reader.next());
            assertTrue(reader.damage() instanceof Contradiction);
        }
    }

    @Test
    void shouldRefuseOneInterfaceTooMany() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section();
        for (int i = 0; i < 3; i++) {
            file.describedInterface(LinkType.ETHERNET, 0);
        }
        final byte[] octets = file.toArray();
        try (CaptureReader reader = CaptureReader.open(
                "test", new ByteArrayInputStream(octets), CaptureLimits.DEFAULT.withMaxInterfaces(3))) {
            assertFalse(reader.next());
            assertEquals(3, reader.interfaceCount());
        }
        try (CaptureReader reader = CaptureReader.open(
                "test", new ByteArrayInputStream(octets), CaptureLimits.DEFAULT.withMaxInterfaces(2))) {
            assertFalse(reader.next());
            assertEquals("interfaces: value=3, limit=2", ((Contradiction) reader.damage()).problem());
        }
    }

    @Test
    void shouldRefuseLimitsOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> CaptureLimits.DEFAULT.withMaxBlockLength(16_383));
        assertThrows(IllegalArgumentException.class, () -> CaptureLimits.DEFAULT.withMaxInterfaces(0));
    }

    @Test
    void shouldSaturateTimesThatNanosecondsCannotExpress() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN).section();
        file.block(1, file.body().u64(0x0001_0000_0000_0000L).option(14, new byte[] {0x7F, 0, 0, 0, 0, 0, 0, 0}));
        file.block(
                1, file.body().u64(0x0001_0000_0000_0000L).option(14, new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0}));
        file.block(1, file.body().u64(0x0001_0000_0000_0000L).option(14, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}));
        for (int i = 0; i < 3; i++) {
            enhanced(file, i, -1, 0);
        }
        try (CaptureReader reader = file.open()) {
            assertTrue(reader.next());
            assertEquals(Long.MAX_VALUE, reader.timestampNanos());
            assertTrue(reader.next());
            assertEquals(Long.MIN_VALUE, reader.timestampNanos());
            assertTrue(reader.next());
            assertEquals(Long.MAX_VALUE - SECOND, reader.timestampNanos());
        }
    }
}
