package org.firsthop.core.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureWriterTest {
    private static final UnsafeBuffer PACKET = new UnsafeBuffer(new byte[] {9, 1, 2, 3, 9});

    @TempDir
    Path folder;

    @Test
    void shouldWriteTheOctetsOfPcap() throws IOException {
        for (final ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            final ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET)
                    .snapLength(65_535)
                    .byteOrder(order)
                    .microseconds()
                    .create(file)) {
                writer.write(7_000_008_999L, PACKET, 1, 3, 60);
            }
            assertArrayEquals(Octets.pcap(0xA1B2C3D4, order, 7, 8).toArray(), file.toByteArray());
        }
    }

    @Test
    void shouldWriteTheOctetsOfPcapng() throws IOException {
        for (final ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            final ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (PcapngWriter writer = PcapngWriter.create(file, order)) {
                assertEquals(0, writer.addInterface("a", LinkType.RAW, 2));
                assertEquals(1, writer.addInterface(null, LinkType.ETHERNET, 0));
                writer.write(0, 5, PACKET, 1, 3, 60);
                writer.write(
                        1,
                        1L << 33,
                        PACKET,
                        1,
                        1,
                        1,
                        new PacketOptions().comment("é").dropCount(3).direction(Direction.INBOUND));
            }
            final Octets expected = new Octets(order).section();
            expected.block(
                    1,
                    expected.body()
                            .u16(LinkType.RAW)
                            .u16(0)
                            .u32(2)
                            .option(2, new byte[] {'a'})
                            .option(9, new byte[] {9})
                            .u32(0));
            expected.block(
                    1,
                    expected.body()
                            .u16(LinkType.ETHERNET)
                            .u16(0)
                            .u32(0)
                            .option(9, new byte[] {9})
                            .u32(0));
            expected.block(
                    6, expected.body().u32(0).u32(0).u32(5).u32(2).u32(60).u8(1, 2));
            expected.block(
                    6,
                    expected.body()
                            .u32(1)
                            .u32(2)
                            .u32(0)
                            .u32(1)
                            .u32(1)
                            .u8(1)
                            .pad()
                            .option(1, new byte[] {(byte) 0xC3, (byte) 0xA9})
                            .u16(2)
                            .u16(4)
                            .u32(1)
                            .u16(4)
                            .u16(8)
                            .u64(3)
                            .u32(0));
            assertArrayEquals(expected.toArray(), file.toByteArray());
        }
    }

    @Test
    void shouldWriteNoOptionsWhenTheySayNothing() throws IOException {
        final ByteArrayOutputStream without = new ByteArrayOutputStream();
        final ByteArrayOutputStream with = new ByteArrayOutputStream();
        final PacketOptions options =
                new PacketOptions().comment("x").dropCount(0).clear();
        assertNull(options.comment());
        try (PcapngWriter first = PcapngWriter.create(without, BIG_ENDIAN);
                PcapngWriter second = PcapngWriter.create(with, BIG_ENDIAN)) {
            first.addInterface("a", LinkType.RAW, 0);
            second.addInterface("a", LinkType.RAW, 0);
            first.write(0, 0, PACKET, 0, 5, 5);
            second.write(0, 0, PACKET, 0, 5, 5, options);
        }
        assertArrayEquals(without.toByteArray(), with.toByteArray());
    }

    @Test
    void shouldWritePacketsLongerThanTheBuffer() throws IOException {
        final byte[] octets = new byte[200_003];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (i * 31);
        }
        final Path path = folder.resolve("long.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(path)) {
            writer.addInterface("jumbo", LinkType.ETHERNET, 0);
            writer.write(0, 1, new UnsafeBuffer(octets), 0, octets.length, octets.length);
            writer.flush();
            assertTrue(Files.size(path) > octets.length);
            writer.write(0, 1, PACKET, 1, 3, 3);
        }
        try (CaptureReader reader = CaptureReader.open(path)) {
            assertTrue(reader.next());
            assertArrayEquals(octets, Octets.packet(reader));
            assertTrue(reader.next());
            assertArrayEquals(new byte[] {1, 2, 3}, Octets.packet(reader));
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldRefuseWhatTheFormatCannotExpress() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> PcapWriter.builder(65_536));
        assertThrows(IllegalArgumentException.class, () -> PcapWriter.builder(LinkType.RAW)
                .snapLength(-1));
        try (PcapWriter writer = PcapWriter.builder(LinkType.RAW).create(folder.resolve("a.pcap"))) {
            assertRefused("timestampNanos", () -> writer.write(-1, PACKET, 0, 1, 1));
            assertRefused("timestampNanos", () -> writer.write((1L << 32) * 1_000_000_000, PACKET, 0, 1, 1));
            assertRefused("capturedLength", () -> writer.write(0, PACKET, 0, -1, 1));
            assertRefused("originalLength", () -> writer.write(0, PACKET, 0, 2, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, PACKET, 3, 3, 3));
        }
        try (PcapngWriter writer = PcapngWriter.create(folder.resolve("a.pcapng"))) {
            assertRefused("linkType", () -> writer.addInterface(null, -1, 0));
            assertRefused("snapLength", () -> writer.addInterface(null, 0, -1));
            assertRefused("name", () -> writer.addInterface("x".repeat(65_536), 0, 0));
            assertRefused("interfaceIndex", () -> writer.write(0, 0, PACKET, 0, 1, 1));
            writer.addInterface(null, 0, 0);
            assertRefused("timestampNanos", () -> writer.write(0, -1, PACKET, 0, 1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, 0, PACKET, 3, 3, 3));
            final PacketOptions options = new PacketOptions().comment("x".repeat(65_536));
            assertRefused("comment", () -> writer.write(0, 0, PACKET, 0, 1, 1, options));
        }
        assertRefused("dropCount", () -> new PacketOptions().dropCount(-2));
        // A refused call leaves the file whole.
        try (CaptureReader reader = CaptureReader.open(folder.resolve("a.pcapng"))) {
            assertFalse(reader.next());
            assertNull(reader.truncation());
            assertEquals(1, reader.interfaceCount());
        }
    }

    private static void assertRefused(final String what, final org.junit.jupiter.api.function.Executable call) {
        final String message =
                assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(what), message);
    }

    @Test
    void shouldNameLinkTypes() {
        assertEquals("ETHERNET", LinkType.name(LinkType.ETHERNET));
        assertEquals("RAW", LinkType.name(LinkType.RAW_12));
        assertEquals("147", LinkType.name(147));
    }
}
