package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.LlcFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Logical Link Control (IEEE 802.2), with SNAP (RFC 1042). */
final class LlcDissector {
    static final Protocol PROTOCOL = new Protocol("llc", "Logical-Link Control");

    private static final HeaderField<LlcFlyweight> DSAP =
            PROTOCOL.number("llc.dsap", "DSAP", Format.HEX_8, LlcFlyweight.DSAP_OFFSET, 1, LlcFlyweight::dsap);
    private static final HeaderField<LlcFlyweight> SSAP =
            PROTOCOL.number("llc.ssap", "SSAP", Format.HEX_8, LlcFlyweight.SSAP_OFFSET, 1, LlcFlyweight::ssap);
    private static final Field CONTROL = PROTOCOL.field("llc.control", "Control", Format.HEX_16);
    private static final HeaderField<LlcFlyweight> OUI = PROTOCOL.number(
            "llc.oui", "Organization code", Format.DECIMAL, LlcFlyweight.OUI_OFFSET, 3, LlcFlyweight::oui);
    private static final HeaderField<LlcFlyweight> TYPE = PROTOCOL.number(
            "llc.type", "Type", Format.HEX_16, LlcFlyweight.PROTOCOL_ID_OFFSET, 2, LlcFlyweight::protocolId);
    private static final HeaderField<LlcFlyweight> PROTOCOL_ID = PROTOCOL.number(
            "llc.pid", "Protocol ID", Format.HEX_16, LlcFlyweight.PROTOCOL_ID_OFFSET, 2, LlcFlyweight::protocolId);

    private LlcDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(LlcFlyweight.MIN_HEADER_LENGTH);
        final LlcFlyweight llc = new LlcFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(DSAP, llc);
        layer.add(SSAP, llc);
        slice.require(LlcFlyweight.CONTROL_OFFSET, 1);
        slice.require(LlcFlyweight.CONTROL_OFFSET, llc.controlLength());
        // The first octet says whether there is a second, which is the upper half.
        final int control = llc.controlLength() == 1
                ? slice.u8(LlcFlyweight.CONTROL_OFFSET)
                : slice.u8(LlcFlyweight.CONTROL_OFFSET) | slice.u8(LlcFlyweight.CONTROL_OFFSET + 1) << Byte.SIZE;
        layer.add(CONTROL, LlcFlyweight.CONTROL_OFFSET, llc.controlLength(), control);
        dissection.summarize("LLC", String.format("DSAP 0x%02x, SSAP 0x%02x", llc.dsap(), llc.ssap()));
        if (!llc.isSnap()) {
            layer.length(llc.headerLength());
            DataDissector.dissect(slice.from(LlcFlyweight.CONTROL_OFFSET + llc.controlLength()), dissection);
            return;
        }
        layer.add(OUI, llc);
        final Slice payload = slice.from(LlcFlyweight.SNAP_HEADER_LENGTH);
        layer.length(LlcFlyweight.SNAP_HEADER_LENGTH);
        if (llc.oui() == LlcFlyweight.OUI_ETHERTYPE) {
            layer.add(TYPE, llc);
            if (!EtherTypes.dissectKnown(llc.protocolId(), payload, dissection)) {
                DataDissector.dissect(payload, dissection);
            }
        } else {
            layer.add(PROTOCOL_ID, llc);
            DataDissector.dissect(payload, dissection);
        }
    }
}
