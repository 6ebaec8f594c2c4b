package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * What becomes of packets whose next hop is to be found, confirmed, or noticed to be in use: they go on, wait for an answer in
 * their order, or end.
 *
 * <p>The frames stay the stage's; this is its part that knows queues and adjacencies, and no message.
 */
final class PacketResolution {
    /** The adjacency of a packet that lost its route while it was handed over: none, and yet not that of a message. */
    private static final int NO_LONGER_ROUTED = -1;

    private final NeighborStage stage;
    private final NeighborConfig config;
    private final Links links;
    private final AdjacencyTable adjacencies;
    private final NeighborTable table;
    private final NeighborEntries entries;
    private final NeighborAdjacencies forwarding;
    private final HeldFrames held;
    private final FramePool pool;
    private final int maxHeld;

    /** Entries that are usable, but whose adjacency waits for readers to announce; frames may wait with it. */
    private final int[] late;

    private final boolean[] isLate;
    private int lateCount;

    PacketResolution(
            final NeighborStage stage,
            final NeighborConfig config,
            final Links links,
            final AdjacencyTable adjacencies,
            final NeighborTable table,
            final NeighborAdjacencies forwarding) {
        this.stage = stage;
        this.config = config;
        this.links = links;
        this.adjacencies = adjacencies;
        this.table = table;
        this.forwarding = forwarding;
        entries = table.entries();
        pool = stage.pool();
        held = new HeldFrames(entries.capacity());
        maxHeld = Math.max(1, Math.min(config.heldFrames(), pool.frames() / 4));
        late = new int[entries.capacity()];
        isLate = new boolean[entries.capacity()];
    }

    /** {@return whether packets wait for link headers that readers have yet to see} */
    boolean hasLate() {
        return lateCount > 0;
    }

    /** A packet whose next hop is to be found, confirmed, or noticed to be in use. */
    void resolve(final int frame, final int adjacency, final long nowNs) {
        if (adjacency == NO_LONGER_ROUTED) {
            stage.end(frame, NeighborDrops.ROUTE_WITHDRAWN);
            return;
        }
        final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
        final boolean isConnected = Adjacency.kind(state) == Adjacency.CONNECTED;
        int entry = isConnected ? NONE : forwarding.entryOf(adjacency);
        if (entry == NONE) {
            final long high =
                    isConnected ? WaitingPacket.destinationHigh(pool, frame) : adjacencies.nextHopHigh(adjacency);
            final long low = isConnected
                    ? WaitingPacket.destinationLow(pool, frame)
                    : WaitingPacket.nextHopLow(adjacencies, adjacency);
            final int link = Adjacency.egressInterface(state);
            entry = table.find(link, high, low);
            if (entry == NONE) {
                final DropReason reason = refuse(state, link, high, low);
                if (reason != DropReason.NONE) {
                    stage.end(frame, reason);
                    return;
                }
                entry = table.request(link, high, low, WaitingPacket.requester(pool, frame), nowNs);
                if (entry == NONE) {
                    stage.end(frame, NeighborDrops.TOO_MANY_UNRESOLVED);
                    return;
                }
            }
            if (!isConnected) {
                forwarding.attach(adjacency, entry);
            }
        }
        table.use(entry, nowNs);
        switch (entries.state[entry]) {
            case FAILED -> stage.unreachable.send(frame);
            case INCOMPLETE -> wait(frame, entry);
            default -> forward(frame, entry, isConnected);
        }
    }

    private DropReason refuse(final long state, final int link, final long high, final long low) {
        if (Adjacency.kind(state) != Adjacency.CONNECTED
                && Adjacency.kind(state) != Adjacency.NEXT_HOP
                && !Adjacency.hasLinkHeader(state)) {
            // The route changed while the packet was on its way here.
            return NeighborDrops.ROUTE_WITHDRAWN;
        }
        if (!isStation(high, low)) {
            return NeighborDrops.NOT_A_STATION;
        }
        // While the address to ask from is tentative, packets wait: the next request may find it usable.
        return links.sourceFor(link, high, low) == null
                        && !links.get(link).hasTentative(Ipv6Address.isIpv4Mapped(high, low))
                ? NeighborDrops.NO_SOURCE
                : DropReason.NONE;
    }

    private static boolean isStation(final long high, final long low) {
        if (Ipv6Address.isIpv4Mapped(high, low)) {
            final int address = (int) low;
            return !Ipv4Address.isThisNetwork(address) && !Ipv4Address.isLoopback(address) && address >>> 28 < 14;
        }
        return !Ipv6Address.isMulticast(high) && !(high == 0 && low >>> 1 == 0);
    }

