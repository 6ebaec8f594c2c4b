package org.firsthop.forwarding.fib;

import org.firsthop.core.memory.Memory;

/**
 * The words of the root that IPv4 lookups start from, and where they lead. {@link BlockIpv4Fib} says how all is laid out;
 * readers and the writer compute with it here.
 */
final class Ipv4Words {
    /** How far right an address is shifted to leave its /24: what a word ends in for a block that has a leaf for each. */
    static final int SLOT_SHIFT = 8;

    /** The leaf that stands for a value beside the block's leaves, where leaves have 8 bits. */
    static final int NARROW_ESCAPE = 0xFF;

    /** The leaf that stands for a value beside the block's leaves, where leaves have 16 bits. */
    static final int WIDE_ESCAPE = 0xFFFF;

    /** The number of /24s of a block. */
    static final int SLOTS = 64;

    /** The low five bits of a word are what the address is shifted by. */
    static final int SHIFT_MASK = 31;

    /** What a word ends in for a block that has one answer all over. */
    static final int UNIFORM_SHIFT = SLOT_SHIFT + 6;

    /** Leaves of a cell that blocks with one answer share. */
    static final int UNIFORM_LEAVES = SHIFT_MASK + 1;

    /** Where the values begin in a list of escapes, after a bit for each slot, set where a run of one value begins. */
    static final int ESCAPES_OFFSET = Long.BYTES;

    /** The bits of an address that say which block it is in. */
    private static final int BLOCK_MASK = -1 << (32 - Ipv4Prefixes.BLOCK_LENGTH);

    /** What a word ends in for a block that has a leaf for each two /24s. */
    static final int HALF_SHIFT = SLOT_SHIFT + 1;

    private Ipv4Words() {}

    /**
     * The index of an address's leaf.
     *
     * @param word of the address's block in the root.
     * @param address most significant octet first.
     * @return how many leaves it lies after the root, plus {@link #SLOT_SHIFT}; may be negative.
     */
    static int leafIndex(final int word, final int address) {
        // The shift takes the low five bits of its distance. The word makes up for the block that is left in the
        // address.
        return word + (address >>> word);
    }

    /**
     * The value that an escaped leaf stands for: an adjacency, or the word of a deep record.
     *
     * <p>It is an object, which C2 never makes: HotSpot inlines the constructor of one that does not leave its method, however
     * rarely it is called. One call that is left in a loop of lookups makes C2 keep what the loop needs in memory, for every
     * address: then a lookup takes five nanoseconds in place of three. So what is rare in a lookup stands in constructors, which
     * call nothing but methods of at most six bytecodes, inlined at all times.
     */
    static final class EscapedValue {
        /** At least 0 for an adjacency. Not final: that would be a fence in the loop. */
        int value;

        /**
         * Finds a value.
         *
         * @param root address.
         * @param leafShift 0 where leaves have 8 bits, 1 where they have 16.
         * @param word of the address's block in the root.
         * @param address whose leaf is escaped.
         */
        EscapedValue(final long root, final int leafShift, final int word, final int address) {
            final int first = leafIndex(word, address & BLOCK_MASK) - SLOT_SHIFT;
            final long cell = root + ((first & ~SHIFT_MASK) << leafShift);
            if ((word & SHIFT_MASK) == UNIFORM_SHIFT) {
                value = Memory.nativeInt(null, cell + (UNIFORM_LEAVES << leafShift));
            } else {
                final int slot = (address >>> SLOT_SHIFT) & (SLOTS - 1);
                final long list = cell + (SLOTS << leafShift);
                final int runs = Long.bitCount(Memory.nativeLong(null, list) << (SLOTS - 1 - slot));
                value = Memory.nativeInt(null, list + ESCAPES_OFFSET + ((runs - 1) << 2));
            }
        }
    }

    /** How far a block's cell is from the root, in octets. */
    static int cellDistance(final int leafShift, final int word, final int block) {
        return (firstLeaf(word, block) & ~SHIFT_MASK) << leafShift;
    }

    /** {@return how many leaves the first of a block lies after the root} */
    static int firstLeaf(final int word, final int block) {
        return leafIndex(word, block << (32 - Ipv4Prefixes.BLOCK_LENGTH)) - SLOT_SHIFT;
    }

    /** {@return the address of a value in a list of escapes} */
    static long escapeAddress(final long list, final int index) {
        return list + ESCAPES_OFFSET + (long) index * Integer.BYTES;
    }
}
