package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.MemoryRegion;
import org.junit.jupiter.api.Test;

class EthernetFcsTest {
    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    private final EthernetFcs fcs = new EthernetFcs();

    @Test
    void shouldAgreeWithTheCatalogueOfCrcs() {
        assertEquals(0xCBF43926, fcs.compute(new UnsafeBuffer(CHECK), 0, 9));
    }

    @Test
    void shouldWriteLeastSignificantOctetFirst() {
        final UnsafeBuffer buffer =
                new UnsafeBuffer(HexFormat.of().parseHex("a5" + "313233343536373839" + "a5".repeat(5)));
        fcs.fill(buffer, 1, 9);
        assertEquals(
                "a5" + "313233343536373839" + "2639f4cb" + "a5", HexFormat.of().formatHex(buffer.byteArray()));
        assertSame(DropReason.NONE, fcs.check(buffer, 1, 13));
    }

    @Test
    void shouldAgreeWithTheJdkOnAndOffTheHeapAtEveryLength() {
        final byte[] octets = new byte[9100];
        new Random(1).nextBytes(octets);
        final UnsafeBuffer heap = new UnsafeBuffer(octets);
        final MemoryRegion region = MemoryRegion.allocate(octets.length);
        region.buffer().putBytes(0, octets);
        for (int length = 0; length <= 9000; length += length < 70 ? 1 : 117) {
            final CRC32 crc = new CRC32();
            crc.update(octets, 7, length);
            assertEquals((int) crc.getValue(), fcs.compute(heap, 7, length));
            assertEquals((int) crc.getValue(), fcs.compute(region.buffer(), 7, length));
        }
    }

    @Test
    void shouldFindEverySingleBitError() {
        final MemoryRegion region = MemoryRegion.allocate(64);
        final UnsafeBuffer buffer = region.buffer();
        buffer.setMemory(0, 60, (byte) 0xA5);
        fcs.fill(buffer, 0, 60);
        for (int bit = 0; bit < 512; bit++) {
            final byte before = buffer.getByte(bit / 8);
            buffer.putByte(bit / 8, (byte) (before ^ 1 << bit % 8));
            assertSame(EthernetFcs.BAD_FCS, fcs.check(buffer, 0, 64));
            buffer.putByte(bit / 8, before);
        }
        assertSame(DropReason.NONE, fcs.check(buffer, 0, 64));
    }

    @Test
    void shouldRejectWhenThereIsNoRoomForTheSequence() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4]);
        for (int length = 0; length < 4; length++) {
            assertSame(EthernetFcs.TRUNCATED_FCS, fcs.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, fcs.check(buffer, 0, 4), "the CRC-32 of nothing is zero");
    }

    @Test
    void shouldAgreeWithCapturedFrames() {
        int frames = 0;
        for (final String[] row : SharedVectors.rows("crc32_fcs.tsv")) {
            if (row[0].startsWith("frame:")) {
                final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex(row[1]));
                assertSame(DropReason.NONE, fcs.check(buffer, 0, buffer.capacity()), row[0]);
                assertEquals(row[2], HexFormat.of().toHexDigits(fcs.compute(buffer, 0, buffer.capacity() - 4)), row[0]);
                frames++;
            }
        }
        assertTrue(frames > 40, "frames: value=" + frames);
    }
}
