package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/** A set of types as NSEC and NSEC3 bear it: windows of 256 types, each with up to 32 octets (RFC 4034 section 4.1.2). */
final class TypeBitMap {
    private TypeBitMap() {}

    static boolean contains(final @Nullable Object base, final long types, final int length, final int type) {
        int at = 0;
        while (at < length) {
            final int window = Memory.u8(base, types + at);
            final int octets = Memory.u8(base, types + at + 1);
            if (window == type >>> 8) {
                final int octet = (type & 0xFF) >>> 3;
                return octet < octets && (Memory.u8(base, types + at + 2 + octet) & 0x80 >>> (type & 7)) != 0;
            }
            at += 2 + octets;
        }
        return false;
    }
}
