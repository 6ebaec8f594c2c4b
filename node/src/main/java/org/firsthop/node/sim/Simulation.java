package org.firsthop.node.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EthernetFcs;

/**
 * The time of a simulated network, what happens in it, and the frames under way.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.builder().seed(1).build();
 * Link link = simulation.link("cable", LinkConfig.ethernet());
 * link.left().attach(simulation.add(node));          // and another at link.right()
 * simulation.runUntil(1_000_000_000);                // one second
 * }</pre>
 *
 * <p>One thread. Time is nanoseconds from 0.
 */
public final class Simulation {
    private static final int KIND_SHIFT = 62;
    private static final int TARGET_SHIFT = 32;
    private static final long TARGET_MASK = (1L << (KIND_SHIFT - TARGET_SHIFT)) - 1;
    private static final int ARRIVAL = 0;
    private static final int TIMER = 1;
    private static final int ACTION = 2;

    /** A node whose deadline is past though it has just worked is asked again this much later. */
    private static final long OVERDUE_NS = 1_000;

    private final long seed;
    private final FrameAllocator frames;
    private final EthernetFcs fcs = new EthernetFcs();
    private final EventQueue queue = new EventQueue();
    private final List<Slot> nodes = new ArrayList<>();
    private final Map<SimNode, Integer> indices = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<String, Link> linksByName = new HashMap<>();
    private final List<LinkEnd> ends = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private int[] ready = new int[64];
    private int readyCount;
    private long nowNs;
    private long frameHops;
    private long events;

    /** A node and what the simulation knows of it. */
    private static final class Slot {
        final SimNode node;
        boolean ready;
        long timerNs = Long.MAX_VALUE;

        Slot(final SimNode node) {
            this.node = node;
        }
    }

    private Simulation(final Builder builder) {
        seed = builder.seed;
        frames = builder.pool.build().allocator();
    }

    /** {@return a builder with the defaults: seed 1, 4,096 frames} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what a simulation is made with. */
    public static final class Builder {
        private long seed = 1;
        private FramePool.Builder pool = FramePool.builder().frames(4_096);

        private Builder() {}

        /**
         * Sets what all randomness comes from.
         *
         * @param value any.
         * @return this.
         */
        public Builder seed(final long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the memory for frames: all that are under way at one moment.
         *
         * @param builder of the pool.
         * @return this.
         */
        public Builder frames(final FramePool.Builder builder) {
            pool = builder;
            return this;
        }

        /** {@return the simulation, without nodes, at time 0} */
        public Simulation build() {
            return new Simulation(this);
        }
    }

    /** {@return the time in nanoseconds} */
    public long nowNs() {
        return nowNs;
    }

    /** {@return the time as a clock, for workers} */
    public NanoClock clock() {
        return this::nowNs;
    }

    /** {@return the allocator that everything in the simulation shares} */
    public FrameAllocator frames() {
        return frames;
    }

    EthernetFcs fcs() {
        return fcs;
    }

    /**
     * A seed for one part of the simulation, such as a node's secrets.
     *
     * @param purpose of the seed; equal ones give equal seeds.
     * @return the seed.
     */
    public long seed(final String purpose) {
        return SimRandom.derive(seed, purpose);
    }

    /**
     * Adds a node; it works for the first time at the present time.
     *
     * @param node to add, not added before.
     * @param <T> its type.
     * @return the node.
     */
    public <T extends SimNode> T add(final T node) {
        if (indices.putIfAbsent(node, nodes.size()) != null) {
            throw new IllegalArgumentException("node " + node.name() + " is there already");
        }
        nodes.add(new Slot(node));
        wake(node);
        return node;
    }

    /**
     * Makes a link.
     *
     * @param name unique in the simulation.
     * @param config what it does to frames.
     * @return the link, whose ends are to be attached to nodes.
     * @throws IllegalArgumentException when there is a link of that name.
     */
    public Link link(final String name, final LinkConfig config) {
        if (linksByName.containsKey(name)) {
            throw new IllegalArgumentException("link " + name + " is there already");
        }
        final Link link = new Link(this, links.size(), name, config);
        links.add(link);
        linksByName.put(name, link);
        ends.add(link.left());
        ends.add(link.right());
        return link;
    }

    /** {@return the links, in the order of their making} */
    public List<Link> links() {
        return Collections.unmodifiableList(links);
    }

