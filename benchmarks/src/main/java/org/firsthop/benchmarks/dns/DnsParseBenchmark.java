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

/** What does it cost to take a response in: to find its records, and to check all of it? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DnsParseBenchmark {
    /** The message, see {@link DnsMessages}. */
    @Param({"a3", "cname4", "ref13"})
    public String message;

    private final MessageFlyweight flyweight = new MessageFlyweight();
    private byte[] octets;
    private UnsafeBuffer direct;
    private NettyDecoder netty;

    /** Makes the message. */
    @Setup
    public void setUp() {
        octets = DnsMessages.named(message);
        direct = DnsMessages.direct(octets);
        netty = new NettyDecoder(octets);
    }

    /** {@return the result of the index pass} */
    @Benchmark
    public DropReason index() {
        return flyweight.parse(direct, 0, direct.capacity());
    }

    /** {@return the result of the index pass and of the validation of every name and all RDATA} */
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

    /** {@return Netty's message, released} */
    @Benchmark
    public boolean nettyBaseline() throws Exception {
        return netty.decode().release();
    }
}
