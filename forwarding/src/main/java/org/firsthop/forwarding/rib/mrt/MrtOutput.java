package org.firsthop.forwarding.rib.mrt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The records of an MRT file (RFC 6396 section 2), put together field by field, in network order. Not thread-safe. */
final class MrtOutput {
    private static final int HEADER_LENGTH = 12;

    private final OutputStream out;
    private final int type;
    private final long timestamp;
    private byte[] octets = new byte[1 << 12];
    private int length = HEADER_LENGTH;

    /**
     * Begins a file.
     *
     * @param out written to record by record, and not closed.
     * @param type of all records.
     * @param timestamp of all records, in seconds since 1970 UTC.
     */
    MrtOutput(final OutputStream out, final int type, final long timestamp) {
        this.out = out;
        this.type = type;
        this.timestamp = timestamp;
    }

    /** Ends a record and writes it. */
    void end(final int subtype) throws IOException {
        final int whole = length;
        length = 0;
        u32(timestamp);
        u16(type);
        u16(subtype);
        u32(whole - HEADER_LENGTH);
        out.write(octets, 0, whole);
        length = HEADER_LENGTH;
    }

    /** {@return where the next field will be, for {@link #count}} */
    int position() {
        return length;
    }

    /** Writes a 16-bit field that was left blank. */
    void count(final int position, final int value) {
        octets[position] = (byte) (value >>> 8);
        octets[position + 1] = (byte) value;
    }

    void u8(final int value) {
        if (length == octets.length) {
            octets = Arrays.copyOf(octets, 2 * length);
        }
        octets[length++] = (byte) value;
    }

    void u16(final int value) {
        u8(value >>> 8);
        u8(value);
    }

    void u32(final long value) {
        u16((int) (value >>> 16));
        u16((int) value);
    }

    private void u64(final long value) {
        u32(value >>> 32);
        u32(value);
    }

    /** An IPv6 address, or an IPv4 address from the low 32 bits. */
    void address(final boolean isIpv6, final long high, final long low) {
        if (isIpv6) {
            u64(high);
            u64(low);
        } else {
            u32(low);
        }
    }

    /** A prefix, its length first, in as many octets as it needs (RFC 4271 section 4.3). */
    void prefix(final boolean isIpv6, final long high, final long low, final int prefixLength) {
        u8(prefixLength);
        final long first = isIpv6 ? high : low << 32;
        for (int bit = 0; bit < prefixLength; bit += Byte.SIZE) {
            u8((int) ((bit < Long.SIZE ? first << bit : low << bit) >>> (Long.SIZE - Byte.SIZE)));
        }
    }
}
