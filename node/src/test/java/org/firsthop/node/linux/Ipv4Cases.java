package org.firsthop.node.linux;

import java.util.Arrays;
import java.util.Random;

/** IPv4 packets for {@link RouterScene}: good ones, and ones with one or two things special or wrong. */
final class Ipv4Cases {
    private static final String[] SOURCES = {
        RouterScene.host(0, 2),
        "203.0.113.", // Routed back where it came from.
        "192.0.2.", // Routed elsewhere, by a link with a small MTU.
        "20.1.", // Routed by the half of a default route.
        "150.1.2.3", // Not routed at all.
        "10.9.1.1",
        "10.10.1.1",
        RouterScene.host(0, 1),
        RouterScene.host(1, 1),
        RouterScene.host(0, 7),
        RouterScene.host(0, 0),
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "169.254.1.1",
        "224.0.0.5",
        "240.0.0.1",
        "255.255.255.255"
    };
    private static final String[] DESTINATIONS = {
        RouterScene.host(1, 2),
        RouterScene.host(2, 3),
        RouterScene.host(3, 4),
        RouterScene.host(0, 3),
        "8.8.8.8",
        "198.51.100.7",
        "192.0.2.7",
        "203.0.113.7",
        "10.9.0.1",
        "10.10.0.1",
        "10.11.0.1",
        "150.0.0.1",
        RouterScene.host(0, 1),
        RouterScene.host(1, 1),
        RouterScene.host(3, 1),
        RouterScene.host(0, 7),
        RouterScene.host(1, 7),
        RouterScene.host(0, 0),
        RouterScene.host(1, 0),
        "255.255.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "169.254.9.9",
        "224.0.0.1",
        "224.0.0.251",
        "224.0.1.1",
        "239.1.2.3",
        "240.0.0.1"
    };
    private static final int[] TTLS = {0, 1, 2, 3, 64, 128, 255};
    private static final int[] LENGTHS = {0, 1, 7, 8, 9, 28, 100, 540, 548, 549, 556, 557, 1000, 1252, 1253, 1400, 1472
    };
    private static final int[] FRAGMENTS = {
        0x4000, 0x2000, 0x2001, 0x0001, 0x00B9, 0x20B9, 0x6000, 0x8000, 0xC000, 0x1FFF, 0x3FFF, 0x4001
    };

