package org.firsthop.forwarding.fib;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2IntHashMap;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv4 lookups read: a root of one word for each /18 block, and the leaves that the words lead to.
 * {@link BlockIpv4Fib} says how they are laid out; this class writes them, and belongs to the writer.
 *
 * <p>A changed answer is stored into its leaf, when nothing else changes. Otherwise {@link #build} makes the new leaves of a
 * block beside the present ones, {@link #publish} leads readers to them by one store and retires what it replaces,
 * {@link #discard} takes them back when an update is refused. Blocks that have one answer all over share a cell; all other
 * cells belong to one block. A deep record, of a /24 with longer prefixes, passes from a block's leaves to the next ones as
 * long as its /24 does not change.
 *
 * <p>The leaves of a block are named by the word of the root that leads to them.
 */
final class Ipv4Records {
    /** What {@link #build} returns when there is no room; no word ends in five ones. */
    static final int NONE = -1;

    /** Octets of the root. */
    static final int ROOT_LENGTH = Ipv4Prefixes.BLOCKS * Integer.BYTES;

    /** In place of a deep record's word: there was no room. No record lies where the root does. */
    private static final int NO_ROOM = 0x8000_0000;

    private static final int SLOT_LENGTH = 24;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv4Prefixes prefixes;
    private final int root;
    private final int leafShift;
    private final int escape;

    /**
     * Words of blocks that have one answer all over, as of block 0, by their adjacency, and how many blocks use, or will use,
     * each.
     */
    private final Int2IntHashMap uniform = new Int2IntHashMap(NONE);

    private final Int2IntCounterMap uniformUses = new Int2IntCounterMap(0);

    /** The answers of a block, slot by slot: adjacencies, or the words of deep records. */
    private final int[] slots = new int[Ipv4Words.SLOTS];

    private final int[] deepSlots = new int[OctetRecord.SLOTS];
    private final OctetRecord deepRecord = new OctetRecord();

    /** Deep records that the present call of {@link #build} made. */
    private final int[] freshDeep = new int[Ipv4Words.SLOTS];

    private int freshDeepCount;
    private long escapedAdjacencies;

    /** Where a cell goes: back to the arena, or to the cells that wait for readers. */
    private interface CellSink {
        void accept(int offset, int octets);
    }

    private Ipv4Records(
            final SlabArena arena,
            final RetiredCells retired,
            final Ipv4Prefixes prefixes,
            final int root,
            final boolean wide) {
        this.arena = arena;
        this.retired = retired;
        this.prefixes = prefixes;
        this.root = root;
        leafShift = wide ? 1 : 0;
        escape = wide ? Ipv4Words.WIDE_ESCAPE : Ipv4Words.NARROW_ESCAPE;
    }

    /**
     * Builds a whole generation.
     *
     * @param arena that memory comes from.
     * @param retired where cells go that readers may hold.
     * @param prefixes that it answers from.
     * @param wide whether leaves have 16 bits, rather than 8.
     * @return the generation, or {@code null} when the arena has no room for it.
     */
    static @Nullable Ipv4Records build(
            final SlabArena arena, final RetiredCells retired, final Ipv4Prefixes prefixes, final boolean wide) {
        final int root = arena.allocate(ROOT_LENGTH);
        if (root == SlabArena.NONE) {
            return null;
        }
        final Ipv4Records records = new Ipv4Records(arena, retired, prefixes, root, wide);
        Memory.fill(null, records.rootAddress(), ROOT_LENGTH, (byte) 0);
        for (int block = 0; block < Ipv4Prefixes.BLOCKS; block++) {
            final int word = records.build(block, 0, Ipv4Words.SLOTS - 1);
            if (word == NONE) {
                records.release(arena::free);
                return null;
            }
            records.publish(block, word);
        }
        return records;
    }

    /** {@return the address of the root} */
    long rootAddress() {
        return arena.address() + root;
    }

    /** {@return whether leaves have 16 bits, rather than 8} */
    boolean isWide() {
        return leafShift != 0;
    }

    /** {@return how many escapes stand beside the leaves because their adjacency exceeds the width} */
    long escapedAdjacencies() {
        return escapedAdjacencies;
    }

    /** Retires everything: readers that look the root up from now on find another one. */
    void retire() {
        release(retired::add);
    }

    /**
     * Builds the leaves of a block from the prefixes as they are now.
     *
     * @param block index.
     * @param firstSlot of 64, from which on answers may have changed.
     * @param lastSlot up to which answers may have changed.
     * @return the word that leads to them: the present one when no answer changed, or {@link #NONE} when there is no room.
     */
    int build(final int block, final int firstSlot, final int lastSlot) {
        final int present = present(block);
        freshDeepCount = 0;
        if (prefixes.routes(block) == 0) {
            return buildInherited(block, present);
        }
        if (!paint(block, present, firstSlot, lastSlot)) {
            freeFreshDeep();
            return NONE;
        }
        if (present != 0 && isSame(block, present, firstSlot, lastSlot)) {
            return present;
        }
        final int word = write(block);
        if (word == NONE) {
            freeFreshDeep();
        }
        return word;
    }

    /**
     * Stores what a changed prefix answers into the present leaves of its block, where nothing else of them changes: most of the
     * updates of the Internet's table. Readers see the answers at once.
     *
     * @param prefix address.
     * @param length 18 to 24.
     * @param adjacency that the prefix has now, its own or that of a shorter one.
     * @return whether that was all; if not, nothing was done, and the block is to be built.
     */
    boolean store(final int prefix, final int length, final int adjacency) {
        final int block = Ipv4Prefixes.block(prefix);
        final int word = present(block);
        final int shift = word & Ipv4Words.SHIFT_MASK;
        if (isEscaped(adjacency)
                || prefixes.routes(block) == 0
                || shift == Ipv4Words.UNIFORM_SHIFT
                || hasEscapes(block, word)) {
            return false;
        }
        final int longest = shift == Ipv4Words.HALF_SHIFT ? SLOT_LENGTH - 1 : SLOT_LENGTH;
        final int firstSlot = (prefix >>> Ipv4Words.SLOT_SHIFT) & (Ipv4Words.SLOTS - 1);
        final int lastSlot = firstSlot + (1 << (SLOT_LENGTH - length)) - 1;
        if (length > longest || !paintInside(prefix, length, adjacency, firstSlot, lastSlot, longest)) {
            return false;
        }
        if (!keepsShape(leafAddress(block, word), firstSlot, lastSlot, SLOT_LENGTH + 1 - longest)) {
            return false;
        }
        storeLeaves(block, word, firstSlot, lastSlot);
        return true;
    }

    /** Fills the slots of a prefix; false when there are routes inside that leaves cannot tell apart. */
    private boolean paintInside(
            final int prefix,
            final int length,
            final int adjacency,
            final int firstSlot,
            final int lastSlot,
            final int longest) {
        Arrays.fill(slots, firstSlot, lastSlot + 1, adjacency);
        final int block = Ipv4Prefixes.block(prefix);
        final int count = prefixes.routes(block);
        final long routes = prefixes.routesAddress(block);
        for (int i = prefixes.firstInside(prefix, length); i < count; i++) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int slot = Ipv4Prefixes.suffix(route) >>> Ipv4Words.SLOT_SHIFT;
            if (slot > lastSlot) {
                break;
            }
            final int routeLength = Ipv4Prefixes.length(route);
            if (routeLength > longest || isEscaped((int) route)) {
                return false;
            }
            Arrays.fill(slots, slot, slot + (1 << (SLOT_LENGTH - routeLength)), (int) route);
        }
        return true;
    }

    /** Whether leaves would not be written in a shorter form if those of some slots had the painted answers. */
    private boolean keepsShape(final long leaves, final int firstSlot, final int lastSlot, final int step) {
        boolean isUniform = true;
        boolean isHalf = step == 1;
        int first = 0;
        int before = 0;
        for (int slot = 0, i = 0; slot < Ipv4Words.SLOTS && (isUniform || isHalf); slot += step, i++) {
            final int value = slot >= firstSlot && slot <= lastSlot ? slots[slot] : leaf(leaves, i);
            first = i == 0 ? value : first;
            isUniform &= value == first;
            isHalf &= (i & 1) == 0 || value == before;
            before = value;
        }
        return !isUniform && !isHalf;
    }

    /** The leaves of a block that answers as shorter prefixes do: most of what a change of one of them rewrites. */
    private int buildInherited(final int block, final int present) {
        slots[0] = prefixes.inherited(block);
        final boolean isPresent = present != 0
                && (present & Ipv4Words.SHIFT_MASK) == Ipv4Words.UNIFORM_SHIFT
                && value(block, present, 0) == slots[0];
        return isPresent ? present : uniform(block);
    }

    /**
     * Leads readers to a block's leaves, and retires those that it replaces.
     *
     * @param block index.
     * @param word that {@link #build} returned.
     */
    void publish(final int block, final int word) {
        final int present = present(block);
        if (word == present) {
            return;
        }
        escapedAdjacencies += countEscapedAdjacencies(block, word);
        Memory.releaseInt(rootAddress() + (long) block * Integer.BYTES, word);
        if (present != 0) {
            escapedAdjacencies -= countEscapedAdjacencies(block, present);
            release(block, present, word, retired::add);
        }
    }

    /**
     * Takes back what was built and will not be published.
     *
     * @param blocks indices.
     * @param built what {@link #build} returned for each.
     * @param count of both.
     */
    void discard(final int[] blocks, final int[] built, final int count) {
        for (int i = 0; i < count; i++) {
            final int present = present(blocks[i]);
            if (built[i] != present) {
                release(blocks[i], built[i], present, arena::free);
            }
        }
    }

    /** Fills the slots with the block's answers; false when a deep record found no room. */
    private boolean paint(final int block, final int present, final int firstSlot, final int lastSlot) {
        Arrays.fill(slots, prefixes.inherited(block));
        final int count = prefixes.routes(block);
        final long routes = count == 0 ? 0 : prefixes.routesAddress(block);
        int i = 0;
        while (i < count) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int slot = Ipv4Prefixes.suffix(route) >>> 8;
            final int length = Ipv4Prefixes.length(route);
            if (length <= SLOT_LENGTH) {
                Arrays.fill(slots, slot, slot + (1 << (SLOT_LENGTH - length)), (int) route);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < count && isInside(Memory.nativeLong(null, routes + (long) end * Long.BYTES), slot)) {
                end++;
            }
            final boolean kept = present != 0 && (slot < firstSlot || slot > lastSlot);
            slots[slot] = kept ? value(block, present, slot) : deep(block, slot, routes, i, end, present);
            if (slots[slot] == NO_ROOM) {
                return false;
            }
            i = end;
        }
        return true;
    }

    private static boolean isInside(final long route, final int slot) {
        return Ipv4Prefixes.suffix(route) >>> 8 == slot;
    }

    /** The value of a /24 with longer prefixes: the word of its deep record, or an adjacency when it is alike all over. */
    private int deep(
            final int block, final int slot, final long routes, final int first, final int end, final int present) {
        Arrays.fill(deepSlots, slots[slot]);
        for (int i = first; i < end; i++) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int from = Ipv4Prefixes.suffix(route) & (OctetRecord.SLOTS - 1);
            Arrays.fill(deepSlots, from, from + (1 << (32 - Ipv4Prefixes.length(route))), (int) route);
        }
        if (deepRecord.compose(deepSlots) == 1) {
            return deepSlots[0];
        }
        final int before = present == 0 ? 0 : value(block, present, slot);
        if (before < 0 && deepRecord.isSame(rootAddress() + OctetRecord.distance(before))) {
            return before;
        }
        final int record = arena.allocate(deepRecord.length());
        if (record == SlabArena.NONE) {
            return NO_ROOM;
        }
        freshDeep[freshDeepCount++] = record;
        deepRecord.write(arena.address() + record);
        return OctetRecord.word(record - root);
    }

    /** Writes the slots out: a cell of its own for the block, or a share of one; the word that leads there. */
    private int write(final int block) {
        boolean isUniform = true;
        boolean isHalf = true;
        int escapes = 0;
        int before = 0;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int value = slots[slot];
            isUniform &= value == slots[0];
            isHalf &= value == slots[slot & -2];
            escapes += isEscaped(value) && (escapes == 0 || value != before) ? 1 : 0;
            before = value;
        }
        if (isUniform) {
            return uniform(block);
        }
        if (escapes > 0) {
            return writeEscaped(block, escapes);
        }
        final int step = isHalf ? 2 : 1;
        final int cell = arena.allocate(isHalf ? halfLength() : fullLength());
        if (cell == SlabArena.NONE) {
            return NONE;
        }
        final int word = word(block, isHalf ? Ipv4Words.HALF_SHIFT : Ipv4Words.SLOT_SHIFT, cell);
        writeLeaves(leafAddress(block, word), step);
        return word;
    }

    /** Stores slots into present leaves, each by itself: readers may read them meanwhile. */
    private void storeLeaves(final int block, final int word, final int firstSlot, final int lastSlot) {
        final int step = (word & Ipv4Words.SHIFT_MASK) == Ipv4Words.HALF_SHIFT ? 2 : 1;
        final long address = leafAddress(block, word);
        // What is found by an answer was written before: readers fence after they have read a leaf.
        VarHandle.releaseFence();
        for (int slot = firstSlot & -step; slot <= lastSlot; slot += step) {
            putLeaf(address, slot / step, slots[slot]);
        }
    }

    private void writeLeaves(final long address, final int step) {
        for (int slot = 0, i = 0; slot < Ipv4Words.SLOTS; slot += step, i++) {
            putLeaf(address, i, isEscaped(slots[slot]) ? escape : slots[slot]);
        }
    }

    private int writeEscaped(final int block, final int count) {
        final int cell = arena.allocate(escapedLength(count));
        if (cell == SlabArena.NONE) {
            return NONE;
        }
        final long escapes = arena.address() + cell + fullLength();
        long begins = 0;
        int index = 0;
        int before = 0;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int value = slots[slot];
            if (isEscaped(value) && (begins == 0 || value != before)) {
                begins |= 1L << slot;
                Memory.putNativeInt(null, Ipv4Words.escapeAddress(escapes, index++), value);
            }
            before = value;
        }
        Memory.putNativeLong(null, escapes, begins);
        final int word = word(block, Ipv4Words.SLOT_SHIFT, cell);
        writeLeaves(leafAddress(block, word), 1);
        return word;
    }

    /** A share of the cell of an adjacency. Its use counts from here on, so that it stands until it is published. */
    private int uniform(final int block) {
        final int adjacency = slots[0];
        int cell = uniform.get(adjacency);
        if (cell == NONE) {
            cell = arena.allocate(uniformLength());
            if (cell == SlabArena.NONE) {
                return NONE;
            }
            final long address = arena.address() + cell;
            for (int i = 0; i < Ipv4Words.UNIFORM_LEAVES; i++) {
                putLeaf(address, i, isEscaped(adjacency) ? escape : adjacency);
            }
            Memory.putNativeInt(null, address + (Ipv4Words.UNIFORM_LEAVES << leafShift), adjacency);
            uniform.put(adjacency, cell);
        }
        uniformUses.incrementAndGet(adjacency);
        return word(block, Ipv4Words.UNIFORM_SHIFT, cell);
    }

    private boolean isSame(final int block, final int word, final int firstSlot, final int lastSlot) {
        for (int slot = firstSlot; slot <= lastSlot; slot++) {
            if (value(block, word, slot) != slots[slot]) {
                return false;
            }
        }
        return true;
    }

    private void release(final CellSink sink) {
        for (int block = 0; block < Ipv4Prefixes.BLOCKS; block++) {
            final int word = present(block);
            if (word != 0) {
                release(block, word, 0, sink);
            }
        }
        sink.accept(root, ROOT_LENGTH);
    }

    /** Releases what one block has, but for deep records that it also has by another word. */
    private void release(final int block, final int word, final int other, final CellSink sink) {
        final int cell = root + Ipv4Words.cellDistance(leafShift, word, block);
        switch (word & Ipv4Words.SHIFT_MASK) {
            case Ipv4Words.UNIFORM_SHIFT -> {
                final int adjacency = value(block, word, 0);
                if (uniformUses.decrementAndGet(adjacency) == 0) {
                    uniform.remove(adjacency);
                    sink.accept(cell, uniformLength());
                }
            }
            case Ipv4Words.HALF_SHIFT -> sink.accept(cell, halfLength());
            default -> {
                if (!hasEscapes(block, word)) {
                    sink.accept(cell, fullLength());
                    return;
                }
                final long escapes = arena.address() + cell + fullLength();
                final int count = Long.bitCount(Memory.nativeLong(null, escapes));
                long begins = Memory.nativeLong(null, escapes);
                for (int i = 0; i < count; i++) {
                    final int slot = Long.numberOfTrailingZeros(begins);
                    begins &= begins - 1;
                    final int value = Memory.nativeInt(null, Ipv4Words.escapeAddress(escapes, i));
                    if (value < 0 && (other == 0 || value(block, other, slot) != value)) {
                        releaseDeep(root + (int) OctetRecord.distance(value), sink);
                    }
                }
                sink.accept(cell, escapedLength(count));
            }
        }
    }

    private void freeFreshDeep() {
        while (freshDeepCount > 0) {
            releaseDeep(freshDeep[--freshDeepCount], arena::free);
        }
    }

    private void releaseDeep(final int deep, final CellSink sink) {
        sink.accept(deep, OctetRecord.length(arena.address() + deep));
    }

    private int countEscapedAdjacencies(final int block, final int word) {
        if (!hasEscapes(block, word)) {
            return 0;
        }
        int count = 0;
        int before = NO_ROOM;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int value = value(block, word, slot);
            count += value >= escape && value != before ? 1 : 0;
            before = value;
        }
        return count;
    }

    private boolean hasEscapes(final int block, final int word) {
        return (word & Ipv4Words.SHIFT_MASK) == Ipv4Words.SLOT_SHIFT
                && arena.lengthAt(root + Ipv4Words.cellDistance(leafShift, word, block)) > fullLength();
    }

    private boolean isEscaped(final int value) {
        return value < 0 || value >= escape;
    }

    /** The word that readers find for a block, or 0 in a generation that is being built. */
    private int present(final int block) {
        return Memory.nativeInt(null, rootAddress() + (long) block * Integer.BYTES);
    }

    private int value(final int block, final int word, final int slot) {
        final int address = (block << (32 - Ipv4Prefixes.BLOCK_LENGTH)) | (slot << Ipv4Words.SLOT_SHIFT);
        final int leaf = leaf(rootAddress(), Ipv4Words.leafIndex(word, address) - Ipv4Words.SLOT_SHIFT);
        return leaf == escape ? new Ipv4Words.EscapedValue(rootAddress(), leafShift, word, address).value : leaf;
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
