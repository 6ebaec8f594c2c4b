package org.firsthop.node.dissect.print;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.Item;
import org.firsthop.node.dissect.Layer;

/**
 * An array of packets in JSON (RFC 8259), of the shape of {@code tshark -T json --no-duplicate-keys}: layers by protocol,
 * values by field as strings, what belongs to a field in an object {@code <field>_tree} beside it. What there is more than
 * one of is an array. With chosen fields, only these, each an array of its values.
 */
public final class JsonPrinter implements PacketPrinter {
    /** What Elasticsearch wants around a document, which is where the shape comes from. */
    private static final String DOCUMENT_BEGIN =
            "  {\n    \"_index\": \"packets\",\n    \"_type\": \"doc\",\n    \"_score\": null,\n"
                    + "    \"_source\": {\n      \"layers\": ";

    private static final int DOCUMENT_DEPTH = 3;
    private static final String DOCUMENT_END = "\n    }\n  }";

    private final Appendable out;
    private final List<String> names;
    private boolean first = true;

    /**
     * A printer.
     *
     * @param out to write to.
     * @param names of the fields to write; none for all, by layers.
     */
    public JsonPrinter(final Appendable out, final List<String> names) {
        this.out = out;
        this.names = List.copyOf(names);
    }

    @Override
    public void begin() throws IOException {
        out.append('[');
    }

    @Override
    public void print(final DissectedPacket packet) throws IOException {
        out.append(first ? "\n" : ",\n").append(DOCUMENT_BEGIN);
        first = false;
        write(names.isEmpty() ? layers(packet) : chosen(packet), DOCUMENT_DEPTH);
        out.append(DOCUMENT_END);
    }

    @Override
    public void end() throws IOException {
        out.append("\n]\n");
    }

    private Map<String, Object> chosen(final DissectedPacket packet) {
        final Map<String, Object> values = new LinkedHashMap<>();
        final List<List<String>> columns = PacketValues.of(packet, names);
        for (int i = 0; i < names.size(); i++) {
            if (!columns.get(i).isEmpty()) {
                values.put(names.get(i), columns.get(i));
            }
        }
        return values;
    }

    private static Map<String, Object> layers(final DissectedPacket packet) {
        final Map<String, Object> layers = new LinkedHashMap<>();
        for (final Layer layer : packet.layers()) {
            final Map<String, Object> object = new LinkedHashMap<>();
            addItems(layer.items(), 0, 0, object);
            put(layers, layer.protocol().name(), object);
        }
        return layers;
    }

    /** Adds the items of one depth, and those deeper as trees of their own; returns where the depth ends. */
    private static int addItems(
            final List<Item> items, final int from, final int depth, final Map<String, Object> object) {
        int index = from;
        while (index < items.size() && items.get(index).depth() >= depth) {
            final Item item = items.get(index);
            put(object, item.field().name(), item.value());
            index++;
            if (index < items.size() && items.get(index).depth() > depth) {
                final Map<String, Object> tree = new LinkedHashMap<>();
                index = addItems(items, index, depth + 1, tree);
                put(object, item.field().name() + "_tree", tree);
            }
        }
        return index;
    }

    /** Puts a value; the second of a name makes an array of both. */
    private static void put(final Map<String, Object> object, final String name, final Object value) {
        final Object present = object.get(name);
        if (present == null) {
            object.put(name, value);
        } else if (present instanceof Several several) {
            several.values.add(value);
        } else {
            final Several several = new Several();
            several.values.add(present);
            several.values.add(value);
            object.put(name, several);
        }
    }

    private void write(final Object value, final int indentation) throws IOException {
        if (value instanceof Map<?, ?> object) {
            out.append('{');
            boolean begun = false;
            for (final Map.Entry<?, ?> entry : object.entrySet()) {
                out.append(begun ? ",\n" : "\n").append("  ".repeat(indentation + 1));
                begun = true;
                writeText(String.valueOf(entry.getKey()));
                out.append(": ");
                write(entry.getValue(), indentation + 1);
            }
            out.append('\n').append("  ".repeat(indentation)).append('}');
        } else if (value instanceof Several several) {
            write(several.values, indentation);
        } else if (value instanceof List<?> list) {
            out.append('[');
            boolean begun = false;
            for (final Object element : list) {
                out.append(begun ? ", " : "");
                begun = true;
                write(element, indentation + 1);
            }
            out.append(']');
        } else {
            writeText(String.valueOf(value));
        }
    }

    private void writeText(final String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Values of one name. */
    private static final class Several {
        private final List<Object> values = new ArrayList<>();
    }
}
