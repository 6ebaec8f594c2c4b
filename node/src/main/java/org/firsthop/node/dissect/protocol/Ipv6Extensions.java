package org.firsthop.node.dissect.protocol;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.core.wire.Ipv6RoutingFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The extension headers of IPv6 (RFC 8200 section 4), each a layer of its own. */
final class Ipv6Extensions {
    static final Protocol HOP_BY_HOP = new Protocol("ipv6.hopopts", "IPv6 Hop-by-Hop Options");
    static final Protocol DESTINATION = new Protocol("ipv6.dstopts", "IPv6 Destination Options");
    static final Protocol ROUTING = new Protocol("ipv6.routing", "IPv6 Routing Header");
    static final Protocol FRAGMENT = new Protocol("ipv6.fraghdr", "IPv6 Fragment Header");

    private static final HeaderField<Ipv6ExtensionFlyweight> HOP_BY_HOP_NEXT = next(HOP_BY_HOP);
    private static final HeaderField<Ipv6ExtensionFlyweight> HOP_BY_HOP_LENGTH = length(HOP_BY_HOP);
    private static final HeaderField<Ipv6ExtensionFlyweight> DESTINATION_NEXT = next(DESTINATION);
    private static final HeaderField<Ipv6ExtensionFlyweight> DESTINATION_LENGTH = length(DESTINATION);
    private static final HeaderField<Ipv6ExtensionFlyweight> ROUTING_NEXT = next(ROUTING);
    private static final HeaderField<Ipv6ExtensionFlyweight> ROUTING_LENGTH = length(ROUTING);
    private static final HeaderField<Ipv6RoutingFlyweight> ROUTING_TYPE = ROUTING.number(
            "ipv6.routing.type",
            "Type",
            Format.DECIMAL,
            Ipv6RoutingFlyweight.ROUTING_TYPE_OFFSET,
            1,
            Ipv6RoutingFlyweight::routingType);
    private static final HeaderField<Ipv6RoutingFlyweight> SEGMENTS_LEFT = ROUTING.number(
            "ipv6.routing.segleft",
            "Segments left",
            Format.DECIMAL,
            Ipv6RoutingFlyweight.SEGMENTS_LEFT_OFFSET,
            1,
            Ipv6RoutingFlyweight::segmentsLeft);
    private static final HeaderField<Ipv6FragmentFlyweight> FRAGMENT_NEXT = FRAGMENT.number(
            "ipv6.fraghdr.nxt",
            "Next header",
            Format.DECIMAL,
            Ipv6FragmentFlyweight.NEXT_HEADER_OFFSET,
            1,
            Ipv6FragmentFlyweight::nextHeader,
            IpProtocols::name);
    private static final HeaderField<Ipv6FragmentFlyweight> FRAGMENT_OFFSET = FRAGMENT.number(
            "ipv6.fraghdr.offset",
            "Offset, in units of 8 octets",
            Format.DECIMAL,
            Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET,
            2,
            Ipv6FragmentFlyweight::fragmentOffset);
    private static final HeaderField<Ipv6FragmentFlyweight> MORE_FRAGMENTS = FRAGMENT.flag(
            "ipv6.fraghdr.more",
            "More fragments",
            Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET,
            2,
            Ipv6FragmentFlyweight::isMoreFragments);
    private static final HeaderField<Ipv6FragmentFlyweight> IDENTIFICATION = FRAGMENT.number(
            "ipv6.fraghdr.ident",
            "Identification",
            Format.HEX_32,
            Ipv6FragmentFlyweight.IDENTIFICATION_OFFSET,
            4,
            Ipv6FragmentFlyweight::identification);

    private static final int CALIPSO = 0x07;
    private static final int CALIPSO_COMPARTMENT_LENGTH_OFFSET = 4;
    private static final int CALIPSO_HEADER_LENGTH = 8;

    private Ipv6Extensions() {}

    private static HeaderField<Ipv6ExtensionFlyweight> next(final Protocol protocol) {
        return protocol.number(
                protocol.name() + ".nxt",
                "Next header",
                Format.DECIMAL,
                Ipv6ExtensionFlyweight.NEXT_HEADER_OFFSET,
                1,
                Ipv6ExtensionFlyweight::nextHeader,
                IpProtocols::name);
    }

    private static HeaderField<Ipv6ExtensionFlyweight> length(final Protocol protocol) {
        return protocol.number(
                protocol.name() + ".len",
                "Length, in units of 8 octets after the first",
                Format.DECIMAL,
                Ipv6ExtensionFlyweight.HEADER_EXTENSION_LENGTH_OFFSET,
                1,
                Ipv6ExtensionFlyweight::headerExtensionLength);
    }

