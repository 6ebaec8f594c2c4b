package org.firsthop.forwarding.fib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Ipv6Fib} that follows an address by three steps of many bits to a record of the ranges around it, and finds its
 * range there by comparing with all keys at once.
 *
 * <p>The first 16 bits of an address choose one of 65,536 words of 32 bits. Each word says where the next one is:
 *
 * <pre>
 *   word     | index (26) | shift (6) |      next = word at  index + (address &gt;&gt;&gt; shift),  modulo 2^26
 *
 *   node     2^n words, for the n bits of the address before the last <i>shift</i>
 *
 *   record   | words, twice each | 4 keys | part | part | ... 5 at most
 *
 *   part     | 4 keys | 5 answers of 8 bits | where its list is (24) |
 * </pre>
 *
 * The index makes up for what is left of the address in front of the n bits, which is the same for all addresses that come
 * this way. Three steps are taken with every address, whether it needs them or not, so that a processor has no branch to
 * guess. A record that is reached sooner has as many pairs of equal words before it as steps are left: their shift leaves
 * one bit, so that by whatever address the next step is to the next pair. The last word's shift says where 15 bits of the
 * address lie that the record compares. A multiplication sets them beside each of four keys; one addition compares with
 * all; the number of keys that are not above them is the number of the part, and inside it of the answer. So a record has
 * up to 25 ranges, and a route takes few octets: a table of the Internet takes some five megabytes, most of what packets
 * come to lies in the caches next to a core, and the loads that a lookup waits for are few.
 *
 * <p>An answer is an adjacency. The highest that an octet can have means that the answer stands in the part's list: a greater
 * adjacency, or where a table begins of routes that are longer than the record can tell apart. Such a deep table begins with
 * a word, from which three steps lead on as from the root. Routes up to /48 are in the first record that a packet comes
 * to, unless many hundreds lie close together; those to hosts take a table or more. Number adjacencies from 1 up, the most
 * used first: from 255 on a lookup takes one more load that is not overlapped in a batch.
 *
 * <p><b>Memory model.</b> A node or record is written before the word that leads to it is stored with release semantics. A
 * lookup loads each word with {@link Memory#consumeInt}: the address of a load is computed from the word before, so that
 * machines that keep loads in order need nothing, and others, as AArch64, an acquiring load. A batch takes up to 256
 * addresses through one step at a time, so that their waits for memory overlap, with one fence after each step. A record is
 * not changed; words of nodes are, by single stores, to words that lead to what was complete before; so an address has its
 * whole old or whole new answer at any moment. What nothing leads to any more is used again when the {@link ReadEpochs} say
 * that no reader can hold it: a reader that came to it before reads what it was then.
 *
 * <p>An update builds the records that it changes, and where they have become too full a node, beside the present ones, and
 * publishes each by one store: one record for a prefix longer than the slot that it is in, for a shorter one those of the
 * slots that it covers and no longer prefix does. Where memory is short, the update is refused and nothing has changed.
 */
public final class StrideIpv6Fib implements Ipv6Fib {
    /** Octets for lookups that suffice for a quarter million routes, and for their replacement by as many others. */
    public static final long DEFAULT_LOOKUP_CAPACITY = 48L << 20;

    /** Octets for the prefixes that suffice for half a million routes, and for their replacement by as many others. */
    public static final long DEFAULT_CONTROL_CAPACITY = 64L << 20;

    /** Octets of the smallest capacities of either kind: an empty table and some hundred routes. */
    public static final long MIN_CAPACITY = 1L << 20;

    /** The greatest capacity for lookups: what the index of a word can reach. */
    public static final long MAX_LOOKUP_CAPACITY = Ipv6Words.MAX_OCTETS;

    /** So many addresses of a batch are taken through one step after the other: what they need fits the nearest cache. */
    private static final int STAGE = 256;

    private final FibArenas arenas;
    private final ReadEpochs epochs;

    /** Cells for the roots of the present generation and of the next, in front of all others; and which is the present one. */
    private final int[] roots = new int[2];

    private int present;

    /** Since when no reader comes to the other root any more. */
    private long otherRootEpoch;

    private Ipv6Prefixes prefixes;
    private Ipv6Strides strides;

    /**
     * The address of the root that lookups start from, and that indices count from. Not volatile, so that a loop of lookups
     * need not load it each time: a reader sees a new one at the latest when it has announced.
     */
    private long table;

    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(StrideIpv6Fib.class, "table", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * An empty table with memory for a quarter million routes.
     *
     * @param epochs that the readers announce to.
     */
    public StrideIpv6Fib(final ReadEpochs epochs) {
        this(epochs, DEFAULT_LOOKUP_CAPACITY, DEFAULT_CONTROL_CAPACITY);
    }

    /**
     * An empty table.
     *
     * @param epochs that the readers announce to.
     * @param lookupCapacity octets for what lookups read: 512 KiB, about 30 for each route, and as much again for
     *     {@link #replaceAll} and for what waits for readers.
     * @param controlCapacity octets for the prefixes: about 60 for each route, and as much again for {@link #replaceAll}.
     * @throws IllegalArgumentException when a capacity is below {@link #MIN_CAPACITY}, the first above
     *     {@link #MAX_LOOKUP_CAPACITY} or the second above 2,145,386,495.
     */
    public StrideIpv6Fib(final ReadEpochs epochs, final long lookupCapacity, final long controlCapacity) {
        arenas = new FibArenas(epochs, lookupCapacity, controlCapacity, MIN_CAPACITY, MAX_LOOKUP_CAPACITY);
        this.epochs = epochs;
        roots[0] = arenas.lookup.allocate(Ipv6Words.ROOT_LENGTH);
        roots[1] = arenas.lookup.allocate(Ipv6Words.ROOT_LENGTH);
        prefixes = new Ipv6Prefixes(arenas.control);
        strides = Objects.requireNonNull(Ipv6Strides.build(arenas.lookup, arenas.retired, prefixes, roots[present]));
        TABLE.setRelease(this, strides.rootAddress());
    }

    @Override
    public int lookup(final long high, final long low) {
        return lookup(table(), high, low);
    }

    private static int lookup(final long root, final long high, final long low) {
        int word = Memory.consumeInt(rootWordAddress(root, high));
        long half = high;
        while (true) {
            word = step(root, word, half);
            word = step(root, word, half);
            word = step(root, word, half);
            final long window = Ipv6Words.window(word, half);
            final long part = Ipv6Words.part(root + Ipv6Words.record(word), window);
            final int index = Ipv6Words.keysUpTo(part, window);
            final int answer = Ipv6Words.answer(part, index);
            if (answer != Ipv6Words.ESCAPE) {
                return answer;
            }
            // Without a method of ours: a compiler does not inline what is seldom called, and a call left here makes it
            // keep nothing in registers around the loop of a caller.
            final int value = Ipv6Words.escapedValue(root, part, index);
            if (value >= 0) {
                return value;
            }
            word = Memory.acquireInt(root + Ipv6Words.deepTable(value));
            half = Ipv6Words.isLowHalf(value) ? low : high;
        }
    }

    /** The table to start from: loaded before what it leads to. */
    private long table() {
        return Memory.ordersReads() ? table : (long) TABLE.getAcquire(this);
    }

    @Override
    public void lookup(final long[] highs, final long[] lows, final int[] adjacencies, final int count) {
        Objects.checkFromIndexSize(0, count, Math.min(Math.min(highs.length, lows.length), adjacencies.length));
        final long root = table();
        for (int from = 0; from < count; from += STAGE) {
            final int to = Math.min(from + STAGE, count);
            begin(root, highs, adjacencies, from, to);
            step(root, highs, adjacencies, from, to);
            step(root, highs, adjacencies, from, to);
            finish(root, highs, lows, adjacencies, from, to);
        }
    }

    /** The root's word, and a step. */
    private static void begin(final long root, final long[] highs, final int[] words, final int from, final int to) {
        for (int i = from; i < to; i++) {
            words[i] = step(root, Memory.consumeInt(rootWordAddress(root, highs[i])), highs[i]);
        }
        VarHandle.acquireFence();
    }

    private static void step(final long root, final long[] highs, final int[] words, final int from, final int to) {
        for (int i = from; i < to; i++) {
            final int word = words[i];
            words[i] = Memory.nativeInt(null, root + Ipv6Words.distance(word, highs[i]));
        }
        VarHandle.acquireFence();
    }

    /** Replaces words that lead to records by answers. */
    private static void finish(
            final long root, final long[] highs, final long[] lows, final int[] words, final int from, final int to) {
        for (int i = from; i < to; i++) {
            final int word = words[i];
            final long window = Ipv6Words.window(word, highs[i]);
            final long part = Ipv6Words.part(root + Ipv6Words.record(word), window);
            int answer = Ipv6Words.answer(part, Ipv6Words.keysUpTo(part, window));
            if (answer == Ipv6Words.ESCAPE) {
                // In the table that the batch began with, though another may have come in its place.
                answer = lookup(root, highs[i], lows[i]);
            }
            words[i] = answer;
        }
    }

    private static int step(final long root, final int word, final long half) {
        return Memory.consumeInt(root + Ipv6Words.distance(word, half));
    }

    private static long rootWordAddress(final long root, final long high) {
        return root + ((high >>> (Long.SIZE - Ipv6Words.ROOT_BITS)) << 2);
    }

    @Override
    public FibUpdate put(final long high, final long low, final int prefixLength, final int adjacency) {
        Prefixes.check(high, low, prefixLength);
        Prefixes.checkAdjacency(adjacency, maxAdjacency());
        final int before = prefixes.get(high, low, prefixLength);
        if (before == adjacency) {
            return FibUpdate.UNCHANGED;
        }
        if (!prefixes.put(high, low, prefixLength, adjacency)) {
            return arenas.refuse();
        }
        if (!update(high, low, prefixLength, before, adjacency)) {
            if (before == NO_ROUTE) {
                prefixes.remove(high, low, prefixLength);
            } else {
                prefixes.put(high, low, prefixLength, before);
            }
            return arenas.refuse();
        }
        return before == NO_ROUTE ? FibUpdate.ADDED : FibUpdate.REPLACED;
    }

    @Override
    public FibUpdate remove(final long high, final long low, final int prefixLength) {
        Prefixes.check(high, low, prefixLength);
        final int before = prefixes.get(high, low, prefixLength);
        if (before == NO_ROUTE) {
            return FibUpdate.ABSENT;
        }
        prefixes.remove(high, low, prefixLength);
        if (!update(high, low, prefixLength, before, NO_ROUTE)) {
            // The room that the route had is still there, so that this cannot fail.
            prefixes.put(high, low, prefixLength, before);
            return arenas.refuse();
        }
        return FibUpdate.WITHDRAWN;
    }

    private boolean update(final long high, final long low, final int prefixLength, final int before, final int after) {
        boolean done = strides.update(high, low, prefixLength, before, after);
        if (!done) {
            arenas.retired.reclaim();
            done = strides.update(high, low, prefixLength, before, after);
        }
        arenas.retired.seal();
        return done;
    }

    @Override
    public FibUpdate replaceAll(final Ipv6RouteSource routes) {
        final Loader loader = new Loader(new Ipv6Prefixes(arenas.control));
        try {
            routes.forEach(loader);
        } catch (final RuntimeException | Error e) {
            loader.prefixes.release();
            throw e;
        }
        final Ipv6Strides built = loader.isFull ? null : build(loader.prefixes);
        if (built == null) {
            loader.prefixes.release();
            return arenas.refuse();
        }
        prefixes.release();
        prefixes = loader.prefixes;
        final Ipv6Strides previous = strides;
        strides = built;
        TABLE.setRelease(this, built.rootAddress());
        previous.retire();
        arenas.retired.seal();
        otherRootEpoch = epochs.retire();
        present = 1 - present;
        return FibUpdate.REPLACED;
    }

    private @Nullable Ipv6Strides build(final Ipv6Prefixes from) {
        final int root = roots[1 - present];
        if (!epochs.isQuiescent(otherRootEpoch)) {
            return null;
        }
        final Ipv6Strides built = Ipv6Strides.build(arenas.lookup, arenas.retired, from, root);
        if (built != null) {
            return built;
        }
        arenas.retired.reclaim();
        return Ipv6Strides.build(arenas.lookup, arenas.retired, from, root);
    }

    /** Puts routes into a table that nobody reads yet. */
    private static final class Loader implements Ipv6RouteConsumer {
        private final Ipv6Prefixes prefixes;
        private boolean isFull;

        Loader(final Ipv6Prefixes prefixes) {
            this.prefixes = prefixes;
        }

        @Override
        public void accept(final long high, final long low, final int prefixLength, final int adjacency) {
            Prefixes.check(high, low, prefixLength);
            Prefixes.checkAdjacency(adjacency, Integer.MAX_VALUE);
            isFull = isFull || !prefixes.put(high, low, prefixLength, adjacency);
        }
    }

    @Override
    public int get(final long high, final long low, final int prefixLength) {
        Prefixes.check(high, low, prefixLength);
        return prefixes.get(high, low, prefixLength);
    }

    @Override
    public int matchLength(final long high, final long low) {
        final int node = prefixes.match(high, low, MAX_PREFIX_LENGTH);
        return node == 0 ? -1 : prefixes.length(node);
    }

    @Override
    public void forEach(final Ipv6RouteConsumer consumer) {
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
}
