package org.firsthop.forwarding.fib;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an {@link AdjacencyTable} as readers see it: one word, its state, and a link header.
 *
 * <pre>
 *   octet 0                  8                16                          40                          64
 *         | state (64 bits)  | cookie         | link header, one copy     | link header, other copy   |
 *
 *   state of a group:   first bucket (63..32)                                          0 (31..8)     kind (7..0)
 *   state of the rest:  MTU (63..48)  interface (47..32)  header length (23..16)  copy (15..8)       kind (7..0)
 * </pre>
 *
 * <p>Readers, any number of them, load the state once with {@link #state(long)} and take everything from that word: it is written
 * by one store, so its fields belong together. It says which of the two copies of the link header counts; that copy is not
 * written again before every reader has announced to the {@link ReadEpochs}, so a reader that has loaded a state may use its
 * header, whole, until it announces. No reader waits or tries twice:
 *
 * <pre>{@code
 * final long entry = table.entryAddress(table.select(adjacency, flowHash));
 * final long state = Adjacency.state(entry);
 * if (Adjacency.kind(state) == Adjacency.FORWARD) {
 *     Adjacency.copyLinkHeader(entry, state, null, ipHeaderAddress);
 * }
 * }</pre>
 */
public final class Adjacency {
    /** Kind of entry 0, and of entries that are not in use: no route. */
    public static final int NO_ROUTE = 0;

    /** Kind: the next hop is resolved; the packet is sent with the link header of the entry. */
    public static final int FORWARD = 1;

    /** Kind: there is a next hop, whose link address is not known; the packet is for the neighbor table. */
    public static final int NEXT_HOP = 2;

    /** Kind: the destination is on the link of the interface (glean); it is its own next hop. */
    public static final int CONNECTED = 3;

    /** Kind: the destination is an address of this node. */
    public static final int LOCAL = 4;

    /** Kind: drop without a word. */
    public static final int BLACKHOLE = 5;

    /** Kind: drop; destination unreachable (RFC 1812 section 5.2.7.1 code 1, RFC 4443 section 3.1 code 0). */
    public static final int UNREACHABLE = 6;

    /** Kind: drop; administratively prohibited (RFC 1812 section 5.2.7.1 code 13, RFC 4443 section 3.1 code 1). */
    public static final int PROHIBIT = 7;

    /** Kind: a group of equal-cost paths; {@link AdjacencyTable#select(int, int)} chooses one. */
    public static final int GROUP = 8;

    /**
     * Kind: the next hop's link address is known, but has not been confirmed of late. The packet has the link header of the
     * entry, and goes by the neighbor table, which is to notice that the entry is used.
     */
    public static final int STALE = 9;

    /** Octets of the longest link header: Ethernet with two VLAN tags. */
    public static final int MAX_LINK_HEADER_LENGTH = 22;

    /** Octets that {@link #copyLinkHeader} writes before the network header. */
    public static final int LINK_HEADER_COPY_LENGTH = 24;

    static final int STATE_OFFSET = 0;
    static final int COOKIE_OFFSET = 8;
    static final int COPY_A_OFFSET = 16;
    static final int COPY_B_OFFSET = COPY_A_OFFSET + LINK_HEADER_COPY_LENGTH;

    static final int MAX_U16 = 0xFFFF;
    static final int COPY_SHIFT = 8;
    static final int LENGTH_SHIFT = 16;
    private static final int INTERFACE_SHIFT = 32;
    static final int MTU_SHIFT = 48;
    private static final int BUCKET_SHIFT = 32;

    private Adjacency() {}

    /**
     * Loads the state of an entry; what readers take from an entry, they take from one state.
     *
     * @param entryAddress of the entry.
     * @return the word that {@link #kind(long)} and the methods after it take apart.
     */
    public static long state(final long entryAddress) {
        return Memory.acquireLong(entryAddress + STATE_OFFSET);
    }

    /**
     * The kind of an entry.
     *
     * @param state of the entry.
     * @return {@link #NO_ROUTE} to {@link #STALE}.
     */
    public static int kind(final long state) {
        return (int) state & 0xFF;
    }

    /**
     * Whether an entry has a link header.
     *
     * @param state of an entry.
     * @return whether it is of kind {@link #FORWARD} or {@link #STALE}.
     */
    public static boolean hasLinkHeader(final long state) {
        final int kind = kind(state);
        return kind == FORWARD || kind == STALE;
    }

    /**
     * The interface by which packets leave.
     *
     * @param state of an entry that is not a group.
     * @return index of the interface, 0 to 65,535; 0 for kinds that have none.
     */
    public static int egressInterface(final long state) {
        return (int) (state >>> INTERFACE_SHIFT) & MAX_U16;
    }

    /**
     * The largest IP packet that the interface carries.
     *
     * @param state of an entry that is not a group.
     * @return octets, 0 to 65,535; 0 for kinds that have no interface.
     */
    public static int mtu(final long state) {
        return (int) (state >>> MTU_SHIFT);
    }

    /**
     * The length of the link header.
     *
     * @param state of an entry of kind {@link #FORWARD} or {@link #STALE}.
     * @return octets, 0 to {@link #MAX_LINK_HEADER_LENGTH}.
     */
    public static int linkHeaderLength(final long state) {
        return (int) (state >>> LENGTH_SHIFT) & 0xFF;
    }

    /**
     * Where the link header lies.
     *
     * @param entryAddress of the entry.
     * @param state of the entry, of kind {@link #FORWARD} or {@link #STALE}.
     * @return the absolute address of the header's first octet; valid until the reader announces.
     */
    public static long linkHeaderAddress(final long entryAddress, final long state) {
        return copyAddress(entryAddress, state) + LINK_HEADER_COPY_LENGTH - linkHeaderLength(state);
    }

    /**
     * Writes the link header before a packet. Always {@value #LINK_HEADER_COPY_LENGTH} octets are written, zeros before the
     * header's first, so that no length is looked at: the frame must have that much headroom.
     *
     * @param entryAddress of the entry.
     * @param state of the entry, of kind {@link #FORWARD} or {@link #STALE}.
     * @param base the array that holds the frame, or {@code null} for absolute addresses.
     * @param networkHeaderAddress where the link header ends.
     */
    public static void copyLinkHeader(
            final long entryAddress, final long state, final @Nullable Object base, final long networkHeaderAddress) {
        final long from = copyAddress(entryAddress, state);
        final long to = networkHeaderAddress - LINK_HEADER_COPY_LENGTH;
        Memory.putNativeLong(base, to, Memory.nativeLong(null, from));
        Memory.putNativeLong(base, to + 8, Memory.nativeLong(null, from + 8));
        Memory.putNativeLong(base, to + 16, Memory.nativeLong(null, from + 16));
    }

    /**
     * The word that the owner of the table keeps with an entry, such as the index of a neighbor.
     *
     * @param entryAddress of the entry.
     * @return the word, 0 unless {@link AdjacencyTable#cookie(int, long)} has set it.
     */
    public static long cookie(final long entryAddress) {
        return Memory.acquireLong(entryAddress + COOKIE_OFFSET);
    }

    /** {@return the state of an entry that is not a group, without a link header} */
    static long pack(final int kind, final int interfaceIndex, final int mtu) {
        return kind
                | ((long) checkedU16("interfaceIndex", interfaceIndex) << INTERFACE_SHIFT)
                | ((long) checkedU16("mtu", mtu) << MTU_SHIFT);
    }

    /** {@return the state of a group} */
    static long group(final int firstBucket) {
        return ((long) firstBucket << BUCKET_SHIFT) | GROUP;
    }

    /** {@return where the buckets of a group begin, by its state} */
    static int firstBucket(final long state) {
        return (int) (state >>> BUCKET_SHIFT);
    }

    private static long copyAddress(final long entryAddress, final long state) {
        return entryAddress + LinkHeaders.copyOffset(state);
    }

    static int checkedU16(final String name, final int value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(name + ": value=" + value + ", limit=" + MAX_U16);
        }
        return value;
    }
}
