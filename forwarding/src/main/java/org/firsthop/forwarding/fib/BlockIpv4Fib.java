package org.firsthop.forwarding.fib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Ipv4Fib} that answers by two dependent reads: a root word for each /18 block, and a leaf for each /24 of a block
 * that has routes of its own. What neighboring /24s answer alike is kept once where that costs a lookup nothing.
 *
 * <pre>
 *   root      262,144 words of 32 bits: where the block's leaves are, ending in how far an address is shifted to its leaf
 *
 *   leaves    64 of a /24 each             (shift 8)     | leaf 0 | leaf 1 | ... | leaf 63 | escapes, when it has any |
 *             32 of two equal /24s each    (shift 9)     | leaf 0 | ... | leaf 31 |
 *             1 for the whole block        (shift 14)    one of 32 equal leaves that all blocks with this answer share
 * </pre>
 *
 * The index of an address's leaf is {@code word + (address >>> word)}, counted from the root: a shift takes the low five bits
 * of its distance from the word, and the word makes up for what is left of the block's number. Leaves are placed so that a
 * word can end in its shift. There is no mask, no branch and no difference between the three shapes.
 *
 * <p>A leaf is an adjacency, in 8 bits. The highest value a leaf can have means that the answer stands in a list beside the
 * block's leaves: a greater adjacency, or the way to a deep record, an {@link OctetRecord} of the 256 addresses of a /24 with
 * longer prefixes. Number adjacencies from 1 up, the most used first, and a table of a million routes takes five megabytes.
 * When adjacencies of 255 and above become many, the whole table is built once more with leaves of 16 bits, and takes eight;
 * that one update takes as long as a bulk load.
 *
 * <p><b>Memory model.</b> Leaves are written before the root word that leads to them is stored with release semantics. Later
 * only a leaf whose answer changes is stored to, by itself, after a fence, so that an address has its whole old or whole new
 * answer at any moment; and leaves are used for others when the {@link ReadEpochs} say that no reader can hold them. A lookup
 * loads the root word with {@link Memory#consumeInt}; a batch loads all its root words first, then orders what follows by one
 * fence, so that on a machine with weakly ordered loads the misses of a batch still overlap. A second fence, after the leaves,
 * orders what is read by the answers after what was written for them.
 *
 * <p>An update touches one block for a prefix of /18 and longer, 2<sup>18 − n</sup> for a shorter one of length <i>n</i>. Most
 * store some leaves of the one block. Where escapes or the shape of a block change, its leaves are written anew; all of them
 * are built before the first is published; where memory is short, the update is refused and nothing has changed. So the time
 * of an update is bounded by the number of its blocks, less those that longer prefixes cover: a block with routes of its own
 * takes at most 64 leaves and the deep records of its /24s, any other one word. The default route, which has the most, is
 * 262,144 words at worst, and what routes stand in the holes that it fills.
 */
public final class BlockIpv4Fib implements Ipv4Fib {
    /** Octets for lookups that suffice for a million routes, and for their replacement by a million others. */
    public static final long DEFAULT_LOOKUP_CAPACITY = 24L << 20;

    /** Octets for the prefixes that suffice for a million routes, and for their replacement by a million others. */
    public static final long DEFAULT_CONTROL_CAPACITY = 40L << 20;

    /** Octets of the smallest capacities of either kind: an empty table and a few thousand routes. */
    public static final long MIN_CAPACITY = 3L << 20;

    /** So many addresses of a batch are taken through one stage after the other: what they need fits the nearest cache. */
    private static final int STAGE = 256;

    /** More escaped leaves than this, and 8 bits are too few. */
    private static final long MAX_ESCAPED_ADJACENCIES = 16 * 1024;

    private final FibArenas arenas;
    private Ipv4Prefixes prefixes;
    private Ipv4Records records;

    /**
     * The address of the root that lookups start from, below 0 with all bits inverted when leaves have 16 bits. Not volatile,
     * so that a loop of lookups need not load it each time: a reader sees a new one at the latest when it has announced.
     */
    private long table;

    /** Blocks that an update rewrites, and their new records. */
    private int[] changedBlocks = new int[16];

    private int[] changedRecords = new int[16];
    private int changedCount;
    private long widenBeyond = MAX_ESCAPED_ADJACENCIES;

    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(BlockIpv4Fib.class, "table", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * An empty table with memory for a million routes.
     *
     * @param epochs that the readers announce to.
     */
    public BlockIpv4Fib(final ReadEpochs epochs) {
        this(epochs, DEFAULT_LOOKUP_CAPACITY, DEFAULT_CONTROL_CAPACITY);
    }

    /**
     * An empty table.
     *
     * @param epochs that the readers announce to.
     * @param lookupCapacity octets for what lookups read: 1 MiB, about 5 for each route, and as much again for
     *     {@link #replaceAll} and for what waits for readers.
     * @param controlCapacity octets for the prefixes: 2 MiB, about 11 for each route, and as much again for
     *     {@link #replaceAll}.
     * @throws IllegalArgumentException when a capacity is below {@link #MIN_CAPACITY} or above 2,145,386,495.
     */
    public BlockIpv4Fib(final ReadEpochs epochs, final long lookupCapacity, final long controlCapacity) {
        arenas = new FibArenas(epochs, lookupCapacity, controlCapacity, MIN_CAPACITY, Integer.MAX_VALUE);
        prefixes = Objects.requireNonNull(Ipv4Prefixes.allocate(arenas.control));
        records = Objects.requireNonNull(Ipv4Records.build(arenas.lookup, arenas.retired, prefixes, false));
        TABLE.setRelease(this, records.rootAddress());
    }

    @Override
    public int lookup(final int address) {
        return lookup(table(), address);
    }

    /** The table to start from: loaded before what it leads to. */
    private long table() {
        return Memory.ordersReads() ? table : (long) TABLE.getAcquire(this);
    }

    private static int lookup(final long table, final int address) {
        if (table < 0) {
            return lookupWide(~table, address);
        }
        final int word = Memory.consumeInt(rootWordAddress(table, address));
        final int leaf = narrowLeaf(table, Ipv4Words.leafIndex(word, address));
        orderReads();
        if (leaf != Ipv4Words.NARROW_ESCAPE) {
            return leaf;
        }
        return new Escaped(table, 0, word, address).adjacency;
    }

    private static int lookupWide(final long root, final int address) {
        final int word = Memory.consumeInt(rootWordAddress(root, address));
        final int leaf = wideLeaf(root, Ipv4Words.leafIndex(word, address));
        orderReads();
        if (leaf != Ipv4Words.WIDE_ESCAPE) {
            return leaf;
        }
        return new Escaped(root, 1, word, address).adjacency;
    }

    /** Orders what is read by an answer after the answer, where the machine does not. */
    private static void orderReads() {
        if (!Memory.ordersReads()) {
            VarHandle.acquireFence();
        }
    }

    /** The answer for an escaped leaf: an object that is never made, as {@link Ipv4Words.EscapedValue} says. */
    private static final class Escaped {
        private int adjacency;

        Escaped(final long root, final int leafShift, final int word, final int address) {
            final int value = new Ipv4Words.EscapedValue(root, leafShift, word, address).value;
            adjacency = value >= 0 ? value : new OctetRecord.Leaf(root, value, address).value;
        }
    }

    /** The answer to an address of a batch whose leaf was escaped, looked up once more: the block may have another word now. */
    private static final class Again {
        private int adjacency;

        Again(final long root, final int leafShift, final int address) {
            final int word = Memory.nativeInt(null, root + ((long) Ipv4Prefixes.block(address) << 2));
            VarHandle.acquireFence();
            final long leafAddress =
                    root + ((long) (Ipv4Words.leafIndex(word, address) - Ipv4Words.SLOT_SHIFT) << leafShift);
            final int leaf = leafShift == 0
                    ? Memory.i8(null, leafAddress) & Ipv4Words.NARROW_ESCAPE
                    : Memory.nativeShort(null, leafAddress) & Ipv4Words.WIDE_ESCAPE;
            VarHandle.acquireFence();
            adjacency = leaf == (leafShift == 0 ? Ipv4Words.NARROW_ESCAPE : Ipv4Words.WIDE_ESCAPE)
                    ? new Escaped(root, leafShift, word, address).adjacency
                    : leaf;
        }
    }

    @Override
    public void lookup(final int[] addresses, final int[] adjacencies, final int count) {
        Objects.checkFromIndexSize(0, count, Math.min(addresses.length, adjacencies.length));
        final long table = table();
        final boolean isWide = table < 0;
        final long root = isWide ? ~table : table;
        for (int from = 0; from < count; from += STAGE) {
            final int to = Math.min(from + STAGE, count);
            findLeaves(root, addresses, adjacencies, from, to);
            if (isWide) {
                readWide(root, addresses, adjacencies, from, to);
            } else {
                readNarrow(root, addresses, adjacencies, from, to);
            }
        }
        VarHandle.acquireFence();
    }

    /** Replaces the indices of leaves by answers. */
    private static void readNarrow(
            final long root, final int[] addresses, final int[] leaves, final int from, final int to) {
        for (int i = from; i < to; i++) {
            int leaf = narrowLeaf(root, leaves[i]);
            if (leaf == Ipv4Words.NARROW_ESCAPE) {
                leaf = new Again(root, 0, addresses[i]).adjacency;
            }
            leaves[i] = leaf;
        }
    }

    /** Replaces the indices of leaves by answers. */
    private static void readWide(
            final long root, final int[] addresses, final int[] leaves, final int from, final int to) {
        for (int i = from; i < to; i++) {
            int leaf = wideLeaf(root, leaves[i]);
            if (leaf == Ipv4Words.WIDE_ESCAPE) {
                leaf = new Again(root, 1, addresses[i]).adjacency;
            }
            leaves[i] = leaf;
        }
    }

    /** Replaces each of some addresses by the index of its leaf. */
    private static void findLeaves(
            final long root, final int[] addresses, final int[] leaves, final int from, final int to) {
        for (int i = from; i < to; i++) {
            final int address = addresses[i];
            leaves[i] = Ipv4Words.leafIndex(Memory.nativeInt(null, rootWordAddress(root, address)), address);
        }
        VarHandle.acquireFence();
    }

    private static long rootWordAddress(final long root, final int address) {
        return root + ((long) Ipv4Prefixes.block(address) << 2);
    }

    private static int narrowLeaf(final long root, final int index) {
        return Memory.u8(null, root + index - Ipv4Words.SLOT_SHIFT);
    }

    private static int wideLeaf(final long root, final int index) {
        return Memory.nativeShort(null, root + ((long) index << 1) - 2L * Ipv4Words.SLOT_SHIFT) & 0xFFFF;
    }

    @Override
    public FibUpdate put(final int prefix, final int prefixLength, final int adjacency) {
        Prefixes.check(prefix, prefixLength);
        Prefixes.checkAdjacency(adjacency, maxAdjacency());
        final int before = prefixes.get(prefix, prefixLength);
        if (before == adjacency) {
            return FibUpdate.UNCHANGED;
        }
        if (!prefixes.put(prefix, prefixLength, adjacency)) {
            return arenas.refuse();
        }
        final boolean isStored = hasLeaves(prefixLength) && records.store(prefix, prefixLength, adjacency);
        if (!isStored && !rewrite(prefix, prefixLength)) {
            if (before == NO_ROUTE) {
                prefixes.remove(prefix, prefixLength);
            } else {
                prefixes.put(prefix, prefixLength, before);
            }
            return arenas.refuse();
        }
        widenWhenEscapesAreMany();
        return before == NO_ROUTE ? FibUpdate.ADDED : FibUpdate.REPLACED;
    }

    @Override
    public FibUpdate remove(final int prefix, final int prefixLength) {
        Prefixes.check(prefix, prefixLength);
        final int before = prefixes.get(prefix, prefixLength);
        if (before == NO_ROUTE) {
            return FibUpdate.ABSENT;
        }
        prefixes.remove(prefix, prefixLength);
        final boolean isStored =
                hasLeaves(prefixLength) && records.store(prefix, prefixLength, prefixes.covering(prefix, prefixLength));
        if (!isStored && !rewrite(prefix, prefixLength)) {
            // The room that the route had is still there, so that this cannot fail.
            prefixes.put(prefix, prefixLength, before);
            return arenas.refuse();
        }
        return FibUpdate.WITHDRAWN;
    }

    @Override
    public FibUpdate replaceAll(final Ipv4RouteSource routes) {
        final Ipv4Prefixes next = Ipv4Prefixes.allocate(arenas.control);
        if (next == null) {
            return arenas.refuse();
        }
        final Loader loader = new Loader(next);
        try {
            routes.forEach(loader);
        } catch (final RuntimeException | Error e) {
            next.release();
            throw e;
        }
        final Ipv4Records built = loader.isFull ? null : build(next, loader.escapedRoutes > MAX_ESCAPED_ADJACENCIES);
        if (built == null) {
            next.release();
            return arenas.refuse();
        }
        prefixes.release();
        prefixes = next;
        publish(built);
        return FibUpdate.REPLACED;
    }

    /** Puts routes into a table that nobody reads yet. */
    private static final class Loader implements Ipv4RouteConsumer {
        private final Ipv4Prefixes prefixes;
        private long escapedRoutes;
        private boolean isFull;

        Loader(final Ipv4Prefixes prefixes) {
            this.prefixes = prefixes;
        }

        @Override
        public void accept(final int prefix, final int prefixLength, final int adjacency) {
            Prefixes.check(prefix, prefixLength);
            Prefixes.checkAdjacency(adjacency, Integer.MAX_VALUE);
            escapedRoutes += adjacency >= Ipv4Words.NARROW_ESCAPE ? 1 : 0;
            isFull = isFull || !prefixes.put(prefix, prefixLength, adjacency);
        }
    }

    @Override
    public int get(final int prefix, final int prefixLength) {
        Prefixes.check(prefix, prefixLength);
        return prefixes.get(prefix, prefixLength);
    }

    @Override
    public int matchLength(final int address) {
        return prefixes.matchLength(address);
    }

    @Override
    public void forEach(final Ipv4RouteConsumer consumer) {
        prefixes.forEach(consumer);
    }

    @Override
    public int size() {
        return prefixes.size();
    }

    @Override
    public int maxAdjacency() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long reclaim() {
        return arenas.reclaim();
    }

    @Override
    public FibMemory memory() {
        return arenas.memory();
    }

    @Override
    public long refusals() {
        return arenas.refusals();
    }

    /** Whether a prefix is within a block, and made of whole leaves of it. */
    private static boolean hasLeaves(final int length) {
        return length >= Ipv4Prefixes.BLOCK_LENGTH && length <= 24;
    }

    /** Rewrites what a changed prefix answers; where there is no room for all of it, nothing. */
    private boolean rewrite(final int prefix, final int length) {
        changedCount = 0;
        final boolean complete;
        if (length >= Ipv4Prefixes.BLOCK_LENGTH) {
            final int firstSlot = (prefix >>> 8) & 63;
            final int lastSlot = length >= 24 ? firstSlot : firstSlot + (1 << (24 - length)) - 1;
            complete = rebuild(Ipv4Prefixes.block(prefix), firstSlot, lastSlot);
        } else {
            complete = rebuildBelow((1 << length) | (length == 0 ? 0 : prefix >>> (32 - length)), true);
        }
        if (!complete) {
            records.discard(changedBlocks, changedRecords, changedCount);
            return false;
        }
        for (int i = 0; i < changedCount; i++) {
            records.publish(changedBlocks[i], changedRecords[i]);
        }
        arenas.retired.seal();
        return true;
    }

    /** Builds the blocks below a node of the tree of short prefixes that no longer one of them covers. */
    private boolean rebuildBelow(final int node, final boolean isChanged) {
        if (node >= Ipv4Prefixes.BLOCKS) {
            return rebuild(node - Ipv4Prefixes.BLOCKS, 0, 63);
        }
        if (!isChanged && prefixes.hasShort(node)) {
            return true;
        }
        return rebuildBelow(node << 1, false) && rebuildBelow((node << 1) | 1, false);
    }

    private boolean rebuild(final int block, final int firstSlot, final int lastSlot) {
        int record = records.build(block, firstSlot, lastSlot);
        if (record == Ipv4Records.NONE) {
            arenas.retired.reclaim();
            record = records.build(block, firstSlot, lastSlot);
            if (record == Ipv4Records.NONE) {
                return false;
            }
        }
        if (changedCount == changedBlocks.length) {
            changedBlocks = Arrays.copyOf(changedBlocks, changedCount * 2);
            changedRecords = Arrays.copyOf(changedRecords, changedCount * 2);
        }
        changedBlocks[changedCount] = block;
        changedRecords[changedCount++] = record;
        return true;
    }

    private void widenWhenEscapesAreMany() {
        if (!records.isWide() && records.escapedAdjacencies() > widenBeyond) {
            final Ipv4Records wide = build(prefixes, true);
            if (wide == null) {
                // The answers are right as they are; the next attempt waits until it is worth more.
                widenBeyond *= 2;
            } else {
                publish(wide);
            }
        }
    }

    private @Nullable Ipv4Records build(final Ipv4Prefixes from, final boolean wide) {
        final Ipv4Records built = Ipv4Records.build(arenas.lookup, arenas.retired, from, wide);
        if (built != null) {
            return built;
        }
        arenas.retired.reclaim();
        return Ipv4Records.build(arenas.lookup, arenas.retired, from, wide);
    }

    private void publish(final Ipv4Records next) {
        final Ipv4Records previous = records;
        records = next;
        TABLE.setRelease(this, next.isWide() ? ~next.rootAddress() : next.rootAddress());
        previous.retire();
        arenas.retired.seal();
    }
}
