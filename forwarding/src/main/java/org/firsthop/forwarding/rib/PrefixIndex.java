package org.firsthop.forwarding.rib;

import java.util.function.IntConsumer;
import org.firsthop.core.memory.Memory;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * The prefixes of one family that have routes: a hash table of records outside the heap.
 *
 * <p>An address stands at the left of 128 bits, also an IPv4 address, so that prefixes of both families are masked and
 * compared in one way. Hashing costs an update one or two cache misses, where a tree costs as many as a prefix has bits; the
 * longest match, which only next hops need, tries the lengths that occur. Not thread-safe.
 */
final class PrefixIndex {
    private static final int HIGH_OFFSET = 0;
    private static final int LOW_OFFSET = 8;
    private static final int CHAIN_OFFSET = 16;
    private static final int LENGTH_OFFSET = 20;
    private static final int FIRST_ROUTE_OFFSET = 24;
    private static final int ADJACENCY_OFFSET = 28;
    private static final int STALE_OFFSET = 32;
    private static final int RECORD_LENGTH = 40;
    private static final int INITIAL_HEADS = 1 << 4;
    private static final int MAX_HEADS = 1 << 26;

    private final RecordPool records;
    private final int[] countOfLength;
    private int[] heads = new int[INITIAL_HEADS];

    /**
     * An empty index.
     *
     * @param maxLength bits of an address.
     * @param limit the most prefixes.
     */
    PrefixIndex(final int maxLength, final int limit) {
        countOfLength = new int[maxLength + 1];
        records = new RecordPool(RECORD_LENGTH, limit);
    }

    static long maskHigh(final int length) {
        return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    }

    static long maskLow(final int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    /** {@return the record of a prefix, or 0} */
    int find(final long high, final long low, final int length) {
        int record = heads[bucket(high, low, length)];
        while (record != 0) {
            final long address = records.address(record);
            if (Memory.nativeLong(null, address + HIGH_OFFSET) == high
                    && Memory.nativeLong(null, address + LOW_OFFSET) == low
                    && Memory.nativeInt(null, address + LENGTH_OFFSET) == length) {
                return record;
            }
            record = Memory.nativeInt(null, address + CHAIN_OFFSET);
        }
        return 0;
    }

    /** {@return the record of a prefix that was not there, or 0 when the index is full} */
    int add(final long high, final long low, final int length) {
        final int record = records.allocate();
        if (record == 0) {
            return 0;
        }
        if (records.count() > heads.length && heads.length < MAX_HEADS) {
            grow();
        }
        final long address = records.address(record);
        Memory.putNativeLong(null, address + HIGH_OFFSET, high);
        Memory.putNativeLong(null, address + LOW_OFFSET, low);
        Memory.putNativeInt(null, address + LENGTH_OFFSET, length);
        link(record, bucket(high, low, length));
        countOfLength[length]++;
        return record;
    }

    void remove(final int record) {
        final int bucket = bucket(high(record), low(record), length(record));
        countOfLength[length(record)]--;
        final int next = Memory.nativeInt(null, records.address(record) + CHAIN_OFFSET);
        if (heads[bucket] == record) {
            heads[bucket] = next;
        } else {
            int before = heads[bucket];
            while (chain(before) != record) {
                before = chain(before);
            }
            Memory.putNativeInt(null, records.address(before) + CHAIN_OFFSET, next);
        }
        records.release(record);
    }

    /**
     * The longest prefix of at most a length that contains an address.
     *
     * @param high the first 64 bits of the address.
     * @param low the last 64 bits.
     * @param atMost the longest length to try, or −1 for none.
     * @return its record, or 0.
     */
    int longestMatch(final long high, final long low, final int atMost) {
        for (int length = atMost; length >= 0; length--) {
            if (countOfLength[length] > 0) {
                final int record = find(high & maskHigh(length), low & maskLow(length), length);
                if (record != 0) {
                    return record;
                }
            }
        }
        return 0;
    }

    /** Gives all records, in no order. The consumer may remove the record that it is given, and no other. */
    void forEach(final IntConsumer consumer) {
        for (int bucket = 0; bucket < heads.length; bucket++) {
            int record = heads[bucket];
            while (record != 0) {
                final int next = chain(record);
                consumer.accept(record);
                record = next;
            }
        }
    }

    boolean isIpv6() {
        return maxLength() == Ipv6Fib.MAX_PREFIX_LENGTH;
    }

    int maxLength() {
        return countOfLength.length - 1;
    }

    int count() {
        return records.count();
    }

    long octets() {
        return records.octets() + (long) heads.length * Integer.BYTES;
    }

    long high(final int record) {
        return Memory.nativeLong(null, records.address(record) + HIGH_OFFSET);
    }

    long low(final int record) {
        return Memory.nativeLong(null, records.address(record) + LOW_OFFSET);
    }

    int length(final int record) {
        return Memory.nativeInt(null, records.address(record) + LENGTH_OFFSET);
    }

    /** {@return the route that is preferred most, or 0} */
    int firstRoute(final int record) {
        return Memory.nativeInt(null, records.address(record) + FIRST_ROUTE_OFFSET);
    }

    void firstRoute(final int record, final int route) {
        Memory.putNativeInt(null, records.address(record) + FIRST_ROUTE_OFFSET, route);
    }

    /** {@return what the FIB has for the prefix, or 0} */
    int adjacency(final int record) {
        return Memory.nativeInt(null, records.address(record) + ADJACENCY_OFFSET);
    }

    void adjacency(final int record, final int adjacency) {
        Memory.putNativeInt(null, records.address(record) + ADJACENCY_OFFSET, adjacency);
    }

    /** {@return whether the FIB has refused what the prefix is due} */
    boolean isStale(final int record) {
        return Memory.nativeInt(null, records.address(record) + STALE_OFFSET) != 0;
    }

    void stale(final int record, final boolean is) {
        Memory.putNativeInt(null, records.address(record) + STALE_OFFSET, is ? 1 : 0);
    }

    private int chain(final int record) {
        return Memory.nativeInt(null, records.address(record) + CHAIN_OFFSET);
    }

    private void link(final int record, final int bucket) {
        Memory.putNativeInt(null, records.address(record) + CHAIN_OFFSET, heads[bucket]);
        heads[bucket] = record;
    }

    private void grow() {
        final int[] before = heads;
        heads = new int[2 * before.length];
        for (final int head : before) {
            int record = head;
            while (record != 0) {
                final int next = chain(record);
                link(record, bucket(high(record), low(record), length(record)));
                record = next;
            }
        }
    }

    private int bucket(final long high, final long low, final int length) {
        long hash = (high ^ Long.rotateLeft(low, 23) ^ length) * 0x9E37_79B9_7F4A_7C15L;
        hash = (hash ^ hash >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (hash >>> 32) & (heads.length - 1);
    }
}
