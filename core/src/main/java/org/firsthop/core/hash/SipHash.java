package org.firsthop.core.hash;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.jspecify.annotations.Nullable;

/**
 * SipHash, a pseudorandom function of a 128-bit key and a message of any length to 64 bits (Aumasson and Bernstein, "SipHash: a
 * fast short-input PRF", 2012).
 *
 * <p>SipHash-c-d makes c rounds for each eight octets of the message and d at the end. SipHash-2-4 is the conservative choice of
 * its authors; SipHash-1-3 is what hash tables of many languages use, and costs about half.
 *
 * <p>A message is octets in memory, or one to five {@code long}s: these stand for eight octets each, the least significant
 * first, so that the hash of a {@code long} is the hash of the same value written in little-endian order.
 *
 * <p>Immutable and free for any thread; no method allocates.
 */
public final class SipHash {
    private static final int WORD = Long.BYTES;

    // Where a message is: in parameters, in memory, or there with zeros to the end of its last word.
    private static final int REGISTERS = 0;
    private static final int OCTETS = 1;
    private static final int WORDS = 2;

    private final int compressionRounds;
    private final int finalizationRounds;
    private final long initial0;
    private final long initial1;
    private final long initial2;
    private final long initial3;

    private SipHash(final int compressionRounds, final int finalizationRounds, final long key0, final long key1) {
        this.compressionRounds = compressionRounds;
        this.finalizationRounds = finalizationRounds;
        // The constants spell "somepseudorandomlygeneratedbytes" (section 2.1 of the paper).
        initial0 = key0 ^ 0x736F_6D65_7073_6575L;
        initial1 = key1 ^ 0x646F_7261_6E64_6F6DL;
        initial2 = key0 ^ 0x6C79_6765_6E65_7261L;
        initial3 = key1 ^ 0x7465_6462_7974_6573L;
    }

    /**
     * SipHash-1-3.
     *
     * @param key0 octets 0 to 7 of the key, the first the least significant.
     * @param key1 octets 8 to 15 of the key, the first the least significant.
     * @return the function under that key.
     */
    public static SipHash sipHash13(final long key0, final long key1) {
        return new SipHash(1, 3, key0, key1);
    }

    /**
     * SipHash-2-4.
     *
     * @param key0 octets 0 to 7 of the key, the first the least significant.
     * @param key1 octets 8 to 15 of the key, the first the least significant.
     * @return the function under that key.
     */
    public static SipHash sipHash24(final long key0, final long key1) {
        return new SipHash(2, 4, key0, key1);
    }

    /**
     * The hash of a range of octets.
     *
     * @param buffer to read.
     * @param offset of the first octet.
     * @param length in octets.
     * @return the hash.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public long hash(final DirectBuffer buffer, final int offset, final int length) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        return hash(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * The hash of a range of octets by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length in octets, not negative.
     * @return the hash.
     */
    public long hash(final @Nullable Object base, final long address, final int length) {
        return hash(OCTETS, base, address, length, 0, 0, 0, 0, 0);
    }

    /**
     * The hash of a range of octets outside the heap that is followed by zeros, none to seven, to a multiple of eight octets. The
     * same as without them, read word by word.
     *
     * @param address of the first octet.
     * @param length in octets, without the zeros; not negative.
     * @return the hash.
     */
    public long hashPadded(final long address, final int length) {
        return hash(WORDS, null, address, length, 0, 0, 0, 0, 0);
    }

    /**
     * The hash of eight octets.
     *
     * @param word0 the octets, the first the least significant.
     * @return the hash.
     */
    public long hash(final long word0) {
        return hash(REGISTERS, null, 0, WORD, word0, 0, 0, 0, 0);
    }

    /**
     * The hash of 16 octets.
     *
     * @param word0 octets 0 to 7, the first the least significant.
     * @param word1 octets 8 to 15.
     * @return the hash.
     */
    public long hash(final long word0, final long word1) {
        return hash(REGISTERS, null, 0, 2 * WORD, word0, word1, 0, 0, 0);
    }

    /**
     * The hash of 24 octets.
     *
     * @param word0 octets 0 to 7, the first the least significant.
     * @param word1 octets 8 to 15.
     * @param word2 octets 16 to 23.
     * @return the hash.
     */
    public long hash(final long word0, final long word1, final long word2) {
        return hash(REGISTERS, null, 0, 3 * WORD, word0, word1, word2, 0, 0);
    }

    /**
     * The hash of 32 octets.
     *
     * @param word0 octets 0 to 7, the first the least significant.
     * @param word1 octets 8 to 15.
     * @param word2 octets 16 to 23.
     * @param word3 octets 24 to 31.
     * @return the hash.
     */
    public long hash(final long word0, final long word1, final long word2, final long word3) {
        return hash(REGISTERS, null, 0, 4 * WORD, word0, word1, word2, word3, 0);
    }

