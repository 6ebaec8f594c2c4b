package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;

/**
 * The walk over a list of options that is the same in IPv4, IPv6 and TCP: a type, a length, data, and types of a single octet.
 *
 * <p>It moves at least one octet a step and never outside its range, whatever the octets are. Reusable; not thread-safe.
 */
public abstract sealed class OptionIterator permits Ipv4OptionIterator, Ipv6OptionIterator, TcpOptionIterator {
    /** For lists that have no type that ends them. */
    static final int NONE = -1;

    private final int endOfList;
    private final int singleOctet;
    private final int uncounted;
    private final DropReason badLength;

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int nextOffset;
    private int limit;
    private int type;
    private int length;
    private DropReason reason = DropReason.NONE;

    /**
     * An iterator over nothing.
     *
     * @param endOfList the type of one octet that is the last, or {@link #NONE}.
     * @param singleOctet the type of one octet that others may follow.
     * @param uncounted octets of type and length that the length does not count: 0 or 2.
     * @param badLength why a walk ends at a length that cannot be.
     */
    OptionIterator(final int endOfList, final int singleOctet, final int uncounted, final DropReason badLength) {
        this.endOfList = endOfList;
        this.singleOctet = singleOctet;
        this.uncounted = uncounted;
        this.badLength = badLength;
    }

    /** Begins at the first option; the octets are those of {@code wrap} of each kind. */
    final void begin(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        this.offset = offset;
        this.nextOffset = offset;
        this.limit = offset + length;
        this.type = 0;
        this.length = 0;
        this.reason = DropReason.NONE;
    }

    /**
     * Moves to the next option.
     *
     * @return whether there is one; {@code false} at the end, behind a type that ends the list, and at a length that cannot be.
     */
    public final boolean next() {
        length = 0;
        if (nextOffset >= limit) {
            return false;
        }
        offset = nextOffset;
        nextOffset = limit;
        type = u8(buffer, offset);
        if (type == endOfList) {
            length = 1;
            return true;
        }
        if (type == singleOctet) {
            length = 1;
        } else {
            final int room = limit - offset;
            final int octets = room < 2 ? 0 : uncounted + u8(buffer, offset + 1);
            if (octets < 2 || octets > room) {
                reason = badLength;
                return false;
            }
            length = octets;
        }
        nextOffset = offset + length;
        return true;
    }

    /** {@return {@link DropReason#NONE}, or why the walk ended before the end of the options} */
    public final DropReason reason() {
        return reason;
    }

    /** The option's first octet, 0 to 255. */
    final int firstOctet() {
        return type;
    }

    /** {@return octets of the option, type and length included, at least 1; 0 when there is no option} */
    public final int length() {
        return length;
    }

    /** {@return where the option begins, as an index in the buffer; where the walk ended, after it has} */
    public final int offset() {
        return offset;
    }

    /** {@return where the option's data begins, as an index in the buffer} */
    public final int dataOffset() {
        return offset + Math.min(length, 2);
    }

    /** {@return octets of the option's data: 0 to 38 of IPv4 and TCP, 0 to 255 of IPv6} */
    public final int dataLength() {
        return Math.max(0, length - 2);
    }
}
