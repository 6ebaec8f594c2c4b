package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;
import static org.firsthop.forwarding.neighbor.NeighborState.DELAY;
import static org.firsthop.forwarding.neighbor.NeighborState.FAILED;
import static org.firsthop.forwarding.neighbor.NeighborState.INCOMPLETE;
import static org.firsthop.forwarding.neighbor.NeighborState.PERMANENT;
import static org.firsthop.forwarding.neighbor.NeighborState.PROBE;
import static org.firsthop.forwarding.neighbor.NeighborState.REACHABLE;
import static org.firsthop.forwarding.neighbor.NeighborState.STALE;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.time.DeadlineHeap;

/**
 * The neighbors of a node and what is known of each: one state machine for ARP (RFC 826) and neighbor discovery (RFC 4861
 * section 7.3), without packets and without a clock.
 *
 * <p>Whoever owns the table tells it what happens (a packet wants to go, a message came in, time has passed) and is told what to do
 * by {@link Owner}. See the package's description for the states and for what bounds the table. Belongs to one thread.
 */
final class NeighborTable {
    /** Does what the table cannot: sends, and keeps the forwarding tables in step. */
    interface Owner {
        /** Asks for a neighbor: all on the link, or the neighbor alone at its known link address. */
        void solicit(int entry, boolean isUnicast);

        /** Whether packets may go has changed, or where to, or whether a use is to be noticed. */
        void changed(int entry);

        /** The neighbor does not answer: what waits for it is unreachable. */
        void failed(int entry);

        /** The entry is about to be forgotten; what waits for it is dropped for the reason. */
        void removed(int entry, DropReason reason);
    }

    private final NeighborConfig config;
    private final NeighborEntries entries;
    private final DeadlineHeap deadlines;
    private final Owner owner;
    private final NeighborRoom room;
    private final LinkTimers timers;
    private final long[] counts = new long[NeighborEvent.values().length];

    NeighborTable(final NeighborConfig config, final int links, final Owner owner) {
        this.config = config;
        this.owner = owner;
        room = new NeighborRoom(config, links, this);
        entries = room.entries();
        deadlines = new DeadlineHeap(entries.capacity());
        timers = new LinkTimers(config, links);
    }

    NeighborEntries entries() {
        return entries;
    }

    @SuppressWarnings("EnumOrdinal")
    long count(final NeighborEvent event) {
        return counts[event.ordinal()];
    }

    @SuppressWarnings("EnumOrdinal")
    void counted(final NeighborEvent event) {
        counts[event.ordinal()]++;
    }

    /** How many neighbors' link addresses are known. */
    int resolved() {
        return room.resolved();
    }

    /** How many neighbors of a link are asked for, or have failed. */
    int unresolved(final int link) {
        return room.unresolved(link);
    }

    int find(final int link, final long high, final long low) {
        return entries.find(link, high, low);
    }

    /** The next time that {@link #poll} has something to do; only when {@link #hasDeadline}. */
    long nextDeadline() {
        return deadlines.firstDeadline();
    }

    boolean hasDeadline() {
        return !deadlines.isEmpty();
    }

    /** Timers of a link that a router advertised (RFC 4861 section 6.3.4); 0 leaves one as it is. */
    void timers(final int link, final long reachable, final long retransmit) {
        timers.advertised(link, reachable, retransmit);
    }

    /**
     * Begins to ask for a neighbor that is not in the table.
     *
     * @param requester who asks, as a hash: when the link's unknown neighbors are as many as they may, those of whoever asked for
     *     the most make room, so that a scan takes room from itself.
     * @return the entry, {@link NeighborState#INCOMPLETE}, or {@code NONE} when there is no room.
     */
    int request(final int link, final long high, final long low, final int requester, final long nowNs) {
        final int list = room.ofRequester(link, requester);
        if (!room.forUnknown(link, list, timers.retransmitNs(link), nowNs)) {
            counted(NeighborEvent.UNRESOLVED_REFUSED);
            return NONE;
        }
        final int entry = room.addUnknown(link, high, low, list);
        entries.state[entry] = INCOMPLETE;
        entries.sinceNs[entry] = nowNs;
        entries.confirmedNs[entry] = nowNs;
        entries.changedNs[entry] = nowNs - config.lockNs();
        entries.isAsked[entry] = true;
        ask(entry, nowNs);
        return entry;
    }

    /** A packet wants to go to a neighbor (RFC 4861 sections 7.2.2 and 7.3.3). */
    void use(final int entry, final long nowNs) {
        switch (entries.state[entry]) {
            case STALE -> {
                entries.isAsked[entry] = true;
                enter(entry, DELAY, nowNs);
                deadlines.set(entry, nowNs + config.delayNs());
                owner.changed(entry);
            }
            case FAILED -> {
                // RFC 1122 section 2.3.2.1: no more than one request a second to the same address.
                if (nowNs - entries.solicitedNs[entry] >= timers.retransmitNs(entries.link[entry])) {
                    enter(entry, INCOMPLETE, nowNs);
                    ask(entry, nowNs);
                }
            }
            default -> {
                // Nothing to notice.
            }
        }
    }

