package org.firsthop.forwarding.table;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * A fixed number of entries outside the heap, each with a key of two {@code long}s and a value of a fixed length, named by an
 * index that stays the same while the entry lives.
 *
 * <p>Entries are chained from buckets chosen by a hash under a key that nobody outside knows, so that nobody can choose keys
 * that fall into one bucket. There are at least two buckets an entry. Belongs to one thread.
 */
public final class KeyedSlab {
    /** What answers when there is no entry. */
    public static final int NONE = -1;

    /** The most entries of a slab. */
    public static final int MAX_CAPACITY = 1 << 24;

    private static final int KEY_0 = 0;
    private static final int KEY_1 = 8;
    private static final int NEXT = 16;
    private static final int USED = 20;
    private static final int VALUE = 24;

    private final SipHash hash;
    private final int capacity;
    private final int entryLength;
    private final int bucketMask;
    private final MemoryRegion entryRegion;
    private final MemoryRegion bucketRegion;
    private final long entries;
    private final long buckets;
    private int free = NONE;
    private int size;

    /**
     * An empty slab.
     *
     * @param capacity in entries, 1 to {@link #MAX_CAPACITY}.
     * @param valueLength octets of a value, a multiple of 8.
     * @param hash under a secret key.
     * @throws IllegalArgumentException when a value is outside its range, or the entries need 2 GiB and more.
     */
    public KeyedSlab(final int capacity, final int valueLength, final SipHash hash) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", range=1.." + MAX_CAPACITY);
        }
        if (valueLength < 0 || valueLength % Long.BYTES != 0) {
            throw new IllegalArgumentException("valueLength: value=" + valueLength + ", expected a multiple of 8");
        }
        this.hash = hash;
        this.capacity = capacity;
        entryLength = VALUE + valueLength;
        final int bucketCount = BitUtil.findNextPositivePowerOfTwo(2 * capacity);
        bucketMask = bucketCount - 1;
        entryRegion = MemoryRegion.allocate((long) capacity * entryLength);
        bucketRegion = MemoryRegion.allocate((long) bucketCount * Integer.BYTES);
        entries = entryRegion.address();
        buckets = bucketRegion.address();
        Memory.fill(null, buckets, (long) bucketCount * Integer.BYTES, (byte) NONE);
        for (int entry = capacity - 1; entry >= 0; entry--) {
            Memory.putNativeInt(null, address(entry) + NEXT, free);
            free = entry;
        }
    }

    /**
     * Finds an entry.
     *
     * @param key0 the first half of its key.
     * @param key1 the second half.
     * @return its index, or {@link #NONE}.
     */
    public int find(final long key0, final long key1) {
        int entry = Memory.nativeInt(null, bucket(key0, key1));
        while (entry != NONE) {
            final long address = address(entry);
            if (Memory.nativeLong(null, address + KEY_0) == key0 && Memory.nativeLong(null, address + KEY_1) == key1) {
                return entry;
            }
            entry = Memory.nativeInt(null, address + NEXT);
        }
        return NONE;
    }

    /**
     * Adds an entry whose key is not there yet.
     *
     * @param key0 the first half of its key.
     * @param key1 the second half.
     * @return its index, its value all zeros; {@link #NONE} when the slab is full.
     */
    public int add(final long key0, final long key1) {
        final int entry = free;
        if (entry == NONE) {
            return NONE;
        }
        final long address = address(entry);
        free = Memory.nativeInt(null, address + NEXT);
        final long bucket = bucket(key0, key1);
        Memory.putNativeLong(null, address + KEY_0, key0);
        Memory.putNativeLong(null, address + KEY_1, key1);
        Memory.putNativeInt(null, address + NEXT, Memory.nativeInt(null, bucket));
        Memory.putNativeInt(null, address + USED, 1);
        for (int at = VALUE; at < entryLength; at += Long.BYTES) {
            Memory.putNativeLong(null, address + at, 0);
        }
        Memory.putNativeInt(null, bucket, entry);
        size++;
        return entry;
    }

    /**
     * Removes an entry.
     *
     * @param entry that is there.
     */
    public void remove(final int entry) {
        final long address = address(entry);
        long link = bucket(key0(entry), key1(entry));
        while (Memory.nativeInt(null, link) != entry) {
            link = address(Memory.nativeInt(null, link)) + NEXT;
        }
        Memory.putNativeInt(null, link, Memory.nativeInt(null, address + NEXT));
        Memory.putNativeInt(null, address + USED, 0);
        Memory.putNativeInt(null, address + NEXT, free);
        free = entry;
        size--;
    }

    /**
     * Whether an index names an entry at the moment.
     *
     * @param entry 0 to {@link #capacity()} − 1.
     * @return whether it is there.
     */
    public boolean isUsed(final int entry) {
        return Memory.nativeInt(null, address(entry) + USED) != 0;
    }

    /** Whether an entry is in use, and under a key. */
    boolean has(final int entry, final long key0, final long key1) {
        final long address = address(entry);
        return Memory.nativeLong(null, address + KEY_0) == key0
                && Memory.nativeLong(null, address + KEY_1) == key1
                && Memory.nativeInt(null, address + USED) != 0;
    }

    /**
     * The first half of an entry's key.
     *
     * @param entry that is there.
     * @return the bits.
     */
    public long key0(final int entry) {
        return Memory.nativeLong(null, address(entry) + KEY_0);
    }

    /**
     * The second half of an entry's key.
     *
     * @param entry that is there.
     * @return the bits.
     */
    public long key1(final int entry) {
        return Memory.nativeLong(null, address(entry) + KEY_1);
    }

    /**
     * Where an entry's value begins, for {@link Memory} with a {@code null} base.
     *
     * @param entry that is there.
     * @return the absolute address, a multiple of 8.
     */
    public long value(final int entry) {
        return address(entry) + VALUE;
    }

    /**
     * Where an entry's value begins in {@link #buffer()}.
     *
     * @param entry that is there.
     * @return the index of its first octet.
     */
    public int valueOffset(final int entry) {
        return entry * entryLength + VALUE;
    }

    /** {@return the buffer over all entries} */
    public UnsafeBuffer buffer() {
        return entryRegion.buffer();
    }

    /** {@return entries in the slab} */
    public int size() {
        return size;
    }

    /** {@return the most entries that the slab holds} */
    public int capacity() {
        return capacity;
    }

    /** {@return octets outside the heap} */
    public long memoryOctets() {
        return (long) entryRegion.capacity() + bucketRegion.capacity();
    }

    private long address(final int entry) {
        return entries + (long) entry * entryLength;
    }

    private long bucket(final long key0, final long key1) {
        return buckets + (hash.hash(key0, key1) & bucketMask) * Integer.BYTES;
    }
}
