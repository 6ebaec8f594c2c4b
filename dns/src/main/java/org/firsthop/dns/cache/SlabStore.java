package org.firsthop.dns.cache;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.agrona.BitUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.name.WireName;

/**
 * Entries of varying size outside the heap: found by a keyed 64-bit hash, bounded in bytes, evicted by SIEVE.
 *
 * <p>The store is two regions allocated at construction and never more: pages of {@value #PAGE_LENGTH} octets, each cut
 * into slots of one size class, and an open-addressing index of one {@code long} a place. An entry is named by the
 * absolute address of its slot and stays there until it is removed, evicted, or its page is given to another class; so an
 * address is good until the next {@link #insert}.
 *
 * <pre>
 *   offset  0  hash, 64 bits
 *           8  expiry, nanoseconds on the caller's clock
 *          16  insertion, nanoseconds on the caller's clock
 *          24  time to live at insertion, seconds
 *          28  newer neighbor in the SIEVE queue, a slot number
 *          32  older neighbor
 *          36  key length, 16 bits
 *          38  value length, 16 bits
 *          40  visited, 8 bits
 *          41  three octets for the caller
 *          44  key, then value
 * </pre>
 *
 * <p>Each class has its own queue. New entries join at the head; a hand walks from the tail, spares entries visited
 * since it last passed, and evicts the first that was not ("SIEVE is simpler than LRU", NSDI 2024). When a class keeps
 * evicting while another does not, it takes a page from that other, so that a change of entry sizes does not leave
 * memory stranded.
 *
 * <p>The hash must be keyed with a secret: an adversary who can choose keys with equal hashes makes probes long. Probes
 * are counted, see {@link #longestProbe()}. One thread uses a store at a time.
 */
final class SlabStore {
    /** Octets of a page: the largest class. */
    static final int PAGE_LENGTH = 32 * 1024;

    /** The least capacity: with it every size class can have a page. */
    static final long MIN_CAPACITY = 2L * 1024 * 1024;

    /** The greatest capacity: slots are numbered with 31 bits and one region holds the pages. */
    static final long MAX_CAPACITY = 2L * 1024 * 1024 * 1024;

    static final int HEADER_LENGTH = 44;

    /** The most octets that key and value may have together. */
    static final int MAX_CONTENT_LENGTH = PAGE_LENGTH - HEADER_LENGTH;

    private static final int EXPIRY = 8;
    private static final int INSERTED = 16;
    private static final int TTL = 24;
    private static final int NEWER = 28;
    private static final int OLDER = 32;
    private static final int KEY_LENGTH = 36;
    private static final int VALUE_LENGTH = 38;
    private static final int VISITED = 40;
    private static final int TAG = 41;

    private static final int UNIT = 16;
    private static final int[] CLASS_LENGTHS = {
        96,
        112,
        128,
        144,
        160,
        192,
        224,
        256,
        320,
        384,
        448,
        512,
        640,
        768,
        1024,
        1280,
        1632,
        2176,
        2720,
        3632,
        5456,
        8192,
        10912,
        16384,
        PAGE_LENGTH
    };
    private static final int NO_SLOT = 0;
    /** Places that a search looks at together. */
    private static final int NEAR = 4;

    private static final byte NO_CLASS = -1;
    private static final byte VISITED_NO = 0;
    private static final byte VISITED_YES = 1;
    private static final byte FREE = 2;
    /** Evictions in a class, in slots of a page, after which it looks for a page elsewhere. */
    private static final int PRESSURE_PAGES = 2;

    private final MemoryRegion pages;
    private final MemoryRegion index;
    private final long pagesAddress;
    private final long indexAddress;
    private final int indexMask;
    private final int maxEntries;
    private final byte[] pageClass;
    private final byte[] classOfUnits = new byte[PAGE_LENGTH / UNIT + 1];
    private final int[] freeHead = new int[CLASS_LENGTHS.length];
    private final int[] queueHead = new int[CLASS_LENGTHS.length];
    private final int[] queueTail = new int[CLASS_LENGTHS.length];
    private final int[] hand = new int[CLASS_LENGTHS.length];
    private final int[] classPages = new int[CLASS_LENGTHS.length];
    private final int[] classEntries = new int[CLASS_LENGTHS.length];
    private final int[] pressure = new int[CLASS_LENGTHS.length];
    private int pagesUsed;
    private int entries;
    private int longestProbe;
    private long evictions;
    private long pagesMoved;

