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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapReaderTest {
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    private static final int MODIFIED = 0xA1B2CD34;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void shouldReadMicrosecondsInBothOrders() throws IOException {
        for (final ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            try (CaptureReader reader =
                    Octets.pcap(MICROSECONDS, order, 1000, 999_999).open()) {
                assertEquals(CaptureFormat.PCAP, reader.format());
                assertTrue(reader.next());
                assertEquals(1, reader.packetNumber());
                assertTrue(reader.hasTimestamp());
                assertEquals(1000 * SECOND + 999_999_000, reader.timestampNanos());
                assertArrayEquals(new byte[] {1, 2, 3}, Octets.packet(reader));
                assertEquals(60, reader.originalLength());
                assertEquals(LinkType.ETHERNET, reader.linkType());
                assertEquals(65_535, reader.captureInterface(0).snapLength());
                assertFalse(reader.next());
                assertNull(reader.truncation());
                assertEquals(0, reader.capturedLength());
            }
        }
    }

    @Test
    void shouldReadNanosecondsAndSecondsBeyond2038() throws IOException {
        try (CaptureReader reader =
                Octets.pcap(NANOSECONDS, BIG_ENDIAN, -1, 123_456_789).open()) {
            assertTrue(reader.next());
            assertEquals(0xFFFF_FFFFL * SECOND + 123_456_789, reader.timestampNanos());
        }
    }

    @Test
    void shouldReadLongerRecordHeadersWhenModified() throws IOException {
        final Octets file = new Octets(LITTLE_ENDIAN)
                .u32(MODIFIED)
                .u16(2)
                .u16(4)
                .u64(0)
                .u32(0)
                .u32(LinkType.RAW);
        for (int i = 1; i <= 2; i++) {
            file.u32(i).u32(0).u32(1).u32(1).u32(7).u16(8).u8(0, 0).u8(i);
        }
        try (CaptureReader reader = file.open()) {
            assertTrue(reader.next());
            assertTrue(reader.next());
            assertArrayEquals(new byte[] {2}, Octets.packet(reader));
            assertEquals(2 * SECOND, reader.timestampNanos());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldSplitFcsLengthFromLinkType() throws IOException {
        final Octets file = new Octets(BIG_ENDIAN)
                .u32(MICROSECONDS)
                .u16(2)
                .u16(4)
                .u64(0)
                .u32(0)
                .u32(0x2400_0001);
        try (CaptureReader reader = file.open()) {
            assertEquals(LinkType.ETHERNET, reader.linkType());
            assertEquals(4, reader.captureInterface(0).fcsLength());
            assertThrows(IndexOutOfBoundsException.class, () -> reader.captureInterface(1));
        }
    }

    @Test
    void shouldTellEveryTruncationPoint() throws IOException {
        final byte[] file = Octets.pcap(MICROSECONDS, LITTLE_ENDIAN, 1, 1)
                .u32(2)
                .u32(2)
                .u32(2)
                .u32(2)
                .u8(8, 9)
                .toArray();
        final int firstRecord = 24;
        final int secondRecord = firstRecord + 16 + 3;
        for (int length = 0; length < file.length; length++) {
            final byte[] cut = Octets.prefix(file, length);
            if (length < Integer.BYTES) {
                assertEquals(
                        0,
                        assertThrows(CaptureFormatException.class, () -> Octets.open(cut))
                                .offset());
                continue;
            }
            try (CaptureReader reader = Octets.open(cut)) {
                int packets = 0;
                while (reader.next()) {
                    packets++;
                }
                assertEquals(length >= secondRecord ? 1 : 0, packets, "packets of " + length + " octets");
                final Truncation truncation = reader.truncation();
                if (length == firstRecord || length == secondRecord) {
                    assertNull(truncation);
                } else {
                    assertNotNull(truncation);
                    final int start = length < firstRecord ? 0 : packets == 0 ? firstRecord : secondRecord;
                    assertEquals(start, truncation.offset());
                    assertEquals(length - start, truncation.presentLength());
                    assertTrue(truncation.expectedLength() > truncation.presentLength());
                    assertFalse(truncation.compressed());
                    assertTrue(truncation.message().startsWith("test: offset " + start + ": the file is cut short"));
                }
                assertFalse(reader.next());
            }
        }
    }

    @Test
    void shouldRefuseOtherFilesWithNameOffsetAndExpectation() {
        assertProblem("test: offset 0: the file is empty; expected a pcap or pcapng capture", new byte[0]);
        assertProblem(
                "test: offset 0: found magic 23212f62; expected that of a pcap or pcapng capture",
                new Octets(BIG_ENDIAN).text("#!/bin/sh").toArray());
    }

    @Test
    void shouldGiveNoPacketsOfAnUnknownVersion() throws IOException {
        final Octets file =
                new Octets(BIG_ENDIAN).u32(MICROSECONDS).u16(1).u16(4).u64(0).u64(0);
        try (CaptureReader reader = file.open()) {
            assertEquals(new Contradiction("test", 4, "found pcap version 1.4; expected 2.4"), reader.damage());
            assertNull(reader.truncation());
            assertEquals(0, reader.interfaceCount());
            assertFalse(reader.next());
            assertEquals(0, reader.packetNumber());
        }
    }

    private static void assertProblem(final String message, final byte[] file) {
        assertEquals(
                message,
                assertThrows(CaptureFormatException.class, () -> Octets.open(file))
                        .getMessage());
    }

    @Test
    void shouldEndWhenCapturedLengthIsBeyondTheLimit() throws IOException {
        final byte[] file = Octets.pcap(MICROSECONDS, BIG_ENDIAN, 1, 1)
                .u64(0)
                .u32(0x8000_0000L)
                .u32(0)
                .toArray();
        try (CaptureReader reader = Octets.open(file)) {
            assertTrue(reader.next());
            assertNull(reader.damage());
            assertFalse(reader.next());
            assertEquals(
                    new Contradiction(
                            "test", 24 + 19 + 8, "captured length of packet 2: value=2147483648, limit=16777200"),
                    reader.damage());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldReadUpToTheLimitAndRefuseOneMore() throws IOException {
        final int limit = CaptureLimits.MIN_BLOCK_LENGTH;
        final CaptureLimits limits = CaptureLimits.DEFAULT.withMaxBlockLength(limit);
        for (int excess = 0; excess <= 1; excess++) {
            final int length = limit - 16 + excess;
            final byte[] file = new Octets(BIG_ENDIAN)
                    .u32(MICROSECONDS)
                    .u16(2)
                    .u16(4)
                    .u64(0)
                    .u64(1)
                    .u64(0)
                    .u32(length)
                    .u32(length)
                    .octets(new byte[length])
                    .toArray();
            try (CaptureReader reader = CaptureReader.open("test", new ByteArrayInputStream(file), limits)) {
                if (excess == 0) {
                    assertTrue(reader.next());
                    assertEquals(length, reader.capturedLength());
                } else {
                    assertFalse(reader.next());
                    assertTrue(reader.damage() instanceof Contradiction);
                }
            }
        }
    }

    @Test
    void shouldReadGzipFromPathAndChannel() throws IOException {
        final byte[] file =
                gzipped(Octets.pcap(MICROSECONDS, LITTLE_ENDIAN, 5, 0).toArray());
        final Path path = Files.write(folder.resolve("one.pcap.gz"), file);
        try (CaptureReader reader = CaptureReader.open(path)) {
            assertTrue(reader.next());
            assertArrayEquals(new byte[] {1, 2, 3}, Octets.packet(reader));
            assertFalse(reader.next());
            assertNull(reader.truncation());
        }
        try (CaptureReader reader = CaptureReader.open(
                "channel", Channels.newChannel(new ByteArrayInputStream(file)), CaptureLimits.DEFAULT)) {
            assertTrue(reader.next());
        }
    }

    @Test
    void shouldTellWhenGzipIsCutOrDamaged() throws IOException {
        final byte[] file =
                gzipped(Octets.pcap(MICROSECONDS, LITTLE_ENDIAN, 5, 0).toArray());
        // Without its last octet the stream misses part of its trailer: every packet is there, but not the end.
        try (CaptureReader reader = Octets.open(Octets.prefix(file, file.length - 1))) {
            assertTrue(reader.next());
            assertFalse(reader.next());
            final Truncation truncation = reader.truncation();
            assertNotNull(truncation);
            assertTrue(truncation.compressed());
            assertEquals(0, truncation.presentLength());
        }
        assertThrows(CaptureFormatException.class, () -> Octets.open(Octets.prefix(file, 5)));
        final byte[] damaged = file.clone();
        damaged[2] = 99;
        assertTrue(assertThrows(CaptureFormatException.class, () -> Octets.open(damaged))
                .getMessage()
                .startsWith("test: offset 0: expected a gzip stream"));
        final byte[] wrongSum = file.clone();
        wrongSum[file.length - 5] ^= 1;
        try (CaptureReader reader = Octets.open(wrongSum)) {
            while (reader.next()) {
                assertEquals(3, reader.capturedLength());
            }
            assertTrue(reader.damage() instanceof Contradiction);
        }
    }

    @Test
    void shouldCloseTheSourceWhenOpeningFails() {
        final boolean[] closed = new boolean[1];
        final ByteArrayInputStream source = new ByteArrayInputStream(new byte[8]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        assertThrows(CaptureFormatException.class, () -> CaptureReader.open("test", source, CaptureLimits.DEFAULT));
        assertTrue(closed[0]);
    }

    @Test
    void shouldCopyNoMoreThanAsked() throws IOException {
        try (CaptureReader reader = Octets.pcap(MICROSECONDS, BIG_ENDIAN, 0, 0).open()) {
            assertTrue(reader.next());
            final UnsafeBuffer destination = new UnsafeBuffer(new byte[8]);
            destination.setMemory(0, 8, (byte) 0xA5);
            assertEquals(2, reader.copyTo(destination, 1, 2));
            assertArrayEquals(
                    new byte[] {(byte) 0xA5, 1, 2, (byte) 0xA5, (byte) 0xA5, (byte) 0xA5, (byte) 0xA5, (byte) 0xA5},
                    destination.byteArray());
            assertEquals(3, reader.copyTo(destination, 0, 8));
        }
    }

    @Test
    void shouldNotAllocatePerPacket() throws IOException {
        final int packets = 20_000;
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(file)) {
            final UnsafeBuffer packet = new UnsafeBuffer(new byte[64]);
            for (int i = 0; i < packets; i++) {
                writer.write(i, packet, 0, 64, 64);
            }
        }
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CaptureReader reader = Octets.open(file.toByteArray())) {
            for (int i = 0; i < packets / 2; i++) {
                assertTrue(reader.next());
            }
            final long before = threads.getCurrentThreadAllocatedBytes();
            int read = 0;
            while (reader.next()) {
                read++;
            }
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(packets / 2, read);
            assertTrue(allocated < packets / 2, allocated + " octets allocated for " + read + " packets");
        }
    }

    private static byte[] gzipped(final byte[] file) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(file);
        }
        return out.toByteArray();
    }
}
