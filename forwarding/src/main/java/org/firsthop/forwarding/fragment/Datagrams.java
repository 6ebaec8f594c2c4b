package org.firsthop.forwarding.fragment;

import java.util.Arrays;

/**
 * The table of incomplete datagrams: their keys, their fragments in order, and their age.
 *
 * <p>Everything lies in arrays of the size that the bounds say, taken when the first fragment comes: most nodes never see one. A
 * datagram is named by its index. Fragments are frames, beside
 * which their range of octets is kept. Datagrams that lost their fragments because two of them overlapped stay until their time
 * is up, so that what is still to come of them is thrown away too (RFC 5722 section 4).
 */
final class Datagrams {
    static final int NONE = -1;

    private static final int MAX_SOURCE_BUCKETS = 1024;

    /** Sources that meet in a bucket share their bound: so many buckets a datagram make it rare. */
    private static final int BUCKETS_A_DATAGRAM = 8;

    private static final int[] NOTHING = {};

    final int fragmentsPerDatagram;
    int[] frames = NOTHING;
    int[] starts = NOTHING;
    int[] ends = NOTHING;
    int[] counts = NOTHING;
    int[] received = NOTHING;

    /** Octets of the whole, or {@link #NONE} while the last fragment has not come. */
    int[] totals = NOTHING;

    boolean[] isPoisoned = {};
    long[] createdNs = {};

    private final int capacity;
    private long[] keys = {};
    private int[] hashes = NOTHING;
    private int[] sources = NOTHING;
    private int[] buckets = NOTHING;
    private int[] nextInBucket = NOTHING;
    private int[] older = NOTHING;
    private int[] younger = NOTHING;
    private int[] perSource = NOTHING;
    private int oldest = NONE;
    private int youngest = NONE;
    private int firstFree;
    private int size;

    Datagrams(final int capacity, final int fragmentsPerDatagram) {
        this.capacity = capacity;
        this.fragmentsPerDatagram = fragmentsPerDatagram;
    }

