package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntHashMap;
import org.firsthop.core.memory.Memory;

/**
 * Builds from the prefixes what a slot of the words that IPv6 lookups read is to lead to, beside what readers read: a record
 * where one has room for the slot's ranges, with all routes up to /48; else a node; on the last level a record that leads on
 * to deep tables. {@link StrideIpv6Fib} says how they are laid out. Belongs to the writer.
 */
final class Ipv6Builder {
    /** In place of a word: there was no room. */
    static final int NO_ROOM = Ipv6Records.NONE;

    /** In place of a value that leads to a deep table: there was no room. */
    private static final int NO_TABLE = 0;

    /** A node before the last level has about so many words for each route inside it. */
    private static final int WORDS_PER_ROUTE = 2;

    /** On the last level a node may have so many times as many, where its routes lie close together. */
    private static final int MAX_WORDS_PER_ROUTE = 256;

    /** Bits of the smallest node. */
    static final int MIN_STRIDE = 4;

    private static final int MAX_STRIDE = 16;

    final Ipv6Records records;
    final Ipv6Uniform uniform;

    /** By a node's offset: the routes inside it that are longer than its beginning, now and when it was made. */
    final Int2IntHashMap routes = new Int2IntHashMap(0);

    final Int2IntHashMap routesWhenMade = new Int2IntHashMap(0);

    private final SlabArena arena;
    private final Ipv6Prefixes prefixes;
    private final Ipv6Ranges ranges;
    private final int root;

    /**
     * Nothing built yet.
     *
     * @param arena that memory comes from.
     * @param prefixes that everything is built from.
     * @param root offset of the generation's root, which indices count from.
     */
    Ipv6Builder(final SlabArena arena, final Ipv6Prefixes prefixes, final int root) {
        this.arena = arena;
        this.prefixes = prefixes;
        this.root = root;
        records = new Ipv6Records(arena, root);
        uniform = new Ipv6Uniform(arena, root);
        ranges = new Ipv6Ranges(prefixes);
    }

    /**
     * Builds all that a slot is to lead to.
     *
     * @param inside the first node of the prefixes inside the slot, or 0.
     * @param high the first 64 bits of the slot's prefix.
     * @param low the last 64 bits.
     * @param depth length of the slot's prefix.
     * @param level of the slot.
     * @param inherited the slot's adjacency from prefixes that are not longer than itself.
     * @return the word for the slot, or {@link #NO_ROOM}.
     */
    int build(
            final int inside, final long high, final long low, final int depth, final int level, final int inherited) {
        if (inside == 0 || !hasLonger(inside, depth)) {
            return uniform.word(inherited, level);
        }
        if (isWorthRecord(inside, depth, level, inherited)) {
            return buildRecord(high, low, depth, level);
        }
        if (level < Ipv6Words.STEPS) {
            return buildNode(inside, high, low, depth, level, inherited);
        }
        int end = Math.min(depth + Ipv6Words.WINDOW, limit(depth, level));
        while (!ranges.compose(inside, depth, end, inherited)) {
            end--;
        }
        return buildRecord(high, low, depth, level);
    }

    /** Whether a record has room for a slot's ranges, with all routes that packets usually come to. */
    private boolean isWorthRecord(final int inside, final int depth, final int level, final int inherited) {
        final int end = Math.min(depth + Ipv6Words.WINDOW, limit(depth, level));
        if (!ranges.compose(inside, depth, end, inherited)) {
            return false;
        }
        return depth >= Long.SIZE || end == Long.SIZE || !ranges.isUsualBeyond();
    }

