package org.firsthop.core.pipeline;

/** Which stages of a graph have input, by their place in its order: a bit each, so that none is looked at in vain. One thread. */
final class ReadyStages {
    private final long[] words;

    ReadyStages(final int stages) {
        words = new long[(stages + Long.SIZE - 1) / Long.SIZE];
    }

    void mark(final int stage) {
        words[stage / Long.SIZE] |= 1L << stage;
    }

    void clear(final int stage) {
        words[stage / Long.SIZE] &= ~(1L << stage);
    }

    boolean isMarked(final int stage) {
        return (words[stage / Long.SIZE] & 1L << stage) != 0;
    }

    /** The first marked stage from a place on, or −1. */
    int next(final int from) {
        int word = from / Long.SIZE;
        if (word == words.length) {
            return -1;
        }
        long bits = words[word] & -1L << from;
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
