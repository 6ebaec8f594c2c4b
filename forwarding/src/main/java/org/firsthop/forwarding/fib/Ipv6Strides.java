package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv6 lookups read: a root of one word for each /16, and below it nodes of as many bits as are worth
 * their memory, down to records. {@link StrideIpv6Fib} says how they are laid out and read; this class writes them, and
 * belongs to the writer.
 *
 * <p>A record is made for a slot as soon as its ranges find room in one, with all routes up to /48. Where that is not so, a
 * node is made, but on the last level, where a record leads on to deep tables. What is published is never changed but for
 * the words of slots: an update builds records and nodes beside the present ones, notes which word is to go where, and then
 * stores all of them one by one.
 *
 * <p>A node's bits are chosen when it is made, by the number of routes inside it. When they have become four times as many,
 * or an eighth, it is made again, if there is room.
 */
final class Ipv6Strides {
    /** In place of a word: there was no room. */
    private static final int NO_ROOM = Ipv6Records.NONE;

    /** In place of a value that leads to a deep table: there was no room. */
    private static final int NO_TABLE = 0;

    /** A node before the last level has about so many words for each route inside it. */
    private static final int WORDS_PER_ROUTE = 2;

    /** On the last level a node may have so many times as many, where its routes lie close together. */
    private static final int MAX_WORDS_PER_ROUTE = 256;

    private static final int MIN_STRIDE = 4;
    private static final int MAX_STRIDE = 16;

    /** A node is made again when it has so many times as many routes as when it was made. */
    private static final int GROWTH = 4;

    /** Or when what it has, so many times, is less. */
    private static final int SHRINKAGE = 8;

    private static final int MAX_PATH = 2 + Ipv6Fib.MAX_PREFIX_LENGTH / MIN_STRIDE;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv6Prefixes prefixes;
    private final Ipv6Uniform uniform;
    private final Ipv6Records records;
    private final Ipv6Ranges ranges;
    private final int root;

    /** By a node's offset: the routes inside it that are longer than its beginning, now and when it was made. */
    private final Int2IntHashMap routes = new Int2IntHashMap(0);

    private final Int2IntHashMap routesWhenMade = new Int2IntHashMap(0);

    /** The slots that the present update changes: the first, how many, their level, depth and next word. */
    private final IntArrayList changes = new IntArrayList();

    private static final int CHANGE_LENGTH = 5;

    /** The prefix of each changed slot, but where many change alike. */
    private final LongArrayList changePrefixes = new LongArrayList();

    /** The nodes that contain the changed prefix, from the root: offset, where they begin, level of the slot to them. */
    private final int[] pathNodes = new int[MAX_PATH];

    private final int[] pathDepths = new int[MAX_PATH];
    private final int[] pathLevels = new int[MAX_PATH];
    private final int[] pathSlots = new int[MAX_PATH];
    private int pathLength;

    /** Where the path ends: at slots of its last node, or at the slot that leads to what changes. */
    private int lastSlot;

    private int lastLevel;
    private int lastDepth;

    private Ipv6Strides(
            final SlabArena arena, final RetiredCells retired, final Ipv6Prefixes prefixes, final int root) {
        this.arena = arena;
        this.retired = retired;
        this.prefixes = prefixes;
        this.root = root;
        uniform = new Ipv6Uniform(arena, root);
        records = new Ipv6Records(arena, root);
        ranges = new Ipv6Ranges(prefixes);
    }

    /**
     * Builds a whole generation.
     *
     * @param arena that memory comes from.
     * @param retired where cells go that readers may hold.
     * @param prefixes that it answers from.
     * @param root a cell for the root, in front of all that the arena will give away.
     * @return the generation, or {@code null} when the arena has no room for it.
     */
    static @Nullable Ipv6Strides build(
            final SlabArena arena, final RetiredCells retired, final Ipv6Prefixes prefixes, final int root) {
        final Ipv6Strides strides = new Ipv6Strides(arena, retired, prefixes, root);
        if (!strides.buildAll()) {
            strides.records.giveBack(arena::free);
            strides.uniform.releaseAll(arena::free);
            return null;
        }
        return strides;
    }

