package org.firsthop.benchmarks.hash;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.hash.SipHash;
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
 * What does a hash cost that strangers cannot guess? SipHash over a connection's addresses and ports, as two words in IPv4 and
 * five in IPv6, and over 64 octets; beside CRC-32C of the same 64 octets, which the JVM has an intrinsic for and anybody can
 * collide.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SipHashBenchmark {
    private static final int MESSAGES = 256;

    private final SipHash sipHash13 = SipHash.sipHash13(1, 2);
    private final SipHash sipHash24 = SipHash.sipHash24(1, 2);
    private final long[] words = new Random(1).longs(8 * MESSAGES).toArray();
    private final byte[] octets = new byte[64 * MESSAGES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(octets);
    private final CRC32C crc = new CRC32C();
    private int next;

    /** Messages from a seed. */
    public SipHashBenchmark() {
        new Random(2).nextBytes(octets);
    }

    private int nextMessage() {
        next = (next + 1) & (MESSAGES - 1);
        return next;
    }

    /** {@return SipHash-1-3 of two words} */
    @Benchmark
    public long sipHash13TwoWords() {
        final int i = 8 * nextMessage();
        return sipHash13.hash(words[i], words[i + 1]);
    }

    /** {@return SipHash-2-4 of two words} */
    @Benchmark
    public long sipHash24TwoWords() {
        final int i = 8 * nextMessage();
        return sipHash24.hash(words[i], words[i + 1]);
    }

    /** {@return SipHash-1-3 of five words} */
    @Benchmark
    public long sipHash13FiveWords() {
        final int i = 8 * nextMessage();
        return sipHash13.hash(words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4]);
    }

    /** {@return SipHash-1-3 of 64 octets} */
    @Benchmark
    public long sipHash13Octets() {
        return sipHash13.hash(buffer, 64 * nextMessage(), 64);
    }

    /** {@return SipHash-2-4 of 64 octets} */
    @Benchmark
    public long sipHash24Octets() {
        return sipHash24.hash(buffer, 64 * nextMessage(), 64);
    }

    /** {@return CRC-32C of 64 octets} */
    @Benchmark
    public long crc32cOctetsBaseline() {
        crc.reset();
        crc.update(octets, 64 * nextMessage(), 64);
        return crc.getValue();
    }
}
