package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternetChecksumTest {
    @ParameterizedTest
    @CsvSource({
        // RFC 1071 section 3, whose sum is ddf2; and its octets swapped, section 2 (B).
        "0001f203f4f5f6f7, 220d",
        "010003f2f5f4f7f6, 0d22",
        // An IPv4 header without and with its checksum.
        "450000730000400040110000c0a80001c0a800c7, b861",
        "45000073000040004011b861c0a80001c0a800c7, 0000",
        // RFC 1071 section 1: an odd octet is padded with zero on the right.
        "ff, 00ff",
        "0001ff, 00fe",
        "'', ffff",
        "0000000000000000000000000000000000000000, ffff",
        "ffff, 0000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 0000",
    })
    void shouldAgreeWithPublishedSums(final String octets, final String checksum) {
        final byte[] bytes = HexFormat.of().parseHex(octets);
        assertEquals(
                Integer.parseInt(checksum, 16), InternetChecksum.checksum(new UnsafeBuffer(bytes), 0, bytes.length));
        final MemoryRegion region = MemoryRegion.allocate(bytes.length + 1);
        region.buffer().putBytes(0, bytes);
        assertEquals(Integer.parseInt(checksum, 16), InternetChecksum.checksum(region.buffer(), 0, bytes.length));
    }

    @Test
    void shouldFoldEveryCarryOfTheLongestRange() {
        final byte[] ones = new byte[1 << 24];
        Arrays.fill(ones, (byte) 0xFF);
        assertEquals(0, InternetChecksum.checksum(new UnsafeBuffer(ones), 0, ones.length));
        assertEquals(0xFFFF, InternetChecksum.fold(-1L));
        assertEquals(0xFFFF, InternetChecksum.fold(0xFFFF));
        assertEquals(0, InternetChecksum.fold(0));
        assertEquals(0xFFFF, InternetChecksum.fold(0xFFFF_0000_0000L));
        assertEquals(InternetChecksum.word(1), InternetChecksum.word(0x10001));
        assertEquals(1, InternetChecksum.fold(InternetChecksum.word(0xFFFF) + InternetChecksum.word(1)));
    }

    @Test
    void shouldNeverYieldMinusZeroWhenUpdated() {
        // RFC 1624 section 4: the other words sum to cd7a; equation 2 of RFC 1141 would yield ffff.
        assertEquals(0x0000, InternetChecksum.update(0xDD2F, 0x5555, 0x3285));
        assertEquals(0x0000, InternetChecksum.update(0x0000, 0x5555, 0x5555));
        assertEquals(0x0000, InternetChecksum.update32(0x0000, 0x5555_5555, 0x5555_5555));
    }

    @Test
    void shouldIgnoreBitsAboveTheWord() {
        assertEquals(
                InternetChecksum.update(0x1234, 0x40FF, 0x3FFF),
                InternetChecksum.update(-1 << 16 | 0x1234, -1 << 16 | 0x40FF, -1 << 16 | 0x3FFF));
        assertEquals(
                InternetChecksum.update32(0x1234, 0xC0A80001, 0x0A000001),
                InternetChecksum.update32(-1 << 16 | 0x1234, 0xC0A80001, 0x0A000001));
    }

    @Test
    void shouldThrowWhenTheCallersRangeIsOutsideTheBuffer() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        assertThrows(IndexOutOfBoundsException.class, () -> InternetChecksum.checksum(buffer, 4, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> InternetChecksum.checksum(buffer, 0, -1));
    }

    @Test
    void shouldAgreeWithCollectedVectors() {
        final List<String[]> sums = SharedVectors.rows("inet_checksum.tsv");
        for (final String[] row : sums) {
            final byte[] bytes = HexFormat.of().parseHex(row[1]);
            final long sum = InternetChecksum.partialSum(new UnsafeBuffer(bytes), 0, bytes.length);
            assertEquals(Integer.parseInt(row[2], 16), InternetChecksum.fold(sum), row[0]);
            assertEquals(Integer.parseInt(row[3], 16), InternetChecksum.finish(sum), row[0]);
        }
        final List<String[]> updates = SharedVectors.rows("incremental_checksum.tsv");
        for (final String[] row : updates) {
            assertEquals(
                    Integer.parseInt(row[4], 16),
                    InternetChecksum.update(
                            Integer.parseInt(row[1], 16), Integer.parseInt(row[2], 16), Integer.parseInt(row[3], 16)),
                    row[0]);
        }
        assertTrue(sums.size() >= 8 && updates.size() >= 2, "rows: value=" + sums.size() + ", " + updates.size());
    }
}
