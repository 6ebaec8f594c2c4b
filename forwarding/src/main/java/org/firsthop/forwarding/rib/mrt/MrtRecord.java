package org.firsthop.forwarding.rib.mrt;

import java.io.IOException;
import org.firsthop.forwarding.rib.file.RouteFileException;
import org.firsthop.forwarding.rib.file.RouteFileInput;

/**
 * One record of an MRT file (RFC 6396 section 2), read field by field within bounds that only narrow: the record, and in it
 * what a length field has announced. Every fault names the octet. Not thread-safe.
 */
final class MrtRecord {
    /** Octets of the longest record; the largest in use are a prefix's entries from some hundred peers. */
    static final int MAX_LENGTH = 1 << 24;

    private static final int HEADER_LENGTH = 12;

    private final RouteFileInput in;
    private byte[] octets = new byte[1 << 16];
    private long start;
    private int at;
    private int limit;
    private long timestamp;
    private int type;
    private int subtype;

    // The address or prefix last read.
    private long high;
    private long low;
    private int length;

    MrtRecord(final RouteFileInput in) {
        this.in = in;
    }

    /** Moves to the next record; {@code false} at the end of the file. */
    boolean next() throws IOException {
        start = in.offset();
        at = 0;
        limit = fill(HEADER_LENGTH);
        if (limit == 0) {
            return false;
        }
        if (limit < HEADER_LENGTH) {
            throw fault(limit, "the file ends in a record's header");
        }
        timestamp = u32();
        type = u16();
        subtype = u16();
        final long announced = u32();
        if (announced > MAX_LENGTH) {
            throw fault(at - Integer.BYTES, "record length: value=" + announced + ", limit=" + MAX_LENGTH);
        }
        if (octets.length < announced) {
            octets = new byte[Math.max((int) announced, 2 * octets.length)];
        }
        start = in.offset();
        at = 0;
        limit = fill((int) announced);
        if (limit < announced) {
            throw fault(limit, "the file ends in a record of " + announced + " octets");
        }
        return true;
    }

    private int fill(final int wanted) throws IOException {
        int count = 0;
        while (count < wanted) {
            final int read = in.read(octets, count, wanted - count);
            if (read < 0) {
                return count;
            }
            count += read;
        }
        return count;
    }

    long timestamp() {
        return timestamp;
    }

    int type() {
        return type;
    }

    int subtype() {
        return subtype;
    }

    int remaining() {
        return limit - at;
    }

    /** Narrows the bounds to the next octets; returns the bounds as they were, for {@link #widen}. */
    int narrow(final int count, final String what) throws RouteFileException {
        need(count, what);
        final int before = limit;
        limit = at + count;
        return before;
    }

    /** Moves behind what was narrowed to, read or not. */
    void widen(final int before) {
        at = limit;
        limit = before;
    }

    void skip(final int count, final String what) throws RouteFileException {
        need(count, what);
        at += count;
    }

    int peek(final int index) {
        return octets[at + index] & 0xFF;
    }

    int u8() throws RouteFileException {
        need(1, "a field");
        return octets[at++] & 0xFF;
    }

    int u16() throws RouteFileException {
        return u8() << 8 | u8();
    }

    long u32() throws RouteFileException {
        return (long) u16() << 16 | u16();
    }

    private long u64() throws RouteFileException {
        return u32() << 32 | u32();
    }

    /** Reads an address: {@link #high()} and {@link #low()}. */
    void address(final boolean isIpv6) throws RouteFileException {
        high = isIpv6 ? u64() : 0;
        low = isIpv6 ? u64() : u32();
    }

    /** Reads a prefix, its length first, in as many octets as it needs (RFC 4271 section 4.3). */
    void prefix(final boolean isIpv6) throws RouteFileException {
        length = u8();
        final int bits = isIpv6 ? 128 : 32;
        if (length > bits) {
            throw fault(at - 1, "prefixLength: value=" + length + ", limit=" + bits);
        }
        final int count = (length + 7) / 8;
        need(count, "a prefix of length " + length);
        high = 0;
        low = 0;
        for (int i = 0; i < bits / 8; i++) {
            final long octet = i < count ? octets[at + i] & 0xFF : 0;
            if (isIpv6 && i < Long.BYTES) {
                high = high << 8 | octet;
            } else {
                low = low << 8 | octet;
            }
        }
        at += count;
        // Bits beyond the length are irrelevant (RFC 4271 section 4.3).
        if (isIpv6) {
            high &= length >= 64 ? -1 : length == 0 ? 0 : -1L << (64 - length);
            low &= length <= 64 ? 0 : -1L << (128 - length);
        } else {
            low &= -1L << (32 - length);
        }
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int length() {
        return length;
    }

    private void need(final int count, final String what) throws RouteFileException {
        if (count > limit - at) {
            throw fault(at, "expected " + what + " of " + count + " octets, found " + (limit - at));
        }
    }

    /** A fault in the 16-bit field that was read last. */
    RouteFileException faultOfField(final String problem) {
        return fault(at - Short.BYTES, problem);
    }

    private RouteFileException fault(final int index, final String problem) {
        return RouteFileException.atOctet(in.file(), start + index, problem);
    }
}
