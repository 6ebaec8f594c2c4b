package org.firsthop.node.dissect;

import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A field that has its place in a fixed header and is read through the header's flyweight.
 *
 * @param <H> the flyweight.
 */
public final class HeaderField<H> extends Field {
    private final int offset;
    private final int length;
    private final ToLongFunction<? super H> reader;

    HeaderField(
            final Protocol protocol,
            final String name,
            final String label,
            final Format format,
            final int offset,
            final int length,
            final ToLongFunction<? super H> reader,
            final @Nullable LongFunction<String> meaning) {
        super(protocol, name, label, format, meaning);
        this.offset = offset;
        this.length = length;
        this.reader = reader;
    }

    /** {@return where the octets that hold the field begin, in the header} */
    public int offset() {
        return offset;
    }

    /** {@return how many octets hold the field; it may share them with others} */
    public int length() {
        return length;
    }

    long read(final H header) {
        return reader.applyAsLong(header);
    }
}
