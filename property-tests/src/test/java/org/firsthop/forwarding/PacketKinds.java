package org.firsthop.forwarding;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/** Frames of every kind that a router meets, for laws that must hold of all: some good, some not. */
final class PacketKinds {
    static final long LAN_MAC = 0x0200_0000_0001L;
    static final long WAN_MAC = 0x0200_0000_0002L;
    static final long HOST_MAC = 0x0200_0000_0100L;
    static final long GATEWAY_MAC = 0x0200_0000_0200L;
    static final int LAN = 0xC0A8_0101;
    static final int WAN = 0xCB00_7102;
    static final int HOST = 0xC0A8_0164;
    static final int GATEWAY = WAN - 1;
    static final long NET6 = 0x2001_0DB8_0001_0000L;
    static final long WAN_NET6 = 0x2001_0DB8_0002_0000L;
    private static final long FAR6 = 0x2606_2800_0000_0000L;
    private static final long LINK_LOCAL = 0xFE80L << 48;

    private static final int[] IPV4 = {
        LAN,
        WAN,
        HOST,
        GATEWAY,
        0xC0A8_0133,
        0xC0A8_01FF,
        0x5DB8_D822,
        0x0A00_0001,
        0xE000_0001,
        0xEF01_0101,
        0x7F00_0001,
        -1,
        0
    };
    private static final byte[][] OPTIONS = {
        {},
        {},
        {},
        {1, 1, 1, 0},
        {7, 7, 4, 0, 0, 0, 0, 0},
        {68, 8, 5, 0, 0, 0, 0, 0},
        {(byte) 131, 7, 4, 8, 8, 8, 8, 0},
        {(byte) 148, 4, 0, 0},
        {99, 9, 0, 0}
    };
    private static final byte[][] EXTENSIONS = {
        {},
        {},
        {IpProtocol.HOP_BY_HOP, 0, 1, 4, 0, 0, 0, 0},
        {IpProtocol.HOP_BY_HOP, 0, 5, 2, 0, 0, 1, 0},
        {IpProtocol.ROUTING, 0, 0, 1, 0, 0, 0, 0},
        {IpProtocol.DESTINATION_OPTIONS, 0, (byte) 0xC7, 4, 0, 0, 0, 0}
    };

    private final Random random;

    PacketKinds(final long seed) {
        random = new Random(seed);
    }

