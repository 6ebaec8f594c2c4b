package org.firsthop.node.linux;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/** Packets as octets, for what no API of hosts sends. */
final class RawPackets {
    private RawPackets() {}

    static byte[] join(final byte[]... parts) {
        int length = 0;
        for (final byte[] part : parts) {
            length += part.length;
        }
        final byte[] all = new byte[length];
        int at = 0;
        for (final byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static byte[] bytes(final int... octets) {
        final byte[] all = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            all[i] = (byte) octets[i];
        }
        return all;
    }

    /** An IPv4 packet with TTL 64. */
    static byte[] ipv4(final String source, final String destination, final int protocol, final byte[] payload) {
        return ipv4(source, destination, protocol, 64, 0, new byte[0], payload);
    }

    /** An IPv4 packet; options are filled up with End of List. */
    static byte[] ipv4(
            final String source,
            final String destination,
            final int protocol,
            final int ttl,
            final int flagsAndOffset,
            final byte[] options,
            final byte[] payload) {
        final int headerLength = Ipv4Flyweight.MIN_HEADER_LENGTH + (options.length + 3 & ~3);
        final byte[] packet = new byte[headerLength + payload.length];
        System.arraycopy(options, 0, packet, Ipv4Flyweight.MIN_HEADER_LENGTH, options.length);
        System.arraycopy(payload, 0, packet, headerLength, payload.length);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0);
        ip.writeDefaults();
        packet[0] = (byte) (0x40 | headerLength >>> 2);
        ip.totalLength(packet.length)
                .identification(0x4242)
                .flagsAndFragmentOffset(flagsAndOffset)
                .ttl(ttl)
                .protocol(protocol)
                .source(Ipv4Address.parse(source))
                .destination(Ipv4Address.parse(destination))
                .fillChecksum();
        return packet;
    }

    /** Makes an IPv4 header's checksum right after a change, as far as the header's length can be believed. */
    static byte[] withIpv4Checksum(final byte[] packet) {
        final int length = Math.min((packet[0] & 0xF) << 2, packet.length) & ~1;
        if (length >= Ipv4Flyweight.MIN_HEADER_LENGTH) {
            packet[10] = 0;
            packet[11] = 0;
            final int sum = InternetChecksum.checksum(new UnsafeBuffer(packet), 0, length);
            packet[10] = (byte) (sum >>> 8);
            packet[11] = (byte) sum;
        }
        return packet;
    }

    /** A UDP datagram without a checksum. */
    static byte[] udp(final int from, final int to, final int dataLength) {
        final int length = 8 + dataLength;
        final byte[] datagram = new byte[length];
        for (int i = 8; i < length; i++) {
            datagram[i] = (byte) (i * 7 + (i >>> 8));
        }
        final byte[] header = bytes(from >>> 8, from, to >>> 8, to, length >>> 8, length, 0, 0);
        System.arraycopy(header, 0, datagram, 0, 8);
        return datagram;
    }

    /** An ICMPv4 message with its checksum. */
    static byte[] icmp(final int type, final int code, final int rest, final byte[] data) {
        final byte[] message = join(bytes(type, code, 0, 0, 0, 0, 0, 0), data);
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        buffer.putInt(4, rest, ByteOrder.BIG_ENDIAN);
        buffer.putShort(2, (short) InternetChecksum.checksum(buffer, 0, message.length), ByteOrder.BIG_ENDIAN);
        return message;
    }

    static byte[] ipv6(
            final String source,
            final String destination,
            final int nextHeader,
            final int hopLimit,
            final byte[] payload) {
        final byte[] packet = new byte[Ipv6Flyweight.HEADER_LENGTH + payload.length];
        final Ipv6Address from = Ipv6Address.parse(source);
        final Ipv6Address to = Ipv6Address.parse(destination);
        new Ipv6Flyweight()
                .wrap(new UnsafeBuffer(packet), 0)
                .writeDefaults()
                .payloadLength(payload.length)
                .nextHeader(nextHeader)
                .hopLimit(hopLimit)
                .source(from.high(), from.low())
                .destination(to.high(), to.low());
        System.arraycopy(payload, 0, packet, Ipv6Flyweight.HEADER_LENGTH, payload.length);
        return packet;
    }

    static byte[] tcpSyn() {
        return bytes(0x10, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0xFF, 0xFF, 0, 0, 0, 0);
    }

    /** An upper-layer message with its checksum at a place, over the pseudo-header of an IPv4 packet (RFC 9293 section 3.1). */
    static byte[] withChecksum4(
            final String source,
            final String destination,
            final int protocol,
            final int checksumOffset,
            final byte[] message) {
        final byte[] addresses = Arrays.copyOfRange(ipv4(source, destination, protocol, message), 12, 20);
        final byte[] length = bytes(0, protocol, message.length >>> 8, message.length);
        return withChecksum(join(addresses, length, message), checksumOffset, message);
    }

    private static byte[] withChecksum(final byte[] covered, final int checksumOffset, final byte[] message) {
        final int sum = InternetChecksum.checksum(new UnsafeBuffer(covered), 0, covered.length);
        message[checksumOffset] = (byte) (sum >>> 8);
        message[checksumOffset + 1] = (byte) sum;
        return message;
    }

    /** An upper-layer message with its checksum at a place, over the pseudo-header of an IPv6 packet (RFC 8200 section 8.1). */
    static byte[] withChecksum6(
            final String source,
            final String destination,
            final int protocol,
            final int checksumOffset,
            final byte[] message) {
        final byte[] addresses = Arrays.copyOfRange(ipv6(source, destination, protocol, 0, message), 8, 40);
        final byte[] length = bytes(0, 0, message.length >>> 8, message.length, 0, 0, 0, protocol);
        return withChecksum(join(addresses, length, message), checksumOffset, message);
    }

    /** An ICMPv6 message with its checksum. */
    static byte[] icmp6(
            final String source,
            final String destination,
            final int type,
            final int code,
            final int rest,
            final byte[] data) {
        final byte[] message = join(bytes(type, code, 0, 0, rest >>> 24, rest >>> 16, rest >>> 8, rest), data);
        return withChecksum6(source, destination, 58, 2, message);
    }
}
