package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.EtherType;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Linux's "cooked" capture, versions 1 and 2: a pseudo-header in the place of the link's own (LINKTYPE_LINUX_SLL, _SLL2). */
final class SllDissector {
    static final Protocol PROTOCOL = new Protocol("sll", "Linux cooked capture");

    private static final int HEADER_LENGTH = 16;
    private static final int HEADER_LENGTH_2 = 20;
    private static final int MAX_ADDRESS_LENGTH = 8;
    private static final int ARPHRD_ETHER = 1;
    /** A GRE tunnel, whose types are GRE's. */
    private static final int ARPHRD_IPGRE = 778;
    /** An Ethernet frame's payload in 802.2 framing, which Linux numbers instead of giving its length. */
    private static final int LINUX_802_2 = 0x0004;

    private static final Field PACKET_TYPE = PROTOCOL.field("sll.pkttype", "Packet type", Format.DECIMAL);
    private static final Field INTERFACE = PROTOCOL.field("sll.ifindex", "Interface index", Format.DECIMAL);
    private static final Field HARDWARE_TYPE = PROTOCOL.field("sll.hatype", "Link-layer address type", Format.DECIMAL);
    private static final Field ADDRESS_LENGTH =
            PROTOCOL.field("sll.halen", "Link-layer address length", Format.DECIMAL);
    private static final Field MAC = PROTOCOL.field("sll.src.eth", "Source", Format.MAC);
    private static final Field ADDRESS = PROTOCOL.field("sll.src.other", "Source", Format.OCTETS);
    private static final Field TYPE = PROTOCOL.field("sll.etype", "Protocol", Format.HEX_16);
    private static final Field LINUX_TYPE = PROTOCOL.field("sll.ltype", "Protocol", Format.HEX_16);

    private static final Field TRAILER = PROTOCOL.field("sll.trailer", "Trailer", Format.OCTETS);

    private SllDissector() {}

    /** Version 1: packet type, ARPHRD type, address length, 8 octets of address, protocol. */
    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(HEADER_LENGTH);
        layer.add(PACKET_TYPE, 0, 2, slice.u16(0));
        layer.add(HARDWARE_TYPE, 2, 2, slice.u16(2));
        final int addressLength = slice.u16(4);
        layer.add(ADDRESS_LENGTH, 4, 2, addressLength);
        addAddress(layer, slice, 6, addressLength, slice.u16(2));
        final int type = addType(layer, slice, 14);
        dissectPayload(layer, slice, HEADER_LENGTH, type, slice.u16(2), dissection);
    }

    /** Version 2: protocol, 2 reserved, interface, ARPHRD type, packet type, address length, 8 octets of address. */
    static void dissectVersion2(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(HEADER_LENGTH_2);
        final int type = addType(layer, slice, 0);
        layer.add(INTERFACE, 4, 4, slice.u32(4));
        layer.add(HARDWARE_TYPE, 8, 2, slice.u16(8));
        layer.add(PACKET_TYPE, 10, 1, slice.u8(10));
        final int addressLength = slice.u8(11);
        layer.add(ADDRESS_LENGTH, 11, 1, addressLength);
        addAddress(layer, slice, 12, addressLength, slice.u16(8));
        dissectPayload(layer, slice, HEADER_LENGTH_2, type, slice.u16(8), dissection);
    }

    private static void addAddress(
            final Layer layer, final Slice slice, final int offset, final int length, final int hardwareType) {
        slice.require(offset, MAX_ADDRESS_LENGTH);
        if (hardwareType == ARPHRD_ETHER && length == MacAddress.LENGTH) {
            layer.add(MAC, offset, length);
        } else if (length > 0) {
            layer.add(ADDRESS, offset, Math.min(length, MAX_ADDRESS_LENGTH));
        }
    }

    private static int addType(final Layer layer, final Slice slice, final int offset) {
        final int type = slice.u16(offset);
        layer.add(EtherType.isType(type) ? TYPE : LINUX_TYPE, offset, 2, type);
        return type;
    }

    private static void dissectPayload(
            final Layer layer,
            final Slice slice,
            final int headerLength,
            final int type,
            final int hardwareType,
            final Dissection dissection) {
        final Slice payload = slice.from(headerLength);
        dissection.summarize("SLL", EtherTypes.name(type));
        if (hardwareType == ARPHRD_IPGRE && EtherTypes.dissectKnown(type, payload, dissection)) {
            return;
        }
        if (EtherType.isType(type)) {
            EthernetDissector.dissectPayload(layer, slice, headerLength, type, TRAILER, dissection);
        } else if (type == LINUX_802_2) {
            LlcDissector.dissect(payload, dissection);
        } else {
            DataDissector.dissect(payload, dissection);
        }
    }
}