    /**
     * Lets somebody see the frames of all links made so far.
     *
     * @param observer called as each frame is sent.
     */
    public void observe(final LinkObserver observer) {
        links.forEach(link -> link.observe(observer));
    }

    int indexOf(final SimNode node) {
        final Integer index = indices.get(node);
        if (index == null) {
            throw new IllegalArgumentException("node " + node.name() + " is not in the simulation");
        }
        return index;
    }

    /**
     * Lets a node work at the present time, because something was asked of it from outside.
     *
     * @param node of this simulation.
     */
    public void wake(final SimNode node) {
        final int index = indexOf(node);
        schedule(TIMER, index, 0, nowNs);
        nodes.get(index).timerNs = nowNs;
    }

    /**
     * Does something at a time, such as to pull a plug.
     *
     * @param timeNs not before the present.
     * @param action run on the simulation's thread before nodes work at that time.
     */
    public void at(final long timeNs, final Runnable action) {
        if (timeNs < nowNs) {
            throw new IllegalArgumentException("timeNs: value=" + timeNs + ", present=" + nowNs);
        }
        schedule(ACTION, actions.size(), 0, timeNs);
        actions.add(action);
    }

    void scheduleArrival(final int endIndex, final int frame, final long timeNs) {
        schedule(ARRIVAL, endIndex, frame, timeNs);
    }

    private void schedule(final int kind, final int target, final int frame, final long timeNs) {
        queue.add(timeNs, (long) kind << KIND_SHIFT | (long) target << TARGET_SHIFT | frame);
    }

    /**
     * Runs until a time.
     *
     * @param timeNs at which the simulation stands afterwards; what happens at that time has happened.
     */
    public void runUntil(final long timeNs) {
        while (queue.firstTime() <= timeNs) {
            step();
        }
        nowNs = Math.max(nowNs, timeNs);
    }

    /**
     * Runs until something is the case, nothing happens any more, or a time has come.
     *
     * @param done asked after each time at which something happened.
     * @param limitNs the time beyond which nothing happens.
     * @return whether it is the case.
     */
    public boolean run(final BooleanSupplier done, final long limitNs) {
        boolean isDone = done.getAsBoolean();
        while (!isDone && queue.firstTime() <= limitNs) {
            step();
            isDone = done.getAsBoolean();
        }
        return isDone;
    }

    /** {@return when something happens next, {@link Long#MAX_VALUE} for never} */
    public long nextEventNs() {
        return queue.firstTime();
    }

    /** Goes to the next time at which something happens, and lets all of it happen. */
    private void step() {
        nowNs = queue.firstTime();
        while (queue.firstTime() == nowNs) {
            do {
                dispatch(queue.poll());
            } while (queue.firstTime() == nowNs);
            for (int i = 0; i < readyCount; i++) { // Nodes become ready by events alone, never by other nodes' work.
                work(ready[i]);
            }
            readyCount = 0;
        }
    }

    private void dispatch(final long event) {
        events++;
        final int target = (int) (event >>> TARGET_SHIFT & TARGET_MASK);
        switch ((int) (event >>> KIND_SHIFT)) {
            case ARRIVAL -> {
                frameHops++;
                final LinkEnd end = ends.get(target);
                if (end.arrive((int) event)) {
                    makeReady(end.nodeIndex());
                }
            }
            case TIMER -> {
                final Slot slot = nodes.get(target);
                if (slot.timerNs == nowNs) { // Otherwise the node has another deadline by now.
                    slot.timerNs = Long.MAX_VALUE;
                    makeReady(target);
                }
            }
            default -> actions.get(target).run();
        }
    }

    private void makeReady(final int index) {
        final Slot slot = nodes.get(index);
        if (!slot.ready) {
            slot.ready = true;
            if (readyCount == ready.length) {
                ready = Arrays.copyOf(ready, readyCount << 1);
            }
            ready[readyCount++] = index;
        }
    }

    private void work(final int index) {
        final Slot slot = nodes.get(index);
        slot.ready = false;
        slot.node.work(nowNs);
        final long deadlineNs = slot.node.nextDeadline();
        if (deadlineNs < slot.timerNs) {
            slot.timerNs = deadlineNs > nowNs ? deadlineNs : nowNs + OVERDUE_NS;
            schedule(TIMER, index, 0, slot.timerNs);
        }
    }

    /** {@return frames that came to the end of a link so far, good or bad} */
    public long frameHops() {
        return frameHops;
    }

    /** {@return what happened so far: arrivals, deadlines, actions} */
    public long events() {
        return events;
    }
}
