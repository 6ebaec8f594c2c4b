package org.firsthop.node.linux;

import java.util.Arrays;
import java.util.Random;

/** IPv6 packets for {@link RouterScene}: good ones, and ones with one or two things special or wrong. */
final class Ipv6Cases {
    private static final String[] SOURCES = {
        RouterScene.host6(0, 2),
        "2001:db8:ffff::9", // Routed back where it came from.
        "2001:db8:2::9", // Routed by the link with a small MTU.
        "2600::9", // Not routed.
        "2001:db8:9::1",
        "2001:db8:10::1",
        RouterScene.host6(0, 1),
        RouterScene.host6(1, 1),
        "fe80::77",
        "::",
        "::1",
        "::ffff:198.18.0.2",
        "ff02::1",
        "ff0e::1"
    };
    private static final String[] DESTINATIONS = {
        RouterScene.host6(1, 2),
        RouterScene.host6(2, 3),
        RouterScene.host6(0, 3),
        "2001:db8::8",
        "2001:db8:2::7",
        "2001:db8:ffff::7",
        "2001:db8:9::2",
        "2001:db8:10::2",
        "2001:db8:11::2",
        "2600::1",
        RouterScene.host6(0, 1),
        RouterScene.host6(1, 1),
        "fe80::1",
        "fe80::99",
        "fd18::0",
        "fd18:1::0",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "ff01::1",
        "ff02::1",
        "ff02::2",
        "ff02::fb",
        "ff05::2",
        "ff0e::1",
        "ff00::1"
    };
    private static final int[] HOP_LIMITS = {0, 1, 2, 3, 64, 255};
    private static final int[] LENGTHS = {0, 1, 7, 8, 100, 1180, 1232, 1233, 1300, 1400, 1432};

