package org.firsthop.node.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFcs;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpCode;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptions;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.node.host.Endpoint;

/**
 * Reads a frame as it is on a link, padding and FCS included, and says what it is in a few words.
 *
 * <p>Reusable; not thread-safe. It reads what stages have validated, and believes its lengths no further than the frame goes.
 */
final class FrameText {
    private static final int MAX_RECORDS_SHOWN = 2;
    private static final int OCTETS_OF_DNS_HEADER = 12;

    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final ArpFlyweight arp = new ArpFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final TcpOptions options = new TcpOptions();
    private final MessageFlyweight dns = new MessageFlyweight();

    /** Link addresses in the low 48 bits. */
    long sourceMac;

    long destinationMac;
    int etherType;
    /** TTL or Hop Limit; −1 for what is not IP. */
    int timeToLive;
    /** Source and destination, with port 0 where there is none; unspecified for what is not IP. */
    Endpoint source = Endpoint.of(0, 0, 0);

    Endpoint destination = Endpoint.of(0, 0, 0);
    /** The protocol in a word: ARP, DNS, TCP, ICMP, NDP, UDP, IP. */
    String protocol = "";

    /** What it says. */
    String summary = "";

    /** The frame check sequence, by which a frame that was not changed is known again. */
    int fcs;

    /** Octets of the frame, FCS included. */
    int length;

    /** Reads a frame. */
    void read(final FramePool pool, final int frame) {
        final UnsafeBuffer buffer = pool.buffer();
        final int at = pool.offset(frame);
        length = pool.length(frame);
        fcs = Memory.i32(null, pool.address(frame) + length - EthernetFcs.LENGTH);
        ethernet.wrap(buffer, at);
        sourceMac = ethernet.source();
        destinationMac = ethernet.destination();
        etherType = ethernet.etherType();
        timeToLive = -1;
        final int network = at + EthernetFlyweight.HEADER_LENGTH;
        switch (etherType) {
            case EtherType.ARP -> readArp(buffer, network);
            case EtherType.IPV4 -> readIpv4(buffer, network);
            case EtherType.IPV6 -> readIpv6(buffer, network);
            default -> {
                protocol = "Ethernet";
                summary = String.format("type 0x%04x", etherType);
            }
        }
    }

    private void readArp(final UnsafeBuffer buffer, final int at) {
        arp.wrap(buffer, at);
        protocol = "ARP";
        final String sender = Ipv4Address.toString(arp.senderIpv4());
        final String target = Ipv4Address.toString(arp.targetIpv4());
        source = Endpoint.of(0, 0, 0);
        destination = source;
        if (arp.operation() != 1) {
            summary = sender + " is at " + MacAddress.toString(arp.senderMac());
        } else if (arp.senderIpv4() == 0) {
            summary = "does anyone have " + target + '?';
        } else if (arp.senderIpv4() == arp.targetIpv4()) {
            summary = sender + " is at " + MacAddress.toString(arp.senderMac()) + " (announced)";
        } else {
            summary = "who has " + target + "? tell " + sender;
        }
    }

    private void readIpv4(final UnsafeBuffer buffer, final int at) {
        ipv4.wrap(buffer, at);
        timeToLive = ipv4.ttl();
        final int header = ipv4.headerLength();
        transport(
                buffer,
                ipv4.protocol(),
                at + header,
                ipv4.totalLength() - header,
                Ipv6Address.ofIpv4Mapped(ipv4.source()),
                Ipv6Address.ofIpv4Mapped(ipv4.destination()));
    }

    private void readIpv6(final UnsafeBuffer buffer, final int at) {
        ipv6.wrap(buffer, at);
        timeToLive = ipv6.hopLimit();
        transport(
                buffer,
                ipv6.nextHeader(),
                at + Ipv6Flyweight.HEADER_LENGTH,
                ipv6.payloadLength(),
                new Ipv6Address(ipv6.sourceHigh(), ipv6.sourceLow()),
                new Ipv6Address(ipv6.destinationHigh(), ipv6.destinationLow()));
    }

