package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntArrayList;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv6 lookups read: a root of one word for each /16, and below it nodes of as many bits as are worth
 * their memory. {@link StrideIpv6Fib} says how they are laid out and read; this class writes them, and belongs to the writer.
 *
 * <p>There is a node for exactly those ends of a node's slots inside which there are longer routes. So an update that makes
 * no node come or go stores the new answer into the words that inherit it from the changed prefix, one by one, and needs no
 * memory. Any other builds a node with all that is below it beside the present one and publishes it by one store.
 *
 * <p>A node's bits are chosen when it is made, by the number of routes inside it. When they have become four times as many,
 * or an eighth, it is made again, if there is room.
 */
final class Ipv6Strides {
    /** The length of prefix that a word of the root stands for. */
    static final int ROOT_BITS = 16;

    /** The low bits of a word: how far half an address is shifted to its index in the node that the word leads to. */
    static final int SHIFT_MASK = 63;

    /** The bits above: where the node is, in units of four octets from the root, less what is left in front of the index. */
    static final int INDEX_SHIFT = 6;

    /** What indices wrap around at. */
    static final int INDEX_MASK = -1 >>> INDEX_SHIFT;

    /** The most octets that indices reach. */
    static final long MAX_OCTETS = (INDEX_MASK + 1L) * Integer.BYTES;

    /** Octets of the root. */
    static final int ROOT_LENGTH = Integer.BYTES << ROOT_BITS;

    /** What a leaf has in place of an adjacency when the last 64 bits of the address lead on. */
    static final int DEEP = -1;

    /** Where such a leaf has the word that leads on. */
    static final int DEEP_OFFSET = 3 * Integer.BYTES;

    private static final int DEEP_LENGTH = 4 * Integer.BYTES;

    /** In place of a word: there was no room. Such a shift occurs in no word. */
    private static final int NO_ROOM = 62;

    /** A node has about so many words for each route inside it. */
    private static final int WORDS_PER_ROUTE = 6;

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
    private final Ipv6Leaves leaves;
    private final int root;

    /** By a node's offset: the routes inside it that are longer than its beginning, now and when it was made. */
    private final Int2IntHashMap routes = new Int2IntHashMap(0);

    private final Int2IntHashMap routesWhenMade = new Int2IntHashMap(0);

    /** Offset and octets of each cell that the present build has made. */
    private final IntArrayList fresh = new IntArrayList();

    /** The nodes that contain the changed prefix, from the root: offset, where they begin, bits, where the word to them is. */
    private final int[] pathNodes = new int[MAX_PATH];

    private final int[] pathDepths = new int[MAX_PATH];
    private final int[] pathStrides = new int[MAX_PATH];
    private final int[] pathSlots = new int[MAX_PATH];
    private int pathLength;

    /** What {@link #measure} has found: how many routes, and the length of the longest. */
    private int measuredRoutes;

    private int measuredLength;

