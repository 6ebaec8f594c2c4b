package org.firsthop.forwarding.local;

import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;

/** Writes the IP headers of packets that this node makes, by address and whole; and reads what those of others carry. */
public final class IpHeaders {
    /** The hop limit of packets that this node makes, unless the user says otherwise (RFC 1340, RFC 3232). */
    public static final int DEFAULT_HOP_LIMIT = 64;

    private IpHeaders() {}

    /**
     * Writes an IPv4 header without options, its checksum included; the packet may be fragmented.
     *
     * @param address of the header's first octet, outside the heap.
     * @param trafficClass DSCP and ECN, 0 to 255.
     * @param totalLength octets of header and payload.
     * @param identification 16 bits.
     * @param ttl 1 to 255.
     * @param protocol 0 to 255.
     * @param source most significant octet first.
     * @param destination most significant octet first.
     */
    public static void writeIpv4(
            final long address,
            final int trafficClass,
            final int totalLength,
            final int identification,
            final int ttl,
            final int protocol,
            final int source,
            final int destination) {
        Memory.putI32(null, address, 0x45 << 24 | trafficClass << 16 | totalLength);
        Memory.putI32(null, address + Ipv4Flyweight.IDENTIFICATION_OFFSET, identification << 16);
        Memory.putI32(null, address + Ipv4Flyweight.TTL_OFFSET, ttl << 24 | protocol << 16);
        Memory.putI32(null, address + Ipv4Flyweight.SOURCE_OFFSET, source);
        Memory.putI32(null, address + Ipv4Flyweight.DESTINATION_OFFSET, destination);
        fillIpv4Checksum(address, Ipv4Flyweight.MIN_HEADER_LENGTH);
    }

    /**
     * Computes the checksum of an IPv4 header and writes it.
     *
     * @param address of the header's first octet, outside the heap.
     * @param headerLength octets of the header, options included.
     */
    public static void fillIpv4Checksum(final long address, final int headerLength) {
        Memory.putU16(null, address + Ipv4Flyweight.CHECKSUM_OFFSET, 0);
        Memory.putU16(
                null,
                address + Ipv4Flyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(InternetChecksum.partialSum(null, address, headerLength)));
    }

    /**
     * Writes a fixed IPv6 header with flow label 0.
     *
     * @param address of the header's first octet, outside the heap.
     * @param trafficClass DSCP and ECN, 0 to 255.
     * @param payloadLength octets after the fixed header.
     * @param nextHeader 0 to 255.
     * @param hopLimit 1 to 255.
     * @param sourceHigh the first 64 bits of the source.
     * @param sourceLow the last 64 bits of the source.
     * @param destinationHigh the first 64 bits of the destination.
     * @param destinationLow the last 64 bits of the destination.
     */
    public static void writeIpv6(
            final long address,
            final int trafficClass,
            final int payloadLength,
            final int nextHeader,
            final int hopLimit,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow) {
        Memory.putI32(null, address, 6 << 28 | trafficClass << 20);
        Memory.putI32(
                null, address + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, payloadLength << 16 | nextHeader << 8 | hopLimit);
        Memory.putI64(null, address + Ipv6Flyweight.SOURCE_OFFSET, sourceHigh);
        Memory.putI64(null, address + Ipv6Flyweight.SOURCE_OFFSET + 8, sourceLow);
        Memory.putI64(null, address + Ipv6Flyweight.DESTINATION_OFFSET, destinationHigh);
        Memory.putI64(null, address + Ipv6Flyweight.DESTINATION_OFFSET + 8, destinationLow);
    }

    /**
     * The protocol of a local packet's upper layer: in IPv6 the one behind the extension headers.
     *
     * @param pool that has the frame.
     * @param frame whose headers are valid, and whose upper layer begins at {@link FramePool#l4Offset(int)}.
     * @return 0 to 255.
     */
    public static int upperLayerProtocol(final FramePool pool, final int frame) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        if (Memory.u8(null, ip) >>> 4 == 4) {
            return Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET);
        }
        final long upperLayer = pool.address(frame) + pool.l4Offset(frame);
        int protocol = Memory.u8(null, ip + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        long at = ip + Ipv6Flyweight.HEADER_LENGTH;
        while (at < upperLayer) {
            final int length = Memory.u8(null, at + 1);
            final int octets =
                    switch (protocol) {
                        case IpProtocol.FRAGMENT -> Ipv6FragmentFlyweight.HEADER_LENGTH;
                        case IpProtocol.AH -> (length + 2) * Integer.BYTES;
                        default -> (length + 1) * Long.BYTES;
                    };
            protocol = Memory.u8(null, at);
            at += octets;
        }
        return protocol;
    }
}