    /** Headers between the fixed one and the upper layer: the first octet of each is to be the next header's number. */
    private static final int[][] EXTENSIONS = {
        {0, 0, 0, 1, 4, 0, 0, 0, 0}, // Hop-by-hop: its number first, then the header.
        {0, 0, 0, 5, 2, 0, 0, 1, 0}, // Router Alert (RFC 2711).
        {0, 0, 0, 0x1E, 4, 0, 0, 0, 0}, // Unknown: skip.
        {0, 0, 0, 0x5E, 4, 0, 0, 0, 0}, // Unknown: discard.
        {0, 0, 0, 0x9E, 4, 0, 0, 0, 0}, // Unknown: discard and tell.
        {0, 0, 0, 0xDE, 4, 0, 0, 0, 0}, // Unknown: discard and tell, if not to a group.
        {0, 0, 0, 0xC2, 4, 0, 1, 0, 0}, // Jumbo payload without being one (RFC 2675).
        {0, 0, 0, 0x1E, 9, 0, 0, 0, 0}, // The option is longer than the header.
        {0, 0, 4, 1, 4, 0, 0, 0, 0}, // The header is longer than the packet, or nearly.
        {0, 0, 0, 1, 4, 1, 2, 3, 4}, // PadN that is not zero.
        {60, 0, 0, 1, 4, 0, 0, 0, 0},
        {60, 0, 0, 0x5E, 4, 0, 0, 0, 0},
        {60, 0, 0, 0x9E, 4, 0, 0, 0, 0},
        {60, 0, 0, 0xDE, 4, 0, 0, 0, 0},
        {43, 0, 0, 0, 0, 0, 0, 0, 0}, // Routing, type 0, at its end.
        {43, 0, 2, 0, 1, 0, 0, 0, 0, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
        }, // Type 0, one left (RFC 5095).
        {43, 0, 2, 2, 1, 0, 0, 0, 0, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, // Type 2.
        {43, 0, 2, 253, 1, 0, 0, 0, 0, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, // Experimental.
        {43, 0, 0, 253, 0, 0, 0, 0, 0},
        {44, 0, 0, 0, 0, 0, 0, 0, 9}, // An atomic fragment (RFC 6946).
        {44, 0, 0, 0, 1, 0, 0, 1, 9}, // A first fragment.
        {44, 0, 0, 0, 9, 0, 0, 1, 9}, // A middle one.
        {44, 0, 0, 0, 8, 0, 0, 1, 9}, // A last one.
        {51, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0},
        {135, 0, 0, 0, 0, 0, 0, 0, 0},
    };

    private final Random random;
    private String source = "";
    private String destination = "";
    private int hopLimit;
    private int dataLength;
    private int kind;
    private int extensions;
    private long toMac;
    private int ingress;
    private int trafficClass;
    private final StringBuilder name = new StringBuilder();

    Ipv6Cases(final long seed) {
        random = new Random(seed);
    }

    RouterCase next() {
        name.setLength(0);
        name.append("ipv6");
        ingress = random.nextInt(8) == 0 ? 1 : 0;
        source = RouterScene.host6(ingress, 2);
        destination = pick(Arrays.copyOf(DESTINATIONS, 10));
        hopLimit = 64;
        dataLength = 28;
        kind = random.nextInt(4);
        extensions = 0;
        toMac = RouterScene.ownMac(ingress);
        trafficClass = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            special();
        }
        if (source.startsWith("fe80") || destination.startsWith("fe80")) {
            ingress = 0;
            toMac = (toMac & 1L << 40) != 0 ? toMac : RouterScene.ownMac(0);
        }
        return damaged(make());
    }

    private void special() {
        switch (random.nextInt(11)) {
            case 0 -> source = pick(SOURCES);
            case 1 -> destination = pick(DESTINATIONS);
            case 2 -> hopLimit = HOP_LIMITS[random.nextInt(HOP_LIMITS.length)];
            case 3, 4 -> extensions++;
            case 5 -> dataLength = LENGTHS[random.nextInt(LENGTHS.length)];
            case 6 -> kind = 4 + random.nextInt(9);
            case 7 -> destination = DESTINATIONS[10 + random.nextInt(2)];
            case 8 -> toMac = 0x3333_0000_0001L;
            case 9 -> longEcho();
            default -> trafficClass = random.nextInt(256);
        }
    }

    /** A request whose answer may be longer than the link by which it leaves carries. */
    private void longEcho() {
        kind = 2;
        source = "2001:db8:2::9";
        destination = RouterScene.host6(random.nextInt(2), 1);
        dataLength = LENGTHS[random.nextInt(LENGTHS.length)];
    }

    private String pick(final String[] among) {
        return among[random.nextInt(among.length)];
    }

    private byte[] make() {
        name.append(' ' + source + " > " + destination + " hops " + hopLimit + " kind " + kind);
        byte[] payload = payload(dataLength);
        int next = protocol();
        for (int i = 0; i < extensions; i++) {
            final int[] recipe = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
            final byte[] header = RawPackets.bytes(Arrays.copyOfRange(recipe, 1, recipe.length));
            header[0] = (byte) next;
            next = recipe[0];
            payload = RawPackets.join(header, payload);
            name.append(" extension " + Arrays.toString(recipe));
        }
        final int room = RouterScene.MTU[ingress] - 40;
        final byte[] packet = RawPackets.ipv6(
                source, destination, next, hopLimit, payload.length > room ? Arrays.copyOf(payload, room) : payload);
        packet[0] |= (byte) (trafficClass >>> 4);
        packet[1] |= (byte) (trafficClass << 4);
        return packet;
    }

    private int protocol() {
        return switch (kind) {
            case 0, 4, 12 -> 17;
            case 1 -> 6;
            case 3 -> 253;
            case 5 -> 59;
            default -> 58;
        };
    }

    private byte[] payload(final int length) {
        final byte[] data = RawPackets.udp(1, 2, length);
        return switch (kind) {
            case 0 -> RawPackets.withChecksum6(source, destination, 17, 6, RawPackets.udp(4000, 5000, length));
            case 1 -> RawPackets.withChecksum6(source, destination, 6, 16, RawPackets.tcpSyn());
            case 3, 5 -> data;
            case 4 -> RawPackets.udp(4000, 5000, length); // Without a checksum, which IPv6 wants.
            case 6 -> RawPackets.icmp6(source, destination, 1, 4, 0, quoted());
            case 7 -> RawPackets.icmp6(source, destination, 3, 0, 0, quoted());
            case 8 -> RawPackets.icmp6(source, destination, 2, 0, 1300, quoted());
            case 9 -> RawPackets.icmp6(source, destination, 100, 0, 0, data); // An unknown error.
            case 10 -> RawPackets.icmp6(source, destination, 200, 0, 0, data); // An unknown informational message.
            case 11 -> badEcho(data);
            case 12 -> Arrays.copyOf(RawPackets.udp(1, 2, 20), 4 + random.nextInt(20));
            default -> RawPackets.icmp6(source, destination, 128, 0, 0x1234_0001, data);
        };
    }

    private byte[] quoted() {
        return RawPackets.ipv6(destination, source, 17, 64, RawPackets.udp(5000, 4000, 8));
    }

    private byte[] badEcho(final byte[] data) {
        final byte[] echo = RawPackets.icmp6(source, destination, 128, 0, 0x1234_0002, data);
        echo[2] ^= 1;
        return echo;
    }

    private RouterCase damaged(final byte[] whole) {
        byte[] packet = whole;
        if (random.nextInt(4) == 0) {
            switch (random.nextInt(6)) {
                case 0 -> packet[0] = (byte) (random.nextInt(16) << 4 | packet[0] & 0xF);
                case 1 -> length(packet, random.nextInt(packet.length + 40));
                case 2 -> length(packet, random.nextInt(0x10000));
                case 3 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                case 4 -> packet[6] = (byte) random.nextInt();
                default -> packet = Arrays.copyOf(packet, Math.min(packet.length + random.nextInt(47), 1500));
            }
            name.append(" damaged");
        }
        final byte[] frame = RouterScene.ethernet(toMac, RouterScene.hostMac(ingress, 2), packet);
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xDD;
        return new RouterCase(name.toString(), ingress, frame);
    }

    private static void length(final byte[] packet, final int length) {
        packet[4] = (byte) (length >>> 8);
        packet[5] = (byte) length;
    }
}
