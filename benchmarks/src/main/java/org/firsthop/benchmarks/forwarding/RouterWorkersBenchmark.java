package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much more do two workers forward than one? Each has its own port and frames, as with a network card of several queues;
 * they share the tables. Millions of 64-octet packets a second, all workers together; a million routes, warm frames.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterWorkersBenchmark {
    private static final int VECTOR = 256;

    /** What workers share. */
    @State(Scope.Benchmark)
    public static class Shared {
        private ForwardingTables tables;
        private MemoryRegion trace;

        /** Makes the tables and the packets. */
        @Setup
        public void make() {
            final SplittableRandom random = new SplittableRandom(1);
            final InterfaceTable interfaces = new InterfaceTable();
            final IpInterface iface = interfaces.add("trace", 0x0200_0000_0001L, 1500);
            tables = GeneratedRoutes.tables(interfaces, iface, new ReadEpochs(2), 1_000_000, random);
            trace = RouterBenchmark.trace(tables, random);
        }
    }

    /** One worker. */
    @State(Scope.Thread)
    public static class Lane {
        private Worker worker;

        /**
         * Wires the worker.
         *
         * @param shared what it shares with others.
         */
        @Setup(Level.Trial)
        public void wire(final Shared shared) {
            final FrameAllocator frames =
                    FramePool.builder().frames(1024).build().allocator();
            worker = new Router("router", frames, shared.tables)
                    .port(new TracePort(
                            "trace",
                            frames,
                            shared.trace,
                            RouterBenchmark.PACKETS,
                            RouterBenchmark.PACKET_LENGTH,
                            false))
                    .worker(() -> 0);
        }
    }

    /**
     * One worker forwards.
     *
     * @param lane the worker.
     * @return how much was done.
     */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(VECTOR)
    public int oneWorkerBaseline(final Lane lane) {
        return lane.worker.doWork();
    }

    /**
     * Two workers forward.
     *
     * @param lane one of the workers.
     * @return how much was done.
     */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(VECTOR)
    public int twoWorkers(final Lane lane) {
        return lane.worker.doWork();
    }
}
