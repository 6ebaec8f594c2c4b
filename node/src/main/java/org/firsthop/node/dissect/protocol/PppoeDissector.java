package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.PppoeFlyweight;
import org.firsthop.core.wire.PppoeTagIterator;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** PPP over Ethernet, discovery and session (RFC 2516). */
final class PppoeDissector {
    /** The header's fields belong to both stages. */
    static final Protocol PROTOCOL = new Protocol("pppoe", "PPP-over-Ethernet");

    static final Protocol DISCOVERY = new Protocol("pppoed", "PPP-over-Ethernet Discovery");
    static final Protocol SESSION = new Protocol("pppoes", "PPP-over-Ethernet Session");

    private static final HeaderField<PppoeFlyweight> VERSION = PROTOCOL.number(
            "pppoe.version", "Version", Format.DECIMAL, PppoeFlyweight.VERSION_TYPE_OFFSET, 1, PppoeFlyweight::version);
    private static final HeaderField<PppoeFlyweight> TYPE = PROTOCOL.number(
            "pppoe.type", "Type", Format.DECIMAL, PppoeFlyweight.VERSION_TYPE_OFFSET, 1, PppoeFlyweight::type);
    private static final HeaderField<PppoeFlyweight> CODE =
            PROTOCOL.number("pppoe.code", "Code", Format.HEX_8, PppoeFlyweight.CODE_OFFSET, 1, PppoeFlyweight::code);
    private static final HeaderField<PppoeFlyweight> SESSION_ID = PROTOCOL.number(
            "pppoe.session_id",
            "Session ID",
            Format.HEX_16,
            PppoeFlyweight.SESSION_ID_OFFSET,
            2,
            PppoeFlyweight::sessionId);
    private static final HeaderField<PppoeFlyweight> PAYLOAD_LENGTH = PROTOCOL.number(
            "pppoe.payload_length",
            "Payload length",
            Format.DECIMAL,
            PppoeFlyweight.LENGTH_OFFSET,
            2,
            PppoeFlyweight::payloadLength);
    private static final Field TAG = DISCOVERY.field("pppoed.tag", "Tag", Format.HEX_16);
    private static final Field TAG_LENGTH = DISCOVERY.field("pppoed.tag_length", "Tag length", Format.DECIMAL);

    private PppoeDissector() {}

    static void dissectDiscovery(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(DISCOVERY, slice);
        final PppoeFlyweight pppoe = addHeader(layer, slice);
        dissection.summarize("PPPoE", String.format("discovery, code 0x%02x", pppoe.code()));
        slice.limit(PppoeFlyweight.HEADER_LENGTH + pppoe.payloadLength());
        layer.length(slice.reported());
        final PppoeTagIterator tags = new PppoeTagIterator()
                .wrap(
                        slice.buffer(),
                        slice.start() + PppoeFlyweight.HEADER_LENGTH,
                        slice.captured() - PppoeFlyweight.HEADER_LENGTH);
        while (tags.next()) {
            final int offset = tags.offset() - slice.start();
            layer.add(TAG, offset, 2, tags.type());
            layer.add(TAG_LENGTH, offset + 2, 2, tags.valueLength());
        }
    }

    static void dissectSession(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(SESSION, slice).length(PppoeFlyweight.HEADER_LENGTH);
        final PppoeFlyweight pppoe = addHeader(layer, slice);
        dissection.summarize("PPPoE", String.format("session 0x%04x", pppoe.sessionId()));
        slice.require(PppoeFlyweight.HEADER_LENGTH, Short.BYTES);
        PppDissector.dissect(slice.from(PppoeFlyweight.HEADER_LENGTH, pppoe.payloadLength()), dissection);
    }

    private static PppoeFlyweight addHeader(final Layer layer, final Slice slice) {
        slice.require(0, PppoeFlyweight.HEADER_LENGTH);
        final PppoeFlyweight pppoe = new PppoeFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(VERSION, pppoe);
        layer.add(TYPE, pppoe);
        layer.add(CODE, pppoe);
        layer.add(SESSION_ID, pppoe);
        layer.add(PAYLOAD_LENGTH, pppoe);
        return pppoe;
    }
}
