package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntIntConsumer;
import org.firsthop.core.memory.Memory;

/**
 * The records of one generation of an IPv6 table that have one answer all over: one for each adjacency that a route has, and
 * one for none. All slots with this answer share it, of whatever level.
 *
 * <p>Belongs to the writer.
 */
final class Ipv6Uniform {
    /** Octets: pairs for all levels, no keys, a part, and its list of one. No other record is as long. */
    static final int LENGTH =
            Ipv6Words.STEPS * Ipv6Words.PAIR_LENGTH + Ipv6Words.INDEX_LENGTH + Ipv6Words.PART_LENGTH + Integer.BYTES;

    /** Any will do: there is nothing to compare with. */
    private static final int SHIFT = 0;

    private final SlabArena arena;
    private final int root;

    /** Offsets, and how many routes have each, by adjacency. */
    private final Int2IntHashMap offsets = new Int2IntHashMap(SlabArena.NONE);

    private final Int2IntHashMap routes = new Int2IntHashMap(0);

    /**
     * No records.
     *
     * @param arena that memory comes from.
     * @param root offset of the generation's root, which indices count from.
     */
    Ipv6Uniform(final SlabArena arena, final int root) {
        this.arena = arena;
        this.root = root;
    }

    /**
     * Counts a route that has an adjacency, for which there is a record from here on.
     *
     * @param adjacency of the route.
     * @return whether there was room.
     */
    boolean hold(final int adjacency) {
        final int count = routes.get(adjacency);
        if (count == 0) {
            final int cell = arena.allocate(LENGTH);
            if (cell == SlabArena.NONE) {
                return false;
            }
            write(cell, adjacency);
            offsets.put(adjacency, cell);
        }
        routes.put(adjacency, count + 1);
        return true;
    }

    private void write(final int cell, final int adjacency) {
        final long address = arena.address() + cell;
        for (int level = Ipv6Words.STEPS - 1; level >= 0; level--) {
            final long pair = address + (long) level * Ipv6Words.PAIR_LENGTH;
            final int next = wordOf(cell, level + 1);
            Memory.putNativeInt(null, pair, next);
            Memory.putNativeInt(null, pair + Integer.BYTES, next);
        }
        final int record = cell + Ipv6Words.STEPS * Ipv6Words.PAIR_LENGTH;
        final int part = record + Ipv6Words.INDEX_LENGTH;
        final int list = part + Ipv6Words.PART_LENGTH;
        final boolean isEscaped = adjacency >= Ipv6Words.ESCAPE;
        Memory.putNativeLong(null, arena.address() + record, 0);
        Memory.putNativeLong(null, arena.address() + part, 0);
        Memory.putNativeInt(
                null, arena.address() + part + Ipv6Words.LIST_OFFSET, isEscaped ? (list - root) >> 2 << Byte.SIZE : 0);
        Memory.putU8(null, arena.address() + part + Ipv6Words.ANSWERS_OFFSET, isEscaped ? Ipv6Words.ESCAPE : adjacency);
        Memory.putNativeInt(null, arena.address() + list, adjacency);
    }

    /**
     * Counts a route less; a record that no route has is given away.
     *
     * @param adjacency of the route.
     * @param sink that gets the offset and the octets of the record.
     */
    void release(final int adjacency, final IntIntConsumer sink) {
        final int count = routes.get(adjacency) - 1;
        if (count > 0) {
            routes.put(adjacency, count);
        } else {
            routes.remove(adjacency);
            sink.accept(offsets.remove(adjacency), LENGTH);
        }
    }

    /**
     * Gives all records away.
     *
     * @param sink that gets the offset and the octets of each.
     */
    void releaseAll(final IntIntConsumer sink) {
        offsets.forEachInt((adjacency, cell) -> sink.accept(cell, LENGTH));
        offsets.clear();
        routes.clear();
    }

    /**
     * The word that leads to the record of an adjacency that is held.
     *
     * @param adjacency of a route.
     * @param level of the slot for the word.
     * @return the word.
     */
    int word(final int adjacency, final int level) {
        return wordOf(offsets.get(adjacency), level);
    }

    private int wordOf(final int cell, final int level) {
        return Ipv6Words.word(
                cell - root + level * Ipv6Words.PAIR_LENGTH, level == Ipv6Words.STEPS ? SHIFT : Ipv6Words.PAIR_SHIFT);
    }
}
