package org.firsthop.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.AnnouncingPort;
import org.firsthop.core.port.Port;
import org.jspecify.annotations.Nullable;

/**
 * Moves frames from ports through a graph: the agent of one thread.
 *
 * <p>A duty cycle takes one vector from each port in turn, marks where it came in, and runs the graph until the frames have
 * left it. Ports that {@linkplain AnnouncingPort announce} what comes in are looked at only then. Run it under an {@link
 * org.agrona.concurrent.AgentRunner} with the idle strategy of your choice, under an {@link
 * org.agrona.concurrent.AgentInvoker}, or call {@link #doWork()} in a loop of your own.
 */
public final class Worker implements Agent {
    private final String name;
    private final StageGraph graph;
    private final NanoClock clock;
    private final int vectorLength;
    private final FrameBatch batch;
    private final Source[] sources;
    private final ReadySet ready;
    private final Runnable atRest;
    private @Nullable PacketTrace trace;
    private @Nullable PipelineCounters counters;
    private int announced;
    private long busyNs;

    private Worker(final Builder builder, final StageGraph graph) {
        name = builder.name;
        clock = builder.clock;
        vectorLength = builder.vectorLength;
        batch = new FrameBatch(Math.min(vectorLength, FrameBatch.SMALL_CAPACITY));
        sources = builder.sources.toArray(new Source[0]);
        ready = new ReadySet(sources.length);
        atRest = builder.atRest;
        this.graph = graph;
    }

    /** One port and the stage that its frames enter. */
    private record Source(Port port, int interfaceIndex, Stage stage) {}

    private void listen() {
        for (int i = 0; i < sources.length; i++) {
            final int place = i;
            if (sources[i].port instanceof AnnouncingPort port) {
                port.announceTo(() -> arrived(place));
            } else {
                ready.mark(i);
            }
        }
    }

    private void arrived(final int place) {
        if (!ready.isMarked(place)) {
            ready.mark(place);
            announced++;
        }
    }

    /**
     * Begins a worker.
     *
     * @param name of the worker, for its thread and its counters.
     * @param clock the time that stages see, in nanoseconds; a simulation hands in its own.
     * @return a builder.
     */
    public static Builder builder(final String name, final NanoClock clock) {
        return new Builder(name, clock);
    }

    /** Collects the ports of a worker. */
    public static final class Builder {
        private final String name;
        private final NanoClock clock;
        private final List<Source> sources = new ArrayList<>();
        private int vectorLength = FrameBatch.DEFAULT_CAPACITY;
        private Runnable atRest = () -> {};

        private Builder(final String name, final NanoClock clock) {
            this.name = name;
            this.clock = clock;
        }

        /**
         * Adds a port to receive from.
         *
         * @param port to receive from.
         * @param interfaceIndex that its frames bear as their ingress, 0 to 65,535.
         * @param stage that gets the frames.
         * @return this.
         */
        public Builder source(final Port port, final int interfaceIndex, final Stage stage) {
            sources.add(new Source(port, interfaceIndex, stage));
            return this;
        }

        /**
         * Sets how many frames are taken from a port at once.
         *
         * @param frames at least 1.
         * @return this.
         * @throws IllegalArgumentException when below 1.
         */
        public Builder vectorLength(final int frames) {
            if (frames < 1) {
                throw new IllegalArgumentException("vectorLength: value=" + frames + ", minimum=1");
            }
            vectorLength = frames;
            return this;
        }

        /**
         * Sets what is done at the end of every duty cycle, when the worker holds nothing that it read from shared tables:
         * the place to announce to those who reclaim their memory.
         *
         * @param action run on the worker's thread.
         * @return this.
         */
        public Builder atRest(final Runnable action) {
            atRest = action;
            return this;
        }

        /**
         * Makes the worker.
         *
         * @param graph that has the stages of all sources.
         * @return the worker.
         * @throws IllegalArgumentException when a source's stage is not in the graph.
         */
        public Worker build(final StageGraph graph) {
            for (final Source source : sources) {
                if (!graph.stages().contains(source.stage)) {
                    throw new IllegalArgumentException("stage " + source.stage.name() + " is not in the graph");
                }
            }
            final Worker worker = new Worker(this, graph);
            worker.listen();
            return worker;
        }
    }

    /**
     * Takes a vector from each port and runs it through the graph.
     *
     * @return how much was done; 0 lets an idle strategy rest.
     */
    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        int work = 0;
        boolean ran = false;
        for (int place = ready.next(0); place >= 0; place = ready.next(place + 1)) {
            final Source source = sources[place];
            final int taken = source.port.receive(batch, vectorLength);
            if (taken < vectorLength && source.port instanceof AnnouncingPort) {
                ready.clear(place);
                announced--;
            }
            if (taken > 0) {
                mark(source);
                graph.inject(source.stage, batch);
                work += taken + run(nowNs);
                ran = true;
            }
        }
        if (!ran) { // What is due by time alone, and frames that another has brought into the graph.
            work += run(nowNs);
        }
        atRest.run();
        if (counters != null) {
            counters.publish(nowNs);
        }
        return work;
    }

    /** {@return whether frames were announced that the last duty cycle did not take} */
    public boolean hasArrivals() {
        return announced > 0;
    }

    private int run(final long nowNs) {
        final long beginNs = clock.nanoTime();
        final int work = graph.run(nowNs);
        busyNs += clock.nanoTime() - beginNs;
        return work;
    }

    private void mark(final Source source) {
        final FramePool pool = source.stage.pool();
        final int[] frames = batch.frames();
        final int interfaceIndex = source.interfaceIndex;
        for (int i = 0, size = batch.size(); i < size; i++) {
            // What another worker, at the other end of a memory link, has noted of the frame is not this one's.
            pool.arrived(frames[i], interfaceIndex);
        }
        if (trace != null) {
            trace.received(batch, source.port.name());
        }
    }

    /** {@return whether a port may still receive something, or the graph holds frames} */
    public boolean isOpen() {
        for (final Source source : sources) {
            if (source.port.isOpen()) {
                return true;
            }
        }
        return graph.inside() > 0;
    }

    /** {@return the time spent in the graph so far, without what ports took to receive, in nanoseconds of the clock} */
    public long busyNs() {
        return busyNs;
    }

    /** {@return the graph that this worker runs} */
    public StageGraph graph() {
        return graph;
    }

    /**
     * Lets a trace follow chosen packets through this worker.
     *
     * @param packetTrace over the pool of this worker's frames.
     */
    public void trace(final PacketTrace packetTrace) {
        trace = packetTrace;
        graph.trace(packetTrace);
    }

    /**
     * Publishes this worker's counters for other processes from now on.
     *
     * @param pipelineCounters made for this worker's graph and ports.
     */
    public void publish(final PipelineCounters pipelineCounters) {
        counters = pipelineCounters;
    }

    /** {@return the ports that this worker receives from, in the order in which they were added} */
    public List<Port> ports() {
        final List<Port> ports = new ArrayList<>();
        for (final Source source : sources) {
            ports.add(source.port);
        }
        return ports;
    }

    /** Publishes the counters a last time. */
    @Override
    public void onClose() {
        if (counters != null) {
            counters.publishNow();
        }
    }

    @Override
    public String roleName() {
        return name;
    }
}
