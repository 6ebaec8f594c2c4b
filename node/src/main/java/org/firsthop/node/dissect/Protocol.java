package org.firsthop.node.dissect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A protocol that packets are dissected into, and the fields it declares.
 *
 * <p>Fields are declared while the class that dissects the protocol is initialized; after that the object does not change.
 */
public final class Protocol {
    private final String name;
    private final String title;
    private final List<Field> fields = new ArrayList<>();

    /**
     * A protocol without fields.
     *
     * @param name such as {@code ip}, as {@code frame.protocols} gives it.
     * @param title such as {@code Internet Protocol Version 4}.
     */
    public Protocol(final String name, final String title) {
        this.name = name;
        this.title = title;
    }

    /** {@return the name, such as {@code ip}} */
    public String name() {
        return name;
    }

    /** {@return the title, such as {@code Internet Protocol Version 4}} */
    public String title() {
        return title;
    }

    /** {@return the fields in the order of their declaration, unmodifiable} */
    public List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }

    /**
     * Declares a field without a fixed place in a header.
     *
     * @param fieldName Wireshark's.
     * @param label for people.
     * @param format of the value.
     * @return the field.
     */
    public Field field(final String fieldName, final String label, final Format format) {
        return declared(new Field(this, fieldName, label, format, null));
    }

    /**
     * Declares a numeric field without a fixed place in a header, whose numbers have names.
     *
     * @param fieldName Wireshark's.
     * @param label for people.
     * @param format of the value.
     * @param meaning the name of a number.
     * @return the field.
     */
    public Field field(
            final String fieldName, final String label, final Format format, final LongFunction<String> meaning) {
        return declared(new Field(this, fieldName, label, format, meaning));
    }

    /**
     * Declares a numeric field of a fixed header.
     *
     * @param fieldName Wireshark's.
     * @param label for people.
     * @param format of the value.
     * @param offset in the header of the octets that hold it.
     * @param length of these octets.
     * @param reader that gets the value from the flyweight.
     * @param <H> the flyweight.
     * @return the field.
     */
    public <H> HeaderField<H> number(
            final String fieldName,
            final String label,
            final Format format,
            final int offset,
            final int length,
            final ToLongFunction<? super H> reader) {
        return declared(new HeaderField<H>(this, fieldName, label, format, offset, length, reader, null));
    }

    /**
     * Declares a numeric field of a fixed header, whose numbers have names.
     *
     * @param fieldName Wireshark's.
     * @param label for people.
     * @param format of the value.
     * @param offset in the header of the octets that hold it.
     * @param length of these octets.
     * @param reader that gets the value from the flyweight.
     * @param meaning the name of a number.
     * @param <H> the flyweight.
     * @return the field.
     */
    public <H> HeaderField<H> number(
            final String fieldName,
            final String label,
            final Format format,
            final int offset,
            final int length,
            final ToLongFunction<? super H> reader,
            final LongFunction<String> meaning) {
        return declared(new HeaderField<H>(this, fieldName, label, format, offset, length, reader, meaning));
    }

    /**
     * Declares a flag of a fixed header.
     *
     * @param fieldName Wireshark's.
     * @param label for people.
     * @param offset in the header of the octets that hold it.
     * @param length of these octets.
     * @param reader that gets the flag from the flyweight.
     * @param <H> the flyweight.
     * @return the field.
     */
    public <H> HeaderField<H> flag(
            final String fieldName,
            final String label,
            final int offset,
            final int length,
            final Predicate<? super H> reader) {
        return number(fieldName, label, Format.BOOLEAN, offset, length, header -> reader.test(header) ? 1 : 0);
    }

    private <F extends Field> F declared(final F field) {
        fields.add(field);
        return field;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
