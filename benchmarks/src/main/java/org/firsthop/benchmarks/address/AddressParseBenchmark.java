package org.firsthop.benchmarks.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
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

/** How long does it take to read an address from text, against the JDK's {@link InetAddress}? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AddressParseBenchmark {
    private final AddressSamples samples = new AddressSamples();
    private int next;

    /** {@return an IPv4 address} */
    @Benchmark
    public int ipv4() {
        return Ipv4Address.parse(samples.ipv4Texts[next++ & AddressSamples.MASK]);
    }

    /**
     * Reads an IPv4 address as the JDK does.
     *
     * @return the address.
     * @throws UnknownHostException never: the text is an address.
     */
    @Benchmark
    public InetAddress ipv4Baseline() throws UnknownHostException {
        return InetAddress.getByName(samples.ipv4Texts[next++ & AddressSamples.MASK]);
    }

    /** {@return an IPv6 address} */
    @Benchmark
    public Ipv6Address ipv6() {
        return Ipv6Address.parse(samples.ipv6Texts[next++ & AddressSamples.MASK]);
    }

    /**
     * Reads an IPv6 address as the JDK does.
     *
     * @return the address.
     * @throws UnknownHostException never: the text is an address.
     */
    @Benchmark
    public InetAddress ipv6Baseline() throws UnknownHostException {
        return InetAddress.getByName(samples.ipv6Texts[next++ & AddressSamples.MASK]);
    }
}
