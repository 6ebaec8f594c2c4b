package org.firsthop.benchmarks.address;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
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
 * How long does it take to print an address into a buffer, and as a string, against the JDK's {@link InetAddress}, which
 * prints strings only and IPv6 without {@code ::}?
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AddressPrintBenchmark {
    private final AddressSamples samples = new AddressSamples();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Ipv6Address.MAX_TEXT_LENGTH]);
    private int next;

    /** {@return the length of an IPv4 address printed into a buffer} */
    @Benchmark
    public int ipv4Format() {
        return Ipv4Address.format(samples.ipv4[next++ & AddressSamples.MASK], buffer, 0);
    }

    /** {@return an IPv4 address as a string} */
    @Benchmark
    public String ipv4String() {
        return Ipv4Address.toString(samples.ipv4[next++ & AddressSamples.MASK]);
    }

    /** {@return an IPv4 address as the JDK prints it} */
    @Benchmark
    public String ipv4Baseline() {
        return samples.ipv4Peers[next++ & AddressSamples.MASK].getHostAddress();
    }

    /** {@return the length of an IPv6 address printed into a buffer} */
    @Benchmark
    public int ipv6Format() {
        final Ipv6Address address = samples.ipv6[next++ & AddressSamples.MASK];
        return Ipv6Address.format(address.high(), address.low(), buffer, 0);
    }

    /** {@return an IPv6 address as a string} */
    @Benchmark
    public String ipv6String() {
        return samples.ipv6[next++ & AddressSamples.MASK].toString();
    }

    /** {@return an IPv6 address as the JDK prints it} */
    @Benchmark
    public String ipv6Baseline() {
        return samples.ipv6Peers[next++ & AddressSamples.MASK].getHostAddress();
    }
}
