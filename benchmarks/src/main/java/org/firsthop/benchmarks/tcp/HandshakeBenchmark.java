package org.firsthop.benchmarks.tcp;

import java.util.concurrent.TimeUnit;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.SynPolicy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many connections a second does a server accept, with how many idle ones beside them? One operation is SYN, SYN-ACK, ACK,
 * accept, RST; the clients are sequential addresses and ports. The baseline writes the client's three packets and no more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:MaxDirectMemorySize=2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class HandshakeBenchmark {
    /** Idle connections. */
    @Param({"0", "100000", "1000000"})
    public int idle;

    private Harness harness;
    private Harness generator;
    private int number;

    /** An engine under test. */
    public HandshakeBenchmark() {}

    /** Opens the idle connections. */
    @Setup
    public void setUp() {
        harness = new Harness(idle + 64, SynPolicy.ACCEPT_ALL);
        harness.fill(idle);
        generator = new Harness(64, SynPolicy.ACCEPT_ALL);
    }

    /**
     * A connection from SYN to RST.
     *
     * @return its handle.
     */
    @Benchmark
    public long handshake() {
        return harness.handshake(true);
    }

    /**
     * The client's three packets alone.
     *
     * @return their lengths.
     */
    @Benchmark
    public int generatorBaseline() {
        final int client = number++;
        return generator.generate(client, client, 0, TcpFlyweight.SYN, true)
                + generator.generate(client, client + 1, client, TcpFlyweight.ACK, false)
                + generator.generate(client, client + 1, 0, TcpFlyweight.RST, false);
    }
}
