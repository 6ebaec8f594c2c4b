package org.firsthop.node.dissect;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.core.wire.Ipv6RoutingFlyweight;
import org.firsthop.core.wire.MplsLabelFlyweight;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.NeighborSolicitationFlyweight;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.PppFlyweight;
import org.firsthop.core.wire.PppoeFlyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.core.wire.VlanTagFlyweight;

/**
 * Ethernet frames made up from a seed, good ones: every layer that is dissected, in random combinations. Each method writes
 * at an offset and returns where it ended.
 */
final class SamplePackets {
    private static final int CAPACITY = 4096;

    private final RandomGenerator random;
    private final SampleMessages messages;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);

    SamplePackets(final RandomGenerator random) {
        this.random = random;
        messages = new SampleMessages(random);
    }

    /** A frame. */
    byte[] next() {
        Arrays.fill(buffer.byteArray(), (byte) 0xA5);
        new EthernetFlyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .destination(random.nextLong() & 0xFEFF_FFFF_FFFFL)
                .source(random.nextLong() & 0xFEFF_FFFF_FFFFL);
        int end = typed(EthernetFlyweight.ETHER_TYPE_OFFSET, 0);
        if (end < 60 && random.nextBoolean()) {
            buffer.setMemory(end, 60 - end, (byte) 0);
            end = 60;
        }
        return Arrays.copyOf(buffer.byteArray(), end);
    }

    private int typed(final int typeOffset, final int depth) {
        final int payload = typeOffset + 2;
        switch (random.nextInt(depth < 2 ? 10 : 5)) {
            case 0 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.ARP);
                return arp(payload);
            }
            case 1, 2 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.IPV4);
                return ipv4(payload, 0);
            }
            case 3, 4 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.IPV6);
                return ipv6(payload, 0);
            }
            case 5, 6 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.VLAN);
                return tag(payload, depth);
            }
            case 7 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.SERVICE_VLAN);
                return tag(payload, depth);
            }
            case 8 -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.MPLS);
                return mpls(payload);
            }
            default -> {
                NetworkOrder.putU16(buffer, typeOffset, EtherType.PPPOE_SESSION);
                return pppoe(payload);
            }
        }
    }

    private int tag(final int offset, final int depth) {
        new VlanTagFlyweight().wrap(buffer, offset).writeDefaults().control(random.nextInt(0x10000));
        return typed(offset + VlanTagFlyweight.INNER_TYPE_OFFSET, depth + 1);
    }

    private int mpls(final int offset) {
        int position = offset;
        final MplsLabelFlyweight entry = new MplsLabelFlyweight();
        for (int left = random.nextInt(3); left >= 0; left--) {
            entry.wrap(buffer, position)
                    .writeDefaults()
                    .label(16 + random.nextInt(1000))
                    .trafficClass(random.nextInt(8))
                    .bottomOfStack(left == 0)
                    .ttl(random.nextInt(256));
            position += MplsLabelFlyweight.LENGTH;
        }
        return random.nextBoolean() ? ipv4(position, 0) : ipv6(position, 0);
    }

    private int pppoe(final int offset) {
        final PppoeFlyweight pppoe =
                new PppoeFlyweight().wrap(buffer, offset).writeDefaults().sessionId(random.nextInt(0x10000));
        final boolean four = random.nextBoolean();
        final int start = offset + PppoeFlyweight.HEADER_LENGTH;
        final int header = new PppFlyweight()
                .wrap(buffer, start)
                .write(four ? PppFlyweight.PROTOCOL_IPV4 : PppFlyweight.PROTOCOL_IPV6, false, false);
        final int end = four ? ipv4(start + header, 0) : ipv6(start + header, 0);
        pppoe.payloadLength(end - start);
        return end;
    }

    private int arp(final int offset) {
        final ArpFlyweight arp = new ArpFlyweight().wrap(buffer, offset);
        final long mac = random.nextLong() & 0xFEFF_FFFF_FFFFL;
        final int address = random.nextInt();
        switch (random.nextInt(4)) {
            case 0 -> arp.writeRequest(mac, address, random.nextInt());
            case 1 -> arp.writeReply(mac, address, random.nextLong() & 0xFEFF_FFFF_FFFFL, random.nextInt());
            case 2 -> arp.writeProbe(mac, address);
            default -> arp.writeAnnouncement(mac, address);
        }
        return offset + ArpFlyweight.ETHERNET_IPV4_LENGTH;
    }

    private int ipv4(final int offset, final int depth) {
        final Ipv4Flyweight ip = new Ipv4Flyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .identification(random.nextInt(0x10000))
                .ttl(1 + random.nextInt(255))
                .source(0x0A00_0000 | random.nextInt(4))
                .destination(0x0A00_0100 | random.nextInt(4));
        int headerLength = Ipv4Flyweight.MIN_HEADER_LENGTH;
        if (random.nextInt(4) == 0) {
            // Router alert (RFC 2113) and two no-operations with an end of the list.
            NetworkOrder.putI32(buffer, offset + headerLength, 0x9404_0000);
            NetworkOrder.putI32(buffer, offset + headerLength + 4, 0x0101_0000);
            headerLength += 8;
            ip.ihl(headerLength / 4);
        }
        final int payload = offset + headerLength;
        final int protocol;
        final int end;
        if (random.nextInt(8) == 0) {
            ip.flagsAndFragmentOffset(random.nextInt(0x4000));
        } else if (random.nextBoolean()) {
            ip.flagsAndFragmentOffset(Ipv4Flyweight.DONT_FRAGMENT_FLAG);
        }
        switch (random.nextInt(depth < 2 ? 8 : 5)) {
            case 0, 1 -> {
                protocol = IpProtocol.TCP;
                end = tcp(payload);
                new TcpFlyweight()
                        .wrap(buffer, payload)
                        .fillChecksum(
                                PseudoHeader.ipv4(ip.source(), ip.destination(), protocol, end - payload),
                                end - payload);
            }
            case 2, 3 -> {
                protocol = IpProtocol.UDP;
                end = udp(payload);
                if (random.nextInt(4) != 0) {
                    new UdpFlyweight()
                            .wrap(buffer, payload)
                            .fillChecksum(
                                    PseudoHeader.ipv4(ip.source(), ip.destination(), protocol, end - payload),
                                    end - payload);
                }
            }
            case 4 -> {
                protocol = 200 + random.nextInt(50);
                end = octets(payload);
            }
            case 5 -> {
                protocol = IpProtocol.IPV4;
                end = ipv4(payload, depth + 1);
            }
            case 6 -> {
                protocol = IpProtocol.IPV6;
                end = ipv6(payload, depth + 1);
            }
            default -> {
                protocol = IpProtocol.ICMP;
                end = icmp(payload, depth);
            }
        }
        ip.protocol(protocol).totalLength(end - offset).fillChecksum();
        return end;
    }

    private int icmp(final int offset, final int depth) {
        final IcmpFlyweight icmp = new IcmpFlyweight().wrap(buffer, offset).writeDefaults();
        final int end;
        if (random.nextBoolean()) {
            icmp.type(random.nextBoolean() ? IcmpType.ECHO_REQUEST : IcmpType.ECHO_REPLY)
                    .identifier(random.nextInt(0x10000))
                    .sequenceNumber(random.nextInt(0x10000));
            end = octets(offset + IcmpFlyweight.DATA_OFFSET);
        } else {
            final int[] types = {IcmpType.DESTINATION_UNREACHABLE, IcmpType.TIME_EXCEEDED, IcmpType.REDIRECT};
            icmp.type(types[random.nextInt(types.length)])
                    .code(random.nextInt(5))
                    .gateway(random.nextInt());
            final int quoted = offset + IcmpFlyweight.DATA_OFFSET;
            final int whole = ipv4(quoted, depth + 1);
            end = random.nextBoolean() ? whole : Math.min(whole, quoted + 28);
        }
        icmp.fillChecksum(end - offset);
        return end;
    }

    private int ipv6(final int offset, final int depth) {
        final Ipv6Flyweight ip = new Ipv6Flyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .trafficClass(random.nextInt(256))
                .flowLabel(random.nextInt(0x10_0000))
                .hopLimit(1 + random.nextInt(255))
                .source(0x2001_0DB8_0000_0000L, random.nextInt(4))
                .destination(0x2001_0DB8_0000_0001L, random.nextInt(4));
        int nextHeaderOffset = offset + Ipv6Flyweight.NEXT_HEADER_OFFSET;
        int payload = offset + Ipv6Flyweight.HEADER_LENGTH;
        boolean fragmented = false;
        if (random.nextInt(5) == 0) {
            NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.HOP_BY_HOP);
            nextHeaderOffset = payload;
            payload = extension(payload);
        }
        if (random.nextInt(6) == 0) {
            NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.ROUTING);
            nextHeaderOffset = payload;
            payload = routing(payload);
        }
        if (random.nextInt(6) == 0) {
            NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.FRAGMENT);
            nextHeaderOffset = payload;
            fragmented = true;
            new Ipv6FragmentFlyweight()
                    .wrap(buffer, payload)
                    .writeDefaults()
                    .fragmentOffsetAndFlags(random.nextBoolean() ? 1 : random.nextInt(0x100) << 3)
                    .identification(random.nextInt());
            payload += Ipv6FragmentFlyweight.HEADER_LENGTH;
        }
        if (random.nextInt(6) == 0) {
            NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.DESTINATION_OPTIONS);
            nextHeaderOffset = payload;
            payload = extension(payload);
        }
        final int end = upperLayer(ip, nextHeaderOffset, payload, depth, fragmented);
        ip.payloadLength(end - offset - Ipv6Flyweight.HEADER_LENGTH);
        return end;
    }

    private int upperLayer(
            final Ipv6Flyweight ip,
            final int nextHeaderOffset,
            final int payload,
            final int depth,
            final boolean fragmented) {
        final int end;
        switch (random.nextInt(depth < 2 ? 7 : 4)) {
            case 0, 1 -> {
                NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.TCP);
                end = tcp(payload);
                new TcpFlyweight()
                        .wrap(buffer, payload)
                        .fillChecksum(ip.pseudoHeaderSum(IpProtocol.TCP, end - payload), end - payload);
            }
            case 2, 3 -> {
                NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.UDP);
                end = udp(payload);
                new UdpFlyweight()
                        .wrap(buffer, payload)
                        .fillChecksum(ip.pseudoHeaderSum(IpProtocol.UDP, end - payload), end - payload);
            }
            case 4 -> {
                NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.IPV4);
                end = ipv4(payload, depth + 1);
            }
            case 5 -> {
                NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.NO_NEXT_HEADER);
                end = fragmented ? octets(payload) : payload;
            }
            default -> {
                NetworkOrder.putU8(buffer, nextHeaderOffset, IpProtocol.ICMPV6);
                end = icmpv6(payload, depth);
                new Icmpv6Flyweight()
                        .wrap(buffer, payload)
                        .fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, end - payload), end - payload);
            }
        }
        return end;
    }

    private int extension(final int offset) {
        final int units = random.nextInt(3);
        final Ipv6ExtensionFlyweight header = new Ipv6ExtensionFlyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .headerExtensionLength(units);
        // One PadN option over all that is there (RFC 8200 section 4.2).
        buffer.setMemory(header.dataOffset(), header.dataLength(), (byte) 0);
        NetworkOrder.putU8(buffer, header.dataOffset(), 1);
        NetworkOrder.putU8(buffer, header.dataOffset() + 1, header.dataLength() - 2);
        return offset + header.headerLength();
    }

    private int routing(final int offset) {
        final int addresses = 1 + random.nextInt(2);
        new Ipv6RoutingFlyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .headerExtensionLength(2 * addresses)
                .routingType(Ipv6RoutingFlyweight.TYPE_SOURCE_ROUTE)
                .segmentsLeft(random.nextInt(addresses + 1));
        NetworkOrder.putI32(buffer, offset + 4, 0);
        for (int i = 0; i < addresses; i++) {
            final int address = offset + Ipv6RoutingFlyweight.ADDRESSES_OFFSET + 16 * i;
            NetworkOrder.putI64(buffer, address, 0x2001_0DB8_0000_0002L);
            NetworkOrder.putI64(buffer, address + 8, i + 1L);
        }
        return offset + 8 + 16 * addresses;
    }

    private int icmpv6(final int offset, final int depth) {
        final Icmpv6Flyweight icmp = new Icmpv6Flyweight().wrap(buffer, offset).writeDefaults();
        switch (random.nextInt(4)) {
            case 0 -> {
                icmp.type(random.nextBoolean() ? Icmpv6Type.ECHO_REQUEST : Icmpv6Type.ECHO_REPLY)
                        .identifier(random.nextInt(0x10000))
                        .sequenceNumber(random.nextInt(0x10000));
                return octets(offset + Icmpv6Flyweight.DATA_OFFSET);
            }
            case 1 -> {
                icmp.type(1 + random.nextInt(4)).code(0).mtu(1280 + random.nextInt(1000));
                final int quoted = offset + Icmpv6Flyweight.DATA_OFFSET;
                final int whole = ipv6(quoted, depth + 1);
                return random.nextBoolean() ? whole : Math.min(whole, quoted + 64);
            }
            case 2 -> {
                new NeighborSolicitationFlyweight()
                        .wrap(buffer, offset)
                        .writeDefaults()
                        .target(0xFE80_0000_0000_0000L, random.nextLong());
                return linkLayerAddress(
                        offset + NeighborSolicitationFlyweight.MIN_LENGTH, NdpOptionType.SOURCE_LINK_LAYER_ADDRESS);
            }
            default -> {
                new NeighborAdvertisementFlyweight()
                        .wrap(buffer, offset)
                        .writeDefaults()
                        .flags(random.nextInt(8) << 5)
                        .target(0xFE80_0000_0000_0000L, random.nextLong());
                return linkLayerAddress(
                        offset + NeighborAdvertisementFlyweight.MIN_LENGTH, NdpOptionType.TARGET_LINK_LAYER_ADDRESS);
            }
        }
    }

    private int linkLayerAddress(final int offset, final int type) {
        new NdpOptionFlyweight()
                .wrap(buffer, offset)
                .writeDefaults(type, NdpOptionFlyweight.MIN_LENGTH)
                .linkLayerAddress(random.nextLong() & 0xFEFF_FFFF_FFFFL);
        return offset + NdpOptionFlyweight.MIN_LENGTH;
    }

    private int udp(final int offset) {
        final UdpFlyweight udp = new UdpFlyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .sourcePort(port())
                .destinationPort(port());
        final int start = offset + UdpFlyweight.HEADER_LENGTH;
        final int end;
        if (random.nextInt(4) == 0) {
            final int[] ports = {53, 5353, 5355, 40_001};
            udp.destinationPort(ports[random.nextInt(ports.length)]);
            end = messages.write(buffer, start);
        } else {
            end = octets(start);
        }
        udp.length(end - offset);
        return end;
    }

    private int tcp(final int offset) {
        final TcpFlyweight tcp = new TcpFlyweight()
                .wrap(buffer, offset)
                .writeDefaults()
                .sourcePort(port())
                .destinationPort(port())
                .sequenceNumber(random.nextInt())
                .acknowledgmentNumber(random.nextInt())
                .flags(random.nextInt(0x40))
                .window(random.nextInt(0x10000));
        int headerLength = TcpFlyweight.MIN_HEADER_LENGTH;
        if (random.nextBoolean()) {
            final TcpOptionEncoder options = new TcpOptionEncoder().wrap(buffer, offset + headerLength);
            if (random.nextBoolean()) {
                options.maximumSegmentSize(random.nextInt(0x10000));
            }
            if (random.nextBoolean()) {
                options.windowScale(random.nextInt(15));
            }
            if (random.nextBoolean()) {
                options.sackPermitted();
            }
            if (random.nextBoolean()) {
                options.timestamps(random.nextInt(), random.nextInt());
            }
            if (random.nextInt(4) == 0) {
                options.sackBlock(random.nextInt(), random.nextInt());
            }
            options.finish();
            headerLength += options.length();
            tcp.dataOffset(headerLength / 4);
        }
        final int start = offset + headerLength;
        if (random.nextInt(4) != 0) {
            return octets(start);
        }
        tcp.sourcePort(53);
        int end = start;
        for (int left = random.nextInt(3); left > 0; left--) {
            final int message = end + Short.BYTES;
            end = messages.write(buffer, message);
            NetworkOrder.putU16(buffer, message - Short.BYTES, end - message);
        }
        return end;
    }

    /** A few ports only, so that conversations go back and forth. */
    private int port() {
        return 40_000 + random.nextInt(3);
    }

    private int octets(final int offset) {
        final int length = random.nextInt(4) == 0 ? 0 : random.nextInt(40);
        for (int i = 0; i < length; i++) {
            buffer.putByte(offset + i, (byte) random.nextInt());
        }
        return offset + length;
    }
}
