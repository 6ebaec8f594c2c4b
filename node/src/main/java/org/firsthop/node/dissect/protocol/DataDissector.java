package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Octets that nobody here knows more about. */
final class DataDissector {
    static final Protocol PROTOCOL = new Protocol("data", "Data");

    private static final Field DATA = PROTOCOL.field("data.data", "Data", Format.OCTETS);
    private static final Field LENGTH = PROTOCOL.field("data.len", "Length", Format.DECIMAL);

    private DataDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        if (slice.captured() == 0) {
            return;
        }
        final Layer layer = dissection.enter(PROTOCOL, slice);
        layer.add(DATA, 0, slice.captured());
        layer.add(LENGTH, 0, 0, slice.captured());
    }
}