    private boolean buildAll() {
        final boolean[] isFull = {!uniform.hold(Ipv6Fib.NO_ROUTE)};
        prefixes.forEach((high, low, length, adjacency) -> isFull[0] = isFull[0] || !uniform.hold(adjacency));
        if (isFull[0]) {
            return false;
        }
        final int inherited = inherited(0, 0, 0);
        store(root, 1 << Ipv6Words.ROOT_BITS, uniform.word(inherited, 0));
        final boolean isComplete = paint(prefixes.first(0, 0, 0), root, 0, Ipv6Words.ROOT_BITS, 0, inherited);
        if (isComplete) {
            records.keep();
        }
        return isComplete;
    }

    /** {@return the address of the root} */
    long rootAddress() {
        return arena.address() + root;
    }

    /** Retires everything but the root: readers that look the root up from now on find another one. */
    void retire() {
        for (int i = 0; i < 1 << Ipv6Words.ROOT_BITS; i++) {
            retireTree(
                    word(root + i * Integer.BYTES),
                    (long) i << (Long.SIZE - Ipv6Words.ROOT_BITS),
                    0,
                    Ipv6Words.ROOT_BITS,
                    0);
        }
        uniform.releaseAll(retired::add);
    }

    /**
     * Makes the words answer as the prefixes do, after one of them has changed.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param length of the prefix.
     * @param before the adjacency that it had, or {@link Ipv6Fib#NO_ROUTE}.
     * @param after the adjacency that it has, or {@link Ipv6Fib#NO_ROUTE}.
     * @return whether there was room; if not, nothing was changed.
     */
    boolean update(final long high, final long low, final int length, final int before, final int after) {
        if (after != Ipv6Fib.NO_ROUTE && !uniform.hold(after)) {
            return false;
        }
        final boolean isInNode = descend(high, low, length);
        final int change = (after == Ipv6Fib.NO_ROUTE ? 0 : 1) - (before == Ipv6Fib.NO_ROUTE ? 0 : 1);
        int replaced = unfit(change);
        if (replaced < pathLength && !rebuildUnfit(replaced, high, low)) {
            replaced = pathLength;
        }
        if (replaced == pathLength && !(isInNode ? refresh(high, low, length) : rebuild(high, low))) {
            changes.clear();
            changePrefixes.clear();
            records.giveBack(this::free);
            if (after != Ipv6Fib.NO_ROUTE) {
                uniform.release(after, retired::add);
            }
            return false;
        }
        apply();
        for (int i = 1; change != 0 && i < replaced; i++) {
            routes.put(pathNodes[i], routes.get(pathNodes[i]) + change);
        }
        if (before != Ipv6Fib.NO_ROUTE) {
            uniform.release(before, retired::add);
        }
        return true;
    }

    /**
     * Finds the nodes that begin before a prefix ends.
     *
     * @return whether the prefix ends in the last of them; else the last slot leads to what it changes.
     */
    private boolean descend(final long high, final long low, final int length) {
        int node = root;
        int slot = root;
        int level = 0;
        int depth = 0;
        int stride = Ipv6Words.ROOT_BITS;
        pathLength = 0;
        while (true) {
            pathNodes[pathLength] = node;
            pathDepths[pathLength] = depth;
            pathLevels[pathLength] = level;
            pathSlots[pathLength++] = slot;
            final boolean isRoot = node == root;
            if (length <= depth + stride) {
                lastSlot = node;
                lastLevel = isRoot ? 0 : level + 1;
                lastDepth = depth + stride;
                return true;
            }
            slot = node + slot(high, low, depth, stride) * Integer.BYTES;
            level = isRoot ? 0 : level + 1;
            depth += stride;
            int table = 0;
            while (!Ipv6Words.isNode(word(slot), level)) {
                table = table(slot, level, high, low, depth, length);
                if (table == 0) {
                    lastSlot = slot;
                    lastLevel = level;
                    lastDepth = depth;
                    return false;
                }
                slot = table;
                level = 0;
                depth = records.tableDepth(table);
            }
            final int word = word(slot);
            stride = stride(word, depth);
            node = node(word, high & Prefixes.maskHigh(depth), low & Prefixes.maskLow(depth), depth);
        }
    }

    /** The deep table that has a prefix and will have routes, or 0. */
    private int table(
            final int slot, final int level, final long high, final long low, final int depth, final int length) {
        final int table = records.tableAt(word(slot), level, isLow(depth, level) ? low : high);
        if (table == 0 || records.tableDepth(table) >= length) {
            return 0;
        }
        final int end = records.tableDepth(table);
        final int inside = prefixes.first(high & Prefixes.maskHigh(end), low & Prefixes.maskLow(end), end);
        return inside != 0 && hasLonger(inside, end) ? table : 0;
    }

