package org.firsthop.benchmarks.wire;

import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;

/**
 * Frames of TCP segments as an established connection sends them: ACK, sometimes PSH, the timestamps option laid out as RFC 7323
 * appendix A has it, 0 to 63 octets of data; every frame of another flow. The same seed gives the same frames.
 */
final class TcpFrames {
    /** How many frames there are, a power of two. */
    static final int COUNT = 256;

    /** Octets from the beginning of one frame to that of the next. */
    static final int STRIDE = 192;

    final ByteBuffer memory = ByteBuffer.allocateDirect(COUNT * STRIDE);
    final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    final int[] lengths = new int[COUNT];

    private TcpFrames() {}

    /** Frames of IPv4 without options. */
    static TcpFrames ipv4() {
        final TcpFrames frames = new TcpFrames();
        final Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            final int payload = random.nextInt(64);
            final int ipOffset = frames.ethernet(i, EtherType.IPV4, random);
            final Ipv4Flyweight ip = new Ipv4Flyweight()
                    .wrap(frames.buffer, ipOffset)
                    .writeDefaults()
                    .totalLength(20 + 32 + payload)
                    .identification(random.nextInt(0x10000))
                    .ttl(64)
                    .protocol(IpProtocol.TCP)
                    .source(random.nextInt())
                    .destination(random.nextInt());
            ip.fillChecksum();
            final TcpFlyweight tcp = frames.segment(ipOffset + 20, payload, random);
            tcp.fillChecksum(ip);
            frames.lengths[i] = 14 + ip.totalLength();
        }
        return frames;
    }

    /** Frames of IPv6 without extension headers. */
    static TcpFrames ipv6() {
        final TcpFrames frames = new TcpFrames();
        final Random random = new Random(2);
        for (int i = 0; i < COUNT; i++) {
            final int payload = random.nextInt(64);
            final int ipOffset = frames.ethernet(i, EtherType.IPV6, random);
            final Ipv6Flyweight ip = new Ipv6Flyweight()
                    .wrap(frames.buffer, ipOffset)
                    .writeDefaults()
                    .flowLabel(random.nextInt(0x100000))
                    .payloadLength(32 + payload)
                    .nextHeader(IpProtocol.TCP)
                    .hopLimit(64)
                    .source(random.nextLong(), random.nextLong())
                    .destination(random.nextLong(), random.nextLong());
            final TcpFlyweight tcp = frames.segment(ipOffset + 40, payload, random);
            tcp.fillChecksum(ip.pseudoHeaderSum(IpProtocol.TCP, 32 + payload), 32 + payload);
            frames.lengths[i] = 14 + 40 + 32 + payload;
        }
        return frames;
    }

    private int ethernet(final int frame, final int etherType, final Random random) {
        new EthernetFlyweight()
                .wrap(buffer, frame * STRIDE)
                .destination(0x0200_0000_0000L | random.nextInt(0x1000000))
                .source(0x0200_0000_0000L | random.nextInt(0x1000000))
                .etherType(etherType);
        return frame * STRIDE + EthernetFlyweight.HEADER_LENGTH;
    }

    private TcpFlyweight segment(final int offset, final int payload, final Random random) {
        final TcpFlyweight tcp = new TcpFlyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .sourcePort(random.nextInt(0x10000))
                .destinationPort(443)
                .sequenceNumber(random.nextInt())
                .acknowledgmentNumber(random.nextInt())
                .dataOffset(8)
                .flags(random.nextInt(4) == 0 ? TcpFlyweight.ACK | TcpFlyweight.PSH : TcpFlyweight.ACK)
                .window(random.nextInt(0x10000));
        new TcpOptionEncoder()
                .wrap(buffer, tcp.optionsOffset())
                .noOperation()
                .noOperation()
                .timestamps(random.nextInt(), random.nextInt())
                .finish();
        for (int i = 0; i < payload; i++) {
            buffer.putByte(tcp.payloadOffset() + i, (byte) random.nextInt());
        }
        return tcp;
    }
}
