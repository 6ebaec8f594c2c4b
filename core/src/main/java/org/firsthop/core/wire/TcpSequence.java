package org.firsthop.core.wire;

/**
 * Comparison of sequence numbers, which count modulo 2<sup>32</sup> (RFC 9293 section 3.4). TCP timestamps compare in the
 * same way (RFC 7323 section 5.2).
 *
 * <p>A number {@code a} is before {@code b} when {@code b - a}, modulo 2<sup>32</sup>, is 1 to 2<sup>31</sup> − 1. Two numbers
 * exactly 2<sup>31</sup> apart are each before the other; no window is so wide (RFC 7323 section 2.3) that they could meet.
 *
 * <p>All methods are static, pure and free for any thread.
 */
public final class TcpSequence {
    private TcpSequence() {}

    /**
     * Whether one number is before another.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a &lt; b.
     */
    public static boolean lessThan(final int a, final int b) {
        return a - b < 0;
    }

    /**
     * Whether one number is before another, or is the same.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a =&lt; b.
     */
    public static boolean lessThanOrEqual(final int a, final int b) {
        return a - b <= 0;
    }

    /**
     * Whether one number is after another.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a &gt; b, which is b &lt; a.
     */
    public static boolean greaterThan(final int a, final int b) {
        return b - a < 0;
    }

    /**
     * Whether one number is after another, or is the same.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a &gt;= b, which is b =&lt; a.
     */
    public static boolean greaterThanOrEqual(final int a, final int b) {
        return b - a <= 0;
    }

    /**
     * How far one number is from another.
     *
     * @param from 32 bits.
     * @param to 32 bits.
     * @return the octets from the first to the second; negative when the second is before the first.
     */
    public static int distance(final int from, final int to) {
        return to - from;
    }

    /**
     * The earlier of two numbers.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a, unless b is before it.
     */
    public static int min(final int a, final int b) {
        return lessThan(b, a) ? b : a;
    }

    /**
     * The later of two numbers.
     *
     * @param a 32 bits.
     * @param b 32 bits.
     * @return a, unless b is after it.
     */
    public static int max(final int a, final int b) {
        return greaterThan(b, a) ? b : a;
    }

    /**
     * Whether a number lies in a window: {@code start =< number < start + size}, for a window of any size up to 2<sup>32</sup>
     * − 1, not only those that {@link #lessThan} could compare.
     *
     * @param number 32 bits.
     * @param start the window's first number.
     * @param size unsigned 32 bits; in a window of 0 lies nothing.
     * @return whether the number is in the window.
     */
    public static boolean isInWindow(final int number, final int start, final int size) {
        return Integer.compareUnsigned(number - start, size) < 0;
    }

    /**
     * Whether an acknowledgment is acceptable: {@code SND.UNA < SEG.ACK =< SND.NXT} (RFC 9293 section 3.4).
     *
     * @param acknowledgment SEG.ACK.
     * @param unacknowledged SND.UNA.
     * @param next SND.NXT.
     * @return whether it acknowledges something that was sent and not acknowledged.
     */
    public static boolean isAcceptableAcknowledgment(
            final int acknowledgment, final int unacknowledged, final int next) {
        return isInWindow(acknowledgment - 1, unacknowledged, next - unacknowledged);
    }

    /**
     * Whether an incoming segment occupies any of the receive window: the four cases of RFC 9293 section 3.4, to the letter.
     * A segment that begins before the window and ends beyond it is in none of the four.
     *
     * @param sequenceNumber SEG.SEQ.
     * @param sequenceLength SEG.LEN: octets of data, and one for each of SYN and FIN.
     * @param receiveNext RCV.NXT.
     * @param receiveWindow RCV.WND, not negative.
     * @return whether the segment is acceptable.
     */
    public static boolean isAcceptableSegment(
            final int sequenceNumber, final int sequenceLength, final int receiveNext, final int receiveWindow) {
        if (sequenceLength == 0) {
            return receiveWindow == 0
                    ? sequenceNumber == receiveNext
                    : isInWindow(sequenceNumber, receiveNext, receiveWindow);
        }
        return isInWindow(sequenceNumber, receiveNext, receiveWindow)
                || isInWindow(sequenceNumber + sequenceLength - 1, receiveNext, receiveWindow);
    }
}
