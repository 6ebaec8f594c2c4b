package org.firsthop.node.dissect.print;

import java.io.IOException;
import java.util.Locale;
import org.firsthop.core.drop.DropReason;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.MissingOctets;

/**
 * A line a packet: number, seconds since the first packet, addresses, protocol, length, what matters of it; and, where there
 * is something amiss, what octets are missing and why a router would drop it.
 */
public final class SummaryPrinter implements PacketPrinter {
    private static final String PROTOCOL_COLOUR = "\u001B[36m";
    private static final String DROP_COLOUR = "\u001B[31m";
    private static final String MISSING_COLOUR = "\u001B[33m";
    private static final String NO_COLOUR = "\u001B[0m";

    private final Appendable out;
    private final boolean coloured;

    /**
     * A printer.
     *
     * @param out to write to.
     * @param coloured whether to set colours as terminals understand them.
     */
    public SummaryPrinter(final Appendable out, final boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    @Override
    public void print(final DissectedPacket packet) throws IOException {
        out.append(String.format(Locale.ROOT, "%5d %11.6f ", packet.number(), packet.relativeSeconds()));
        if (!packet.source().isEmpty()) {
            out.append(packet.source())
                    .append(" → ")
                    .append(packet.destination())
                    .append(' ');
        }
        append(PROTOCOL_COLOUR, packet.protocol());
        out.append(' ').append(Long.toString(packet.length()));
        if (!packet.info().isEmpty()) {
            out.append(' ').append(packet.info());
        }
        final MissingOctets missing = packet.missing();
        if (missing != null) {
            out.append(' ');
            append(MISSING_COLOUR, "[" + missing.getMessage() + "]");
        }
        if (packet.dropReason() != DropReason.NONE) {
            out.append(' ');
            append(DROP_COLOUR, "[drop: " + packet.dropReason().name() + "]");
        }
        out.append('\n');
    }

    private void append(final String colour, final String text) throws IOException {
        if (coloured) {
            out.append(colour).append(text).append(NO_COLOUR);
        } else {
            out.append(text);
        }
    }
}
