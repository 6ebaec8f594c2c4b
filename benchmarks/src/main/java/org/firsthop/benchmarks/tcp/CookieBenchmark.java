package org.firsthop.benchmarks.tcp;

import java.util.concurrent.TimeUnit;
import org.firsthop.tcp.SynPolicy;
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
 * How many SYNs a second are answered with a cookie? The SYNs have 20 octets of options and come from sequential addresses and
 * ports, in bursts of 32. The baseline writes the SYNs and no more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class CookieBenchmark {
    private final Harness harness = new Harness(64, syn -> SynPolicy.Decision.COOKIE, true);

    /** An engine that answers with cookies only. */
    public CookieBenchmark() {}

    /**
     * SYNs and their SYN-ACKs.
     *
     * @return the number of SYN-ACKs.
     */
    @Benchmark
    @OperationsPerInvocation(Harness.BURST)
    public int cookie() {
        return harness.syns();
    }

    /**
     * SYNs alone.
     *
     * @return their lengths.
     */
    @Benchmark
    @OperationsPerInvocation(Harness.BURST)
    public int generatorBaseline() {
        return harness.generateSyns();
    }
}
