package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;

class InternetChecksumPropertyTest {
    private static final MemoryRegion REGION = MemoryRegion.allocate(16_384);

    /** Octets of which many are zeros and ones, so that sums meet 0x0000 and 0xFFFF. */
    @Provide
    Arbitrary<byte[]> octets() {
        return Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.just((byte) 0)),
                        Tuple.of(2, Arbitraries.just((byte) 0xFF)),
                        Tuple.of(3, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMinSize(0)
                .ofMaxSize(600);
    }

    @Property
    void checksumEqualsTheDefinitionWhereverTheOctetsLie(
            @ForAll("octets") final byte[] octets, @ForAll @IntRange(max = 16) final int shift) {
        final int expected = byDefinition(octets, 0, octets.length);
        final byte[] amid = new byte[shift + octets.length + 16];
        Arrays.fill(amid, (byte) 0xA5);
        System.arraycopy(octets, 0, amid, shift, octets.length);
        assertEquals(expected, InternetChecksum.checksum(new UnsafeBuffer(amid), shift, octets.length));
        REGION.buffer().setMemory(0, shift + octets.length + 16, (byte) 0xA5);
        REGION.buffer().putBytes(shift, octets);
        assertEquals(expected, InternetChecksum.checksum(REGION.buffer(), shift, octets.length));
    }

    @Property
    void partialSumsOfEvenRangesAdd(
            @ForAll("octets") final byte[] octets, @ForAll @IntRange(max = 300) final int words) {
        final int first = Math.min(words * 2, octets.length & ~1);
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        final long sum = InternetChecksum.partialSum(buffer, 0, first)
                + InternetChecksum.partialSum(buffer, first, octets.length - first);
        assertEquals(byDefinition(octets, 0, octets.length), InternetChecksum.finish(sum));
    }

    @Property
    void wordIsWhatItsFieldSums(@ForAll @IntRange(max = 0xFFFF) final int value) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2]);
        NetworkOrder.putU16(buffer, 0, value);
        assertEquals(InternetChecksum.partialSum(buffer, 0, 2), InternetChecksum.word(value));
        assertEquals(value, InternetChecksum.fold(InternetChecksum.word(value)));
    }

    @Property
    void octetsWithTheirOwnChecksumSumToZero(@ForAll("octets") final byte[] octets) {
        Assume.that(octets.length >= 2);
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        NetworkOrder.putU16(buffer, 0, 0);
        NetworkOrder.putU16(buffer, 0, InternetChecksum.checksum(buffer, 0, octets.length));
        assertEquals(0, InternetChecksum.checksum(buffer, 0, octets.length));
    }

    @Property(tries = 5000)
    void incrementalChecksumEqualsRecomputed(
            @ForAll("octets") final byte[] octets,
            @ForAll @IntRange(max = 299) final int word,
            @ForAll("words") final int value) {
        final int index = word * 2;
        Assume.that(index + 2 <= octets.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        final int before = InternetChecksum.checksum(buffer, 0, octets.length);
        final int from = NetworkOrder.u16(buffer, index);
        final boolean wasAllZero = isAllZero(octets);
        NetworkOrder.putU16(buffer, index, value);
        final int recomputed = InternetChecksum.checksum(buffer, 0, octets.length);
        final int updated = InternetChecksum.update(before, from, value);
        // Only octets that are all zero have the checksum 0xFFFF, which the update gives as its equal 0x0000.
        if (isAllZero(octets)) {
            assertTrue(updated == 0xFFFF && wasAllZero || updated == 0x0000, () -> "updated " + updated);
        } else {
            assertEquals(recomputed, updated);
        }
    }

    @Property(tries = 5000)
    void incrementalChecksumOf32BitsEqualsRecomputed(
            @ForAll("octets") final byte[] octets,
            @ForAll @IntRange(max = 298) final int word,
            @ForAll("words") final int high,
            @ForAll("words") final int low) {
        final int index = word * 2;
        Assume.that(index + 4 <= octets.length);
        final int value = high << 16 | low;
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        final int before = InternetChecksum.checksum(buffer, 0, octets.length);
        final int from = NetworkOrder.i32(buffer, index);
        NetworkOrder.putI32(buffer, index, value);
        final int updated = InternetChecksum.update32(before, from, value);
        assertEquals(
                InternetChecksum.update(InternetChecksum.update(before, from >>> 16, high), from & 0xFFFF, low),
                updated,
                "as two updates of 16 bits");
        if (!isAllZero(octets)) {
            assertEquals(InternetChecksum.checksum(buffer, 0, octets.length), updated);
        }
    }

    @Property
    void updateIsUndoneByItsInverse(
            @ForAll("words") final int checksum, @ForAll("words") final int from, @ForAll("words") final int to) {
        // 0xFFFF is the checksum of zeros only, where a word could not have been other than zero.
        Assume.that(checksum != 0xFFFF);
        assertEquals(checksum, InternetChecksum.update(InternetChecksum.update(checksum, from, to), to, from));
    }

    @Property
    void foldLosesNoCarry(@ForAll final long sum) {
        final BigInteger unsigned = new BigInteger(Long.toUnsignedString(sum));
        final int remainder = unsigned.mod(BigInteger.valueOf(0xFFFF)).intValue();
        final int folded = InternetChecksum.fold(sum);
        final int expected = remainder != 0 ? remainder : sum == 0 ? 0 : 0xFFFF;
        assertEquals(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                        ? Short.reverseBytes((short) expected) & 0xFFFF
                        : expected,
                folded);
    }

    @Provide
    Arbitrary<Integer> words() {
        return Arbitraries.oneOf(
                Arbitraries.of(0, 1, 0x00FF, 0xFF00, 0xFFFE, 0xFFFF),
                Arbitraries.integers().between(0, 0xFFFF));
    }

    private static boolean isAllZero(final byte[] octets) {
        for (final byte octet : octets) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    /** RFC 1071 section 1, word by word, each carry added at once. */
    private static int byDefinition(final byte[] octets, final int offset, final int length) {
        int sum = 0;
        for (int i = offset; i < offset + length; i += 2) {
            final int low = i + 1 < offset + length ? octets[i + 1] & 0xFF : 0;
            sum += (octets[i] & 0xFF) << 8 | low;
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return ~sum & 0xFFFF;
    }
}
