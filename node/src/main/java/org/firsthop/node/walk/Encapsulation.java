package org.firsthop.node.walk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFcs;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptions;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.LinkObserver;

/** Keeps the first SYN that a host sends, and draws how its headers lie within each other. */
public final class Encapsulation implements LinkObserver {
    private static final int OCTETS_A_LINE = 16;
    private static final int TEXT_WIDTH = 44;

    private final String client;
    private byte[] octets = {};

    /**
     * Waits for a SYN.
     *
     * @param client the host that sends it.
     */
    public Encapsulation(final String client) {
        this.client = client;
    }

    @Override
    public void onFrame(
            final LinkEnd from,
            final FramePool pool,
            final int frame,
            final long departNs,
            final long arriveNs,
            final Fate fate) {
        if (octets.length != 0 || from.node() == null || !from.node().name().equals(client)) {
            return;
        }
        final byte[] copy = new byte[pool.length(frame)];
        Memory.copy(null, pool.address(frame), copy, BufferUtil.ARRAY_BASE_OFFSET, copy.length);
        if (isSyn(new UnsafeBuffer(copy))) {
            octets = copy;
        }
    }

    private static boolean isSyn(final UnsafeBuffer frame) {
        final int ip = EthernetFlyweight.HEADER_LENGTH;
        final int type = NetworkOrder.u16(frame, EthernetFlyweight.ETHER_TYPE_OFFSET);
        if (type == EtherType.IPV4 && NetworkOrder.u8(frame, ip + Ipv4Flyweight.PROTOCOL_OFFSET) == IpProtocol.TCP) {
            return (new TcpFlyweight().wrap(frame, tcpOffset(frame)).flags() & TcpFlyweight.SYN) != 0;
        }
        return type == EtherType.IPV6
                && NetworkOrder.u8(frame, ip + Ipv6Flyweight.NEXT_HEADER_OFFSET) == IpProtocol.TCP
                && (new TcpFlyweight().wrap(frame, tcpOffset(frame)).flags() & TcpFlyweight.SYN) != 0;
    }

    private static int tcpOffset(final UnsafeBuffer frame) {
        final int ip = EthernetFlyweight.HEADER_LENGTH;
        return NetworkOrder.u16(frame, EthernetFlyweight.ETHER_TYPE_OFFSET) == EtherType.IPV6
                ? ip + Ipv6Flyweight.HEADER_LENGTH
                : ip + ((NetworkOrder.u8(frame, ip) & 0xF) << 2);
    }

    /** A header: its octets, and what they say. */
    private record Part(int from, int to, List<String> lines) {}

    /**
     * Draws the frame, if one came.
     *
     * @param out to draw to.
     * @throws IOException when writing fails.
     */
    public void draw(final Appendable out) throws IOException {
        if (octets.length == 0) {
            return;
        }
        final UnsafeBuffer frame = new UnsafeBuffer(octets);
        final boolean isIpv6 = NetworkOrder.u16(frame, EthernetFlyweight.ETHER_TYPE_OFFSET) == EtherType.IPV6;
        final int ip = EthernetFlyweight.HEADER_LENGTH;
        final int tcp = tcpOffset(frame);
        final int fcs = octets.length - EthernetFcs.LENGTH;
        final int end =
                Math.min(fcs, tcp + ((NetworkOrder.u8(frame, tcp + TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET) >>> 4) << 2));
        final List<Part> parts = new ArrayList<>();
        parts.add(new Part(0, ip, ethernet(frame)));
        parts.add(new Part(ip, tcp, isIpv6 ? ipv6(frame, ip) : ipv4(frame, ip)));
        parts.add(new Part(tcp, end, tcp(frame, tcp, end)));
        if (end < fcs) {
            parts.add(new Part(end, fcs, List.of("Padding to the least length of a frame")));
        }
        parts.add(new Part(fcs, octets.length, List.of("Frame check sequence", "CRC-32 of all before it")));
        out.append("\nThe SYN as it leaves ").append(client).append(", ").append(octets.length + " octets\n\n");
        final String rule = "+" + "-".repeat(TEXT_WIDTH + 2) + "+" + "-".repeat(3 * OCTETS_A_LINE + 1) + "+\n";
        out.append(rule);
        for (final Part part : parts) {
            draw(part, out);
            out.append(rule);
        }
    }

    private void draw(final Part part, final Appendable out) throws IOException {
        final int rows = Math.max(part.lines.size(), (part.to - part.from + OCTETS_A_LINE - 1) / OCTETS_A_LINE);
        for (int row = 0; row < rows; row++) {
            final StringBuilder hex = new StringBuilder();
            for (int at = part.from + row * OCTETS_A_LINE;
                    at < Math.min(part.to, part.from + (row + 1) * OCTETS_A_LINE);
                    at++) {
                hex.append(String.format("%02x ", octets[at]));
            }
            out.append(String.format(
                    "| %-" + TEXT_WIDTH + "s | %-" + 3 * OCTETS_A_LINE + "s|%n",
                    row < part.lines.size() ? part.lines.get(row) : "",
                    hex));
        }
    }

    private static List<String> ethernet(final UnsafeBuffer frame) {
        final EthernetFlyweight header = new EthernetFlyweight().wrap(frame, 0);
        return List.of(
                "Ethernet II, 14 octets",
                "to   " + MacAddress.toString(header.destination()),
                "from " + MacAddress.toString(header.source()),
                String.format("type 0x%04x", header.etherType()));
    }

    private static List<String> ipv4(final UnsafeBuffer frame, final int at) {
        final Ipv4Flyweight header = new Ipv4Flyweight().wrap(frame, at);
        return List.of(
                "IPv4, " + header.headerLength() + " octets of " + header.totalLength(),
                "TTL " + header.ttl() + ", protocol " + header.protocol() + " (TCP)"
                        + (header.isDontFragment() ? ", don't fragment" : ""),
                "from " + Ipv4Address.toString(header.source()),
                "to   " + Ipv4Address.toString(header.destination()));
    }

    private static List<String> ipv6(final UnsafeBuffer frame, final int at) {
        final Ipv6Flyweight header = new Ipv6Flyweight().wrap(frame, at);
        return List.of(
                "IPv6, 40 octets and " + header.payloadLength(),
                "hop limit " + header.hopLimit() + ", next header " + header.nextHeader() + " (TCP)",
                "from " + Ipv6Address.toString(header.sourceHigh(), header.sourceLow()),
                "to   " + Ipv6Address.toString(header.destinationHigh(), header.destinationLow()));
    }

    private static List<String> tcp(final UnsafeBuffer frame, final int at, final int end) {
        final TcpFlyweight header = new TcpFlyweight().wrap(frame, at);
        return List.of(
                "TCP, " + (end - at) + " octets: SYN",
                "port " + header.sourcePort() + " > " + header.destinationPort(),
                "seq " + Integer.toUnsignedString(header.sequenceNumber()) + ", window " + header.window(),
                "options: " + options(header));
    }

    private static String options(final TcpFlyweight header) {
        final TcpOptions options = new TcpOptions();
        return options.parse(header) == DropReason.NONE ? FrameText.synOptions(options) : "damaged";
    }
}
