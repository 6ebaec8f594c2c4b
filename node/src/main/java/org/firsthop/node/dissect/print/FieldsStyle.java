package org.firsthop.node.dissect.print;

import java.util.List;

/**
 * How {@link FieldsPrinter} writes a line; the defaults are tshark's.
 *
 * @param header whether the first line names the fields.
 * @param separator between columns.
 * @param aggregator between the values of a field that has several.
 * @param occurrence which of these are written.
 * @param quote on both sides of a column that has a value; may be empty.
 */
public record FieldsStyle(boolean header, String separator, String aggregator, Occurrence occurrence, String quote) {
    /** No header, tabs between columns, all values with commas between them, no quotes. */
    public static final FieldsStyle DEFAULT = new FieldsStyle(false, "\t", ",", Occurrence.ALL, "");

    /** Which values of a field that has several are written. */
    public enum Occurrence {
        /** The first, which is the outermost. */
        FIRST,
        /** The last, which is the innermost. */
        LAST,
        /** All. */
        ALL
    }

    String select(final List<String> values) {
        return switch (occurrence) {
            case FIRST -> values.get(0);
            case LAST -> values.get(values.size() - 1);
            case ALL -> String.join(aggregator, values);
        };
    }
}
