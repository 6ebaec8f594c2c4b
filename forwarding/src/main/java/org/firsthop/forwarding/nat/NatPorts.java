package org.firsthop.forwarding.nat;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The ports of the outside address, for each protocol: which mapping has each, and which is given to a new one.
 *
 * <p>A new mapping gets the port that the inside host uses, when it is free (port preservation, RFC 4787 section 4.2.1). Else
 * it gets one of the same parity (REQ-4) and from the same side of 1,024 (REQ-3 a), found from a random beginning, so that
 * nobody outside can guess it (RFC 6056); only where no such port is free, parity is given up, and then the well-known range.
 * No port has two mappings (REQ-3).
 */
final class NatPorts {
    static final int NONE = -1;

    private static final int PORTS = 65_536;
    private static final int WELL_KNOWN = 1_024;
    private static final int WORDS = PORTS / Long.SIZE;
    private static final long EVEN = 0x5555_5555_5555_5555L;
    private static final long ANY = -1L;

    /** The mapping that has a port, {@link #PORTS} for each protocol. */
    private final int[] mappings = new int[NatTable.PROTOCOLS * PORTS];

    /** One bit a port that cannot be given away, {@link #WORDS} words for each protocol. */
    private final long[] taken = new long[NatTable.PROTOCOLS * WORDS];

    NatPorts(final BitSet reserved) {
        Arrays.fill(mappings, NONE);
        for (int protocol = 0; protocol < NatTable.PROTOCOLS; protocol++) {
            if (protocol != NatTable.ICMP) {
                final int first = protocol * WORDS;
                reserved.stream().forEach(port -> taken[first + (port >>> 6)] |= 1L << port);
                taken[first] |= 1; // Port 0 is none (RFC 768).
            }
        }
    }

    /** The mapping that has a port, or {@link #NONE}. */
    int mapping(final int protocol, final int port) {
        return mappings[protocol * PORTS + port];
    }

    boolean isFree(final int protocol, final int port) {
        return (taken[protocol * WORDS + (port >>> 6)] & (1L << port)) == 0;
    }

    void take(final int protocol, final int port, final int mapping) {
        taken[protocol * WORDS + (port >>> 6)] |= 1L << port;
        mappings[protocol * PORTS + port] = mapping;
    }

    void giveBack(final int protocol, final int port) {
        taken[protocol * WORDS + (port >>> 6)] &= ~(1L << port);
        mappings[protocol * PORTS + port] = NONE;
    }

    /** A free port for a new mapping, or {@link #NONE} when all are taken. */
    int choose(final int protocol, final int insidePort, final int random) {
        if (isFree(protocol, insidePort)) {
            return insidePort;
        }
        if (protocol == NatTable.ICMP) {
            return search(protocol, 0, PORTS, ANY, random);
        }
        final long parity = (insidePort & 1) == 0 ? EVEN : ~EVEN;
        if (insidePort != 0 && insidePort < WELL_KNOWN) {
            final int port = search(protocol, 0, WELL_KNOWN, parity, random);
            if (port != NONE) {
                return port;
            }
        }
        final int port = search(protocol, WELL_KNOWN, PORTS, parity, random);
        return port != NONE ? port : search(protocol, WELL_KNOWN, PORTS, ANY, random);
    }

    /** The first free port from a random one on, round the range, a word at a time. */
    private int search(final int protocol, final int from, final int to, final long parity, final int random) {
        final int firstWord = protocol * WORDS + (from >>> 6);
        final int words = (to - from) >>> 6;
        final int start = ((random >>> 6) & 0xFFFFFF) % words;
        final int bit = random & 63;
        final long here = free(firstWord + start, parity);
        final long fromBit = here & (-1L << bit);
        if (fromBit != 0) {
            return port(from, start, fromBit);
        }
        for (int i = 1; i < words; i++) {
            final int word = (start + i) % words;
            final long bits = free(firstWord + word, parity);
            if (bits != 0) {
                return port(from, word, bits);
            }
        }
        return here == 0 ? NONE : port(from, start, here);
    }

    private long free(final int word, final long parity) {
        return ~taken[word] & parity;
    }

    private static int port(final int from, final int word, final long bits) {
        return from + (word << 6) + Long.numberOfTrailingZeros(bits);
    }
}
