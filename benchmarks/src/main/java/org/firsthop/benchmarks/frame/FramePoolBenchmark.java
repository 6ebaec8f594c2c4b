package org.firsthop.benchmarks.frame;

import java.util.concurrent.TimeUnit;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to take a frame from the pool and to give it back? 256 frames are taken, then all are given back; the
 * baseline keeps boxed indices in one shared queue, as a pool without a thread's own stack would.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FramePoolBenchmark {
    private static final int VECTOR = 256;

    private final FramePool pool = FramePool.builder().frames(4096).build();
    private final FrameAllocator frames = pool.allocator();
    private final FrameBatch batch = new FrameBatch(VECTOR);
    private final MpmcVarHandleArrayQueue<Integer> queue = new MpmcVarHandleArrayQueue<>(4096);
    private final Integer[] taken = new Integer[VECTOR];

    /** Fills the baseline's queue. */
    public FramePoolBenchmark() {
        for (int i = 0; i < 4096; i++) {
            queue.offer(i);
        }
    }

    /**
     * Takes and gives back through the thread's allocator.
     *
     * @return the last frame taken.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int allocateAndFree() {
        for (int i = 0; i < VECTOR; i++) {
            batch.add(frames.allocate());
        }
        final int last = batch.get(VECTOR - 1);
        frames.freeAll(batch);
        return last;
    }

    /**
     * Takes and gives back through one shared queue.
     *
     * @return the last index taken.
     */
    @Benchmark
    @OperationsPerInvocation(VECTOR)
    public int allocateAndFreeBaseline() {
        for (int i = 0; i < VECTOR; i++) {
            taken[i] = queue.poll();
        }
        final int last = taken[VECTOR - 1];
        for (int i = 0; i < VECTOR; i++) {
            queue.offer(taken[i]);
        }
        return last;
    }
}
