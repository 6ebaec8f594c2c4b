package org.firsthop.core.pipeline;

import org.firsthop.core.frame.FrameAllocator;

/** A stage that also acts when time has passed and no frame comes: it gives up, asks again, forgets. */
public abstract class TimedStage extends Stage {
    /**
     * A stage.
     *
     * @param name unique in its graph, lower case with hyphens, such as {@code reassembly}.
     * @param frames the allocator of the thread that runs the graph.
     */
    protected TimedStage(final String name, final FrameAllocator frames) {
        super(name, frames);
    }

    /**
     * Does what is due by time alone: called by the graph once in every duty cycle, frames or not.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return how much was done; 0 lets the worker idle.
     */
    protected abstract int poll(long nowNs);

    /**
     * When {@link #poll} has something to do, as far as it is known now: what lets a simulation skip the time until then.
     *
     * @return the time on the worker's clock, in nanoseconds; {@link Long#MAX_VALUE} when nothing waits for time to pass.
     */
    protected abstract long nextDeadline();
}
