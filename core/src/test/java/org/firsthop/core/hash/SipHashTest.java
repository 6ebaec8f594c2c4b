package org.firsthop.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.junit.jupiter.api.Test;

class SipHashTest {
    /** The key 00 01 … 0f of the reference vectors. */
    private static final long KEY_0 = 0x0706_0504_0302_0100L;

    private static final long KEY_1 = 0x0F0E_0D0C_0B0A_0908L;

    @Test
    void shouldGiveTheExampleOfThePaper() {
        // Appendix A of the paper: the message 00 01 … 0e.
        assertEquals(0xA129_CA61_49BE_45E5L, hash(SipHash.sipHash24(KEY_0, KEY_1), 15));
    }

    @Test
    void shouldGiveTheValuesOfSipHash13InRust() {
        final SipHash sipHash = SipHash.sipHash13(KEY_0, KEY_1);
        assertEquals(0xABAC_0158_050F_C4DCL, hash(sipHash, 0));
        assertEquals(0xC9F4_9BF3_7D57_CA93L, hash(sipHash, 1));
        assertEquals(0x9D19_9062_B7BB_B3A8L, hash(sipHash, 63));
    }

    @Test
    void shouldGiveTheHashesOfOctetStringsInPython() {
        // CPython with PYTHONHASHSEED=0 hashes octets under a key of zero: 3.10 by SipHash-2-4, 3.11 by SipHash-1-3.
        final int[] lengths = {1, 7, 8, 9, 15, 16, 23, 24, 32, 40, 63};
        final long[] by13 = {
            0x68a914128e01e473L, 0x2f098ab0c751325aL, 0xead411e67ebe2eeaL, 0x75927f9d95124362L, 0xf30eb725bb91c9eaL,
            0x8972188433a5c5b7L, 0x37332b1389daa4ffL, 0x31185a47af932f3aL, 0x31ef8061c910629bL, 0x95bc321ab41d8206L,
            0x385d3e39e5f37359L
        };
        final long[] by24 = {
            0x8b5a0baa49fbc58dL, 0xb3d67eaf2c11480bL, 0xc72b1c24fc2f7938L, 0x610e7ab6ada60b22L, 0xd0567cd44e891363L,
            0xc902632ed88f897fL, 0x27e5d5e1a60daae4L, 0xc24ed46eec2f142bL, 0xab631e00063006f5L, 0xa43827a530b08989L,
            0x8825b5ec8cfb55c6L
        };
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(by13[i], hash(SipHash.sipHash13(0, 0), lengths[i]), "length " + lengths[i]);
            assertEquals(by24[i], hash(SipHash.sipHash24(0, 0), lengths[i]), "length " + lengths[i]);
        }
    }

    @Test
    void shouldHashTheSameWhenZerosFollow() {
        final SipHash sipHash = SipHash.sipHash13(KEY_0, KEY_1);
        for (int length = 0; length <= 64; length++) {
            final MemoryRegion memory = MemoryRegion.allocate(72);
            for (int i = 0; i < length; i++) {
                Memory.putU8(null, memory.address() + i, 0xFF - i);
            }
            assertEquals(
                    sipHash.hash(null, memory.address(), length),
                    sipHash.hashPadded(memory.address(), length),
                    "length " + length);
        }
    }

    @Test
    void shouldHashLongsAsTheirOctetsLeastSignificantFirst() {
        final long[] words = new long[5];
        for (int i = 0; i < words.length; i++) {
            words[i] = KEY_0 + i * 0x0808_0808_0808_0808L;
        }
        for (final SipHash sipHash :
                List.of(SipHash.sipHash13(KEY_0, KEY_1), SipHash.sipHash24(KEY_0, KEY_1), SipHash.sipHash24(0, 0))) {
            assertEquals(hash(sipHash, 8), sipHash.hash(words[0]));
            assertEquals(hash(sipHash, 16), sipHash.hash(words[0], words[1]));
            assertEquals(hash(sipHash, 24), sipHash.hash(words[0], words[1], words[2]));
            assertEquals(hash(sipHash, 32), sipHash.hash(words[0], words[1], words[2], words[3]));
            assertEquals(hash(sipHash, 40), sipHash.hash(words[0], words[1], words[2], words[3], words[4]));
        }
    }

    @Test
    void shouldHashMemoryOutsideTheHeapAsOnIt() {
        final MemoryRegion region = MemoryRegion.allocate(64);
        for (int i = 0; i < 64; i++) {
            Memory.putU8(null, region.address() + i, i);
        }
        final SipHash sipHash = SipHash.sipHash24(KEY_0, KEY_1);
        for (int length = 0; length < 64; length++) {
            assertEquals(hash(sipHash, length), sipHash.hash(null, region.address(), length));
        }
    }

    @Test
    void shouldDependOnBothHalvesOfTheKey() {
        assertNotEquals(SipHash.sipHash24(1, 0).hash(7), SipHash.sipHash24(0, 0).hash(7));
        assertNotEquals(SipHash.sipHash24(0, 1).hash(7), SipHash.sipHash24(0, 0).hash(7));
    }

    @Test
    void shouldGiveTheReferenceVectors() throws IOException {
        final Path path = VectorFiles.path("siphash.tsv");
        assumeTrue(Files.exists(path), () -> "skipped: no " + path);
        int compared = 0;
        for (final String line : Files.readAllLines(path)) {
            final String[] cells = line.split("\t", -1);
            if (cells[0].equals("SipHash-2-4-64")) {
                final UnsafeBuffer key = new UnsafeBuffer(HexFormat.of().parseHex(cells[2]));
                final byte[] message = HexFormat.of().parseHex(cells[3]);
                final UnsafeBuffer expected = new UnsafeBuffer(HexFormat.of().parseHex(cells[4]));
                final SipHash sipHash = SipHash.sipHash24(
                        key.getLong(0, ByteOrder.LITTLE_ENDIAN), key.getLong(8, ByteOrder.LITTLE_ENDIAN));
                assertEquals(
                        expected.getLong(0, ByteOrder.LITTLE_ENDIAN),
                        sipHash.hash(new UnsafeBuffer(message), 0, message.length),
                        line);
                compared++;
            }
        }
        assertEquals(64, compared);
    }

    private static long hash(final SipHash sipHash, final int length) {
        final byte[] message = new byte[length + 3];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i - 3);
        }
        return sipHash.hash(new UnsafeBuffer(message), 3, length);
    }
}
