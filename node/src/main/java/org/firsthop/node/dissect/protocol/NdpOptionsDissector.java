package org.firsthop.node.dissect.protocol;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Slice;

/** The options of Neighbor Discovery's messages (RFC 4861 section 4.6, RFC 4191, RFC 8106). */
final class NdpOptionsDissector {
    private NdpOptionsDissector() {}

    static void dissect(final Layer layer, final Slice slice, final int start, final Dissection dissection) {
        layer.length(slice.reported());
        int offset = start;
        while (offset < slice.reported()) {
            final NdpOptionFlyweight option = new NdpOptionFlyweight().wrap(slice.buffer(), slice.start() + offset);
            slice.require(offset, Short.BYTES);
            layer.add(Icmpv6Fields.OPTION_TYPE, offset, option);
            layer.add(Icmpv6Fields.OPTION_LENGTH, offset, option);
            final int length = option.length();
            if (length == 0) {
                return;
            }
            layer.indent();
            dissectOption(layer, slice, offset, option, dissection);
            layer.outdent();
            offset += length;
        }
    }

    /** As much of the prefix as the option has, the rest zero (RFC 4191 section 2.3). */
    private static void addRoute(
            final Layer layer, final Slice slice, final int offset, final NdpOptionFlyweight option) {
        layer.add(Icmpv6Fields.PREFIX_LENGTH, offset, option);
        final int present = Math.min(option.bodyLength(), Ipv6Address.LENGTH);
        slice.require(offset, option.length());
        final UnsafeBuffer prefix = new UnsafeBuffer(new byte[Ipv6Address.LENGTH]);
        prefix.putBytes(0, slice.buffer(), option.bodyOffset(), present);
        layer.add(
                Icmpv6Fields.PREFIX,
                offset + NdpOptionFlyweight.BODY_OFFSET,
                present,
                Ipv6Address.toString(NetworkOrder.i64(prefix, 0), NetworkOrder.i64(prefix, Long.BYTES)));
    }

    private static void dissectOption(
            final Layer layer,
            final Slice slice,
            final int offset,
            final NdpOptionFlyweight option,
            final Dissection dissection) {
        switch (option.type()) {
            case NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, NdpOptionType.TARGET_LINK_LAYER_ADDRESS ->
                layer.add(
                        Icmpv6Fields.LINK_LAYER_ADDRESS,
                        offset + NdpOptionFlyweight.DATA_OFFSET,
                        option.length() - NdpOptionFlyweight.DATA_OFFSET);
            case NdpOptionType.PREFIX_INFORMATION -> {
                layer.add(Icmpv6Fields.PREFIX_LENGTH, offset, option);
                layer.add(Icmpv6Fields.PREFIX, offset + NdpOptionFlyweight.PREFIX_OFFSET, Ipv6Address.LENGTH);
            }
            case NdpOptionType.ROUTE_INFORMATION -> addRoute(layer, slice, offset, option);
            case NdpOptionType.MTU -> layer.add(Icmpv6Fields.OPTION_MTU, offset, option);
            case NdpOptionType.REDIRECTED_HEADER ->
                Icmpv6Dissector.dissectOriginal(
                        slice.from(
                                offset + NdpOptionFlyweight.BODY_OFFSET,
                                option.length() - NdpOptionFlyweight.BODY_OFFSET),
                        dissection);
            default -> {
                // Type and length are all that is shown of the others.
            }
        }
    }
}