    static void dissect(final int nextHeader, final Slice slice, final Dissection dissection) {
        if (dissection.isTooDeep()) {
            DataDissector.dissect(slice, dissection);
            return;
        }
        switch (nextHeader) {
            case IpProtocol.HOP_BY_HOP ->
                dissectOptions(HOP_BY_HOP, HOP_BY_HOP_NEXT, HOP_BY_HOP_LENGTH, slice, dissection);
            case IpProtocol.DESTINATION_OPTIONS ->
                dissectOptions(DESTINATION, DESTINATION_NEXT, DESTINATION_LENGTH, slice, dissection);
            case IpProtocol.ROUTING -> dissectRouting(slice, dissection);
            case IpProtocol.FRAGMENT -> dissectFragment(slice, dissection);
            default -> IpProtocols.dissect(nextHeader, slice, dissection);
        }
    }

    private static void dissectOptions(
            final Protocol protocol,
            final HeaderField<Ipv6ExtensionFlyweight> next,
            final HeaderField<Ipv6ExtensionFlyweight> length,
            final Slice slice,
            final Dissection dissection) {
        final Layer layer = dissection.enter(protocol, slice);
        final Ipv6ExtensionFlyweight header = new Ipv6ExtensionFlyweight().wrap(slice.buffer(), slice.start());
        slice.require(0, Ipv6ExtensionFlyweight.DATA_OFFSET);
        layer.add(next, header);
        layer.add(length, header);
        layer.length(header.headerLength());
        addOptions(layer, slice, header.headerLength());
        slice.require(0, header.headerLength());
        dissect(header.nextHeader(), slice.from(header.headerLength()), dissection);
    }

    /** Adds types and lengths; an option that goes beyond its header is read on all the same. */
    private static void addOptions(final Layer layer, final Slice slice, final int headerLength) {
        int offset = Ipv6ExtensionFlyweight.DATA_OFFSET;
        layer.indent();
        while (offset < headerLength) {
            final int type = slice.u8(offset);
            slice.require(offset, 2);
            layer.add(Ipv6Dissector.OPTION_TYPE, offset, 1, type);
            offset++;
            if (type != Ipv6OptionIterator.PAD_1) {
                final int length = slice.u8(offset);
                layer.add(Ipv6Dissector.OPTION_LENGTH, offset, 1, length);
                slice.require(offset + 1, length);
                if (type == CALIPSO) {
                    // Its bitmap has a length of its own, in units of 4 octets (RFC 5570 section 5.1), which may
                    // contradict.
                    final int units = slice.u8(offset + 1 + CALIPSO_COMPARTMENT_LENGTH_OFFSET);
                    slice.require(offset + 1, CALIPSO_HEADER_LENGTH + units * Integer.BYTES);
                }
                offset += 1 + length;
            }
        }
        layer.outdent();
    }

    private static void dissectRouting(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(ROUTING, slice);
        final Ipv6ExtensionFlyweight extension = new Ipv6ExtensionFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(ROUTING_NEXT, extension);
        layer.add(ROUTING_LENGTH, extension);
        final Ipv6RoutingFlyweight header = new Ipv6RoutingFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(ROUTING_TYPE, header);
        layer.add(SEGMENTS_LEFT, header);
        layer.length(header.headerLength());
        slice.require(0, header.headerLength());
        final NetworkHeader network = dissection.network();
        if (network != null
                && !dissection.isInErrorMessage()
                && (header.routingType() == Ipv6RoutingFlyweight.TYPE_SOURCE_ROUTE
                        || Ipv6RoutingFlyweight.check(slice.buffer(), slice.start(), slice.captured())
                                == DropReason.NONE)) {
            dissection.network(withFinalDestination(network, header));
        }
        dissect(header.nextHeader(), slice.from(header.headerLength()), dissection);
    }

    /** Checksums of upper layers are over the address that the packet is going to in the end (RFC 8200 section 8.1). */
    private static NetworkHeader withFinalDestination(final NetworkHeader network, final Ipv6RoutingFlyweight header) {
        if (header.segmentsLeft() == 0 || header.addressCount() == 0) {
            return network;
        }
        final int last = header.finalAddressIndex();
        return network.to(new NetworkHeader.Address(
                header.addressHigh(last, network.destination().high()),
                header.addressLow(last, network.destination().low())));
    }

    private static void dissectFragment(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(FRAGMENT, slice).length(Ipv6FragmentFlyweight.HEADER_LENGTH);
        slice.require(0, Ipv6FragmentFlyweight.HEADER_LENGTH);
        final Ipv6FragmentFlyweight header = new Ipv6FragmentFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(FRAGMENT_NEXT, header);
        layer.add(FRAGMENT_OFFSET, header);
        layer.add(MORE_FRAGMENTS, header);
        layer.add(IDENTIFICATION, header);
        final Slice payload = slice.from(Ipv6FragmentFlyweight.HEADER_LENGTH);
        final NetworkHeader network = dissection.network();
        if (network != null && !header.isAtomic()) {
            dissection.network(network.asFragment());
        }
        if (header.fragmentOffset() != 0) {
            dissection.summarize(
                    "IPv6",
                    "fragment at " + header.fragmentOffsetOctets() + " of " + IpProtocols.name(header.nextHeader())
                            + String.format(", id 0x%08x", header.identification()));
            DataDissector.dissect(payload, dissection);
        } else {
            dissect(header.nextHeader(), payload, dissection);
        }
    }
}
