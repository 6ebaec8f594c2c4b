package org.firsthop.forwarding.fib;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Ipv6Fib} that follows an address octet by octet, only as far as some route needs.
 *
 * <p>The first 16 bits choose one of 65,536 words; a word is an adjacency, or below 0 the distance of an
 * {@link OctetRecord} in which the next octet chooses the next word, and so on. All of the address space is treated alike.
 * A table of the Internet takes a few megabytes, of which the first two steps of nearly all lookups need some tens of
 * kilobytes.
 *
 * <p><b>Memory model.</b> Records are written before the word that leads to them is stored with release semantics. A record
 * is never changed, except that a word that leads to a record may be replaced by one that leads to another. A lookup loads
 * each word with acquire semantics. A batch takes up to 64 addresses through one step at a time, so that their waits for
 * memory overlap, with one fence after each step.
 *
 * <p>An update builds every record that answers differently beside the present ones and publishes them all by one store
 * when the prefix is longer than /16, by one for each word of the root otherwise. Where memory is short, the update is
 * refused and nothing has changed.
 */
public final class OctetIpv6Fib implements Ipv6Fib {
    /** Octets for lookups that suffice for half a million routes, and for their replacement by as many others. */
    public static final long DEFAULT_LOOKUP_CAPACITY = 24L << 20;

    /** Octets for the prefixes that suffice for half a million routes, and for their replacement by as many others. */
    public static final long DEFAULT_CONTROL_CAPACITY = 64L << 20;

    /** Octets of the smallest capacities of either kind: an empty table and some hundred routes. */
    public static final long MIN_CAPACITY = 1L << 20;

    /** Addresses of a batch that go through a step together: one bit each of a word. */
    private static final int STAGE = Long.SIZE;

    /** How far right an address's halves are shifted to bring the first octet to the right that a record is indexed by. */
    private static final int FIRST_SHIFT = Long.SIZE - Ipv6Records.ROOT_BITS - Byte.SIZE;

    private static final int LAST_SHIFT = Long.SIZE - Byte.SIZE;

    private final SlabArena lookupArena;
    private final SlabArena controlArena;
    private final RetiredCells retired;
    private Ipv6Prefixes prefixes;
    private Ipv6Records records;

    /** The address of the root that lookups start from. */
    private volatile long table;

    private long refusals;

    /**
     * An empty table with memory for half a million routes.
     *
     * @param epochs that the readers announce to.
     */
    public OctetIpv6Fib(final ReadEpochs epochs) {
        this(epochs, DEFAULT_LOOKUP_CAPACITY, DEFAULT_CONTROL_CAPACITY);
    }

    /**
     * An empty table.
     *
     * @param epochs that the readers announce to.
     * @param lookupCapacity octets for what lookups read: 256 KiB, about 20 for each route, and as much again for
     *     {@link #replaceAll} and for what waits for readers.
     * @param controlCapacity octets for the prefixes: about 60 for each route, and as much again for {@link #replaceAll}.
     * @throws IllegalArgumentException when a capacity is below {@link #MIN_CAPACITY} or above 2,145,386,495.
     */
    public OctetIpv6Fib(final ReadEpochs epochs, final long lookupCapacity, final long controlCapacity) {
        lookupArena = new SlabArena(checkedCapacity("lookupCapacity", lookupCapacity));
        controlArena = new SlabArena(checkedCapacity("controlCapacity", controlCapacity));
        retired = new RetiredCells(epochs, lookupArena);
        prefixes = new Ipv6Prefixes(controlArena);
        records = Objects.requireNonNull(Ipv6Records.build(lookupArena, retired, prefixes));
        table = records.rootAddress();
    }

    private static long checkedCapacity(final String name, final long capacity) {
        if (capacity < MIN_CAPACITY) {
            throw new IllegalArgumentException(name + ": value=" + capacity + ", expected at least " + MIN_CAPACITY);
        }
        return capacity;
    }

    @Override
    public int lookup(final long high, final long low) {
        final long root = table;
        int word = Memory.acquireInt(rootWordAddress(root, high));
        for (int shift = FIRST_SHIFT; word < 0; shift -= Byte.SIZE) {
            if (shift < 0) {
                return lookupLow(root, word, low);
            }
            word = Memory.acquireInt(leafAddress(root, word, high >>> shift));
        }
        return word;
    }

    private static int lookupLow(final long root, final int firstWord, final long low) {
        int word = firstWord;
        for (int shift = LAST_SHIFT; word < 0; shift -= Byte.SIZE) {
            word = Memory.acquireInt(leafAddress(root, word, low >>> shift));
        }
        return word;
    }

