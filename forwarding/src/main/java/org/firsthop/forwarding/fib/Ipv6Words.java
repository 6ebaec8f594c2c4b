package org.firsthop.forwarding.fib;

import org.firsthop.core.memory.Memory;

/**
 * The words of 32 bits that IPv6 lookups step by, and the records that they end at. {@link StrideIpv6Fib} says how they are
 * laid out; readers and the writer compute with them here.
 *
 * <p>Where a word leads is counted from the root in units of four octets. A slot has a level: 0 in the root and at the
 * beginning of a deep table, and one more in each node. Words of slots of the last level lead to records. On the levels
 * before, a word with the shift {@link #PAIR_SHIFT} leads to a pair of equal words in front of a record: by whatever
 * address, one step leads one pair nearer to the record. So as many steps are taken with every address.
 */
final class Ipv6Words {
    /** The length of prefix that a word of the root stands for. */
    static final int ROOT_BITS = 16;

    /** Octets of the root. */
    static final int ROOT_LENGTH = Integer.BYTES << ROOT_BITS;

    /** How many steps lead from a slot of level 0 to a record. */
    static final int STEPS = 3;

    /** The bits above the shift: where a node is, less what is left of the address in front of the index. */
    static final int INDEX_SHIFT = 6;

    /** What indices wrap around at. */
    static final int INDEX_MASK = -1 >>> INDEX_SHIFT;

    /** The most octets that everything lies in: what a list's distance can reach. */
    static final long MAX_OCTETS = 1L << (Integer.SIZE - Byte.SIZE + 2);

    /** A shift that leaves one bit of half an address. */
    static final int PAIR_SHIFT = 63;

    /** Octets of a pair of words. */
    static final int PAIR_LENGTH = 2 * Integer.BYTES;

    /** How many bits of an address a record compares. */
    static final int WINDOW = 15;

    /** Keys of a part of a record, side by side in 64 bits. */
    static final int KEYS = 4;

    /** Octets of the keys that choose a part, which a record begins with. */
    static final int INDEX_LENGTH = Long.BYTES;

    /** Octets of a part: its keys, its answers, and where it has values that are no octets. */
    static final int PART_LENGTH = 16;

    static final int ANSWERS_OFFSET = Long.BYTES;

    /** Where a part has the distance of its list from the root, in units of four octets, above an octet of the answers. */
    static final int LIST_OFFSET = 12;

    /** The answer that stands for a value in the part's list. */
    static final int ESCAPE = 0xFF;

    /** A value below 0 leads on; with this bit the last 64 bits of an address do. */
    static final int LOW_HALF = 1 << 30;

    private static final int WINDOW_MASK = (1 << WINDOW) - 1;
    private static final int KEY_BITS = 16;
    private static final long EACH_KEY = 0x0001_0001_0001_0001L;
    private static final long FLAGS = 0x8000_8000_8000_8000L;

    private Ipv6Words() {}

    /**
     * Where the next word is.
     *
     * @param word that leads to a node or a pair.
     * @param half of the address.
     * @return how far from the root, in octets.
     */
    static long distance(final int word, final long half) {
        // The shift takes the low six bits of its distance.
        final int index = ((word >>> INDEX_SHIFT) + (int) (half >>> word)) & INDEX_MASK;
        return (long) index << 2;
    }

    /**
     * Where a record is.
     *
     * @param word that leads to a record.
     * @return how far from the root, in octets.
     */
    static long record(final int word) {
        return (long) (word >>> INDEX_SHIFT) << 2;
    }

    /**
     * The word for a record or a pair.
     *
     * @param distance from the root in octets, a multiple of 4.
     * @param shift how far half an address is shifted to its last bit that is compared.
     * @return the word.
     */
    static int word(final int distance, final int shift) {
        return (distance >> 2 << INDEX_SHIFT) | shift;
    }

    /**
     * The bits of an address that a record compares, once for each of four keys.
     *
     * @param word that leads to the record.
     * @param half of the address.
     * @return the bits, four times.
     */
    static long window(final int word, final long half) {
        return ((half >>> word) & WINDOW_MASK) * EACH_KEY;
    }

    /**
     * The address of the part of a record that an address is in.
     *
     * @param record address.
     * @param window of the address that is looked up.
     * @return the part's address.
     */
    static long part(final long record, final long window) {
        return record + INDEX_LENGTH + ((long) keysUpTo(record, window) << 4);
    }

    /**
     * The index of an address's answer in its part.
     *
     * @param part address.
     * @param window of the address that is looked up.
     * @return 0 to {@link #KEYS}.
     */
    static int keysUpTo(final long part, final long window) {
        // What keys lack of the flag is stored: so a sum has the flag when the window is not below the key.
        return Long.bitCount((Memory.nativeLong(null, part) + window) & FLAGS);
    }

    /**
     * A key as records have it.
     *
     * @param bits 1 to 2<sup>15</sup> − 1, the first that the key is not above.
     * @param index 0 to {@link #KEYS} − 1.
     * @return its bits among the 64.
     */
    static long key(final int bits, final int index) {
        return (0x8000L - bits) << (index * KEY_BITS);
    }

    /**
     * An answer.
     *
     * @param part address.
     * @param index of the answer.
     * @return an adjacency, or {@link #ESCAPE}.
     */
    static int answer(final long part, final int index) {
        return Memory.u8(null, part + ANSWERS_OFFSET + index);
    }

    /**
     * The value that an escaped answer stands for.
     *
     * @param root address.
     * @param part address.
     * @param index of the answer.
     * @return an adjacency; or below 0, and {@link #deepTable} says where to go on.
     */
    static int escapedValue(final long root, final long part, final int index) {
        final long list = root + list(part);
        return Memory.nativeInt(null, list + (long) index * Integer.BYTES);
    }

    /**
     * Where a part's list is.
     *
     * @param part address.
     * @return how far from the root, in octets; 0 when it has none.
     */
    static int list(final long part) {
        return Memory.nativeInt(null, part + LIST_OFFSET) >>> Byte.SIZE << 2;
    }

    /**
     * Where a deep table is: the word that it begins with.
     *
     * @param value below 0.
     * @return how far from the root, in octets.
     */
    static long deepTable(final int value) {
        return (long) (value & INDEX_MASK) << 2;
    }

    /** {@return whether the last 64 bits of an address lead on, by a value below 0} */
    static boolean isLowHalf(final int value) {
        return (value & LOW_HALF) != 0;
    }

    /** {@return whether a word of a slot of a level leads to a node} */
    static boolean isNode(final int word, final int level) {
        return level < STEPS && (word & PAIR_SHIFT) != PAIR_SHIFT;
    }
}
