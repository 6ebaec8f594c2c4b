package org.firsthop.forwarding.fib;

import java.lang.invoke.VarHandle;
import org.firsthop.core.memory.Memory;

/**
 * The cells of leaves of one generation, octet by octet: how the 64 answers of a block, one for each /24, lie in memory, behind
 * which word of the root, and with which list of escapes. {@link BlockIpv4Fib} draws them. Which cells there are is the matter of
 * {@link Ipv4Records}; this class only reads and writes what it is told to. Belongs to the writer.
 *
 * <p>An answer is an adjacency, or below 0 the word of a deep record. Those that do not fit a leaf, which deep records never do,
 * are escapes: the leaf has the highest value, and the list behind the leaves has the answer, once for each run of slots with the
 * same one.
 */
final class Ipv4Leaves {
    /** A value that no answer has. */
    private static final int NO_ANSWER = 0x8000_0000;

    private final SlabArena arena;
    private final int root;
    private final int leafShift;
    private final int escape;

    /**
     * Leaves of one width.
     *
     * @param arena that cells come from.
     * @param root offset of the generation's root, which words count from.
     * @param wide whether leaves have 16 bits, rather than 8.
     */
    Ipv4Leaves(final SlabArena arena, final int root, final boolean wide) {
        this.arena = arena;
        this.root = root;
        leafShift = wide ? 1 : 0;
        escape = wide ? Ipv4Words.WIDE_ESCAPE : Ipv4Words.NARROW_ESCAPE;
    }

    /** {@return whether leaves have 16 bits, rather than 8} */
    boolean isWide() {
        return leafShift != 0;
    }

    /** {@return whether an answer does not fit a leaf} */
    boolean isEscaped(final int answer) {
        return answer < 0 || answer >= escape;
    }

    /**
     * The answer of a slot.
     *
     * @param block index.
     * @param word that leads to the block's leaves.
     * @param slot 0 to 63.
     * @return an adjacency, or the word of a deep record.
     */
    int answer(final int block, final int word, final int slot) {
        final int address = (block << (32 - Ipv4Prefixes.BLOCK_LENGTH)) | (slot << Ipv4Words.SLOT_SHIFT);
        final int leaf = leaf(rootAddress(), Ipv4Words.leafIndex(word, address) - Ipv4Words.SLOT_SHIFT);
        return leaf == escape ? new Ipv4Words.EscapedValue(rootAddress(), leafShift, word, address).value : leaf;
    }

    /**
     * Writes a cell of leaves none of which is escaped.
     *
     * @param block index.
     * @param slots the answers.
     * @param isHalf whether each two are equal, and have one leaf.
     * @return the word that leads there, or {@link Ipv4Records#NONE} when there is no room.
     */
    int write(final int block, final int[] slots, final boolean isHalf) {
        final int cell = arena.allocate(isHalf ? halfLength() : fullLength());
        if (cell == SlabArena.NONE) {
            return Ipv4Records.NONE;
        }
        final int word = word(block, isHalf ? Ipv4Words.HALF_SHIFT : Ipv4Words.SLOT_SHIFT, cell);
        writeLeaves(leafAddress(block, word), slots, isHalf ? 2 : 1);
        return word;
    }

