package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;

/**
 * What goes with a ring of received data, in the octets before it: how far the user has read, and what came out of order.
 */
final class ReceiveState {
    private static final int READ_NEXT_OFFSET = 0;
    private static final int FIN_KNOWN_OFFSET = 4;
    private static final int FIN_SEQUENCE_OFFSET = 8;

    /** Where the ranges that came out of order lie, {@link Intervals}. */
    private static final int RANGES_OFFSET = 64;

    /** The most ranges out of order; a segment that would make one more is dropped (CVE-2018-5390). */
    static final int RANGES_CAPACITY = 16;

    static void initialize(final long header, final int readNext) {
        readNext(header, readNext);
        finKnown(header, 0);
        Intervals.clear(ranges(header));
    }

    /** {@return the address of the ranges out of order} */
    static long ranges(final long header) {
        return header + RANGES_OFFSET;
    }

    private ReceiveState() {}

    /** {@return the sequence number of the next octet that the user reads} */
    static int readNext(final long header) {
        return Memory.nativeInt(null, header + READ_NEXT_OFFSET);
    }

    static void readNext(final long header, final int value) {
        Memory.putNativeInt(null, header + READ_NEXT_OFFSET, value);
    }

    /** {@return whether a FIN came out of order} */
    static int finKnown(final long header) {
        return Memory.nativeInt(null, header + FIN_KNOWN_OFFSET);
    }

    static void finKnown(final long header, final int value) {
        Memory.putNativeInt(null, header + FIN_KNOWN_OFFSET, value);
    }

    /** {@return the sequence number of that FIN} */
    static int finSequence(final long header) {
        return Memory.nativeInt(null, header + FIN_SEQUENCE_OFFSET);
    }

    static void finSequence(final long header, final int value) {
        Memory.putNativeInt(null, header + FIN_SEQUENCE_OFFSET, value);
    }
}
