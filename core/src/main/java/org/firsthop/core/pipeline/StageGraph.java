package org.firsthop.core.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.ErrorHandler;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameBatch;
import org.jspecify.annotations.Nullable;

/**
 * Stages wired into a graph, and the order in which they run.
 *
 * <p>One pass runs every stage that has input, sources first, so that a frame goes all its way in one pass unless the graph
 * leads it back. Where it does (an ICMP error is routed like any packet), further passes follow at once, up to a limit;
 * beyond that the frames wait, uncounted and unharmed, for the next duty cycle.
 *
 * <p>Belongs to one thread.
 */
public final class StageGraph {
    /** A stage threw an exception over this packet: a defect of the stage, whose author should act. */
    public static final DropReason STAGE_FAILED = DropReason.declare(
            "STAGE_FAILED",
            DropReason.Severity.ERROR,
            "a stage threw an exception over this packet; report the defect");

    private static final int MAX_PASSES = 8;

    private final Stage[] stages;
    private final TimedStage[] timed;
    private final ReadySet ready;
    private final ErrorHandler errorHandler;
    private final FrameBatch single = new FrameBatch(1);
    private @Nullable PacketTrace trace;

    private StageGraph(final List<Stage> stages, final ErrorHandler errorHandler) {
        this.stages = stages.toArray(new Stage[0]);
        timed = stages.stream()
                .filter(TimedStage.class::isInstance)
                .map(TimedStage.class::cast)
                .toArray(TimedStage[]::new);
        ready = new ReadySet(this.stages.length);
        for (int i = 0; i < this.stages.length; i++) {
            this.stages[i].place(ready, i);
        }
        stages.forEach(Stage::aim);
        this.errorHandler = errorHandler;
    }

    /** {@return a builder of an empty graph} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects stages and their wiring. */
    public static final class Builder {
        private final Set<Stage> stages = new LinkedHashSet<>();
        private ErrorHandler errorHandler = error -> {};

        private Builder() {}

        /**
         * Adds a stage that frames enter from outside, and all that it leads to.
         *
         * @param stage to add.
         * @return this.
         */
        public Builder add(final Stage stage) {
            stages.add(stage);
            return this;
        }

        /**
         * Leads one stage's output to another stage.
         *
         * @param output to connect, not connected yet.
         * @param next the stage that comes next.
         * @return this.
         * @throws IllegalArgumentException when the output is connected already, or the stages have different pools.
         */
        public Builder connect(final Output output, final Stage next) {
            if (output.from().pool() != next.pool()) {
                throw new IllegalArgumentException(output + " and " + next.name() + " have different frame pools");
            }
            output.connect(next);
            stages.add(output.from());
            stages.add(next);
            return this;
        }

        /**
         * Sets who is told when a stage throws; the packet is counted as {@link #STAGE_FAILED} in any case.
         *
         * @param handler called on the graph's thread with the exception.
         * @return this.
         */
        public Builder onError(final ErrorHandler handler) {
            errorHandler = handler;
            return this;
        }

        /**
         * Orders the stages and makes the graph.
         *
         * @return the graph.
         * @throws IllegalStateException when an output is not connected or two stages have one name.
         */
        public StageGraph build() {
            final Set<String> names = new HashSet<>();
            for (final Stage stage : stages) {
                if (!names.add(stage.name())) {
                    throw new IllegalStateException("two stages have the name " + stage.name());
                }
                for (final Output output : stage.outputs()) {
                    if (output.to() == null) {
                        throw new IllegalStateException(output + " is not connected");
                    }
                }
            }
            final List<Stage> order = new ArrayList<>();
            final Set<Stage> seen = new HashSet<>();
            for (final Stage stage : stages) {
                visit(stage, seen, order);
            }
            Collections.reverse(order);
            return new StageGraph(order, errorHandler);
        }

        /** Appends a stage after all that it leads to; an edge to a stage on the way here is one that leads back. */
        private static void visit(final Stage stage, final Set<Stage> seen, final List<Stage> order) {
            if (!seen.add(stage)) {
                return;
            }
            final List<Output> outputs = stage.outputs();
            for (int i = outputs.size() - 1; i >= 0; i--) {
                final Stage next = outputs.get(i).to();
                if (next != null) {
                    visit(next, seen, order);
                }
            }
            order.add(stage);
        }
    }

    /**
     * Brings frames into the graph; they move with the next {@link #run}.
     *
     * @param stage of this graph that gets them.
     * @param batch of frames; it is emptied.
     */
    public void inject(final Stage stage, final FrameBatch batch) {
        stage.admit(batch);
        batch.clear();
    }

    /**
     * Runs all frames in the graph as far as they go.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return how many frames were given to stages, plus what stages did by time alone; 0 when nothing was to do.
     */
    public int run(final long nowNs) {
        int work = 0;
        for (final TimedStage stage : timed) {
            work += stage.poll(nowNs);
        }
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            int next = ready.next(0);
            if (next < 0) {
                break;
            }
            for (; next >= 0; next = ready.next(next + 1)) {
                work += run(stages[next], nowNs);
            }
        }
        return work;
    }

    private int run(final Stage stage, final long nowNs) {
        final FrameBatch batch = stage.takeInput();
        if (trace != null) {
            trace.entered(batch, stage.name());
        }
        final long mark = stage.decided();
        try {
            stage.process(batch, nowNs);
        } catch (final RuntimeException | AssertionError e) {
            recover(stage, batch, (int) (stage.decided() - mark), nowNs);
        }
        return batch.size();
    }

    /** Gives the stage the undecided frames one by one, and drops each over which it throws by itself. */
    private void recover(final Stage stage, final FrameBatch batch, final int decided, final long nowNs) {
        for (int i = decided; i < batch.size(); i++) {
            single.clear();
            single.add(batch.get(i));
            final long mark = stage.decided();
            try {
                stage.process(single, nowNs);
            } catch (final RuntimeException | AssertionError e) {
                if (stage.decided() == mark) {
                    stage.drop(batch.get(i), STAGE_FAILED);
                }
                errorHandler.onError(e);
            }
        }
    }

    /**
     * Lets a trace follow chosen packets through this graph.
     *
     * @param packetTrace over the pool of this graph's frames.
     */
    public void trace(final PacketTrace packetTrace) {
        trace = packetTrace;
        for (final Stage stage : stages) {
            stage.trace(packetTrace);
        }
    }

    /** {@return the stages in the order in which they run} */
    public List<Stage> stages() {
        return List.of(stages);
    }

    /** {@return the drops of all stages together, by reason; a copy} */
    public DropCounters drops() {
        final DropCounters sum = new DropCounters();
        for (final Stage stage : stages) {
            stage.drops().forEach(sum::add);
        }
        return sum;
    }

    /**
     * When {@link #run} has something to do though no frame comes.
     *
     * @return the earliest of the stages' deadlines on the worker's clock, in nanoseconds; {@link Long#MAX_VALUE} when no
     *     stage waits for time to pass; 0 when frames wait in the graph for its next run.
     */
    public long nextDeadline() {
        if (ready.next(0) >= 0) {
            return 0;
        }
        long earliest = Long.MAX_VALUE;
        for (final TimedStage stage : timed) {
            earliest = Math.min(earliest, stage.nextDeadline());
        }
        return earliest;
    }

    /** {@return how many frames are in the graph: waiting for a stage, or held by one} */
    public long inside() {
        long sum = 0;
        for (final Stage stage : stages) {
            sum += stage.held() + stage.waiting();
        }
        return sum;
    }
}
