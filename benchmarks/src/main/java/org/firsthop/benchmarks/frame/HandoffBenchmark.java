package org.firsthop.benchmarks.frame;

import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.SpscFrameQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many frames a second go from one thread to another, by index, 32 offered at a time? {@link SpscFrameQueue} beside a
 * JCTools queue of one object a frame and Agrona's ring buffer with one message a frame. Read the auxiliary counter {@code
 * frames}: what the consumer took.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandoffBenchmark {
    private static final int BURST = 32;

    private final SpscFrameQueue frames = new SpscFrameQueue(4096);
    private final FrameBatch offered = new FrameBatch(BURST);
    private final FrameBatch polled = new FrameBatch(256);
    private final SpscVarHandleArrayQueue<Object> objects = new SpscVarHandleArrayQueue<>(4096);
    private final Object[] objectFrames = new Object[BURST];
    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(64 * 1024 + RingBufferDescriptor.TRAILER_LENGTH, 64)));

    /** Counts what a consumer took. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Taken {
        /** Frames taken in this iteration. */
        public long frames;

        /** Begins anew. */
        @Setup(Level.Iteration)
        public void reset() {
            frames = 0;
        }
    }

    /** Makes the frames that are offered again and again. */
    @Setup
    public void fill() {
        for (int i = 0; i < BURST; i++) {
            offered.add(i);
            objectFrames[i] = new Object();
        }
    }

    /**
     * Offers a burst to the frame queue.
     *
     * @return how many were taken.
     */
    @Benchmark
    @Group("batches")
    public int offerBatches() {
        return frames.offer(offered);
    }

    /**
     * Polls the frame queue.
     *
     * @param taken counts them.
     */
    @Benchmark
    @Group("batches")
    public void pollBatches(final Taken taken) {
        taken.frames += frames.poll(polled, 256);
        polled.clear();
    }

    /**
     * Offers a burst to the JCTools queue.
     *
     * @return how many were taken.
     */
    @Benchmark
    @Group("objectsBaseline")
    public int offerObjects() {
        int i = 0;
        while (i < BURST && objects.offer(objectFrames[i])) {
            i++;
        }
        return i;
    }

    /**
     * Drains the JCTools queue.
     *
     * @param taken counts them.
     */
    @Benchmark
    @Group("objectsBaseline")
    public void drainObjects(final Taken taken) {
        taken.frames += objects.drain(frame -> {}, 256);
    }

    /**
     * Claims and commits a burst in Agrona's ring buffer.
     *
     * @return how many were taken.
     */
    @Benchmark
    @Group("ringBufferBaseline")
    public int claimRing() {
        int i = 0;
        for (; i < BURST; i++) {
            final int index = ring.tryClaim(1, Integer.BYTES);
            if (index < 0) {
                break;
            }
            ring.buffer().putInt(index, i);
            ring.commit(index);
        }
        return i;
    }

    /**
     * Reads Agrona's ring buffer.
     *
     * @param taken counts them.
     */
    @Benchmark
    @Group("ringBufferBaseline")
    public void readRing(final Taken taken) {
        taken.frames += ring.read((type, buffer, index, length) -> {}, 256);
    }
}
