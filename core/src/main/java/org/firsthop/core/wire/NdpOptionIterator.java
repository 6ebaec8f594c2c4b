package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The options of a neighbor discovery message, one after the other (RFC 4861 section 4.6).
 *
 * <pre>{@code
 * options.wrap(buffer, solicitation.optionsOffset(), solicitation.optionsLength(messageLength));
 * while (options.next()) {
 *     switch (options.option().type()) { … }
 * }
 * if (options.reason() != DropReason.NONE) { … }
 * }</pre>
 *
 * <p>A known option of a length that its type may not have is passed over, and so may an unknown one be by the caller (RFC 4861
 * section 4.6). An option of length 0, or one that goes beyond the message, ends the walk: the whole message must be discarded
 * then (sections 6.1 and 7.1), which the messages' own {@code check} has done already. The iterator moves at least 8 octets a step
 * and never outside its range, whatever the octets are.
 *
 * <p>Reusable; not thread-safe.
 */
public final class NdpOptionIterator {
    private final NdpOptionFlyweight option = new NdpOptionFlyweight();
    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int nextOffset;
    private int limit;
    private DropReason reason = DropReason.NONE;

    /** An iterator over nothing; {@link #wrap(MutableDirectBuffer, int, int)} it before use. */
    public NdpOptionIterator() {}

    /**
     * Begins at the first option.
     *
     * @param buffer that holds the message.
     * @param offset of the first option.
     * @param length octets of options.
     * @return this, before the first option.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public NdpOptionIterator wrap(final MutableDirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        this.nextOffset = offset;
        this.limit = offset + length;
        this.reason = DropReason.NONE;
        option.wrap(buffer, offset);
        return this;
    }

    /**
     * Moves to the next option that can be read.
     *
     * @return whether there is one.
     */
    public boolean next() {
        while (nextOffset < limit) {
            final DropReason found = NdpOptionFlyweight.check(buffer, nextOffset, limit - nextOffset);
            if (found == NdpOptionFlyweight.BAD_LENGTH) {
                reason = found;
                nextOffset = limit;
                return false;
            }
            option.wrap(buffer, nextOffset);
            nextOffset += option.length();
            if (found == DropReason.NONE) {
                return true;
            }
            reason = found;
        }
        return false;
    }

    /**
     * The option that the iterator stands at, of meaning after {@link #next()} has returned {@code true}.
     *
     * @return the same flyweight at every call, moved by {@link #next()}.
     */
    public NdpOptionFlyweight option() {
        return option;
    }

    /**
     * What was wrong with the options so far.
     *
     * @return {@link DropReason#NONE}; {@link NdpOptionFlyweight#BAD_LENGTH} when the walk ended for it; {@link
     *     NdpOptionFlyweight#UNEXPECTED_LENGTH} when an option was passed over.
     */
    public DropReason reason() {
        return reason;
    }

    /**
     * Tells whether options fill a range without one of length 0 and without going beyond it. Total over any octets; only those
     * below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first option.
     * @param length octets of options.
     * @return {@link DropReason#NONE} or {@link NdpOptionFlyweight#BAD_LENGTH}.
     */
    public static DropReason checkAll(final @Nullable Object base, final long address, final int length) {
        int position = 0;
        while (position < length) {
            final int remaining = length - position;
            if (NdpOptionFlyweight.check(base, address + position, remaining) == NdpOptionFlyweight.BAD_LENGTH) {
                return NdpOptionFlyweight.BAD_LENGTH;
            }
            position += Memory.u8(base, address + position + NdpOptionFlyweight.LENGTH_OFFSET) << 3;
        }
        return DropReason.NONE;
    }
}