    /**
     * A neighbor spoke of itself without being asked, as the sender of a request or a solicitation (RFC 826 "Packet Reception", RFC
     * 4861 section 7.2.3).
     *
     * @param mayCreate whether a neighbor that is not in the table is to be remembered.
     * @return the neighbor's entry, or {@code NONE}.
     */
    int heard(
            final int link,
            final long high,
            final long low,
            final long mac,
            final boolean mayCreate,
            final long nowNs) {
        final int entry = entries.find(link, high, low);
        if (entry == NONE) {
            return mayCreate ? remember(link, high, low, mac, nowNs) : NONE;
        }
        final NeighborState state = entries.state[entry];
        if (!state.isUsable()) {
            learn(entry, mac, STALE, nowNs);
        } else if (entries.mac[entry] != mac && mayChange(entry, nowNs)) {
            change(entry, mac, nowNs);
            becomeStale(entry, nowNs);
            owner.changed(entry);
        }
        return entry;
    }

    /**
     * A neighbor in the table advertised itself (RFC 4861 section 7.2.5); an ARP reply counts as an advertisement that overrides.
     *
     * @param mac the link address, or −1 when the message has none.
     * @param isSolicited whether it answers a request of this node.
     * @param isOverride whether it may replace another link address.
     */
    void advertised(
            final int entry, final long mac, final boolean isSolicited, final boolean isOverride, final long nowNs) {
        final NeighborState state = entries.state[entry];
        if (state == INCOMPLETE || (state == FAILED && isSolicited)) {
            // RFC 4861 section 7.2.5: without a link address an unknown neighbor stays unknown.
            if (mac >= 0) {
                learn(entry, mac, isSolicited ? REACHABLE : STALE, nowNs);
            }
            return;
        }
        if (state == FAILED) {
            return;
        }
        final boolean isSame = mac < 0 || mac == entries.mac[entry];
        if (state == PERMANENT) {
            if (!isSame) {
                counted(NeighborEvent.CONFIGURED_KEPT);
            }
            return;
        }
        if (!isSame && !isOverride) {
            // RFC 4861 section 7.2.5 (I): doubt, but keep the address.
            if (state == REACHABLE) {
                becomeStale(entry, nowNs);
                owner.changed(entry);
            }
            return;
        }
        if (!isSame) {
            if (!isSolicited && !mayChange(entry, nowNs)) {
                return;
            }
            change(entry, mac, nowNs);
        }
        if (isSolicited) {
            becomeReachable(entry, nowNs);
        } else if (!isSame) {
            becomeStale(entry, nowNs);
        }
        if (!isSame || state == STALE) {
            owner.changed(entry);
        }
    }

    /** The layers above had an answer from beyond the neighbor (RFC 4861 section 7.3.1). */
    void confirm(final int entry, final long nowNs) {
        final NeighborState state = entries.state[entry];
        if (state.isUsable() && state != PERMANENT) {
            entries.isAsked[entry] = true;
            becomeReachable(entry, nowNs);
            if (state == STALE) {
                owner.changed(entry);
            }
        }
    }

    /**
     * Configures a neighbor.
     *
     * @throws IllegalStateException when the table is full of live neighbors.
     */
    int configure(final int link, final long high, final long low, final long mac, final long nowNs) {
        int entry = entries.find(link, high, low);
        if (entry != NONE && entries.state[entry] == PERMANENT && entries.mac[entry] == mac) {
            return entry;
        }
        if (entry == NONE || !entries.state[entry].isUsable()) {
            if (!room.forKnown()) {
                throw new IllegalStateException(
                        "the neighbor table is full with " + room.resolved() + " live neighbors");
            }
            if (entry == NONE) {
                entry = room.addKnown(link, high, low, NeighborRoom.CONFIGURED);
            } else {
                room.becameKnown(entry);
            }
        }
        entries.mac[entry] = mac;
        entries.changedNs[entry] = nowNs;
        entries.confirmedNs[entry] = nowNs;
        entries.isAsked[entry] = true;
        deadlines.clear(entry);
        enter(entry, PERMANENT, nowNs);
        owner.changed(entry);
        return entry;
    }

    /** Forgets a neighbor. */
    void remove(final int entry, final DropReason reason) {
        owner.removed(entry, reason);
        deadlines.clear(entry);
        room.remove(entry);
    }

    /** Does what is due by time; {@return how much was done} */
    int poll(final long nowNs) {
        int work = 0;
        while (!deadlines.isEmpty() && deadlines.firstDeadline() - nowNs <= 0) {
            expire(deadlines.first(), nowNs);
            work++;
        }
        return work;
    }

