package org.firsthop.node.linux;

import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;

/**
 * Cuts a large segment, as one kernel hands it to another between virtual interfaces or after coalescing, into the packets
 * that a wire would have carried: of TCP (what senders call TSO and receivers GRO) or UDP.
 *
 * <p>Each packet gets the headers of the whole with its own lengths, sequence number, identification and checksums; FIN and
 * PSH stand on the last packet only, CWR on the first only (RFC 3168 section 6.1.2). The transport checksum of the whole is
 * its pseudo-header's sum, so that a packet's follows from it by the difference of the lengths, whatever addresses and
 * extension headers stand before it.
 *
 * <p>One thread; the whole stays where it is until the last packet is cut.
 */
final class Segmenter {
    private static final int CWR = 0x80;
    private static final int PSH = 0x08;
    private static final int FIN = 0x01;
    private static final int TAG_LENGTH = 4;

    private long source;
    private int ipOffset;
    private int transportOffset;
    private int headersLength;
    private int payloadLength;
    private int segmentLength;
    private int checksumOffset;
    private boolean isIpv6;
    private boolean isTcp;
    private int cut;
    private int packets;

    /** {@return whether packets are left to be cut} */
    boolean hasNext() {
        return cut < payloadLength;
    }

    /**
     * Begins with a large segment.
     *
     * @param frame address of its first octet.
     * @param length in octets.
     * @param header of type {@link VirtioHeader}, which says how to cut it.
     * @param room octets that a frame has for each packet.
     * @return whether it can be cut; otherwise there is nothing to cut.
     */
    boolean begin(final long frame, final int length, final long header, final int room) {
        payloadLength = 0;
        cut = 0;
        packets = 0;
        source = frame;
        isTcp = VirtioHeader.kind(header) != VirtioHeader.UDP;
        segmentLength = VirtioHeader.segmentLength(header);
        transportOffset = VirtioHeader.checksumStart(header);
        checksumOffset = isTcp ? TcpFlyweight.CHECKSUM_OFFSET : UdpFlyweight.CHECKSUM_OFFSET;
        final int leastHeader = isTcp ? TcpFlyweight.OPTIONS_OFFSET : UdpFlyweight.HEADER_LENGTH;
        if (!VirtioHeader.needsChecksum(header)
                || segmentLength == 0
                || transportOffset + leastHeader > length
                || !findNetworkHeader()) {
            return false;
        }
        headersLength = transportOffset
                + (isTcp ? TcpFlyweight.headerLength(null, frame + transportOffset) : UdpFlyweight.HEADER_LENGTH);
        if (headersLength < transportOffset + leastHeader
                || headersLength >= length
                || headersLength + segmentLength > room) {
            return false;
        }
        payloadLength = length - headersLength;
        return true;
    }

    /** Finds the IP header behind the link header and its VLAN tags; it must end where the transport header begins, or before. */
    private boolean findNetworkHeader() {
        int offset = EthernetFlyweight.HEADER_LENGTH;
        int type = Memory.u16(null, source + EthernetFlyweight.ETHER_TYPE_OFFSET);
        while (EtherType.isVlanTag(type) && offset + TAG_LENGTH < transportOffset) {
            offset += TAG_LENGTH;
            type = Memory.u16(null, source + offset - Short.BYTES);
        }
        ipOffset = offset;
        isIpv6 = type == EtherType.IPV6;
        final int least = isIpv6 ? Ipv6Flyweight.HEADER_LENGTH : Ipv4Flyweight.MIN_HEADER_LENGTH;
        return (isIpv6 || type == EtherType.IPV4) && offset + least <= transportOffset;
    }

    /**
     * Cuts the next packet.
     *
     * @param pool of the frame.
     * @param frame that gets the packet.
     */
    void next(final FramePool pool, final int frame) {
        final int octets = Math.min(segmentLength, payloadLength - cut);
        final boolean isLast = cut + octets == payloadLength;
        final long target = pool.address(frame);
        Memory.copy(null, source, null, target, headersLength);
        Memory.copy(null, source + headersLength + cut, null, target + headersLength, octets);
        pool.length(frame, headersLength + octets);
        writeNetworkLength(target, headersLength + octets - ipOffset);
        writeTransport(target + transportOffset, headersLength - transportOffset + octets, isLast);
        cut += octets;
        packets++;
    }

    private void writeNetworkLength(final long target, final int ipLength) {
        final long ip = target + ipOffset;
        if (isIpv6) {
            Memory.putU16(null, ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, ipLength - Ipv6Flyweight.HEADER_LENGTH);
            return;
        }
        final int identification = Memory.u16(null, ip + Ipv4Flyweight.IDENTIFICATION_OFFSET);
        Memory.putU16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET, ipLength);
        Memory.putU16(null, ip + Ipv4Flyweight.IDENTIFICATION_OFFSET, identification + packets);
        Memory.putU16(null, ip + Ipv4Flyweight.CHECKSUM_OFFSET, 0);
        final int headerLength = (Memory.u8(null, ip) & 0xF) << 2;
        Memory.putU16(
                null,
                ip + Ipv4Flyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(InternetChecksum.partialSum(null, ip, headerLength)));
    }

    private void writeTransport(final long transport, final int length, final boolean isLast) {
        if (isTcp) {
            final long sequence = transport + TcpFlyweight.SEQUENCE_NUMBER_OFFSET;
            Memory.putI32(null, sequence, Memory.i32(null, sequence) + cut);
            final long flags = transport + TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1;
            final int cleared = (isLast ? 0 : PSH | FIN) | (packets == 0 ? 0 : CWR);
            Memory.putU8(null, flags, Memory.u8(null, flags) & ~cleared);
        } else {
            Memory.putU16(null, transport + UdpFlyweight.LENGTH_OFFSET, length);
        }
        final int wholeLength = headersLength - transportOffset + payloadLength;
        final long difference = InternetChecksum.word(length) + InternetChecksum.word(~wholeLength);
        final int checksum = InternetChecksum.finish(
                InternetChecksum.partialSum(null, transport, length) + difference + carryOfLength(wholeLength));
        Memory.putU16(null, transport + checksumOffset, checksum == 0 ? 0xFFFF : checksum);
    }

    /** What the upper 16 bits of a whole's length contributed to its pseudo-header's sum, taken away. */
    private static long carryOfLength(final int wholeLength) {
        return InternetChecksum.word(~(wholeLength >>> 16));
    }
}
