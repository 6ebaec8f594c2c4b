package org.firsthop.forwarding.nat;

import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.table.AgeLists;
import org.firsthop.forwarding.table.KeyedSlab;
import org.firsthop.forwarding.table.SecondClock;

/**
 * Datagrams in fragments: what became of each one's first fragment, which alone has the ports, so that the others follow it,
 * and fragments that came before it and wait (RFC 4787 REQ-14: in order and out of order).
 *
 * <p>Datagrams and waiting frames are bounded; the oldest give way.
 */
final class NatFragments {
    static final int NONE = KeyedSlab.NONE;

    // States of a datagram, and its list. The first fragment is awaited, was translated, was dropped.
    static final int AWAITED = 0;
    static final int TRANSLATED = 1;
    static final int REFUSED = 2;

    /** How long a fragment waits: far more than packets overtake each other. */
    private static final int WAITING_SECONDS = 2;

    // Value of a datagram. Places of waiting frames count from 1.
    private static final int SOURCE = 0;
    private static final int DESTINATION = 4;
    private static final int FIRST_WAITING = 8;
    private static final int LAST_WAITING = 12;
    private static final int LENGTH = 16;

    private final KeyedSlab datagrams;
    private final AgeLists ages;
    private final SecondClock clock = new SecondClock();
    private final int[] timeouts;

    private final int[] waiting;
    private final int[] next;
    private int free;
    private boolean mayHaveExpired;

    NatFragments(final NatConfig config, final SipHash hash) {
        datagrams = new KeyedSlab(config.fragmentedDatagrams, LENGTH, hash);
        ages = new AgeLists(config.fragmentedDatagrams, 3);
        timeouts = new int[] {
            Math.min(WAITING_SECONDS, config.fragmentSeconds), config.fragmentSeconds, config.fragmentSeconds
        };
        waiting = new int[config.waitingFragments + 1];
        next = new int[config.waitingFragments + 1];
        for (int place = config.waitingFragments; place > 0; place--) {
            next[place] = free;
            free = place;
        }
    }

    void advance(final long nowNs) {
        mayHaveExpired |= clock.advance(nowNs);
    }

    static long addresses(final long ip) {
        return Memory.i64(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
    }

    static long identity(final long ip) {
        return (long) Memory.u16(null, ip + Ipv4Flyweight.IDENTIFICATION_OFFSET) << 8 | NatHeaders.protocol(ip);
    }

    int find(final long addresses, final long identity) {
        return datagrams.find(addresses, identity);
    }

    int state(final int datagram) {
        return ages.list(datagram);
    }

    /** Begins to follow a datagram; its place is free: {@link #oldestBeyondBound()} was heeded. */
    int follow(final long addresses, final long identity, final int state) {
        final int known = datagrams.find(addresses, identity);
        final int datagram = known == NONE ? datagrams.add(addresses, identity) : known;
        ages.hear(state, datagram, clock.second());
        return datagram;
    }

    /** Records which addresses the first fragment left with. */
    void translated(final int datagram, final long addresses) {
        Memory.putI64(null, datagrams.value(datagram) + SOURCE, addresses);
    }

    /** Gives a fragment the addresses that the first one left with. */
    void translate(final int datagram, final long ip) {
        final long value = datagrams.value(datagram);
        NatHeaders.address(ip, Ipv4Flyweight.SOURCE_OFFSET, Memory.i32(null, value + SOURCE));
        NatHeaders.address(ip, Ipv4Flyweight.DESTINATION_OFFSET, Memory.i32(null, value + DESTINATION));
    }

    /** The datagram that must be forgotten before another is followed, or {@link #NONE}. */
    int oldestBeyondBound() {
        return datagrams.size() < datagrams.capacity() ? NONE : oldest();
    }

    private int oldest() {
        for (int state = TRANSLATED; state <= REFUSED; state++) {
            if (ages.oldest(state) != NONE) {
                return ages.oldest(state);
            }
        }
        return ages.oldest(AWAITED);
    }

    /** The datagram whose waiting frames must go before another may wait, or {@link #NONE}. */
    int oldestWaitingBeyondBound() {
        return free != 0 ? NONE : ages.oldest(AWAITED);
    }

    /** Lets a frame wait; a place is free. */
    void await(final int datagram, final int frame) {
        final int place = free;
        free = next[place];
        waiting[place] = frame;
        next[place] = 0;
        final long value = datagrams.value(datagram);
        final int last = Memory.nativeInt(null, value + LAST_WAITING);
        if (last == 0) {
            Memory.putNativeInt(null, value + FIRST_WAITING, place);
        } else {
            next[last] = place;
        }
        Memory.putNativeInt(null, value + LAST_WAITING, place);
    }

    /** Takes the frame that has waited longest for a datagram, or {@link FramePool#NO_FRAME}. */
    int takeWaiting(final int datagram) {
        final long value = datagrams.value(datagram);
        final int place = Memory.nativeInt(null, value + FIRST_WAITING);
        if (place == 0) {
            return FramePool.NO_FRAME;
        }
        Memory.putNativeInt(null, value + FIRST_WAITING, next[place]);
        if (next[place] == 0) {
            Memory.putNativeInt(null, value + LAST_WAITING, 0);
        }
        next[place] = free;
        free = place;
        return waiting[place];
    }

    /** Forgets a datagram for which no frame waits. */
    void forget(final int datagram) {
        ages.remove(datagram);
        datagrams.remove(datagram);
    }

    /** The next datagram whose time is over, or {@link #NONE}. */
    int expired(final long nowNs) {
        advance(nowNs);
        if (!mayHaveExpired) {
            return NONE;
        }
        for (int state = AWAITED; state <= REFUSED; state++) {
            final int datagram = ages.oldest(state);
            if (datagram != NONE && clock.second() - ages.second(datagram) > timeouts[state]) {
                return datagram;
            }
        }
        mayHaveExpired = false;
        return NONE;
    }

    long nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (int state = AWAITED; state <= REFUSED; state++) {
            if (ages.oldest(state) != NONE) {
                earliest = Math.min(earliest, clock.begin(ages.second(ages.oldest(state)) + timeouts[state] + 1L));
            }
        }
        return earliest;
    }

    int size() {
        return datagrams.size();
    }
}
