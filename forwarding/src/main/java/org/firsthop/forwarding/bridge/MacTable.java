package org.firsthop.forwarding.bridge;

import java.util.Arrays;
import org.agrona.BitUtil;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Which station was heard at which port, in a bounded table outside the heap (the filtering database of IEEE 802.1Q section
 * 8.8, which Linux calls fdb).
 *
 * <p>A station is an address in a VLAN. It is forgotten when it was silent for the ageing time. Every port has a limit, and
 * the limits together are the capacity, so one port can fill its own share only. Where a share is full, a new station takes
 * the place of the oldest one that was heard in a single second only; a station that was heard in two seconds is confirmed,
 * and only its age removes it. Addresses that an attacker invents thus drive out each other, never a station that is
 * talking. A share full of confirmed stations learns nothing new, which is counted; frames to such stations are flooded.
 *
 * <p>Time has the grain of a second, so a station is written to once a second at most. Belongs to the thread of its bridge.
 */
public final class MacTable {
    /** What {@link #find} answers when nobody has heard the station. */
    public static final int UNKNOWN = -1;

    /** The ageing time unless told otherwise (IEEE 802.1Q table 8-6, recommended default), in seconds. */
    public static final int DEFAULT_AGEING_SECONDS = 300;

    /** How many stations a table holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 8_192;

    /** The greatest ageing time (IEEE 802.1Q table 8-6), in seconds. */
    public static final int MAX_AGEING_SECONDS = 1_000_000;

    /** The greatest capacity. */
    public static final int MAX_CAPACITY = 1 << 24;

    private static final long NANOS = 1_000_000_000L;
    private static final int EXPIRED_AT_ONCE = 64;
    private static final int NONE = -1;

    // Layout of an entry; the key is the VLAN above the 48 bits of the address, never 0.
    private static final int ENTRY_LENGTH = 32;
    private static final int KEY = 0;
    private static final int SEEN = 8;
    private static final int PORT = 12;
    private static final int STATE = 14;
    private static final int NEXT = 16;
    private static final int OLDER = 20;
    private static final int YOUNGER = 24;

    // States, which are also numbers of a port's lists; a configured station is in no list.
    private static final int ONCE = 0;
    private static final int CONFIRMED = 1;
    private static final int CONFIGURED = 2;
    private static final int LISTS = 2;

    private final SipHash hash;
    private final int capacity;
    private final int ageingSeconds;
    private final int bucketMask;
    private final MemoryRegion entryRegion;
    private final MemoryRegion bucketRegion;
    private final long entries;
    private final long buckets;

    private final int[] limits;
    private final int[] sizes;

    /** The oldest and the youngest entry of each list, {@link #LISTS} lists a port. */
    private final int[] oldest;

    private final int[] youngest;

    private final long[] learned;
    private final long[] moved;
    private final long[] refused;
    private final long[] evicted;
    private final long[] aged;
    private int free;
    private int size;

    private boolean hasBegun;
    private long beginNs;
    private long nextSecondNs;
    private int second;

    /** Whether the last sweep ended before it had seen all. */
    private boolean mayHaveSilent;

    /** What came of hearing a station. */
    enum Outcome {
        KNOWN("known"),
        LEARNED("learned"),
        MOVED("moved here"),
        REFUSED("not learned, the port's share of the table is full"),
        FIXED("configured at another port");

        private final String text;

        Outcome(final String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Is shown the stations of a table. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees a station.
         *
         * @param vlan 1 to 4,094.
         * @param mac its address in the low 48 bits.
         * @param port the index of its port.
         * @param idleSeconds since it was heard.
         * @param isConfigured whether it was configured and not learned.
         */
        void visit(int vlan, long mac, int port, int idleSeconds, boolean isConfigured);
    }

