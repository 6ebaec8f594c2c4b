package org.firsthop.dns.resolver;

import java.util.Arrays;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.random.ChaChaRandom;
import org.jspecify.annotations.Nullable;

/**
 * The questions being resolved, each once however many wait for it, and the queue of those whose wait is over.
 *
 * <p>Joining identical questions spares work and is a defence: the more copies of a question are open, the better are the
 * odds of a forger (the birthday attack, RFC 5452 section 5).
 *
 * <p>A <em>waiter</em> is a number: a client's place, or beyond those a task's place for one of its children. When a task is
 * done its waiters go into a queue with the outcome; nobody is called while a task is still at work.
 */
final class Tasks {
    /** The answer, or the proof that there is none, is in the cache. */
    static final byte DONE = 0;
    /** No server gave an answer. */
    static final byte FAILED = 1;
    /** The budget on which the question was asked is used up; another's may not be. */
    static final byte OUT_OF_BUDGET = 2;
    /** All exchanges or streams were in use. */
    static final byte NO_PLACE = 3;
    /** The lookups of servers' addresses went too deep or in a circle: from elsewhere the question may have an answer. */
    static final byte LIMITED = 4;

    private static final int NONE = Task.NONE;

    private final int clients;
    private final Task[] tasks;
    private final int[] free;
    private int freeCount;
    private final int[] buckets;
    private final SipHash hash;
    private final int[] nextWaiter;
    private final int[] waitsFor;
    private final byte[] outcomes;
    private final int[] nextReady;
    private final boolean[] isQueued;
    private final boolean[] isReady;
    private int readyHead = NONE;
    private int readyTail = NONE;
    private final MemoryRegion memory;
    private final MemoryRegion scratch = MemoryRegion.allocate(WireName.CAPACITY);
    private long marks;

    Tasks(final ResolverConfig config, final ChaChaRandom random) {
        clients = config.maxClients();
        final int count = config.maxTasks();
        memory = MemoryRegion.allocate((long) count * Task.MEMORY_LENGTH);
        tasks = new Task[count];
        free = new int[count];
        final Budget none = new Budget();
        for (int i = 0; i < count; i++) {
            tasks[i] = new Task(i, memory.address() + (long) i * Task.MEMORY_LENGTH, none);
            free[i] = count - 1 - i;
        }
        freeCount = count;
        buckets = new int[Math.max(16, Integer.highestOneBit(count) * 2)];
        Arrays.fill(buckets, NONE);
        hash = SipHash.sipHash13(random.nextLong(), random.nextLong());
        final int waiters = clients + count * Task.CHILDREN;
        nextWaiter = new int[waiters];
        waitsFor = new int[waiters];
        Arrays.fill(waitsFor, NONE);
        outcomes = new byte[waiters];
        nextReady = new int[waiters];
        isQueued = new boolean[waiters];
        isReady = new boolean[waiters];
    }

    Task get(final int number) {
        return tasks[number];
    }

    int active() {
        return tasks.length - freeCount;
    }

    /** {@return the task at work on a question, or null} */
    @Nullable
    Task find(final @Nullable Object base, final long name, final int nameLength, final int type) {
        final long key = hash(base, name, nameLength, type);
        for (int i = buckets[bucket(key)]; i != NONE; i = tasks[i].nextInBucket) {
            final Task task = tasks[i];
            if (task.hash == key
                    && task.type == type
                    && task.nameLength == nameLength
                    && WireName.equalsIgnoreCase(null, task.name, base, name, nameLength)) {
                return task;
            }
        }
        return null;
    }

    /** {@return a new task, not yet started, or null when all are in use} */
    @Nullable
    Task create(
            final @Nullable Object base,
            final long name,
            final int nameLength,
            final int type,
            final Budget budget,
            final int depth) {
        if (freeCount == 0) {
            return null;
        }
        final Task task = tasks[free[--freeCount]];
        WireName.copyFolded(base, name, null, task.name, nameLength);
        task.active = true;
        task.priming = false;
        task.nameLength = nameLength;
        task.labels = WireName.labelCount(null, task.name);
        task.type = type;
        task.budget = budget;
        budget.hold();
        task.depth = depth;
        task.exchange = Exchange.NONE;
        task.waiters = NONE;
        task.waiterCount = 0;
        task.tries = 0;
        Arrays.fill(task.children, NONE);
        task.delegation.clear();
        task.hash = hash(null, task.name, nameLength, type);
        final int bucket = bucket(task.hash);
        task.nextInBucket = buckets[bucket];
        buckets[bucket] = task.number;
        return task;
    }

