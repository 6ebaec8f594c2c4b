package org.firsthop.node.cli;

import org.firsthop.node.dissect.print.FieldsStyle;
import org.firsthop.node.dissect.print.FieldsStyle.Occurrence;
import org.jspecify.annotations.Nullable;

/** The values of {@code -E}, as tshark spells them. */
final class FieldsStyleOptions {
    private FieldsStyleOptions() {}

    /** The style with one option changed; {@code null} when there is no such option or it has no such value. */
    static @Nullable FieldsStyle apply(final FieldsStyle style, final String name, final String value) {
        return switch (name) {
            case "header" ->
                switch (value) {
                    case "y" -> withHeader(style, true);
                    case "n" -> withHeader(style, false);
                    default -> null;
                };
            case "separator" ->
                value.isEmpty()
                        ? null
                        : new FieldsStyle(
                                style.header(),
                                character(value),
                                style.aggregator(),
                                style.occurrence(),
                                style.quote());
            case "aggregator" ->
                value.isEmpty()
                        ? null
                        : new FieldsStyle(
                                style.header(), style.separator(), character(value), style.occurrence(), style.quote());
            case "occurrence" ->
                switch (value) {
                    case "f" -> withOccurrence(style, Occurrence.FIRST);
                    case "l" -> withOccurrence(style, Occurrence.LAST);
                    case "a" -> withOccurrence(style, Occurrence.ALL);
                    default -> null;
                };
            case "quote" ->
                switch (value) {
                    case "d" -> withQuote(style, "\"");
                    case "s" -> withQuote(style, "'");
                    case "n" -> withQuote(style, "");
                    default -> null;
                };
            default -> null;
        };
    }

    private static String character(final String value) {
        return switch (value) {
            case "/t" -> "\t";
            case "/s" -> " ";
            default -> value;
        };
    }

    private static FieldsStyle withHeader(final FieldsStyle style, final boolean header) {
        return new FieldsStyle(header, style.separator(), style.aggregator(), style.occurrence(), style.quote());
    }

    private static FieldsStyle withOccurrence(final FieldsStyle style, final Occurrence occurrence) {
        return new FieldsStyle(style.header(), style.separator(), style.aggregator(), occurrence, style.quote());
    }

    private static FieldsStyle withQuote(final FieldsStyle style, final String quote) {
        return new FieldsStyle(style.header(), style.separator(), style.aggregator(), style.occurrence(), quote);
    }
}
