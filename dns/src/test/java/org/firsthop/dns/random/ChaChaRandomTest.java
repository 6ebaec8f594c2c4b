package org.firsthop.dns.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChaChaRandomTest {
    /** RFC 8439 section 2.3.2. */
    @Test
    void shouldComputeTheBlockOfTheRfc() {
        final int[] state = {
            0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
            0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
            0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c,
            0x00000001, 0x09000000, 0x4a000000, 0x00000000
        };
        final int[] expected = {
            0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
            0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
            0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
            0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2
        };
        final int[] output = new int[16];
        ChaChaRandom.block(state, output, 0);
        assertArrayEquals(expected, output);
    }

    @Test
    void shouldRepeatItselfFromTheSameSeedOnly() {
        final ChaChaRandom one = new ChaChaRandom(42);
        final ChaChaRandom same = new ChaChaRandom(42);
        final ChaChaRandom other = new ChaChaRandom(43);
        int equalToOther = 0;
        for (int i = 0; i < 1_000; i++) {
            final int value = one.nextInt();
            assertEquals(value, same.nextInt());
            equalToOther += value == other.nextInt() ? 1 : 0;
        }
        assertTrue(equalToOther < 3, "equal: " + equalToOther);
    }

    @Test
    void shouldTakeTheSeedAsTheBeginningOfTheKey() {
        final byte[] key = new byte[ChaChaRandom.KEY_LENGTH];
        key[0] = 7;
        key[7] = 1;
        assertEquals(new ChaChaRandom(key).nextLong(), new ChaChaRandom(7L | 1L << 56).nextLong());
        key[31] = 1;
        assertNotEquals(new ChaChaRandom(key).nextLong(), new ChaChaRandom(7L | 1L << 56).nextLong());
    }

    @Test
    void shouldGiveEveryNumberBelowABoundAboutAsOften() {
        final ChaChaRandom random = new ChaChaRandom(1);
        final int[] counts = new int[48];
        final int draws = 480_000;
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(counts.length)]++;
        }
        double chiSquared = 0;
        final double expected = (double) draws / counts.length;
        for (final int count : counts) {
            chiSquared += (count - expected) * (count - expected) / expected;
        }
        // 47 degrees of freedom: 82.7 is exceeded with probability 0.001.
        assertTrue(chiSquared < 82.7, "chi squared: " + chiSquared);
    }

    @Test
    void shouldRefuseWrongKeysAndBounds() {
        assertThrows(IllegalArgumentException.class, () -> new ChaChaRandom(new byte[31]));
        final ChaChaRandom random = new ChaChaRandom(1);
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
        assertEquals(0, random.nextInt(1));
    }
}