    /**
     * An empty table.
     *
     * @param limits the greatest number of stations at each port; their sum is the capacity.
     * @param ageingSeconds of silence after which a station is forgotten.
     * @param hash under a key that nobody outside knows, so that nobody can choose addresses that fall into one bucket.
     */
    MacTable(final int[] limits, final int ageingSeconds, final SipHash hash) {
        this.limits = limits.clone();
        this.ageingSeconds = ageingSeconds;
        this.hash = hash;
        capacity = Arrays.stream(limits).sum();
        final int bucketCount = BitUtil.findNextPositivePowerOfTwo(capacity * 2);
        bucketMask = bucketCount - 1;
        entryRegion = MemoryRegion.allocate((long) capacity * ENTRY_LENGTH);
        bucketRegion = MemoryRegion.allocate((long) bucketCount * Integer.BYTES);
        entries = entryRegion.address();
        buckets = bucketRegion.address();
        sizes = new int[limits.length];
        oldest = new int[limits.length * LISTS];
        youngest = new int[limits.length * LISTS];
        learned = new long[limits.length];
        moved = new long[limits.length];
        refused = new long[limits.length];
        evicted = new long[limits.length];
        aged = new long[limits.length];
        Arrays.fill(oldest, NONE);
        Arrays.fill(youngest, NONE);
        Memory.fill(null, buckets, (long) bucketCount * Integer.BYTES, (byte) NONE);
        for (int entry = capacity - 1; entry >= 0; entry--) {
            giveBack(entry, entry == capacity - 1 ? NONE : entry + 1);
        }
    }

    /**
     * The port of a station that was heard within the ageing time.
     *
     * @param vlan 1 to 4,094.
     * @param mac its address in the low 48 bits.
     * @return the index of the port, or {@link #UNKNOWN}.
     */
    public int find(final int vlan, final long mac) {
        final int entry = entryOf(key(vlan, mac));
        return entry == NONE || isSilent(entry) ? UNKNOWN : port(entry);
    }

    /** Sets the clock, once for a vector of frames. */
    void advance(final long nowNs) {
        if (!hasBegun) {
            hasBegun = true;
            beginNs = nowNs;
            nextSecondNs = nowNs + NANOS;
        } else if (nowNs - nextSecondNs >= 0) {
            second = (int) ((nowNs - beginNs) / NANOS);
            nextSecondNs = beginNs + (second + 1) * NANOS;
        }
    }

    /** Hears a station at a port, now. */
    Outcome learn(final int vlan, final long mac, final int port) {
        final long key = key(vlan, mac);
        final int entry = forgetIfSilent(entryOf(key));
        if (entry == NONE) {
            if (!makeRoom(port)) {
                refused[port]++;
                return Outcome.REFUSED;
            }
            learned[port]++;
            add(key, port, ONCE);
            return Outcome.LEARNED;
        }
        if (state(entry) == CONFIGURED) {
            Memory.putNativeInt(null, address(entry) + SEEN, second);
            return port(entry) == port ? Outcome.KNOWN : Outcome.FIXED;
        }
        if (port(entry) != port) {
            return move(entry, port);
        }
        if (seen(entry) != second) {
            unlink(entry);
            append(entry, port, CONFIRMED);
        }
        return Outcome.KNOWN;
    }

    /** A station that comes back after the ageing time is a new one. */
    private int forgetIfSilent(final int entry) {
        if (entry == NONE || !isSilent(entry)) {
            return entry;
        }
        aged[port(entry)]++;
        remove(entry);
        return NONE;
    }

    /** A station that was heard elsewhere: at its new port it counts as heard once. */
    private Outcome move(final int entry, final int port) {
        if (!makeRoom(port)) {
            refused[port]++;
            return Outcome.REFUSED;
        }
        unlink(entry);
        sizes[port(entry)]--;
        sizes[port]++;
        append(entry, port, ONCE);
        moved[port]++;
        return Outcome.MOVED;
    }

    /** Sees to it that a port's share has room for one more. */
    private boolean makeRoom(final int port) {
        if (sizes[port] < limits[port]) {
            return true;
        }
        final int heardOnce = oldest[port * LISTS + ONCE];
        if (heardOnce != NONE) {
            remove(heardOnce);
            evicted[port]++;
            return true;
        }
        final int confirmed = oldest[port * LISTS + CONFIRMED];
        if (confirmed != NONE && isSilent(confirmed)) {
            remove(confirmed);
            aged[port]++;
            return true;
        }
        return false;
    }

