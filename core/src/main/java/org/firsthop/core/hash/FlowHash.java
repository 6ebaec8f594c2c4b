package org.firsthop.core.hash;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/**
 * The flow that a packet belongs to, as a number: addresses, and ports where TCP, UDP or SCTP has them in the packet.
 *
 * <p>Fragments are hashed by their addresses alone, the first one too, so that all of a datagram have one value; they may differ
 * from the value of the flow's whole datagrams. IPv6 packets with extension headers are hashed by their addresses. What is not
 * IP, or is cut short, has the value 0, and so has Neighbor Discovery (RFC 4861), which like ARP concerns the link and no flow.
 * Any octets may be given.
 *
 * <p>Immutable; may be shared.
 */
public final class FlowHash {
    /** The value of what belongs to no flow. */
    public static final int NO_FLOW = 0;

    private static final int PORTS_LENGTH = 4;
    private static final int MAX_TAGS = 2;
    private static final int FIRST_DISCOVERY_TYPE = 133;
    private static final int LAST_DISCOVERY_TYPE = 137;

    private static final FlowHash SYMMETRIC = new FlowHash(ToeplitzHash.fromHex(ToeplitzHash.SYMMETRIC_KEY));

    private final ToeplitzHash hash;

    /**
     * A flow hash.
     *
     * @param hash of the addresses and ports; a symmetric one gives both directions of a flow one value.
     */
    public FlowHash(final ToeplitzHash hash) {
        this.hash = hash;
    }

    /** {@return a flow hash that gives both directions of a flow one value} */
    public static FlowHash symmetric() {
        return SYMMETRIC;
    }

    /**
     * The flow of an Ethernet frame, behind up to two VLAN tags.
     *
     * @param address of the frame's first octet, outside the heap.
     * @param length of the frame, in octets.
     * @return the flow's value, or {@link #NO_FLOW}.
     */
    public int ofFrame(final long address, final int length) {
        int offset = EthernetFlyweight.HEADER_LENGTH;
        for (int tags = 0; tags <= MAX_TAGS && offset <= length; tags++) {
            switch (Memory.u16(null, address + offset - 2)) {
                case EtherType.VLAN, EtherType.SERVICE_VLAN, EtherType.LEGACY_SERVICE_VLAN -> offset += 4;
                case EtherType.IPV4, EtherType.IPV6 -> {
                    return ofPacket(address + offset, length - offset);
                }
                default -> {
                    return NO_FLOW;
                }
            }
        }
        return NO_FLOW;
    }

    /**
     * The flow of an IP packet.
     *
     * @param address of the packet's first octet, outside the heap.
     * @param length octets from there on.
     * @return the flow's value, or {@link #NO_FLOW}.
     */
    public int ofPacket(final long address, final int length) {
        if (length < Ipv4Flyweight.MIN_HEADER_LENGTH) {
            return NO_FLOW;
        }
        return switch (Memory.u8(null, address) >>> 4) {
            case 4 -> ofIpv4(address, length);
            case 6 -> length < Ipv6Flyweight.HEADER_LENGTH ? NO_FLOW : ofIpv6(address, length);
            default -> NO_FLOW;
        };
    }

    private int ofIpv4(final long address, final int length) {
        final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
        final int source = Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int destination = Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
        final int fragment = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        final boolean isWhole = (fragment & ~Ipv4Flyweight.DONT_FRAGMENT_FLAG) == 0;
        final int protocol = Memory.u8(null, address + Ipv4Flyweight.PROTOCOL_OFFSET);
        if (isWhole && hasPorts(protocol) && headerLength + PORTS_LENGTH <= length) {
            final int ports = Memory.i32(null, address + headerLength);
            return hash.hash(source, destination, ports >>> 16, ports & 0xFFFF);
        }
        return hash.hash(source, destination);
    }

    private int ofIpv6(final long address, final int length) {
        final long sourceHigh = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET);
        final long sourceLow = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES);
        final long destinationHigh = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET);
        final long destinationLow = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES);
        final int nextHeader = Memory.u8(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        if (hasPorts(nextHeader) && Ipv6Flyweight.HEADER_LENGTH + PORTS_LENGTH <= length) {
            final int ports = Memory.i32(null, address + Ipv6Flyweight.HEADER_LENGTH);
            return hash.hash(sourceHigh, sourceLow, destinationHigh, destinationLow, ports >>> 16, ports & 0xFFFF);
        }
        if (nextHeader == IpProtocol.ICMPV6 && length > Ipv6Flyweight.HEADER_LENGTH) {
            final int type = Memory.u8(null, address + Ipv6Flyweight.HEADER_LENGTH);
            if (type >= FIRST_DISCOVERY_TYPE && type <= LAST_DISCOVERY_TYPE) {
                return NO_FLOW;
            }
        }
        return hash.hash(sourceHigh, sourceLow, destinationHigh, destinationLow);
    }

    private static boolean hasPorts(final int protocol) {
        return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP;
    }
}
