package org.firsthop.core.pipeline;

/**
 * Which of some have something to do, by their place in their order, a bit each, so that none is looked at in vain: a graph's
 * stages, a worker's ports. One thread.
 */
final class ReadySet {
    private final long[] words;

    ReadySet(final int places) {
        words = new long[(places + Long.SIZE - 1) / Long.SIZE];
    }

    void mark(final int place) {
        words[place / Long.SIZE] |= 1L << place;
    }

    void clear(final int place) {
        words[place / Long.SIZE] &= ~(1L << place);
    }

    boolean isMarked(final int place) {
        return (words[place / Long.SIZE] & 1L << place) != 0;
    }

    /** The first marked place from a place on, or −1. */
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