    /**
     * Writes a cell of leaves with a list.
     *
     * @param block index.
     * @param slots the answers.
     * @param count how many runs of escaped ones there are.
     * @return the word that leads there, or {@link Ipv4Records#NONE} when there is no room.
     */
    int writeEscaped(final int block, final int[] slots, final int count) {
        final int cell = arena.allocate(escapedLength(count));
        if (cell == SlabArena.NONE) {
            return Ipv4Records.NONE;
        }
        final long escapes = arena.address() + cell + fullLength();
        long begins = 0;
        int index = 0;
        int before = 0;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int answer = slots[slot];
            if (isEscaped(answer) && (begins == 0 || answer != before)) {
                begins |= 1L << slot;
                Memory.putNativeInt(null, Ipv4Words.escapeAddress(escapes, index++), answer);
            }
            before = answer;
        }
        Memory.putNativeLong(null, escapes, begins);
        final int word = word(block, Ipv4Words.SLOT_SHIFT, cell);
        writeLeaves(leafAddress(block, word), slots, 1);
        return word;
    }

    private void writeLeaves(final long address, final int[] slots, final int step) {
        for (int slot = 0, i = 0; slot < Ipv4Words.SLOTS; slot += step, i++) {
            putLeaf(address, i, isEscaped(slots[slot]) ? escape : slots[slot]);
        }
    }

    /**
     * Writes a cell of equal leaves.
     *
     * @param answer of all.
     * @return its offset, or {@link SlabArena#NONE} when there is no room.
     */
    int writeUniform(final int answer) {
        final int cell = arena.allocate(uniformLength());
        if (cell != SlabArena.NONE) {
            final long address = arena.address() + cell;
            for (int i = 0; i < Ipv4Words.UNIFORM_LEAVES; i++) {
                putLeaf(address, i, isEscaped(answer) ? escape : answer);
            }
            Memory.putNativeInt(null, address + (Ipv4Words.UNIFORM_LEAVES << leafShift), answer);
        }
        return cell;
    }

    /** {@return the word by which a block shares a cell of equal leaves, by the cell's offset} */
    int uniformWord(final int block, final int cell) {
        return word(block, Ipv4Words.UNIFORM_SHIFT, cell);
    }

    /**
     * Whether leaves would not be written in a shorter form if those of some slots had other answers.
     *
     * @param block index.
     * @param word that leads to leaves which are not shared by blocks, and have no list.
     * @param slots the other answers, which fit a leaf.
     * @param firstSlot of those that have them.
     * @param lastSlot of those that have them.
     * @return whether they keep their shape.
     */
    boolean keepsShape(final int block, final int word, final int[] slots, final int firstSlot, final int lastSlot) {
        final int step = step(word);
        final long address = leafAddress(block, word);
        boolean isUniform = true;
        boolean isHalf = step == 1;
        int first = 0;
        int before = 0;
        for (int slot = 0, i = 0; slot < Ipv4Words.SLOTS && (isUniform || isHalf); slot += step, i++) {
            final int answer = slot >= firstSlot && slot <= lastSlot ? slots[slot] : leaf(address, i);
            first = i == 0 ? answer : first;
            isUniform &= answer == first;
            isHalf &= (i & 1) == 0 || answer == before;
            before = answer;
        }
        return !isUniform && !isHalf;
    }

    /**
     * Stores answers that fit a leaf into present leaves, each by itself: readers may read them meanwhile.
     *
     * @param block index.
     * @param word that leads to leaves which are not shared by blocks.
     * @param slots the answers of all.
     * @param firstSlot of those that are stored.
     * @param lastSlot of those that are stored.
     */
    void store(final int block, final int word, final int[] slots, final int firstSlot, final int lastSlot) {
        final int step = step(word);
        final long address = leafAddress(block, word);
        // What is found by an answer was written before: readers fence after they have read a leaf.
        VarHandle.releaseFence();
        for (int slot = firstSlot & -step; slot <= lastSlot; slot += step) {
            putLeaf(address, slot / step, slots[slot]);
        }
    }

    /**
     * Where runs of escaped answers begin.
     *
     * @param block index.
     * @param word that leads to leaves which are not shared by blocks.
     * @return a bit for each slot, the lowest for slot 0; 0 when the leaves have no list.
     */
    long runs(final int block, final int word) {
        final int cell = cell(block, word);
        final boolean hasList =
                (word & Ipv4Words.SHIFT_MASK) == Ipv4Words.SLOT_SHIFT && arena.lengthAt(cell) > fullLength();
        return hasList ? Memory.nativeLong(null, arena.address() + cell + fullLength()) : 0;
    }

    /** {@return the answer of a run, by its index among the runs} */
    int answerOfRun(final int block, final int word, final int index) {
        return Memory.nativeInt(
                null, Ipv4Words.escapeAddress(arena.address() + cell(block, word) + fullLength(), index));
    }

    /** {@return how many runs of a block's escaped answers are adjacencies, too great for a leaf} */
    int countEscapedAdjacencies(final int block, final int word) {
        if (runs(block, word) == 0) {
            return 0;
        }
        int count = 0;
        int before = NO_ANSWER;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int answer = answer(block, word, slot);
            count += answer >= escape && answer != before ? 1 : 0;
            before = answer;
        }
        return count;
    }

    /** {@return the offset of the cell that a block's leaves lie in} */
    int cell(final int block, final int word) {
        return root + Ipv4Words.cellDistance(leafShift, word, block);
    }

    /** {@return the octets of that cell, as the arena knows them} */
    int length(final int block, final int word) {
        return switch (word & Ipv4Words.SHIFT_MASK) {
            case Ipv4Words.UNIFORM_SHIFT -> uniformLength();
            case Ipv4Words.HALF_SHIFT -> halfLength();
            default -> {
                final long runs = runs(block, word);
                yield runs == 0 ? fullLength() : escapedLength(Long.bitCount(runs));
            }
        };
    }

    private long rootAddress() {
        return arena.address() + root;
    }

    /** {@return how many slots have a leaf together} */
    private static int step(final int word) {
        return (word & Ipv4Words.SHIFT_MASK) == Ipv4Words.HALF_SHIFT ? 2 : 1;
    }

    private int leaf(final long address, final int index) {
        return leafShift == 0
                ? Memory.u8(null, address + index)
                : Memory.nativeShort(null, address + 2L * index) & 0xFFFF;
    }

    private void putLeaf(final long address, final int index, final int leaf) {
        if (leafShift == 0) {
            Memory.putU8(null, address + index, leaf);
        } else {
            Memory.putNativeShort(null, address + 2L * index, (short) leaf);
        }
    }

    /** The word of a block whose leaves lie in a cell. */
    private int word(final int block, final int shift, final int cell) {
        final int leaves = ((cell - root) >> leafShift) + Ipv4Words.SLOT_SHIFT;
        return shift == Ipv4Words.UNIFORM_SHIFT
                // Whichever of the 32 equal leaves it is that makes the word end in the shift.
                ? leaves + ((block + shift - Ipv4Words.SLOT_SHIFT) & Ipv4Words.SHIFT_MASK) - block
                : leaves + (shift - Ipv4Words.SLOT_SHIFT) - (block << (Ipv4Words.UNIFORM_SHIFT - shift));
    }

    /** The address of a block's first leaf. */
    private long leafAddress(final int block, final int word) {
        return rootAddress() + ((long) Ipv4Words.firstLeaf(word, block) << leafShift);
    }

    private int fullLength() {
        return Ipv4Words.SLOTS << leafShift;
    }

    /** Of leaves with a list behind them. Cells begin where a word can end in its shift, which of long ones only those of 512 do. */
    private int escapedLength(final int count) {
        final int unit = Ipv4Words.UNIFORM_LEAVES << leafShift;
        final int length = (fullLength() + Ipv4Words.ESCAPES_OFFSET + count * Integer.BYTES + unit - 1) & -unit;
        return length <= 256 ? length : 512;
    }

    private int halfLength() {
        return SlabArena.SHIFTED | ((Ipv4Words.SLOTS / 2) << leafShift);
    }

    private int uniformLength() {
        return (2 * Ipv4Words.UNIFORM_LEAVES) << leafShift;
    }
}
