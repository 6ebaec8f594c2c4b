package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFcs;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.MissingOctets;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Ethernet: type or length, what it carries, and what is left behind that (IEEE 802.3 clause 3). */
final class EthernetDissector {
    static final Protocol PROTOCOL = new Protocol("eth", "Ethernet");

    /** A frame is padded to this many octets, FCS not counted (IEEE 802.3 section 4.2.3.3). */
    private static final int MIN_FRAME_LENGTH = 60;

    /** What stands in the place of LLC where Novell's IPX follows the length at once. */
    private static final int RAW_IPX = 0xFFFF;

    /** Octets of Cisco's ISL encapsulation before the frame; those after it are an FCS. */
    private static final int ISL_HEADER_LENGTH = 26;

    private static final long ISL_PREFIX = 0x01_00_0C_00_00L;
    private static final long ISL_OTHER_PREFIX = 0x0C_00_0C_00_00L;

    private static final Field DESTINATION = PROTOCOL.field("eth.dst", "Destination", Format.MAC);
    private static final Field SOURCE = PROTOCOL.field("eth.src", "Source", Format.MAC);
    private static final HeaderField<EthernetFlyweight> TYPE = PROTOCOL.number(
            "eth.type",
            "Type",
            Format.HEX_16,
            EthernetFlyweight.ETHER_TYPE_OFFSET,
            2,
            EthernetFlyweight::etherType,
            EtherTypes::name);
    private static final HeaderField<EthernetFlyweight> LENGTH = PROTOCOL.number(
            "eth.len", "Length", Format.DECIMAL, EthernetFlyweight.ETHER_TYPE_OFFSET, 2, EthernetFlyweight::etherType);
    private static final Field PADDING = PROTOCOL.field("eth.padding", "Padding", Format.OCTETS);
    private static final Field TRAILER = PROTOCOL.field("eth.trailer", "Trailer", Format.OCTETS);

    private EthernetDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        if (isInterSwitchLink(slice)) {
            dissection.note(PROTOCOL.name());
            dissect(
                    slice.from(ISL_HEADER_LENGTH, slice.reported() - ISL_HEADER_LENGTH - EthernetFcs.LENGTH),
                    dissection);
            return;
        }
        final Layer layer = dissection.enter(PROTOCOL, slice).length(EthernetFlyweight.HEADER_LENGTH);
        slice.require(0, EthernetFlyweight.HEADER_LENGTH);
        final EthernetFlyweight ethernet = new EthernetFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(DESTINATION, EthernetFlyweight.DESTINATION_OFFSET, MacAddress.LENGTH);
        layer.add(SOURCE, EthernetFlyweight.SOURCE_OFFSET, MacAddress.LENGTH);
        dissection.addresses(MacAddress.toString(ethernet.source()), MacAddress.toString(ethernet.destination()));
        final int type = ethernet.etherType();
        if (isFollowedByLlc(type)) {
            layer.add(LENGTH, ethernet);
            dissection.summarize("802.3", "length " + type);
        } else {
            layer.add(TYPE, ethernet);
            dissection.summarize("Ethernet", EtherTypes.name(type));
        }
        dissectPayload(layer, slice, EthernetFlyweight.HEADER_LENGTH, type, TRAILER, dissection);
    }

    /** Whether a frame is in Cisco's ISL: its first five octets are a multicast address's, and a length follows. */
    private static boolean isInterSwitchLink(final Slice slice) {
        if (!slice.has(0, ISL_HEADER_LENGTH)) {
            return false;
        }
        final long prefix = NetworkOrder.u48(slice.buffer(), slice.start()) >>> 8;
        return (prefix == ISL_PREFIX || prefix == ISL_OTHER_PREFIX)
                && EtherType.isLength(slice.u16(EthernetFlyweight.ETHER_TYPE_OFFSET));
    }

    /** Type 0 is no length of anything; Wireshark takes it for a type. */
    static boolean isFollowedByLlc(final int typeOrLength) {
        return typeOrLength != 0 && EtherType.isLength(typeOrLength);
    }

    /**
     * Dissects what follows a type or length, and adds what is left behind it to the layer as padding and trailer.
     *
     * @param layer that has the type or length: Ethernet, or a tag.
     * @param slice of that layer.
     * @param headerLength after which the payload begins.
     * @param type or length.
     * @param trailer the field of the layer that holds a trailer.
     * @param dissection of the packet.
     */
    static void dissectPayload(
            final Layer layer,
            final Slice slice,
            final int headerLength,
            final int type,
            final Field trailer,
            final Dissection dissection) {
        final boolean llc = isFollowedByLlc(type);
        final Slice payload = slice.from(headerLength, llc ? type : Integer.MAX_VALUE);
        try {
            if (!llc) {
                EtherTypes.dissect(type, payload, dissection);
            } else if (payload.has(0, 2) && payload.u16(0) == RAW_IPX) {
                DataDissector.dissect(payload, dissection);
            } else {
                LlcDissector.dissect(payload, dissection);
            }
        } catch (final MissingOctets e) {
            // The trailer does not depend on what the payload lacks.
            dissection.packet().missing(e);
            dissection.retractQuotation(e);
        }
        addTrailer(layer, slice, headerLength + payload.reported(), trailer, dissection);
    }

    /**
     * Adds what is left behind the payload: padding up to the least length of a frame where it is all zeros, then a trailer.
     *
     * @param layer to add it to.
     * @param slice of that layer.
     * @param offset in it where the payload ended.
     * @param trailer the field of the layer that holds a trailer.
     * @param dissection of the packet.
     */
    static void addTrailer(
            final Layer layer, final Slice slice, final int offset, final Field trailer, final Dissection dissection) {
        final int reported = slice.reported() - offset;
        if (reported <= 0) {
            return;
        }
        final int captured = Math.max(0, slice.captured() - offset);
        final int missing =
                (int) Math.max(0, MIN_FRAME_LENGTH - (dissection.packet().length() - reported));
        int padding = missing <= reported ? missing : 0;
        for (int i = 0; i < padding; i++) {
            if (slice.u8(offset + i) != 0) {
                padding = 0;
            }
        }
        if (padding > 0) {
            layer.add(PADDING, offset, padding);
        }
        if (captured > padding) {
            layer.add(trailer, offset + padding, captured - padding);
        }
    }
}
