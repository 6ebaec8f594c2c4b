package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;

/**
 * What goes with a ring of data to send, in the octets before it: the extent of the data, the scoreboard of selective
 * acknowledgments, the marks of retransmission, the segment that is being timed, and the controller's epoch.
 *
 * <p>It is attached while anything is unacknowledged or unsent, and forgotten with the ring: a connection that has nothing
 * to send is in no congestion epoch (RFC 9438 section 5.8).
 */
final class SendState {
    private static final int BASE_OFFSET = 0;
    private static final int LENGTH_OFFSET = 4;
    private static final int HIGH_RXT_OFFSET = 8;
    private static final int TIMED_SEQUENCE_OFFSET = 12;
    private static final int TIMED_AT_OFFSET = 16;
    private static final int ACKED_OCTETS_OFFSET = 20;
    private static final int EPOCH_VALID_OFFSET = 24;
    private static final int EPOCH_START_OFFSET = 28;
    private static final int CUBIC_K_OFFSET = 32;
    private static final int CUBIC_ORIGIN_OFFSET = 36;
    private static final int CUBIC_ESTIMATE_OFFSET = 40;
    private static final int W_MAX_OFFSET = 44;

    /** Where the scoreboard lies, {@link Intervals}. */
    private static final int SCOREBOARD_OFFSET = 64;

    /** The most ranges of the scoreboard; what does not fit is as if it had not been said. */
    static final int SCOREBOARD_CAPACITY = 20;

    static void initialize(final long header, final int base) {
        for (int offset = 0; offset < SCOREBOARD_OFFSET; offset += Long.BYTES) {
            Memory.putNativeLong(null, header + offset, 0);
        }
        Intervals.clear(scoreboard(header));
        base(header, base);
    }

    /** {@return the address of the scoreboard} */
    static long scoreboard(final long header) {
        return header + SCOREBOARD_OFFSET;
    }

    /** {@return the sequence number behind the last octet in the ring} */
    static int end(final long header) {
        return base(header) + length(header);
    }

    private SendState() {}

    /** {@return the sequence number of the first octet in the ring, SND.UNA once the SYN is acknowledged} */
    static int base(final long header) {
        return Memory.nativeInt(null, header + BASE_OFFSET);
    }

    static void base(final long header, final int value) {
        Memory.putNativeInt(null, header + BASE_OFFSET, value);
    }

    /** {@return octets in the ring, sent and unsent} */
    static int length(final long header) {
        return Memory.nativeInt(null, header + LENGTH_OFFSET);
    }

    static void length(final long header, final int value) {
        Memory.putNativeInt(null, header + LENGTH_OFFSET, value);
    }

    /** {@return HighRxt (RFC 6675): the sequence number behind the last octet sent again in this recovery} */
    static int highRxt(final long header) {
        return Memory.nativeInt(null, header + HIGH_RXT_OFFSET);
    }

    static void highRxt(final long header, final int value) {
        Memory.putNativeInt(null, header + HIGH_RXT_OFFSET, value);
    }

    /** {@return the sequence number whose acknowledgment ends the measurement that runs} */
    static int timedSequence(final long header) {
        return Memory.nativeInt(null, header + TIMED_SEQUENCE_OFFSET);
    }

    static void timedSequence(final long header, final int value) {
        Memory.putNativeInt(null, header + TIMED_SEQUENCE_OFFSET, value);
    }

    /** {@return when that segment was sent, microseconds that wrap} */
    static int timedAt(final long header) {
        return Memory.nativeInt(null, header + TIMED_AT_OFFSET);
    }

    static void timedAt(final long header, final int value) {
        Memory.putNativeInt(null, header + TIMED_AT_OFFSET, value);
    }

    /** {@return octets acknowledged in congestion avoidance that have not yet opened the window} */
    static int ackedOctets(final long header) {
        return Memory.nativeInt(null, header + ACKED_OCTETS_OFFSET);
    }

    static void ackedOctets(final long header, final int value) {
        Memory.putNativeInt(null, header + ACKED_OCTETS_OFFSET, value);
    }

    /** {@return whether the cubic epoch has begun} */
    static int epochValid(final long header) {
        return Memory.nativeInt(null, header + EPOCH_VALID_OFFSET);
    }

    static void epochValid(final long header, final int value) {
        Memory.putNativeInt(null, header + EPOCH_VALID_OFFSET, value);
    }

    /** {@return the tick at which the cubic epoch began} */
    static int epochStart(final long header) {
        return Memory.nativeInt(null, header + EPOCH_START_OFFSET);
    }

    static void epochStart(final long header, final int value) {
        Memory.putNativeInt(null, header + EPOCH_START_OFFSET, value);
    }

    /** {@return K of RFC 9438 in ticks} */
    static int cubicK(final long header) {
        return Memory.nativeInt(null, header + CUBIC_K_OFFSET);
    }

    static void cubicK(final long header, final int value) {
        Memory.putNativeInt(null, header + CUBIC_K_OFFSET, value);
    }

    /** {@return W_max of the epoch in octets} */
    static int cubicOrigin(final long header) {
        return Memory.nativeInt(null, header + CUBIC_ORIGIN_OFFSET);
    }

    static void cubicOrigin(final long header, final int value) {
        Memory.putNativeInt(null, header + CUBIC_ORIGIN_OFFSET, value);
    }

    /** {@return W_est in octets} */
    static int cubicEstimate(final long header) {
        return Memory.nativeInt(null, header + CUBIC_ESTIMATE_OFFSET);
    }

    static void cubicEstimate(final long header, final int value) {
        Memory.putNativeInt(null, header + CUBIC_ESTIMATE_OFFSET, value);
    }

    /** {@return W_max in octets, the window before the last reduction; 0 before the first} */
    static int wMax(final long header) {
        return Memory.nativeInt(null, header + W_MAX_OFFSET);
    }

    static void wMax(final long header, final int value) {
        Memory.putNativeInt(null, header + W_MAX_OFFSET, value);
    }
}