    /**
     * @param capacity octets for pages and index together, {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}.
     * @throws IllegalArgumentException when the capacity is outside its range.
     */
    SlabStore(final long capacity) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity: value=" + capacity + ", limits=" + MIN_CAPACITY + " to " + MAX_CAPACITY);
        }
        // At most one place for every 64 octets: with the smallest class everywhere the index is still not full.
        final int places = BitUtil.findNextPositivePowerOfTwo((int) (capacity / 64) + 1) >>> 1;
        final int pageCount = (int) ((capacity - (long) places * Long.BYTES) / PAGE_LENGTH);
        index = MemoryRegion.allocate((long) places * Long.BYTES);
        pages = MemoryRegion.allocate((long) pageCount * PAGE_LENGTH);
        indexAddress = index.address();
        pagesAddress = pages.address();
        indexMask = places - 1;
        maxEntries = places - places / 4;
        pageClass = new byte[pageCount];
        Arrays.fill(pageClass, NO_CLASS);
        int sizeClass = 0;
        for (int units = 0; units < classOfUnits.length; units++) {
            if (units * UNIT > CLASS_LENGTHS[sizeClass]) {
                sizeClass++;
            }
            classOfUnits[units] = (byte) sizeClass;
        }
    }

    /** {@return octets of memory held: pages and index, the same from construction to the end} */
    long capacity() {
        return (long) pages.capacity() + index.capacity();
    }

    /** {@return the number of entries} */
    int size() {
        return entries;
    }

    /** {@return entries evicted to make room, since construction} */
    long evictions() {
        return evictions;
    }

    /** {@return pages that changed their size class, since construction} */
    long pagesMoved() {
        return pagesMoved;
    }

    /** {@return the most index places that a lookup went through one by one, since construction; few, mostly 0} */
    int longestProbe() {
        return longestProbe;
    }

    /**
     * Finds the entry of a key.
     *
     * @param hash of the key.
     * @param key address of its first octet.
     * @param keyLength in octets.
     * @return the entry, or 0.
     */
    long find(final long hash, final long key, final int keyLength) {
        final int tag = (int) (hash >>> 32);
        final int slot = near(tag);
        if (slot != NO_SLOT) {
            final long entry = entryOf(slot);
            if (matches(entry, hash, key, keyLength)) {
                return entry;
            }
        }
        return findFar(tag, hash, key, keyLength);
    }

    private long findFar(final int tag, final long hash, final long key, final int keyLength) {
        int place = tag & indexMask;
        int probes = 1;
        while (true) {
            final long word = Memory.nativeLong(null, indexAddress + (long) place * Long.BYTES);
            if (word == 0) {
                return 0;
            }
            if ((int) (word >>> 32) == tag) {
                final long entry = entryOf((int) word);
                if (matches(entry, hash, key, keyLength)) {
                    return entry;
                }
            }
            place = (place + 1) & indexMask;
            if (++probes > longestProbe) {
                longestProbe = probes;
            }
        }
    }

    private static boolean matches(final long entry, final long hash, final long key, final int keyLength) {
        return hash(entry) == hash
                && keyLength(entry) == keyLength
                && WireName.equalsExactly(null, entry + HEADER_LENGTH, null, key, keyLength);
    }

    /**
     * The slot that the first of the {@value #NEAR} places where a search for a tag begins names which has the tag, or {@link
     * #NO_SLOT}.
     *
     * <p>Without a branch: in a well filled index every third entry stands not where its search begins, and a branch on that is
     * foreseen wrongly, after the wait for the place and before that for the entry.
     */
    private int near(final int tag) {
        final int place = tag & indexMask;
        long slot = ofTag(place, tag);
        for (int i = 1; i < NEAR; i++) {
            slot |= ofTag((place + i) & indexMask, tag) & onesIfZero(slot);
        }
        return (int) slot;
    }

    /** The slot in a place that has the tag, else 0. */
    private long ofTag(final int place, final int tag) {
        final long word = Memory.nativeLong(null, indexAddress + (long) place * Long.BYTES);
        return word & onesIfZero((word >>> 32) ^ (tag & 0xFFFF_FFFFL)) & 0xFFFF_FFFFL;
    }

    private static long onesIfZero(final long notNegative) {
        return (notNegative - 1) >> 63;
    }

    /**
     * Reads the place of the index where the search for a hash begins.
     *
     * @param hash of a key.
     * @return what stands there, without meaning.
     */
    long firstPlace(final long hash) {
        final int place = (int) (hash >>> 32) & indexMask;
        return Memory.nativeLong(null, indexAddress + (long) place * Long.BYTES);
    }

    /**
     * Reads octets of the entry that {@link #find} will look at first, on each of the cache lines that a small entry has.
     *
     * @param hash of a key.
     * @return the octets, mixed, without meaning; 0 where there is no such entry.
     */
    long touch(final long hash) {
        final int slot = near((int) (hash >>> 32));
        if (slot == NO_SLOT) {
            return 0;
        }
        final long entry = entryOf(slot);
        return hash(entry) ^ Memory.nativeLong(null, entry + CLASS_LENGTHS[0] - Long.BYTES);
    }

    /**
     * Makes room for an entry and puts its key into the index; the caller makes sure that the key is not there yet, and
     * writes the value.
     *
     * @param hash of the key.
     * @param key address of its first octet, outside this store.
     * @param keyLength in octets.
     * @param valueLength in octets.
     * @return the entry, at the head of its queue and not visited, or 0 when key and value are longer than
     *     {@link #MAX_CONTENT_LENGTH}.
     */
    long insert(final long hash, final long key, final int keyLength, final int valueLength) {
        final int content = keyLength + valueLength;
        if (content > MAX_CONTENT_LENGTH) {
            return 0;
        }
        final int sizeClass = classOfUnits[(HEADER_LENGTH + content + UNIT - 1) / UNIT];
        if (entries >= maxEntries) {
            evictAnywhere(sizeClass);
        }
        final int slot = takeSlot(sizeClass);
        final long entry = entryOf(slot);
        Memory.putNativeLong(null, entry, hash);
        Memory.putNativeShort(null, entry + KEY_LENGTH, (short) keyLength);
        Memory.putNativeShort(null, entry + VALUE_LENGTH, (short) valueLength);
        Memory.putU8(null, entry + VISITED, VISITED_NO);
        Memory.copy(null, key, null, entry + HEADER_LENGTH, keyLength);
        joinQueue(sizeClass, slot, entry);
        indexPut(hash, slot);
        entries++;
        classEntries[sizeClass]++;
        return entry;
    }

    /**
     * Removes an entry.
     *
     * @param entry that is in the store.
     */
    void remove(final long entry) {
        final int slot = slotOf(entry);
        final int sizeClass = pageClass[pageOf(slot)];
        release(sizeClass, slot, entry);
        Memory.putNativeInt(null, entry + NEWER, freeHead[sizeClass]);
        freeHead[sizeClass] = slot;
    }

    /** Removes all entries. */
    void clear() {
        Memory.fill(null, indexAddress, index.capacity(), (byte) 0);
        Arrays.fill(pageClass, NO_CLASS);
        Arrays.fill(freeHead, NO_SLOT);
        Arrays.fill(queueHead, NO_SLOT);
        Arrays.fill(queueTail, NO_SLOT);
        Arrays.fill(hand, NO_SLOT);
        Arrays.fill(classPages, 0);
        Arrays.fill(classEntries, 0);
        Arrays.fill(pressure, 0);
        pagesUsed = 0;
        entries = 0;
    }

    /**
     * Visits every entry; the consumer may remove the entry it is given and no other.
     *
     * @param consumer called with each entry's address, in no particular order.
     */
    void forEach(final LongConsumer consumer) {
        for (int page = 0; page < pagesUsed; page++) {
            final int length = CLASS_LENGTHS[pageClass[page]];
            final long start = pagesAddress + (long) page * PAGE_LENGTH;
            for (long entry = start; entry + length <= start + PAGE_LENGTH; entry += length) {
                if (Memory.u8(null, entry + VISITED) != FREE) {
                    consumer.accept(entry);
                }
            }
        }
    }

    private int takeSlot(final int sizeClass) {
        if (freeHead[sizeClass] == NO_SLOT) {
            if (pagesUsed < pageClass.length) {
                givePage(pagesUsed++, sizeClass);
            } else if (classPages[sizeClass] == 0) {
                movePage(donor(sizeClass, false), sizeClass);
            } else {
                makeRoom(sizeClass);
            }
        }
        final int slot = freeHead[sizeClass];
        freeHead[sizeClass] = Memory.nativeInt(null, entryOf(slot) + NEWER);
        return slot;
    }

    private void makeRoom(final int sizeClass) {
        pressure[sizeClass]++;
        if (pressure[sizeClass] > PRESSURE_PAGES * (PAGE_LENGTH / CLASS_LENGTHS[sizeClass])) {
            final int donor = donor(sizeClass, true);
            Arrays.fill(pressure, 0);
            if (donor >= 0) {
                movePage(donor, sizeClass);
                return;
            }
        }
        evict(sizeClass);
    }

    /** The class with most pages among those that may give one: with {@code idle}, only such as evict nothing. */
    private int donor(final int taker, final boolean idle) {
        int best = -1;
        for (int candidate = 0; candidate < CLASS_LENGTHS.length; candidate++) {
            if (candidate != taker
                    && (!idle || pressure[candidate] == 0)
                    && classPages[candidate] > (idle ? 1 : 0)
                    && (best < 0 || classPages[candidate] > classPages[best])) {
                best = candidate;
            }
        }
        return best;
    }

    private void movePage(final int from, final int to) {
        int page = 0;
        while (pageClass[page] != from) {
            page++;
        }
        final int length = CLASS_LENGTHS[from];
        final long start = pagesAddress + (long) page * PAGE_LENGTH;
        for (long entry = start; entry + length <= start + PAGE_LENGTH; entry += length) {
            if (Memory.u8(null, entry + VISITED) != FREE) {
                release(from, slotOf(entry), entry);
                evictions++;
            }
        }
        unlinkFreeSlots(from, page);
        classPages[from]--;
        pagesMoved++;
        givePage(page, to);
    }

    private void unlinkFreeSlots(final int sizeClass, final int page) {
        int kept = NO_SLOT;
        int slot = freeHead[sizeClass];
        while (slot != NO_SLOT) {
            final long entry = entryOf(slot);
            final int next = Memory.nativeInt(null, entry + NEWER);
            if (pageOf(slot) != page) {
                Memory.putNativeInt(null, entry + NEWER, kept);
                kept = slot;
            }
            slot = next;
        }
        freeHead[sizeClass] = kept;
    }

    private void givePage(final int page, final int sizeClass) {
        pageClass[page] = (byte) sizeClass;
        classPages[sizeClass]++;
        final int length = CLASS_LENGTHS[sizeClass];
        final long start = pagesAddress + (long) page * PAGE_LENGTH;
        for (long entry = start; entry + length <= start + PAGE_LENGTH; entry += length) {
            Memory.putU8(null, entry + VISITED, FREE);
            Memory.putNativeInt(null, entry + NEWER, freeHead[sizeClass]);
            freeHead[sizeClass] = slotOf(entry);
        }
    }

    private void evictAnywhere(final int preferred) {
        int sizeClass = preferred;
        for (int candidate = 0; classEntries[sizeClass] == 0; candidate++) {
            sizeClass = candidate;
        }
        evict(sizeClass);
    }

    private void evict(final int sizeClass) {
        int slot = hand[sizeClass] == NO_SLOT ? queueTail[sizeClass] : hand[sizeClass];
        long entry = entryOf(slot);
        while (Memory.u8(null, entry + VISITED) == VISITED_YES) {
            Memory.putU8(null, entry + VISITED, VISITED_NO);
            final int newer = Memory.nativeInt(null, entry + NEWER);
            slot = newer == NO_SLOT ? queueTail[sizeClass] : newer;
            entry = entryOf(slot);
        }
        hand[sizeClass] = slot;
        evictions++;
        remove(entry);
    }

    private void joinQueue(final int sizeClass, final int slot, final long entry) {
        final int head = queueHead[sizeClass];
        Memory.putNativeInt(null, entry + NEWER, NO_SLOT);
        Memory.putNativeInt(null, entry + OLDER, head);
        if (head == NO_SLOT) {
            queueTail[sizeClass] = slot;
        } else {
            Memory.putNativeInt(null, entryOf(head) + NEWER, slot);
        }
        queueHead[sizeClass] = slot;
    }

    /** Takes an entry out of index and queue and marks its slot free; the caller links or abandons the slot. */
    private void release(final int sizeClass, final int slot, final long entry) {
        final int newer = Memory.nativeInt(null, entry + NEWER);
        final int older = Memory.nativeInt(null, entry + OLDER);
        if (newer == NO_SLOT) {
            queueHead[sizeClass] = older;
        } else {
            Memory.putNativeInt(null, entryOf(newer) + OLDER, older);
        }
        if (older == NO_SLOT) {
            queueTail[sizeClass] = newer;
        } else {
            Memory.putNativeInt(null, entryOf(older) + NEWER, newer);
        }
        if (hand[sizeClass] == slot) {
            hand[sizeClass] = newer;
        }
        Memory.putU8(null, entry + VISITED, FREE);
        indexRemove(hash(entry), slot);
        entries--;
        classEntries[sizeClass]--;
    }

    private void indexPut(final long hash, final int slot) {
        final int tag = (int) (hash >>> 32);
        int place = tag & indexMask;
        while (Memory.nativeLong(null, indexAddress + (long) place * Long.BYTES) != 0) {
            place = (place + 1) & indexMask;
        }
        Memory.putNativeLong(null, indexAddress + (long) place * Long.BYTES, (long) tag << 32 | slot);
    }

    /** Removes a place and shifts later ones back, so that no probe ends early (Knuth, TAOCP 6.4, algorithm R). */
    private void indexRemove(final long hash, final int slot) {
        int hole = (int) (hash >>> 32) & indexMask;
        while ((int) Memory.nativeLong(null, indexAddress + (long) hole * Long.BYTES) != slot) {
            hole = (hole + 1) & indexMask;
        }
        int place = hole;
        while (true) {
            place = (place + 1) & indexMask;
            final long word = Memory.nativeLong(null, indexAddress + (long) place * Long.BYTES);
            if (word == 0) {
                break;
            }
            final int home = (int) (word >>> 32) & indexMask;
            if (((place - home) & indexMask) >= ((place - hole) & indexMask)) {
                Memory.putNativeLong(null, indexAddress + (long) hole * Long.BYTES, word);
                hole = place;
            }
        }
        Memory.putNativeLong(null, indexAddress + (long) hole * Long.BYTES, 0);
    }

    /** Slots are numbered by their offset in units, from 1: 0 is none. */
    private long entryOf(final int slot) {
        return pagesAddress + (long) (slot - 1) * UNIT;
    }

    private int slotOf(final long entry) {
        return (int) ((entry - pagesAddress) / UNIT) + 1;
    }

    private static int pageOf(final int slot) {
        return (slot - 1) / (PAGE_LENGTH / UNIT);
    }

    static long hash(final long entry) {
        return Memory.nativeLong(null, entry);
    }

    static long expiry(final long entry) {
        return Memory.nativeLong(null, entry + EXPIRY);
    }

    static void expiry(final long entry, final long nanos) {
        Memory.putNativeLong(null, entry + EXPIRY, nanos);
    }

    static long inserted(final long entry) {
        return Memory.nativeLong(null, entry + INSERTED);
    }

    static void inserted(final long entry, final long nanos) {
        Memory.putNativeLong(null, entry + INSERTED, nanos);
    }

    static int ttl(final long entry) {
        return Memory.nativeInt(null, entry + TTL);
    }

    static void ttl(final long entry, final int seconds) {
        Memory.putNativeInt(null, entry + TTL, seconds);
    }

    /** One of the caller's three octets, 0 to 2. */
    static int tag(final long entry, final int number) {
        return Memory.u8(null, entry + TAG + number);
    }

    static void tag(final long entry, final int number, final int value) {
        Memory.putU8(null, entry + TAG + number, value);
    }

    static void visit(final long entry) {
        // Written only when it changes: a hit on an entry that many hits share does not dirty its line again.
        if (Memory.u8(null, entry + VISITED) != VISITED_YES) {
            Memory.putU8(null, entry + VISITED, VISITED_YES);
        }
    }

    static int keyLength(final long entry) {
        return Memory.nativeShort(null, entry + KEY_LENGTH) & 0xFFFF;
    }

    static long keyAddress(final long entry) {
        return entry + HEADER_LENGTH;
    }

    static int valueLength(final long entry) {
        return Memory.nativeShort(null, entry + VALUE_LENGTH) & 0xFFFF;
    }

    static long valueAddress(final long entry) {
        return entry + HEADER_LENGTH + keyLength(entry);
    }
}
