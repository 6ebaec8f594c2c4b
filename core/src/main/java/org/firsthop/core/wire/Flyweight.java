package org.firsthop.core.wire;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;

/**
 * What every header's flyweight is: a buffer and the place in it where the header begins. It holds no octets of its own;
 * readers and writers work on those that lie there.
 *
 * <p>A header is checked once, by the static {@code check} of its class, and read as often as wanted: after {@link DropReason#NONE}
 * no reader touches an octet outside the checked range. {@link #wrap(MutableDirectBuffer, int)} checks nothing, so that it costs
 * nothing; a flyweight that was never wrapped lies over an empty buffer.
 *
 * <p>Reusable; not thread-safe; allocates nothing after construction.
 *
 * @param <F> the header's own class, which {@code wrap} returns.
 */
public abstract class Flyweight<F extends Flyweight<F>> {
    MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    int offset;

    /** A flyweight over nothing, of a class of this package. */
    Flyweight() {}

    /**
     * Lays this flyweight over a header; nothing is checked or written.
     *
     * @param buffer that holds the header.
     * @param offset of its first octet.
     * @return this.
     */
    public final F wrap(final MutableDirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return self();
    }

    /** {@return this, as the header's own class} */
    @SuppressWarnings("unchecked") // every class names itself as F
    final F self() {
        return (F) this;
    }

    /** {@return the buffer that holds the header, as wrapped} */
    public final MutableDirectBuffer buffer() {
        return buffer;
    }

    /** {@return where the header begins, as an index in the buffer} */
    public final int offset() {
        return offset;
    }
}
