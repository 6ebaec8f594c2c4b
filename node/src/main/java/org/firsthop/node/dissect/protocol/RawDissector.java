package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** No link layer at all: the version nibble tells which IP it is. */
final class RawDissector {
    static final Protocol PROTOCOL = new Protocol("raw", "Raw packet data");

    /** Fewer octets tell nothing. */
    private static final int MIN_LENGTH = 2;

    private RawDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        dissection.enter(PROTOCOL, slice).length(0);
        dissection.summarize("Raw", "");
        slice.require(0, MIN_LENGTH);
        switch (slice.u8(0) >>> 4) {
            case 4 -> Ipv4Dissector.dissect(slice, dissection);
            case 6 -> Ipv6Dissector.dissectOrData(slice, dissection);
            default -> DataDissector.dissect(slice, dissection);
        }
    }
}
