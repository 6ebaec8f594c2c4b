package org.firsthop.node.netlink;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the attributes of a message, or of an attribute that holds others ({@code struct rtattr}).
 *
 * <p>What stands outside the range is never read. An attribute whose length does not fit ends the walk and is damage.
 */
final class Attributes {
    private static final int HEADER_LENGTH = 4;

    /** The type without the marks for nesting and byte order. */
    private static final int TYPE_MASK = 0x3FFF;

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int attribute;
    private int next;
    private int limit;
    private boolean isDamaged;

    /** Begins before the first attribute; a range of less than nothing is damage. */
    Attributes wrap(final DirectBuffer octets, final int offset, final int length) {
        buffer = octets;
        next = offset;
        limit = offset + Math.max(0, length);
        isDamaged = length < 0;
        return this;
    }

    boolean next() {
        if (limit - next < HEADER_LENGTH) {
            isDamaged |= limit - next > 0;
            return false;
        }
        final int length = buffer.getShort(next) & 0xFFFF;
        if (length < HEADER_LENGTH || length > limit - next) {
            isDamaged = true;
            next = limit;
            return false;
        }
        attribute = next;
        next = Math.min(limit, attribute + Rtnetlink.align(length));
        return true;
    }

    boolean isDamaged() {
        return isDamaged;
    }

    int type() {
        return buffer.getShort(attribute + 2) & TYPE_MASK;
    }

    /** Where the value begins. */
    int value() {
        return attribute + HEADER_LENGTH;
    }

    /** Octets of the value. */
    int length() {
        return (buffer.getShort(attribute) & 0xFFFF) - HEADER_LENGTH;
    }

    /** The value as a 32-bit number; a shorter one is damage. */
    int number() {
        if (length() < Integer.BYTES) {
            isDamaged = true;
            return 0;
        }
        return buffer.getInt(value());
    }

    /** The first 64 bits of the value as an address of a family: 0 of an IPv4 address. */
    long high(final int family) {
        return isAddress(family) && family == Rtnetlink.FAMILY_IPV6 ? bigEndian(buffer, value()) : 0;
    }

    /** The last 64 bits of the value as an address of a family: an IPv4 address in the low 32 bits. */
    long low(final int family) {
        if (!isAddress(family)) {
            return 0;
        }
        return family == Rtnetlink.FAMILY_IPV6
                ? bigEndian(buffer, value() + Long.BYTES)
                : bigEndianInt(buffer, value()) & 0xFFFF_FFFFL;
    }

    /** Whether the value is an address of a family; else it is damage. */
    private boolean isAddress(final int family) {
        final boolean isRight = (family == Rtnetlink.FAMILY_IPV4 && length() == 4)
                || (family == Rtnetlink.FAMILY_IPV6 && length() == 16);
        isDamaged |= !isRight;
        return isRight;
    }

    static long bigEndian(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
    }

    static int bigEndianInt(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset, ByteOrder.BIG_ENDIAN);
    }
}
