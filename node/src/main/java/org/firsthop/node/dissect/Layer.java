package org.firsthop.node.dissect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One protocol's part of a packet: where it lies, and the values of its fields in their order. */
public final class Layer {
    private final Protocol protocol;
    private final Slice slice;
    private final List<Item> items = new ArrayList<>();
    private int length;
    private int depth;

    Layer(final Protocol protocol, final Slice slice) {
        this.protocol = protocol;
        this.slice = slice;
        length = slice.captured();
    }

    /** {@return the protocol} */
    public Protocol protocol() {
        return protocol;
    }

    /** {@return the index in the packet's buffer of the layer's first octet} */
    public int offset() {
        return slice.start();
    }

    /** {@return octets of the layer itself, without what it carries, as far as captured} */
    public int length() {
        return length;
    }

    /** {@return the values, unmodifiable} */
    public List<Item> items() {
        return Collections.unmodifiableList(items);
    }

    /**
     * Says how long the layer itself is.
     *
     * @param octets of header, without payload.
     * @return this.
     */
    public Layer length(final int octets) {
        length = Math.min(octets, slice.captured());
        return this;
    }

    /**
     * Adds a field of a fixed header.
     *
     * @param field to read.
     * @param header laid over the layer's first octets.
     * @param <H> the flyweight.
     * @return the value.
     * @throws MissingOctets when the capture does not hold the field's octets.
     */
    public <H> long add(final HeaderField<H> field, final H header) {
        return add(field, 0, header);
    }

    /**
     * Adds a field of a fixed header that does not lie at the begin of the layer.
     *
     * @param field to read.
     * @param headerOffset of the header in the layer.
     * @param header laid over it.
     * @param <H> the flyweight.
     * @return the value.
     * @throws MissingOctets when the capture does not hold the field's octets.
     */
    public <H> long add(final HeaderField<H> field, final int headerOffset, final H header) {
        slice.require(headerOffset + field.offset(), field.length());
        final long value = field.read(header);
        put(field, headerOffset + field.offset(), field.length(), value, null);
        return value;
    }

    /**
     * Adds a field whose value is octets.
     *
     * @param field of a format that is not numeric.
     * @param offset of the octets in the layer.
     * @param octets that hold it.
     * @throws MissingOctets when the capture does not hold them.
     */
    public void add(final Field field, final int offset, final int octets) {
        slice.require(offset, octets);
        put(field, offset, octets, 0, null);
    }

    /**
     * Adds a numeric field.
     *
     * @param field of a numeric format.
     * @param offset in the layer of the octets that hold it, or that it was worked out from.
     * @param octets that do.
     * @param value of the field.
     * @throws MissingOctets when the capture does not hold the octets.
     */
    public void add(final Field field, final int offset, final int octets, final long value) {
        slice.require(offset, octets);
        put(field, offset, octets, value, null);
    }

    /**
     * Adds a flag.
     *
     * @param field of the format {@link Format#BOOLEAN}.
     * @param offset in the layer of the octets that hold it, or that it was worked out from.
     * @param octets that do.
     * @param value of the flag.
     * @throws MissingOctets when the capture does not hold the octets.
     */
    public void add(final Field field, final int offset, final int octets, final boolean value) {
        add(field, offset, octets, value ? 1L : 0L);
    }

    /**
     * Adds a field whose value is text.
     *
     * @param field of the format {@link Format#TEXT}.
     * @param offset in the layer of the octets that hold it, or that it was worked out from.
     * @param octets that do.
     * @param value of the field.
     * @throws MissingOctets when the capture does not hold the octets.
     */
    public void add(final Field field, final int offset, final int octets, final String value) {
        slice.require(offset, octets);
        put(field, offset, octets, 0, value);
    }

    /** Makes what is added from now on details of what was added last. */
    public void indent() {
        depth++;
    }

    /** Ends what {@link #indent()} began. */
    public void outdent() {
        depth--;
    }

    private void put(
            final Field field, final int offset, final int octets, final long value, final @Nullable String text) {
        items.add(new Item(field, slice.buffer(), slice.start() + offset, octets, depth, value, text));
    }
}
