package org.firsthop.tcp.table;

/**
 * The keyed hash that spreads connections over a {@link FlowIndex}: two 64 × 64 → 128 bit multiplications folded, under a
 * secret of 128 bits.
 *
 * <p>The secret keeps a sender from choosing addresses and ports that share a chain. It protects nothing else: sequence
 * numbers, cookies and timestamps come from SipHash. Immutable; free for any thread.
 */
public final class FlowHash {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private final long k0;
    private final long k1;
    private final long k2;
    private final long k3;

    /** What the high halves come to where both are zero, as IPv4's are. */
    private final long zeroHigh;

    /**
     * A hash under a secret.
     *
     * @param k0 low 64 bits of the secret.
     * @param k1 high 64 bits of the secret.
     */
    public FlowHash(final long k0, final long k1) {
        this.k0 = mix(k0 ^ STEP, k1 + STEP) | 1;
        this.k1 = mix(k1 ^ 2 * STEP, k0 + 2 * STEP) | 1;
        this.k2 = mix(k0 ^ 3 * STEP, k1 + 3 * STEP) | 1;
        this.k3 = mix(k1 ^ 4 * STEP, k0 + 4 * STEP) | 1;
        this.zeroHigh = mix(k2, k3);
    }

    /**
     * The hash of a key.
     *
     * @param key to hash.
     * @return 32 bits, every one of them depending on every bit of the key.
     */
    public int hash(final FlowKey key) {
        final long low = mix(key.localLow() ^ k0, key.remoteLow() + k1);
        final long high =
                (key.localHigh() | key.remoteHigh()) == 0 ? zeroHigh : mix(key.localHigh() ^ k2, key.remoteHigh() + k3);
        final long all = mix(low ^ key.ports() ^ k3, high + k0);
        return (int) (all ^ (all >>> 32));
    }

    private static long mix(final long a, final long b) {
        return (a * b) ^ Math.multiplyHigh(a, b);
    }
}
