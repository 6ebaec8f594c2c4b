package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;

/** An IPv4 packet on the heap, made and read with the flyweights. Endpoints are written {@code 192.168.1.10:5000}. */
final class Packet {
    final byte[] octets;

    Packet(final byte[] octets) {
        this.octets = octets;
    }

    static Packet udp(final String from, final String to, final int textLength) {
        final Packet packet = ip(from, to, IpProtocol.UDP, UdpFlyweight.HEADER_LENGTH + textLength);
        final UdpFlyweight udp = packet.udp();
        udp.sourcePort(port(from)).destinationPort(port(to)).length(UdpFlyweight.HEADER_LENGTH + textLength);
        udp.fillChecksum(packet.ip());
        return packet;
    }

    static Packet tcp(final String from, final String to, final int flags, final int textLength) {
        final Packet packet = ip(from, to, IpProtocol.TCP, TcpFlyweight.MIN_HEADER_LENGTH + textLength);
        packet.tcp()
                .writeDefaults()
                .sourcePort(port(from))
                .destinationPort(port(to))
                .sequenceNumber(1_000)
                .flags(flags)
                .window(8_192)
                .fillChecksum(packet.ip());
        return packet;
    }

    /** An ICMP query or its answer. */
    static Packet query(final int type, final String from, final String to, final int id) {
        final Packet packet = ip(from, to, IpProtocol.ICMP, 64);
        final UnsafeBuffer buffer = new UnsafeBuffer(packet.octets, 20, 64);
        buffer.putByte(0, (byte) type);
        buffer.putByte(1, (byte) 0);
        putU16(packet.octets, 24, id);
        packet.fillIcmpChecksum();
        return packet;
    }

    /** An ICMP error that quotes a packet's first octets. */
    static Packet error(
            final int type, final int code, final String from, final String to, final Packet about, final int quoted) {
        final int length = Math.min(quoted, about.octets.length);
        final Packet packet = ip(from, to, IpProtocol.ICMP, 8 + length);
        Arrays.fill(packet.octets, 20, 28, (byte) 0);
        packet.octets[20] = (byte) type;
        packet.octets[21] = (byte) code;
        System.arraycopy(about.octets, 0, packet.octets, 28, length);
        packet.fillIcmpChecksum();
        return packet;
    }

    private static Packet ip(final String from, final String to, final int protocol, final int payload) {
        final Packet packet = new Packet(new byte[20 + payload]);
        for (int i = 20; i < packet.octets.length; i++) {
            packet.octets[i] = (byte) (i * 7);
        }
        packet.ip()
                .writeDefaults()
                .totalLength(20 + payload)
                .ttl(64)
                .protocol(protocol)
                .source(address(from))
                .destination(address(to))
                .fillChecksum();
        return packet;
    }

    /** The fragments of a packet, each but the last with a given number of octets behind the header. */
    Packet[] fragments(final int size) {
        final int payload = octets.length - 20;
        final Packet[] fragments = new Packet[(payload + size - 1) / size];
        for (int i = 0; i < fragments.length; i++) {
            final int length = Math.min(size, payload - i * size);
            final Packet fragment = new Packet(new byte[20 + length]);
            System.arraycopy(octets, 0, fragment.octets, 0, 20);
            System.arraycopy(octets, 20 + i * size, fragment.octets, 20, length);
            final int more = i == fragments.length - 1 ? 0 : Ipv4Flyweight.MORE_FRAGMENTS_FLAG;
            fragment.ip()
                    .totalLength(20 + length)
                    .flagsAndFragmentOffset(more | i * size / 8)
                    .fillChecksum();
            fragments[i] = fragment;
        }
        return fragments;
    }

    /** The packet as it was before it was cut. */
    static Packet reassembled(final Packet... fragments) {
        int payload = 0;
        for (final Packet fragment : fragments) {
            payload += fragment.octets.length - 20;
        }
        final Packet whole = new Packet(new byte[20 + payload]);
        System.arraycopy(fragments[0].octets, 0, whole.octets, 0, 20);
        for (final Packet fragment : fragments) {
            final int offset = (fragment.ip().flagsAndFragmentOffset() & 0x1FFF) * 8;
            System.arraycopy(fragment.octets, 20, whole.octets, 20 + offset, fragment.octets.length - 20);
        }
        whole.ip().totalLength(20 + payload).flagsAndFragmentOffset(0).fillChecksum();
        return whole;
    }

    Packet identification(final int id) {
        ip().identification(id).fillChecksum();
        return this;
    }

    Packet ttl(final int ttl) {
        ip().ttl(ttl).fillChecksum();
        return this;
    }

    Packet withoutUdpChecksum() {
        putU16(octets, 26, 0);
        return this;
    }

    Ipv4Flyweight ip() {
        return new Ipv4Flyweight().wrap(new UnsafeBuffer(octets), 0);
    }

    UdpFlyweight udp() {
        return new UdpFlyweight().wrap(new UnsafeBuffer(octets), 20);
    }

    TcpFlyweight tcp() {
        return new TcpFlyweight().wrap(new UnsafeBuffer(octets), 20);
    }

    /** What an ICMP error quotes. */
    Packet quoted() {
        return new Packet(Arrays.copyOfRange(octets, 28, octets.length));
    }

    String from() {
        return Ipv4Address.toString(ip().source()) + ':' + (isIcmp() ? id() : u16(octets, 20));
    }

    String to() {
        return Ipv4Address.toString(ip().destination()) + ':' + (isIcmp() ? id() : u16(octets, 22));
    }

    String source() {
        return Ipv4Address.toString(ip().source());
    }

    String destination() {
        return Ipv4Address.toString(ip().destination());
    }

    int id() {
        return u16(octets, 24);
    }

    private boolean isIcmp() {
        return ip().protocol() == IpProtocol.ICMP;
    }

    /** Fails unless every checksum is right, those in the quotation of an ICMP error too. */
    Packet verified() {
        assertTrue(ip().isChecksumValid(), "IP checksum");
        if ((ip().flagsAndFragmentOffset() & 0x3FFF) != 0) {
            return this;
        }
        switch (ip().protocol()) {
            case IpProtocol.UDP -> assertEquals(DropReason.NONE, udp().checkChecksum(ip()), "UDP checksum");
            case IpProtocol.TCP -> assertTrue(tcp().isChecksumValid(ip()), "TCP checksum");
            default -> {
                assertEquals(
                        0,
                        InternetChecksum.checksum(new UnsafeBuffer(octets), 20, octets.length - 20),
                        "ICMP checksum");
                if (IcmpType.isError(octets[20])) {
                    final Packet quoted = quoted();
                    assertTrue(quoted.ip().isChecksumValid(), "the quoted IP checksum");
                    if (quoted.octets.length == quoted.ip().totalLength()) {
                        quoted.verified();
                    }
                }
            }
        }
        return this;
    }

    private void fillIcmpChecksum() {
        putU16(octets, 20 + IcmpFlyweight.CHECKSUM_OFFSET, 0);
        putU16(octets, 22, InternetChecksum.checksum(new UnsafeBuffer(octets), 20, octets.length - 20));
    }

    private static int address(final String endpoint) {
        final int colon = endpoint.indexOf(':');
        return Ipv4Address.parse(colon < 0 ? endpoint : endpoint.substring(0, colon));
    }

    private static int port(final String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
    }

    static int u16(final byte[] octets, final int index) {
        return (octets[index] & 0xFF) << 8 | octets[index + 1] & 0xFF;
    }

    static void putU16(final byte[] octets, final int index, final int value) {
        octets[index] = (byte) (value >>> 8);
        octets[index + 1] = (byte) value;
    }
}
