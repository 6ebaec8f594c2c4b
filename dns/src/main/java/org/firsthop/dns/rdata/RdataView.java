package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * The RDATA of a record, read in place; its subclasses know the fields of one type, this class is enough for opaque octets
 * (RFC 3597).
 *
 * <p>A view is laid over RDATA that has passed {@link RdataCheck#check}, or was made by this module, and is then read without
 * a further check. Positions of names count from the message's first octet, and are read by {@link #copyName}, which is
 * total. Views are reusable, allocate nothing, and are not thread-safe.
 */
public class RdataView {
    /** The array that holds the message, or null. */
    protected @Nullable Object base;

    /** The address of the message's first octet. */
    protected long message;

    /** Octets of the message. */
    protected int limit;

    /** The position of the RDATA in the message. */
    protected int offset;

    /** Octets of the RDATA. */
    protected int length;

    /** A view over nothing. */
    public RdataView() {}

    /**
     * Lays this view over RDATA in a message.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param offset of the RDATA from the message's first octet.
     * @param length octets of the RDATA.
     */
    public final void wrap(
            final @Nullable Object base, final long message, final int limit, final int offset, final int length) {
        this.base = base;
        this.message = message;
        this.limit = limit;
        this.offset = offset;
        this.length = length;
        onWrap();
    }

    /**
     * Lays this view over RDATA that stands alone, uncompressed.
     *
     * @param base the RDATA's array, or {@code null} for absolute addresses.
     * @param rdata address of its first octet.
     * @param length octets of it.
     */
    public final void wrap(final @Nullable Object base, final long rdata, final int length) {
        wrap(base, rdata, length, 0, length);
    }

    /** Called when the view was laid over RDATA, for a subclass to find its fields. */
    protected void onWrap() {}

    /** {@return the position of the RDATA in the message} */
    public final int offset() {
        return offset;
    }

    /** {@return octets of the RDATA} */
    public final int length() {
        return length;
    }

    /**
     * Reads an octet of the RDATA.
     *
     * @param index in the RDATA, 0 to {@link #length()} − 1.
     * @return 0 to 255.
     */
    public final int octet(final int index) {
        return Memory.u8(base, message + offset + index);
    }

    /**
     * Copies a name of the RDATA into wire form.
     *
     * @param position of the name from the message's first octet.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets, 1 to 255, or a negative fault of {@link MessageNames}.
     */
    public final int copyName(final int position, final @Nullable Object toBase, final long to) {
        return MessageNames.copy(base, message, limit, position, toBase, to);
    }

    /**
     * The position after a name.
     *
     * @param position of the name.
     * @return where it ends in place.
     */
    protected final int afterName(final int position) {
        return MessageNames.skip(base, message, limit, position);
    }

    /**
     * Reads 16 bits of the RDATA.
     *
     * @param index in the RDATA.
     * @return 0 to 65,535.
     */
    protected final int u16(final int index) {
        return Memory.u16(base, message + offset + index);
    }

    /**
     * Reads 32 bits of the RDATA.
     *
     * @param index in the RDATA.
     * @return 0 to 4,294,967,295.
     */
    protected final long u32(final int index) {
        return Memory.u32(base, message + offset + index);
    }
}
