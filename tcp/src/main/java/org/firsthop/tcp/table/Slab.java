package org.firsthop.tcp.table;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * A fixed number of objects of one size outside the heap, named by index, with a free list through the free objects.
 *
 * <p>Objects lie in regions of 2<sup>k</sup> objects each, because one region ends below 2 GiB: {@code region = index >>>
 * k}. The free list is last in, first out, so that the lines of the object that was freed last are the ones used next;
 * objects never used before are taken in the order of their indices, so that no initial list has to be written.
 *
 * <p>An allocated object holds whatever its memory held: the caller writes all of it. Its first four octets are overwritten
 * when it is freed. Not thread-safe.
 */
public final class Slab {
    /** No object: what {@link #allocate()} returns when all are in use. */
    public static final int NONE = -1;

    /** The most objects of a slab; a {@link FlowIndex} keeps two bits of 32 for the kind of object. */
    public static final int MAX_CAPACITY = 1 << 30;

    private static final long MAX_REGION_LENGTH = 1L << 28;

    private final int capacity;
    private final int stride;
    private final int shift;
    private final int mask;
    private final MemoryRegion[] regions;
    private final long[] addresses;
    private final long first;
    private int freeHead = NONE;
    private int untouched;
    private int inUse;

    /**
     * Allocates the memory of all objects.
     *
     * @param capacity number of objects, 1 to {@link #MAX_CAPACITY}.
     * @param stride octets of an object, a multiple of 8, at most 2<sup>26</sup>.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public Slab(final int capacity, final int stride) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", limit=" + MAX_CAPACITY);
        }
        if (stride < Long.BYTES || stride % Long.BYTES != 0 || stride > 1 << 26) {
            throw new IllegalArgumentException("stride: value=" + stride + ", expected a multiple of 8 up to 67108864");
        }
        this.capacity = capacity;
        this.stride = stride;
        this.shift = 63 - Long.numberOfLeadingZeros(MAX_REGION_LENGTH / stride);
        this.mask = (1 << shift) - 1;
        final int regionCount = (int) (((long) capacity + mask) >>> shift);
        this.regions = new MemoryRegion[regionCount];
        this.addresses = new long[regionCount];
        for (int region = 0; region < regionCount; region++) {
            final long objects = Math.min(1L << shift, capacity - ((long) region << shift));
            regions[region] = MemoryRegion.allocate(objects * stride);
            addresses[region] = regions[region].address();
        }
        this.first = addresses[0];
    }

    /**
     * Takes an object.
     *
     * @return its index, or {@link #NONE} when all are in use.
     */
    public int allocate() {
        final int index = freeHead;
        if (index != NONE) {
            freeHead = Memory.nativeInt(null, address(index));
        } else if (untouched < capacity) {
            inUse++;
            return untouched++;
        } else {
            return NONE;
        }
        inUse++;
        return index;
    }

    /**
     * Gives an object back.
     *
     * @param index of an object in use; freeing another corrupts the slab.
     */
    public void free(final int index) {
        Memory.putNativeInt(null, address(index), freeHead);
        freeHead = index;
        inUse--;
    }

    /**
     * Where an object lies.
     *
     * @param index 0 to capacity − 1.
     * @return the absolute address of its first octet, valid as long as this slab is reachable.
     */
    public long address(final int index) {
        // Most slabs are one region, and the address of its objects need not wait for the region's.
        return index <= mask
                ? first + (long) index * stride
                : addresses[index >>> shift] + (long) (index & mask) * stride;
    }

    /** {@return the number of objects in use} */
    public int inUse() {
        return inUse;
    }

    /** {@return the number of objects that have ever been in use: all indices in use lie below} */
    public int highWaterMark() {
        return untouched;
    }

    /** {@return the number of objects} */
    public int capacity() {
        return capacity;
    }

    /** {@return whether no object is left} */
    public boolean isFull() {
        return inUse == capacity;
    }

    /** {@return octets of an object} */
    public int stride() {
        return stride;
    }

    /** {@return octets of memory that all objects take together} */
    public long memory() {
        long sum = 0;
        for (final MemoryRegion region : regions) {
            sum += region.capacity();
        }
        return sum;
    }
}
