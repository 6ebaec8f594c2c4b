package org.firsthop.forwarding.fib;

import org.firsthop.core.memory.Memory;

/**
 * The prefixes of an IPv6 table with their adjacencies: what the writer of a FIB computes answers from.
 *
 * <p>A binary trie in which only prefixes and the points where they part have a node (Patricia), so that a table has
 * fewer than two nodes for each route. A node's children are longer than it and lie inside it; the bit after the node's own
 * prefix tells which child an address belongs to.
 *
 * <pre>
 *   node   | high (64) | low (64) | child 0 (32) | child 1 (32) | adjacency (32), 0 where prefixes only part | length (32) |
 * </pre>
 *
 * <p>Nodes come from an arena that is shared by tables, and are named by their offset in it, 0 being none.
 * {@link #release()} gives all of them back.
 */
final class Ipv6Prefixes {
    private static final int HIGH_OFFSET = 0;
    private static final int LOW_OFFSET = 8;
    private static final int CHILD_OFFSET = 16;
    private static final int ADJACENCY_OFFSET = 24;
    private static final int LENGTH_OFFSET = 28;
    private static final int NODE_LENGTH = 32;

    private final SlabArena arena;
    private int root;
    private int size;

    /**
     * An empty table.
     *
     * @param arena that nodes come from.
     */
    Ipv6Prefixes(final SlabArena arena) {
        this.arena = arena;
    }

    /** {@return the number of routes} */
    int size() {
        return size;
    }

    /** Gives all nodes back; the table is empty afterwards. */
    void release() {
        release(root);
        root = 0;
        size = 0;
    }

    private void release(final int node) {
        if (node != 0) {
            release(child(node, 0));
            release(child(node, 1));
            arena.free(node, NODE_LENGTH);
        }
    }

    /**
     * The adjacency of a prefix.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param length of the prefix.
     * @return the adjacency, or 0 when it is not there.
     */
    int get(final long high, final long low, final int length) {
        final int node = first(high, low, length);
        return node != 0 && length(node) == length ? adjacency(node) : Ipv6Fib.NO_ROUTE;
    }

    /**
     * Sets the adjacency of a prefix.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param length of the prefix.
     * @param adjacency at least 1.
     * @return whether there was room; if not, nothing was changed.
     */
    boolean put(final long high, final long low, final int length, final int adjacency) {
        int parent = 0;
        int node = root;
        int common = 0;
        while (node != 0) {
            common = Math.min(Math.min(commonBits(node, high, low), length), length(node));
            if (common < length(node) || common == length) {
                break;
            }
            parent = node;
            node = child(node, bit(high, low, common));
        }
        if (node != 0 && common == length && common == length(node)) {
            size += adjacency(node) == Ipv6Fib.NO_ROUTE ? 1 : 0;
            putInt(node, ADJACENCY_OFFSET, adjacency);
            return true;
        }
        final int leaf = allocate(high, low, length, adjacency);
        if (leaf == 0) {
            return false;
        }
        int top = leaf;
        if (node != 0 && common == length) {
            putChild(leaf, bit(high(node), low(node), common), node);
        } else if (node != 0) {
            top = allocate(high & Prefixes.maskHigh(common), low & Prefixes.maskLow(common), common, Ipv6Fib.NO_ROUTE);
            if (top == 0) {
                arena.free(leaf, NODE_LENGTH);
                return false;
            }
            putChild(top, bit(high, low, common), leaf);
            putChild(top, bit(high(node), low(node), common), node);
        }
        replaceChild(parent, top, high, low);
        size++;
        return true;
    }

    /**
     * Removes a prefix that is there.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param length of the prefix.
     */
    void remove(final long high, final long low, final int length) {
        int grandparent = 0;
        int parent = 0;
        int node = root;
        while (length(node) < length) {
            grandparent = parent;
            parent = node;
            node = child(node, bit(high, low, length(node)));
        }
        size--;
        putInt(node, ADJACENCY_OFFSET, Ipv6Fib.NO_ROUTE);
        if (spliceOut(parent, node) && parent != 0 && adjacency(parent) == Ipv6Fib.NO_ROUTE) {
            // The node that parted two prefixes may part nothing any more.
            spliceOut(grandparent, parent);
        }
    }

    /** Takes a node without adjacency out of the trie, unless two children still part there. */
    private boolean spliceOut(final int parent, final int node) {
        final int zero = child(node, 0);
        final int one = child(node, 1);
        if (zero != 0 && one != 0) {
            return false;
        }
        replaceChild(parent, zero != 0 ? zero : one, high(node), low(node));
        arena.free(node, NODE_LENGTH);
        return true;
    }

