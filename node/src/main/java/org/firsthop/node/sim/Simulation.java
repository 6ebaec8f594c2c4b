package org.firsthop.node.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

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
 * <p>Time is nanoseconds from 0. One thread calls it and runs it, alone unless {@linkplain Builder#threads told otherwise}: with
 * several, what nodes call back runs on the thread of their partition, and may touch nothing of another.
 */
public final class Simulation implements AutoCloseable {
    private static final int MAX_THREADS = 64;

    private final long seed;
    private final Partition[] partitions;
    private final List<Partition.Slot> nodes = new ArrayList<>();
    private final Map<SimNode, Integer> indices = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<String, Link> linksByName = new HashMap<>();
    private final List<LinkEnd> ends = new ArrayList<>();
    private final PriorityQueue<Action> actions =
            new PriorityQueue<>(Comparator.comparingLong(Action::timeNs).thenComparingLong(Action::number));
    private final @Nullable Windows windows;
    private int revision;
    private long nowNs;
    private long actionsAdded;
    private long actionsDone;

    /** Something to do; at one time, in the order of asking. */
    private record Action(long timeNs, long number, Runnable body) {}

    private Simulation(final Builder builder) {
        seed = builder.seed;
        final FramePool pool = builder.pool.build();
        partitions = new Partition[builder.threads];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = new Partition(i, partitions.length, pool.allocator(), nodes, ends);
        }
        windows = partitions.length == 1 ? null : new Windows(this, partitions);
    }

    /** {@return a builder with the defaults: seed 1, 4,096 frames, one thread} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what a simulation is made with. */
    public static final class Builder {
        private long seed = 1;
        private FramePool.Builder pool = FramePool.builder().frames(4_096);
        private int threads = 1;

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

        /**
         * Sets how many threads run the simulation, the caller's among them. Each node is of one {@linkplain Simulation#add(SimNode,
         * int) partition}, and what comes of it is the same with any number of threads.
         *
         * @param count 1 to 64.
         * @return this.
         * @throws IllegalArgumentException when it is outside its range.
         */
        public Builder threads(final int count) {
            if (count < 1 || count > MAX_THREADS) {
                throw new IllegalArgumentException("threads: value=" + count + ", range=1.." + MAX_THREADS);
            }
            threads = count;
            return this;
        }

        /** {@return the simulation, without nodes, at time 0} */
        public Simulation build() {
            return new Simulation(this);
        }
    }

    /** {@return the time in nanoseconds; for nodes of other threads than the caller's, that of {@link #clock(int)} counts} */
    public long nowNs() {
        return nowNs;
    }

    /** {@return how many partitions there are, one a thread} */
    public int partitions() {
        return partitions.length;
    }

    /** {@return the time as a clock, for nodes of the first partition} */
    public NanoClock clock() {
        return clock(0);
    }

    /**
     * The time of a partition, for its nodes.
     *
     * @param partition 0 to {@link #partitions()} − 1.
     * @return the clock.
     */
    public NanoClock clock(final int partition) {
        return partitions[partition]::nowNs;
    }

    /** {@return the allocator of the first partition: that of everything, where there is one thread} */
    public FrameAllocator frames() {
        return frames(0);
    }

    /**
     * The allocator that the nodes of a partition share.
     *
     * @param partition 0 to {@link #partitions()} − 1.
     * @return the allocator; all are of one pool.
     */
    public FrameAllocator frames(final int partition) {
        return partitions[partition].frames();
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
        return add(node, 0);
    }

    /**
     * Adds a node to a partition; it works for the first time at the present time.
     *
     * @param node to add, not added before, made with the {@linkplain #frames(int) allocator} and {@linkplain #clock(int) clock}
     *     of the partition.
     * @param partition 0 to {@link #partitions()} − 1.
     * @param <T> its type.
     * @return the node.
     */
    public <T extends SimNode> T add(final T node, final int partition) {
        if (indices.putIfAbsent(node, nodes.size()) != null) {
            throw new IllegalArgumentException("node " + node.name() + " is there already");
        }
        nodes.add(new Partition.Slot(node, partitions[partition]));
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
        final Link link = new Link(this, partitions[0], links.size(), name, config);
        links.add(link);
        linksByName.put(name, link);
        ends.add(link.left());
        ends.add(link.right());
        changed();
        return link;
    }

    /** {@return the links, in the order of their making} */
    public List<Link> links() {
        return Collections.unmodifiableList(links);
    }

    /**
     * Lets somebody see the frames of all links made so far.
     *
     * @param observer called as each frame is sent, in the order of sending, on the thread that runs the simulation; where there
     *     are several, when all have come as far, so that nodes may be ahead.
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

    /** {@return a number that changes with what links join} */
    int revision() {
        return revision;
    }

    /** Notes that links join other nodes than before. */
    void changed() {
        revision++;
    }

    Partition partitionOf(final int nodeIndex) {
        return nodes.get(nodeIndex).partition;
    }

    /**
     * Lets a node work at the present time, because something was asked of it from outside.
     *
     * @param node of this simulation.
     * @throws IllegalStateException when several threads run the simulation at this moment.
     */
    public void wake(final SimNode node) {
        requireOneThread("wake");
        final int index = indexOf(node);
        partitionOf(index).wake(index);
    }

    private void requireOneThread(final String what) {
        if (windows != null && windows.isRunning()) {
            throw new IllegalStateException(
                    what + ": while several threads run the simulation, a node may only set timers of its own");
        }
    }

    /**
     * Does something at a time, such as to pull a plug.
     *
     * @param timeNs not before the present.
     * @param action run on the thread that runs the simulation, before anything else happens at that time; threads wait for it,
     *     so what concerns one node is better a timer of that node's.
     * @throws IllegalStateException when several threads run the simulation at this moment.
     */
    public void at(final long timeNs, final Runnable action) {
        requireOneThread("at");
        if (timeNs < nowNs) {
            throw new IllegalArgumentException("timeNs: value=" + timeNs + ", present=" + nowNs);
        }
        actions.add(new Action(timeNs, actionsAdded++, action));
    }

    /**
     * Runs until a time.
     *
     * @param timeNs at which the simulation stands afterwards; what happens at that time has happened.
     */
    public void runUntil(final long timeNs) {
        run(() -> false, timeNs);
        setTime(Math.max(nowNs, timeNs));
    }

    /**
     * Runs until something is the case, nothing happens any more, or a time has come.
     *
     * @param done asked after each time at which something happened; with several threads, after each window of time that they
     *     have run side by side.
     * @param limitNs the time beyond which nothing happens.
     * @return whether it is the case.
     */
    public boolean run(final BooleanSupplier done, final long limitNs) {
        boolean isDone = done.getAsBoolean();
        while (!isDone && nextEventNs() <= limitNs) {
            final long nextNs = nextEventNs();
            if (nextActionNs() == nextNs) {
                setTime(nextNs);
                act();
            }
            if (windows != null) {
                setTime(windows.run(
                        nextNs, Math.min(nextActionNs(), limitNs == Long.MAX_VALUE ? limitNs : limitNs + 1)));
            } else if (partitions[0].firstTime() == nextNs) {
                nowNs = nextNs;
                partitions[0].step();
            }
            isDone = done.getAsBoolean();
        }
        return isDone;
    }

    private void act() {
        while (nextActionNs() == nowNs) {
            actionsDone++;
            actions.remove().body.run();
        }
    }

    private long nextActionNs() {
        final Action next = actions.peek();
        return next == null ? Long.MAX_VALUE : next.timeNs;
    }

    /** Sets the time; observers see that at which a frame was sent. */
    void setTime(final long timeNs) {
        nowNs = timeNs;
        for (final Partition partition : partitions) {
            partition.nowNs(timeNs);
        }
    }

    /** {@return when something happens next, {@link Long#MAX_VALUE} for never} */
    public long nextEventNs() {
        return Math.min(nextActionNs(), windows == null ? partitions[0].firstTime() : windows.nextEventNs());
    }

    /** {@return frames that came to the end of a link so far, good or bad} */
    public long frameHops() {
        long sum = 0;
        for (final Partition partition : partitions) {
            sum += partition.frameHops();
        }
        return sum;
    }

    /** {@return what happened so far: arrivals, deadlines, actions} */
    public long events() {
        long sum = actionsDone;
        for (final Partition partition : partitions) {
            sum += partition.events();
        }
        return sum;
    }

    /** {@return how many events are in store, those that have become void among them} */
    int queued() {
        int sum = actions.size();
        for (final Partition partition : partitions) {
            sum += partition.queued();
        }
        return sum;
    }

    /** Ends the threads, where there are several; the simulation does not run any more then. */
    @Override
    public void close() {
        if (windows != null) {
            windows.close();
        }
    }
}
