package org.firsthop.benchmarks.forwarding;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.forwarding.filter.FilterAction;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterRule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to ask an access list about a TCP packet?
 *
 * <p>A rule names a source network of 16 to 24 bits, a destination network of 24 to 32 bits and a destination port, each random
 * (seed 1). Of the 4,096 packets one half is of random rules, the other half of no rule, for which the whole list is looked at.
 * The baseline does the same with the rules one by one, as they stand in arrays: it finds the ports behind the header's options,
 * only in what is no later fragment, and counts packets and octets of the rule that matches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    private static final int PACKETS = 4096;
    private static final int PACKET_LENGTH = 40;

    /** How many rules the list has. */
    @Param({"10", "32", "100", "1000", "4000"})
    public int rules;

    private int[] sources;
    private int[] sourceMasks;
    private int[] destinations;
    private int[] destinationMasks;
    private int[] ports;
    private long[] matchedPackets;
    private long[] matchedOctets;
    private FilterList list;
    private MemoryRegion trace;

    /** Makes the rules and the packets. */
    @Setup
    public void compile() {
        final SplittableRandom random = new SplittableRandom(1);
        sources = new int[rules];
        sourceMasks = new int[rules];
        destinations = new int[rules];
        destinationMasks = new int[rules];
        ports = new int[rules];
        matchedPackets = new long[rules + 1];
        matchedOctets = new long[rules + 1];
        final List<FilterRule> all = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            final int sourceLength = random.nextInt(16, 25);
            final int destinationLength = random.nextInt(24, 33);
            sourceMasks[i] = -1 << (32 - sourceLength);
            destinationMasks[i] = -1 << (32 - destinationLength);
            sources[i] = random.nextInt() & sourceMasks[i];
            destinations[i] = random.nextInt() & destinationMasks[i];
            ports[i] = random.nextInt(1, 1024);
            all.add(FilterRule.of(FilterAction.PERMIT)
                    .protocol(IpProtocol.TCP)
                    .source(sources[i], sourceLength)
                    .destination(destinations[i], destinationLength)
                    .destinationPort(ports[i], ports[i])
                    .build());
        }
        list = new FilterList(all);
        trace = MemoryRegion.allocate(PACKETS * PACKET_LENGTH);
        for (int i = 0; i < PACKETS; i++) {
            final int rule = random.nextInt(rules);
            final int port = (i & 1) == 0 ? ports[rule] : 1024 + random.nextInt(1024);
            write(trace.buffer(), i * PACKET_LENGTH, sources[rule], destinations[rule], port);
        }
    }

    private static void write(
            final UnsafeBuffer buffer, final int offset, final int source, final int destination, final int port) {
        new Ipv4Flyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .totalLength(PACKET_LENGTH)
                .protocol(IpProtocol.TCP)
                .source(source)
                .destination(destination)
                .fillChecksum();
        new TcpFlyweight()
                .wrap(buffer, offset + Ipv4Flyweight.MIN_HEADER_LENGTH)
                .sourcePort(50_000)
                .destinationPort(port);
    }

    /**
     * Asks the list about every packet.
     *
     * @return something of the answers.
     */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int judge() {
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            sum += list.judgeIpv4(trace.address() + (long) i * PACKET_LENGTH, PACKET_LENGTH)
                    .id();
            list.count(PACKET_LENGTH);
        }
        return sum;
    }

    /**
     * Looks at the rules one by one for every packet.
     *
     * @return something of the answers.
     */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int judgeBaseline() {
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            final int rule = firstMatch(trace.address() + (long) i * PACKET_LENGTH, PACKET_LENGTH);
            matchedPackets[rule]++;
            matchedOctets[rule] += PACKET_LENGTH;
            sum += rule;
        }
        return sum;
    }

    private int firstMatch(final long address, final int length) {
        final int source = Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int destination = Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
        final int protocol = Memory.u8(null, address + Ipv4Flyweight.PROTOCOL_OFFSET);
        final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
        final int fragment = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET)
                & Ipv4Flyweight.FRAGMENT_OFFSET_MASK;
        final boolean hasPorts = fragment == 0 && length >= headerLength + TcpFlyweight.MIN_HEADER_LENGTH;
        final int port =
                hasPorts ? Memory.u16(null, address + headerLength + TcpFlyweight.DESTINATION_PORT_OFFSET) : -1;
        for (int rule = 0; rule < rules; rule++) {
            if ((source & sourceMasks[rule]) == sources[rule]
                    && (destination & destinationMasks[rule]) == destinations[rule]
                    && port == ports[rule]
                    && protocol == IpProtocol.TCP) {
                return rule;
            }
        }
        return rules;
    }
}
