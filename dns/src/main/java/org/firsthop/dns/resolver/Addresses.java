package org.firsthop.dns.resolver;

/** Addresses of servers, 128 bits, IPv4 as IPv4-mapped (RFC 4291 section 2.5.5.2). */
final class Addresses {
    static final long MAPPED = 0x0000_FFFF_0000_0000L;

    private Addresses() {}

    static boolean isIpv4(final long high, final long low) {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED;
    }

    static long mapped(final int address) {
        return MAPPED | (address & 0xFFFF_FFFFL);
    }

    /**
     * Tells whether a name server can have an address: not one of this host or this network (RFC 1122 section 3.2.1.3), not
     * multicast, not broadcast, nothing that the kernel would take for itself.
     */
    static boolean isServer(final long high, final long low, final boolean loopbackAllowed) {
        if (isIpv4(high, low)) {
            final int first = (int) (low >>> 24) & 0xFF;
            return first != 0 && first < 224 && (first != 127 || loopbackAllowed);
        }
        if (high == 0) {
            // ::, ::1, IPv4-compatible and everything else below ::/64 that is not IPv4-mapped.
            return low == 1 && loopbackAllowed;
        }
        final int prefix = (int) (high >>> 48);
        // ff00::/8 multicast; fe80::/10 needs a link that a zone cannot name.
        return (prefix & 0xFF00) != 0xFF00 && (prefix & 0xFFC0) != 0xFE80;
    }
}
