package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Records of one length outside the heap, named by indices from 1. The pool grows with its records up to its limit: its first
 * chunk by doubling, so that the tables of small nodes are small, and then chunk by chunk. Not thread-safe.
 */
final class RecordPool {
    private static final int FIRST_RECORDS = 16;
    private static final int CHUNK_SHIFT = 14;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    private final int recordLength;
    private final int limit;

    /** Keeps the memory of {@link #addresses}. */
    private final List<MemoryRegion> chunks = new ArrayList<>();

    private long[] addresses = {};

    /** The first free record; each has the next in its first word. */
    private int free;

    /** The highest index that was ever given out, and the lowest for which there is no memory. */
    private int highest;

    private int capacity;

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
            index = highest + 1;
            if (index >= capacity) {
                grow();
            }
            highest = index;
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

    /** Makes room for more records; nothing has changed when there is no memory for them. */
    private void grow() {
        final int chunk = 1 << CHUNK_SHIFT;
        if (capacity >= chunk) {
            final MemoryRegion added = MemoryRegion.allocate((long) recordLength << CHUNK_SHIFT);
            addresses = Arrays.copyOf(addresses, chunks.size() + 1);
            addresses[chunks.size()] = added.address();
            chunks.add(added);
            capacity += chunk;
            return;
        }
        final int records = Math.max(FIRST_RECORDS, 2 * capacity);
        final MemoryRegion grown = MemoryRegion.allocate((long) recordLength * records);
        if (capacity > 0) {
            Memory.copy(null, addresses[0], null, grown.address(), (long) recordLength * capacity);
        }
        addresses = new long[] {grown.address()};
        chunks.clear();
        chunks.add(grown);
        capacity = records;
    }

    /**
     * Where a record lies.
     *
     * @param index of the record; not checked.
     * @return the absolute address of its first octet, until a record is allocated.
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
        return (long) capacity * recordLength;
    }
}
