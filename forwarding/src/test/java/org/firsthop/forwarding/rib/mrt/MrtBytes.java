package org.firsthop.forwarding.rib.mrt;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Writes MRT files field by field, as RFC 6396 shows them. */
final class MrtBytes {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** Adds a record, whose body is given in hexadecimal; blanks count for nothing. */
    MrtBytes record(final int timestamp, final int type, final int subtype, final String body) {
        final byte[] octets = hex(body);
        file.writeBytes(hex(String.format("%08x %04x %04x %08x", timestamp, type, subtype, octets.length)));
        file.writeBytes(octets);
        return this;
    }

    /** A BGP UPDATE (RFC 4271 section 4.3) from its three parts, with all length fields. */
    static String update(final String withdrawn, final String attributes, final String routes) {
        final String body = counted(withdrawn) + counted(attributes) + routes.replace(" ", "");
        return "ff".repeat(16) + String.format("%04x", 19 + body.length() / 2) + "02" + body;
    }

    /** Octets with their number before them, in 16 bits. */
    static String counted(final String octets) {
        final String packed = octets.replace(" ", "");
        return String.format("%04x", packed.length() / 2) + packed;
    }

    byte[] toBytes() {
        return file.toByteArray();
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
