package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/**
 * BSD's loopback: an address family of 4 octets, in the byte order of the host that captured, whichever that was. No
 * family takes more than two octets, so the order is the one in which the upper two are zero.
 */
final class NullDissector {
    static final Protocol PROTOCOL = new Protocol("null", "Null/Loopback");

    private static final int HEADER_LENGTH = 4;
    private static final int MAX_FAMILY = 0xFFFF;
    private static final int AF_INET = 2;
    private static final int AF_INET6_LINUX = 10;
    private static final int AF_INET6_BSD = 24;
    private static final int AF_INET6_FREEBSD = 28;
    private static final int AF_INET6_DARWIN = 30;

    private static final Field FAMILY = PROTOCOL.field("null.family", "Family", Format.DECIMAL);

    private NullDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(HEADER_LENGTH);
        final long bigEndian = slice.u32(0);
        final long family = bigEndian <= MAX_FAMILY ? bigEndian : Integer.reverseBytes((int) bigEndian) & 0xFFFF_FFFFL;
        layer.add(FAMILY, 0, HEADER_LENGTH, family);
        dissection.summarize("Null/Loopback", "family " + family);
        final Slice payload = slice.from(HEADER_LENGTH);
        switch ((int) family) {
            case AF_INET -> Ipv4Dissector.dissect(payload, dissection);
            case AF_INET6_LINUX, AF_INET6_BSD, AF_INET6_FREEBSD, AF_INET6_DARWIN ->
                Ipv6Dissector.dissectOrData(payload, dissection);
            default -> DataDissector.dissect(payload, dissection);
        }
    }
}
