package org.firsthop.node.dissect.protocol;

import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** IPv4 (RFC 791). */
final class Ipv4Dissector {
    static final Protocol PROTOCOL = new Protocol("ip", "Internet Protocol Version 4");

    /** Also the version nibble of an IPv6 packet, as in Wireshark. */
    static final HeaderField<Ipv4Flyweight> VERSION = PROTOCOL.number(
            "ip.version", "Version", Format.DECIMAL, Ipv4Flyweight.VERSION_IHL_OFFSET, 1, Ipv4Flyweight::version);

    private static final HeaderField<Ipv4Flyweight> HEADER_LENGTH = PROTOCOL.number(
            "ip.hdr_len",
            "Header length",
            Format.DECIMAL,
            Ipv4Flyweight.VERSION_IHL_OFFSET,
            1,
            Ipv4Flyweight::headerLength);
    private static final HeaderField<Ipv4Flyweight> TRAFFIC_CLASS = PROTOCOL.number(
            "ip.dsfield",
            "Differentiated Services field",
            Format.HEX_8,
            Ipv4Flyweight.TRAFFIC_CLASS_OFFSET,
            1,
            ip -> ip.dscp() << 2 | ip.ecn());
    private static final HeaderField<Ipv4Flyweight> DSCP = PROTOCOL.number(
            "ip.dsfield.dscp", "DSCP", Format.DECIMAL, Ipv4Flyweight.TRAFFIC_CLASS_OFFSET, 1, Ipv4Flyweight::dscp);
    private static final HeaderField<Ipv4Flyweight> ECN = PROTOCOL.number(
            "ip.dsfield.ecn", "ECN", Format.DECIMAL, Ipv4Flyweight.TRAFFIC_CLASS_OFFSET, 1, Ipv4Flyweight::ecn);
    private static final HeaderField<Ipv4Flyweight> TOTAL_LENGTH = PROTOCOL.number(
            "ip.len", "Total length", Format.DECIMAL, Ipv4Flyweight.TOTAL_LENGTH_OFFSET, 2, Ipv4Flyweight::totalLength);
    private static final HeaderField<Ipv4Flyweight> IDENTIFICATION = PROTOCOL.number(
            "ip.id",
            "Identification",
            Format.HEX_16,
            Ipv4Flyweight.IDENTIFICATION_OFFSET,
            2,
            Ipv4Flyweight::identification);
    private static final HeaderField<Ipv4Flyweight> FLAGS = PROTOCOL.number(
            "ip.flags",
            "Flags",
            Format.HEX_8,
            Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET,
            2,
            ip -> ip.flagsAndFragmentOffset() >>> 13);
    private static final HeaderField<Ipv4Flyweight> RESERVED = PROTOCOL.flag(
            "ip.flags.rb",
            "Reserved bit",
            Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET,
            2,
            Ipv4Flyweight::isReservedFlagSet);
    private static final HeaderField<Ipv4Flyweight> DONT_FRAGMENT = PROTOCOL.flag(
            "ip.flags.df",
            "Don't fragment",
            Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET,
            2,
            Ipv4Flyweight::isDontFragment);
    private static final HeaderField<Ipv4Flyweight> MORE_FRAGMENTS = PROTOCOL.flag(
            "ip.flags.mf",
            "More fragments",
            Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET,
            2,
            Ipv4Flyweight::isMoreFragments);
    private static final HeaderField<Ipv4Flyweight> FRAGMENT_OFFSET = PROTOCOL.number(
            "ip.frag_offset",
            "Fragment offset, in units of 8 octets",
            Format.DECIMAL,
            Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET,
            2,
            Ipv4Flyweight::fragmentOffset);
    private static final HeaderField<Ipv4Flyweight> TTL =
            PROTOCOL.number("ip.ttl", "Time to live", Format.DECIMAL, Ipv4Flyweight.TTL_OFFSET, 1, Ipv4Flyweight::ttl);
    private static final HeaderField<Ipv4Flyweight> NEXT_PROTOCOL = PROTOCOL.number(
            "ip.proto",
            "Protocol",
            Format.DECIMAL,
            Ipv4Flyweight.PROTOCOL_OFFSET,
            1,
            Ipv4Flyweight::protocol,
            IpProtocols::name);
    private static final HeaderField<Ipv4Flyweight> CHECKSUM = PROTOCOL.number(
            "ip.checksum", "Header checksum", Format.HEX_16, Ipv4Flyweight.CHECKSUM_OFFSET, 2, Ipv4Flyweight::checksum);
    private static final Field CHECKSUM_STATUS =
            PROTOCOL.field("ip.checksum.status", "Header checksum status", Format.DECIMAL);
    private static final Field CHECKSUM_CALCULATED =
            PROTOCOL.field("ip.checksum_calculated", "Calculated checksum", Format.HEX_16);
    private static final Field SOURCE = PROTOCOL.field("ip.src", "Source address", Format.IPV4);
    private static final Field DESTINATION = PROTOCOL.field("ip.dst", "Destination address", Format.IPV4);
    private static final Field CURRENT_ROUTER = PROTOCOL.field("ip.cur_rt", "Current router", Format.IPV4);
    static final Field OPTION_TYPE = PROTOCOL.field("ip.opt.type", "Option type", Format.DECIMAL);
    static final Field OPTION_LENGTH = PROTOCOL.field("ip.opt.len", "Option length", Format.DECIMAL);

    /** Octets behind the header that an ICMP error quotes at least (RFC 792). */
    private static final int QUOTED_PAYLOAD_LENGTH = 8;

    private Ipv4Dissector() {}

