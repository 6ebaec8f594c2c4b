package org.firsthop.tcp;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.firsthop.tcp.table.FlowKey;

/** One IPv4 packet with a TCP segment, written again and again in the same memory; reads those of an engine. */
final class TcpPacket {
    static final long CLIENT = FlowKey.mapped(0xC633_6401);
    static final long SERVER = FlowKey.mapped(0xC000_0201);
    private static final int IP_LENGTH = Ipv4Flyweight.MIN_HEADER_LENGTH;

    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4_096]);
    private final Ipv4Flyweight ip = new Ipv4Flyweight();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final TcpOptionEncoder encoder = new TcpOptionEncoder();

    /** Writes a segment from the client to the server; returns the packet's length. */
    int write(final ReferenceSegment segment, final int clientPort, final int serverPort) {
        tcp.wrap(buffer, IP_LENGTH).writeDefaults();
        tcp.sourcePort(clientPort).destinationPort(serverPort);
        tcp.sequenceNumber((int) segment.seq).acknowledgmentNumber((int) segment.ack);
        tcp.flags((segment.syn ? TcpFlyweight.SYN : 0)
                | (segment.fin ? TcpFlyweight.FIN : 0)
                | (segment.rst ? TcpFlyweight.RST : 0)
                | (segment.ackBit ? TcpFlyweight.ACK : 0));
        tcp.window(segment.window);
        encoder.wrap(buffer, IP_LENGTH + TcpFlyweight.OPTIONS_OFFSET);
        if (segment.hasWindowScale) {
            encoder.windowScale(segment.windowScale);
        }
        if (segment.hasSackPermitted) {
            encoder.sackPermitted();
        }
        if (segment.hasTimestamps) {
            encoder.timestamps((int) segment.tsVal, 0);
        }
        final int headerLength = TcpFlyweight.MIN_HEADER_LENGTH + encoder.finish();
        tcp.dataOffset(headerLength >> 2);
        final int length = IP_LENGTH + headerLength + segment.dataLength;
        ip.wrap(buffer, 0).writeDefaults();
        ip.totalLength(length).protocol(IpProtocol.TCP).source((int) CLIENT).destination((int) SERVER);
        ip.fillChecksum();
        tcp.fillChecksum(ip);
        return length;
    }
}
