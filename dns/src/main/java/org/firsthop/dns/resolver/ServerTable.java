package org.firsthop.dns.resolver;

import org.firsthop.core.hash.SipHash;

/**
 * What is known about servers: round-trip time, EDNS, cookies (the "infrastructure cache").
 *
 * <p>A fixed table of sets of {@value #WAYS}; a new server takes the place of the one in its set that is known for longest.
 * What is known is forgotten after {@link #LIFE_NANOS}. Round-trip times are smoothed as in RFC 6298 section 2, in
 * microseconds.
 */
final class ServerTable {
    static final int WAYS = 8;
    /** What is known of a server is good for 15 minutes. */
    static final long LIFE_NANOS = 900_000_000_000L;
    /** What a server that is not known is given. */
    static final int UNKNOWN_RTO_MICROS = 376_000;

    static final int MAX_SERVER_COOKIE = 32;

    private static final int MIN_RTO_MICROS = 50_000;
    private static final int MAX_RTO_MICROS = 3_000_000;
    private static final int FLAG_USED = 1;
    private static final int FLAG_NO_EDNS = 2;
    private static final int FLAG_MEASURED = 4;

    private final int setMask;
    private final SipHash hash;
    private final long[] highs;
    private final long[] lows;
    private final int[] ports;
    private final long[] expiries;
    private final int[] smoothed;
    private final int[] variance;
    private final int[] timeouts;
    private final byte[] flags;
    private final byte[] cookieLengths;
    private final byte[] cookies;

    /** @param capacity servers, a power of two, at least {@value #WAYS}. */
    ServerTable(final int capacity, final SipHash hash) {
        this.setMask = capacity / WAYS - 1;
        this.hash = hash;
        highs = new long[capacity];
        lows = new long[capacity];
        ports = new int[capacity];
        expiries = new long[capacity];
        smoothed = new int[capacity];
        variance = new int[capacity];
        timeouts = new int[capacity];
        flags = new byte[capacity];
        cookieLengths = new byte[capacity];
        cookies = new byte[capacity * MAX_SERVER_COOKIE];
    }

    /** Finds a server, or gives it a place. */
    int place(final long high, final long low, final int port, final long now) {
        final int first = ((int) hash.hash(high, low, port) & setMask) * WAYS;
        int victim = first;
        for (int i = first; i < first + WAYS; i++) {
            if (flags[i] != 0 && lows[i] == low && highs[i] == high && ports[i] == port) {
                if (expiries[i] - now <= 0) {
                    reset(i, high, low, port, now);
                }
                return i;
            }
            if (flags[victim] != 0 && (flags[i] == 0 || expiries[i] - expiries[victim] < 0)) {
                victim = i;
            }
        }
        reset(victim, high, low, port, now);
        return victim;
    }

    private void reset(final int server, final long high, final long low, final int port, final long now) {
        highs[server] = high;
        lows[server] = low;
        ports[server] = port;
        expiries[server] = now + LIFE_NANOS;
        smoothed[server] = 0;
        variance[server] = 0;
        timeouts[server] = 0;
        flags[server] = FLAG_USED;
        cookieLengths[server] = 0;
    }

    /** The time in which the server should respond, doubled for each time that it lately did not (RFC 6298 section 5). */
    int rtoMicros(final int server) {
        final int base = (flags[server] & FLAG_MEASURED) == 0
                ? UNKNOWN_RTO_MICROS
                : Math.max(MIN_RTO_MICROS, smoothed[server] + 4 * variance[server]);
        return (int) Math.min((long) base << Math.min(timeouts[server], 6), MAX_RTO_MICROS);
    }

    void onResponse(final int server, final long rttNanos) {
        final int rtt = (int) Math.min(rttNanos / 1_000, MAX_RTO_MICROS);
        timeouts[server] = 0;
        if ((flags[server] & FLAG_MEASURED) == 0) {
            flags[server] |= FLAG_MEASURED;
            smoothed[server] = rtt;
            variance[server] = rtt / 2;
        } else {
            variance[server] += (Math.abs(smoothed[server] - rtt) - variance[server]) / 4;
            smoothed[server] += (rtt - smoothed[server]) / 8;
        }
    }

    void onTimeout(final int server) {
        timeouts[server]++;
    }

    boolean knowsEdns(final int server) {
        return (flags[server] & FLAG_NO_EDNS) == 0;
    }

    void noEdns(final int server) {
        flags[server] |= FLAG_NO_EDNS;
    }

    /** {@return octets of the server cookie, 8 to 32, or 0 (RFC 7873 section 4.2)} */
    int cookieLength(final int server) {
        return cookieLengths[server];
    }

    byte[] cookies() {
        return cookies;
    }

    int cookieOffset(final int server) {
        return server * MAX_SERVER_COOKIE;
    }

    void cookieLength(final int server, final int length) {
        cookieLengths[server] = (byte) length;
    }
}
