package org.firsthop.forwarding.nat;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;

/**
 * Reads and changes the addresses and ports of headers by address. Checksums are corrected by what was changed (RFC 1624
 * equation 3), so one that was wrong stays wrong and is found at the end (RFC 3022 section 4.2).
 */
final class NatHeaders {
    private static final int FRAGMENT_MASK = Ipv4Flyweight.MORE_FRAGMENTS_FLAG | Ipv4Flyweight.FRAGMENT_OFFSET_MASK;

    private NatHeaders() {}

    static int source(final long ip) {
        return Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
    }

    static int destination(final long ip) {
        return Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET);
    }

    static int protocol(final long ip) {
        return Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET);
    }

    static int headerLength(final long ip) {
        return (Memory.u8(null, ip) & 0xF) << 2;
    }

    static boolean isFragment(final long ip) {
        return (Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET) & FRAGMENT_MASK) != 0;
    }

    static boolean isFirstFragment(final long ip) {
        return (Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET) & Ipv4Flyweight.FRAGMENT_OFFSET_MASK)
                == 0;
    }

    static int sourcePort(final long transport) {
        return Memory.u16(null, transport);
    }

    static int destinationPort(final long transport) {
        return Memory.u16(null, transport + UdpFlyweight.DESTINATION_PORT_OFFSET);
    }

    static int queryId(final long icmp) {
        return Memory.u16(null, icmp + IcmpFlyweight.IDENTIFIER_OFFSET);
    }

    /** Gives a packet another source; the transport header has at least {@code available} octets. */
    static void source(
            final long ip,
            final long transport,
            final int available,
            final int protocol,
            final int address,
            final int port) {
        rewrite(
                ip,
                Ipv4Flyweight.SOURCE_OFFSET,
                transport,
                UdpFlyweight.SOURCE_PORT_OFFSET,
                available,
                protocol,
                address,
                port);
    }

    /** Gives a packet another destination. */
    static void destination(
            final long ip,
            final long transport,
            final int available,
            final int protocol,
            final int address,
            final int port) {
        rewrite(
                ip,
                Ipv4Flyweight.DESTINATION_OFFSET,
                transport,
                UdpFlyweight.DESTINATION_PORT_OFFSET,
                available,
                protocol,
                address,
                port);
    }

    private static void rewrite(
            final long ip,
            final int addressField,
            final long transport,
            final int portField,
            final int available,
            final int protocol,
            final int address,
            final int port) {
        final int oldAddress = Memory.i32(null, ip + addressField);
        address(ip, addressField, address);
        switch (protocol) {
            case NatTable.TCP -> {
                final int oldPort = Memory.u16(null, transport + portField);
                Memory.putU16(null, transport + portField, port);
                if (available >= TcpFlyweight.CHECKSUM_OFFSET + Short.BYTES) { // Less in what an ICMP error quotes.
                    final long field = transport + TcpFlyweight.CHECKSUM_OFFSET;
                    final int checksum = InternetChecksum.update32(Memory.u16(null, field), oldAddress, address);
                    Memory.putU16(null, field, InternetChecksum.update(checksum, oldPort, port));
                }
            }
            case NatTable.UDP -> {
                final int oldPort = Memory.u16(null, transport + portField);
                Memory.putU16(null, transport + portField, port);
                final long field = transport + UdpFlyweight.CHECKSUM_OFFSET;
                final int before = Memory.u16(null, field);
                if (before != 0) { // RFC 768: zero says that there is none; a sum of zero is written as all ones.
                    final int checksum = InternetChecksum.update(
                            InternetChecksum.update32(before, oldAddress, address), oldPort, port);
                    Memory.putU16(null, field, checksum == 0 ? 0xFFFF : checksum);
                }
            }
            default -> { // An ICMP query has one identifier for both ends, and its checksum covers no address.
                final int oldId = queryId(transport);
                Memory.putU16(null, transport + IcmpFlyweight.IDENTIFIER_OFFSET, port);
                final long field = transport + IcmpFlyweight.CHECKSUM_OFFSET;
                Memory.putU16(null, field, InternetChecksum.update(Memory.u16(null, field), oldId, port));
            }
        }
    }

    /** Changes an address of the IP header alone: of an ICMP error, or of a fragment without a transport header. */
    static void address(final long ip, final int addressField, final int address) {
        final int oldAddress = Memory.i32(null, ip + addressField);
        Memory.putI32(null, ip + addressField, address);
        final long field = ip + Ipv4Flyweight.CHECKSUM_OFFSET;
        Memory.putU16(null, field, InternetChecksum.update32(Memory.u16(null, field), oldAddress, address));
    }
}