    /**
     * Configures a station at a port: it is never forgotten and never moves.
     *
     * @throws IllegalStateException when the port's share of the table is full.
     */
    void configure(final int vlan, final long mac, final int port) {
        final long key = key(vlan, mac);
        final int entry = entryOf(key);
        if (entry != NONE) {
            remove(entry);
        }
        if (!makeRoom(port)) {
            throw new IllegalStateException("port " + port + ": stations=" + sizes[port] + ", limit=" + limits[port]);
        }
        add(key, port, CONFIGURED);
    }

    /** Forgets the stations that were silent for too long, a bounded number at once; answers how many. */
    int expire(final long nowNs) {
        final boolean sweptThisSecond = hasBegun && nowNs - nextSecondNs < 0 && !mayHaveSilent;
        if (size == 0 || sweptThisSecond) {
            return 0;
        }
        advance(nowNs);
        int expired = 0;
        for (int list = 0; list < oldest.length; list++) {
            while (oldest[list] != NONE && isSilent(oldest[list])) {
                if (expired == EXPIRED_AT_ONCE) {
                    mayHaveSilent = true;
                    return expired;
                }
                aged[list / LISTS]++;
                remove(oldest[list]);
                expired++;
            }
        }
        mayHaveSilent = false;
        return expired;
    }

    /** When the next station will have been silent for too long, unless it is heard before. */
    long nextDeadline() {
        int earliest = Integer.MAX_VALUE;
        for (final int entry : oldest) {
            if (entry != NONE) {
                earliest = Math.min(earliest, seen(entry));
            }
        }
        return earliest == Integer.MAX_VALUE ? Long.MAX_VALUE : beginNs + (earliest + ageingSeconds + 1L) * NANOS;
    }

    /**
     * Forgets all learned stations of a port, as when its link went down.
     *
     * @param port its index.
     * @return how many there were.
     */
    public int flush(final int port) {
        int flushed = 0;
        for (int list = port * LISTS; list < (port + 1) * LISTS; list++) {
            while (oldest[list] != NONE) {
                remove(oldest[list]);
                flushed++;
            }
        }
        return flushed;
    }

    /**
     * Shows all stations, in the order in which memory holds them.
     *
     * @param visitor that sees each.
     */
    public void forEach(final Visitor visitor) {
        for (int entry = 0; entry < capacity; entry++) {
            final long key = Memory.nativeLong(null, address(entry) + KEY);
            if (key != 0 && !isSilent(entry)) {
                visitor.visit(
                        (int) (key >>> 48),
                        key & MacAddress.MASK,
                        port(entry),
                        second - seen(entry),
                        state(entry) == CONFIGURED);
            }
        }
    }

    /** {@return stations in the table, among them those that were silent for too long and not removed yet} */
    public int size() {
        return size;
    }

    /** {@return the most stations that the table holds} */
    public int capacity() {
        return capacity;
    }

    /** {@return octets outside the heap} */
    public long memoryOctets() {
        return (long) entryRegion.capacity() + bucketRegion.capacity();
    }

    /**
     * Stations at a port.
     *
     * @param port its index.
     * @return how many the table holds.
     */
    public int size(final int port) {
        return sizes[port];
    }

    /**
     * The most stations at a port.
     *
     * @param port its index.
     * @return its limit.
     */
    public int limit(final int port) {
        return limits[port];
    }

    /**
     * How often a new station was heard at a port and learned.
     *
     * @param port its index.
     * @return the count.
     */
    public long learned(final int port) {
        return learned[port];
    }

    /**
     * How often a station was heard at a port that was at another before. Many in a short time mean a loop.
     *
     * @param port its index.
     * @return the count.
     */
    public long moved(final int port) {
        return moved[port];
    }

    /**
     * How often a station at a port was not learned because the port's share was full of confirmed stations.
     *
     * @param port its index.
     * @return the count.
     */
    public long refused(final int port) {
        return refused[port];
    }

