package org.firsthop.forwarding.fib;

import org.agrona.collections.IntArrayList;
import org.firsthop.core.memory.Memory;

/**
 * The cells that an update makes for IPv6 lookups: nodes, records with their lists, and the heads of deep tables. Until they
 * are {@linkplain #keep() kept} all of them can be {@linkplain #giveBack given back}. Belongs to the writer.
 *
 * <pre>
 *   record   pairs for the levels that are left | keys of parts | part 0 | ... | part 4 |
 *
 *   part     4 keys (64) | 5 answers (40) | where its list is (24) |
 *
 *   list     5 values (32): an adjacency, or where a deep table is |
 *
 *   table    its first word (32) | length of its prefix (32) | prefix (128) |
 * </pre>
 */
final class Ipv6Records {
    /** What {@link #allocate} returns when there is no room. */
    static final int NONE = SlabArena.NONE;

    /** Octets of the head of a deep table. */
    static final int TABLE_LENGTH = 2 * Integer.BYTES + 2 * Long.BYTES;

    /** Octets of a list. */
    static final int LIST_LENGTH = (Ipv6Words.KEYS + 1) * Integer.BYTES;

    private static final int ANSWERS = Ipv6Words.KEYS + 1;
    private static final int TABLE_DEPTH_OFFSET = 4;
    private static final int TABLE_HIGH_OFFSET = 8;
    private static final int TABLE_LOW_OFFSET = 16;

    private final SlabArena arena;
    private final int root;

    /** Offset and octets of each cell that is not kept yet. */
    private final IntArrayList fresh = new IntArrayList();

    /** Takes the offset and the octets of a cell. */
    interface CellSink {
        void accept(int offset, int octets);
    }

    /** Takes the head of a deep table that a record leads to. */
    interface TableSink {
        void accept(int table);
    }

    /**
     * Nothing made yet.
     *
     * @param arena that memory comes from.
     * @param root offset of the generation's root, which distances count from.
     */
    Ipv6Records(final SlabArena arena, final int root) {
        this.arena = arena;
        this.root = root;
    }

    /** {@return the offset of a new cell, or {@link #NONE}} */
    int allocate(final int octets) {
        final int cell = arena.allocate(octets);
        if (cell != SlabArena.NONE) {
            fresh.addInt(cell);
            fresh.addInt(octets);
        }
        return cell;
    }

    /** Says that what was made is in use. */
    void keep() {
        fresh.clear();
    }

    /**
     * Gives back what is not kept.
     *
     * @param sink that takes it.
     */
    void giveBack(final CellSink sink) {
        for (int i = 0; i < fresh.size(); i += 2) {
            sink.accept(fresh.getInt(i), fresh.getInt(i + 1));
        }
        fresh.clear();
    }

    /**
     * Writes a record.
     *
     * @param level of the slot that is to lead there.
     * @param shift how far half an address is shifted to its last bit that is compared.
     * @param starts of the ranges as the window sees them, the first not looked at.
     * @param values of the ranges: adjacencies, or below 0 what leads to deep tables.
     * @param count of the ranges.
     * @return the word for the slot, or {@link #NONE}, which is no word, when there is no room.
     */
    int write(final int level, final int shift, final int[] starts, final int[] values, final int count) {
        final int parts = (count + ANSWERS - 1) / ANSWERS;
        final int cell = allocate(length(level, parts));
        if (cell == SlabArena.NONE) {
            return NONE;
        }
        final int record = cell + pairsLength(level);
        long index = 0;
        for (int part = 0; part < parts; part++) {
            final int first = part * ANSWERS;
            if (part > 0) {
                index |= Ipv6Words.key(starts[first], part - 1);
            }
            final int to = record + Ipv6Words.INDEX_LENGTH + part * Ipv6Words.PART_LENGTH;
            if (!writePart(to, starts, values, first, Math.min(count, first + ANSWERS))) {
                return NONE;
            }
        }
        Memory.putNativeLong(null, arena.address() + record, index);
        int word = Ipv6Words.word(record - root, shift);
        for (int pair = record - Ipv6Words.PAIR_LENGTH; pair >= cell; pair -= Ipv6Words.PAIR_LENGTH) {
            Memory.putNativeInt(null, arena.address() + pair, word);
            Memory.putNativeInt(null, arena.address() + pair + Integer.BYTES, word);
            word = Ipv6Words.word(pair - root, Ipv6Words.PAIR_SHIFT);
        }
        return word;
    }