    /** Lists of options, each by itself well or badly made. */
    private static final byte[][] OPTIONS = {
        RawPackets.bytes(1, 1, 1, 1),
        RawPackets.bytes(0, 0, 0, 0),
        RawPackets.bytes(1, 0, 7, 99),
        RawPackets.bytes(148, 4, 0, 0),
        RawPackets.bytes(148, 4, 1, 2),
        RawPackets.bytes(0x5E, 4, 9, 9), // Experimental, not copied (RFC 4727).
        RawPackets.bytes(0xDE, 6, 1, 2, 3, 4, 0, 0), // Experimental, copied.
        RawPackets.bytes(130, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(7, 7, 4, 0, 0, 0, 0, 0),
        RawPackets.bytes(7, 15, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(7, 7, 8, 1, 2, 3, 4, 0), // Full.
        RawPackets.bytes(7, 7, 3, 0, 0, 0, 0, 0), // The pointer is too small.
        RawPackets.bytes(7, 7, 5, 0, 0, 0, 0, 0), // No room for a whole address.
        RawPackets.bytes(7, 2, 0, 0),
        RawPackets.bytes(7, 3, 4, 0),
        RawPackets.bytes(68, 12, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 13, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 5, 3, 198, 18, 0, 1, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 5, 3, 9, 9, 9, 9, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 5, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 12, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        RawPackets.bytes(68, 3, 5, 0),
        RawPackets.bytes(131, 7, 4, 8, 8, 8, 8, 0),
        RawPackets.bytes(131, 7, 8, 8, 8, 8, 8, 0),
        RawPackets.bytes(137, 7, 4, 8, 8, 8, 8, 0),
        RawPackets.bytes(137, 3, 4, 0),
        RawPackets.bytes(1, 1, 1, 7),
        RawPackets.bytes(0x5E, 0, 0, 0),
        RawPackets.bytes(0x5E, 1, 0, 0),
        RawPackets.bytes(0x5E, 5, 0, 0),
        RawPackets.bytes(
                7, 39, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0)
    };

    private final Random random;
    private String source = "";
    private String destination = "";
    private int ttl;
    private int fragment;
    private byte[] options = {};
    private int dataLength;
    private int kind;
    private long toMac;
    private int ingress;
    private int trafficClass;
    private final StringBuilder name = new StringBuilder();

    Ipv4Cases(final long seed) {
        random = new Random(seed);
    }

    RouterCase next() {
        name.setLength(0);
        name.append("ipv4");
        ingress = random.nextInt(8) == 0 ? 1 : 0;
        source = completed("100.64.");
        destination = pick(Arrays.copyOf(DESTINATIONS, 12));
        ttl = 64;
        fragment = 0;
        options = new byte[0];
        dataLength = 28;
        kind = random.nextInt(4);
        toMac = RouterScene.ownMac(ingress);
        trafficClass = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            special();
        }
        return damaged(make());
    }

    private void special() {
        switch (random.nextInt(10)) {
            case 0 -> source = completed(pick(SOURCES));
            case 1 -> destination = pick(DESTINATIONS);
            case 2 -> ttl = TTLS[random.nextInt(TTLS.length)];
            case 3 -> fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
            case 4 -> options = OPTIONS[random.nextInt(OPTIONS.length)];
            case 5 -> dataLength = LENGTHS[random.nextInt(LENGTHS.length)];
            case 6 -> kind = 4 + random.nextInt(12);
            case 7 -> destination = DESTINATIONS[12 + random.nextInt(3)];
            case 8 -> toMac = random.nextBoolean() ? 0xFFFF_FFFF_FFFFL : 0x0100_5E00_0001L;
            default -> trafficClass = random.nextInt(256);
        }
    }

    private String pick(final String[] among) {
        return among[random.nextInt(among.length)];
    }

    /** A prefix with any host: the kernel limits what it says to one host of routes that reject. */
    private String completed(final String prefix) {
        final StringBuilder text = new StringBuilder(prefix);
        for (long dots = prefix.chars().filter(c -> c == '.').count(); prefix.endsWith(".") && dots <= 3; dots++) {
            text.append(1 + random.nextInt(254)).append(dots == 3 ? "" : ".");
        }
        return text.toString();
    }

    private byte[] make() {
        name.append(' ' + source + " > " + destination + " ttl " + ttl + " kind " + kind);
        final int headerLength = 20 + (options.length + 3 & ~3);
        final int room = RouterScene.MTU[ingress] - headerLength - 20;
        final int length = Math.min(dataLength, room);
        final byte[] payload = payload(length);
        final byte[] packet = RawPackets.ipv4(source, destination, protocol(), ttl, fragment, options, payload);
        packet[1] = (byte) trafficClass;
        return RawPackets.withIpv4Checksum(packet);
    }

    private int protocol() {
        return switch (kind) {
            case 0, 4, 15 -> 17;
            case 1 -> 6;
            case 3 -> 253;
            case 5 -> 0;
            case 14 -> 2;
            default -> 1;
        };
    }

    /** What the packet carries: 0 to 3 are plain, the others special. */
    private byte[] payload(final int length) {
        final byte[] data = RawPackets.udp(1, 2, length);
        return switch (kind) {
            case 0 -> RawPackets.udp(4000, 5000, length);
            case 1 -> tcpSyn();
            case 3, 5 -> data;
            case 4 -> RawPackets.udp(0, 0, length);
            case 6 -> RawPackets.icmp(3, 3, 0, quoted());
            case 7 -> RawPackets.icmp(11, 0, 0, quoted());
            case 8 -> RawPackets.icmp(12, 0, 0x14000000, quoted());
            case 9 -> RawPackets.icmp(5, 1, 0xC6120002, quoted());
            case 10 -> RawPackets.icmp(17, 0, 0x12340001, new byte[4]);
            case 11 -> RawPackets.icmp(15, 0, 0x12340001, new byte[0]);
            case 12 -> RawPackets.icmp(200 + random.nextInt(50), 0, 0, data);
            case 13 -> badEcho(data);
            case 14 -> RawPackets.bytes(0x16, 0, 0, 0, 224, 1, 1, 1);
            case 15 -> Arrays.copyOf(RawPackets.udp(1, 2, 20), 4 + random.nextInt(20));
            default -> RawPackets.icmp(8, 0, 0x1234_0001, data);
        };
    }

    private byte[] tcpSyn() {
        return RawPackets.withChecksum4(source, destination, 6, 16, RawPackets.tcpSyn());
    }

    private byte[] quoted() {
        return RawPackets.ipv4(destination, source, 17, RawPackets.udp(5000, 4000, 8));
    }

    private static byte[] badEcho(final byte[] data) {
        final byte[] echo = RawPackets.icmp(8, 0, 0x1234_0002, data);
        echo[2] ^= 1;
        return echo;
    }

    private RouterCase damaged(final byte[] whole) {
        byte[] packet = whole;
        if (random.nextInt(4) == 0) {
            switch (random.nextInt(8)) {
                case 0 -> packet[0] = (byte) (random.nextInt(16) << 4 | packet[0] & 0xF);
                case 1 -> packet[0] = (byte) (packet[0] & 0xF0 | random.nextInt(16));
                case 2 -> length(packet, random.nextInt(packet.length + 40));
                case 3 -> length(packet, random.nextInt(0x10000));
                case 4 -> packet[10] ^= (byte) (1 + random.nextInt(255));
                case 5 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                case 6 -> packet[random.nextInt(12)] = (byte) random.nextInt();
                default -> packet = Arrays.copyOf(packet, Math.min(packet.length + random.nextInt(47), 1500));
            }
            name.append(" damaged");
            if (packet.length >= 20 && random.nextInt(4) != 0) {
                RawPackets.withIpv4Checksum(packet);
            }
        }
        final byte[] frame = RouterScene.ethernet(toMac, RouterScene.hostMac(ingress, 2), packet);
        frame[12] = 8;
        frame[13] = 0;
        return new RouterCase(name.toString(), ingress, frame);
    }

    private static void length(final byte[] packet, final int length) {
        packet[2] = (byte) (length >>> 8);
        packet[3] = (byte) length;
    }
}
