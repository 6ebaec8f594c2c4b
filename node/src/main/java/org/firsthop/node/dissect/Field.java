package org.firsthop.node.dissect;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A field of a protocol, declared once: its name, which is Wireshark's, a label for people, and how its value is written.
 *
 * <p>Immutable; one object a field in a process, so fields are compared with {@code ==}.
 */
public sealed class Field permits HeaderField {
    private final Protocol protocol;
    private final String name;
    private final String label;
    private final Format format;
    private final @Nullable LongFunction<String> meaning;

    Field(
            final Protocol protocol,
            final String name,
            final String label,
            final Format format,
            final @Nullable LongFunction<String> meaning) {
        this.protocol = protocol;
        this.name = name;
        this.label = label;
        this.format = format;
        this.meaning = meaning;
    }

    /** {@return the protocol that declares the field} */
    public final Protocol protocol() {
        return protocol;
    }

    /** {@return the name, such as {@code ip.ttl}} */
    public final String name() {
        return name;
    }

    /** {@return what people call it, such as {@code Time to Live}} */
    public final String label() {
        return label;
    }

    /** {@return how its value is written} */
    public final Format format() {
        return format;
    }

    /**
     * What a number means.
     *
     * @param number a value of the field.
     * @return words, or {@code null} for a field whose numbers mean nothing else.
     */
    public final @Nullable String meaning(final long number) {
        return meaning == null ? null : meaning.apply(number);
    }

    /** {@return the name} */
    @Override
    public final String toString() {
        return name;
    }
}
