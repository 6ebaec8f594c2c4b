package org.firsthop.node.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;

/**
 * The same router twice: as commands for the kernel, and as a configuration of ours.
 *
 * <p>Link i has the networks 198.18.i.0/29 and fd18:i::/125, in which the router is .1 and ::1, and a host at every other address.
 * Links 2 and 3 carry less than the others; link 3 is too short for IPv6.
 */
final class RouterScene {
    static final int LINKS = 4;
    static final int[] MTU = {1500, 1500, 1280, 576};
    static final int HOSTS = 6;
    private static final int SOURCE_OFFSET = 12;

    /** What is routed, in the words that both understand. */
    private static final List<String> ROUTES = List.of(
            "0.0.0.0/1 via 198.18.1.2 dev r1",
            "100.64.0.0/10 via 198.18.0.2 dev r0",
            "172.16.0.0/12 via 198.18.2.2 dev r2",
            "192.0.0.0/4 via 198.18.2.2 dev r2",
            "203.0.113.0/24 via 198.18.0.3 dev r0",
            "198.51.100.0/24 via 198.18.2.2 dev r2",
            "192.0.2.0/24 via 198.18.3.2 dev r3",
            "blackhole 10.9.0.0/16",
            "unreachable 10.10.0.0/16",
            "prohibit 10.11.0.0/16",
            "2001::/16 via fd18:2::2 dev r2",
            "2001:db8::/32 via fd18:1::2 dev r1",
            "2001:db8:ffff::/48 via fd18::3 dev r0",
            "2001:db8:2::/48 via fd18:2::2 dev r2",
            "blackhole 2001:db8:9::/48",
            "unreachable 2001:db8:10::/48",
            "prohibit 2001:db8:11::/48");

    /** Hosts on link 0. */
    private static final List<String> LINK_LOCAL_HOSTS = List.of("fe80::77", "fe80::99");

    private RouterScene() {}

    static long ownMac(final int link) {
        return 0x0200_0000_0001L + link;
    }

    static long hostMac(final int link, final int host) {
        return 0x0200_0000_1000L + link * 0x100L + host;
    }

    static String macText(final long mac) {
        return MacAddress.toString(mac);
    }

    static String host(final int link, final int host) {
        return "198.18." + link + '.' + host;
    }

    static String host6(final int link, final int host) {
        return (link == 0 ? "fd18::" : "fd18:" + link + "::") + host;
    }

    private static boolean hasIpv6(final int link) {
        return MTU[link] >= 1280;
    }

    /** What {@code ip} is told. */
    static List<String> commands() {
        final List<String> commands = new ArrayList<>();
        for (int link = 0; link < LINKS; link++) {
            final String device = " dev r" + link;
            commands.add("addr add " + host(link, 1) + "/29" + device);
            if (hasIpv6(link)) {
                commands.add("addr add " + host6(link, 1) + "/125" + device + " nodad");
                commands.add("addr add fe80::" + (link + 1) + "/64" + device + " nodad");
            }
            // To the kernel zeros for the host are a host.
            commands.add("neigh add " + host(link, 0) + " lladdr " + macText(hostMac(link, 0)) + device);
            for (int host = 2; host <= HOSTS; host++) {
                final String mac = " lladdr " + macText(hostMac(link, host)) + device + " nud permanent";
                commands.add("neigh add " + host(link, host) + mac);
                if (hasIpv6(link)) {
                    commands.add("neigh add " + host6(link, host) + mac);
                }
            }
        }
        for (final String host : LINK_LOCAL_HOSTS) {
            commands.add("neigh add " + host + " lladdr " + macText(hostMac(0, 2)) + " dev r0 nud permanent");
        }
        ROUTES.forEach(route -> commands.add("route add " + route));
        return commands;
    }

    /** What our router's file says. */
    static String configuration() {
        final StringBuilder lines = new StringBuilder();
        for (int link = 0; link < LINKS; link++) {
            lines.append("interface r" + link + " mac " + macText(ownMac(link)) + " mtu " + MTU[link] + " address "
                    + host(link, 1) + "/29");
            if (hasIpv6(link)) {
                lines.append(" address " + host6(link, 1) + "/125 address fe80::" + (link + 1) + "/64");
            }
            lines.append('\n');
            for (int host = 2; host <= HOSTS; host++) {
                final String mac = " lladdr " + macText(hostMac(link, host)) + " dev r" + link + '\n';
                lines.append("neighbor " + host(link, host) + mac);
                if (hasIpv6(link)) {
                    lines.append("neighbor " + host6(link, host) + mac);
                }
            }
        }
        for (final String host : LINK_LOCAL_HOSTS) {
            lines.append("neighbor " + host + " lladdr " + macText(hostMac(0, 2)) + " dev r0\n");
        }
        ROUTES.forEach(route -> lines.append("route " + route + '\n'));
        return lines.toString();
    }

    /** Whether the address at a place of a packet, of its own version, is the router's. */
    static boolean isOwn(final byte[] packet, final int offset) {
        if (offset == SOURCE_OFFSET) {
            return (packet[offset] & 0xFF) == 198 && packet[offset + 1] == 18 && packet[offset + 3] == 1;
        }
        final boolean isOfScene = (packet[offset] & 0xFF) == 0xFD && packet[offset + 1] == 0x18;
        final boolean isLinkLocal = (packet[offset] & 0xFF) == 0xFE && (packet[offset + 1] & 0xFF) == 0x80;
        return isOfScene && (packet[offset + 15] & 0xFE) == 0 || isLinkLocal && packet[offset + 15] <= LINKS;
    }

    static byte[] ethernet(final long to, final long from, final byte[] packet) {
        final byte[] frame = new byte[EthernetFlyweight.HEADER_LENGTH + packet.length];
        new EthernetFlyweight()
                .wrap(new UnsafeBuffer(frame), 0)
                .destination(to)
                .source(from)
                .etherType(packet.length > 0 && packet[0] >>> 4 == 6 ? EtherType.IPV6 : EtherType.IPV4);
        System.arraycopy(packet, 0, frame, EthernetFlyweight.HEADER_LENGTH, packet.length);
        return frame;
    }

    static byte[] packet(final byte[] frame) {
        return Arrays.copyOfRange(frame, EthernetFlyweight.HEADER_LENGTH, frame.length);
    }
}
