package org.firsthop.dns.resolver;

import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.WireName;

/**
 * One question being resolved, whoever waits for it: a place of the pool in {@link Tasks}, used again and again.
 *
 * <p>Those who wait form a list: clients, and tasks that need a name server's address. A task waits for at most {@link
 * #CHILDREN} others.
 */
final class Task {
    static final int NONE = -1;
    /** In the place of a child that is done, until the parent has been told. */
    static final int DONE = -2;

    static final int CHILDREN = 2;
    /** Octets outside the heap for a task: its name, and the names of a delegation. */
    static final int MEMORY_LENGTH = WireName.CAPACITY + Delegation.NAMES_CAPACITY;

    final int number;
    /** Address of the name asked for, in lower case. */
    final long name;

    final Delegation delegation;
    final int[] children = new int[CHILDREN];
    final int[] childServers = new int[CHILDREN];
    final int[] childTypes = new int[CHILDREN];

    boolean active;
    /** Whether a server was given up for a limit of this query, and not for want of an address. */
    boolean limited;
    /** Whether the task checks the root's own servers (RFC 8109). */
    boolean priming;

    int nameLength;
    int labels;
    int type;
    long hash;
    int nextInBucket;
    int waiters;
    int waiterCount;
    Budget budget;
    int depth;
    int exchange;
    long mark;

    /** The zone whose servers are being asked: where it begins in the name, and its labels. */
    int zoneOffset;

    int zoneLabels;
    /** Labels of the name that the servers are shown (RFC 9156). */
    int shownLabels;

    int shownOffset;
    int minimiseSteps;
    /** The address that the exchange under way goes to, an index in the delegation or list of servers. */
    int address;
    /** Questions sent, for those that ask a fixed list of servers in turn. */
    int tries;

    int firstServer;

    Task(final int number, final long memory, final Budget none) {
        this.number = number;
        this.name = memory;
        this.delegation = new Delegation(memory + WireName.CAPACITY);
        this.budget = none;
    }

    /** Where the last {@code count} labels of the name begin. */
    int offsetOfLabels(final int count) {
        int offset = 0;
        for (int i = labels; i > count; i--) {
            offset += Memory.u8(null, name + offset) + 1;
        }
        return offset;
    }

    long zone() {
        return name + zoneOffset;
    }

    int zoneLength() {
        return nameLength - zoneOffset;
    }

    boolean waitsForChildren() {
        return children[0] != NONE || children[1] != NONE;
    }
}
