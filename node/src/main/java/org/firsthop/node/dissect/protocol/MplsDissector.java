package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.MplsLabelFlyweight;
import org.firsthop.core.wire.MplsPayload;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The MPLS label stack (RFC 3032); what it carries is guessed by the first four bits. */
final class MplsDissector {
    static final Protocol PROTOCOL = new Protocol("mpls", "MultiProtocol Label Switching");

    private static final HeaderField<MplsLabelFlyweight> LABEL = PROTOCOL.number(
            "mpls.label", "Label", Format.DECIMAL, MplsLabelFlyweight.ENTRY_OFFSET, 4, MplsLabelFlyweight::label);
    private static final HeaderField<MplsLabelFlyweight> TRAFFIC_CLASS = PROTOCOL.number(
            "mpls.exp",
            "Traffic class",
            Format.DECIMAL,
            MplsLabelFlyweight.ENTRY_OFFSET,
            4,
            MplsLabelFlyweight::trafficClass);
    private static final HeaderField<MplsLabelFlyweight> BOTTOM = PROTOCOL.flag(
            "mpls.bottom", "Bottom of stack", MplsLabelFlyweight.ENTRY_OFFSET, 4, MplsLabelFlyweight::isBottomOfStack);
    private static final HeaderField<MplsLabelFlyweight> TTL = PROTOCOL.number(
            "mpls.ttl", "Time to live", Format.DECIMAL, MplsLabelFlyweight.TTL_OFFSET, 1, MplsLabelFlyweight::ttl);

    private MplsDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice);
        final MplsLabelFlyweight entry = new MplsLabelFlyweight();
        int offset = 0;
        do {
            layer.add(LABEL, offset, entry.wrap(slice.buffer(), slice.start() + offset));
            layer.add(TRAFFIC_CLASS, offset, entry);
            layer.add(BOTTOM, offset, entry);
            layer.add(TTL, offset, entry);
            dissection.summarize("MPLS", "label " + entry.label());
            offset += MplsLabelFlyweight.LENGTH;
        } while (!entry.isBottomOfStack());
        layer.length(offset);
        final Slice payload = slice.from(offset);
        switch (MplsPayload.guess(payload.buffer(), payload.start(), payload.captured())) {
            case IPV4 -> Ipv4Dissector.dissect(payload, dissection);
            case IPV6 -> Ipv6Dissector.dissectOrData(payload, dissection);
            default -> DataDissector.dissect(payload, dissection);
        }
        slice.limit(offset + payload.reported());
    }
}
