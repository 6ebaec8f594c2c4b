package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.VlanTagFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The service tag of a provider's VLAN, which other tags may follow (IEEE 802.1Q clause 9.6, once 802.1ad). */
final class ServiceVlanDissector {
    static final Protocol PROTOCOL = new Protocol("ieee8021ad", "IEEE 802.1ad");

    private static final HeaderField<VlanTagFlyweight> PRIORITY = PROTOCOL.number(
            "ieee8021ad.priority",
            "Priority",
            Format.DECIMAL,
            VlanTagFlyweight.CONTROL_OFFSET,
            2,
            VlanTagFlyweight::priority);
    private static final HeaderField<VlanTagFlyweight> DROP_ELIGIBLE = PROTOCOL.flag(
            "ieee8021ad.dei", "Drop Eligible", VlanTagFlyweight.CONTROL_OFFSET, 2, VlanTagFlyweight::isDropEligible);
    private static final HeaderField<VlanTagFlyweight> ID = PROTOCOL.number(
            "ieee8021ad.id", "VLAN", Format.DECIMAL, VlanTagFlyweight.CONTROL_OFFSET, 2, VlanTagFlyweight::vid);
    private static final HeaderField<VlanTagFlyweight> SERVICE_ID = PROTOCOL.number(
            "ieee8021ad.svid",
            "Service VLAN",
            Format.DECIMAL,
            VlanTagFlyweight.CONTROL_OFFSET,
            2,
            VlanTagFlyweight::vid);
    private static final HeaderField<VlanTagFlyweight> CUSTOMER_ID = PROTOCOL.number(
            "ieee8021ad.cvid",
            "Customer VLAN",
            Format.DECIMAL,
            VlanTagFlyweight.CONTROL_OFFSET,
            2,
            VlanTagFlyweight::vid);
    private static final Field TRAILER = PROTOCOL.field("ieee8021ad.trailer", "Trailer", Format.OCTETS);

    private ServiceVlanDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(VlanTagFlyweight.LENGTH);
        slice.require(0, VlanTagFlyweight.LENGTH);
        final VlanTagFlyweight tag = new VlanTagFlyweight().wrap(slice.buffer(), slice.start());
        dissection.summarize("802.1ad", "service VLAN " + tag.vid());
        final boolean two = tag.innerType() == EtherType.SERVICE_VLAN;
        if (two) {
            slice.require(VlanTagFlyweight.LENGTH, Short.BYTES);
        }
        layer.add(PRIORITY, tag);
        layer.add(DROP_ELIGIBLE, tag);
        int length = VlanTagFlyweight.LENGTH;
        if (two) {
            // Two service tags in a row are one layer: the provider's and its customer's.
            layer.add(SERVICE_ID, tag);
            tag.wrap(slice.buffer(), slice.start() + length);
            layer.add(PRIORITY, length, tag);
            layer.add(DROP_ELIGIBLE, length, tag);
            layer.add(CUSTOMER_ID, length, tag);
            slice.require(length, VlanTagFlyweight.LENGTH);
            length += VlanTagFlyweight.LENGTH;
            layer.length(length);
        } else {
            layer.add(ID, tag);
        }
        EthernetDissector.dissectPayload(layer, slice, length, tag.innerType(), TRAILER, dissection);
    }
}
