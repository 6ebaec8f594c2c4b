package org.firsthop.tcp;

/** Arithmetic of sequence numbers modulo 2^32 (RFC 9293 section 3.4); numbers are 0 to 2^32 − 1 in a {@code long}. */
final class ReferenceSequence {
    static final long MODULUS = 1L << 32;

    private ReferenceSequence() {}

    static long mod(final long number) {
        return Math.floorMod(number, MODULUS);
    }

    /** a < b: b is at most half the sequence space ahead of a. */
    static boolean less(final long a, final long b) {
        final long distance = mod(b - a);
        return distance != 0 && distance <= MODULUS / 2;
    }

    /** start =< number < start + size */
    static boolean within(final long number, final long start, final long size) {
        return mod(number - start) < size;
    }
}
