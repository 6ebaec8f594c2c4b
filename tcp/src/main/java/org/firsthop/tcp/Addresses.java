package org.firsthop.tcp;

import org.firsthop.tcp.table.FlowKey;

/** Which addresses TCP may be spoken with: it is a protocol between two hosts. */
final class Addresses {
    private Addresses() {}

    /** Unspecified, multicast, class E or broadcast (RFC 9293 section 3.9.2.3, MUST-46, MUST-57). */
    static boolean isUnusable(final int ipv4) {
        return Integer.compareUnsigned(ipv4, 0xE000_0000) >= 0 || ipv4 >>> 24 == 0;
    }

    /** Unspecified, multicast, or standing for an IPv4 address, which no packet may bear (RFC 4291 section 2.5.5.2). */
    static boolean isUnusable(final long high, final long low) {
        return high >>> 56 == 0xFF || (high | low) == 0 || FlowKey.isMapped(high, low);
    }

    /** {@return whether an address in the form of a {@link FlowKey} may be spoken with} */
    static boolean isUsable(final long high, final long low) {
        return FlowKey.isMapped(high, low) ? !isUnusable((int) low) : !isUnusable(high, low);
    }
}
