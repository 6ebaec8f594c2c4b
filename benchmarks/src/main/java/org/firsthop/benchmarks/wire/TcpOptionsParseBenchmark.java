package org.firsthop.benchmarks.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpOptionIterator;
import org.firsthop.core.wire.TcpOptionKind;
import org.firsthop.core.wire.TcpOptions;
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
 * What does it cost to read the options of a segment? All values in one pass, one option after the other, and a loop over a {@link
 * ByteBuffer} that knows the five kinds of a SYN and SACK. All return a sum that depends on every value.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TcpOptionsParseBenchmark {
    /**
     * The options: {@code ack} timestamps as RFC 7323 appendix A lays them out; {@code syn} those of Linux; {@code sack}
     * timestamps and three SACK blocks.
     */
    @Param({"ack", "syn", "sack"})
    public String segment = "ack";

    private final ByteBuffer memory = ByteBuffer.allocateDirect(64);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final TcpOptions options = new TcpOptions();
    private final TcpOptionIterator iterator = new TcpOptionIterator();
    private int length;

    /** Lays out the options. */
    @Setup
    public void setUp() {
        final byte[] octets = HexFormat.of()
                .parseHex(
                        switch (segment) {
                            case "ack" -> "0101080a123456788f3d2c1b";
                            case "syn" -> "020405b40402080a8f3d2c1b0000000001030307";
                            case "sack" -> "0101080a123456788f3d2c1b" + "0101051a" + "0102030401020408".repeat(3);
                            default -> throw new IllegalArgumentException("segment: value=" + segment);
                        });
        buffer.putBytes(0, octets);
        length = octets.length;
    }

    /** {@return a sum over the values, by one pass} */
    @Benchmark
    public long holder() {
        if (options.parse(buffer, 0, length) != DropReason.NONE) {
            return -1;
        }
        long sum = options.maximumSegmentSize()
                + options.windowScaleRaw()
                + (options.isSackPermitted() ? 1 : 0)
                + options.timestampValue()
                + options.timestampEcho();
        for (int block = 0; block < options.sackBlockCount(); block++) {
            sum += options.sackLeftEdge(block) + options.sackRightEdge(block);
        }
        return sum;
    }

    /** {@return a sum over the values, one option after the other} */
    @Benchmark
    public long iterator() {
        long sum = 0;
        iterator.wrap(buffer, 0, length);
        while (iterator.next()) {
            final int data = iterator.dataOffset();
            if (!TcpOptionKind.isLengthValid(iterator.kind(), iterator.length())) {
                continue;
            }
            sum += value(iterator.kind(), data, iterator.dataLength());
        }
        return iterator.reason() == DropReason.NONE ? sum : -1;
    }

    /** {@return a sum over the values, by ByteBuffer} */
    @Benchmark
    public long byteBufferBaseline() {
        long sum = 0;
        int position = 0;
        while (position < length) {
            final int kind = memory.get(position) & 0xFF;
            if (kind == 0) {
                break;
            }
            if (kind == 1) {
                position++;
                continue;
            }
            final int optionLength = length - position < 2 ? 0 : memory.get(position + 1) & 0xFF;
            if (optionLength < 2 || optionLength > length - position) {
                return -1;
            }
            sum += value(kind, position + 2, optionLength - 2);
            position += optionLength;
        }
        return sum;
    }

    private long value(final int kind, final int data, final int dataLength) {
        switch (kind) {
            case 2 -> {
                return memory.getShort(data) & 0xFFFF;
            }
            case 3 -> {
                return memory.get(data) & 0xFF;
            }
            case 4 -> {
                return 1;
            }
            case 5 -> {
                long sum = 0;
                for (int i = data; i < data + dataLength; i += 8) {
                    sum += memory.getInt(i) + memory.getInt(i + 4);
                }
                return sum;
            }
            case 8 -> {
                return memory.getInt(data) + memory.getInt(data + 4);
            }
            default -> {
                return 0;
            }
        }
    }
}
