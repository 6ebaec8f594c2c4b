package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the options of a TCP header in the order of the calls, and pads them to whole words.
 *
 * <pre>{@code
 * final int optionsLength = encoder.wrap(buffer, tcp.optionsOffset())
 *         .maximumSegmentSize(1460)
 *         .sackPermitted()
 *         .timestamps(value, 0)
 *         .noOperation()
 *         .windowScale(7)
 *         .finish();
 * tcp.dataOffset((TcpFlyweight.MIN_HEADER_LENGTH + optionsLength) >> 2);
 * }</pre>
 *
 * <p>An option that has no room left in the 40 octets is the caller's mistake: {@link IllegalStateException}, and nothing is
 * written. {@link #remaining()} tells beforehand. Reusable; allocates nothing; not thread-safe.
 */
public final class TcpOptionEncoder {
    private static final int NO_SACK = -1;

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int length;
    private int sackPosition = NO_SACK;

    /** An encoder over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public TcpOptionEncoder() {}

    /**
     * Begins a new list of options; nothing is written.
     *
     * @param buffer that holds the header.
     * @param offset of the first option, {@link TcpFlyweight#optionsOffset()}.
     * @return this.
     */
    public TcpOptionEncoder wrap(final MutableDirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = 0;
        this.sackPosition = NO_SACK;
        return this;
    }

    /** {@return octets written so far: 0 to 40} */
    public int length() {
        return length;
    }

    /** {@return octets of options that still have room: 0 to 40} */
    public int remaining() {
        return TcpFlyweight.MAX_OPTIONS_LENGTH - length;
    }

    /**
     * Pads the options to a multiple of four octets: End of Option List, and zeros behind it (RFC 9293 section 3.1, MUST-69).
     *
     * @return octets of options with their padding: 0 to 40.
     */
    public int finish() {
        final int padded = (length + 3) & ~3;
        buffer.setMemory(offset + length, padded - length, (byte) TcpOptionKind.END_OF_LIST);
        length = padded;
        sackPosition = NO_SACK;
        return padded;
    }

    /**
     * Writes No-Operation.
     *
     * @return this.
     */
    public TcpOptionEncoder noOperation() {
        putU8(buffer, claim(1), TcpOptionKind.NO_OPERATION);
        return this;
    }

    /**
     * Writes Maximum Segment Size (RFC 9293 section 3.7.1).
     *
     * @param octets 0 to 65,535.
     * @return this.
     */
    public TcpOptionEncoder maximumSegmentSize(final int octets) {
        final int data = begin(TcpOptionKind.MAXIMUM_SEGMENT_SIZE, TcpOptionKind.MAXIMUM_SEGMENT_SIZE_LENGTH);
        putU16(buffer, data, octets);
        return this;
    }

    /**
     * Writes Window Scale (RFC 7323 section 2.2).
     *
     * @param shift 0 to 14.
     * @return this.
     */
    public TcpOptionEncoder windowScale(final int shift) {
        final int data = begin(TcpOptionKind.WINDOW_SCALE, TcpOptionKind.WINDOW_SCALE_LENGTH);
        putU8(buffer, data, shift);
        return this;
    }

    /**
     * Writes SACK Permitted (RFC 2018 section 2).
     *
     * @return this.
     */
    public TcpOptionEncoder sackPermitted() {
        begin(TcpOptionKind.SACK_PERMITTED, TcpOptionKind.SACK_PERMITTED_LENGTH);
        return this;
    }

    /**
     * Writes a SACK block: into the SACK option that was written last, when nothing was written since, else into a new one
     * (RFC 2018 section 3).
     *
     * @param leftEdge the block's first sequence number.
     * @param rightEdge the sequence number that follows the block.
     * @return this.
     */
    public TcpOptionEncoder sackBlock(final int leftEdge, final int rightEdge) {
        final int option;
        final int block;
        if (sackPosition == NO_SACK) {
            block = begin(TcpOptionKind.SACK, 2 + TcpOptionKind.SACK_BLOCK_LENGTH);
            option = block - 2;
        } else {
            option = sackPosition;
            block = claim(TcpOptionKind.SACK_BLOCK_LENGTH);
        }
        putU8(buffer, option + 1, offset + length - option);
        putI32(buffer, block, leftEdge);
        putI32(buffer, block + Integer.BYTES, rightEdge);
        sackPosition = option;
        return this;
    }

    /**
     * Writes Timestamps (RFC 7323 section 3.2).
     *
     * @param value TSval.
     * @param echo TSecr.
     * @return this.
     */
    public TcpOptionEncoder timestamps(final int value, final int echo) {
        final int data = begin(TcpOptionKind.TIMESTAMPS, TcpOptionKind.TIMESTAMPS_LENGTH);
        putI32(buffer, data, value);
        putI32(buffer, data + Integer.BYTES, echo);
        return this;
    }

    /**
     * Writes User Timeout (RFC 5482 section 3).
     *
     * @param raw granularity (0x8000 for minutes, else seconds) over 15 bits of time.
     * @return this.
     */
    public TcpOptionEncoder userTimeout(final int raw) {
        final int data = begin(TcpOptionKind.USER_TIMEOUT, TcpOptionKind.USER_TIMEOUT_LENGTH);
        putU16(buffer, data, raw);
        return this;
    }

    /**
     * Writes Fast Open (RFC 7413 section 4.1.1).
     *
     * @param cookieLength octets of cookie: 0 for a request, else 4 to 16 and even.
     * @param high octets 0 to 7 of the cookie, the first the most significant.
     * @param low octets 8 to 15 of the cookie, the first the most significant.
     * @return this.
     */
    public TcpOptionEncoder fastOpen(final int cookieLength, final long high, final long low) {
        checkCookieLength(cookieLength);
        cookie(begin(TcpOptionKind.FAST_OPEN, 2 + cookieLength), cookieLength, high, low);
        return this;
    }

    /**
     * Writes Fast Open as the experiment it was before it had a kind (RFC 7413 appendix A).
     *
     * @param cookieLength octets of cookie: 0 for a request, else 4 to 16 and even.
     * @param high octets 0 to 7 of the cookie, the first the most significant.
     * @param low octets 8 to 15 of the cookie, the first the most significant.
     * @return this.
     */
    public TcpOptionEncoder fastOpenExperiment(final int cookieLength, final long high, final long low) {
        checkCookieLength(cookieLength);
        final int data = begin(TcpOptionKind.EXPERIMENT_2, 2 + Short.BYTES + cookieLength);
        putU16(buffer, data, TcpOptionKind.FAST_OPEN_EXPERIMENT);
        cookie(data + Short.BYTES, cookieLength, high, low);
        return this;
    }

    private void cookie(final int index, final int cookieLength, final long high, final long low) {
        for (int i = 0; i < cookieLength; i++) {
            final long bits = i < Long.BYTES ? high : low;
            putU8(buffer, index + i, (int) (bits >>> (56 - 8 * (i & 7))));
        }
    }

    private static void checkCookieLength(final int cookieLength) {
        if (!TcpOptionKind.isFastOpenCookieLengthValid(cookieLength)) {
            throw new IllegalArgumentException(
                    "cookieLength: value=" + cookieLength + ", expected 0, or 4 to 16 and even");
        }
    }

    private int begin(final int kind, final int optionLength) {
        final int index = claim(optionLength);
        putU8(buffer, index, kind);
        putU8(buffer, index + 1, optionLength);
        return index + 2;
    }

    private int claim(final int octets) {
        if (octets > remaining()) {
            throw new IllegalStateException(
                    "options: value=" + (length + octets) + ", limit=" + TcpFlyweight.MAX_OPTIONS_LENGTH);
        }
        final int index = offset + length;
        length += octets;
        sackPosition = NO_SACK;
        return index;
    }
}
