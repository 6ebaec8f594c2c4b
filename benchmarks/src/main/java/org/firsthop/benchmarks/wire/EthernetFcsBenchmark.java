package org.firsthop.benchmarks.wire;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.EthernetFcs;
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
 * How long does the frame check sequence of a frame outside the heap take, given that it is copied to an array for the
 * JDK's intrinsic, against a frame on the heap, which is not, and against a table of 256 entries?
 *
 * <p>The octets are uniformly random (seed 1) and in the first-level cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class EthernetFcsBenchmark {
    private static final int REVERSED_POLYNOMIAL = 0xEDB8_8320;

    /** Octets of the frame without the sequence: the shortest, and the longest of 1,500 octets of data. */
    @Param({"60", "1514"})
    public int length;

    private final EthernetFcs fcs = new EthernetFcs();
    private final int[] table = new int[256];
    private MemoryRegion region;
    private UnsafeBuffer offHeap;
    private UnsafeBuffer heap;

    /** Fills the frames and the baseline's table. */
    @Setup
    public void fill() {
        for (int i = 0; i < table.length; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ REVERSED_POLYNOMIAL : value >>> 1;
            }
            table[i] = value;
        }
        final byte[] octets = new byte[length];
        new Random(1).nextBytes(octets);
        heap = new UnsafeBuffer(octets);
        region = MemoryRegion.allocate(length);
        offHeap = region.buffer();
        offHeap.putBytes(0, octets);
        if (offHeap() != tableBaseline() || heap() != tableBaseline()) {
            throw new IllegalStateException("fcs: value=" + offHeap() + ", expected " + tableBaseline());
        }
    }

    /** {@return the sequence of a frame outside the heap} */
    @Benchmark
    public int offHeap() {
        return fcs.compute(offHeap, 0, length);
    }

    /** {@return the sequence of a frame on the heap} */
    @Benchmark
    public int heap() {
        return fcs.compute(heap, 0, length);
    }

    /** {@return the sequence of a frame outside the heap, an octet at a time by table} */
    @Benchmark
    public int tableBaseline() {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc = table[(crc ^ offHeap.getByte(i)) & 0xFF] ^ crc >>> 8;
        }
        return ~crc;
    }
}