    /** Writes the ranges that were composed, with the deep tables behind them. */
    private int buildRecord(final long high, final long low, final int depth, final int level) {
        final int count = ranges.count();
        final int end = ranges.end();
        final int shift = limit(depth, level) - end;
        final long half = isLow(depth, level) ? low : high;
        final int base = (int) (half >>> shift) & ((1 << Ipv6Words.WINDOW) - 1);
        final int[] starts = new int[count];
        final int[] values = new int[count];
        final int[] inside = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = base + ranges.start(i);
            values[i] = ranges.adjacency(i);
            inside[i] = ranges.deepNode(i);
        }
        for (int i = 0; i < count; i++) {
            if (inside[i] != 0) {
                values[i] = buildTable(inside[i], end, values[i]);
                if (values[i] == NO_TABLE) {
                    return NO_ROOM;
                }
            }
        }
        return records.write(level, shift, starts, values, count);
    }

    /** Builds a deep table; returns the value that leads there. */
    private int buildTable(final int inside, final int depth, final int inherited) {
        final long high = prefixes.high(inside) & Prefixes.maskHigh(depth);
        final long low = prefixes.low(inside) & Prefixes.maskLow(depth);
        final int table = records.allocateTable(high, low, depth);
        final int word = table == NO_ROOM ? NO_ROOM : build(inside, high, low, depth, 0, inherited);
        if (word == NO_ROOM) {
            return NO_TABLE;
        }
        store(table, 1, word);
        return records.valueOf(table);
    }

    /** Builds a node with all that is below it; returns the word for the slot that is to lead there. */
    private int buildNode(
            final int inside, final long high, final long low, final int depth, final int level, final int inherited) {
        final int count = countLonger(inside, depth);
        final int stride = chooseStride(inside, depth, level, count);
        final int node = records.allocate(Integer.BYTES << stride);
        if (node == NO_ROOM) {
            return NO_ROOM;
        }
        routes.put(node, count);
        routesWhenMade.put(node, count);
        store(node, 1 << stride, uniform.word(inherited, level + 1));
        if (!paint(inside, node, depth, stride, level + 1, inherited)) {
            return NO_ROOM;
        }
        final int shift = limit(depth) - depth - stride;
        final int index = ((node - root) >> 2) - (int) (half(high, low, depth) >>> shift);
        return (index << Ipv6Words.INDEX_SHIFT) | shift;
    }

    private int countLonger(final int inside, final int depth) {
        if (inside == 0) {
            return 0;
        }
        final boolean isCounted = prefixes.length(inside) > depth && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE;
        return (isCounted ? 1 : 0)
                + countLonger(prefixes.child(inside, 0), depth)
                + countLonger(prefixes.child(inside, 1), depth);
    }

    /** As many bits as are worth their memory; on the last level as many as make each slot's ranges fit a record. */
    private int chooseStride(final int inside, final int depth, final int level, final int count) {
        final boolean isLast = level == Ipv6Words.STEPS - 1;
        final long words = (long) count * (isLast ? MAX_WORDS_PER_ROUTE : WORDS_PER_ROUTE);
        final int worthwhile = Long.SIZE - 1 - Long.numberOfLeadingZeros(words);
        final int most = Math.max(MIN_STRIDE, Math.min(Math.min(MAX_STRIDE, worthwhile), limit(depth) - depth));
        return Math.max(MIN_STRIDE, neededBits(inside, depth, level, most));
    }

    /** How many bits it takes, up to a limit, until the ranges of every slot fit a record. */
    private int neededBits(final int inside, final int depth, final int level, final int most) {
        if (most == 0
                || inside == 0
                || !hasLonger(inside, depth)
                || isWorthRecord(inside, depth, level + 1, Ipv6Fib.NO_ROUTE)) {
            return 0;
        }
        if (prefixes.length(inside) > depth) {
            return 1 + neededBits(inside, depth + 1, level, most - 1);
        }
        return 1
                + Math.max(
                        neededBits(prefixes.child(inside, 0), depth + 1, level, most - 1),
                        neededBits(prefixes.child(inside, 1), depth + 1, level, most - 1));
    }

    /**
     * Stores what the prefixes inside a node answer that nobody reads yet.
     *
     * @param inside the first of their nodes, or 0.
     * @param node offset.
     * @param depth where the node begins.
     * @param stride bits of the node.
     * @param level of its slots.
     * @param inherited what its slots answer so far.
     * @return whether there was room.
     */
    boolean paint(
            final int inside, final int node, final int depth, final int stride, final int level, final int inherited) {
        if (inside == 0) {
            return true;
        }
        final int end = depth + stride;
        final int length = prefixes.length(inside);
        final boolean isRoute = length > depth && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE;
        final int slot = node + slot(prefixes.high(inside), prefixes.low(inside), depth, stride) * Integer.BYTES;
        if (length >= end) {
            final long high = prefixes.high(inside) & Prefixes.maskHigh(end);
            final long low = prefixes.low(inside) & Prefixes.maskLow(end);
            final int own = isRoute && length == end ? prefixes.adjacency(inside) : inherited;
            final int word = build(inside, high, low, end, level, own);
            store(slot, 1, word);
            return word != NO_ROOM;
        }
        final int own = isRoute ? prefixes.adjacency(inside) : inherited;
        if (isRoute) {
            store(slot, 1 << (end - length), uniform.word(own, level));
        }
        return paint(prefixes.child(inside, 0), node, depth, stride, level, own)
                && paint(prefixes.child(inside, 1), node, depth, stride, level, own);
    }

    /** Gives a cell back that was built and is not read. */
    void free(final int cell, final int octets) {
        routes.remove(cell);
        routesWhenMade.remove(cell);
        arena.free(cell, octets);
    }

    /** {@return whether there is a longer prefix than that of a slot, by the first node inside it} */
    boolean hasLonger(final int inside, final int depth) {
        return prefixes.length(inside) > depth || prefixes.child(inside, 0) != 0 || prefixes.child(inside, 1) != 0;
    }

    /** {@return the adjacency of an address by prefixes that are at most so long} */
    int inherited(final long high, final long low, final int length) {
        final int match = prefixes.match(high, low, length);
        return match == 0 ? Ipv6Fib.NO_ROUTE : prefixes.adjacency(match);
    }

    /** Stores a word into slots side by side; readers may read any of them meanwhile. */
    void store(final int slot, final int count, final int word) {
        final long address = arena.address() + slot;
        for (int i = 0; i < count; i++) {
            Memory.releaseInt(address + (long) i * Integer.BYTES, word);
        }
    }

    /** {@return the word of a slot} */
    int word(final int slot) {
        return Memory.nativeInt(null, arena.address() + slot);
    }

    /** {@return where a node is, by the word that leads there and the prefix that it begins at} */
    int node(final int word, final long high, final long low, final int depth) {
        return root + (int) Ipv6Words.distance(word, half(high, low, depth));
    }

    /** {@return the bits of a node that begins at a depth, by the word that leads there} */
    static int stride(final int word, final int depth) {
        return limit(depth) - (word & Ipv6Words.PAIR_SHIFT) - depth;
    }

    /** {@return the index of an address's slot in a node} */
    static int slot(final long high, final long low, final int depth, final int stride) {
        return (int) (half(high, low, depth) << depth >>> (Long.SIZE - stride));
    }

    /** {@return the half of an address that a node which begins at a bit looks at} */
    static long half(final long high, final long low, final int depth) {
        return depth < Long.SIZE ? high : low;
    }

    /** {@return where that half ends} */
    static int limit(final int depth) {
        return depth < Long.SIZE ? Long.SIZE : Ipv6Fib.MAX_PREFIX_LENGTH;
    }

    /** {@return whether the record of a slot looks at the last 64 bits; at the boundary those do that begin a table} */
    static boolean isLow(final int depth, final int level) {
        return depth > Long.SIZE || (depth == Long.SIZE && level == 0);
    }

    private static int limit(final int depth, final int level) {
        return isLow(depth, level) ? Ipv6Fib.MAX_PREFIX_LENGTH : Long.SIZE;
    }
}
