package org.firsthop.benchmarks.wire;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.InternetChecksum;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a checksum take where one process sums headers and payloads in turn, so that one compiled method must
 * serve both?
 *
 * <p>Lengths are drawn with seed 5: 20 octets in half of the cases, 52 in a fifth, 600 in a tenth, 1480 in a fifth; the
 * mean is 376. The baseline is one loop over 64-bit words, which the compiler sees in both roles.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class MixedChecksumBenchmark {
    private static final int DRAWS = 1024;
    private static final int OFFSET = 14;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private final int[] lengths = new int[DRAWS];
    private MemoryRegion region;
    private UnsafeBuffer buffer;

    /** Draws the lengths and fills the range. */
    @Setup
    public void fill() {
        final Random random = new Random(5);
        for (int i = 0; i < DRAWS; i++) {
            final int draw = random.nextInt(10);
            lengths[i] = draw < 5 ? 20 : draw < 7 ? 52 : draw < 8 ? 600 : 1480;
        }
        final byte[] octets = new byte[2048];
        random.nextBytes(octets);
        region = MemoryRegion.allocate(octets.length);
        buffer = region.buffer();
        buffer.putBytes(0, octets);
    }

    /** {@return the sum of the checksums, as the library computes them} */
    @Benchmark
    @OperationsPerInvocation(DRAWS)
    public int checksum() {
        int sum = 0;
        for (final int length : lengths) {
            sum += InternetChecksum.checksum(buffer, OFFSET, length);
        }
        return sum;
    }

    /** {@return the sum of the checksums, by one loop over 64-bit words} */
    @Benchmark
    @OperationsPerInvocation(DRAWS)
    public int oneLoopBaseline() {
        int sum = 0;
        for (final int length : lengths) {
            sum += oneLoop(length);
        }
        return sum;
    }

    private int oneLoop(final int length) {
        long sum = 0;
        int index = OFFSET;
        final int limit = OFFSET + length;
        for (; index <= limit - Long.BYTES; index += Long.BYTES) {
            final long word = buffer.getLong(index);
            sum += (word & LOW_32_BITS) + (word >>> 32);
        }
        for (; index <= limit - Integer.BYTES; index += Integer.BYTES) {
            sum += buffer.getInt(index) & LOW_32_BITS;
        }
        return InternetChecksum.finish(sum);
    }
}