    private void expire(final int entry, final long nowNs) {
        switch (entries.state[entry]) {
            case INCOMPLETE -> {
                if (entries.solicits[entry] < config.multicastSolicits()) {
                    solicit(entry, false, nowNs);
                } else {
                    fail(entry, nowNs);
                }
            }
            case REACHABLE -> {
                becomeStale(entry, nowNs);
                owner.changed(entry);
            }
            case DELAY -> {
                enter(entry, PROBE, nowNs);
                entries.solicits[entry] = 0;
                solicit(entry, true, nowNs);
            }
            case PROBE -> {
                if (entries.solicits[entry] < config.unicastSolicits()) {
                    solicit(entry, true, nowNs);
                } else {
                    lose(entry, nowNs);
                }
            }
            default -> remove(entry, NeighborDrops.UNREACHABLE);
        }
    }

    private void ask(final int entry, final long nowNs) {
        entries.solicits[entry] = 0;
        solicit(entry, false, nowNs);
    }

    private void solicit(final int entry, final boolean isUnicast, final long nowNs) {
        entries.solicits[entry]++;
        entries.solicitedNs[entry] = nowNs;
        deadlines.set(entry, nowNs + timers.retransmitNs(entries.link[entry]));
        counted(isUnicast ? NeighborEvent.PROBE_SENT : NeighborEvent.REQUEST_SENT);
        owner.solicit(entry, isUnicast);
    }

    private void fail(final int entry, final long nowNs) {
        enter(entry, FAILED, nowNs);
        deadlines.set(entry, nowNs + config.failedNs());
        counted(NeighborEvent.FAILED);
        owner.failed(entry);
    }

    /** A neighbor that was known does not answer any more: it is among the unknown ones from here on. */
    private void lose(final int entry, final long nowNs) {
        final int link = entries.link[entry];
        final int list = room.ofRequester(link, 0);
        if (!room.forUnknown(link, list, timers.retransmitNs(link), nowNs)) {
            counted(NeighborEvent.FAILED);
            remove(entry, NeighborDrops.UNREACHABLE);
            return;
        }
        room.becameUnknown(entry, list);
        entries.mac[entry] = 0;
        fail(entry, nowNs);
        owner.changed(entry);
    }

    /** The first link address of a neighbor: it comes to the known ones, if they have room. */
    private void learn(final int entry, final long mac, final NeighborState next, final long nowNs) {
        if (!room.forKnown()) {
            counted(NeighborEvent.TABLE_FULL);
            return;
        }
        room.becameKnown(entry);
        entries.mac[entry] = mac;
        entries.changedNs[entry] = nowNs;
        counted(NeighborEvent.RESOLVED);
        if (next == REACHABLE) {
            becomeReachable(entry, nowNs);
        } else {
            becomeStale(entry, nowNs);
        }
        owner.changed(entry);
    }

    private int remember(final int link, final long high, final long low, final long mac, final long nowNs) {
        if (!room.forUnasked()) {
            counted(NeighborEvent.TABLE_FULL);
            return NONE;
        }
        final int entry = room.addKnown(link, high, low, NeighborRoom.UNASKED);
        entries.mac[entry] = mac;
        entries.changedNs[entry] = nowNs;
        entries.confirmedNs[entry] = nowNs;
        entries.solicitedNs[entry] = nowNs - timers.retransmitNs(link);
        counted(NeighborEvent.RESOLVED);
        becomeStale(entry, nowNs);
        return entry;
    }

    private boolean mayChange(final int entry, final long nowNs) {
        if (entries.state[entry] == PERMANENT) {
            counted(NeighborEvent.CONFIGURED_KEPT);
            return false;
        }
        if (nowNs - entries.changedNs[entry] < config.lockNs()) {
            counted(NeighborEvent.CHANGE_REFUSED);
            return false;
        }
        return true;
    }

    private void change(final int entry, final long mac, final long nowNs) {
        entries.mac[entry] = mac;
        entries.changedNs[entry] = nowNs;
        counted(NeighborEvent.ADDRESS_CHANGED);
    }

    private void becomeReachable(final int entry, final long nowNs) {
        entries.confirmedNs[entry] = nowNs;
        enter(entry, REACHABLE, nowNs);
        deadlines.set(entry, nowNs + timers.reachableNs(entries.link[entry], nowNs));
    }

    private void becomeStale(final int entry, final long nowNs) {
        enter(entry, STALE, nowNs);
        deadlines.set(entry, nowNs + config.staleNs());
    }

    private void enter(final int entry, final NeighborState next, final long nowNs) {
        entries.state[entry] = next;
        entries.sinceNs[entry] = nowNs;
        switch (next) {
            case STALE -> entries.move(entry, entries.isAsked[entry] ? NeighborRoom.IDLE : NeighborRoom.UNASKED);
            case REACHABLE, DELAY, PROBE -> entries.move(entry, NeighborRoom.LIVE);
            case PERMANENT -> entries.move(entry, NeighborRoom.CONFIGURED);
            case INCOMPLETE -> entries.move(entry, entries.listOf(entry));
            case FAILED -> {
                // It stays among those of its requester, the next to make room.
            }
        }
    }
}
