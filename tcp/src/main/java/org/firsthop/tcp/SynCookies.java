package org.firsthop.tcp;

import org.firsthop.tcp.table.FlowKey;

/**
 * SYN cookies (RFC 4987 section 3.6): an ISS from which the third segment of the handshake gives back what a half-open
 * connection would have held.
 *
 * <pre>
 *   ISS    30 bits of hash(four-tuple, IRS, period) | 2 bits: which MSS, hidden by the hash
 *   TSval  26 bits of our clock                     | SACK (1 bit) | ECN (1) | Window Scale (4), 15 for none
 * </pre>
 *
 * <p>The period is 64 seconds; a cookie of this one and of the one before is taken. A guess so passes with a chance of 2 · 4
 * in 2<sup>32</sup>, below 2 · 10<sup>−9</sup>. The options ride in the low bits of our timestamp, which the peer echoes, so
 * that a peer with timestamps loses nothing; one without keeps its MSS alone.
 */
final class SynCookies {
    /** What {@link #mssIndex} returns for what is no cookie. */
    static final int NONE = -1;

    /** Bits of TSval that carry options. */
    static final int TIMESTAMP_BITS = 6;

    private static final int TIMESTAMP_MASK = (1 << TIMESTAMP_BITS) - 1;
    private static final int NO_SCALE = 15;
    private static final int SACK_BIT = 1 << 5;
    private static final int ECN_BIT = 1 << 4;
    private static final int PERIOD_SHIFT = 16;

    /** The MSS values that a cookie can express, the usual ones of either family, ascending. */
    private static final int[] MSS_IPV4 = {536, 1300, 1440, 1460};

    private static final int[] MSS_IPV6 = {1220, 1360, 1440, 8940};

    private final Secrets secrets;

    SynCookies(final Secrets secrets) {
        this.secrets = secrets;
    }

    /** {@return the ISS that is the cookie for a SYN} */
    int iss(final FlowKey key, final int irs, final int mss, final int now) {
        final int[] table = key.isIpv4() ? MSS_IPV4 : MSS_IPV6;
        int index = table.length - 1;
        while (index > 0 && table[index] > mss) {
            index--;
        }
        return secrets.cookieBits(key, irs, now >>> PERIOD_SHIFT) ^ index;
    }

    /** {@return which MSS the cookie in SEG.ACK − 1 tells, or {@link #NONE}} */
    int mssIndex(final FlowKey key, final int irs, final int iss, final int now) {
        final int period = now >>> PERIOD_SHIFT;
        final int current = iss ^ secrets.cookieBits(key, irs, period);
        if (current >>> 2 == 0) {
            return current;
        }
        final int previous = iss ^ secrets.cookieBits(key, irs, (period - 1) & (-1 >>> PERIOD_SHIFT));
        return previous >>> 2 == 0 ? previous : NONE;
    }

    static int mss(final FlowKey key, final int mssIndex) {
        return (key.isIpv4() ? MSS_IPV4 : MSS_IPV6)[mssIndex];
    }

    /** {@return the clock whose low bits carry the SYN's options, not after {@code now}} */
    static int encodeOptions(final int now, final int synFlags) {
        final int scale = (synFlags & SynEntry.WINDOW_SCALE_OK) != 0 ? synFlags & SynEntry.WINDOW_SCALE_MASK : NO_SCALE;
        final int bits = scale
                | ((synFlags & SynEntry.SACK_OK) != 0 ? SACK_BIT : 0)
                | ((synFlags & SynEntry.ECN_OK) != 0 ? ECN_BIT : 0);
        final int clock = (now & ~TIMESTAMP_MASK) | bits;
        return clock - now > 0 ? clock - TIMESTAMP_MASK - 1 : clock;
    }

    /** {@return the flags of a {@link SynEntry} that the echoed clock tells} */
    static int decodeOptions(final int clock) {
        final int scale = clock & SynEntry.WINDOW_SCALE_MASK;
        int flags = SynEntry.TIMESTAMPS_OK;
        if (scale != NO_SCALE) {
            flags |= SynEntry.WINDOW_SCALE_OK | Math.min(scale, 14);
        }
        if ((clock & ECN_BIT) != 0) {
            flags |= SynEntry.ECN_OK;
        }
        return (clock & SACK_BIT) != 0 ? flags | SynEntry.SACK_OK : flags;
    }
}
