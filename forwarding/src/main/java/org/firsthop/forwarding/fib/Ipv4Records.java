package org.firsthop.forwarding.fib;

import java.util.Arrays;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2IntHashMap;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv4 lookups read: a root of one word for each /18 block, and the records that the words lead to.
 * {@link BitmapIpv4Fib} says how they are laid out; this class writes them, and belongs to the writer.
 *
 * <p>A record is never changed: {@link #build} makes the new record of a block beside the present one, {@link #publish}
 * leads readers to it by one store and retires what it replaces, {@link #discard} takes it back when an update is refused.
 * Blocks that have one answer all over share a record; all other records belong to one block. A deep record, of a /24 with
 * longer prefixes inside, passes from a record to the next as long as its /24 does not change.
 *
 * <p>Records are named by the offset of their bitmap in the arena.
 */
final class Ipv4Records {
    /** What {@link #build} returns when there is no room. */
    static final int NONE = SlabArena.NONE;

    /** Octets of the root. */
    static final int ROOT_LENGTH = Ipv4Prefixes.BLOCKS * Integer.BYTES;

    /** Octets of a record before its leaves: the bitmap. */
    static final int LEAVES_OFFSET = Long.BYTES;

    /** The leaf that stands for a value beside the record, where leaves have 8 bits. */
    static final int NARROW_ESCAPE = 0xFF;

    /** The leaf that stands for a value beside the record, where leaves have 16 bits. */
    static final int WIDE_ESCAPE = 0xFFFF;

    /** In place of a deep record's word: there was no room. No record lies where the root does. */
    private static final int NO_ROOM = 0x8000_0000;

    private static final int SLOTS = 64;
    private static final int SLOT_LENGTH = 24;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv4Prefixes prefixes;
    private final int root;
    private final int leafShift;
    private final int escape;

    /** Records of blocks that have one answer all over, by their adjacency, and how many blocks lead, or will lead, to each. */
    private final Int2IntHashMap uniform = new Int2IntHashMap(NONE);

    private final Int2IntCounterMap uniformUses = new Int2IntCounterMap(0);

    /** The answers of a block, slot by slot, or the word of a deep record; then run by run, the last slot's first. */
    private final int[] slots = new int[SLOTS];

    private final int[] leaves = new int[SLOTS];
    private final int[] deepSlots = new int[OctetRecord.SLOTS];
    private final OctetRecord deepRecord = new OctetRecord();

    /** Deep records that the present call of {@link #build} made. */
    private final int[] freshDeep = new int[SLOTS];

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
        escape = wide ? WIDE_ESCAPE : NARROW_ESCAPE;
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
            final int record = records.build(block, 0, SLOTS - 1);
            if (record == NONE) {
                records.release(arena::free);
                return null;
            }
            records.publish(block, record);
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

    /** {@return how many leaves stand beside their record because their adjacency exceeds the width} */
    long escapedAdjacencies() {
        return escapedAdjacencies;
    }

    /** Retires everything: readers that look the root up from now on find another one. */
    void retire() {
        release(retired::add);
    }

    /**
     * Builds the record of a block from the prefixes as they are now.
     *
     * @param block index.
     * @param firstSlot of 64, from which on answers may have changed.
     * @param lastSlot up to which answers may have changed.
     * @return the record: the present one when no answer changed, or {@link #NONE} when there is no room.
     */
    int build(final int block, final int firstSlot, final int lastSlot) {
        final int present = present(block);
        freshDeepCount = 0;
        if (!paint(block, present, firstSlot, lastSlot)) {
            freeFreshDeep();
            return NONE;
        }
        long bitmap = 0;
        int runs = 1;
        leaves[0] = slots[SLOTS - 1];
        for (int slot = SLOTS - 2; slot >= 0; slot--) {
            if (slots[slot] != slots[slot + 1]) {
                bitmap |= 1L << slot;
                leaves[runs++] = slots[slot];
            }
        }
        if (present != 0 && isSame(present, bitmap, runs)) {
            return present;
        }
        final int record = bitmap == 0 ? uniform(leaves[0]) : write(bitmap, runs);
        if (record == NONE) {
            freeFreshDeep();
        }
        return record;
    }

    /**
     * Leads readers to a record, and retires what it replaces.
     *
     * @param block index.
     * @param record that {@link #build} returned.
     */
    void publish(final int block, final int record) {
        final int present = present(block);
        if (record == present) {
            return;
        }
        if (bitmap(record) != 0) {
            escapedAdjacencies += countEscapedAdjacencies(record);
        }
        Memory.releaseInt(rootAddress() + (long) block * Integer.BYTES, record - root);
        if (present != 0) {
            if (bitmap(present) == 0) {
                endUse(value(present, 0), retired::add);
            } else {
                escapedAdjacencies -= countEscapedAdjacencies(present);
                release(present, record, retired::add);
            }
        }
    }

    /**
     * Takes back records that were built and will not be published.
     *
     * @param blocks indices.
     * @param built what {@link #build} returned for each.
     * @param count of both.
     */
    void discard(final int[] blocks, final int[] built, final int count) {
        for (int i = 0; i < count; i++) {
            final int present = present(blocks[i]);
            if (built[i] == present) {
                continue;
            }
            if (bitmap(built[i]) == 0) {
                endUse(value(built[i], 0), arena::free);
            } else {
                release(built[i], present, arena::free);
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
            slots[slot] = kept ? valueOfSlot(present, slot) : deep(slot, routes, i, end, present);
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
    private int deep(final int slot, final long routes, final int first, final int end, final int present) {
        Arrays.fill(deepSlots, slots[slot]);
        for (int i = first; i < end; i++) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int from = Ipv4Prefixes.suffix(route) & (OctetRecord.SLOTS - 1);
            Arrays.fill(deepSlots, from, from + (1 << (32 - Ipv4Prefixes.length(route))), (int) route);
        }
        if (deepRecord.compose(deepSlots) == 1) {
            return deepSlots[0];
        }
        final int before = present == 0 ? 0 : valueOfSlot(present, slot);
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

    /** The uniform record of an adjacency. Its use counts from here on, so that it stands until it is published. */
    private int uniform(final int adjacency) {
        int record = uniform.get(adjacency);
        if (record == NONE) {
            leaves[0] = adjacency;
            record = write(0, 1);
            if (record == NONE) {
                return NONE;
            }
            uniform.put(adjacency, record);
        }
        uniformUses.incrementAndGet(adjacency);
        return record;
    }

    private int write(final long bitmap, final int runs) {
        int words = 0;
        for (int i = 0; i < runs; i++) {
            words += isEscaped(leaves[i]) ? 1 : 0;
        }
        final int cell = arena.allocate(recordLength(runs, words));
        if (cell == SlabArena.NONE) {
            return NONE;
        }
        final int record = cell + words * Integer.BYTES;
        final long address = arena.address() + record;
        Memory.putNativeLong(null, address, bitmap);
        int word = 0;
        for (int i = 0; i < runs; i++) {
            int leaf = leaves[i];
            if (isEscaped(leaf)) {
                Memory.putNativeInt(null, wordAddress(address, word++), leaf);
                leaf = escape;
            }
            if (leafShift == 0) {
                Memory.putU8(null, address + LEAVES_OFFSET + i, leaf);
            } else {
                Memory.putNativeShort(null, address + LEAVES_OFFSET + 2L * i, (short) leaf);
            }
        }
        return record;
    }

    private boolean isSame(final int record, final long bitmap, final int runs) {
        if (bitmap(record) != bitmap) {
            return false;
        }
        for (int i = 0; i < runs; i++) {
            if (value(record, i) != leaves[i]) {
                return false;
            }
        }
        return true;
    }

    private void release(final CellSink sink) {
        for (int block = 0; block < Ipv4Prefixes.BLOCKS; block++) {
            final int record = present(block);
            if (record != 0 && bitmap(record) != 0) {
                release(record, 0, sink);
            }
        }
        uniform.forEachInt((adjacency, record) -> releaseUniform(adjacency, record, sink));
        sink.accept(root, ROOT_LENGTH);
    }

    /** Releases the record of one block, and those of its deep records that the other record of that block, if any, lacks. */
    private void release(final int record, final int other, final CellSink sink) {
        final int runs = Long.bitCount(bitmap(record)) + 1;
        final int words = words(record, runs);
        if (words > 0) {
            for (int slot = 0; slot < SLOTS; slot++) {
                final int value = valueOfSlot(record, slot);
                if (value < 0 && (other == 0 || valueOfSlot(other, slot) != value)) {
                    releaseDeep(root + (int) OctetRecord.distance(value), sink);
                }
            }
        }
        sink.accept(record - words * Integer.BYTES, recordLength(runs, words));
    }

    /** Ends one block's use of a uniform record. */
    private void endUse(final int adjacency, final CellSink sink) {
        if (uniformUses.decrementAndGet(adjacency) == 0) {
            releaseUniform(adjacency, uniform.remove(adjacency), sink);
        }
    }

    private void releaseUniform(final int adjacency, final int record, final CellSink sink) {
        final int words = isEscaped(adjacency) ? 1 : 0;
        sink.accept(record - words * Integer.BYTES, recordLength(1, words));
    }

    private void freeFreshDeep() {
        while (freshDeepCount > 0) {
            releaseDeep(freshDeep[--freshDeepCount], arena::free);
        }
    }

    private void releaseDeep(final int deep, final CellSink sink) {
        sink.accept(deep, OctetRecord.length(arena.address() + deep));
    }

    private int countEscapedAdjacencies(final int record) {
        final int runs = Long.bitCount(bitmap(record)) + 1;
        int count = 0;
        for (int rank = 0; rank < runs; rank++) {
            count += leaf(record, rank) == escape && value(record, rank) >= 0 ? 1 : 0;
        }
        return count;
    }

    private boolean isEscaped(final int value) {
        return value < 0 || value >= escape;
    }

    /** The record that readers find for a block, or 0 in a generation that is being built. */
    private int present(final int block) {
        final int distance = Memory.nativeInt(null, rootAddress() + (long) block * Integer.BYTES);
        return distance == 0 ? 0 : root + distance;
    }

    private long bitmap(final int record) {
        return Memory.nativeLong(null, arena.address() + record);
    }

    private int valueOfSlot(final int record, final int slot) {
        return value(record, Long.bitCount(bitmap(record) >>> slot));
    }

    private int value(final int record, final int rank) {
        final int leaf = leaf(record, rank);
        return leaf == escape
                ? Memory.nativeInt(null, wordAddress(arena.address() + record, words(record, rank)))
                : leaf;
    }

    /** How many of a record's first leaves are escaped. */
    private int words(final int record, final int leafCount) {
        int words = 0;
        for (int rank = 0; rank < leafCount; rank++) {
            words += leaf(record, rank) == escape ? 1 : 0;
        }
        return words;
    }

    private int leaf(final int record, final int rank) {
        final long address = arena.address() + record + LEAVES_OFFSET;
        return leafShift == 0
                ? Memory.u8(null, address + rank)
                : Memory.nativeShort(null, address + 2L * rank) & 0xFFFF;
    }

    private int recordLength(final int runs, final int words) {
        return words * Integer.BYTES + LEAVES_OFFSET + (runs << leafShift);
    }

    /**
     * The address of the word that stands for an escaped leaf.
     *
     * @param record address.
     * @param index of the word: how many leaves before it are escaped.
     * @return the address: the words lie before the bitmap, the first one last.
     */
    static long wordAddress(final long record, final int index) {
        return record - (index + 1L) * Integer.BYTES;
    }
}