    /** The first node of the path that no route is inside any more, or that has too few or too many bits by now. */
    private int unfit(final int change) {
        for (int i = 1; change != 0 && i < pathLength; i++) {
            final int now = routes.get(pathNodes[i]) + change;
            final int made = routesWhenMade.get(pathNodes[i]);
            if (now == 0 || now >= GROWTH * made || now * SHRINKAGE <= made) {
                return i;
            }
        }
        return pathLength;
    }

    private boolean rebuildUnfit(final int index, final long high, final long low) {
        if (rebuild(pathSlots[index], pathLevels[index], pathDepths[index], high, low)) {
            return true;
        }
        changes.clear();
        changePrefixes.clear();
        records.giveBack(this::free);
        return false;
    }

    private boolean rebuild(final long high, final long low) {
        return rebuild(lastSlot, lastLevel, lastDepth, high, low);
    }

    /** Builds what a slot is to lead to. */
    private boolean rebuild(
            final int slot, final int level, final int depth, final long addressHigh, final long addressLow) {
        final long high = addressHigh & Prefixes.maskHigh(depth);
        final long low = addressLow & Prefixes.maskLow(depth);
        final int inside = prefixes.first(high, low, depth);
        final int word = build(inside, high, low, depth, level, inherited(high, low, depth));
        change(slot, 1, level, depth, word, high, low);
        return word != NO_ROOM;
    }

    /** Builds what the slots of the path's last node are to lead to that a prefix covers. */
    private boolean refresh(final long high, final long low, final int length) {
        final int stride = lastDepth - pathDepths[pathLength - 1];
        final int first = slot(high, low, pathDepths[pathLength - 1], stride);
        final int inside = prefixes.first(high, low, length);
        final int own = inherited(high, low, length);
        return refresh(
                lastSlot, lastDepth, lastLevel, first, 1 << (lastDepth - length), inside, high, low, length, own, true);
    }

    private void change(
            final int slot,
            final int count,
            final int level,
            final int depth,
            final int word,
            final long high,
            final long low) {
        changes.addInt(slot);
        changes.addInt(count);
        changes.addInt(level);
        changes.addInt(depth);
        changes.addInt(word);
        changePrefixes.addLong(high);
        changePrefixes.addLong(low);
    }

    /** Publishes the changes, each by one store, and retires what they replace. */
    private void apply() {
        records.keep();
        for (int i = 0, prefix = 0; i < changes.size(); i += CHANGE_LENGTH, prefix += 2) {
            final int slot = changes.getInt(i);
            final int count = changes.getInt(i + 1);
            final int level = changes.getInt(i + 2);
            final int before = word(slot);
            store(slot, count, changes.getInt(i + 4));
            if (count == 1) {
                retireTree(
                        before,
                        changePrefixes.getLong(prefix),
                        changePrefixes.getLong(prefix + 1),
                        changes.getInt(i + 3),
                        level);
            }
        }
        changes.clear();
        changePrefixes.clear();
    }

    /**
     * Builds what slots of a node are to lead to that answer differently.
     *
     * @param node offset.
     * @param end length of the prefixes that its slots stand for.
     * @param level of its slots.
     * @param first of the slots.
     * @param count of the slots.
     * @param inside the first node of the prefixes inside them.
     * @param high the first 64 bits of the prefix that the slots make up.
     * @param low the last 64 bits.
     * @param length of that prefix.
     * @param own its adjacency.
     * @param isChanged whether it is the prefix that changed; a longer one covers what changed.
     */
    private boolean refresh(
            final int node,
            final int end,
            final int level,
            final int first,
            final int count,
            final int inside,
            final long high,
            final long low,
            final int length,
            final int own,
            final boolean isChanged) {
        final int slot = node + first * Integer.BYTES;
        if (inside == 0) {
            change(slot, count, level, end, uniform.word(own, level), high, low);
            return true;
        }
        final boolean isNode = prefixes.length(inside) == length;
        if (!isChanged && isNode && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE) {
            return true;
        }
        if (count == 1) {
            final int word = word(slot);
            if (Ipv6Words.isNode(word, level)) {
                final int child = node(word, high, low, end);
                final int stride = stride(word, end);
                return refresh(
                        child, end + stride, level + 1, 0, 1 << stride, inside, high, low, length, own, isChanged);
            }
            final int built = build(inside, high, low, end, level, own);
            change(slot, 1, level, end, built, high, low);
            return built != NO_ROOM;
        }
        final int half = count / 2;
        final boolean isOne = !isNode && Ipv6Prefixes.bit(prefixes.high(inside), prefixes.low(inside), length) == 1;
        final int zero = isNode ? prefixes.child(inside, 0) : isOne ? 0 : inside;
        final int one = isNode ? prefixes.child(inside, 1) : isOne ? inside : 0;
        final long oneHigh = length < Long.SIZE ? high | Long.MIN_VALUE >>> length : high;
        final long oneLow = length < Long.SIZE ? low : low | Long.MIN_VALUE >>> length;
        return refresh(node, end, level, first, half, zero, high, low, length + 1, own, false)
                && refresh(node, end, level, first + half, half, one, oneHigh, oneLow, length + 1, own, false);
    }

