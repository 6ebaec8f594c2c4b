package org.firsthop.core.wire;

import org.agrona.DirectBuffer;
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
public final class TcpOptionIterator extends OptionIterator {
    /** An option's length is below 2 or beyond the header (RFC 9293 section 3.1, MUST-7). The sender. */
    public static final DropReason BAD_OPTION_LENGTH = DropReason.declare(
            "TCP_BAD_OPTION_LENGTH", Severity.WARNING, "the length of an option is below 2 or beyond the header");

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public TcpOptionIterator() {
        super(TcpOptionKind.END_OF_LIST, TcpOptionKind.NO_OPERATION, 0, BAD_OPTION_LENGTH);
    }

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
        begin(buffer, offset, length);
        return this;
    }

    /** {@return the option's kind, 8 bits, one of {@link TcpOptionKind} or another: 0 to 255} */
    public int kind() {
        return firstOctet();
    }
}
