package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Records of one length outside the heap, named by indices from 1. The pool grows by chunks up to its limit; a record never
 * moves. Not thread-safe.
 */
final class RecordPool {
    private static final int CHUNK_SHIFT = 14;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    private final int recordLength;
    private final int limit;

    /** Keeps the memory of {@link #addresses}. */
    private final List<MemoryRegion> chunks = new ArrayList<>();

    private long[] addresses = {};

    /** The first free record; each has the next in its first word. */
    private int free;

    /** The highest index that was ever given out. */
    private int highest;

    private int count;

    /**
     * An empty pool.
     *
     * @param recordLength in octets, a multiple of 8.
     * @param limit the most records.
     */
    RecordPool(final int recordLength, final int limit) {
        this.recordLength = recordLength;
        this.limit = limit;
    }

    /** {@return the index of a record, all zero, or 0 when there are as many as the limit} */
    int allocate() {
        if (count == limit) {
            return 0;
        }
        int index = free;
        if (index != 0) {
            free = Memory.nativeInt(null, address(index));
        } else {
            index = ++highest;
            if ((index >>> CHUNK_SHIFT) == chunks.size()) {
                final MemoryRegion chunk = MemoryRegion.allocate((long) recordLength << CHUNK_SHIFT);
                addresses = Arrays.copyOf(addresses, chunks.size() + 1);
                addresses[chunks.size()] = chunk.address();
                chunks.add(chunk);
            }
        }
        count++;
        Memory.fill(null, address(index), recordLength, (byte) 0);
        return index;
    }

    /**
     * Gives a record back.
     *
     * @param index of the record.
     */
    void release(final int index) {
        Memory.putNativeInt(null, address(index), free);
        free = index;
        count--;
    }

    /**
     * Where a record lies.
     *
     * @param index of the record; not checked.
     * @return the absolute address of its first octet.
     */
    long address(final int index) {
        return addresses[index >>> CHUNK_SHIFT] + (long) (index & CHUNK_MASK) * recordLength;
    }

    /** {@return the number of records} */
    int count() {
        return count;
    }

    /** {@return the octets of all chunks} */
    long octets() {
        return ((long) chunks.size() * recordLength) << CHUNK_SHIFT;
    }
}