    private void forward(final int frame, final int entry, final boolean isConnected) {
        if (isConnected) {
            final int own = forwarding.own(entry);
            if (own == 0) {
                stage.end(frame, NeighborDrops.NO_ADJACENCY);
                return;
            }
            pool.adjacency(frame, own);
        }
        if (held.size(entry) > 0 || !hasLinkHeader(frame)) {
            waitForReaders(entry);
            wait(frame, entry);
        } else {
            stage.send(frame);
        }
    }

    /** Keeps a frame until its neighbor is known: the oldest goes where there are too many (RFC 4861 section 7.2.2). */
    private void wait(final int frame, final int entry) {
        final boolean isFull = held.size(entry) == config.queueLength();
        if (!isFull && held.total() < maxHeld) {
            held.add(entry, frame);
            stage.keep(frame);
            return;
        }
        final DropReason reason = isFull ? NeighborDrops.QUEUE_FULL : NeighborDrops.HELD_FULL;
        if (held.size(entry) == 0) {
            stage.end(frame, reason);
            return;
        }
        final int oldest = held.poll(entry);
        held.add(entry, frame);
        stage.keep(frame);
        stage.endKept(oldest, reason);
    }

    /** Sends what waited for a neighbor that is known now. */
    void releaseHeld(final int entry, final long nowNs) {
        if (held.size(entry) > 0) {
            // The frames that waited are the neighbor's first use.
            table.use(entry, nowNs);
        }
        for (int waiting = held.size(entry); waiting > 0; waiting--) {
            final int frame = held.poll(entry);
            final DropReason reason = redirect(frame, entry);
            if (reason != DropReason.NONE) {
                stage.endKept(frame, reason);
            } else if (hasLinkHeader(frame)) {
                stage.sendKept(frame);
            } else {
                held.add(entry, frame);
                waitForReaders(entry);
            }
        }
    }

    /** Sees to it that the adjacency of a frame that has waited still is one that leads to the neighbor. */
    private DropReason redirect(final int frame, final int entry) {
        final int adjacency = pool.adjacency(frame);
        final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
        if (Adjacency.kind(state) != Adjacency.CONNECTED) {
            return forwarding.entryOf(adjacency) == entry ? DropReason.NONE : NeighborDrops.ROUTE_WITHDRAWN;
        }
        if (Adjacency.egressInterface(state) != entries.link[entry]) {
            return NeighborDrops.ROUTE_WITHDRAWN;
        }
        final int own = forwarding.own(entry);
        pool.adjacency(frame, own);
        return own == 0 ? NeighborDrops.NO_ADJACENCY : DropReason.NONE;
    }

    private void waitForReaders(final int entry) {
        if (!isLate[entry]) {
            isLate[entry] = true;
            late[lateCount++] = entry;
        }
    }

    /** Sends what waits for link headers that became visible when all readers had announced. */
    void publishLate(final long nowNs) {
        final int count = lateCount;
        if (count > 0) {
            adjacencies.reclaim();
            lateCount = 0;
            for (int i = 0; i < count; i++) {
                isLate[late[i]] = false;
            }
            for (int i = 0; i < count; i++) {
                if (entries.isUsed(late[i]) && entries.state[late[i]].isUsable()) {
                    releaseHeld(late[i], nowNs);
                }
            }
        }
    }

    /** Gives up what waited for a neighbor that did not answer. */
    void failed(final int entry) {
        for (int frame = held.poll(entry); frame != FramePool.NO_FRAME; frame = held.poll(entry)) {
            stage.unreachableKept(frame);
        }
    }

    /** Ends what waited for a neighbor that is forgotten. */
    void removed(final int entry, final DropReason reason) {
        for (int frame = held.poll(entry); frame != FramePool.NO_FRAME; frame = held.poll(entry)) {
            stage.endKept(frame, reason);
        }
    }

    /** Looks a packet up again that another worker handed over: what its adjacency was may have changed on the way. */
    int lookup(final int frame) {
        final int route = forwarding.lookup(
                WaitingPacket.destinationHigh(pool, frame), WaitingPacket.destinationLow(pool, frame));
        final int path = adjacencies.select(route, pool.flowHash(frame));
        return path == 0 ? NO_LONGER_ROUTED : path;
    }

    private boolean hasLinkHeader(final int frame) {
        return Adjacency.hasLinkHeader(Adjacency.state(adjacencies.entryAddress(pool.adjacency(frame))));
    }
}
