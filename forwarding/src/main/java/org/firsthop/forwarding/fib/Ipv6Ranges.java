package org.firsthop.forwarding.fib;

/**
 * The ranges of addresses that a slot answers alike, composed from the prefixes inside it: what a record is written from.
 * Belongs to the writer.
 */
final class Ipv6Ranges {
    /** As many as the parts of a record have answers. */
    static final int MAX_RANGES = (Ipv6Words.KEYS + 1) * (Ipv6Words.KEYS + 1);

    /** Routes longer than this need not have an answer in the records that packets come to first. */
    private static final int USUAL_LENGTH = 48;

    /** Nor those that are longer than this where the slot itself is as long as that. */
    private static final int NETWORK_LENGTH = 64;

    private final Ipv6Prefixes prefixes;

    /** Where each range begins, in units of what the window can tell apart. */
    private final int[] starts = new int[MAX_RANGES];

    /** The adjacency of each, or where there are longer routes than the window can tell apart, what it inherits. */
    private final int[] adjacencies = new int[MAX_RANGES];

    /** The first node of the prefixes that lie inside such a range, or 0. */
    private final int[] deepNodes = new int[MAX_RANGES];

    private int count;
    private int depth;
    private int end;
    private boolean isUsualBeyond;

    Ipv6Ranges(final Ipv6Prefixes prefixes) {
        this.prefixes = prefixes;
    }

    /**
     * Composes the ranges of a slot.
     *
     * @param inside the first node of the prefixes inside the slot.
     * @param slotDepth length of the slot's prefix.
     * @param windowEnd length of the prefixes that the window can tell apart.
     * @param inherited the slot's adjacency from prefixes that are not longer than itself.
     * @return whether a record has room for them.
     */
    boolean compose(final int inside, final int slotDepth, final int windowEnd, final int inherited) {
        count = 0;
        depth = slotDepth;
        end = windowEnd;
        isUsualBeyond = false;
        mark(0, inherited, 0);
        return (prefixes.length(inside) > slotDepth || windowEnd == slotDepth)
                ? add(inside, inherited)
                : addChildren(inside, inherited);
    }

    /** Prefixes come in order, so that each leaves its own answer where no longer one comes after it. */
    private boolean add(final int node, final int inherited) {
        final int length = prefixes.length(node);
        final int adjacency = prefixes.adjacency(node);
        final boolean isRoute = adjacency != Ipv6Fib.NO_ROUTE;
        final int own = isRoute ? adjacency : inherited;
        if (length > end || (length == end && hasChildren(node))) {
            isUsualBeyond |= isUsualBelow(node);
            final int start = position(node);
            return mark(start, length > end ? inherited : own, node) && mark(start + 1, inherited, 0);
        }
        final int start = position(node);
        return (!isRoute || mark(start, own, 0))
                && addChildren(node, own)
                && (!isRoute || mark(start + (1 << (end - length)), inherited, 0));
    }

    private boolean addChildren(final int node, final int inherited) {
        final int zero = prefixes.child(node, 0);
        final int one = prefixes.child(node, 1);
        return (zero == 0 || add(zero, inherited)) && (one == 0 || add(one, inherited));
    }

    private boolean mark(final int start, final int adjacency, final int deepNode) {
        if (start == 1 << (end - depth)) {
            return true;
        }
        if (count > 0 && starts[count - 1] == start) {
            count--;
        }
        if (count > 0 && deepNode == 0 && deepNodes[count - 1] == 0 && adjacencies[count - 1] == adjacency) {
            return true;
        }
        if (count == MAX_RANGES) {
            return false;
        }
        starts[count] = start;
        adjacencies[count] = adjacency;
        deepNodes[count++] = deepNode;
        return true;
    }

    private int position(final int node) {
        final boolean isLow = end > Long.SIZE;
        final long half = isLow ? prefixes.low(node) : prefixes.high(node);
        final int limit = isLow ? Ipv6Fib.MAX_PREFIX_LENGTH : Long.SIZE;
        return (int) (half >>> (limit - end)) & ((1 << (end - depth)) - 1);
    }

    private boolean hasChildren(final int node) {
        return prefixes.child(node, 0) != 0 || prefixes.child(node, 1) != 0;
    }

    private boolean isUsualBelow(final int node) {
        return node != 0
                && prefixes.length(node) <= (depth < USUAL_LENGTH ? USUAL_LENGTH : NETWORK_LENGTH)
                && ((prefixes.length(node) > end && prefixes.adjacency(node) != Ipv6Fib.NO_ROUTE)
                        || isUsualBelow(prefixes.child(node, 0))
                        || isUsualBelow(prefixes.child(node, 1)));
    }

    /** {@return whether some route of a usual length is longer than the window can tell apart} */
    boolean isUsualBeyond() {
        return isUsualBeyond;
    }

    /** {@return how many ranges there are} */
    int count() {
        return count;
    }

    /** {@return the length of the prefixes that the window can tell apart} */
    int end() {
        return end;
    }

    /** {@return where a range begins, in units of what the window can tell apart} */
    int start(final int index) {
        return starts[index];
    }

    /** {@return the adjacency of a range, or what its longer routes inherit} */
    int adjacency(final int index) {
        return adjacencies[index];
    }

    /** {@return the first node of the prefixes inside a range that leads on, or 0} */
    int deepNode(final int index) {
        return deepNodes[index];
    }
}
