package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Cisco HDLC: an address, a control octet and an EtherType (RFC 1547 section 4.3.1). */
final class HdlcDissector {
    static final Protocol PROTOCOL = new Protocol("chdlc", "Cisco HDLC");

    private static final int HEADER_LENGTH = 4;
    private static final int CONTROL_OFFSET = 1;
    private static final int PROTOCOL_OFFSET = 2;

    /** Cisco's keepalive and address resolution, in the place of Ethernet's reverse ARP. */
    private static final int SLARP = 0x8035;

    private static final Field ADDRESS = PROTOCOL.field("chdlc.address", "Address", Format.HEX_8);
    private static final Field CONTROL = PROTOCOL.field("chdlc.control", "Control", Format.HEX_8);
    private static final Field TYPE = PROTOCOL.field("chdlc.protocol", "Protocol", Format.HEX_16);

    private HdlcDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(HEADER_LENGTH);
        layer.add(ADDRESS, 0, 1, slice.u8(0));
        layer.add(CONTROL, CONTROL_OFFSET, 1, slice.u8(CONTROL_OFFSET));
        final int type = slice.u16(PROTOCOL_OFFSET);
        layer.add(TYPE, PROTOCOL_OFFSET, 2, type);
        dissection.summarize("CHDLC", String.format("protocol 0x%04x", type));
        final Slice payload = slice.from(HEADER_LENGTH);
        if (type == SLARP || !EtherTypes.dissectKnown(type, payload, dissection)) {
            DataDissector.dissect(payload, dissection);
        }
    }
}
