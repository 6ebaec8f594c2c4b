package org.firsthop.node.dissect.print;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.firsthop.node.dissect.DissectedPacket;

/** The values of chosen fields, a line a packet, as {@code tshark -T fields} writes them. */
public final class FieldsPrinter implements PacketPrinter {
    private final Appendable out;
    private final List<String> names;
    private final FieldsStyle style;

    /**
     * A printer.
     *
     * @param out to write to.
     * @param names of the fields, in the order of the columns.
     * @param style of the lines.
     */
    public FieldsPrinter(final Appendable out, final List<String> names, final FieldsStyle style) {
        this.out = out;
        this.names = List.copyOf(names);
        this.style = style;
    }

    @Override
    public void begin() throws IOException {
        if (style.header()) {
            out.append(String.join(style.separator(), names)).append('\n');
        }
    }

    @Override
    public void print(final DissectedPacket packet) throws IOException {
        final List<String> columns = new ArrayList<>(names.size());
        for (final List<String> values : PacketValues.of(packet, names)) {
            columns.add(values.isEmpty() ? "" : style.quote() + style.select(values) + style.quote());
        }
        out.append(String.join(style.separator(), columns)).append('\n');
    }
}
