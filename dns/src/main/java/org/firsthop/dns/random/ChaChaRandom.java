package org.firsthop.dns.random;

import java.util.Arrays;

/**
 * Random numbers from the ChaCha20 block function (RFC 8439 section 2.3), with the key replaced by output after every
 * refill, so that a look at the present state does not reveal numbers given out before.
 *
 * <p>A refill makes 8 blocks of 64 octets: the first 32 octets become the next key, the other 480 are handed out and
 * erased as they go. The same key gives the same numbers on every machine. Nothing is allocated after construction.
 *
 * <p>Not for use by more than one thread at a time.
 */
public final class ChaChaRandom {
    /** The length of a key in octets. */
    public static final int KEY_LENGTH = 32;

    private static final int BLOCK_WORDS = 16;
    private static final int KEY_WORDS = KEY_LENGTH / Integer.BYTES;
    private static final int BLOCKS_PER_REFILL = 8;
    private static final int KEY_INDEX = 4;
    private static final int COUNTER_INDEX = 12;

    private final int[] state = new int[BLOCK_WORDS];
    private final int[] output = new int[BLOCK_WORDS * BLOCKS_PER_REFILL];
    private int position = output.length;

    /**
     * A generator with a full key.
     *
     * @param key {@value #KEY_LENGTH} octets that nobody else knows; copied.
     * @throws IllegalArgumentException when the key has another length.
     */
    public ChaChaRandom(final byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("key: length=" + key.length + ", expected=" + KEY_LENGTH);
        }
        init(state);
        for (int word = 0; word < KEY_WORDS; word++) {
            state[KEY_INDEX + word] = (key[4 * word] & 0xFF)
                    | (key[4 * word + 1] & 0xFF) << 8
                    | (key[4 * word + 2] & 0xFF) << 16
                    | (key[4 * word + 3] & 0xFF) << 24;
        }
    }

    /**
     * A generator for simulations and tests: reproducible, but with no more secrecy than 64 bits can have.
     *
     * @param seed the first eight octets of the key, little-endian; the others are zero.
     */
    public ChaChaRandom(final long seed) {
        init(state);
        state[KEY_INDEX] = (int) seed;
        state[KEY_INDEX + 1] = (int) (seed >>> 32);
    }

    private static void init(final int[] state) {
        // "expand 32-byte k" (RFC 8439 section 2.3).
        state[0] = 0x61707865;
        state[1] = 0x3320646e;
        state[2] = 0x79622d32;
        state[3] = 0x6b206574;
    }

    /** {@return 32 random bits} */
    public int nextInt() {
        if (position == output.length) {
            refill();
        }
        final int value = output[position];
        output[position++] = 0;
        return value;
    }

    /** {@return 64 random bits} */
    public long nextLong() {
        return ((long) nextInt() << 32) | (nextInt() & 0xFFFF_FFFFL);
    }

    /**
     * A number below a bound, every one as likely as the others.
     *
     * @param bound above every possible result, at least 1.
     * @return 0 to {@code bound} − 1.
     * @throws IllegalArgumentException when the bound is below 1.
     */
    public int nextInt(final int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: value=" + bound + ", limit=1");
        }
        // The high word of a 32 x 32 product is uniform once low words below 2^32 mod bound are drawn again.
        final int threshold = Integer.remainderUnsigned(-bound, bound);
        long product;
        do {
            product = (nextInt() & 0xFFFF_FFFFL) * bound;
        } while (Integer.compareUnsigned((int) product, threshold) < 0);
        return (int) (product >>> 32);
    }

    private void refill() {
        for (int block = 0; block < BLOCKS_PER_REFILL; block++) {
            state[COUNTER_INDEX] = block;
            block(state, output, block * BLOCK_WORDS);
        }
        System.arraycopy(output, 0, state, KEY_INDEX, KEY_WORDS);
        Arrays.fill(output, 0, KEY_WORDS, 0);
        position = KEY_WORDS;
    }

    /**
     * The ChaCha20 block function (RFC 8439 section 2.3.1).
     *
     * @param state 16 words: constants, key, counter, nonce.
     * @param output receives 16 words.
     * @param offset of the first of them.
     */
    static void block(final int[] state, final int[] output, final int offset) {
        System.arraycopy(state, 0, output, offset, BLOCK_WORDS);
        for (int round = 0; round < 10; round++) {
            quarterRound(output, offset, 0, 4, 8, 12);
            quarterRound(output, offset, 1, 5, 9, 13);
            quarterRound(output, offset, 2, 6, 10, 14);
            quarterRound(output, offset, 3, 7, 11, 15);
            quarterRound(output, offset, 0, 5, 10, 15);
            quarterRound(output, offset, 1, 6, 11, 12);
            quarterRound(output, offset, 2, 7, 8, 13);
            quarterRound(output, offset, 3, 4, 9, 14);
        }
        for (int word = 0; word < BLOCK_WORDS; word++) {
            output[offset + word] += state[word];
        }
    }

    private static void quarterRound(
            final int[] words, final int offset, final int i, final int j, final int k, final int l) {
        int a = words[offset + i];
        int b = words[offset + j];
        int c = words[offset + k];
        int d = words[offset + l];
        a += b;
        d = Integer.rotateLeft(d ^ a, 16);
        c += d;
        b = Integer.rotateLeft(b ^ c, 12);
        a += b;
        d = Integer.rotateLeft(d ^ a, 8);
        c += d;
        b = Integer.rotateLeft(b ^ c, 7);
        words[offset + i] = a;
        words[offset + j] = b;
        words[offset + k] = c;
        words[offset + l] = d;
    }
}
