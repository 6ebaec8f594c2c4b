package org.firsthop.benchmarks.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
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
 * What does it cost to write a SYN in IPv4 with the options of a Linux SYN, checksums included? By flyweights and the option
 * encoder, and by {@link ByteBuffer} with a checksum of 16 bits at a time. Sequence numbers and ports change from one to the
 * next. Both return the TCP checksum.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TcpSynBuildBenchmark {
    private static final int SOURCE = 0xC0000201;
    private static final int DESTINATION = 0xC6336407;
    private static final int SEGMENT_LENGTH = 40;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(64);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final Ipv4Flyweight ip = new Ipv4Flyweight();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final TcpOptionEncoder options = new TcpOptionEncoder();
    private int next;

    /** {@return the TCP checksum, by flyweights} */
    @Benchmark
    public int flyweights() {
        final int number = next++;
        ip.wrap(buffer, 0)
                .writeDefaults()
                .totalLength(20 + SEGMENT_LENGTH)
                .flagsAndFragmentOffset(Ipv4Flyweight.DONT_FRAGMENT_FLAG)
                .ttl(64)
                .protocol(IpProtocol.TCP)
                .source(SOURCE)
                .destination(DESTINATION)
                .fillChecksum();
        tcp.wrap(buffer, 20)
                .writeDefaults()
                .sourcePort(number)
                .destinationPort(443)
                .sequenceNumber(number * 0x9E3779B9)
                .dataOffset(10)
                .flags(TcpFlyweight.SYN)
                .window(64240);
        options.wrap(buffer, tcp.optionsOffset())
                .maximumSegmentSize(1460)
                .sackPermitted()
                .timestamps(number, 0)
                .noOperation()
                .windowScale(7)
                .finish();
        tcp.fillChecksum(PseudoHeader.ipv4(SOURCE, DESTINATION, IpProtocol.TCP, SEGMENT_LENGTH), SEGMENT_LENGTH);
        return tcp.checksum();
    }

    /** {@return the TCP checksum, by ByteBuffer} */
    @Benchmark
    public int byteBufferBaseline() {
        final int number = next++;
        memory.putInt(0, 0x45000000 | 60);
        memory.putInt(4, 0x00004000);
        memory.putInt(8, 0x40060000);
        memory.putInt(12, SOURCE);
        memory.putInt(16, DESTINATION);
        memory.putShort(10, (short) checksum(0, 20, 0));
        memory.putShort(20, (short) number);
        memory.putShort(22, (short) 443);
        memory.putInt(24, number * 0x9E3779B9);
        memory.putInt(28, 0);
        memory.putInt(32, 0xA002_0000 | 64240);
        memory.putInt(36, 0);
        memory.putInt(40, 0x020405B4);
        memory.putInt(44, 0x0402080A);
        memory.putInt(48, number);
        memory.putInt(52, 0);
        memory.putInt(56, 0x01030307);
        final int pseudoHeader = checksum(12, 8, 6 + SEGMENT_LENGTH) ^ 0xFFFF;
        final int checksum = checksum(20, SEGMENT_LENGTH, pseudoHeader);
        memory.putShort(36, (short) checksum);
        return checksum;
    }

    private int checksum(final int offset, final int length, final int initial) {
        int sum = initial;
        for (int i = offset; i < offset + length; i += 2) {
            sum += memory.getShort(i) & 0xFFFF;
        }
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return ~sum & 0xFFFF;
    }
}
