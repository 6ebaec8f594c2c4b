package org.firsthop.forwarding.neighbor;

import java.util.Arrays;
import org.agrona.BitUtil;
import org.firsthop.core.hash.SipHash;

/**
 * The memory of a {@link NeighborTable}: a fixed number of entries, each a row of arrays, found by hash and chained in lists.
 *
 * <p>An entry is in one list at a time, oldest first, so that the oldest of a kind is at hand when room is wanted. All memory is
 * taken at construction. The hash has a key: who chooses addresses cannot make chains long.
 */
final class NeighborEntries {
    static final int NONE = -1;

    final long[] high;
    final long[] low;
    final long[] mac;
    final int[] link;
    final NeighborState[] state;

    /** When the entry came into its state, was confirmed last, and its link address was changed last. */
    final long[] sinceNs;

    final long[] confirmedNs;
    final long[] changedNs;

    /** When the last request went out. */
    final long[] solicitedNs;

    final byte[] solicits;
    final boolean[] isRouter;

    /** Whether this node has asked for the neighbor, or used it; else it only spoke first. */
    final boolean[] isAsked;

    private final int[] buckets;
    private final int[] chain;
    private final int bucketMask;
    private final SipHash hash;

    private final int[] list;
    private final int[] newer;
    private final int[] older;
    private final int[] oldest;
    private final int[] newest;
    private final int[] sizes;

    private final int[] free;
    private int freeCount;

    NeighborEntries(final int capacity, final int lists, final long seed) {
        high = new long[capacity];
        low = new long[capacity];
        mac = new long[capacity];
        link = new int[capacity];
        state = new NeighborState[capacity];
        sinceNs = new long[capacity];
        confirmedNs = new long[capacity];
        changedNs = new long[capacity];
        solicitedNs = new long[capacity];
        solicits = new byte[capacity];
        isRouter = new boolean[capacity];
        isAsked = new boolean[capacity];
        buckets = new int[BitUtil.findNextPositivePowerOfTwo(2 * capacity)];
        Arrays.fill(buckets, NONE);
        bucketMask = buckets.length - 1;
        chain = new int[capacity];
        hash = SipHash.sipHash13(seed, ~seed);
        list = new int[capacity];
        Arrays.fill(list, NONE);
        newer = new int[capacity];
        older = new int[capacity];
        oldest = new int[lists];
        newest = new int[lists];
        sizes = new int[lists];
        Arrays.fill(oldest, NONE);
        Arrays.fill(newest, NONE);
        free = new int[capacity];
        for (int entry = capacity - 1; entry >= 0; entry--) {
            free[freeCount++] = entry;
        }
    }

    int capacity() {
        return free.length;
    }

    int size() {
        return free.length - freeCount;
    }

    boolean isUsed(final int entry) {
        return list[entry] != NONE;
    }

    boolean is(final int entry, final int linkIndex, final long addressHigh, final long addressLow) {
        return low[entry] == addressLow && high[entry] == addressHigh && link[entry] == linkIndex;
    }

    int find(final int linkIndex, final long addressHigh, final long addressLow) {
        int entry = buckets[bucket(linkIndex, addressHigh, addressLow)];
        while (entry != NONE && !is(entry, linkIndex, addressHigh, addressLow)) {
            entry = chain[entry];
        }
        return entry;
    }

    /** Takes a free entry; the caller has seen to it that there is one, and that the address is not there. */
    int add(final int linkIndex, final long addressHigh, final long addressLow, final int listIndex) {
        final int entry = free[--freeCount];
        high[entry] = addressHigh;
        low[entry] = addressLow;
        link[entry] = linkIndex;
        mac[entry] = 0;
        solicits[entry] = 0;
        isRouter[entry] = false;
        isAsked[entry] = false;
        final int bucket = bucket(linkIndex, addressHigh, addressLow);
        chain[entry] = buckets[bucket];
        buckets[bucket] = entry;
        append(entry, listIndex);
        return entry;
    }

    void remove(final int entry) {
        final int bucket = bucket(link[entry], high[entry], low[entry]);
        if (buckets[bucket] == entry) {
            buckets[bucket] = chain[entry];
        } else {
            int before = buckets[bucket];
            while (chain[before] != entry) {
                before = chain[before];
            }
            chain[before] = chain[entry];
        }
        unlink(entry);
        list[entry] = NONE;
        free[freeCount++] = entry;
    }

    /** Makes an entry the newest of a list. */
    void move(final int entry, final int listIndex) {
        unlink(entry);
        append(entry, listIndex);
    }

    int listOf(final int entry) {
        return list[entry];
    }

    int oldest(final int listIndex) {
        return oldest[listIndex];
    }

    int size(final int listIndex) {
        return sizes[listIndex];
    }

    private void append(final int entry, final int listIndex) {
        final int last = newest[listIndex];
        list[entry] = listIndex;
        older[entry] = last;
        newer[entry] = NONE;
        newest[listIndex] = entry;
        if (last == NONE) {
            oldest[listIndex] = entry;
        } else {
            newer[last] = entry;
        }
        sizes[listIndex]++;
    }

    private void unlink(final int entry) {
        final int listIndex = list[entry];
        final int before = older[entry];
        final int after = newer[entry];
        if (before == NONE) {
            oldest[listIndex] = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest[listIndex] = before;
        } else {
            older[after] = before;
        }
        sizes[listIndex]--;
    }

    private int bucket(final int linkIndex, final long addressHigh, final long addressLow) {
        return (int) hash.hash(addressHigh, addressLow, linkIndex) & bucketMask;
    }
}
