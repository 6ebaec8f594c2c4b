package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;

/**
 * Finds TCP segments and UDP datagrams whose checksum a kernel left to a network card that there is not, and fills it.
 *
 * <p>Such a checksum is the plain sum of the pseudo-header. A right checksum can have the same value, one in 65,536; so one that
 * has it is verified first, and filled only when it is not right. A packet that was damaged on its way, so that its checksum has
 * this value by chance, would be taken for one of these; ports therefore ask for it only where the other end may be a kernel.
 * Behind IPv6 extension headers and in fragments no kernel leaves a checksum unfilled.
 */
final class UnfilledChecksum {
    private static final int TAG_LENGTH = 4;
    private static final int FRAGMENT_MASK = 0x3FFF;

    private UnfilledChecksum() {}

    /**
     * Fills a frame's checksum where it is unfilled; total over any octets.
     *
     * @param frame address of its first octet.
     * @param length of the frame in octets.
     */
    static void fill(final long frame, final int length) {
        int ip = EthernetFlyweight.HEADER_LENGTH;
        if (length < ip + Ipv4Flyweight.MIN_HEADER_LENGTH) {
            return;
        }
        int type = Memory.u16(null, frame + EthernetFlyweight.ETHER_TYPE_OFFSET);
        while (EtherType.isVlanTag(type) && ip + TAG_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH <= length) {
            ip += TAG_LENGTH;
            type = Memory.u16(null, frame + ip - Short.BYTES);
        }
        if (type == EtherType.IPV4) {
            ipv4(frame + ip, length - ip);
        } else if (type == EtherType.IPV6 && length >= ip + Ipv6Flyweight.HEADER_LENGTH) {
            ipv6(frame + ip, length - ip);
        }
    }

    private static void ipv4(final long ip, final int length) {
        final int headerLength = (Memory.u8(null, ip) & 0xF) << 2;
        final int totalLength = Memory.u16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET);
        final int fragment = Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET) & FRAGMENT_MASK;
        if (headerLength < Ipv4Flyweight.MIN_HEADER_LENGTH
                || totalLength > length
                || totalLength <= headerLength
                || fragment != 0) {
            return;
        }
        final int protocol = Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET);
        final long addresses = PseudoHeader.ipv4Addresses(
                Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET),
                Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET));
        transport(ip + headerLength, totalLength - headerLength, protocol, addresses);
    }

    private static void ipv6(final long ip, final int length) {
        final int payloadLength = Memory.u16(null, ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET);
        if (Ipv6Flyweight.HEADER_LENGTH + payloadLength > length) {
            return;
        }
        final long addresses = PseudoHeader.ipv6Addresses(
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES));
        final int protocol = Memory.u8(null, ip + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        transport(ip + Ipv6Flyweight.HEADER_LENGTH, payloadLength, protocol, addresses);
    }

    private static void transport(final long header, final int length, final int protocol, final long addresses) {
        final int offset;
        if (protocol == IpProtocol.TCP && length >= TcpFlyweight.OPTIONS_OFFSET) {
            offset = TcpFlyweight.CHECKSUM_OFFSET;
        } else if (protocol == IpProtocol.UDP && length >= UdpFlyweight.HEADER_LENGTH) {
            offset = UdpFlyweight.CHECKSUM_OFFSET;
        } else {
            return;
        }
        final long pseudoHeader = addresses + PseudoHeader.protocolAndLength(protocol, length);
        final int unfilled = InternetChecksum.finish(pseudoHeader) ^ 0xFFFF;
        if (Memory.u16(null, header + offset) != unfilled) {
            return;
        }
        final long sum = InternetChecksum.partialSum(null, header, length);
        if (InternetChecksum.finish(pseudoHeader + sum) != 0) {
            LateChecksum.fill(header, length, 0, offset);
        }
    }
}
