package org.firsthop.tcp.table;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Finds the object that bears a {@link FlowKey}: a hash table of 8-octet entries outside the heap, over the objects of up to
 * three slabs.
 *
 * <p>Entry: the key's 32-bit hash above a 32-bit <em>reference</em>, which is the kind of object (1 to 3, one slab each) above
 * its index; an entry of zero is empty. Open addressing with linear probing, last come first served, at a load of at most two
 * thirds, a line of eight entries at a time; the full key is compared only when all 32 bits of the hash agree. The number of
 * entries is not rounded to a power of two, since what does not fit a cache is what a search costs: an entry's home is its hash
 * as a fraction of them. Removal shifts the entries behind back, so there are no tombstones and a table that has been full once
 * searches no slower than a new one. The size is fixed at construction: nothing ever rehashes.
 *
 * <p>One index over all kinds means that a key names at most one object, whatever phase of life it is in, and that a packet
 * costs one search. Not thread-safe.
 */
public final class FlowIndex {
    /** No object: what {@link #find} returns when no object bears the key. */
    public static final int NONE = 0;

    private static final int KIND_SHIFT = 30;
    private static final int INDEX_MASK = (1 << KIND_SHIFT) - 1;
    private static final int ENTRIES_OF_LINE = 8;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private final Slab[] slabs;
    private final MemoryRegion region;
    private final long entries;
    private final int length;
    private int size;

    /**
     * An index with room for every object of the slabs.
     *
     * @param slabs one to three; the first is of kind 1.
     * @throws IllegalArgumentException when there are fewer or more, or they have more than 2<sup>26</sup> objects together.
     */
    public FlowIndex(final Slab... slabs) {
        if (slabs.length < 1 || slabs.length > 3) {
            throw new IllegalArgumentException("slabs: value=" + slabs.length + ", limit=3");
        }
        long objects = 0;
        this.slabs = new Slab[4];
        for (int i = 0; i < slabs.length; i++) {
            objects += slabs[i].capacity();
            this.slabs[i + 1] = slabs[i];
        }
        final int limit = 1 << 26;
        if (objects > limit) {
            throw new IllegalArgumentException("objects: value=" + objects + ", limit=" + limit);
        }
        this.length = (int) (objects + objects / 2 + ENTRIES_OF_LINE) & -ENTRIES_OF_LINE;
        this.region = MemoryRegion.allocate((long) length * Long.BYTES);
        this.entries = region.address();
    }

    /**
     * The reference to an object.
     *
     * @param kind 1 to 3.
     * @param index in the kind's slab.
     * @return the reference, not zero.
     */
    public static int reference(final int kind, final int index) {
        return (kind << KIND_SHIFT) | index;
    }

    /**
     * The kind of the object a reference names.
     *
     * @param reference of an object.
     * @return 1 to 3.
     */
    public static int kind(final int reference) {
        return reference >>> KIND_SHIFT;
    }

    /**
     * The index of the object a reference names.
     *
     * @param reference of an object.
     * @return the index in its kind's slab.
     */
    public static int index(final int reference) {
        return reference & INDEX_MASK;
    }

    /**
     * Where the object lies that a reference names.
     *
     * @param reference of an object.
     * @return its address.
     */
    public long address(final int reference) {
        return slabs[reference >>> KIND_SHIFT].address(reference & INDEX_MASK);
    }

    /**
     * Searches for a key.
     *
     * @param key to search for.
     * @param hash of the key.
     * @return the reference of the object that bears it, or {@link #NONE}.
     */
    public int find(final FlowKey key, final int hash) {
        int slot = home(hash);
        while (true) {
            final long entry = entry(slot);
            if (entry == 0) {
                return NONE;
            }
            if ((int) (entry >>> 32) == hash && key.matches(address((int) entry))) {
                return (int) entry;
            }
            slot = next(slot);
        }
    }

    /**
     * The first guess at what {@link #find} will return, for the sake of having its memory near.
     *
     * @param hash of a key.
     * @return the reference of an object whose key has this hash, if it lies where its hash places it; else {@link #NONE}.
     */
    public int peek(final int hash) {
        final long entry = entry(home(hash));
        return (int) (entry >>> 32) == hash ? (int) entry : NONE;
    }

    /**
     * Adds an object whose key no object of this index bears.
     *
     * @param hash of the object's key.
     * @param reference of the object.
     */
    public void insert(final int hash, final int reference) {
        // Into its home, and what was there one place on, up to the first that is vacant. What came last is searched
        // for
        // most, and so is found at once; what is idle or in TIME-WAIT has made way.
        long entry = ((long) hash << 32) | (reference & LOW_32_BITS);
        int slot = home(hash);
        for (long displaced = entry(slot); displaced != 0; displaced = entry(slot)) {
            putEntry(slot, entry);
            entry = displaced;
            slot = next(slot);
        }
        putEntry(slot, entry);
        size++;
    }

    /**
     * Lets another object take the place of one with the same key.
     *
     * @param hash of the key.
     * @param from reference of the object in the index.
     * @param to reference of the object that takes its place.
     */
    public void replace(final int hash, final int from, final int to) {
        putEntry(slotOf(hash, from), ((long) hash << 32) | (to & LOW_32_BITS));
    }

    /**
     * Removes an object.
     *
     * @param hash of the object's key.
     * @param reference of the object, which must be in the index.
     */
    public void remove(final int hash, final int reference) {
        int hole = slotOf(hash, reference);
        int slot = hole;
        while (true) {
            slot = next(slot);
            final long entry = entry(slot);
            if (entry == 0) {
                break;
            }
            // An entry may move back into the hole unless its home lies after the hole, cyclically.
            final int home = home((int) (entry >>> 32));
            if (distance(home, slot) >= distance(hole, slot)) {
                putEntry(hole, entry);
                hole = slot;
            }
        }
        putEntry(hole, 0);
        size--;
    }

    /** {@return the number of objects in the index} */
    public int size() {
        return size;
    }

    /** {@return octets of memory that the entries take} */
    public long memory() {
        return region.capacity();
    }

    private int slotOf(final int hash, final int reference) {
        final long wanted = ((long) hash << 32) | (reference & LOW_32_BITS);
        int slot = home(hash);
        while (entry(slot) != wanted) {
            if (entry(slot) == 0) {
                throw new IllegalStateException("reference: value=" + reference + " is not in the index");
            }
            slot = next(slot);
        }
        return slot;
    }

    private int home(final int hash) {
        return (int) (((hash & LOW_32_BITS) * length) >>> 32);
    }

    private int next(final int slot) {
        return slot + 1 == length ? 0 : slot + 1;
    }

    private int distance(final int from, final int to) {
        return to >= from ? to - from : to - from + length;
    }

    private long entry(final int slot) {
        return Memory.nativeLong(null, entries + (long) slot * Long.BYTES);
    }

    private void putEntry(final int slot, final long entry) {
        Memory.putNativeLong(null, entries + (long) slot * Long.BYTES, entry);
    }
}