    /** The word for a slot, with all that it leads to. */
    private int build(
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

    /** Stores what the prefixes inside a node answer that nobody reads yet; false when there was no room. */
    private boolean paint(
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

    private void retireTree(final int word, final long high, final long low, final int depth, final int level) {
        if (!Ipv6Words.isNode(word, level)) {
            records.release(
                    word,
                    level,
                    table -> retireTree(
                            word(table),
                            records.tableHigh(table),
                            records.tableLow(table),
                            records.tableDepth(table),
                            0),
                    retired::add);
            return;
        }
        final int node = node(word, high, low, depth);
        final int stride = stride(word, depth);
        final int end = depth + stride;
        for (int i = 0; i < 1 << stride; i++) {
            final long bits = (long) i << (limit(depth) - end);
            retireTree(
                    word(node + i * Integer.BYTES),
                    depth < Long.SIZE ? high | bits : high,
                    depth < Long.SIZE ? low : low | bits,
                    end,
                    level + 1);
        }
        routes.remove(node);
        routesWhenMade.remove(node);
        retired.add(node, Integer.BYTES << stride);
    }

    private void free(final int cell, final int octets) {
        routes.remove(cell);
        routesWhenMade.remove(cell);
        arena.free(cell, octets);
    }

    private boolean hasLonger(final int inside, final int depth) {
        return prefixes.length(inside) > depth || prefixes.child(inside, 0) != 0 || prefixes.child(inside, 1) != 0;
    }

    /** The adjacency of an address whose longest prefix is at most so long. */
    private int inherited(final long high, final long low, final int length) {
        final int match = prefixes.match(high, low, length);
        return match == 0 ? Ipv6Fib.NO_ROUTE : prefixes.adjacency(match);
    }

    /** Readers may read any of the words meanwhile. */
    private void store(final int slot, final int count, final int word) {
        final long address = arena.address() + slot;
        for (int i = 0; i < count; i++) {
            Memory.releaseInt(address + (long) i * Integer.BYTES, word);
        }
    }

    private int word(final int slot) {
        return Memory.nativeInt(null, arena.address() + slot);
    }

    /** Where a node is, by the word that leads there and the prefix that it begins at. */
    private int node(final int word, final long high, final long low, final int depth) {
        return root + (int) Ipv6Words.distance(word, half(high, low, depth));
    }

    private static int stride(final int word, final int depth) {
        return limit(depth) - (word & Ipv6Words.PAIR_SHIFT) - depth;
    }

    private static int slot(final long high, final long low, final int depth, final int stride) {
        return (int) (half(high, low, depth) << depth >>> (Long.SIZE - stride));
    }

    /** The half of an address that a node which begins at a bit looks at. */
    private static long half(final long high, final long low, final int depth) {
        return depth < Long.SIZE ? high : low;
    }

    /** Where that half ends. */
    private static int limit(final int depth) {
        return depth < Long.SIZE ? Long.SIZE : Ipv6Fib.MAX_PREFIX_LENGTH;
    }

    /** Whether the record of a slot looks at the last 64 bits: at the boundary those do that begin a table. */
    private static boolean isLow(final int depth, final int level) {
        return depth > Long.SIZE || (depth == Long.SIZE && level == 0);
    }

    private static int limit(final int depth, final int level) {
        return isLow(depth, level) ? Ipv6Fib.MAX_PREFIX_LENGTH : Long.SIZE;
    }
}
