package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The IPv6 header (RFC 8200 section 3). */
final class Ipv6Dissector {
    static final Protocol PROTOCOL = new Protocol("ipv6", "Internet Protocol Version 6");

    private static final HeaderField<Ipv6Flyweight> VERSION = PROTOCOL.number(
            "ipv6.version",
            "Version",
            Format.DECIMAL,
            Ipv6Flyweight.VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET,
            1,
            Ipv6Flyweight::version);
    private static final HeaderField<Ipv6Flyweight> TRAFFIC_CLASS = PROTOCOL.number(
            "ipv6.tclass",
            "Traffic class",
            Format.HEX_32,
            Ipv6Flyweight.VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET,
            4,
            Ipv6Flyweight::trafficClass);
    private static final HeaderField<Ipv6Flyweight> DSCP = PROTOCOL.number(
            "ipv6.tclass.dscp",
            "DSCP",
            Format.DECIMAL,
            Ipv6Flyweight.VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET,
            4,
            Ipv6Flyweight::dscp);
    private static final HeaderField<Ipv6Flyweight> ECN = PROTOCOL.number(
            "ipv6.tclass.ecn",
            "ECN",
            Format.DECIMAL,
            Ipv6Flyweight.VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET,
            4,
            Ipv6Flyweight::ecn);
    private static final HeaderField<Ipv6Flyweight> FLOW_LABEL = PROTOCOL.number(
            "ipv6.flow",
            "Flow label",
            Format.HEX_24,
            Ipv6Flyweight.VERSION_TRAFFIC_CLASS_FLOW_LABEL_OFFSET,
            4,
            Ipv6Flyweight::flowLabel);
    private static final HeaderField<Ipv6Flyweight> PAYLOAD_LENGTH = PROTOCOL.number(
            "ipv6.plen",
            "Payload length",
            Format.DECIMAL,
            Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET,
            2,
            Ipv6Flyweight::payloadLength);
    private static final HeaderField<Ipv6Flyweight> NEXT_HEADER = PROTOCOL.number(
            "ipv6.nxt",
            "Next header",
            Format.DECIMAL,
            Ipv6Flyweight.NEXT_HEADER_OFFSET,
            1,
            Ipv6Flyweight::nextHeader,
            IpProtocols::name);
    private static final HeaderField<Ipv6Flyweight> HOP_LIMIT = PROTOCOL.number(
            "ipv6.hlim", "Hop limit", Format.DECIMAL, Ipv6Flyweight.HOP_LIMIT_OFFSET, 1, Ipv6Flyweight::hopLimit);
    private static final Field SOURCE = PROTOCOL.field("ipv6.src", "Source address", Format.IPV6);
    private static final Field DESTINATION = PROTOCOL.field("ipv6.dst", "Destination address", Format.IPV6);

    static final Field OPTION_TYPE = PROTOCOL.field("ipv6.opt.type", "Option type", Format.HEX_8);
    static final Field OPTION_LENGTH = PROTOCOL.field("ipv6.opt.length", "Option length", Format.DECIMAL);

    /** More than any slice holds. */
    private static final int MAX_PAYLOAD_LENGTH = Integer.MAX_VALUE - Ipv6Flyweight.HEADER_LENGTH;

    private Ipv6Dissector() {}

    /** The length of what follows the header: of a jumbogram, as its Jumbo Payload option says (RFC 2675 section 2). */
    private static long payloadLength(final Ipv6Flyweight ip, final Slice slice) {
        if (ip.payloadLength() == 0
                && ip.nextHeader() == IpProtocol.HOP_BY_HOP
                && slice.has(Ipv6Flyweight.HEADER_LENGTH, Ipv6ExtensionFlyweight.MIN_HEADER_LENGTH)) {
            final Ipv6ExtensionFlyweight hopByHop =
                    new Ipv6ExtensionFlyweight().wrap(slice.buffer(), ip.payloadOffset());
            final Ipv6OptionIterator options = new Ipv6OptionIterator()
                    .wrap(
                            slice.buffer(),
                            hopByHop.dataOffset(),
                            Math.min(hopByHop.dataLength(), slice.start() + slice.captured() - hopByHop.dataOffset()));
            while (options.next()) {
                if (options.type() == Ipv6OptionIterator.JUMBO_PAYLOAD && options.dataLength() == Integer.BYTES) {
                    return NetworkOrder.u32(slice.buffer(), options.dataOffset());
                }
            }
        }
        return ip.payloadLength();
    }

    /** Dissects a packet that may turn out not to be IPv6; then it is data. */
    static void dissectOrData(final Slice slice, final Dissection dissection) {
        if (!dissect(slice, dissection)) {
            DataDissector.dissect(slice, dissection);
        }
    }

    /** Dissects a packet that may turn out not to be IPv6; returns whether it is. */
    static boolean dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(Ipv6Flyweight.HEADER_LENGTH);
        dissection.summarize("IPv6", "");
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(slice.buffer(), slice.start());
        layer.add(VERSION, ip);
        layer.add(Ipv4Dissector.VERSION, new Ipv4Flyweight().wrap(slice.buffer(), slice.start()));
        if (ip.version() != 6) {
            dissection.summarize("IPv6", "bad version " + ip.version());
            dissection.retract();
            return false;
        }
        layer.add(TRAFFIC_CLASS, ip);
        layer.indent();
        layer.add(DSCP, ip);
        layer.add(ECN, ip);
        layer.outdent();
        layer.add(FLOW_LABEL, ip);
        slice.require(0, Ipv6Flyweight.HOP_LIMIT_OFFSET);
        layer.add(PAYLOAD_LENGTH, ip);
        layer.add(NEXT_HEADER, ip);
        layer.add(HOP_LIMIT, ip);
        layer.add(SOURCE, Ipv6Flyweight.SOURCE_OFFSET, Ipv6Address.LENGTH);
        layer.add(DESTINATION, Ipv6Flyweight.DESTINATION_OFFSET, Ipv6Address.LENGTH);
        dissection.addresses(
                Ipv6Address.toString(ip.sourceHigh(), ip.sourceLow()),
                Ipv6Address.toString(ip.destinationHigh(), ip.destinationLow()));
        dissection.summarize("IPv6", IpProtocols.name(ip.nextHeader()));
        // What is inside a fragment stays one.
        final NetworkHeader outer = dissection.network();
        dissection.network(NetworkHeader.ipv6(
                slice.buffer(),
                slice.start() + Ipv6Flyweight.SOURCE_OFFSET,
                slice.start() + Ipv6Flyweight.DESTINATION_OFFSET,
                outer != null && outer.fragmented()));
        slice.limit(Ipv6Flyweight.HEADER_LENGTH + (int) Math.min(payloadLength(ip, slice), MAX_PAYLOAD_LENGTH));
        Ipv6Extensions.dissect(ip.nextHeader(), slice.from(Ipv6Flyweight.HEADER_LENGTH), dissection);
        return true;
    }
}
