package org.firsthop.dns.resolver;

/**
 * Servers that turned out to be of no use for a zone, for as long as that is remembered.
 *
 * <p>An entry is the keyed 64-bit hash of zone and server, so it is a hint: the chance that two pairs share one is 2⁻⁶⁴.
 * Sets of {@value #WAYS}; a new entry takes the place of the one that ends first.
 */
final class LameTable {
    private static final int WAYS = 4;

    private final long[] keys;
    private final long[] untils;
    private final int setMask;
    private boolean used;

    /** @param capacity entries, a power of two, at least {@value #WAYS}. */
    LameTable(final int capacity) {
        keys = new long[capacity];
        untils = new long[capacity];
        setMask = capacity / WAYS - 1;
    }

    /** {@return whether anything was ever added} */
    boolean isUsed() {
        return used;
    }

    boolean contains(final long key, final long now) {
        final int first = ((int) key & setMask) * WAYS;
        for (int i = first; i < first + WAYS; i++) {
            if (keys[i] == key && untils[i] - now > 0) {
                return true;
            }
        }
        return false;
    }

    void add(final long key, final long until) {
        used = true;
        final int first = ((int) key & setMask) * WAYS;
        int victim = first;
        for (int i = first; i < first + WAYS; i++) {
            if (keys[i] == key || keys[i] == 0) {
                victim = i;
                break;
            }
            if (untils[i] - untils[victim] < 0) {
                victim = i;
            }
        }
        keys[victim] = key;
        untils[victim] = until;
    }
}
