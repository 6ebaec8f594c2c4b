package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.PppFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** PPP (RFC 1661), with or without the address and control of its HDLC-like framing (RFC 1662). */
final class PppDissector {
    static final Protocol PROTOCOL = new Protocol("ppp", "Point-to-Point Protocol");

    private static final int ALL_STATIONS = 0xFF;
    /** First octets that tell Cisco's framing. */
    private static final int CISCO_UNICAST = 0x0F;

    private static final int CISCO_BROADCAST = 0x8F;

    private static final Field ADDRESS = PROTOCOL.field("ppp.address", "Address", Format.HEX_8);
    private static final Field CONTROL = PROTOCOL.field("ppp.control", "Control", Format.HEX_8);
    private static final Field PROTOCOL_NUMBER = PROTOCOL.field("ppp.protocol", "Protocol", Format.HEX_16);

    private PppDissector() {}

    /** In HDLC-like framing, where address and control may be left out. */
    static void dissectFramed(final Slice slice, final Dissection dissection) {
        if (slice.has(0, 1) && (slice.u8(0) == CISCO_UNICAST || slice.u8(0) == CISCO_BROADCAST)) {
            HdlcDissector.dissect(slice, dissection);
            return;
        }
        final Layer layer = dissection.enter(PROTOCOL, slice);
        int offset = 0;
        if (slice.u8(0) == ALL_STATIONS) {
            layer.add(ADDRESS, 0, 1, slice.u8(0));
            layer.add(CONTROL, 1, 1, slice.u8(1));
            offset = 2;
        }
        dissect(layer, slice, offset, dissection);
    }

    /** Without framing, as PPPoE carries it (RFC 2516 section 4). */
    static void dissect(final Slice slice, final Dissection dissection) {
        dissect(dissection.enter(PROTOCOL, slice), slice, 0, dissection);
    }

    private static void dissect(final Layer layer, final Slice slice, final int offset, final Dissection dissection) {
        // A second address and control would be taken as such; where they are cut, so is the protocol.
        slice.require(offset, slice.has(offset, 1) && slice.u8(offset) == ALL_STATIONS ? 2 : 1);
        final PppFlyweight ppp = new PppFlyweight().wrap(slice.buffer(), slice.start() + offset);
        final int protocolOffset = ppp.protocolOffset() - slice.start();
        slice.require(protocolOffset, ppp.protocolLength());
        layer.add(PROTOCOL_NUMBER, protocolOffset, ppp.protocolLength(), ppp.protocol());
        dissection.summarize("PPP", String.format("protocol 0x%04x", ppp.protocol()));
        layer.length(offset + ppp.headerLength());
        final Slice payload = slice.from(offset + ppp.headerLength());
        switch (ppp.protocol()) {
            case PppFlyweight.PROTOCOL_IPV4 -> Ipv4Dissector.dissect(payload, dissection);
            case PppFlyweight.PROTOCOL_IPV6 -> Ipv6Dissector.dissectOrData(payload, dissection);
            case PppFlyweight.PROTOCOL_MPLS -> MplsDissector.dissect(payload, dissection);
            default -> DataDissector.dissect(payload, dissection);
        }
    }
}
