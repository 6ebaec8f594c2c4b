package org.firsthop.benchmarks.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
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
 * What does it cost to check a frame of Ethernet, IPv6 and TCP and to read every field of its headers? With the walker over
 * extension headers, of which there are none; with the fixed header's check alone; and by {@link ByteBuffer}. All three return
 * the same sum of the fields.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TcpIpv6ParseBenchmark {
    private final TcpFrames frames = TcpFrames.ipv6();
    private final UnsafeBuffer buffer = frames.buffer;
    private final ByteBuffer memory = frames.memory;
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv6Flyweight ip = new Ipv6Flyweight();
    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private int next;

    private int nextFrame() {
        next = (next + 1) & (TcpFrames.COUNT - 1);
        return next;
    }

    /** {@return the sum of the fields, behind the walker} */
    @Benchmark
    public long walker() {
        final int frame = nextFrame();
        final int offset = frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (EthernetFlyweight.check(buffer, offset, length) != DropReason.NONE) {
            return -1;
        }
        ethernet.wrap(buffer, offset);
        final int ipOffset = ethernet.payloadOffset();
        if (ethernet.etherType() != EtherType.IPV6
                || walker.walk(buffer, ipOffset, ethernet.payloadLength(length)) != DropReason.NONE) {
            return -2;
        }
        ip.wrap(buffer, ipOffset);
        final int segment = ipOffset + walker.upperLayerOffset();
        if (walker.protocol() != IpProtocol.TCP
                || !walker.hasUpperLayerHeader()
                || TcpFlyweight.check(buffer, segment, walker.upperLayerLength()) != DropReason.NONE) {
            return -3;
        }
        tcp.wrap(buffer, segment);
        return sum();
    }

    /** {@return the sum of the fields, of packets without extension headers} */
    @Benchmark
    public long fixedHeader() {
        final int frame = nextFrame();
        final int offset = frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (EthernetFlyweight.check(buffer, offset, length) != DropReason.NONE) {
            return -1;
        }
        ethernet.wrap(buffer, offset);
        final int ipOffset = ethernet.payloadOffset();
        if (ethernet.etherType() != EtherType.IPV6
                || Ipv6Flyweight.check(buffer, ipOffset, ethernet.payloadLength(length)) != DropReason.NONE) {
            return -2;
        }
        ip.wrap(buffer, ipOffset);
        if (ip.nextHeader() != IpProtocol.TCP
                || TcpFlyweight.check(buffer, ip.payloadOffset(), ip.payloadLength()) != DropReason.NONE) {
            return -3;
        }
        tcp.wrap(buffer, ip.payloadOffset());
        return sum();
    }

    private long sum() {
        return ethernet.destination()
                + ethernet.source()
                + ip.trafficClass()
                + ip.flowLabel()
                + ip.payloadLength()
                + ip.hopLimit()
                + ip.sourceHigh()
                + ip.sourceLow()
                + ip.destinationHigh()
                + ip.destinationLow()
                + tcp.sourcePort()
                + tcp.destinationPort()
                + tcp.sequenceNumber()
                + tcp.acknowledgmentNumber()
                + tcp.dataOffset()
                + tcp.flags()
                + tcp.window()
                + tcp.checksum()
                + tcp.urgentPointer();
    }

    /** {@return the sum of the fields, by ByteBuffer, of packets without extension headers} */
    @Benchmark
    public long byteBufferBaseline() {
        final int frame = nextFrame();
        final int offset = frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (length < 14) {
            return -1;
        }
        final int ipv6 = offset + 14;
        if (u16(offset + 12) != 0x86DD || length - 14 < 40) {
            return -2;
        }
        final int first = memory.getInt(ipv6);
        final int payloadLength = u16(ipv6 + 4);
        if (first >>> 28 != 6 || payloadLength > length - 54) {
            return -2;
        }
        final int segment = ipv6 + 40;
        if ((memory.get(ipv6 + 6) & 0xFF) != 6 || payloadLength < 20) {
            return -3;
        }
        final int offsetAndFlags = u16(segment + 12);
        final int tcpHeaderLength = offsetAndFlags >>> 12 << 2;
        if (tcpHeaderLength < 20 || tcpHeaderLength > payloadLength) {
            return -3;
        }
        return ((memory.getInt(offset) & 0xFFFF_FFFFL) << 16 | u16(offset + 4))
                + ((memory.getInt(offset + 6) & 0xFFFF_FFFFL) << 16 | u16(offset + 10))
                + (first >>> 20 & 0xFF)
                + (first & 0xFFFFF)
                + payloadLength
                + (memory.get(ipv6 + 7) & 0xFF)
                + memory.getLong(ipv6 + 8)
                + memory.getLong(ipv6 + 16)
                + memory.getLong(ipv6 + 24)
                + memory.getLong(ipv6 + 32)
                + u16(segment)
                + u16(segment + 2)
                + memory.getInt(segment + 4)
                + memory.getInt(segment + 8)
                + (offsetAndFlags >>> 12)
                + (offsetAndFlags & 0x1FF)
                + u16(segment + 14)
                + u16(segment + 16)
                + u16(segment + 18);
    }

    private int u16(final int index) {
        return memory.getShort(index) & 0xFFFF;
    }
}