    /**
     * The hash of 40 octets: room for both addresses and ports of a connection in IPv6.
     *
     * @param word0 octets 0 to 7, the first the least significant.
     * @param word1 octets 8 to 15.
     * @param word2 octets 16 to 23.
     * @param word3 octets 24 to 31.
     * @param word4 octets 32 to 39.
     * @return the hash.
     */
    public long hash(final long word0, final long word1, final long word2, final long word3, final long word4) {
        return hash(REGISTERS, null, 0, 5 * WORD, word0, word1, word2, word3, word4);
    }

    /**
     * All of SipHash, for the message in memory and the message in words, so that it stands once. A round is written as four
     * functions, one for each word of the new state; they have terms in common, which the compiler computes once.
     */
    private long hash(
            final int source,
            final @Nullable Object base,
            final long address,
            final int length,
            final long word0,
            final long word1,
            final long word2,
            final long word3,
            final long word4) {
        final int words = length >>> 3;
        final long last = ((long) length << 56) | last(source, base, address, length);
        long following0 = word0;
        long following1 = word1;
        long following2 = word2;
        long following3 = word3;
        long v0 = initial0;
        long v1 = initial1;
        long v2 = initial2;
        long v3 = initial3;
        for (int i = 0; i <= words; i++) {
            final long word = i == words
                    ? last
                    : source != REGISTERS ? littleEndian(base, address + (long) i * WORD) : following0;
            following0 = following1;
            following1 = following2;
            following2 = following3;
            following3 = word4;
            v3 ^= word;
            final long first0 = round0(v0, v1, v2, v3);
            final long first1 = round1(v0, v1, v2, v3);
            final long first2 = round2(v0, v1, v2, v3);
            v3 = round3(v0, v1, v2, v3);
            v0 = first0;
            v1 = first1;
            v2 = first2;
            // No loop: one round or two, and a loop costs as much as half a round.
            if (compressionRounds == 2) {
                final long second0 = round0(v0, v1, v2, v3);
                final long second1 = round1(v0, v1, v2, v3);
                final long second2 = round2(v0, v1, v2, v3);
                v3 = round3(v0, v1, v2, v3);
                v0 = second0;
                v1 = second1;
                v2 = second2;
            }
            v0 ^= word;
        }
        v2 ^= 0xFF;
        for (int rounds = finalizationRounds; rounds > 0; rounds--) {
            final long new0 = round0(v0, v1, v2, v3);
            final long new1 = round1(v0, v1, v2, v3);
            final long new2 = round2(v0, v1, v2, v3);
            v3 = round3(v0, v1, v2, v3);
            v0 = new0;
            v1 = new1;
            v2 = new2;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long round0(final long v0, final long v1, final long v2, final long v3) {
        return Long.rotateLeft(v0 + v1, 32) + half3(v2, v3);
    }

    private static long round1(final long v0, final long v1, final long v2, final long v3) {
        return Long.rotateLeft(half1(v0, v1), 17) ^ (v2 + v3 + half1(v0, v1));
    }

    private static long round2(final long v0, final long v1, final long v2, final long v3) {
        return Long.rotateLeft(v2 + v3 + half1(v0, v1), 32);
    }

    private static long round3(final long v0, final long v1, final long v2, final long v3) {
        return Long.rotateLeft(half3(v2, v3), 21) ^ round0(v0, v1, v2, v3);
    }

    /** The second word of the state after half a round. */
    private static long half1(final long v0, final long v1) {
        return Long.rotateLeft(v1, 13) ^ (v0 + v1);
    }

    /** The fourth word of the state after half a round. */
    private static long half3(final long v2, final long v3) {
        return Long.rotateLeft(v3, 16) ^ (v2 + v3);
    }

    private static long last(final int source, final @Nullable Object base, final long address, final int length) {
        final int octets = length & (WORD - 1);
        if (source == REGISTERS || octets == 0) {
            return 0;
        }
        return source == WORDS ? littleEndian(base, address + length - octets) : tail(base, address + length, octets);
    }

    /** The last octets of a message, fewer than eight, the first the least significant. */
    private static long tail(final @Nullable Object base, final long limit, final int octets) {
        long bits = 0;
        for (int i = 1; i <= octets; i++) {
            bits = (bits << 8) | Memory.u8(base, limit - i);
        }
        return bits;
    }

    private static long littleEndian(final @Nullable Object base, final long address) {
        return Long.reverseBytes(Memory.i64(base, address));
    }
}
