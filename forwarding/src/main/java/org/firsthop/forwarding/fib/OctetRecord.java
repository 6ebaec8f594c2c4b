package org.firsthop.forwarding.fib;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;

/**
 * A record of 256 words in which equal neighbors are kept once: what one octet of an address leads to.
 *
 * <pre>
 *   | bitmaps, 4 of 64 bits | counts, 4 of 16 bits in one word | leaves of 32 bits, the last run's first |
 * </pre>
 *
 * Slots with the same word side by side form a run, and a run has one leaf. Bit <i>s</i> mod 64 of bitmap <i>s</i> / 64 is
 * set where slot <i>s</i> + 1 begins a run; the count beside a bitmap is that of the bits in those after it. So the bits
 * from <i>s</i> on are as many as runs begin after slot <i>s</i>, and that is the index of its leaf.
 *
 * <p>The static methods read a record by its address, on any thread. An object composes a record for the writer.
 */
final class OctetRecord {
    /** Slots of a record. */
    static final int SLOTS = 256;

    /** Where the counts begin. */
    private static final int COUNTS_OFFSET = SLOTS / Byte.SIZE;

    /** Where the leaves begin. */
    private static final int LEAVES_OFFSET = COUNTS_OFFSET + Long.BYTES;

    private final long[] bitmaps = new long[SLOTS / Long.SIZE];
    private final int[] leaves = new int[SLOTS];
    private int runs;

    /**
     * The leaf of a slot, for a reader: an object that is never made, as {@link Ipv4Words.EscapedValue} says.
     */
    static final class Leaf {
        /** What the slot leads to. Not final: that would be a fence in the loop. */
        int value;

        /**
         * Reads a leaf.
         *
         * @param root address.
         * @param word that leads to the record, below 0.
         * @param octet whose low eight bits are the slot.
         */
        Leaf(final long root, final int word, final int octet) {
            final long record = root + ((long) (word << 1) << 1);
            final int index = (octet >>> 6) & 3;
            final int after = (int) (Memory.nativeLong(null, record + COUNTS_OFFSET) >>> (index << 4)) & 0xFFFF;
            // The shift takes the low six bits of its distance.
            final int from = Long.bitCount(Memory.nativeLong(null, record + ((long) index << 3)) >>> octet);
            value = Memory.nativeInt(null, record + LEAVES_OFFSET + ((long) (after + from) << 2));
        }
    }

    /**
     * The length of a record.
     *
     * @param record address.
     * @return octets.
     */
    static int length(final long record) {
        return length(leafCount(record));
    }

    /**
     * The number of a record's leaves.
     *
     * @param record address.
     * @return 1 to 256.
     */
    static int leafCount(final long record) {
        final int after = (int) Memory.nativeLong(null, record + COUNTS_OFFSET) & 0xFFFF;
        return after + Long.bitCount(Memory.nativeLong(null, record)) + 1;
    }

    /**
     * A leaf.
     *
     * @param record address.
     * @param index 0 to the number of leaves less 1.
     * @return the word.
     */
    static int leaf(final long record, final int index) {
        return Memory.nativeInt(null, record + LEAVES_OFFSET + (long) index * Integer.BYTES);
    }

    /**
     * Writes a record's words out, slot by slot.
     *
     * @param record address.
     * @param slots receives 256 words.
     */
    static void expand(final long record, final int[] slots) {
        int end = SLOTS;
        int index = 0;
        for (int i = SLOTS / Long.SIZE - 1; i >= 0; i--) {
            long bitmap = Memory.nativeLong(null, record + (long) i * Long.BYTES);
            while (bitmap != 0) {
                final int begin = (i + 1) * Long.SIZE - Long.numberOfLeadingZeros(bitmap);
                Arrays.fill(slots, begin, end, leaf(record, index++));
                bitmap ^= Long.highestOneBit(bitmap);
                end = begin;
            }
        }
        Arrays.fill(slots, 0, end, leaf(record, index));
    }

    /**
     * How far the record that a word leads to is from the root.
     *
     * @param word below 0.
     * @return the distance in octets, signed.
     */
    static long distance(final int word) {
        return (long) (word << 1) << 1;
    }

    /**
     * The word that leads to a record.
     *
     * @param distance of the record from the root in octets, a multiple of 4, not 0.
     * @return the word, below 0.
     */
    static int word(final int distance) {
        return 0x8000_0000 | ((distance >> 2) & 0x7FFF_FFFF);
    }

    /**
     * Composes a record, without writing it.
     *
     * @param slots 256 words.
     * @return the number of its leaves.
     */
    int compose(final int[] slots) {
        Arrays.fill(bitmaps, 0);
        runs = 1;
        leaves[0] = slots[SLOTS - 1];
        for (int slot = SLOTS - 2; slot >= 0; slot--) {
            if (slots[slot] != slots[slot + 1]) {
                bitmaps[slot >>> 6] |= 1L << slot;
                leaves[runs++] = slots[slot];
            }
        }
        return runs;
    }

    /** {@return octets of the record that was composed} */
    int length() {
        return length(runs);
    }

    /**
     * Writes the record that was composed.
     *
     * @param record address, a multiple of 4.
     */
    void write(final long record) {
        long counts = 0;
        long after = 0;
        for (int i = bitmaps.length - 1; i >= 0; i--) {
            Memory.putNativeLong(null, record + (long) i * Long.BYTES, bitmaps[i]);
            counts |= after << (i * Short.SIZE);
            after += Long.bitCount(bitmaps[i]);
        }
        Memory.putNativeLong(null, record + COUNTS_OFFSET, counts);
        for (int i = 0; i < runs; i++) {
            Memory.putNativeInt(null, record + LEAVES_OFFSET + (long) i * Integer.BYTES, leaves[i]);
        }
    }

    /**
     * Whether the record that was composed is another one over again.
     *
     * @param record address.
     * @return whether they are alike in every slot.
     */
    boolean isSame(final long record) {
        for (int i = 0; i < bitmaps.length; i++) {
            if (Memory.nativeLong(null, record + (long) i * Long.BYTES) != bitmaps[i]) {
                return false;
            }
        }
        for (int i = 0; i < runs; i++) {
            if (leaf(record, i) != leaves[i]) {
                return false;
            }
        }
        return true;
    }

    private static int length(final int leafCount) {
        return LEAVES_OFFSET + leafCount * Integer.BYTES;
    }
}
