package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntIntConsumer;
import org.firsthop.core.memory.Memory;

/**
 * The leaves of one generation of an IPv6 table: one for each adjacency that a route has, and one for none.
 *
 * <pre>
 *   | its own word | its own word | adjacency |
 * </pre>
 *
 * A word that leads to a leaf says a shift of {@link #SHIFT}, which leaves of an address one bit. So a step from a leaf, by
 * whatever address, is a step to the same leaf: {@link StrideIpv6Fib} says what that is good for.
 *
 * <p>Belongs to the writer.
 */
final class Ipv6Leaves {
    /** The shift that words of leaves end in. */
    static final int SHIFT = 63;

    /** Where a leaf has its adjacency. */
    static final int ADJACENCY_OFFSET = 2 * Integer.BYTES;

    private static final int LENGTH = 3 * Integer.BYTES;

    private final SlabArena arena;
    private final int root;

    /** Offsets, and how many routes have each, by adjacency. */
    private final Int2IntHashMap offsets = new Int2IntHashMap(SlabArena.NONE);

    private final Int2IntHashMap routes = new Int2IntHashMap(0);

    /**
     * No leaves.
     *
     * @param arena that memory comes from.
     * @param root offset of the generation's root, which indices count from.
     */
    Ipv6Leaves(final SlabArena arena, final int root) {
        this.arena = arena;
        this.root = root;
    }

    /**
     * Counts a route that has an adjacency, for which there is a leaf from here on.
     *
     * @param adjacency of the route.
     * @return whether there was room.
     */
    boolean hold(final int adjacency) {
        final int count = routes.get(adjacency);
        if (count == 0) {
            final int leaf = arena.allocate(LENGTH);
            if (leaf == SlabArena.NONE) {
                return false;
            }
            write(leaf, adjacency);
            offsets.put(adjacency, leaf);
        }
        routes.put(adjacency, count + 1);
        return true;
    }

    /**
     * Counts a route less; a leaf that no route has is given away.
     *
     * @param adjacency of the route.
     * @param sink that gets the offset and the octets of the leaf.
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
     * Gives all leaves away.
     *
     * @param sink that gets the offset and the octets of each.
     */
    void releaseAll(final IntIntConsumer sink) {
        offsets.forEachInt((adjacency, leaf) -> sink.accept(leaf, LENGTH));
        offsets.clear();
        routes.clear();
    }

    /**
     * The word that leads to the leaf of an adjacency that is held.
     *
     * @param adjacency of a route.
     * @return the word.
     */
    int word(final int adjacency) {
        return wordOf(offsets.get(adjacency));
    }

    /**
     * Writes a leaf.
     *
     * @param leaf offset.
     * @param adjacency or what else a lookup is to find in its place.
     */
    void write(final int leaf, final int adjacency) {
        final long address = arena.address() + leaf;
        Memory.putNativeInt(null, address, wordOf(leaf));
        Memory.putNativeInt(null, address + Integer.BYTES, wordOf(leaf));
        Memory.putNativeInt(null, address + ADJACENCY_OFFSET, adjacency);
    }

    /** {@return the word that leads to a leaf at an offset} */
    int wordOf(final int leaf) {
        return (((leaf - root) >> 2) << Ipv6Strides.INDEX_SHIFT) | SHIFT;
    }

    /** {@return where the leaf is that a word leads to} */
    int offset(final int word) {
        return root + ((word >>> Ipv6Strides.INDEX_SHIFT) << 2);
    }

    /** {@return whether a word leads to a leaf} */
    static boolean isLeaf(final int word) {
        return (word & Ipv6Strides.SHIFT_MASK) == SHIFT;
    }
}