    /** Takes a task out of all lists; it can be created anew afterwards. Its waiters have gone, its children too. */
    void free(final Task task) {
        final int bucket = bucket(task.hash);
        if (buckets[bucket] == task.number) {
            buckets[bucket] = task.nextInBucket;
        } else {
            int i = buckets[bucket];
            while (tasks[i].nextInBucket != task.number) {
                i = tasks[i].nextInBucket;
            }
            tasks[i].nextInBucket = task.nextInBucket;
        }
        task.active = false;
        free[freeCount++] = task.number;
    }

    int waiterOf(final Task parent, final int child) {
        return clients + parent.number * Task.CHILDREN + child;
    }

    boolean isClient(final int waiter) {
        return waiter < clients;
    }

    Task parentOf(final int waiter) {
        return tasks[(waiter - clients) / Task.CHILDREN];
    }

    int childOf(final int waiter) {
        return (waiter - clients) % Task.CHILDREN;
    }

    /** Lets a waiter wait for a task. */
    void await(final int waiter, final Task task) {
        nextWaiter[waiter] = task.waiters;
        task.waiters = waiter;
        task.waiterCount++;
        waitsFor[waiter] = task.number;
    }

    /** Lets a waiter wait no longer, and forgets that its wait is over; returns the task when nobody waits for it any more. */
    @Nullable
    Task leave(final int waiter) {
        isReady[waiter] = false;
        if (waitsFor[waiter] == NONE) {
            return null;
        }
        final Task task = tasks[waitsFor[waiter]];
        if (task.waiters == waiter) {
            task.waiters = nextWaiter[waiter];
        } else {
            int i = task.waiters;
            while (nextWaiter[i] != waiter) {
                i = nextWaiter[i];
            }
            nextWaiter[i] = nextWaiter[waiter];
        }
        waitsFor[waiter] = NONE;
        return --task.waiterCount == 0 ? task : null;
    }

    /** Puts all who wait for a task into the queue. */
    void wake(final Task task, final byte outcome) {
        int waiter = task.waiters;
        while (waiter != NONE) {
            final int next = nextWaiter[waiter];
            waitsFor[waiter] = NONE;
            outcomes[waiter] = outcome;
            if (!isClient(waiter)) {
                parentOf(waiter).children[childOf(waiter)] = Task.DONE;
            }
            enqueue(waiter);
            waiter = next;
        }
        task.waiters = NONE;
        task.waiterCount = 0;
    }

    private void enqueue(final int waiter) {
        isReady[waiter] = true;
        if (isQueued[waiter]) {
            return;
        }
        isQueued[waiter] = true;
        nextReady[waiter] = NONE;
        if (readyHead == NONE) {
            readyHead = waiter;
        } else {
            nextReady[readyTail] = waiter;
        }
        readyTail = waiter;
    }

    /** {@return the next waiter whose wait is over, or −1} */
    int pollReady() {
        while (readyHead != NONE) {
            final int waiter = readyHead;
            readyHead = nextReady[waiter];
            isQueued[waiter] = false;
            if (isReady[waiter]) {
                isReady[waiter] = false;
                return waiter;
            }
        }
        return NONE;
    }

    byte outcome(final int waiter) {
        return outcomes[waiter];
    }

    /** Tells whether a task waits, however indirectly, for another: then the other must not wait for it. */
    boolean waits(final Task task, final Task other) {
        marks++;
        return reaches(task, other);
    }

    private boolean reaches(final Task task, final Task other) {
        if (task == other) {
            return true;
        }
        if (task.mark == marks) {
            return false;
        }
        task.mark = marks;
        for (final int child : task.children) {
            if (child >= 0 && reaches(tasks[child], other)) {
                return true;
            }
        }
        return false;
    }

    private long hash(final @Nullable Object base, final long name, final int nameLength, final int type) {
        WireName.copyFolded(base, name, null, scratch.address(), nameLength);
        return hash.hash(null, scratch.address(), nameLength) + type * 0x9E37_79B9_7F4A_7C15L;
    }

    private int bucket(final long key) {
        return (int) (key >>> 32) & (buckets.length - 1);
    }
}
