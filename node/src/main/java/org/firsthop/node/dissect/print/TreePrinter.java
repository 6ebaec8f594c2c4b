package org.firsthop.node.dissect.print;

import java.io.IOException;
import org.firsthop.core.drop.DropReason;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.Item;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.MissingOctets;

/**
 * All layers and fields of a packet as a tree. On the left stand the offset in the packet of the octets that hold a field,
 * and how many they are; a value without octets was worked out.
 */
public final class TreePrinter implements PacketPrinter {
    private static final String MARGIN = "             ";
    private static final String INDENTATION = "    ";

    /** Characters of a value; those of long payloads would bury the rest. */
    private static final int MAX_VALUE_LENGTH = 128;

    private final Appendable out;

    /**
     * A printer.
     *
     * @param out to write to.
     */
    public TreePrinter(final Appendable out) {
        this.out = out;
    }

    @Override
    public void print(final DissectedPacket packet) throws IOException {
        final int start = packet.layers().get(0).offset();
        for (final Layer layer : packet.layers()) {
            final boolean frame = layer == packet.layers().get(0);
            final int offset = layer.offset() - start;
            out.append(margin(offset, frame ? 0 : layer.length()))
                    .append(layer.protocol().title())
                    .append(frame ? " " + packet.number() : "")
                    .append('\n');
            for (final Item item : layer.items()) {
                final String meaning = item.field().meaning(item.number());
                out.append(margin(item.offset() - start, item.length()))
                        .append(INDENTATION.repeat(item.depth() + 1))
                        .append(item.field().label())
                        .append(": ")
                        .append(shortened(item.value()))
                        .append(meaning == null ? "" : " (" + meaning + ")")
                        .append("  [")
                        .append(item.field().name())
                        .append("]\n");
            }
        }
        final MissingOctets missing = packet.missing();
        if (missing != null) {
            out.append(MARGIN)
                    .append("The packet is ")
                    .append(missing.getMessage())
                    .append(": octets are missing here\n");
        }
        final DropReason reason = packet.dropReason();
        if (reason != DropReason.NONE) {
            out.append(MARGIN)
                    .append("A router drops it, ")
                    .append(reason.name())
                    .append(": ")
                    .append(reason.description())
                    .append('\n');
        }
        out.append('\n');
    }

    private static String shortened(final String value) {
        return value.length() > MAX_VALUE_LENGTH ? value.substring(0, MAX_VALUE_LENGTH) + "…" : value;
    }

    private static String margin(final int offset, final int length) {
        return length == 0 ? MARGIN : String.format("%6d +%-4d ", offset, length);
    }
}
