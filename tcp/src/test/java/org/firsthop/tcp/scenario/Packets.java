package org.firsthop.tcp.scenario;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.firsthop.tcp.table.FlowKey;

/** Writes and reads whole packets for tests. */
public final class Packets {
    private static final int IPV6_HEADER_LENGTH = 40;

    /** The octet that stands at an offset of a test's stream of data. */
    public static byte octetAt(final long position) {
        return (byte) (position * 31 + (position >>> 8) * 7);
    }

    /** The fields of a packet, in the sense of its sender. */
    public static final class Fields {
        public long sourceHigh;
        public long sourceLow;
        public int sourcePort;
        public long destinationHigh;
        public long destinationLow;
        public int destinationPort;
        public int seq;
        public int ack;
        public int flags;
        public int wnd;
        public int ecn;
        public byte[] options = new byte[0];
        public byte[] data = new byte[0];

        public boolean is(final int flag) {
            return (flags & flag) != 0;
        }

        public int len() {
            return data.length + (is(TcpFlyweight.SYN) ? 1 : 0) + (is(TcpFlyweight.FIN) ? 1 : 0);
        }
    }

    private Packets() {}

    /** Options as an encoder writes them. */
    public static byte[] options(final java.util.function.Consumer<TcpOptionEncoder> writer) {
        final MutableDirectBuffer buffer = new ExpandableArrayBuffer(64);
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(buffer, 0);
        writer.accept(encoder);
        final byte[] bytes = new byte[encoder.finish()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    /** A packet with right checksums. */
    public static UnsafeBuffer write(final Fields fields) {
        final boolean ipv4 = FlowKey.isMapped(fields.sourceHigh, fields.sourceLow);
        final int ip = ipv4 ? Ipv4Flyweight.MIN_HEADER_LENGTH : IPV6_HEADER_LENGTH;
        final int headerLength = TcpFlyweight.MIN_HEADER_LENGTH + fields.options.length;
        final int segmentLength = headerLength + fields.data.length;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ip + segmentLength]);
        final long pseudo;
        if (ipv4) {
            final Ipv4Flyweight header = new Ipv4Flyweight().wrap(buffer, 0).writeDefaults();
            header.totalLength(ip + segmentLength).trafficClass(fields.ecn);
            NetworkOrder.putU8(buffer, Ipv4Flyweight.TTL_OFFSET, 64);
            NetworkOrder.putU8(buffer, Ipv4Flyweight.PROTOCOL_OFFSET, IpProtocol.TCP);
            header.source((int) fields.sourceLow).destination((int) fields.destinationLow);
            header.fillChecksum();
            pseudo = header.pseudoHeaderSum();
        } else {
            NetworkOrder.putI32(buffer, 0, (6 << 28) | (fields.ecn << 20));
            NetworkOrder.putU16(buffer, 4, segmentLength);
            NetworkOrder.putU8(buffer, 6, IpProtocol.TCP);
            NetworkOrder.putU8(buffer, 7, 64);
            NetworkOrder.putI64(buffer, 8, fields.sourceHigh);
            NetworkOrder.putI64(buffer, 16, fields.sourceLow);
            NetworkOrder.putI64(buffer, 24, fields.destinationHigh);
            NetworkOrder.putI64(buffer, 32, fields.destinationLow);
            pseudo = PseudoHeader.ipv6(
                    fields.sourceHigh,
                    fields.sourceLow,
                    fields.destinationHigh,
                    fields.destinationLow,
                    IpProtocol.TCP,
                    segmentLength);
        }
        final TcpFlyweight tcp = new TcpFlyweight().wrap(buffer, ip).writeDefaults();
        tcp.sourcePort(fields.sourcePort)
                .destinationPort(fields.destinationPort)
                .sequenceNumber(fields.seq)
                .acknowledgmentNumber(fields.ack)
                .dataOffset(headerLength >> 2)
                .flags(fields.flags)
                .window(fields.wnd);
        buffer.putBytes(ip + TcpFlyweight.OPTIONS_OFFSET, fields.options);
        buffer.putBytes(ip + headerLength, fields.data);
        tcp.fillChecksum(pseudo, segmentLength);
        return buffer;
    }

    /** The fields of a packet whose checksums must be right. */
    public static Fields read(final MutableDirectBuffer buffer, final int offset, final int length) {
        final Fields fields = new Fields();
        final int ip;
        final long pseudo;
        if (NetworkOrder.u8(buffer, offset) >>> 4 == 4) {
            final Ipv4Flyweight header = new Ipv4Flyweight().wrap(buffer, offset);
            require(header.totalLength() == length && header.isChecksumValid(), "IPv4 header");
            ip = header.headerLength();
            fields.ecn = header.ecn();
            fields.sourceLow = FlowKey.mapped(header.source());
            fields.destinationLow = FlowKey.mapped(header.destination());
            pseudo = header.pseudoHeaderSum();
        } else {
            ip = IPV6_HEADER_LENGTH;
            fields.ecn = (NetworkOrder.u8(buffer, offset + 1) >>> 4) & 3;
            require(NetworkOrder.u16(buffer, offset + 4) == length - ip, "IPv6 payload length");
            fields.sourceHigh = NetworkOrder.i64(buffer, offset + 8);
            fields.sourceLow = NetworkOrder.i64(buffer, offset + 16);
            fields.destinationHigh = NetworkOrder.i64(buffer, offset + 24);
            fields.destinationLow = NetworkOrder.i64(buffer, offset + 32);
            pseudo = PseudoHeader.ipv6(
                    fields.sourceHigh,
                    fields.sourceLow,
                    fields.destinationHigh,
                    fields.destinationLow,
                    IpProtocol.TCP,
                    length - ip);
        }
        final TcpFlyweight tcp = new TcpFlyweight().wrap(buffer, offset + ip);
        require(tcp.isChecksumValid(pseudo, length - ip), "TCP checksum");
        fields.sourcePort = tcp.sourcePort();
        fields.destinationPort = tcp.destinationPort();
        fields.seq = tcp.sequenceNumber();
        fields.ack = tcp.acknowledgmentNumber();
        fields.flags = tcp.flags();
        fields.wnd = tcp.window();
        fields.options = new byte[tcp.optionsLength()];
        buffer.getBytes(tcp.optionsOffset(), fields.options);
        fields.data = new byte[length - ip - tcp.headerLength()];
        buffer.getBytes(tcp.payloadOffset(), fields.data);
        return fields;
    }

    private static void require(final boolean condition, final String what) {
        if (!condition) {
            throw new AssertionError("bad " + what);
        }
    }
}