    private void takeMemory() {
        frames = new int[capacity * fragmentsPerDatagram];
        starts = new int[capacity * fragmentsPerDatagram];
        ends = new int[capacity * fragmentsPerDatagram];
        counts = new int[capacity];
        received = new int[capacity];
        totals = new int[capacity];
        isPoisoned = new boolean[capacity];
        createdNs = new long[capacity];
        keys = new long[capacity * 5];
        hashes = new int[capacity];
        sources = new int[capacity];
        buckets = new int[Integer.highestOneBit(Math.max(1, capacity)) * 2];
        nextInBucket = new int[capacity];
        older = new int[capacity];
        younger = new int[capacity];
        perSource = new int[Math.min(MAX_SOURCE_BUCKETS, buckets.length * BUCKETS_A_DATAGRAM)];
        Arrays.fill(buckets, NONE);
        for (int i = 0; i < capacity; i++) {
            nextInBucket[i] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return firstFree == NONE;
    }

    int oldest() {
        return oldest;
    }

    int find(final long a, final long b, final long c, final long d, final long e) {
        if (size == 0) {
            return NONE;
        }
        for (int entry = buckets[bucket(hash(a, b, c, d, e))]; entry != NONE; entry = nextInBucket[entry]) {
            final int key = entry * 5;
            if (keys[key] == a
                    && keys[key + 1] == b
                    && keys[key + 2] == c
                    && keys[key + 3] == d
                    && keys[key + 4] == e) {
                return entry;
            }
        }
        return NONE;
    }

    /** How many datagrams share the source's bucket. */
    int ofSource(final long source) {
        return size == 0 ? 0 : perSource[sourceBucket(source)];
    }

    int add(final long a, final long b, final long c, final long d, final long e, final long source, final long nowNs) {
        if (frames.length == 0) {
            takeMemory();
        }
        final int entry = firstFree;
        firstFree = nextInBucket[entry];
        final int key = entry * 5;
        keys[key] = a;
        keys[key + 1] = b;
        keys[key + 2] = c;
        keys[key + 3] = d;
        keys[key + 4] = e;
        hashes[entry] = hash(a, b, c, d, e);
        final int bucket = bucket(hashes[entry]);
        nextInBucket[entry] = buckets[bucket];
        buckets[bucket] = entry;
        sources[entry] = sourceBucket(source);
        perSource[sources[entry]]++;
        counts[entry] = 0;
        received[entry] = 0;
        totals[entry] = NONE;
        isPoisoned[entry] = false;
        createdNs[entry] = nowNs;
        older[entry] = youngest;
        younger[entry] = NONE;
        if (youngest == NONE) {
            oldest = entry;
        } else {
            younger[youngest] = entry;
        }
        youngest = entry;
        size++;
        return entry;
    }

    void remove(final int entry) {
        final int bucket = bucket(hashes[entry]);
        if (buckets[bucket] == entry) {
            buckets[bucket] = nextInBucket[entry];
        } else {
            int before = buckets[bucket];
            while (nextInBucket[before] != entry) {
                before = nextInBucket[before];
            }
            nextInBucket[before] = nextInBucket[entry];
        }
        if (older[entry] == NONE) {
            oldest = younger[entry];
        } else {
            younger[older[entry]] = younger[entry];
        }
        if (younger[entry] == NONE) {
            youngest = older[entry];
        } else {
            older[younger[entry]] = older[entry];
        }
        perSource[sources[entry]]--;
        nextInBucket[entry] = firstFree;
        firstFree = entry;
        size--;
    }

    /** The oldest datagram of a source. */
    int oldestOf(final long source) {
        final int wanted = sourceBucket(source);
        int entry = oldest;
        while (entry != NONE && sources[entry] != wanted) {
            entry = younger[entry];
        }
        return entry;
    }

    /** Whom room is taken from: the oldest datagram of the source that has the most. */
    int victim() {
        int found = oldest;
        for (int entry = oldest; entry != NONE; entry = younger[entry]) {
            if (perSource[sources[entry]] > perSource[sources[found]]) {
                found = entry;
            }
        }
        return found;
    }

    /** As {@link #victim()}, among those that hold frames and are not the one given. */
    int victimWithFrames(final int except) {
        int found = NONE;
        for (int entry = oldest; entry != NONE; entry = younger[entry]) {
            if (counts[entry] > 0
                    && entry != except
                    && (found == NONE || perSource[sources[entry]] > perSource[sources[found]])) {
                found = entry;
            }
        }
        return found;
    }

    /** Where a range belongs among a datagram's fragments: the number of those that start before it does. */
    int place(final int entry, final int start) {
        final int base = entry * fragmentsPerDatagram;
        int place = counts[entry];
        while (place > 0 && starts[base + place - 1] >= start) {
            place--;
        }
        return place;
    }

    void insert(final int entry, final int place, final int frame, final int start, final int end) {
        final int at = entry * fragmentsPerDatagram + place;
        final int moved = counts[entry] - place;
        System.arraycopy(frames, at, frames, at + 1, moved);
        System.arraycopy(starts, at, starts, at + 1, moved);
        System.arraycopy(ends, at, ends, at + 1, moved);
        frames[at] = frame;
        starts[at] = start;
        ends[at] = end;
        counts[entry]++;
        received[entry] += end - start;
    }

    private int bucket(final int hash) {
        return hash & (buckets.length - 1);
    }

    private int sourceBucket(final long source) {
        return (int) ((source * 0x9E37_79B9_7F4A_7C15L) >>> 54) & (perSource.length - 1);
    }

    private static int hash(final long a, final long b, final long c, final long d, final long e) {
        long mixed = a * 0x9E37_79B9_7F4A_7C15L + b;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58_476D_1CE4_E5B9L + c;
        mixed = (mixed ^ (mixed >>> 32)) * 0x94D0_49BB_1331_11EBL + d;
        mixed = (mixed ^ (mixed >>> 29)) * 0x9E37_79B9_7F4A_7C15L + e;
        mixed = (mixed ^ (mixed >>> 32)) * 0xBF58_476D_1CE4_E5B9L;
        return (int) (mixed >>> 32);
    }
}
