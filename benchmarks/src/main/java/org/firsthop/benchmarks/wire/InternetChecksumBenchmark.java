package org.firsthop.benchmarks.wire;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.NetworkOrder;
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
 * How long does the Internet checksum of a range outside the heap take, against the loop over 16-bit words of RFC 1071?
 *
 * <p>The octets are uniformly random (seed 1), in the first-level cache, and begin at an even address that is no multiple
 * of eight, as an IPv4 header behind an Ethernet header does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class InternetChecksumBenchmark {
    private static final int OFFSET = 14;

    /** Octets to sum: an IPv4 header, a small frame, an Ethernet payload, a jumbo payload. */
    @Param({"20", "64", "1500", "9000"})
    public int length;

    private MemoryRegion region;
    private UnsafeBuffer buffer;

    /** Fills the range. */
    @Setup
    public void fill() {
        final byte[] octets = new byte[OFFSET + length];
        new Random(1).nextBytes(octets);
        region = MemoryRegion.allocate(octets.length);
        buffer = region.buffer();
        buffer.putBytes(0, octets);
        if (checksum() != wordLoopBaseline()) {
            throw new IllegalStateException("checksum: value=" + checksum() + ", expected " + wordLoopBaseline());
        }
    }

    /** {@return the checksum, as the library computes it} */
    @Benchmark
    public int checksum() {
        return InternetChecksum.checksum(buffer, OFFSET, length);
    }

    /** {@return the checksum, by RFC 1071 section 4.1: 16 bits a step, folded at the end} */
    @Benchmark
    public int wordLoopBaseline() {
        long sum = 0;
        int index = OFFSET;
        final int limit = OFFSET + length;
        for (; index < limit - 1; index += 2) {
            sum += NetworkOrder.u16(buffer, index);
        }
        if (index < limit) {
            sum += (long) NetworkOrder.u8(buffer, index) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) ~sum & 0xFFFF;
    }
}