    /** Another frame, that comes by the LAN or the WAN. */
    byte[] next(final boolean isLan) {
        final int kind = random.nextInt(20);
        final byte[] frame;
        if (kind == 0) {
            frame = arp(isLan);
        } else if (kind < 12) {
            frame = ethernet(isLan, EtherType.IPV4, ipv4());
        } else {
            frame = ethernet(isLan, EtherType.IPV6, ipv6());
        }
        if (random.nextInt(6) == 0) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                frame[random.nextInt(Math.min(frame.length, 70))] = (byte) random.nextInt();
            }
        }
        return random.nextInt(12) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length + 1)) : frame;
    }

    private byte[] ethernet(final boolean isLan, final int type, final byte[] packet) {
        final byte[] frame = new byte[EthernetFlyweight.HEADER_LENGTH + packet.length];
        final long own = isLan ? LAN_MAC : WAN_MAC;
        new EthernetFlyweight()
                .wrap(new UnsafeBuffer(frame), 0)
                .destination(random.nextInt(12) == 0 ? 0xFFFF_FFFF_FFFFL : own)
                .source(isLan ? HOST_MAC : GATEWAY_MAC)
                .etherType(type);
        System.arraycopy(packet, 0, frame, EthernetFlyweight.HEADER_LENGTH, packet.length);
        return frame;
    }

    private byte[] arp(final boolean isLan) {
        final byte[] packet = new byte[46];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        buffer.putLong(0, 0x0001_0800_0604_0001L + random.nextInt(2), ByteOrder.BIG_ENDIAN);
        buffer.putShort(8, (short) (HOST_MAC >>> 32), ByteOrder.BIG_ENDIAN);
        buffer.putInt(10, (int) (isLan ? HOST_MAC : GATEWAY_MAC), ByteOrder.BIG_ENDIAN);
        buffer.putInt(14, address(), ByteOrder.BIG_ENDIAN);
        buffer.putInt(24, address(), ByteOrder.BIG_ENDIAN);
        final byte[] frame = ethernet(isLan, EtherType.ARP, packet);
        if (random.nextBoolean()) {
            Arrays.fill(frame, 0, 6, (byte) 0xFF);
        }
        return frame;
    }

    private int address() {
        return random.nextInt(8) == 0 ? HOST & ~0xFF | random.nextInt(256) : IPV4[random.nextInt(IPV4.length)];
    }

    private byte[] ipv4() {
        final byte[] options = OPTIONS[random.nextInt(OPTIONS.length)];
        final int protocol = new int[] {IpProtocol.UDP, IpProtocol.TCP, IpProtocol.ICMP, 99}[random.nextInt(4)];
        final byte[] message = protocol == IpProtocol.ICMP ? icmp() : transport();
        final int headerLength = Ipv4Flyweight.MIN_HEADER_LENGTH + options.length;
        final byte[] packet = new byte[headerLength + message.length];
        System.arraycopy(options, 0, packet, Ipv4Flyweight.MIN_HEADER_LENGTH, options.length);
        System.arraycopy(message, 0, packet, headerLength, message.length);
        final Ipv4Flyweight ip =
                new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0).writeDefaults();
        packet[0] = (byte) (0x40 | headerLength >>> 2);
        final int fragment = random.nextInt(5) > 0
                ? 0
                : new int[] {0x2000, 0x2001, 0x0002, 0x00B9, 0x2000 | random.nextInt(8)}[random.nextInt(5)];
        ip.totalLength(packet.length)
                .identification(random.nextInt(4))
                .flagsAndFragmentOffset(fragment != 0 ? fragment : random.nextBoolean() ? 0x4000 : 0)
                .ttl(random.nextInt(6) == 0 ? random.nextInt(2) : 64)
                .protocol(protocol)
                .source(random.nextInt(3) > 0 ? HOST : address())
                .destination(address())
                .fillChecksum();
        return packet;
    }

    /** Ports, then what TCP or UDP may have there. */
    private byte[] transport() {
        final byte[] message = new byte[8 + random.nextInt(4) * random.nextInt(366)];
        random.nextBytes(message);
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        buffer.putShort(0, (short) (1_000 + random.nextInt(8)), ByteOrder.BIG_ENDIAN);
        buffer.putShort(2, (short) (random.nextBoolean() ? 53 : 1_000 + random.nextInt(8)), ByteOrder.BIG_ENDIAN);
        buffer.putShort(4, (short) message.length, ByteOrder.BIG_ENDIAN);
        buffer.putShort(6, (short) 0);
        if (message.length >= 20) {
            message[12] = 0x50;
        }
        return message;
    }

    private byte[] icmp() {
        final int[] types = {8, 8, 0, 3, 5, 11, 13, random.nextInt(256)};
        final int type = types[random.nextInt(types.length)];
        final byte[] data = random.nextInt(3) == 0 ? new byte[random.nextInt(1_600)] : new byte[28];
        if (data.length > 0 && (type == 3 || type == 5 || type == 11)) {
            data[0] = 0x45;
            if (data.length >= 28) {
                final Ipv4Flyweight quoted = new Ipv4Flyweight().wrap(new UnsafeBuffer(data), 0);
                quoted.totalLength(28).ttl(1).protocol(17).source(address()).destination(address());
            }
        }
        final byte[] message = new byte[IcmpFlyweight.HEADER_LENGTH + data.length];
        System.arraycopy(data, 0, message, IcmpFlyweight.HEADER_LENGTH, data.length);
        message[0] = (byte) type;
        message[1] = (byte) random.nextInt(4);
        new UnsafeBuffer(message).putInt(4, random.nextBoolean() ? address() : random.nextInt(4), ByteOrder.BIG_ENDIAN);
        new IcmpFlyweight().wrap(new UnsafeBuffer(message), 0).fillChecksum(message.length);
        return message;
    }

    private byte[] ipv6() {
        final byte[] extension = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
        final boolean isFragment = random.nextInt(5) == 0;
        final boolean isIcmp = random.nextInt(3) == 0;
        final byte[] message = isIcmp ? icmpv6() : transport();
        final int fixed = Ipv6Flyweight.HEADER_LENGTH;
        final byte[] packet = new byte[fixed + extension.length + (isFragment ? 8 : 0) + message.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        int next = isIcmp ? IpProtocol.ICMPV6 : IpProtocol.UDP;
        int at = packet.length - message.length;
        System.arraycopy(message, 0, packet, at, message.length);
        if (isFragment) {
            at -= 8;
            packet[at] = (byte) next;
            buffer.putShort(at + 2, (short) (random.nextInt(3) << 3 | random.nextInt(2)), ByteOrder.BIG_ENDIAN);
            buffer.putInt(at + 4, random.nextInt(4));
            next = IpProtocol.FRAGMENT;
        }
        if (extension.length > 0) {
            at -= extension.length;
            System.arraycopy(extension, 0, packet, at, extension.length);
            packet[at] = (byte) next;
            next = extension[0];
        }
        final boolean isNdp = isIcmp && (message[0] & 0xFF) >= 133 && (message[0] & 0xFF) <= 137;
        final Ipv6Flyweight ip = new Ipv6Flyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .payloadLength(packet.length - fixed)
                .nextHeader(next)
                .hopLimit(isNdp ? 255 : random.nextInt(6) == 0 ? random.nextInt(2) : 64);
        final boolean fromLinkLocal = isNdp || random.nextInt(5) == 0;
        ip.source(fromLinkLocal ? LINK_LOCAL : random.nextInt(4) == 0 ? FAR6 : NET6, fromLinkLocal ? 1 : 0x64);
        switch (random.nextInt(8)) {
            case 0 -> ip.destination(NET6, 1);
            case 1 -> ip.destination(NET6, random.nextInt(256));
            case 2 -> ip.destination(0xFF02L << 48, 1 + random.nextInt(2));
            case 3 -> ip.destination(0xFF02L << 48, 0x1_FF00_0001L);
            case 4 -> ip.destination(LINK_LOCAL, 1 + random.nextInt(3));
            case 5 -> ip.destination(WAN_NET6, 2);
            default -> ip.destination(FAR6, random.nextInt(4));
        }
        if (isIcmp && !isFragment) {
            new Icmpv6Flyweight()
                    .wrap(buffer, packet.length - message.length)
                    .fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, message.length), message.length);
        }
        return packet;
    }

    private byte[] icmpv6() {
        final int[] types = {128, 128, 129, 1, 2, 3, 133, 134, 135, 136, 137, random.nextInt(256)};
        final int type = types[random.nextInt(types.length)];
        final boolean isNeighbor = type == 135 || type == 136;
        final byte[] message =
                new byte[type == 137 ? 40 : isNeighbor ? 24 : type == 134 ? 16 : 8 + random.nextInt(200)];
        message[0] = (byte) type;
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        if (isNeighbor || type == 137) {
            buffer.putLong(8, random.nextBoolean() ? NET6 : LINK_LOCAL, ByteOrder.BIG_ENDIAN);
            buffer.putLong(16, random.nextInt(4), ByteOrder.BIG_ENDIAN);
        }
        return message;
    }
}
