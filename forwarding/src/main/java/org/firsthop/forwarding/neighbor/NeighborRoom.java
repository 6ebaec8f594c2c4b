package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;
import static org.firsthop.forwarding.neighbor.NeighborState.FAILED;

/**
 * Who gives way when a neighbor table is full: known neighbors have a bound together, those that only spoke first another one, and
 * unknown neighbors one on each link, shared between those who ask for them.
 *
 * <p>Each entry is in one list: of the known ones by how much they are needed, of the unknown ones by who asked.
 */
final class NeighborRoom {
    // Lists of entries whose link address is known: spoke first and never used; stale; live; configured.
    static final int UNASKED = 0;
    static final int IDLE = 1;
    static final int LIVE = 2;
    static final int CONFIGURED = 3;

    /** From here on {@link #REQUESTERS} lists a link, of entries without a link address, by who asked for them. */
    private static final int UNRESOLVED = 4;

    static final int REQUESTERS = 16;
    private static final int MAX_ENTRIES = 1 << 24;

    private final NeighborConfig config;
    private final NeighborTable table;
    private final NeighborEntries entries;
    private final int[] unresolved;
    private int resolved;

    NeighborRoom(final NeighborConfig config, final int links, final NeighborTable table) {
        this.config = config;
        this.table = table;
        final long capacity = config.capacity() + (long) config.unresolvedPerLink() * links;
        if (capacity > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "capacity + unresolvedPerLink * links: value=" + capacity + ", limit=" + MAX_ENTRIES);
        }
        entries = new NeighborEntries((int) capacity, UNRESOLVED + links * REQUESTERS, config.seed());
        unresolved = new int[links];
    }

    NeighborEntries entries() {
        return entries;
    }

    /** How many neighbors' link addresses are known. */
    int resolved() {
        return resolved;
    }

    /** How many neighbors of a link are asked for, or have failed. */
    int unresolved(final int link) {
        return unresolved[link];
    }

    /** The list of the unknown neighbors of a link that somebody asks for. */
    int ofRequester(final int link, final int requester) {
        return UNRESOLVED + link * REQUESTERS + (requester & REQUESTERS - 1);
    }

    /** Adds a neighbor whose link address is known. */
    int addKnown(final int link, final long high, final long low, final int list) {
        resolved++;
        return entries.add(link, high, low, list);
    }

    /** Adds a neighbor that is to be asked for. */
    int addUnknown(final int link, final long high, final long low, final int list) {
        unresolved[link]++;
        return entries.add(link, high, low, list);
    }

    /** An unknown neighbor is known from now on; its state says which list it comes to. */
    void becameKnown(final int entry) {
        unresolved[entries.link[entry]]--;
        resolved++;
    }

    /** A known neighbor is unknown from now on. */
    void becameUnknown(final int entry, final int list) {
        resolved--;
        unresolved[entries.link[entry]]++;
        entries.move(entry, list);
    }

    void remove(final int entry) {
        if (entries.listOf(entry) < UNRESOLVED) {
            resolved--;
        } else {
            unresolved[entries.link[entry]]--;
        }
        entries.remove(entry);
    }

    /** Makes room for one more known neighbor, at the cost of one that nobody uses; whether there is. */
    boolean forKnown() {
        return resolved < config.capacity() || evictUnasked() || evict(IDLE, NeighborEvent.STALE_EVICTED);
    }

    /** Makes room for one more neighbor that only spoke first, of which there may be fewer; whether there is. */
    boolean forUnasked() {
        return entries.size(UNASKED) < config.unaskedCapacity() ? forKnown() : evictUnasked();
    }

    /**
     * Makes room for one more unknown neighbor of a link: the oldest one of the requester with the most goes. Where that is the
     * very requester that wants one more, its oldest goes only when it had a fair time to answer; else there is none, so that a
     * scan cannot make this node ask faster than its bound in each such time.
     */
    boolean forUnknown(final int link, final int requesterList, final long retransmitNs, final long nowNs) {
        if (unresolved[link] < config.unresolvedPerLink()) {
            return true;
        }
        final int first = UNRESOLVED + link * REQUESTERS;
        int longest = first;
        for (int list = first + 1; list < first + REQUESTERS; list++) {
            if (entries.size(list) > entries.size(longest)) {
                longest = list;
            }
        }
        final boolean isOther = entries.size(longest) > entries.size(requesterList) + 1;
        final int victim = entries.oldest(isOther ? longest : requesterList);
        if (victim == NONE) {
            return false;
        }
        final boolean hadItsTime = entries.state[victim] == FAILED
                || entries.solicits[victim] > 1
                || nowNs - entries.sinceNs[victim] >= retransmitNs;
        if (!isOther && !hadItsTime) {
            return false;
        }
        table.counted(NeighborEvent.UNRESOLVED_EVICTED);
        table.remove(victim, NeighborDrops.EVICTED);
        return true;
    }

    private boolean evictUnasked() {
        return evict(UNASKED, NeighborEvent.UNASKED_EVICTED);
    }

    private boolean evict(final int list, final NeighborEvent event) {
        final int oldest = entries.oldest(list);
        if (oldest == NONE) {
            return false;
        }
        table.counted(event);
        table.remove(oldest, NeighborDrops.EVICTED);
        return true;
    }
}
