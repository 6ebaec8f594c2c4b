package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.NeighborAdvertisementFlyweight;
import org.firsthop.core.wire.NeighborSolicitationFlyweight;
import org.firsthop.core.wire.RedirectFlyweight;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.core.wire.RouterSolicitationFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Slice;

/** ICMPv6 (RFC 4443) and Neighbor Discovery (RFC 4861). */
final class Icmpv6Dissector {
    /** Of Mobile IPv6, with options of Neighbor Discovery (RFC 6275 section 6.8). */
    private static final int MOBILE_PREFIX_ADVERTISEMENT = 147;

    private static final int IPV6 = 6;

    private Icmpv6Dissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(Icmpv6Fields.PROTOCOL, slice).length(Icmpv6Flyweight.HEADER_LENGTH);
        final Icmpv6Flyweight icmp = new Icmpv6Flyweight().wrap(slice.buffer(), slice.start());
        layer.add(Icmpv6Fields.TYPE, icmp);
        layer.add(Icmpv6Fields.CODE, icmp);
        layer.add(Icmpv6Fields.CHECKSUM, icmp);
        dissection.summarize("ICMPv6", describe(icmp));
        addChecksumStatus(layer, slice, icmp, dissection);
        switch (icmp.type()) {
            case Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Type.TIME_EXCEEDED ->
                dissectOriginal(slice.from(Icmpv6Flyweight.DATA_OFFSET), dissection);
            case Icmpv6Type.PACKET_TOO_BIG -> {
                layer.add(Icmpv6Fields.MTU, icmp);
                dissectOriginal(slice.from(Icmpv6Flyweight.DATA_OFFSET), dissection);
            }
            case Icmpv6Type.PARAMETER_PROBLEM -> {
                layer.add(Icmpv6Fields.POINTER, icmp);
                dissectOriginal(slice.from(Icmpv6Flyweight.DATA_OFFSET), dissection);
            }
            case Icmpv6Type.ECHO_REQUEST, Icmpv6Type.ECHO_REPLY -> {
                layer.add(Icmpv6Fields.IDENTIFIER, icmp);
                layer.add(Icmpv6Fields.SEQUENCE_NUMBER, icmp);
                dissection.summarize(
                        "ICMPv6", describe(icmp) + ", id " + icmp.identifier() + ", seq " + icmp.sequenceNumber());
                DataDissector.dissect(slice.from(Icmpv6Flyweight.DATA_OFFSET), dissection);
            }
            case Icmpv6Type.EXTENDED_ECHO_REQUEST -> {
                layer.add(Icmpv6Fields.IDENTIFIER, icmp);
                // The extension structure is ICMP's (RFC 8335 section 2), and Wireshark hands it to that.
                dissection.note(IcmpDissector.PROTOCOL.name());
            }
            case Icmpv6Type.EXTENDED_ECHO_REPLY -> layer.add(Icmpv6Fields.IDENTIFIER, icmp);
            default -> dissectNeighborDiscovery(layer, slice, icmp.type(), dissection);
        }
    }

    private static void dissectNeighborDiscovery(
            final Layer layer, final Slice slice, final int type, final Dissection dissection) {
        switch (type) {
            case Icmpv6Type.ROUTER_SOLICITATION ->
                NdpOptionsDissector.dissect(layer, slice, RouterSolicitationFlyweight.MIN_LENGTH, dissection);
            case Icmpv6Type.ROUTER_ADVERTISEMENT -> {
                final RouterAdvertisementFlyweight message =
                        new RouterAdvertisementFlyweight().wrap(slice.buffer(), slice.start());
                layer.add(Icmpv6Fields.CURRENT_HOP_LIMIT, message);
                layer.add(Icmpv6Fields.ROUTER_LIFETIME, message);
                layer.add(Icmpv6Fields.REACHABLE_TIME, message);
                layer.add(Icmpv6Fields.RETRANS_TIMER, message);
                NdpOptionsDissector.dissect(layer, slice, RouterAdvertisementFlyweight.MIN_LENGTH, dissection);
            }
            case Icmpv6Type.NEIGHBOR_SOLICITATION -> {
                layer.add(
                        Icmpv6Fields.SOLICITATION_TARGET,
                        NeighborSolicitationFlyweight.TARGET_OFFSET,
                        Ipv6Address.LENGTH);
                NdpOptionsDissector.dissect(layer, slice, NeighborSolicitationFlyweight.MIN_LENGTH, dissection);
            }
            case Icmpv6Type.NEIGHBOR_ADVERTISEMENT -> {
                final NeighborAdvertisementFlyweight message =
                        new NeighborAdvertisementFlyweight().wrap(slice.buffer(), slice.start());
                layer.add(Icmpv6Fields.ROUTER, message);
                layer.add(Icmpv6Fields.SOLICITED, message);
                layer.add(Icmpv6Fields.OVERRIDE, message);
                layer.add(
                        Icmpv6Fields.ADVERTISEMENT_TARGET,
                        NeighborAdvertisementFlyweight.TARGET_OFFSET,
                        Ipv6Address.LENGTH);
                NdpOptionsDissector.dissect(layer, slice, NeighborAdvertisementFlyweight.MIN_LENGTH, dissection);
            }
            case Icmpv6Type.REDIRECT -> {
                layer.add(Icmpv6Fields.REDIRECT_TARGET, RedirectFlyweight.TARGET_OFFSET, Ipv6Address.LENGTH);
                layer.add(Icmpv6Fields.REDIRECT_DESTINATION, RedirectFlyweight.DESTINATION_OFFSET, Ipv6Address.LENGTH);
                NdpOptionsDissector.dissect(layer, slice, RedirectFlyweight.MIN_LENGTH, dissection);
            }
            case MOBILE_PREFIX_ADVERTISEMENT ->
                NdpOptionsDissector.dissect(layer, slice, Icmpv6Flyweight.HEADER_LENGTH, dissection);
            default -> {
                // Type, code and checksum are all that is shown of the others.
            }
        }
    }

    private static void addChecksumStatus(
            final Layer layer, final Slice slice, final Icmpv6Flyweight icmp, final Dissection dissection) {
        final NetworkHeader network = dissection.network();
        final int status;
        if (network == null || network.fragmented() || dissection.isInErrorMessage() || !slice.isWhole()) {
            status = ChecksumStatus.UNVERIFIED;
        } else {
            final long pseudoHeader = PseudoHeaders.sum(network, IpProtocol.ICMPV6, slice.reported());
            status = ChecksumStatus.of(icmp.isChecksumValid(pseudoHeader, slice.reported()));
        }
        layer.add(Icmpv6Fields.CHECKSUM_STATUS, 0, 0, status);
    }

    /** Dissects the packet that an error is about, as far as it is quoted. */
    static void dissectOriginal(final Slice original, final Dissection dissection) {
        if (original.reported() == 0) {
            return;
        }
        if (original.u8(0) >>> 4 != IPV6) {
            DataDissector.dissect(original, dissection);
            return;
        }
        final boolean nested = dissection.isInErrorMessage();
        dissection.inErrorMessage(true);
        Ipv6Dissector.dissectOrData(original, dissection);
        dissection.inErrorMessage(nested);
    }

    private static String describe(final Icmpv6Flyweight icmp) {
        return switch (icmp.type()) {
            case Icmpv6Type.DESTINATION_UNREACHABLE -> "Destination unreachable, code " + icmp.code();
            case Icmpv6Type.PACKET_TOO_BIG -> "Packet too big";
            case Icmpv6Type.TIME_EXCEEDED -> "Time exceeded, code " + icmp.code();
            case Icmpv6Type.PARAMETER_PROBLEM -> "Parameter problem, code " + icmp.code();
            case Icmpv6Type.ECHO_REQUEST -> "Echo request";
            case Icmpv6Type.ECHO_REPLY -> "Echo reply";
            case Icmpv6Type.ROUTER_SOLICITATION -> "Router solicitation";
            case Icmpv6Type.ROUTER_ADVERTISEMENT -> "Router advertisement";
            case Icmpv6Type.NEIGHBOR_SOLICITATION -> "Neighbor solicitation";
            case Icmpv6Type.NEIGHBOR_ADVERTISEMENT -> "Neighbor advertisement";
            case Icmpv6Type.REDIRECT -> "Redirect";
            default -> "type " + icmp.type() + ", code " + icmp.code();
        };
    }
}