    private boolean writePart(final int part, final int[] starts, final int[] values, final int first, final int end) {
        final long address = arena.address() + part;
        long keys = 0;
        int list = 0;
        Memory.putNativeLong(null, address + Ipv6Words.ANSWERS_OFFSET, 0);
        for (int i = first; i < end; i++) {
            if (i > first) {
                keys |= Ipv6Words.key(starts[i], i - first - 1);
            }
            final boolean isEscaped = values[i] < 0 || values[i] >= Ipv6Words.ESCAPE;
            if (isEscaped && list == 0) {
                list = allocate(LIST_LENGTH);
                if (list == SlabArena.NONE) {
                    return false;
                }
                Memory.putNativeInt(null, address + Ipv6Words.LIST_OFFSET, (list - root) >> 2 << Byte.SIZE);
            }
            if (isEscaped) {
                Memory.putNativeInt(null, arena.address() + list + (long) (i - first) * Integer.BYTES, values[i]);
            }
        }
        for (int i = first; i < end; i++) {
            final boolean isEscaped = values[i] < 0 || values[i] >= Ipv6Words.ESCAPE;
            Memory.putU8(
                    null, address + Ipv6Words.ANSWERS_OFFSET + i - first, isEscaped ? Ipv6Words.ESCAPE : values[i]);
        }
        Memory.putNativeLong(null, address, keys);
        return true;
    }

    /**
     * Takes a cell for the head of a deep table.
     *
     * @param high the first 64 bits of its prefix.
     * @param low the last 64 bits of its prefix.
     * @param depth length of its prefix.
     * @return its offset, or {@link #NONE}.
     */
    int allocateTable(final long high, final long low, final int depth) {
        final int table = allocate(TABLE_LENGTH);
        if (table != SlabArena.NONE) {
            final long address = arena.address() + table;
            Memory.putNativeInt(null, address + TABLE_DEPTH_OFFSET, depth);
            Memory.putNativeLong(null, address + TABLE_HIGH_OFFSET, high);
            Memory.putNativeLong(null, address + TABLE_LOW_OFFSET, low);
        }
        return table;
    }

    /** {@return the value that leads to a deep table, by its offset} */
    int valueOf(final int table) {
        return Integer.MIN_VALUE | (tableDepth(table) >= Long.SIZE ? Ipv6Words.LOW_HALF : 0) | (table - root) >> 2;
    }

    /** {@return the length of a deep table's prefix} */
    int tableDepth(final int table) {
        return Memory.nativeInt(null, arena.address() + table + TABLE_DEPTH_OFFSET);
    }

    /** {@return the first 64 bits of a deep table's prefix} */
    long tableHigh(final int table) {
        return Memory.nativeLong(null, arena.address() + table + TABLE_HIGH_OFFSET);
    }

    /** {@return the last 64 bits of a deep table's prefix} */
    long tableLow(final int table) {
        return Memory.nativeLong(null, arena.address() + table + TABLE_LOW_OFFSET);
    }

    /**
     * The deep table that an address comes to from a slot that leads to a record.
     *
     * @param word of the slot.
     * @param level of the slot.
     * @param half of the address.
     * @return the table's offset, or 0 when the address is answered by the record.
     */
    int tableAt(final int word, final int level, final long half) {
        final long rootAddress = arena.address() + root;
        int last = word;
        for (int i = level; i < Ipv6Words.STEPS; i++) {
            last = Memory.nativeInt(null, rootAddress + Ipv6Words.distance(last, half));
        }
        final long window = Ipv6Words.window(last, half);
        final long part = Ipv6Words.part(rootAddress + Ipv6Words.record(last), window);
        final int index = Ipv6Words.keysUpTo(part, window);
        final int value = Ipv6Words.answer(part, index) == Ipv6Words.ESCAPE
                ? Ipv6Words.escapedValue(rootAddress, part, index)
                : 0;
        return value < 0 ? root + (int) Ipv6Words.deepTable(value) : 0;
    }

    /**
     * Gives away what the word of a slot leads to, unless all slots with its answer share it.
     *
     * @param word of a slot, that does not lead to a node.
     * @param level of the slot.
     * @param tables that gets the deep tables that the record leads to, before their heads go.
     * @param cells that gets all cells.
     */
    void release(final int word, final int level, final TableSink tables, final CellSink cells) {
        final int cell = root + (int) Ipv6Words.record(word);
        final int octets = arena.lengthAt(cell);
        if (octets == Ipv6Uniform.LENGTH) {
            return;
        }
        final int end = cell + octets;
        for (int part = cell + pairsLength(level) + Ipv6Words.INDEX_LENGTH; part < end; part += Ipv6Words.PART_LENGTH) {
            releaseList(part, tables, cells);
        }
        cells.accept(cell, octets);
    }

    private void releaseList(final int part, final TableSink tables, final CellSink cells) {
        final long address = arena.address() + part;
        final int list = Ipv6Words.list(address);
        for (int i = 0; list != 0 && i < ANSWERS; i++) {
            final int value = Ipv6Words.answer(address, i) == Ipv6Words.ESCAPE
                    ? Ipv6Words.escapedValue(arena.address() + root, address, i)
                    : 0;
            if (value < 0) {
                final int table = root + (int) Ipv6Words.deepTable(value);
                tables.accept(table);
                cells.accept(table, TABLE_LENGTH);
            }
        }
        if (list != 0) {
            cells.accept(root + list, LIST_LENGTH);
        }
    }

    private static int pairsLength(final int level) {
        return (Ipv6Words.STEPS - level) * Ipv6Words.PAIR_LENGTH;
    }

    private static int length(final int level, final int parts) {
        return pairsLength(level) + Ipv6Words.INDEX_LENGTH + parts * Ipv6Words.PART_LENGTH;
    }
}