    /** Dissects a packet that is IPv4 or IPv6, as its version says. */
    static void dissectEither(final Slice slice, final Dissection dissection) {
        if (slice.has(0, 1) && slice.u8(0) >>> 4 == 6) {
            dissection.enter(PROTOCOL, slice).length(0);
            Ipv6Dissector.dissectOrData(slice, dissection);
        } else {
            dissect(slice, dissection);
        }
    }

    /** Dissects a packet that whoever carried it called IPv4. */
    static void dissect(final Slice slice, final Dissection dissection) {
        final int version = slice.captured() > 0 ? slice.u8(0) >>> 4 : 4;
        final Layer layer = dissection.enter(PROTOCOL, slice).length(Ipv4Flyweight.MIN_HEADER_LENGTH);
        dissection.summarize("IPv4", "");
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(slice.buffer(), slice.start());
        if (version == 6) {
            if (isOfEtherType(dissection.packet().protocols())) {
                layer.add(VERSION, ip);
            }
            Ipv6Dissector.dissectOrData(slice, dissection);
            return;
        }
        layer.add(VERSION, ip);
        if (version != 4) {
            dissection.summarize("IPv4", "bad version " + version);
            return;
        }
        layer.add(HEADER_LENGTH, ip);
        if (ip.headerLength() < Ipv4Flyweight.MIN_HEADER_LENGTH) {
            dissection.summarize("IPv4", "bad header length " + ip.headerLength());
            return;
        }
        layer.length(ip.headerLength());
        layer.add(TRAFFIC_CLASS, ip);
        layer.indent();
        layer.add(DSCP, ip);
        layer.add(ECN, ip);
        layer.outdent();
        layer.add(TOTAL_LENGTH, ip);
        if (ip.totalLength() < ip.headerLength()) {
            dissection.summarize("IPv4", "bad total length " + ip.totalLength());
            return;
        }
        slice.limit(ip.totalLength());
        layer.add(IDENTIFICATION, ip);
        layer.add(FLAGS, ip);
        layer.indent();
        layer.add(RESERVED, ip);
        layer.add(DONT_FRAGMENT, ip);
        layer.add(MORE_FRAGMENTS, ip);
        layer.outdent();
        layer.add(FRAGMENT_OFFSET, ip);
        layer.add(TTL, ip);
        layer.add(NEXT_PROTOCOL, ip);
        layer.add(CHECKSUM, ip);
        addChecksumStatus(layer, slice, ip);
        layer.add(SOURCE, Ipv4Flyweight.SOURCE_OFFSET, Ipv4Address.LENGTH);
        final int finalDestination = Ipv4Options.finalDestinationOffset(slice, ip.headerLength());
        layer.add(DESTINATION, finalDestination, Ipv4Address.LENGTH);
        if (finalDestination != Ipv4Flyweight.DESTINATION_OFFSET) {
            layer.add(CURRENT_ROUTER, Ipv4Flyweight.DESTINATION_OFFSET, Ipv4Address.LENGTH);
        }
        final NetworkHeader network = NetworkHeader.ipv4(
                slice.buffer(),
                slice.start() + Ipv4Flyweight.SOURCE_OFFSET,
                slice.start() + finalDestination,
                ip.isFragment());
        dissection.network(network);
        dissection.addresses(Ipv4Address.toString(ip.source()), Ipv4Address.toString((int)
                network.destination().low()));
        dissection.summarize("IPv4", IpProtocols.name(ip.protocol()));
        slice.require(0, ip.headerLength());
        if (ip.optionsLength() > 0) {
            Ipv4Options.dissect(layer, slice, ip);
        }
        // A Redirect is taken to quote no more than RFC 792 asks for.
        final Slice payload =
                slice.from(ip.headerLength(), dissection.isInRedirect() ? QUOTED_PAYLOAD_LENGTH : Integer.MAX_VALUE);
        if (payload.reported() == 0) {
            return;
        }
        if (ip.fragmentOffset() != 0) {
            dissection.summarize(
                    "IPv4",
                    "fragment at " + ip.fragmentOffsetOctets() + " of " + IpProtocols.name(ip.protocol())
                            + String.format(", id 0x%04x", ip.identification()));
            DataDissector.dissect(payload, dissection);
        } else {
            IpProtocols.dissect(ip.protocol(), payload, dissection);
        }
    }

    /** Whether it was an EtherType that called the packet IPv4; then Wireshark shows the wrong version before the right one. */
    private static boolean isOfEtherType(final List<String> protocols) {
        final int count = protocols.size();
        return count > 1 && protocols.get(count - 2).equals("ethertype");
    }

    private static void addChecksumStatus(final Layer layer, final Slice slice, final Ipv4Flyweight ip) {
        if (!slice.has(0, ip.headerLength())) {
            layer.add(CHECKSUM_STATUS, 0, 0, ChecksumStatus.UNVERIFIED);
            return;
        }
        layer.add(CHECKSUM_STATUS, 0, 0, ChecksumStatus.of(ip.isChecksumValid()));
        layer.add(
                CHECKSUM_CALCULATED,
                0,
                0,
                calculated(ip.checksum(), InternetChecksum.checksum(slice.buffer(), slice.start(), ip.headerLength())));
    }

    /**
     * The checksum that would be right, from the one that stands and what it leaves over.
     *
     * @param checksum that stands in the packet.
     * @param residue the checksum of all it covers, itself included.
     * @return the right one, 0 to 65,535.
     */
    static int calculated(final int checksum, final int residue) {
        // What the rest alone sums up to: the whole less the field, in ones' complement.
        return InternetChecksum.update(residue, checksum, 0);
    }
}