    private void transport(
            final UnsafeBuffer buffer,
            final int number,
            final int at,
            final int size,
            final Ipv6Address from,
            final Ipv6Address to) {
        int sourcePort = 0;
        int destinationPort = 0;
        switch (number) {
            case IpProtocol.TCP -> {
                tcp.wrap(buffer, at);
                sourcePort = tcp.sourcePort();
                destinationPort = tcp.destinationPort();
                readTcp(buffer, at, size);
            }
            case IpProtocol.UDP -> {
                udp.wrap(buffer, at);
                sourcePort = udp.sourcePort();
                destinationPort = udp.destinationPort();
                readUdp(buffer, at, size);
            }
            case IpProtocol.ICMP -> readIcmp(buffer, at);
            case IpProtocol.ICMPV6 -> readIcmpv6(buffer, at);
            default -> {
                protocol = "IP";
                summary = "protocol " + number;
            }
        }
        source = new Endpoint(from, sourcePort);
        destination = new Endpoint(to, destinationPort);
    }

    private void readTcp(final UnsafeBuffer buffer, final int at, final int size) {
        protocol = "TCP";
        final StringBuilder text = new StringBuilder();
        flag(text, TcpFlyweight.SYN, "SYN");
        flag(text, TcpFlyweight.FIN, "FIN");
        flag(text, TcpFlyweight.RST, "RST");
        flag(text, TcpFlyweight.ACK, "ACK");
        final int data = size - tcp.headerLength();
        text.append(" seq ").append(Integer.toUnsignedString(tcp.sequenceNumber()));
        if ((tcp.flags() & TcpFlyweight.ACK) != 0) {
            text.append(" ack ").append(Integer.toUnsignedString(tcp.acknowledgmentNumber()));
        }
        text.append(" win ").append(tcp.window());
        if (data > 0) {
            text.append(" len ").append(data);
            if (isDns(tcp.sourcePort(), tcp.destinationPort()) && data > 2 + OCTETS_OF_DNS_HEADER) {
                text.append(", DNS ").append(dnsText(buffer, at + tcp.headerLength() + 2, data - 2));
            }
        }
        if (options.parse(tcp) == DropReason.NONE && (tcp.flags() & TcpFlyweight.SYN) != 0) {
            text.append(" <").append(synOptions(options)).append('>');
        }
        summary = text.toString();
    }

    /** The options of a SYN as packet traces show them, such as {@code mss 1460 sack TS wscale 7}. */
    static String synOptions(final TcpOptions options) {
        final List<String> words = new ArrayList<>();
        if (options.hasMaximumSegmentSize()) {
            words.add("mss " + options.maximumSegmentSize());
        }
        if (options.isSackPermitted()) {
            words.add("sack");
        }
        if (options.hasTimestamps()) {
            words.add("TS");
        }
        if (options.hasWindowScale()) {
            words.add("wscale " + options.windowScale());
        }
        return String.join(" ", words);
    }

    private void flag(final StringBuilder text, final int flag, final String name) {
        if ((tcp.flags() & flag) != 0) {
            text.append(text.isEmpty() ? "" : "-").append(name);
        }
    }

    private static boolean isDns(final int sourcePort, final int destinationPort) {
        return sourcePort == ServerList.DNS_PORT || destinationPort == ServerList.DNS_PORT;
    }

    private void readUdp(final UnsafeBuffer buffer, final int at, final int size) {
        if (isDns(udp.sourcePort(), udp.destinationPort())) {
            protocol = "DNS";
            summary = dnsText(buffer, at + UdpFlyweight.HEADER_LENGTH, size - UdpFlyweight.HEADER_LENGTH);
        } else {
            protocol = "UDP";
            summary = "len " + (size - UdpFlyweight.HEADER_LENGTH);
        }
    }

    private String dnsText(final UnsafeBuffer buffer, final int at, final int size) {
        if (dns.parse(buffer, at, size) != DropReason.NONE || dns.questionCount() == 0) {
            return "a message cut short";
        }
        final byte[] name = new byte[WireName.CAPACITY];
        dns.copyName(dns.questionName(0), name, BufferUtil.ARRAY_BASE_OFFSET);
        final StringBuilder text = new StringBuilder();
        text.append(DomainName.ofWire(name, BufferUtil.ARRAY_BASE_OFFSET)
                        .toString()
                        .toLowerCase(Locale.ROOT))
                .append(' ')
                .append(RecordType.name(dns.questionType(0)));
        if (!dns.isResponse()) {
            return text.append('?').toString();
        }
        text.append(": ");
        if (dns.rcode() != Rcode.NOERROR) {
            return text.append(Rcode.name(dns.rcode())).toString();
        } else if (dns.isTruncated()) {
            return text.append("too long for a datagram: truncated").toString();
        }
        final int answers = dns.answerEnd() - dns.answerStart();
        if (answers > 0) {
            records(text, dns.answerStart(), dns.answerEnd());
        } else if (dns.authorityEnd() > dns.authorityStart() && dns.type(dns.authorityStart()) == RecordType.NS) {
            text.append("go on at ");
            records(text, dns.authorityStart(), dns.authorityEnd());
        } else {
            text.append("nothing");
        }
        return text.toString();
    }

