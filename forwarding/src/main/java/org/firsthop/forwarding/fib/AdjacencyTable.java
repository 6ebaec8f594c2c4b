package org.firsthop.forwarding.fib;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * What routes point to: how a packet leaves, or why it does not. Adjacency 0 is no route.
 *
 * <p>An entry is two cache lines outside the heap. Readers touch only the first, which {@link Adjacency} says how to read; the
 * second is the next hop's address and what else only the writer reads. Entries are found by {@link #entryAddress}, paths of a group
 * by {@link #select}.
 *
 * <p><b>The writer</b>, one thread at a time, calls everything else. A link header that changes again before readers have
 * announced since the last change becomes visible when they have, at the next {@link #reclaim()} or other update; the last
 * one given wins. An index that was removed is not given out again before readers have announced; the caller sees to it
 * that no route and no group leads to it any more when it is removed.
 *
 * <p>Where IPv4 and IPv6 routes have the same next hop, each family has an entry of its own, because their link headers
 * differ in the EtherType.
 */
public final class AdjacencyTable {
    /** The most entries of a table. */
    public static final int MAX_CAPACITY = 1 << 23;

    /** Next hop: none. */
    public static final int FAMILY_NONE = 0;

    /** Next hop: an IPv4 address. */
    public static final int FAMILY_IPV4 = 4;

    /** Next hop: an IPv6 address. */
    public static final int FAMILY_IPV6 = 6;

    static final int ENTRY_SHIFT = 7;

    private static final int NEXT_HOP_HIGH_OFFSET = 64;
    private static final int NEXT_HOP_LOW_OFFSET = 72;
    private static final int FAMILY_OFFSET = 80;

    private final MemoryRegion entries;
    private final long entriesAddress;
    private final EcmpBuckets buckets;
    private final int capacity;
    private final int bucketsPerGroup;

    private final AdjacencyIndices indices;

    private final LinkHeaders linkHeaders;
    private long refusals;

    /**
     * A table without groups.
     *
     * @param epochs that the readers announce to.
     * @param capacity the highest index, 1 to {@link #MAX_CAPACITY} − 1.
     * @throws IllegalArgumentException when the capacity is outside its range.
     */
    public AdjacencyTable(final ReadEpochs epochs, final int capacity) {
        this(epochs, capacity, 0, 1, 0);
    }

    /**
     * A table.
     *
     * @param epochs that the readers announce to.
     * @param capacity the highest index, 1 to {@link #MAX_CAPACITY} − 1, groups included.
     * @param groupCapacity the most groups, 0 to 65,536.
     * @param bucketsPerGroup a power of two, 1 to 4,096: a group has as many members at most, and is balanced as finely.
     * @param hashSeed mixed into flow hashes, so that routers in a row do not all choose alike.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public AdjacencyTable(
            final ReadEpochs epochs,
            final int capacity,
            final int groupCapacity,
            final int bucketsPerGroup,
            final int hashSeed) {
        if (capacity < 1 || capacity >= MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", limit=1.." + (MAX_CAPACITY - 1));
        }
        this.capacity = capacity;
        this.bucketsPerGroup = bucketsPerGroup;
        buckets = new EcmpBuckets(groupCapacity, bucketsPerGroup, hashSeed);
        entries = MemoryRegion.allocate((long) (capacity + 1) << ENTRY_SHIFT);
        entriesAddress = entries.address();
        indices = new AdjacencyIndices(epochs, capacity);
        linkHeaders = new LinkHeaders(epochs, capacity);
    }

    /**
     * The address of an entry.
     *
     * @param adjacency 0 to {@link #capacity()}; not checked.
     * @return the absolute address of its first octet, a multiple of 64; entries lie side by side in the order of indices.
     */
    public long entryAddress(final int adjacency) {
        return entriesAddress + ((long) adjacency << ENTRY_SHIFT);
    }

    /**
     * Chooses the path of a flow.
     *
     * @param adjacency what a lookup returned; not checked.
     * @param flowHash the same for all packets of a flow.
     * @return the member of the group that the flow takes, 0 when the group is empty; the adjacency itself when it is not
     *     a group.
     */
    public int select(final int adjacency, final int flowHash) {
        final long state = Adjacency.state(entryAddress(adjacency));
        return Adjacency.kind(state) == Adjacency.GROUP
                ? buckets.select(Adjacency.firstBucket(state), flowHash)
                : adjacency;
    }

    /**
     * A path of a group, for those who ask after all of them.
     *
     * @param group an adjacency of kind {@link Adjacency#GROUP}; not checked.
     * @param bucket 0 to {@link #bucketsPerGroup()} − 1; a path may have several.
     * @return the member of the group, 0 when the group is empty.
     */
    public int member(final int group, final int bucket) {
        return buckets.member(Adjacency.firstBucket(Adjacency.state(entryAddress(group))), bucket);
    }

    /**
     * Adds an entry for a destination that this node keeps or drops.
     *
     * @param kind {@link Adjacency#LOCAL}, {@link Adjacency#BLACKHOLE}, {@link Adjacency#UNREACHABLE} or {@link Adjacency#PROHIBIT}.
     * @param interfaceIndex that bears the address, for {@link Adjacency#LOCAL}; else 0.
     * @return its index, or 0 when the table is full.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public int add(final int kind, final int interfaceIndex) {
        if (kind < Adjacency.LOCAL || kind > Adjacency.PROHIBIT) {
            throw new IllegalArgumentException(
                    "kind: value=" + kind + ", limit=" + Adjacency.LOCAL + ".." + Adjacency.PROHIBIT);
        }
        return allocate(Adjacency.pack(kind, interfaceIndex, 0), FAMILY_NONE, 0, 0);
    }

    /**
     * Adds an entry of kind {@link Adjacency#CONNECTED}.
     *
     * @param interfaceIndex 0 to 65,535.
     * @param mtu of the interface, octets of an IP packet, 0 to 65,535.
     * @return its index, or 0 when the table is full.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public int addConnected(final int interfaceIndex, final int mtu) {
        return allocate(Adjacency.pack(Adjacency.CONNECTED, interfaceIndex, mtu), FAMILY_NONE, 0, 0);
    }

    /**
     * Adds an entry of kind {@link Adjacency#NEXT_HOP} for an IPv4 next hop.
     *
     * @param interfaceIndex 0 to 65,535.
     * @param mtu of the interface, octets of an IP packet, 0 to 65,535.
     * @param nextHop address, most significant octet first.
     * @return its index, or 0 when the table is full.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public int addNextHop(final int interfaceIndex, final int mtu, final int nextHop) {
        return allocate(
                Adjacency.pack(Adjacency.NEXT_HOP, interfaceIndex, mtu), FAMILY_IPV4, 0, nextHop & 0xFFFF_FFFFL);
    }

    /**
     * Adds an entry of kind {@link Adjacency#NEXT_HOP} for an IPv6 next hop.
     *
     * @param interfaceIndex 0 to 65,535.
     * @param mtu of the interface, octets of an IP packet, 0 to 65,535.
     * @param high the first 64 bits of the next hop.
     * @param low the last 64 bits of the next hop.
     * @return its index, or 0 when the table is full.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    public int addNextHop(final int interfaceIndex, final int mtu, final long high, final long low) {
        return allocate(Adjacency.pack(Adjacency.NEXT_HOP, interfaceIndex, mtu), FAMILY_IPV6, high, low);
    }

    /**
     * Adds a group without members: until {@link #members} gives it some, its flows have no route.
     *
     * @return its index, or 0 when the table has no entry or no group left.
     */
    public int addGroup() {
        return hasRoomForGroup() ? allocateGroup(buckets.allocate()) : Adjacency.NO_ROUTE;
    }

    /**
     * Adds a group that begins with the members of another, so that the flows of both take the same paths until
     * {@link #members} changes either.
     *
     * @param like index of the other group.
     * @return its index, or 0 when the table has no entry or no group left.
     * @throws IllegalArgumentException when the other entry is not a group.
     */
    public int addGroup(final int like) {
        final int firstBucket = firstBucket(like);
        return hasRoomForGroup() ? allocateGroup(buckets.allocate(firstBucket)) : Adjacency.NO_ROUTE;
    }

    private boolean hasRoomForGroup() {
        reclaim();
        if (indices.free() == 0 || !buckets.hasFree()) {
            refusals++;
            return false;
        }
        return true;
    }

    private int allocateGroup(final int firstBucket) {
        return allocate(Adjacency.group(firstBucket), FAMILY_NONE, 0, 0);
    }

    private int firstBucket(final int group) {
        final long state = Adjacency.state(entryAddress(checked(group)));
        if (Adjacency.kind(state) != Adjacency.GROUP) {
            throw new IllegalArgumentException(
                    "group: value=" + group + ", kind=" + Adjacency.kind(state) + ", expected a group");
        }
        return Adjacency.firstBucket(state);
    }

    /**
     * Sets the members of a group. Where members leave and none joins, only their flows change their path; where one joins or
     * weights change, only as many flows as the others' shares are less by. A member has as many buckets as its weight gives
     * it, give or take one, and at least one; shares that leavers have left uneven are evened when a member joins.
     *
     * @param group index of the group.
     * @param members entries that are not groups, each once.
     * @param weights of the members, at least 1 each.
     * @throws IllegalArgumentException when the entry is not a group, a member is not an entry or twice there, a weight is
     *     below 1, or there are more members than buckets.
     */
    public void members(final int group, final int[] members, final int[] weights) {
        final int firstBucket = firstBucket(group);
        for (final int member : members) {
            final int kind = Adjacency.kind(Adjacency.state(entryAddress(checked(member))));
            if (kind == Adjacency.GROUP || kind == Adjacency.NO_ROUTE) {
                throw new IllegalArgumentException("member: value=" + member + ", kind=" + kind + ", expected a path");
            }
        }
        buckets.assign(firstBucket, members, weights);
    }

    /**
     * Gives an entry its link header: it is of kind {@link Adjacency#FORWARD} from then on, if it is not {@link Adjacency#STALE}. Where readers
     * may still use both older headers, the new one becomes visible at a later update or {@link #reclaim()}, once they have
     * announced.
     *
     * @param adjacency an entry of kind {@link Adjacency#NEXT_HOP}, {@link Adjacency#FORWARD} or {@link Adjacency#STALE}.
     * @param buffer that holds the header.
     * @param offset of its first octet.
     * @param length 0 to {@link Adjacency#MAX_LINK_HEADER_LENGTH}.
     * @throws IllegalArgumentException when the entry is of another kind or the header too long.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer.
     */
    public void linkHeader(final int adjacency, final DirectBuffer buffer, final int offset, final int length) {
        final long entry = checkedNextHop(adjacency);
        if (length < 0 || length > Adjacency.MAX_LINK_HEADER_LENGTH) {
            throw new IllegalArgumentException(
                    "linkHeaderLength: value=" + length + ", limit=" + Adjacency.MAX_LINK_HEADER_LENGTH);
        }
        linkHeaders.give(adjacency, entry, buffer, offset, length);
        reclaim();
    }

    /**
     * Says whether packets to a next hop with a link header go by the neighbor table.
     *
     * @param adjacency an entry with a next hop; one without a link header is left as it is.
     * @param isStale whether it becomes {@link Adjacency#STALE}, or {@link Adjacency#FORWARD}.
     * @throws IllegalArgumentException when the entry is of another kind.
     */
    public void stale(final int adjacency, final boolean isStale) {
        final long entry = checkedNextHop(adjacency);
        final long state = Adjacency.state(entry);
        if (Adjacency.hasLinkHeader(state)) {
            Memory.releaseLong(
                    entry + Adjacency.STATE_OFFSET, (state & ~0xFFL) | (isStale ? Adjacency.STALE : Adjacency.FORWARD));
        }
    }

    /**
     * Takes the link header from an entry: it is of kind {@link Adjacency#NEXT_HOP} from then on.
     *
     * @param adjacency an entry of kind {@link Adjacency#NEXT_HOP}, {@link Adjacency#FORWARD} or {@link Adjacency#STALE}.
     * @throws IllegalArgumentException when the entry is of another kind.
     */
    public void unresolved(final int adjacency) {
        final long entry = checkedNextHop(adjacency);
        final long state = Adjacency.state(entry);
        linkHeaders.forget(adjacency, entry);
        if (Adjacency.hasLinkHeader(state)) {
            linkHeaders.change(
                    entry, Adjacency.pack(Adjacency.NEXT_HOP, Adjacency.egressInterface(state), Adjacency.mtu(state)));
        }
    }

    /**
     * Changes the MTU of an entry.
     *
     * @param adjacency an entry that is not a group.
     * @param octets of an IP packet, 0 to 65,535.
     * @throws IllegalArgumentException when it is not such an entry, or the MTU is outside its range.
     */
    public void mtu(final int adjacency, final int octets) {
        final long entry = entryAddress(checked(adjacency));
        final long state = Adjacency.state(entry);
        if (Adjacency.kind(state) == Adjacency.GROUP || Adjacency.kind(state) == Adjacency.NO_ROUTE) {
            throw new IllegalArgumentException("adjacency: value=" + adjacency + ", kind=" + Adjacency.kind(state));
        }
        Memory.releaseLong(
                entry + Adjacency.STATE_OFFSET,
                (state & ~((long) Adjacency.MAX_U16 << Adjacency.MTU_SHIFT))
                        | ((long) Adjacency.checkedU16("mtu", octets) << Adjacency.MTU_SHIFT));
    }

    /**
     * Sets the word that {@link Adjacency#cookie(long)} reads.
     *
     * @param adjacency an entry.
     * @param word any value.
     * @throws IllegalArgumentException when the index is outside the table.
     */
    public void cookie(final int adjacency, final long word) {
        Memory.releaseLong(entryAddress(checked(adjacency)) + Adjacency.COOKIE_OFFSET, word);
    }

    /**
     * Removes an entry, to which no route and no group leads any more. Readers that hold the index see no route.
     *
     * @param adjacency an entry.
     * @throws IllegalArgumentException when the entry is not in use.
     */
    public void remove(final int adjacency) {
        final long entry = entryAddress(checked(adjacency));
        final long state = Adjacency.state(entry);
        if (Adjacency.kind(state) == Adjacency.NO_ROUTE) {
            throw new IllegalArgumentException("adjacency: value=" + adjacency + " is not in use");
        }
        linkHeaders.forget(adjacency, entry);
        linkHeaders.change(entry, Adjacency.NO_ROUTE);
        indices.retire(adjacency, Adjacency.kind(state) == Adjacency.GROUP ? Adjacency.firstBucket(state) : -1);
        reclaim();
    }

    /**
     * Carries out what waited for readers to announce: removed indices become free, and late link headers visible.
     *
     * @return how many of both still wait.
     */
    public int reclaim() {
        indices.reclaim(buckets::release);
        return indices.waiting() + linkHeaders.publish(entriesAddress);
    }

    /**
     * The family of an entry's next hop. For the writer, as the two methods that follow.
     *
     * @param adjacency an entry.
     * @return {@link #FAMILY_NONE}, {@link #FAMILY_IPV4} or {@link #FAMILY_IPV6}.
     * @throws IllegalArgumentException when the index is outside the table.
     */
    public int nextHopFamily(final int adjacency) {
        return Memory.nativeInt(null, entryAddress(checked(adjacency)) + FAMILY_OFFSET);
    }

    /**
     * The first 64 bits of an IPv6 next hop.
     *
     * @param adjacency an entry.
     * @return the bits; 0 for other families.
     * @throws IllegalArgumentException when the index is outside the table.
     */
    public long nextHopHigh(final int adjacency) {
        return Memory.nativeLong(null, entryAddress(checked(adjacency)) + NEXT_HOP_HIGH_OFFSET);
    }

    /**
     * The last 64 bits of an IPv6 next hop, or an IPv4 next hop in the low 32 bits.
     *
     * @param adjacency an entry.
     * @return the bits; 0 when there is no next hop.
     * @throws IllegalArgumentException when the index is outside the table.
     */
    public long nextHopLow(final int adjacency) {
        return Memory.nativeLong(null, entryAddress(checked(adjacency)) + NEXT_HOP_LOW_OFFSET);
    }

    /** {@return the highest index that an entry may have} */
    public int capacity() {
        return capacity;
    }

    /** {@return the most members that a group may have} */
    public int bucketsPerGroup() {
        return bucketsPerGroup;
    }

    /** {@return how many more entries may be added at once; entries that wait for readers do not count} */
    public int available() {
        return indices.free();
    }

    /** {@return how many entries were refused because the table was full} */
    public long refusals() {
        return refusals;
    }

    private int allocate(final long state, final int family, final long high, final long low) {
        reclaim();
        if (indices.free() == 0) {
            refusals++;
            return Adjacency.NO_ROUTE;
        }
        final int index = indices.take();
        final long entry = entryAddress(index);
        Memory.putNativeInt(null, entry + FAMILY_OFFSET, family);
        Memory.putNativeLong(null, entry + NEXT_HOP_HIGH_OFFSET, high);
        Memory.putNativeLong(null, entry + NEXT_HOP_LOW_OFFSET, low);
        Memory.releaseLong(entry + Adjacency.COOKIE_OFFSET, 0);
        Memory.releaseLong(entry + Adjacency.STATE_OFFSET, state);
        return index;
    }

    private long checkedNextHop(final int adjacency) {
        final long entry = entryAddress(checked(adjacency));
        final int kind = Adjacency.kind(Adjacency.state(entry));
        if (kind != Adjacency.FORWARD && kind != Adjacency.NEXT_HOP && kind != Adjacency.STALE) {
            throw new IllegalArgumentException(
                    "adjacency: value=" + adjacency + ", kind=" + kind + ", expected one with a next hop");
        }
        return entry;
    }

    private int checked(final int adjacency) {
        if (adjacency < 1 || adjacency > capacity) {
            throw new IllegalArgumentException("adjacency: value=" + adjacency + ", limit=1.." + capacity);
        }
        return adjacency;
    }
}
