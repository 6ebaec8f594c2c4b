package org.firsthop.forwarding.bridge;

import java.util.Arrays;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.forwarding.table.AgeLists;
import org.firsthop.forwarding.table.KeyedSlab;
import org.firsthop.forwarding.table.SecondClock;

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
    public static final int MAX_CAPACITY = KeyedSlab.MAX_CAPACITY;

    private static final int EXPIRED_AT_ONCE = 64;

    // A port has two lists: stations heard in one second only, and confirmed ones. A configured station is in no list.
    private static final int ONCE = 0;
    private static final int CONFIRMED = 1;
    private static final int LISTS = 2;

    private final KeyedSlab stations;
    private final AgeLists ages;
    private final SecondClock clock = new SecondClock();
    private final int ageingSeconds;
    private final int[] limits;
    private final int[] sizes;
    private final long[] learned;
    private final long[] moved;
    private final long[] refused;
    private final long[] evicted;
    private final long[] aged;

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
         * @param idleSeconds since it was heard; 0 for a configured one.
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
        final int capacity = Arrays.stream(limits).sum();
        stations = new KeyedSlab(capacity, Long.BYTES, hash);
        ages = new AgeLists(capacity, limits.length * LISTS);
        sizes = new int[limits.length];
        learned = new long[limits.length];
        moved = new long[limits.length];
        refused = new long[limits.length];
        evicted = new long[limits.length];
        aged = new long[limits.length];
    }

    /**
     * The port of a station that was heard within the ageing time.
     *
     * @param vlan 1 to 4,094.
     * @param mac its address in the low 48 bits.
     * @return the index of the port, or {@link #UNKNOWN}.
     */
    public int find(final int vlan, final long mac) {
        final int entry = stations.find(key(vlan, mac), 0);
        return entry == KeyedSlab.NONE || isSilent(entry) ? UNKNOWN : port(entry);
    }

    /** Sets the clock, once for a vector of frames. */
    void advance(final long nowNs) {
        mayHaveSilent |= clock.advance(nowNs);
    }

    /** Hears a station at a port, now. */
    Outcome learn(final int vlan, final long mac, final int port) {
        final long key = key(vlan, mac);
        final int entry = forgetIfSilent(stations.find(key, 0));
        if (entry == KeyedSlab.NONE) {
            if (!makeRoom(port)) {
                refused[port]++;
                return Outcome.REFUSED;
            }
            learned[port]++;
            ages.hear(port * LISTS + ONCE, add(key, port), clock.second());
            return Outcome.LEARNED;
        }
        if (isConfigured(entry)) {
            return port(entry) == port ? Outcome.KNOWN : Outcome.FIXED;
        }
        if (port(entry) != port) {
            return move(entry, port);
        }
        if (ages.second(entry) != clock.second()) {
            ages.hear(port * LISTS + CONFIRMED, entry, clock.second());
        }
        return Outcome.KNOWN;
    }

    /** A station that comes back after the ageing time is a new one. */
    private int forgetIfSilent(final int entry) {
        if (entry == KeyedSlab.NONE || !isSilent(entry)) {
            return entry;
        }
        aged[port(entry)]++;
        remove(entry);
        return KeyedSlab.NONE;
    }

    /** A station that was heard elsewhere: at its new port it counts as heard once. */
    private Outcome move(final int entry, final int port) {
        if (!makeRoom(port)) {
            refused[port]++;
            return Outcome.REFUSED;
        }
        sizes[port(entry)]--;
        sizes[port]++;
        Memory.putNativeInt(null, stations.value(entry), port);
        ages.hear(port * LISTS + ONCE, entry, clock.second());
        moved[port]++;
        return Outcome.MOVED;
    }

    /** Sees to it that a port's share has room for one more. */
    private boolean makeRoom(final int port) {
        if (sizes[port] < limits[port]) {
            return true;
        }
        final int heardOnce = ages.oldest(port * LISTS + ONCE);
        if (heardOnce != AgeLists.NONE) {
            remove(heardOnce);
            evicted[port]++;
            return true;
        }
        final int confirmed = ages.oldest(port * LISTS + CONFIRMED);
        if (confirmed != AgeLists.NONE && isSilent(confirmed)) {
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
        final int entry = stations.find(key, 0);
        if (entry != KeyedSlab.NONE) {
            remove(entry);
        }
        if (!makeRoom(port)) {
            throw new IllegalStateException("port " + port + ": stations=" + sizes[port] + ", limit=" + limits[port]);
        }
        add(key, port);
    }

    /** Forgets the stations that were silent for too long, a bounded number at once; answers how many. */
    int expire(final long nowNs) {
        advance(nowNs);
        if (!mayHaveSilent) {
            return 0;
        }
        int expired = 0;
        for (int list = 0; list < limits.length * LISTS; list++) {
            int entry = ages.oldest(list);
            while (entry != AgeLists.NONE && isSilent(entry)) {
                if (expired == EXPIRED_AT_ONCE) {
                    return expired;
                }
                aged[list / LISTS]++;
                remove(entry);
                expired++;
                entry = ages.oldest(list);
            }
        }
        mayHaveSilent = false;
        return expired;
    }

    /** When the next station will have been silent for too long, unless it is heard before. */
    long nextDeadline() {
        int earliest = Integer.MAX_VALUE;
        for (int list = 0; list < limits.length * LISTS; list++) {
            if (ages.oldest(list) != AgeLists.NONE) {
                earliest = Math.min(earliest, ages.second(ages.oldest(list)));
            }
        }
        return earliest == Integer.MAX_VALUE ? Long.MAX_VALUE : clock.begin(earliest + ageingSeconds + 1L);
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
            while (ages.oldest(list) != AgeLists.NONE) {
                remove(ages.oldest(list));
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
        for (int entry = 0; entry < stations.capacity(); entry++) {
            if (stations.isUsed(entry) && !isSilent(entry)) {
                final long key = stations.key0(entry);
                final boolean isConfigured = isConfigured(entry);
                visitor.visit(
                        (int) (key >>> 48),
                        key & MacAddress.MASK,
                        port(entry),
                        isConfigured ? 0 : clock.second() - ages.second(entry),
                        isConfigured);
            }
        }
    }

    /** {@return stations in the table, among them those that were silent for too long and not removed yet} */
    public int size() {
        return stations.size();
    }

    /** {@return the most stations that the table holds} */
    public int capacity() {
        return stations.capacity();
    }

    /** {@return octets outside the heap} */
    public long memoryOctets() {
        return stations.memoryOctets() + ages.memoryOctets();
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

    private int port(final int entry) {
        return Memory.nativeInt(null, stations.value(entry));
    }

    private boolean isConfigured(final int entry) {
        return ages.list(entry) == AgeLists.NONE;
    }

    private boolean isSilent(final int entry) {
        return !isConfigured(entry) && clock.second() - ages.second(entry) > ageingSeconds;
    }

    /** Takes an entry, which is there as long as a port has room. */
    private int add(final long key, final int port) {
        final int entry = stations.add(key, 0);
        Memory.putNativeInt(null, stations.value(entry), port);
        sizes[port]++;
        return entry;
    }

    private void remove(final int entry) {
        ages.remove(entry);
        sizes[port(entry)]--;
        stations.remove(entry);
    }
}