    private Ipv6Strides(
            final SlabArena arena, final RetiredCells retired, final Ipv6Prefixes prefixes, final int root) {
        this.arena = arena;
        this.retired = retired;
        this.prefixes = prefixes;
        this.root = root;
        leaves = new Ipv6Leaves(arena, root);
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
            strides.freeFresh();
            strides.leaves.releaseAll(arena::free);
            return null;
        }
        return strides;
    }

    private boolean buildAll() {
        final boolean[] isFull = {!leaves.hold(Ipv6Fib.NO_ROUTE)};
        prefixes.forEach((high, low, length, adjacency) -> isFull[0] = isFull[0] || !leaves.hold(adjacency));
        if (isFull[0]) {
            return false;
        }
        store(root, 0, 1 << ROOT_BITS, inherited(0, 0, 0));
        final boolean isComplete = paint(prefixes.first(0, 0, 0), root, 0, ROOT_BITS);
        if (isComplete) {
            fresh.clear();
        }
        return isComplete;
    }

    /** {@return the address of the root} */
    long rootAddress() {
        return arena.address() + root;
    }

    /** Retires everything but the root: readers that look the root up from now on find another one. */
    void retire() {
        for (int i = 0; i < 1 << ROOT_BITS; i++) {
            retireTree(word(root + i * Integer.BYTES), (long) i << (Long.SIZE - ROOT_BITS), 0, ROOT_BITS);
        }
        leaves.releaseAll(retired::add);
    }

    /**
     * Makes the words answer as the prefixes do, after one of them has changed.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param length of the prefix.
     * @param before the adjacency that it had, or {@link Ipv6Fib#NO_ROUTE}.
     * @param after the adjacency that it has, or {@link Ipv6Fib#NO_ROUTE}.
     * @return whether there was room; if not, nothing was changed. There is always room to withdraw.
     */
    boolean update(final long high, final long low, final int length, final int before, final int after) {
        if (after != Ipv6Fib.NO_ROUTE && !leaves.hold(after)) {
            return false;
        }
        descend(high, low, length);
        final int change = (after == Ipv6Fib.NO_ROUTE ? 0 : 1) - (before == Ipv6Fib.NO_ROUTE ? 0 : 1);
        final int replaced = replaceUnfit(high, low, change);
        if (replaced == pathLength && !change(high, low, length)) {
            leaves.release(after, retired::add);
            return false;
        }
        for (int i = 1; change != 0 && i < replaced; i++) {
            routes.put(pathNodes[i], routes.get(pathNodes[i]) + change);
        }
        if (before != Ipv6Fib.NO_ROUTE) {
            leaves.release(before, retired::add);
        }
        return true;
    }

    /** Finds the nodes that begin before a prefix ends. */
    private void descend(final long high, final long low, final int length) {
        int node = root;
        int slot = 0;
        int depth = 0;
        int stride = ROOT_BITS;
        pathLength = 0;
        while (true) {
            pathNodes[pathLength] = node;
            pathDepths[pathLength] = depth;
            pathStrides[pathLength] = stride;
            pathSlots[pathLength++] = slot;
            depth += stride;
            if (length <= depth) {
                return;
            }
            slot = node + slot(high, low, depth - stride, stride) * Integer.BYTES;
            final int word = childWord(word(slot), depth);
            if (Ipv6Leaves.isLeaf(word)) {
                return;
            }
            stride = stride(word, depth);
            node = node(word, high & Prefixes.maskHigh(depth), low & Prefixes.maskLow(depth), depth);
        }
    }

    /**
     * Makes the first node of the path again that no route is inside any more, or that has too few or too many bits by now.
     *
     * @return where it is on the path, or the path's length when there is none, or no room to do better.
     */
    private int replaceUnfit(final long high, final long low, final int change) {
        for (int i = 1; change != 0 && i < pathLength; i++) {
            final int now = routes.get(pathNodes[i]) + change;
            final int made = routesWhenMade.get(pathNodes[i]);
            if (now == 0 || now >= GROWTH * made || now * SHRINKAGE <= made) {
                return replace(pathSlots[i], high, low, pathDepths[i]) ? i : pathLength;
            }
        }
        return pathLength;
    }

    /** Changes the answers at the end of the path. */
    private boolean change(final long high, final long low, final int length) {
        final int depth = pathDepths[pathLength - 1];
        final int stride = pathStrides[pathLength - 1];
        final int end = depth + stride;
        final int node = pathNodes[pathLength - 1];
        final int first = slot(high, low, depth, stride);
        if (length > end) {
            return replace(node + first * Integer.BYTES, high, low, end);
        }
        final int count = 1 << (end - length);
        final int inside = prefixes.first(high, low, length);
        final int word = inherited(high, low, length);
        if (inside == 0 || prefixes.length(inside) > length) {
            repaint(node, depth, stride, first, count, inside, word);
        } else if (count > 1) {
            repaintHalves(node, depth, stride, first, count, inside, word);
        } else if (hasLonger(inside, length)) {
            repaintBelow(node + first * Integer.BYTES, end, inside, word);
        } else {
            store(node, first, 1, word);
        }
        return true;
    }

    /** Builds what a slot leads to from the prefixes, and publishes it in place of what it leads to at present. */
    private boolean replace(final int slot, final long addressHigh, final long addressLow, final int depth) {
        final long high = addressHigh & Prefixes.maskHigh(depth);
        final long low = addressLow & Prefixes.maskLow(depth);
        final int inside = prefixes.first(high, low, depth);
        int word = inherited(high, low, depth);
        if (inside != 0 && hasLonger(inside, depth)) {
            word = build(inside, high, low, depth, word);
        }
        if (word == NO_ROOM) {
            freeFresh();
            return false;
        }
        fresh.clear();
        final int before = word(slot);
        Memory.releaseInt(arena.address() + slot, word);
        retireTree(before, high, low, depth);
        return true;
    }

    /** Builds a node with all that is below it; returns the word for the slot that is to lead there. */
    private int build(final int inside, final long high, final long low, final int depth, final int inherited) {
        measuredRoutes = 0;
        measuredLength = 0;
        measure(inside, depth);
        final int count = measuredRoutes;
        final int stride = chooseStride(depth, count, measuredLength);
        final int node = allocate(Integer.BYTES << stride);
        if (node == SlabArena.NONE) {
            return NO_ROOM;
        }
        routes.put(node, count);
        routesWhenMade.put(node, count);
        store(node, 0, 1 << stride, inherited);
        if (!paint(inside, node, depth, stride)) {
            return NO_ROOM;
        }
        final int shift = limit(depth) - depth - stride;
        final int index = ((node - root) >> 2) - (int) (half(high, low, depth) >>> shift);
        final int word = (index << INDEX_SHIFT) | shift;
        return depth == Long.SIZE ? deepen(word) : word;
    }

    /** A leaf by which the last 64 bits of an address lead on. */
    private int deepen(final int word) {
        final int leaf = allocate(DEEP_LENGTH);
        if (leaf == SlabArena.NONE) {
            return NO_ROOM;
        }
        leaves.write(leaf, DEEP);
        Memory.putNativeInt(null, arena.address() + leaf + DEEP_OFFSET, word);
        return leaves.wordOf(leaf);
    }

    private void measure(final int inside, final int depth) {
        if (inside != 0) {
            final int length = prefixes.length(inside);
            if (length > depth && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE) {
                measuredRoutes++;
                measuredLength = Math.max(measuredLength, length);
            }
            measure(prefixes.child(inside, 0), depth);
            measure(prefixes.child(inside, 1), depth);
        }
    }

    private static int chooseStride(final int depth, final int count, final int longest) {
        final int worthwhile = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(count * WORDS_PER_ROUTE);
        final int useful = Math.min(worthwhile, longest - depth);
        return Math.min(Math.max(MIN_STRIDE, Math.min(MAX_STRIDE, useful)), limit(depth) - depth);
    }

    /** Stores what the prefixes inside a node answer that nobody reads yet; false when there was no room. */
    private boolean paint(final int inside, final int node, final int depth, final int stride) {
        if (inside == 0) {
            return true;
        }
        final int end = depth + stride;
        final int length = prefixes.length(inside);
        final int slot = slot(prefixes.high(inside), prefixes.low(inside), depth, stride);
        if (length > depth && length <= end && prefixes.adjacency(inside) != Ipv6Fib.NO_ROUTE) {
            store(node, slot, 1 << (end - length), leaves.word(prefixes.adjacency(inside)));
        }
        if (length < end) {
            return paint(prefixes.child(inside, 0), node, depth, stride)
                    && paint(prefixes.child(inside, 1), node, depth, stride);
        }
        if (hasLonger(inside, end)) {
            final long high = prefixes.high(inside) & Prefixes.maskHigh(end);
            final long low = prefixes.low(inside) & Prefixes.maskLow(end);
            final int word = build(inside, high, low, end, word(node + slot * Integer.BYTES));
            store(node, slot, 1, word);
            return word != NO_ROOM;
        }
        return true;
    }

    /** Stores a word into those of some slots that inherit it: all but those that routes inside cover, or lead further. */
    private void repaint(
            final int node,
            final int depth,
            final int stride,
            final int first,
            final int count,
            final int inside,
            final int word) {
        if (inside == 0) {
            store(node, first, count, word);
            return;
        }
        final int end = depth + stride;
        final int length = prefixes.length(inside);
        final int slot = slot(prefixes.high(inside), prefixes.low(inside), depth, stride);
        final int covered = length >= end ? 1 : 1 << (end - length);
        store(node, first, slot - first, word);
        store(node, slot + covered, first + count - slot - covered, word);
        if (length > end) {
            repaintBelow(node + slot * Integer.BYTES, end, inside, word);
        } else if (prefixes.adjacency(inside) == Ipv6Fib.NO_ROUTE) {
            if (length == end) {
                repaintBelow(node + slot * Integer.BYTES, end, inside, word);
            } else {
                repaintHalves(node, depth, stride, slot, covered, inside, word);
            }
        }
    }

    /** The same for the halves of a range that are inside a prefix; each is what one of its children is inside. */
    private void repaintHalves(
            final int node,
            final int depth,
            final int stride,
            final int first,
            final int count,
            final int parent,
            final int word) {
        final int half = count / 2;
        repaint(node, depth, stride, first, half, prefixes.child(parent, 0), word);
        repaint(node, depth, stride, first + half, half, prefixes.child(parent, 1), word);
    }

    /** The same for the node that a slot leads to. */
    private void repaintBelow(final int slot, final int depth, final int inside, final int word) {
        final int toChild = childWord(word(slot), depth);
        final int stride = stride(toChild, depth);
        final long high = prefixes.high(inside) & Prefixes.maskHigh(depth);
        final long low = prefixes.low(inside) & Prefixes.maskLow(depth);
        final int child = node(toChild, high, low, depth);
        if (prefixes.length(inside) > depth) {
            repaint(child, depth, stride, 0, 1 << stride, inside, word);
        } else {
            repaintHalves(child, depth, stride, 0, 1 << stride, inside, word);
        }
    }

    private void retireTree(final int slotWord, final long high, final long low, final int depth) {
        final int word = childWord(slotWord, depth);
        if (Ipv6Leaves.isLeaf(word)) {
            return;
        }
        if (depth == Long.SIZE) {
            retired.add(leaves.offset(slotWord), DEEP_LENGTH);
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
                    end);
        }
        routes.remove(node);
        routesWhenMade.remove(node);
        retired.add(node, Integer.BYTES << stride);
    }

    private int allocate(final int octets) {
        final int cell = arena.allocate(octets);
        if (cell != SlabArena.NONE) {
            fresh.addInt(cell);
            fresh.addInt(octets);
        }
        return cell;
    }

    private void freeFresh() {
        for (int i = 0; i < fresh.size(); i += 2) {
            routes.remove(fresh.getInt(i));
            routesWhenMade.remove(fresh.getInt(i));
            arena.free(fresh.getInt(i), fresh.getInt(i + 1));
        }
        fresh.clear();
    }

    private boolean hasLonger(final int inside, final int depth) {
        return prefixes.length(inside) > depth || prefixes.child(inside, 0) != 0 || prefixes.child(inside, 1) != 0;
    }

    /** The word for an address whose longest prefix is at most so long. */
    private int inherited(final long high, final long low, final int length) {
        final int match = prefixes.match(high, low, length);
        return leaves.word(match == 0 ? Ipv6Fib.NO_ROUTE : prefixes.adjacency(match));
    }

    /** Readers may read any of the words meanwhile. */
    private void store(final int node, final int first, final int count, final int word) {
        final long address = arena.address() + node;
        for (int i = first; i < first + count; i++) {
            Memory.releaseInt(address + (long) i * Integer.BYTES, word);
        }
    }

    /** The word that leads to the node at a depth, or to a leaf when there is none: behind a deep leaf, where one is. */
    private int childWord(final int slotWord, final int depth) {
        if (depth != Long.SIZE) {
            return slotWord;
        }
        final long leaf = arena.address() + leaves.offset(slotWord);
        return Memory.nativeInt(null, leaf + Ipv6Leaves.ADJACENCY_OFFSET) == DEEP
                ? Memory.nativeInt(null, leaf + DEEP_OFFSET)
                : slotWord;
    }

    private int word(final int slot) {
        return Memory.nativeInt(null, arena.address() + slot);
    }

    /** Where a node is, by the word that leads there and the prefix that it begins at. */
    private int node(final int word, final long high, final long low, final int depth) {
        return root + (int) distance(word, half(high, low, depth));
    }

    /**
     * Where the next word is.
     *
     * @param word that leads to a node.
     * @param half of the address.
     * @return how far from the root, in octets.
     */
    static long distance(final int word, final long half) {
        // The shift takes the low six bits of its distance.
        final int index = ((word >>> INDEX_SHIFT) + (int) (half >>> word)) & INDEX_MASK;
        return (long) index << 2;
    }

    private static int stride(final int word, final int depth) {
        return limit(depth) - (word & SHIFT_MASK) - depth;
    }

    private static int slot(final long high, final long low, final int depth, final int stride) {
        return (int) (half(high, low, depth) << depth >>> (Long.SIZE - stride));
    }

    /** The half of an address that continues at a bit. */
    private static long half(final long high, final long low, final int depth) {
        return depth < Long.SIZE ? high : low;
    }

    /** Where that half ends. */
    private static int limit(final int depth) {
        return depth < Long.SIZE ? Long.SIZE : Ipv6Fib.MAX_PREFIX_LENGTH;
    }
}
