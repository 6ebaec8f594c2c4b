package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.VlanTagFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The customer tag of a VLAN (IEEE 802.1Q clause 9.6). */
final class VlanDissector {
    static final Protocol PROTOCOL = new Protocol("vlan", "802.1Q Virtual LAN");

    private static final HeaderField<VlanTagFlyweight> PRIORITY = PROTOCOL.number(
            "vlan.priority",
            "Priority",
            Format.DECIMAL,
            VlanTagFlyweight.CONTROL_OFFSET,
            2,
            VlanTagFlyweight::priority);
    private static final HeaderField<VlanTagFlyweight> DROP_ELIGIBLE = PROTOCOL.flag(
            "vlan.dei", "Drop Eligible", VlanTagFlyweight.CONTROL_OFFSET, 2, VlanTagFlyweight::isDropEligible);
    private static final HeaderField<VlanTagFlyweight> ID = PROTOCOL.number(
            "vlan.id", "VLAN", Format.DECIMAL, VlanTagFlyweight.CONTROL_OFFSET, 2, VlanTagFlyweight::vid);
    private static final HeaderField<VlanTagFlyweight> TYPE = PROTOCOL.number(
            "vlan.etype",
            "Type",
            Format.HEX_16,
            VlanTagFlyweight.INNER_TYPE_OFFSET,
            2,
            VlanTagFlyweight::innerType,
            EtherTypes::name);
    private static final HeaderField<VlanTagFlyweight> LENGTH = PROTOCOL.number(
            "vlan.len", "Length", Format.DECIMAL, VlanTagFlyweight.INNER_TYPE_OFFSET, 2, VlanTagFlyweight::innerType);
    private static final Field TRAILER = PROTOCOL.field("vlan.trailer", "Trailer", Format.OCTETS);

    private VlanDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(VlanTagFlyweight.LENGTH);
        final VlanTagFlyweight tag = new VlanTagFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(PRIORITY, tag);
        layer.add(DROP_ELIGIBLE, tag);
        final long id = layer.add(ID, tag);
        dissection.summarize("VLAN", "VLAN " + id);
        final int type = slice.u16(VlanTagFlyweight.INNER_TYPE_OFFSET);
        layer.add(EthernetDissector.isFollowedByLlc(type) ? LENGTH : TYPE, tag);
        EthernetDissector.dissectPayload(layer, slice, VlanTagFlyweight.LENGTH, type, TRAILER, dissection);
    }
}
