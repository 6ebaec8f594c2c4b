package org.firsthop.node.linux;

import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;

/** Two ports joined: what one receives the other sends, as a wire would. */
final class CrossConnect implements AutoCloseable {
    final LivePort left;
    final LivePort right;
    private final FramePool pool;
    private final AgentRunner runner;

    CrossConnect(final FrameAllocator frames, final LivePort left, final LivePort right) {
        this.left = left;
        this.right = right;
        pool = frames.pool();
        final Through toRight = new Through("to-right", frames);
        final Through toLeft = new Through("to-left", frames);
        final StageGraph graph = StageGraph.builder()
                .connect(toRight.out, new PortOutput(right, frames))
                .connect(toLeft.out, new PortOutput(left, frames))
                .build();
        final Worker worker = Worker.builder("cross-connect", SystemNanoClock.INSTANCE)
                .source(left, 0, toRight)
                .source(right, 1, toLeft)
                .build(graph);
        runner = new AgentRunner(
                new PollIdleStrategy(List.of(left, right), 0, 10), e -> e.printStackTrace(), null, (Agent) worker);
        AgentRunner.startOnThread(runner);
    }

    private static final class Through extends Stage {
        private final Output out = output("out");

        Through(final String name, final FrameAllocator frames) {
            super(name, frames);
        }

        @Override
        protected void process(final FrameBatch batch, final long nowNs) {
            for (int i = 0; i < batch.size(); i++) {
                out.send(batch.get(i));
            }
        }
    }

    /** Stops the worker; nothing of the pool is in use any more. */
    void stop() {
        runner.close();
    }

    int outstanding() {
        return pool.outstanding();
    }

    @Override
    public void close() {
        stop();
        left.close();
        right.close();
    }
}
