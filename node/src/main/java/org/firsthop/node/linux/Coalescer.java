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
 * Joins packets of one flow that leave one behind the other into one large segment, of which the kernel, or the network card,
 * makes those same packets again: what a {@link Segmenter} undoes.
 *
 * <p>Most of what sending costs, the kernel spends once for all that it is handed as one. A packet is joined only where cutting
 * gives back its every octet: TCP segments and UDP datagrams straight behind IPv4 without options or IPv6 without extension
 * headers, no fragments, no padding, nothing else than what cutting counts on (lengths, IPv4 identification, sequence number)
 * different from the one before, all payloads of one length but the last one's, PSH on the last segment only. Checksums are made
 * anew by whoever cuts, so a packet whose checksums are not the right ones stays alone and keeps them.
 *
 * <p>One thread. {@link #begin} with a packet, {@link #join} more, then {@link #finish}.
 */
final class Coalescer {
    /** Packets of a large segment, as many as the first kernels that cut UDP allowed (Linux 4.18). */
    static final int MAX_PACKETS = 64;

    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int IPV4_TRANSPORT = IP + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int IPV6_TRANSPORT = IP + Ipv6Flyweight.HEADER_LENGTH;
    private static final int SHORTEST = IPV4_TRANSPORT + UdpFlyweight.HEADER_LENGTH;

    /** Both addresses and both ports of IPv4 without options lie here; of IPv6, most of the source. */
    private static final int FLOW = IP + Ipv4Flyweight.SOURCE_OFFSET;

    private static final int VERSION_4 = 0x45;
    private static final int FRAGMENT_MASK = 0x3FFF;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    private static final int FLAGS_OFFSET = TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1;

    private boolean isIpv6;
    private boolean isTcp;
    /** No packet may follow: the last one was shorter, or had PSH. */
    private boolean isLast;

    private boolean isPushed;
    private int transport;
    private int headersLength;
    private int segmentLength;
    private int packets;
    private int length;
    private long pseudoHeader;

    /**
     * A glance whether two packets may belong together, which rules out most that do not.
     *
     * @param first address of a frame's first octet.
     * @param firstLength of the frame in octets.
     * @param second address of the other frame's.
     * @param secondLength of the other frame.
     */
    static boolean mayJoin(final long first, final int firstLength, final long second, final int secondLength) {
        return firstLength >= SHORTEST
                && secondLength >= SHORTEST
                && secondLength <= firstLength
                && Memory.nativeLong(null, first + FLOW) == Memory.nativeLong(null, second + FLOW)
                && Memory.nativeInt(null, first + FLOW + Long.BYTES)
                        == Memory.nativeInt(null, second + FLOW + Long.BYTES);
    }

    /**
     * Begins with a packet; total over any octets.
     *
     * @param frame address of its first octet.
     * @param frameLength in octets.
     * @return whether others may be joined to it.
     */
    boolean begin(final long frame, final int frameLength) {
        if (frameLength < SHORTEST || !findTransport(frame, frameLength)) {
            return false;
        }
        segmentLength = frameLength - headersLength;
        packets = 1;
        length = frameLength;
        return segmentLength > 0 && isWhole(frame, frameLength) && hasPlainFlags(frame) && !isLast;
    }

    private boolean findTransport(final long frame, final int frameLength) {
        final int type = Memory.u16(null, frame + EthernetFlyweight.ETHER_TYPE_OFFSET);
        final int protocol;
        if (type == EtherType.IPV4 && Memory.u8(null, frame + IP) == VERSION_4) {
            isIpv6 = false;
            transport = IPV4_TRANSPORT;
            protocol = Memory.u8(null, frame + IP + Ipv4Flyweight.PROTOCOL_OFFSET);
        } else if (type == EtherType.IPV6 && frameLength >= IPV6_TRANSPORT + UdpFlyweight.HEADER_LENGTH) {
            isIpv6 = true;
            transport = IPV6_TRANSPORT;
            protocol = Memory.u8(null, frame + IP + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        } else {
            return false;
        }
        isTcp = protocol == IpProtocol.TCP;
        if (isTcp) {
            if (frameLength < transport + TcpFlyweight.OPTIONS_OFFSET) {
                return false;
            }
            headersLength = transport + TcpFlyweight.headerLength(null, frame + transport);
            return headersLength >= transport + TcpFlyweight.OPTIONS_OFFSET;
        }
        headersLength = transport + UdpFlyweight.HEADER_LENGTH;
        return protocol == IpProtocol.UDP;
    }

    /** Whether lengths and checksums of a packet are what cutting will write; notes the pseudo-header's sum without the length. */
    private boolean isWhole(final long frame, final int frameLength) {
        final long ip = frame + IP;
        if (isIpv6) {
            if (Memory.u16(null, ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET) != frameLength - IPV6_TRANSPORT
                    || Memory.u8(null, ip) >>> 4 != 6) {
                return false;
            }
            pseudoHeader = PseudoHeader.ipv6Addresses(
                    Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                    Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES),
                    Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET),
                    Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES));
        } else {
            if (Memory.u16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET) != frameLength - IP
                    || (Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET) & FRAGMENT_MASK) != 0
                    || Memory.u16(null, ip + Ipv4Flyweight.CHECKSUM_OFFSET) == 0xFFFF
                    || InternetChecksum.finish(InternetChecksum.partialSum(null, ip, Ipv4Flyweight.MIN_HEADER_LENGTH))
                            != 0) {
                return false;
            }
            pseudoHeader = PseudoHeader.ipv4Addresses(
                    Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET),
                    Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET));
        }
        return hasRightTransport(frame, frameLength);
    }

    private boolean hasRightTransport(final long frame, final int frameLength) {
        final long header = frame + transport;
        final int transportLength = frameLength - transport;
        // Of the two forms of zero, UDP has the one of all ones (the other says that there is no checksum), TCP the
        // other.
        if (isTcp) {
            if (Memory.u16(null, header + TcpFlyweight.CHECKSUM_OFFSET) == 0xFFFF) {
                return false;
            }
        } else if (Memory.u16(null, header + UdpFlyweight.CHECKSUM_OFFSET) == 0
                || Memory.u16(null, header + UdpFlyweight.LENGTH_OFFSET) != transportLength) {
            return false;
        }
        return InternetChecksum.finish(pseudoHeader
                        + PseudoHeader.protocolAndLength(protocol(), transportLength)
                        + InternetChecksum.partialSum(null, header, transportLength))
                == 0;
    }

    private int protocol() {
        return isTcp ? IpProtocol.TCP : IpProtocol.UDP;
    }

    /** Whether a segment has no flags but ACK, and perhaps PSH, which makes it the last one. */
    private boolean hasPlainFlags(final long frame) {
        final int flags = isTcp ? Memory.u8(null, frame + transport + FLAGS_OFFSET) : ACK;
        isPushed = flags == (ACK | PSH);
        isLast = isPushed;
        return isPushed || flags == ACK;
    }

    /**
     * Joins the next packet, where it continues the flow just so.
     *
     * @param first address of the frame that was begun with, as it was then.
     * @param frame address of the next one.
     * @param frameLength in octets.
     * @param room octets that the whole may have.
     * @return whether it was joined; its payload then belongs behind what is there.
     */
    boolean join(final long first, final long frame, final int frameLength, final int room) {
        final int payload = frameLength - headersLength;
        if (isLast
                || payload <= 0
                || payload > segmentLength
                || packets == MAX_PACKETS
                || length + payload > room
                || !hasSameHeaders(first, frame)
                || !isWhole(frame, frameLength)
                || !hasPlainFlags(frame)) {
            return false;
        }
        packets++;
        length += payload;
        isLast |= payload < segmentLength;
        return true;
    }

    private boolean hasSameHeaders(final long first, final long frame) {
        return isSame(first, frame, 0, Long.BYTES)
                && isSame(first, frame, IP - Long.BYTES, Long.BYTES)
                && (isIpv6 ? hasSameIpv6(first, frame) : hasSameIpv4(first, frame))
                && (isTcp ? hasSameTcp(first, frame) : isSame(first, frame, transport, Integer.BYTES));
    }

    private boolean hasSameIpv4(final long first, final long frame) {
        final int identification = IP + Ipv4Flyweight.IDENTIFICATION_OFFSET;
        final int expected = (Memory.u16(null, first + identification) + packets) & 0xFFFF;
        return isSame(first, frame, IP, Short.BYTES)
                && Memory.u16(null, frame + identification) == expected
                && isSame(first, frame, IP + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET, Integer.BYTES)
                && isSame(first, frame, FLOW, Long.BYTES);
    }

    private static boolean hasSameIpv6(final long first, final long frame) {
        return isSame(first, frame, IP, Integer.BYTES)
                && isSame(first, frame, IP + Ipv6Flyweight.NEXT_HEADER_OFFSET, Short.BYTES)
                && isSame(first, frame, IP + Ipv6Flyweight.SOURCE_OFFSET, 2 * Long.BYTES)
                && isSame(first, frame, IP + Ipv6Flyweight.DESTINATION_OFFSET, 2 * Long.BYTES);
    }

    private boolean hasSameTcp(final long first, final long frame) {
        final int sequence = transport + TcpFlyweight.SEQUENCE_NUMBER_OFFSET;
        final int acknowledgment = sequence + Integer.BYTES;
        final int window = transport + FLAGS_OFFSET + 1;
        final int urgent = transport + TcpFlyweight.CHECKSUM_OFFSET + Short.BYTES;
        return isSame(first, frame, transport, Integer.BYTES)
                && Memory.i32(null, frame + sequence) == Memory.i32(null, first + sequence) + packets * segmentLength
                && isSame(first, frame, acknowledgment, Integer.BYTES)
                && Memory.u8(null, first + window - 2) == Memory.u8(null, frame + window - 2)
                && isSame(first, frame, window, Short.BYTES)
                && isSame(first, frame, urgent, headersLength - urgent);
    }

    private static boolean isSame(final long first, final long second, final int offset, final int count) {
        int index = 0;
        for (; index <= count - Long.BYTES; index += Long.BYTES) {
            if (Memory.nativeLong(null, first + offset + index) != Memory.nativeLong(null, second + offset + index)) {
                return false;
            }
        }
        for (; index < count; index += Short.BYTES) {
            if (Memory.nativeShort(null, first + offset + index) != Memory.nativeShort(null, second + offset + index)) {
                return false;
            }
        }
        return true;
    }

    /** {@return octets of all headers of a packet} */
    int headersLength() {
        return headersLength;
    }

    /** {@return packets joined so far} */
    int packets() {
        return packets;
    }

    /** {@return octets of the whole so far} */
    int length() {
        return length;
    }

    /**
     * Makes the headers of the first packet those of the whole, and says how to cut it.
     *
     * @param whole address of the large segment: the first frame, then the payloads of those that were joined.
     * @param header address of a {@link VirtioHeader} to be written.
     * @param linear octets of the whole that are to stand together in the kernel.
     */
    void finish(final long whole, final long header, final int linear) {
        final long ip = whole + IP;
        final int transportLength = length - transport;
        if (isIpv6) {
            Memory.putU16(null, ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, length - IPV6_TRANSPORT);
        } else {
            Memory.putU16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET, length - IP);
            Memory.putU16(null, ip + Ipv4Flyweight.CHECKSUM_OFFSET, 0);
            Memory.putU16(
                    null,
                    ip + Ipv4Flyweight.CHECKSUM_OFFSET,
                    InternetChecksum.finish(InternetChecksum.partialSum(null, ip, Ipv4Flyweight.MIN_HEADER_LENGTH)));
        }
        final int checksumOffset = isTcp ? TcpFlyweight.CHECKSUM_OFFSET : UdpFlyweight.CHECKSUM_OFFSET;
        final int kind;
        if (isTcp) {
            final long flags = whole + transport + FLAGS_OFFSET;
            Memory.putU8(null, flags, ACK | (isPushed ? PSH : 0));
            kind = isIpv6 ? VirtioHeader.TCP_OVER_IPV6 : VirtioHeader.TCP_OVER_IPV4;
        } else {
            Memory.putU16(null, whole + transport + UdpFlyweight.LENGTH_OFFSET, transportLength);
            kind = VirtioHeader.UDP;
        }
        // What is left to be completed is the sum of the pseudo-header, not its complement.
        final long sum = pseudoHeader + PseudoHeader.protocolAndLength(protocol(), transportLength);
        Memory.putU16(null, whole + transport + checksumOffset, InternetChecksum.finish(sum) ^ 0xFFFF);
        VirtioHeader.writeLarge(header, kind, linear, segmentLength, transport, checksumOffset);
    }
}
