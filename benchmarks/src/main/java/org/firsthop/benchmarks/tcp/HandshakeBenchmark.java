package org.firsthop.benchmarks.tcp;

import java.util.concurrent.TimeUnit;
import org.firsthop.node.linux.HugePages;
import org.firsthop.tcp.SynPolicy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many connections a second does a server accept, with how many idle ones beside them? One operation is SYN, SYN-ACK, ACK,
 * accept, RST; the clients are sequential addresses and ports, and 32 of them take each step at a time. The baseline writes
 * the client's three packets and no more.
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
    private Harness byPacket;

    /** An engine under test. */
    public HandshakeBenchmark() {}

    /** Opens the idle connections. */
    @Setup
    public void setUp() {
        HugePages.use();
        harness = new Harness(idle + 64, SynPolicy.ACCEPT_ALL, true);
        harness.fill(idle);
        byPacket = new Harness(idle + 64, SynPolicy.ACCEPT_ALL, false);
        byPacket.fill(idle);
    }

    /**
     * Connections from SYN to RST, packets handed over in bursts.
     *
     * @return the last one's handle.
     */
    @Benchmark
    @OperationsPerInvocation(Harness.BURST)
    public long handshake() {
        return harness.handshakes(true);
    }

    /**
     * Connections from SYN to RST, packets handed over one by one.
     *
     * @return the last one's handle.
     */
    @Benchmark
    @OperationsPerInvocation(Harness.BURST)
    public long handshakeByPacket() {
        return byPacket.handshakes(true);
    }

    /**
     * The client's three packets alone.
     *
     * @return their lengths.
     */
    @Benchmark
    @OperationsPerInvocation(Harness.BURST)
    public int generatorBaseline() {
        return byPacket.generateHandshakes();
    }
}