    private void records(final StringBuilder text, final int from, final int to) {
        for (int i = from; i < Math.min(to, from + MAX_RECORDS_SHOWN); i++) {
            text.append(i == from ? "" : ", ");
            switch (dns.type(i)) {
                case RecordType.A -> text.append(Ipv4Address.toString(dns.rdataInt(i, 0)));
                case RecordType.AAAA ->
                    text.append(Ipv6Address.toString(dns.rdataLong(i, 0), dns.rdataLong(i, Long.BYTES)));
                case RecordType.NS, RecordType.CNAME -> {
                    text.append(dns.type(i) == RecordType.CNAME ? "alias of " : "");
                    final byte[] name = new byte[WireName.CAPACITY];
                    dns.copyName(dns.rdataOffset(i), name, BufferUtil.ARRAY_BASE_OFFSET);
                    text.append(DomainName.ofWire(name, BufferUtil.ARRAY_BASE_OFFSET)
                            .toString()
                            .toLowerCase(Locale.ROOT));
                }
                default -> text.append(RecordType.name(dns.type(i)));
            }
            text.append(" (TTL ").append(dns.ttl(i)).append(')');
        }
        if (to - from > MAX_RECORDS_SHOWN) {
            text.append(" and ").append(to - from - MAX_RECORDS_SHOWN).append(" more");
        }
    }

    private void readIcmp(final UnsafeBuffer buffer, final int at) {
        protocol = "ICMP";
        final int type = buffer.getByte(at) & 0xFF;
        final int code = buffer.getByte(at + 1) & 0xFF;
        summary = switch (type) {
            case IcmpType.ECHO_REQUEST -> "echo request";
            case IcmpType.ECHO_REPLY -> "echo reply";
            case IcmpType.TIME_EXCEEDED -> "TTL exceeded in transit";
            case IcmpType.DESTINATION_UNREACHABLE ->
                switch (code) {
                    case IcmpCode.NET_UNREACHABLE -> "network unreachable";
                    case IcmpCode.HOST_UNREACHABLE -> "host unreachable";
                    case IcmpCode.PORT_UNREACHABLE -> "port unreachable";
                    case IcmpCode.FRAGMENTATION_NEEDED -> "fragmentation needed";
                    case IcmpCode.COMMUNICATION_PROHIBITED -> "communication prohibited";
                    default -> "destination unreachable, code " + code;
                };
            default -> "type " + type + " code " + code;
        };
    }

    private void readIcmpv6(final UnsafeBuffer buffer, final int at) {
        final int type = buffer.getByte(at) & 0xFF;
        protocol = type >= Icmpv6Type.ROUTER_SOLICITATION && type <= Icmpv6Type.REDIRECT ? "NDP" : "ICMPv6";
        summary = switch (type) {
            case Icmpv6Type.NEIGHBOR_SOLICITATION -> "who has " + target(buffer, at) + '?';
            case Icmpv6Type.NEIGHBOR_ADVERTISEMENT -> target(buffer, at) + " is at " + MacAddress.toString(sourceMac);
            case Icmpv6Type.ROUTER_SOLICITATION -> "router solicitation";
            case Icmpv6Type.ROUTER_ADVERTISEMENT -> "router advertisement";
            case Icmpv6Type.ECHO_REQUEST -> "echo request";
            case Icmpv6Type.ECHO_REPLY -> "echo reply";
            case Icmpv6Type.TIME_EXCEEDED -> "hop limit exceeded in transit";
            case Icmpv6Type.DESTINATION_UNREACHABLE -> "destination unreachable";
            case Icmpv6Type.PACKET_TOO_BIG -> "packet too big";
            default -> "type " + type;
        };
    }

    private static String target(final UnsafeBuffer buffer, final int at) {
        final long address = buffer.addressOffset() + at + Long.BYTES;
        return Ipv6Address.toString(Memory.i64(null, address), Memory.i64(null, address + Long.BYTES));
    }
}