    /**
     * How often a station that was heard in one second only made room for another at the same port.
     *
     * @param port its index.
     * @return the count.
     */
    public long evicted(final int port) {
        return evicted[port];
    }

    /**
     * How many stations at a port were forgotten because they were silent.
     *
     * @param port its index.
     * @return the count.
     */
    public long aged(final int port) {
        return aged[port];
    }

    private static long key(final int vlan, final long mac) {
        return (long) vlan << 48 | (mac & MacAddress.MASK);
    }

    private int entryOf(final long key) {
        int entry = Memory.nativeInt(null, bucket(key));
        while (entry != NONE && Memory.nativeLong(null, address(entry) + KEY) != key) {
            entry = Memory.nativeInt(null, address(entry) + NEXT);
        }
        return entry;
    }

    private long bucket(final long key) {
        return buckets + (hash.hash(key) & bucketMask) * Integer.BYTES;
    }

    private long address(final int entry) {
        return entries + (long) entry * ENTRY_LENGTH;
    }

    private int port(final int entry) {
        return Memory.nativeShort(null, address(entry) + PORT) & 0xFFFF;
    }

    private int state(final int entry) {
        return Memory.u8(null, address(entry) + STATE);
    }

    private int seen(final int entry) {
        return Memory.nativeInt(null, address(entry) + SEEN);
    }

    private boolean isSilent(final int entry) {
        return second - seen(entry) > ageingSeconds && state(entry) != CONFIGURED;
    }

    /** Takes a free entry, which is there as long as a port has room. */
    private void add(final long key, final int port, final int state) {
        final int entry = free;
        final long address = address(entry);
        free = Memory.nativeInt(null, address + NEXT);
        final long bucket = bucket(key);
        Memory.putNativeLong(null, address + KEY, key);
        Memory.putNativeInt(null, address + NEXT, Memory.nativeInt(null, bucket));
        Memory.putNativeInt(null, bucket, entry);
        size++;
        sizes[port]++;
        append(entry, port, state);
    }

    private void remove(final int entry) {
        final long address = address(entry);
        unlink(entry);
        sizes[port(entry)]--;
        size--;
        final int next = Memory.nativeInt(null, address + NEXT);
        long link = bucket(Memory.nativeLong(null, address + KEY));
        while (Memory.nativeInt(null, link) != entry) {
            link = address(Memory.nativeInt(null, link)) + NEXT;
        }
        Memory.putNativeInt(null, link, next);
        giveBack(entry, free);
    }

    private void giveBack(final int entry, final int nextFree) {
        Memory.putNativeLong(null, address(entry) + KEY, 0);
        Memory.putNativeInt(null, address(entry) + NEXT, nextFree);
        free = entry;
    }

    /** Makes an entry the youngest of a list, heard now. */
    private void append(final int entry, final int port, final int state) {
        final long address = address(entry);
        Memory.putNativeInt(null, address + SEEN, second);
        Memory.putNativeShort(null, address + PORT, (short) port);
        Memory.putU8(null, address + STATE, state);
        if (state == CONFIGURED) {
            return;
        }
        final int list = port * LISTS + state;
        final int before = youngest[list];
        Memory.putNativeInt(null, address + OLDER, before);
        Memory.putNativeInt(null, address + YOUNGER, NONE);
        if (before == NONE) {
            oldest[list] = entry;
        } else {
            Memory.putNativeInt(null, address(before) + YOUNGER, entry);
        }
        youngest[list] = entry;
    }

    private void unlink(final int entry) {
        if (state(entry) == CONFIGURED) {
            return;
        }
        final long address = address(entry);
        final int list = port(entry) * LISTS + state(entry);
        final int older = Memory.nativeInt(null, address + OLDER);
        final int younger = Memory.nativeInt(null, address + YOUNGER);
        if (older == NONE) {
            oldest[list] = younger;
        } else {
            Memory.putNativeInt(null, address(older) + YOUNGER, younger);
        }
        if (younger == NONE) {
            youngest[list] = older;
        } else {
            Memory.putNativeInt(null, address(younger) + OLDER, older);
        }
    }
}
