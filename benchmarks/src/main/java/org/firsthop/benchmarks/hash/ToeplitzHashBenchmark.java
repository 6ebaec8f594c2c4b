package org.firsthop.benchmarks.hash;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.hash.ToeplitzHash;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hash a flow as a network card would? Addresses and ports of IPv4 and IPv6, 1,024 random flows, under an
 * ordinary key and under the symmetric one; beside the definition, bit by bit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ToeplitzHashBenchmark {
    private static final String ORDINARY_KEY =
            "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa";

    private static final int FLOWS = 1024;

    private final ToeplitzHash ordinary = ToeplitzHash.fromHex(ORDINARY_KEY);
    private final ToeplitzHash symmetric = ToeplitzHash.fromHex(ToeplitzHash.SYMMETRIC_KEY);
    private final byte[] key = HexFormat.of().parseHex(ORDINARY_KEY);
    private final long[] flows = new Random(1).longs(4 * FLOWS).toArray();
    private int next;

    private int nextFlow() {
        next = (next + 4) & (4 * FLOWS - 1);
        return next;
    }

    /** {@return the hash of IPv4 addresses} */
    @Benchmark
    public int ipv4Addresses() {
        final long flow = flows[nextFlow()];
        return ordinary.hash((int) (flow >>> 32), (int) flow);
    }

    /** {@return the hash of IPv4 addresses and ports} */
    @Benchmark
    public int ipv4() {
        final int flow = nextFlow();
        final long addresses = flows[flow];
        final int ports = (int) flows[flow + 1];
        return ordinary.hash((int) (addresses >>> 32), (int) addresses, ports >>> 16, ports & 0xFFFF);
    }

    /** {@return the hash of IPv4 addresses and ports, under the symmetric key} */
    @Benchmark
    public int ipv4Symmetric() {
        final int flow = nextFlow();
        final long addresses = flows[flow];
        final int ports = (int) flows[flow + 1];
        return symmetric.hash((int) (addresses >>> 32), (int) addresses, ports >>> 16, ports & 0xFFFF);
    }

    /** {@return the hash of IPv6 addresses and ports} */
    @Benchmark
    public int ipv6() {
        final int flow = nextFlow();
        final int ports = (int) flows[flow];
        return ordinary.hash(
                flows[flow], flows[flow + 1], flows[flow + 2], flows[flow + 3], ports >>> 16, ports & 0xFFFF);
    }

    /** {@return the hash of IPv6 addresses and ports, under the symmetric key} */
    @Benchmark
    public int ipv6Symmetric() {
        final int flow = nextFlow();
        final int ports = (int) flows[flow];
        return symmetric.hash(
                flows[flow], flows[flow + 1], flows[flow + 2], flows[flow + 3], ports >>> 16, ports & 0xFFFF);
    }

    /** {@return the hash of IPv4 addresses and ports, by the definition} */
    @Benchmark
    public int ipv4BitByBitBaseline() {
        final int flow = nextFlow();
        final long addresses = flows[flow];
        final int ports = (int) flows[flow + 1];
        int window = (key[0] << 24) | ((key[1] & 0xFF) << 16) | ((key[2] & 0xFF) << 8) | (key[3] & 0xFF);
        int hash = 0;
        for (int bit = 0; bit < 96; bit++) {
            final long set = bit < 64 ? addresses >>> (63 - bit) : ports >>> (95 - bit);
            hash ^= window & (int) -(set & 1);
            final int following = bit + 32;
            window = (window << 1) | ((key[following >> 3] >>> (7 - (following & 7))) & 1);
        }
        return hash;
    }
}
