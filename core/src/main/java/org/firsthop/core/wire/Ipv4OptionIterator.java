package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The options of an IPv4 header, one after the other in the order of the wire (RFC 791 section 3.1).
 *
 * <pre>{@code
 * options.wrap(ip);
 * while (options.next()) {
 *     switch (options.type()) { … }
 * }
 * if (options.reason() != DropReason.NONE) { … }     // the list ended at an option whose length cannot be
 * }</pre>
 *
 * <p>No Operation and End of Option List are visited like any other, the latter as the last; what stands behind it is
 * padding. The iterator moves at least one octet a step and never outside its range, whatever the octets are. What is inside
 * an option has a view of its own: {@link Ipv4RouteOptionFlyweight}, {@link Ipv4TimestampOptionFlyweight} and
 * {@link Ipv4RouterAlertFlyweight}.
 *
 * <p>Reusable; not thread-safe.
 */
public final class Ipv4OptionIterator extends OptionIterator {
    /** The most octets of options that a header has room for: IHL 15. */
    public static final int MAX_OPTIONS_LENGTH = Ipv4Flyweight.MAX_HEADER_LENGTH - Ipv4Flyweight.MIN_HEADER_LENGTH;

    /**
     * An option's length is below 2 or beyond the header (RFC 791 section 3.1). The sender; a router may tell it with
     * ICMP Parameter Problem, whose pointer is the option's offset in the header.
     */
    public static final DropReason BAD_OPTION_LENGTH = DropReason.declare(
            "IPV4_BAD_OPTION_LENGTH", Severity.WARNING, "the length of an option is below 2 or beyond the header");

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public Ipv4OptionIterator() {
        super(Ipv4OptionType.END_OF_LIST, Ipv4OptionType.NO_OPERATION, 0, BAD_OPTION_LENGTH);
    }

    /**
     * Tells whether every option's length can be: whether a walk would reach the end.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the options.
     * @param offset of the first option.
     * @param length octets of options.
     * @return {@link DropReason#NONE} or {@link #BAD_OPTION_LENGTH}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first option.
     * @param length octets of options.
     * @return {@link DropReason#NONE} or {@link #BAD_OPTION_LENGTH}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        int position = 0;
        while (position < length) {
            final int type = Memory.u8(base, address + position);
            if (type == Ipv4OptionType.END_OF_LIST) {
                break;
            }
            if (type == Ipv4OptionType.NO_OPERATION) {
                position++;
            } else {
                final int room = length - position;
                final int optionLength = room < 2 ? 0 : Memory.u8(base, address + position + 1);
                if (optionLength < 2 || optionLength > room) {
                    return BAD_OPTION_LENGTH;
                }
                position += optionLength;
            }
        }
        return DropReason.NONE;
    }

    /**
     * Begins at the first option of a header that {@link Ipv4Flyweight#check(DirectBuffer, int, int)} has passed.
     *
     * @param header whose options are walked.
     * @return this, before the first option.
     */
    public Ipv4OptionIterator wrap(final Ipv4Flyweight header) {
        return wrap(header.buffer(), header.offset() + Ipv4Flyweight.OPTIONS_OFFSET, header.optionsLength());
    }

    /**
     * Begins at the first option.
     *
     * @param buffer that holds the options.
     * @param offset of the first option.
     * @param length octets of options.
     * @return this, before the first option.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public Ipv4OptionIterator wrap(final DirectBuffer buffer, final int offset, final int length) {
        begin(buffer, offset, length);
        return this;
    }

    /** {@return the option's type, 8 bits, one of {@link Ipv4OptionType} or another: 0 to 255} */
    public int type() {
        return firstOctet();
    }
}