    @Override
    public void lookup(final long[] highs, final long[] lows, final int[] adjacencies, final int count) {
        Objects.checkFromIndexSize(0, count, Math.min(Math.min(highs.length, lows.length), adjacencies.length));
        final long root = table;
        for (int from = 0; from < count; from += STAGE) {
            long unfinished = begin(root, highs, adjacencies, from, Math.min(from + STAGE, count));
            for (int shift = FIRST_SHIFT; shift >= 0 && unfinished != 0; shift -= Byte.SIZE) {
                unfinished = step(root, highs, adjacencies, from, shift, unfinished);
            }
            for (int shift = LAST_SHIFT; unfinished != 0; shift -= Byte.SIZE) {
                unfinished = step(root, lows, adjacencies, from, shift, unfinished);
            }
        }
    }

    /** Loads the root words of up to 64 addresses; returns a bit for each that leads to a record. */
    private static long begin(
            final long root, final long[] highs, final int[] adjacencies, final int from, final int to) {
        for (int i = from; i < to; i++) {
            adjacencies[i] = Memory.nativeInt(null, rootWordAddress(root, highs[i]));
        }
        VarHandle.acquireFence();
        long unfinished = 0;
        for (int i = from; i < to; i++) {
            unfinished |= (long) (adjacencies[i] >>> 31) << i;
        }
        return unfinished;
    }

    /** Takes the addresses that have a bit set one octet further; returns a bit for each that leads to another record. */
    private static long step(
            final long root,
            final long[] halves,
            final int[] adjacencies,
            final int from,
            final int shift,
            final long unfinished) {
        long left = unfinished;
        long next = 0;
        while (left != 0) {
            final int i = from + Long.numberOfTrailingZeros(left);
            left &= left - 1;
            final int word = Memory.nativeInt(null, leafAddress(root, adjacencies[i], halves[i] >>> shift));
            adjacencies[i] = word;
            next |= (long) (word >>> 31) << i;
        }
        VarHandle.acquireFence();
        return next;
    }

    private static long rootWordAddress(final long root, final long high) {
        return root + ((high >>> (Long.SIZE - Ipv6Records.ROOT_BITS)) << 2);
    }

    private static long leafAddress(final long root, final int word, final long bits) {
        return OctetRecord.leafAddress(root + OctetRecord.distance(word), (int) bits);
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
            return refuse();
        }
        if (!update(high, low, prefixLength)) {
            if (before == NO_ROUTE) {
                prefixes.remove(high, low, prefixLength);
            } else {
                prefixes.put(high, low, prefixLength, before);
            }
            return refuse();
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
        if (!update(high, low, prefixLength)) {
            // The room that the route had is still there, so that this cannot fail.
            prefixes.put(high, low, prefixLength, before);
            return refuse();
        }
        return FibUpdate.WITHDRAWN;
    }

    private boolean update(final long high, final long low, final int prefixLength) {
        boolean done = records.update(high, low, prefixLength);
        if (!done) {
            retired.reclaim();
            done = records.update(high, low, prefixLength);
        }
        retired.seal();
        return done;
    }

    @Override
    public FibUpdate replaceAll(final Ipv6RouteSource routes) {
        final Loader loader = new Loader(new Ipv6Prefixes(controlArena));
        try {
            routes.forEach(loader);
        } catch (final RuntimeException | Error e) {
            loader.prefixes.release();
            throw e;
        }
        final Ipv6Records built = loader.isFull ? null : build(loader.prefixes);
        if (built == null) {
            loader.prefixes.release();
            return refuse();
        }
        prefixes.release();
        prefixes = loader.prefixes;
        final Ipv6Records previous = records;
        records = built;
        table = built.rootAddress();
        previous.retire();
        retired.seal();
        return FibUpdate.REPLACED;
    }

    private @Nullable Ipv6Records build(final Ipv6Prefixes from) {
        final Ipv6Records built = Ipv6Records.build(lookupArena, retired, from);
        if (built != null) {
            return built;
        }
        retired.reclaim();
        return Ipv6Records.build(lookupArena, retired, from);
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
        retired.reclaim();
        return retired.octets();
    }

    @Override
    public FibMemory memory() {
        final long reserved = (long) lookupArena.capacity() + controlArena.capacity();
        return new FibMemory(
                lookupArena.takenOctets() - retired.octets(),
                retired.octets(),
                controlArena.takenOctets(),
                reserved,
                reserved);
    }

    @Override
    public long refusals() {
        return refusals;
    }

    private FibUpdate refuse() {
        refusals++;
        return FibUpdate.FULL;
    }
}
