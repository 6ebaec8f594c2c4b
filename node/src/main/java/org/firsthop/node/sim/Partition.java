package org.firsthop.node.sim;

import java.util.Arrays;
import java.util.List;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.wire.EthernetFcs;
import org.firsthop.node.sim.LinkObserver.Fate;

/**
 * The nodes of a simulation that one thread runs, with the events in store for them.
 *
 * <p>Within it, what happens at one time happens in this order: all that is due, then the nodes that have something to do, in the
 * order of their adding. That order does not depend on how nodes are spread, and so neither does what comes of it. What goes to
 * another partition is put aside and taken over there between two windows.
 *
 * <p>Belongs to the thread that runs it; between windows to the one that runs the simulation.
 */
final class Partition {
    private static final int TARGET_SHIFT = 32;
    private static final long TIMER = 1L << 62;
    private static final long WAKE = 1L << 63;

    /** A node whose deadline is past though it has just worked is asked again this much later. */
    private static final long OVERDUE_NS = 1_000;

    private final int index;
    private final boolean isAlone;
    private final FrameAllocator frames;
    private final EthernetFcs fcs = new EthernetFcs();
    private final EventQueue queue = new EventQueue();
    private final List<Slot> slots;
    private final List<LinkEnd> ends;

    /** What goes to each other partition, for the window that runs and for the one before, by turns. */
    private final Crossings[][] outboxes;

    private final ObservedFrames observed = new ObservedFrames();
    private int turn;
    private int[] ready = new int[64];
    private int readyCount;
    private long nowNs;
    private int round;
    private long frameHops;
    private long events;

    /**
     * A node and what the simulation knows of it.
     *
     * <p>Of its timers in the queue two are known, the next and a later one: a node whose far deadline (a neighbor grows stale) is
     * hidden for a moment by a near one (an acknowledgment) finds it in the queue again, and need not add it each time.
     */
    static final class Slot {
        final SimNode node;
        final Partition partition;
        private boolean ready;
        private long timerNs = Long.MAX_VALUE;
        private long laterTimerNs = Long.MAX_VALUE;

        Slot(final SimNode node, final Partition partition) {
            this.node = node;
            this.partition = partition;
        }
    }

    Partition(
            final int index,
            final int partitions,
            final FrameAllocator frames,
            final List<Slot> slots,
            final List<LinkEnd> ends) {
        this.index = index;
        this.frames = frames;
        this.slots = slots;
        this.ends = ends;
        outboxes = new Crossings[2][partitions];
        for (final Crossings[] turn : outboxes) {
            Arrays.setAll(turn, ignored -> new Crossings());
        }
        isAlone = partitions == 1;
    }

    int index() {
        return index;
    }

    FrameAllocator frames() {
        return frames;
    }

    EthernetFcs fcs() {
        return fcs;
    }

    long nowNs() {
        return nowNs;
    }

    /** Sets the time, between windows. */
    void nowNs(final long timeNs) {
        nowNs = timeNs;
        round = 0;
    }

    /** {@return when something happens next of what is known here, {@link Long#MAX_VALUE} for never} */
    long firstTime() {
        return queue.firstTime();
    }

    /** {@return what goes to a partition, in the windows of one turn} */
    Crossings outbox(final int turn, final int to) {
        return outboxes[turn][to];
    }

    /** {@return frames that observers are to see; none where there is no other partition, and they see them at once} */
    ObservedFrames observed() {
        return observed;
    }

    /** Has a frame arrive at an end of a link, here or in another partition. */
    void scheduleArrival(final LinkEnd at, final int frame, final long timeNs) {
        final Partition to = at.partition();
        if (to == this) {
            queue.add(timeNs, arrival(at.index(), frame));
        } else {
            outboxes[turn][to.index].add(timeNs, at.index(), frame);
        }
    }

    /** {@return the event of a frame that arrives at an end} */
    static long arrival(final int end, final int frame) {
        return (long) end << TARGET_SHIFT | frame;
    }

