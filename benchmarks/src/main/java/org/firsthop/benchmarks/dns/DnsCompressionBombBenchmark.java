package org.firsthop.benchmarks.dns;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.message.MessageFlyweight;
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
import org.xbill.DNS.Message;

/** What does a message cost in which every owner follows 126 pointers? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DnsCompressionBombBenchmark {
    private static final int MAX_RECORDS = 6000;

    /** Octets of the message. */
    @Param({"3900", "65535"})
    public int size;

    private final MessageFlyweight flyweight = new MessageFlyweight(MAX_RECORDS);
    private byte[] octets;
    private UnsafeBuffer direct;

    /** Makes the message, and makes sure that it is one. */
    @Setup
    public void setUp() {
        octets = DnsMessages.bomb(size);
        direct = DnsMessages.direct(octets);
        if (validated() != DropReason.NONE) {
            throw new IllegalStateException("the bomb is not valid: " + validated());
        }
    }

    /** {@return the result of the index pass} */
    @Benchmark
    public DropReason index() {
        return flyweight.parse(direct, 0, direct.capacity());
    }

    /** {@return the result of the index pass and of the validation of every name} */
    @Benchmark
    public DropReason validated() {
        final DropReason reason = flyweight.parse(direct, 0, direct.capacity());
        return reason == DropReason.NONE ? flyweight.validate() : reason;
    }

    /** {@return dnsjava's message} */
    @Benchmark
    public Message dnsjavaBaseline() throws IOException {
        return new Message(octets);
    }
}
