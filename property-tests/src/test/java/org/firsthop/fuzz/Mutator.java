package org.firsthop.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Makes damaged packets of good ones: flipped bits, interesting values, cut and repeated octets, two packets spliced. */
final class Mutator {
    private static final int[] INTERESTING = {0, 1, 2, 3, 4, 5, 7, 8, 15, 20, 40, 60, 63, 64, 127, 128, 254, 255};
    private static final int HEADERS = 120;

    private final List<byte[]> seeds;
    private final SplittableRandom random;

    Mutator(final List<byte[]> seeds, final long seed) {
        this.seeds = seeds;
        this.random = new SplittableRandom(seed);
    }

    /** Writes a mutation into {@code out} and answers its length, 0 to {@code out.length}. */
    int next(final byte[] out) {
        final byte[] seed = pick();
        int length = Math.min(seed.length, out.length);
        System.arraycopy(seed, 0, out, 0, length);
        for (int i = random.nextInt(6); i > 0 && length > 0; i--) {
            // Most damage goes to where headers are.
            final int at = random.nextInt(random.nextInt(4) == 0 ? length : Math.min(length, HEADERS));
            switch (random.nextInt(7)) {
                case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[at] = (byte) random.nextInt();
                case 2 -> out[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
                case 3 -> out[at] += (byte) (random.nextInt(9) - 4);
                case 4 -> length = random.nextInt(length + 1);
                case 5 -> length = splice(out, at, length);
                default -> {
                    if (at + 1 < length) {
                        out[at] = 0;
                        out[at + 1] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
                    }
                }
            }
        }
        return length;
    }

    private int splice(final byte[] out, final int at, final int length) {
        final byte[] other = pick();
        if (other.length == 0) {
            return length;
        }
        final int from = random.nextInt(other.length);
        final int count = Math.min(Math.min(other.length - from, 1 + random.nextInt(64)), out.length - at);
        System.arraycopy(other, from, out, at, count);
        return Math.max(length, at + count);
    }

    private byte[] pick() {
        return seeds.get(random.nextInt(seeds.size()));
    }
}
