package org.firsthop.forwarding.nat;

import java.util.Arrays;
import org.firsthop.forwarding.nat.ConnectionTracker.Phase;
import org.firsthop.forwarding.table.AgeLists;
import org.firsthop.forwarding.table.SecondClock;

/**
 * How long sessions live: what has passed of each, since when nothing has, and which is the next to end (RFC 4787 REQ-5 and REQ-6,
 * RFC 5382 REQ-5, RFC 5508 REQ-2).
 *
 * <p>Sessions are entries of a {@link NatTable}, in lists by age, one for each timer and rank.
 */
final class SessionLives {
    static final int NONE = AgeLists.NONE;

    // A new session begins in the list of its protocol's number.
    private static final int TCP_NEW = NatTable.TCP;
    private static final int UDP_NEW = NatTable.UDP;
    private static final int ICMP_NEW = NatTable.ICMP;
    private static final int TCP_OPENING = 3;
    private static final int TCP_ESTABLISHED = 4;
    private static final int TCP_CLOSING = 5;
    private static final int UDP_ANSWERED = 6;
    private static final int ICMP_ANSWERED = 7;
    private static final int LISTS = 8;

    private static final int[] FIRST_VICTIMS = {TCP_NEW, UDP_NEW, ICMP_NEW};
    private static final int[] SECOND_VICTIMS = {TCP_CLOSING, TCP_OPENING};

    private final boolean refreshesOnInbound;
    private final int[] timeouts = new int[LISTS];
    private final AgeLists ages;
    private final SecondClock clock = new SecondClock();
    private boolean mayHaveExpired;

    SessionLives(final NatConfig config) {
        refreshesOnInbound = config.refreshesOnInbound;
        Arrays.fill(timeouts, config.tcpTransitorySeconds);
        timeouts[TCP_ESTABLISHED] = config.tcpEstablishedSeconds;
        timeouts[UDP_NEW] = config.udpSeconds;
        timeouts[UDP_ANSWERED] = config.udpSeconds;
        timeouts[ICMP_NEW] = config.icmpSeconds;
        timeouts[ICMP_ANSWERED] = config.icmpSeconds;
        ages = new AgeLists(config.sessions, LISTS);
    }

    /** Tells the time, once for a vector of packets. */
    void advance(final long nowNs) {
        mayHaveExpired |= clock.advance(nowNs);
    }

    /** The list of a session: what it is doing, as operators know it. */
    int list(final int session) {
        return ages.list(session);
    }

    int idleSeconds(final int session) {
        return clock.second() - ages.second(session);
    }

    void begin(final int protocol, final int session) {
        ages.hear(protocol, session, clock.second());
    }

    /** A UDP or ICMP packet of a session went out (RFC 4787 REQ-6: it refreshes the session). */
    void sent(final int session) {
        hear(ages.list(session), session);
    }

    /** A UDP or ICMP packet of a session came in. */
    void received(final int session) {
        final int list = ages.list(session);
        if (list == UDP_NEW) {
            hear(UDP_ANSWERED, session);
        } else if (list == ICMP_NEW) {
            hear(ICMP_ANSWERED, session);
        } else if (refreshesOnInbound) {
            hear(list, session);
        }
    }

    /** A segment of a connection passed. */
    void passed(final int session, final Phase phase, final boolean isFromInside) {
        switch (phase) {
            case OPENING -> {
                final boolean isUnanswered = ages.list(session) == TCP_NEW && isFromInside;
                hear(isUnanswered ? TCP_NEW : TCP_OPENING, session);
            }
            case ESTABLISHED -> hear(TCP_ESTABLISHED, session);
            default -> hear(TCP_CLOSING, session);
        }
    }

    /** A busy session is written once a second, and not once a packet. */
    private void hear(final int list, final int session) {
        if (ages.list(session) != list || ages.second(session) != clock.second()) {
            ages.hear(list, session, clock.second());
        }
    }

    void end(final int session) {
        ages.remove(session);
    }

    /** The oldest session of a protocol that nobody has answered, or {@link #NONE}. */
    int oldestNew(final int protocol) {
        return ages.oldest(protocol);
    }

    /**
     * Who gives way when the table is full: the oldest session that nobody has answered, else the oldest connection that opens or
     * closes, else nobody.
     */
    int victim() {
        final int unanswered = oldest(FIRST_VICTIMS);
        return unanswered == NONE ? oldest(SECOND_VICTIMS) : unanswered;
    }

    private int oldest(final int... lists) {
        int found = NONE;
        for (final int list : lists) {
            final int candidate = ages.oldest(list);
            if (candidate != NONE && (found == NONE || ages.second(candidate) < ages.second(found))) {
                found = candidate;
            }
        }
        return found;
    }

    /** A session whose timer has run out, or {@link #NONE}; asked again when that one has ended. */
    int expired() {
        if (!mayHaveExpired) {
            return NONE;
        }
        for (int list = 0; list < LISTS; list++) {
            final int session = ages.oldest(list);
            if (session != NONE && idleSeconds(session) > timeouts[list]) {
                return session;
            }
        }
        mayHaveExpired = false;
        return NONE;
    }

    /** When the next timer runs out, unless its session is heard before. */
    long nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (int list = 0; list < LISTS; list++) {
            final int session = ages.oldest(list);
            if (session != NONE) {
                earliest = Math.min(earliest, clock.begin(ages.second(session) + timeouts[list] + 1L));
            }
        }
        return earliest;
    }

    long memoryOctets() {
        return ages.memoryOctets();
    }
}
