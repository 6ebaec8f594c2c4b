package org.firsthop.node.sim;

/**
 * A sequence of numbers from a seed: SplitMix64 (Steele, Lea and Flood 2014), the same on every JVM. Not for secrets.
 *
 * <p>Not thread-safe.
 */
public final class SimRandom {
    /** The parts of a whole in which probabilities are held: a probability is a threshold for 32 random bits. */
    static final long WHOLE = 1L << Integer.SIZE;

    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    /**
     * A sequence.
     *
     * @param seed any value; equal seeds give equal sequences.
     */
    public SimRandom(final long seed) {
        state = seed;
    }

    /**
     * A seed for one purpose, independent of those for others.
     *
     * @param seed of the whole.
     * @param purpose that the seed is for.
     * @return the derived seed.
     */
    public static long derive(final long seed, final String purpose) {
        long derived = mix(seed + STEP);
        for (int i = 0; i < purpose.length(); i++) {
            derived = mix((derived ^ purpose.charAt(i)) + STEP);
        }
        return derived;
    }

    /** {@return 64 random bits} */
    public long nextLong() {
        state += STEP;
        return mix(state);
    }

    /**
     * A number below a bound.
     *
     * @param bound at least 1.
     * @return 0 to bound − 1; the bias is below 2<sup>−31</sup>.
     */
    public int nextInt(final int bound) {
        return (int) (((nextLong() >>> 33) * bound) >>> 31);
    }

    /** Whether an event of a probability, held as a threshold below {@link #WHOLE}, happens; 0 draws nothing. */
    boolean happens(final long threshold) {
        return threshold != 0 && nextLong() >>> Integer.SIZE < threshold;
    }

    private static long mix(final long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
