package org.firsthop.forwarding.fragment;

/**
 * The Identifications of the fragments that a thread sends: none repeats before all 2^32 were used, and their order is a secret
 * (RFC 7739 section 5.3). Not thread-safe.
 */
public final class Ipv6Identifications {
    private static final int ODD = 0x9E37_79B1;

    private final long seed;
    private int sent;

    /**
     * The identifications of a seed.
     *
     * @param seed any, and a random one where others must not foresee them.
     */
    public Ipv6Identifications(final long seed) {
        this.seed = seed;
    }

    /**
     * The identification of the next packet that is cut: a permutation of the count of those before it, by four Feistel rounds.
     *
     * @return 32 bits.
     */
    public int next() {
        int left = sent >>> 16;
        int right = sent & 0xFFFF;
        sent++;
        for (int round = 0; round < 4; round++) {
            final int key = (int) (seed >>> (round << 4)) + round;
            int mixed = (right + key) * ODD;
            mixed = ((mixed ^ mixed >>> 15) * ODD) >>> 16;
            final int next = left ^ mixed;
            left = right;
            right = next;
        }
        return left << 16 | right;
    }
}