    /** Takes over what another partition has for this one. */
    void take(final Crossings crossings) {
        for (int i = 0; i < crossings.size(); i++) {
            queue.add(crossings.timeNs(i), crossings.event(i));
        }
        crossings.clear();
    }

    /** Lets a node work at the present time. */
    void wake(final int node) {
        queue.add(nowNs, WAKE | node);
    }

    /** Tells the observers of a link of a frame: now, or when all partitions have come as far. */
    void observe(final LinkEnd from, final int frame, final long departNs, final long arriveNs, final Fate fate) {
        final List<LinkObserver> observers = from.link().observers();
        if (observers.isEmpty()) {
            return;
        }
        if (!isAlone) {
            observed.add(from, frames.pool(), frame, nowNs, round, departNs, arriveNs, fate);
            return;
        }
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).onFrame(from, frames.pool(), frame, departNs, arriveNs, fate);
        }
    }

    /**
     * Runs what happens before a time.
     *
     * @param boundNs the time.
     * @param outboxTurn of the outboxes that get what goes to other partitions.
     */
    void runBefore(final long boundNs, final int outboxTurn) {
        turn = outboxTurn;
        while (queue.firstTime() < boundNs) {
            step();
        }
    }

    /** Goes to the next time at which something happens, and lets all of it happen. */
    void step() {
        nowNs = queue.firstTime();
        round = 0;
        while (queue.firstTime() == nowNs) {
            round++;
            do {
                dispatch(queue.poll());
            } while (queue.firstTime() == nowNs);
            sort(ready, readyCount);
            for (int i = 0; i < readyCount; i++) { // Nodes become ready by events alone, never by other nodes' work.
                work(ready[i]);
            }
            readyCount = 0;
        }
    }

    /** Most often there is one, and a few are in order. */
    private static void sort(final int[] nodes, final int count) {
        for (int i = 1; i < count; i++) {
            if (nodes[i - 1] > nodes[i]) {
                Arrays.sort(nodes, 0, count);
                return;
            }
        }
    }

    private void dispatch(final long event) {
        events++;
        if ((event & (TIMER | WAKE)) == 0) {
            frameHops++;
            final LinkEnd end = ends.get((int) (event >>> TARGET_SHIFT));
            if (end.arrive((int) event)) {
                makeReady(end.nodeIndex());
            }
            return;
        }
        final int node = (int) event;
        final Slot slot = slots.get(node);
        if ((event & WAKE) != 0) {
            makeReady(node);
        } else if (slot.timerNs == nowNs) { // Otherwise the node has another deadline by now.
            slot.timerNs = slot.laterTimerNs;
            slot.laterTimerNs = Long.MAX_VALUE;
            makeReady(node);
        }
    }

    private void makeReady(final int node) {
        final Slot slot = slots.get(node);
        if (!slot.ready) {
            slot.ready = true;
            if (readyCount == ready.length) {
                ready = Arrays.copyOf(ready, readyCount << 1);
            }
            ready[readyCount++] = node;
        }
    }

    private void work(final int node) {
        final Slot slot = slots.get(node);
        slot.ready = false;
        slot.node.work(nowNs);
        final long deadlineNs = slot.node.nextDeadline();
        if (deadlineNs < slot.timerNs) {
            setTimer(node, slot, deadlineNs > nowNs ? deadlineNs : nowNs + OVERDUE_NS);
        }
    }

    private void setTimer(final int node, final Slot slot, final long timeNs) {
        if (timeNs < slot.timerNs) { // An overdue node is asked again later, and perhaps not before its timer.
            slot.laterTimerNs = slot.timerNs;
            slot.timerNs = timeNs;
            queue.add(timeNs, TIMER | node);
        }
    }

    long frameHops() {
        return frameHops;
    }

    long events() {
        return events;
    }

    /** {@return how many events are in store, those that have become void among them} */
    int queued() {
        return queue.size();
    }
}
