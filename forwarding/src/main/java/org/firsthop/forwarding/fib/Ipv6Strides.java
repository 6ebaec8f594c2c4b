package org.firsthop.forwarding.fib;

import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv6 lookups read: a root of one word for each /16, and below it nodes down to records.
 * {@link StrideIpv6Fib} says how they are laid out and read; this class changes them, and belongs to the writer.
 *
 * <p>What is published is never changed but for the words of slots: an update builds records and nodes beside the present
 * ones ({@link Ipv6Builder}), notes which word is to go where, and then stores all of them one by one.
 *
 * <p>A node's bits are chosen when it is made, by the number of routes inside it. When they have become four times as many,
 * or an eighth, it is made again, if there is room.
 */
final class Ipv6Strides {
    /** A node is made again when it has so many times as many routes as when it was made. */
    private static final int GROWTH = 4;

    /** Or when what it has, so many times, is less. */
    private static final int SHRINKAGE = 8;

    private static final int MAX_PATH = 2 + Ipv6Fib.MAX_PREFIX_LENGTH / Ipv6Builder.MIN_STRIDE;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv6Prefixes prefixes;
    private final Ipv6Builder builder;
    private final int root;

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
        builder = new Ipv6Builder(arena, prefixes, root);
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
            strides.builder.records.giveBack(arena::free);
            strides.builder.uniform.releaseAll(arena::free);
            return null;
        }
        return strides;
    }

    private boolean buildAll() {
        final boolean[] isFull = {!builder.uniform.hold(Ipv6Fib.NO_ROUTE)};
        prefixes.forEach((high, low, length, adjacency) -> isFull[0] = isFull[0] || !builder.uniform.hold(adjacency));
        if (isFull[0]) {
            return false;
        }
        final int inherited = builder.inherited(0, 0, 0);
        builder.store(root, 1 << Ipv6Words.ROOT_BITS, builder.uniform.word(inherited, 0));
        final boolean isComplete = builder.paint(prefixes.first(0, 0, 0), root, 0, Ipv6Words.ROOT_BITS, 0, inherited);
        if (isComplete) {
            builder.records.keep();
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
                    builder.word(root + i * Integer.BYTES),
                    (long) i << (Long.SIZE - Ipv6Words.ROOT_BITS),
                    0,
                    Ipv6Words.ROOT_BITS,
                    0);
        }
        builder.uniform.releaseAll(retired::add);
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
        if (after != Ipv6Fib.NO_ROUTE && !builder.uniform.hold(after)) {
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
            builder.records.giveBack(builder::free);
            if (after != Ipv6Fib.NO_ROUTE) {
                builder.uniform.release(after, retired::add);
            }
            return false;
        }
        apply();
        for (int i = 1; change != 0 && i < replaced; i++) {
            builder.routes.put(pathNodes[i], builder.routes.get(pathNodes[i]) + change);
        }
        if (before != Ipv6Fib.NO_ROUTE) {
            builder.uniform.release(before, retired::add);
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
            slot = node + Ipv6Builder.slot(high, low, depth, stride) * Integer.BYTES;
            level = isRoot ? 0 : level + 1;
            depth += stride;
            int table = 0;
            while (!Ipv6Words.isNode(builder.word(slot), level)) {
                table = table(slot, level, high, low, depth, length);
                if (table == 0) {
                    lastSlot = slot;
                    lastLevel = level;
                    lastDepth = depth;
                    return false;
                }
                slot = table;
                level = 0;
                depth = builder.records.tableDepth(table);
            }
            final int word = builder.word(slot);
            stride = Ipv6Builder.stride(word, depth);
            node = builder.node(word, high & Prefixes.maskHigh(depth), low & Prefixes.maskLow(depth), depth);
        }
    }

    /** The deep table that has a prefix and will have routes, or 0. */
    private int table(
            final int slot, final int level, final long high, final long low, final int depth, final int length) {
        final int table =
                builder.records.tableAt(builder.word(slot), level, Ipv6Builder.isLow(depth, level) ? low : high);
        if (table == 0 || builder.records.tableDepth(table) >= length) {
            return 0;
        }
        final int end = builder.records.tableDepth(table);
        final int inside = prefixes.first(high & Prefixes.maskHigh(end), low & Prefixes.maskLow(end), end);
        return inside != 0 && builder.hasLonger(inside, end) ? table : 0;
    }

    /** The first node of the path that no route is inside any more, or that has too few or too many bits by now. */
    private int unfit(final int change) {
        for (int i = 1; change != 0 && i < pathLength; i++) {
            final int now = builder.routes.get(pathNodes[i]) + change;
            final int made = builder.routesWhenMade.get(pathNodes[i]);
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
        builder.records.giveBack(builder::free);
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
        final int word = builder.build(inside, high, low, depth, level, builder.inherited(high, low, depth));
        change(slot, 1, level, depth, word, high, low);
        return word != Ipv6Builder.NO_ROOM;
    }

    /** Builds what the slots of the path's last node are to lead to that a prefix covers. */
    private boolean refresh(final long high, final long low, final int length) {
        final int stride = lastDepth - pathDepths[pathLength - 1];
        final int first = Ipv6Builder.slot(high, low, pathDepths[pathLength - 1], stride);
        final int inside = prefixes.first(high, low, length);
        final int own = builder.inherited(high, low, length);
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
        builder.records.keep();
        for (int i = 0, prefix = 0; i < changes.size(); i += CHANGE_LENGTH, prefix += 2) {
            final int slot = changes.getInt(i);
            final int count = changes.getInt(i + 1);
            final int level = changes.getInt(i + 2);
            final int before = builder.word(slot);
            builder.store(slot, count, changes.getInt(i + 4));
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
            change(slot, count, level, end, builder.uniform.word(own, level), high, low);
            return true;
        }
        final boolean isNode = prefixes.length(inside) == length;
        if (!isChanged && isNode && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE) {
            return true;
        }
        if (count == 1) {
            final int word = builder.word(slot);
            if (Ipv6Words.isNode(word, level)) {
                final int child = builder.node(word, high, low, end);
                final int stride = Ipv6Builder.stride(word, end);
                return refresh(
                        child, end + stride, level + 1, 0, 1 << stride, inside, high, low, length, own, isChanged);
            }
            final int built = builder.build(inside, high, low, end, level, own);
            change(slot, 1, level, end, built, high, low);
            return built != Ipv6Builder.NO_ROOM;
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

    private void retireTree(final int word, final long high, final long low, final int depth, final int level) {
        if (!Ipv6Words.isNode(word, level)) {
            builder.records.release(
                    word,
                    level,
                    table -> retireTree(
                            builder.word(table),
                            builder.records.tableHigh(table),
                            builder.records.tableLow(table),
                            builder.records.tableDepth(table),
                            0),
                    retired::add);
            return;
        }
        final int node = builder.node(word, high, low, depth);
        final int stride = Ipv6Builder.stride(word, depth);
        final int end = depth + stride;
        for (int i = 0; i < 1 << stride; i++) {
            final long bits = (long) i << (Ipv6Builder.limit(depth) - end);
            retireTree(
                    builder.word(node + i * Integer.BYTES),
                    depth < Long.SIZE ? high | bits : high,
                    depth < Long.SIZE ? low : low | bits,
                    end,
                    level + 1);
        }
        builder.routes.remove(node);
        builder.routesWhenMade.remove(node);
        retired.add(node, Integer.BYTES << stride);
    }
}
