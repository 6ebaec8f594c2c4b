package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Protocol;

/** The fields of ICMPv6, of the messages of Neighbor Discovery and of their options. */
final class Icmpv6Fields {
    static final Protocol PROTOCOL = new Protocol("icmpv6", "Internet Control Message Protocol v6");

    static final HeaderField<Icmpv6Flyweight> TYPE = PROTOCOL.number(
            "icmpv6.type", "Type", Format.DECIMAL, Icmpv6Flyweight.TYPE_OFFSET, 1, Icmpv6Flyweight::type);
    static final HeaderField<Icmpv6Flyweight> CODE = PROTOCOL.number(
            "icmpv6.code", "Code", Format.DECIMAL, Icmpv6Flyweight.CODE_OFFSET, 1, Icmpv6Flyweight::code);
    static final HeaderField<Icmpv6Flyweight> CHECKSUM = PROTOCOL.number(
            "icmpv6.checksum",
            "Checksum",
            Format.HEX_16,
            Icmpv6Flyweight.CHECKSUM_OFFSET,
            2,
            Icmpv6Flyweight::checksum);
    static final Field CHECKSUM_STATUS = PROTOCOL.field("icmpv6.checksum.status", "Checksum status", Format.DECIMAL);
    static final HeaderField<Icmpv6Flyweight> IDENTIFIER = PROTOCOL.number(
            "icmpv6.echo.identifier",
            "Identifier",
            Format.HEX_16,
            Icmpv6Flyweight.IDENTIFIER_OFFSET,
            2,
            Icmpv6Flyweight::identifier);
    static final HeaderField<Icmpv6Flyweight> SEQUENCE_NUMBER = PROTOCOL.number(
            "icmpv6.echo.sequence_number",
            "Sequence number",
            Format.DECIMAL,
            Icmpv6Flyweight.SEQUENCE_NUMBER_OFFSET,
            2,
            Icmpv6Flyweight::sequenceNumber);
    static final HeaderField<Icmpv6Flyweight> MTU =
            PROTOCOL.number("icmpv6.mtu", "MTU", Format.DECIMAL, Icmpv6Flyweight.MTU_OFFSET, 4, Icmpv6Flyweight::mtu);
    static final HeaderField<Icmpv6Flyweight> POINTER = PROTOCOL.number(
            "icmpv6.pointer", "Pointer", Format.DECIMAL, Icmpv6Flyweight.POINTER_OFFSET, 4, Icmpv6Flyweight::pointer);

    static final HeaderField<RouterAdvertisementFlyweight> CURRENT_HOP_LIMIT = PROTOCOL.number(
            "icmpv6.nd.ra.cur_hop_limit",
            "Current hop limit",
            Format.DECIMAL,
            RouterAdvertisementFlyweight.CURRENT_HOP_LIMIT_OFFSET,
            1,
            RouterAdvertisementFlyweight::currentHopLimit);
    static final HeaderField<RouterAdvertisementFlyweight> ROUTER_LIFETIME = PROTOCOL.number(
            "icmpv6.nd.ra.router_lifetime",
            "Router lifetime",
            Format.DECIMAL,
            RouterAdvertisementFlyweight.ROUTER_LIFETIME_OFFSET,
            2,
            RouterAdvertisementFlyweight::routerLifetime);
    static final HeaderField<RouterAdvertisementFlyweight> REACHABLE_TIME = PROTOCOL.number(
            "icmpv6.nd.ra.reachable_time",
            "Reachable time",
            Format.DECIMAL,
            RouterAdvertisementFlyweight.REACHABLE_TIME_OFFSET,
            4,
            RouterAdvertisementFlyweight::reachableTime);
    static final HeaderField<RouterAdvertisementFlyweight> RETRANS_TIMER = PROTOCOL.number(
            "icmpv6.nd.ra.retrans_timer",
            "Retransmission timer",
            Format.DECIMAL,
            RouterAdvertisementFlyweight.RETRANS_TIMER_OFFSET,
            4,
            RouterAdvertisementFlyweight::retransTimer);
    static final Field SOLICITATION_TARGET =
            PROTOCOL.field("icmpv6.nd.ns.target_address", "Target address", Format.IPV6);
    static final HeaderField<NeighborAdvertisementFlyweight> ROUTER = PROTOCOL.flag(
            "icmpv6.nd.na.flag.r",
            "Router",
            NeighborAdvertisementFlyweight.FLAGS_OFFSET,
            4,
            NeighborAdvertisementFlyweight::isRouter);
    static final HeaderField<NeighborAdvertisementFlyweight> SOLICITED = PROTOCOL.flag(
            "icmpv6.nd.na.flag.s",
            "Solicited",
            NeighborAdvertisementFlyweight.FLAGS_OFFSET,
            4,
            NeighborAdvertisementFlyweight::isSolicited);
    static final HeaderField<NeighborAdvertisementFlyweight> OVERRIDE = PROTOCOL.flag(
            "icmpv6.nd.na.flag.o",
            "Override",
            NeighborAdvertisementFlyweight.FLAGS_OFFSET,
            4,
            NeighborAdvertisementFlyweight::isOverride);
    static final Field ADVERTISEMENT_TARGET =
            PROTOCOL.field("icmpv6.nd.na.target_address", "Target address", Format.IPV6);
    static final Field REDIRECT_TARGET = PROTOCOL.field("icmpv6.rd.na.target_address", "Target address", Format.IPV6);
    static final Field REDIRECT_DESTINATION =
            PROTOCOL.field("icmpv6.rd.na.destination_address", "Destination address", Format.IPV6);

    static final HeaderField<NdpOptionFlyweight> OPTION_TYPE = PROTOCOL.number(
            "icmpv6.opt.type",
            "Option type",
            Format.DECIMAL,
            NdpOptionFlyweight.TYPE_OFFSET,
            1,
            NdpOptionFlyweight::type);
    static final HeaderField<NdpOptionFlyweight> OPTION_LENGTH = PROTOCOL.number(
            "icmpv6.opt.length",
            "Option length, in units of 8 octets",
            Format.DECIMAL,
            NdpOptionFlyweight.LENGTH_OFFSET,
            1,
            NdpOptionFlyweight::lengthUnits);
    static final Field LINK_LAYER_ADDRESS =
            PROTOCOL.field("icmpv6.opt.linkaddr", "Link-layer address", Format.COLON_OCTETS);
    static final HeaderField<NdpOptionFlyweight> PREFIX_LENGTH = PROTOCOL.number(
            "icmpv6.opt.prefix.length",
            "Prefix length",
            Format.DECIMAL,
            NdpOptionFlyweight.PREFIX_LENGTH_OFFSET,
            1,
            NdpOptionFlyweight::prefixLength);
    static final Field PREFIX = PROTOCOL.field("icmpv6.opt.prefix", "Prefix", Format.IPV6);
    static final HeaderField<NdpOptionFlyweight> OPTION_MTU = PROTOCOL.number(
            "icmpv6.opt.mtu", "MTU", Format.DECIMAL, NdpOptionFlyweight.MTU_OFFSET, 4, NdpOptionFlyweight::mtu);

    private Icmpv6Fields() {}
}
