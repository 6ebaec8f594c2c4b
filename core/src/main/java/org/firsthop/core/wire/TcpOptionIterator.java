package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/**
 * The options of a TCP header, one after the other in the order of the wire (RFC 9293 section 3.1).
 *
 * <pre>{@code
 * options.wrap(tcp.buffer(), tcp.optionsOffset(), tcp.optionsLength());
 * while (options.next()) {
 *     switch (options.kind()) { … }
 * }
 * if (options.reason() != DropReason.NONE) { … }     // the list ended at an option whose length cannot be
 * }</pre>
 *
 * <p>No-Operation and End of Option List are visited like any other, the latter as the last; what stands behind it is
 * padding. The iterator moves at least one octet a step and never outside its range, whatever the octets are. Whether a length
 * fits its kind is {@link TcpOptionKind#isLengthValid(int, int)}'s concern.
 *
 * <p>Reusable; not thread-safe. {@link TcpOptions} reads all that a TCP wants in one pass.
 */
public final class TcpOptionIterator {
    /** An option's length is below 2 or beyond the header (RFC 9293 section 3.1, MUST-7). The sender. */
    public static final DropReason BAD_OPTION_LENGTH = DropReason.declare(
            "TCP_BAD_OPTION_LENGTH", Severity.WARNING, "the length of an option is below 2 or beyond the header");

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int nextOffset;
    private int limit;
    private int kind;
    private int length;
    private DropReason reason = DropReason.NONE;

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public TcpOptionIterator() {}

    /**
     * Begins at the first option.
     *
     * @param buffer that holds the header.
     * @param offset of the first option, {@link TcpFlyweight#optionsOffset()}.
     * @param length octets of options, {@link TcpFlyweight#optionsLength()}.
     * @return this, before the first option.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public TcpOptionIterator wrap(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        this.offset = offset;
        this.nextOffset = offset;
        this.limit = offset + length;
        this.kind = TcpOptionKind.END_OF_LIST;
        this.length = 0;
        this.reason = DropReason.NONE;
        return this;
    }

    /**
     * Moves to the next option.
     *
     * @return whether there is one; {@code false} at the end, behind End of Option List, and at a length that cannot be.
     */
    public boolean next() {
        if (nextOffset >= limit) {
            length = 0;
            return false;
        }
        offset = nextOffset;
        kind = u8(buffer, offset);
        if (kind == TcpOptionKind.END_OF_LIST) {
            length = 1;
            nextOffset = limit;
            return true;
        }
        if (kind == TcpOptionKind.NO_OPERATION) {
            length = 1;
            nextOffset = offset + 1;
            return true;
        }
        length = limit - offset < 2 ? 0 : u8(buffer, offset + 1);
        if (length < 2 || length > limit - offset) {
            reason = BAD_OPTION_LENGTH;
            length = 0;
            nextOffset = limit;
            return false;
        }
        nextOffset = offset + length;
        return true;
    }

    /** {@return {@link DropReason#NONE}, or why the walk ended before the end of the options} */
    public DropReason reason() {
        return reason;
    }

    /** {@return the option's kind, 8 bits, one of {@link TcpOptionKind} or another: 0 to 255} */
    public int kind() {
        return kind;
    }

    /** {@return octets of the option, kind and length included: 1 to 40; 0 when there is no option} */
    public int length() {
        return length;
    }

    /** {@return where the option begins, as an index in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return where the option's data begins, as an index in the buffer} */
    public int dataOffset() {
        return offset + Math.min(length, 2);
    }

    /** {@return octets of the option's data: 0 to 38} */
    public int dataLength() {
        return Math.max(0, length - 2);
    }
}