    /**
     * The first node, from the top, that lies inside a prefix: it and what is below it are all the routes inside.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param length of the prefix.
     * @return the node, or 0 when no route lies inside.
     */
    int first(final long high, final long low, final int length) {
        int node = root;
        while (node != 0 && length(node) < length) {
            node = child(node, bit(high, low, length(node)));
        }
        return node != 0 && commonBits(node, high, low) >= length ? node : 0;
    }

    /**
     * The longest prefix that contains an address.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param maxLength a limit to the prefix's length.
     * @return its node, or 0 when no prefix up to that length contains the address.
     */
    int match(final long high, final long low, final int maxLength) {
        int best = 0;
        int node = root;
        while (node != 0 && length(node) <= maxLength && commonBits(node, high, low) >= length(node)) {
            best = adjacency(node) == Ipv6Fib.NO_ROUTE ? best : node;
            node = length(node) == Ipv6Fib.MAX_PREFIX_LENGTH ? 0 : child(node, bit(high, low, length(node)));
        }
        return best;
    }

    /**
     * Gives every route in the order of prefixes, a shorter one before the longer ones inside it.
     *
     * @param consumer that takes the routes.
     */
    void forEach(final Ipv6RouteConsumer consumer) {
        forEach(root, consumer);
    }

    private void forEach(final int node, final Ipv6RouteConsumer consumer) {
        if (node != 0) {
            if (adjacency(node) != Ipv6Fib.NO_ROUTE) {
                consumer.accept(high(node), low(node), length(node), adjacency(node));
            }
            forEach(child(node, 0), consumer);
            forEach(child(node, 1), consumer);
        }
    }

    /**
     * A child of a node.
     *
     * @param node to look at.
     * @param bit 0 or 1.
     * @return the child, or 0.
     */
    int child(final int node, final int bit) {
        return getInt(node, CHILD_OFFSET + bit * Integer.BYTES);
    }

    /**
     * The adjacency of a node.
     *
     * @param node to look at.
     * @return the adjacency, or 0 when only other prefixes part there.
     */
    int adjacency(final int node) {
        return getInt(node, ADJACENCY_OFFSET);
    }

    /**
     * The length of a node's prefix.
     *
     * @param node to look at.
     * @return 0 to 128.
     */
    int length(final int node) {
        return getInt(node, LENGTH_OFFSET);
    }

    /** {@return the first 64 bits of a node's prefix} */
    long high(final int node) {
        return Memory.nativeLong(null, arena.address() + node + HIGH_OFFSET);
    }

    /** {@return the last 64 bits of a node's prefix} */
    long low(final int node) {
        return Memory.nativeLong(null, arena.address() + node + LOW_OFFSET);
    }

    private int allocate(final long high, final long low, final int length, final int adjacency) {
        final int node = arena.allocate(NODE_LENGTH);
        if (node == SlabArena.NONE) {
            return 0;
        }
        final long address = arena.address() + node;
        Memory.putNativeLong(null, address + HIGH_OFFSET, high);
        Memory.putNativeLong(null, address + LOW_OFFSET, low);
        Memory.putNativeLong(null, address + CHILD_OFFSET, 0);
        putInt(node, ADJACENCY_OFFSET, adjacency);
        putInt(node, LENGTH_OFFSET, length);
        return node;
    }

    private void replaceChild(final int parent, final int child, final long high, final long low) {
        if (parent == 0) {
            root = child;
        } else {
            putChild(parent, bit(high, low, length(parent)), child);
        }
    }

    private void putChild(final int node, final int bit, final int child) {
        putInt(node, CHILD_OFFSET + bit * Integer.BYTES, child);
    }

    private int commonBits(final int node, final long high, final long low) {
        final long highDifference = high(node) ^ high;
        return highDifference != 0
                ? Long.numberOfLeadingZeros(highDifference)
                : Long.SIZE + Long.numberOfLeadingZeros(low(node) ^ low);
    }

    /**
     * A bit of an address.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param index 0 to 127, the first bit being 0.
     * @return 0 or 1.
     */
    static int bit(final long high, final long low, final int index) {
        return (int) ((index < 64 ? high : low) >>> (63 - (index & 63))) & 1;
    }

    private int getInt(final int node, final int offset) {
        return Memory.nativeInt(null, arena.address() + node + offset);
    }

    private void putInt(final int node, final int offset, final int value) {
        Memory.putNativeInt(null, arena.address() + node + offset, value);
    }
}
