package org.firsthop.benchmarks.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
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
 * What does it cost to check a frame of Ethernet, IPv4 and TCP and to read every field of its headers? By flyweights over a
 * buffer, by address, and by {@link ByteBuffer}; all three return the same sum of the fields.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TcpIpv4ParseBenchmark {
    private final TcpFrames frames = TcpFrames.ipv4();
    private final UnsafeBuffer buffer = frames.buffer;
    private final ByteBuffer memory = frames.memory;
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ip = new Ipv4Flyweight();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private int next;

    private int nextFrame() {
        next = (next + 1) & (TcpFrames.COUNT - 1);
        return next;
    }

    /** {@return the sum of the fields, by flyweights} */
    @Benchmark
    public long flyweights() {
        final int frame = nextFrame();
        final int offset = frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (EthernetFlyweight.check(buffer, offset, length) != DropReason.NONE) {
            return -1;
        }
        ethernet.wrap(buffer, offset);
        final int ipOffset = ethernet.payloadOffset();
        if (ethernet.etherType() != EtherType.IPV4
                || Ipv4Flyweight.check(buffer, ipOffset, ethernet.payloadLength(length)) != DropReason.NONE) {
            return -2;
        }
        ip.wrap(buffer, ipOffset);
        if (ip.protocol() != IpProtocol.TCP
                || TcpFlyweight.check(buffer, ip.payloadOffset(), ip.payloadLength()) != DropReason.NONE) {
            return -3;
        }
        tcp.wrap(buffer, ip.payloadOffset());
        return ethernet.destination()
                + ethernet.source()
                + ip.trafficClass()
                + ip.totalLength()
                + ip.identification()
                + ip.flagsAndFragmentOffset()
                + ip.ttl()
                + ip.checksum()
                + ip.source()
                + ip.destination()
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

    /** {@return the sum of the fields, by address} */
    @Benchmark
    public long addresses() {
        final int frame = nextFrame();
        final long address = buffer.addressOffset() + (long) frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (EthernetFlyweight.check(null, address, length) != DropReason.NONE) {
            return -1;
        }
        final long ipv4 = address + EthernetFlyweight.HEADER_LENGTH;
        if (Memory.u16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET) != EtherType.IPV4
                || Ipv4Flyweight.check(null, ipv4, length - EthernetFlyweight.HEADER_LENGTH) != DropReason.NONE) {
            return -2;
        }
        final int headerLength = (Memory.u8(null, ipv4) & 0xF) << 2;
        final int totalLength = Memory.u16(null, ipv4 + Ipv4Flyweight.TOTAL_LENGTH_OFFSET);
        final long segment = ipv4 + headerLength;
        if (Memory.u8(null, ipv4 + Ipv4Flyweight.PROTOCOL_OFFSET) != IpProtocol.TCP
                || TcpFlyweight.check(null, segment, totalLength - headerLength) != DropReason.NONE) {
            return -3;
        }
        return mac(address + EthernetFlyweight.DESTINATION_OFFSET)
                + mac(address + EthernetFlyweight.SOURCE_OFFSET)
                + Memory.u8(null, ipv4 + Ipv4Flyweight.TRAFFIC_CLASS_OFFSET)
                + totalLength
                + Memory.u16(null, ipv4 + Ipv4Flyweight.IDENTIFICATION_OFFSET)
                + Memory.u16(null, ipv4 + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET)
                + Memory.u8(null, ipv4 + Ipv4Flyweight.TTL_OFFSET)
                + Memory.u16(null, ipv4 + Ipv4Flyweight.CHECKSUM_OFFSET)
                + Memory.i32(null, ipv4 + Ipv4Flyweight.SOURCE_OFFSET)
                + Memory.i32(null, ipv4 + Ipv4Flyweight.DESTINATION_OFFSET)
                + Memory.u16(null, segment + TcpFlyweight.SOURCE_PORT_OFFSET)
                + Memory.u16(null, segment + TcpFlyweight.DESTINATION_PORT_OFFSET)
                + Memory.i32(null, segment + TcpFlyweight.SEQUENCE_NUMBER_OFFSET)
                + Memory.i32(null, segment + TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET)
                + (TcpFlyweight.headerLength(null, segment) >> 2)
                + TcpFlyweight.flags(null, segment)
                + Memory.u16(null, segment + TcpFlyweight.WINDOW_OFFSET)
                + Memory.u16(null, segment + TcpFlyweight.CHECKSUM_OFFSET)
                + Memory.u16(null, segment + TcpFlyweight.URGENT_POINTER_OFFSET);
    }

    private static long mac(final long address) {
        return (Memory.u32(null, address) << 16) | Memory.u16(null, address + 4);
    }

    /** {@return the sum of the fields, by ByteBuffer} */
    @Benchmark
    public long byteBufferBaseline() {
        final int frame = nextFrame();
        final int offset = frame * TcpFrames.STRIDE;
        final int length = frames.lengths[frame];
        if (length < 14) {
            return -1;
        }
        final int ipv4 = offset + 14;
        final int available = length - 14;
        if (u16(offset + 12) != 0x0800 || available < 20) {
            return -2;
        }
        final int versionAndIhl = memory.get(ipv4) & 0xFF;
        final int headerLength = (versionAndIhl & 0xF) << 2;
        final int totalLength = u16(ipv4 + 2);
        if (versionAndIhl >>> 4 != 4
                || headerLength < 20
                || headerLength > available
                || totalLength < headerLength
                || totalLength > available) {
            return -2;
        }
        final int segment = ipv4 + headerLength;
        final int segmentLength = totalLength - headerLength;
        if ((memory.get(ipv4 + 9) & 0xFF) != 6 || segmentLength < 20) {
            return -3;
        }
        final int offsetAndFlags = u16(segment + 12);
        final int tcpHeaderLength = offsetAndFlags >>> 12 << 2;
        if (tcpHeaderLength < 20 || tcpHeaderLength > segmentLength) {
            return -3;
        }
        return ((memory.getInt(offset) & 0xFFFF_FFFFL) << 16 | u16(offset + 4))
                + ((memory.getInt(offset + 6) & 0xFFFF_FFFFL) << 16 | u16(offset + 10))
                + (memory.get(ipv4 + 1) & 0xFF)
                + totalLength
                + u16(ipv4 + 4)
                + u16(ipv4 + 6)
                + (memory.get(ipv4 + 8) & 0xFF)
                + u16(ipv4 + 10)
                + memory.getInt(ipv4 + 12)
                + memory.getInt(ipv4 + 16)
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
