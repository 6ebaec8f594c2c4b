package org.firsthop.node.walk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.firsthop.node.sim.LinkObserver.Fate;

/**
 * Draws a walk as a sequence diagram (SVG 1.1): a column a node, an arrow a frame on a link, time downward.
 *
 * <p>Distances down are not to scale: a row a frame, in the order of sending, with the time at the margin.
 */
public final class WalkSvg {
    /** White around letters, which other lines may cross. */
    private static final String HALO = "paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\"";

    private static final int COLUMN = 150;
    private static final int ROW = 26;
    private static final int LEFT = 110;
    private static final int TOP = 70;
    private static final int LABEL_LIMIT = 64;
    private static final double NANOS_A_MILLISECOND = 1e6;

    private final Appendable out;

    /**
     * A drawer.
     *
     * @param out to write to.
     */
    public WalkSvg(final Appendable out) {
        this.out = out;
    }

    private record Arrow(Hop hop, String label, boolean isFirst) {}

    /**
     * Draws.
     *
     * @param title above the diagram.
     * @param nodes the columns, from left to right; those without frames are left out.
     * @param steps in the order of time.
     * @throws IOException when writing fails.
     */
    public void draw(final String title, final List<String> nodes, final List<Step> steps) throws IOException {
        final List<Arrow> arrows = arrows(steps);
        final Map<String, Integer> columns = new HashMap<>();
        for (final String node : nodes) {
            if (arrows.stream()
                    .anyMatch(a -> a.hop.from().equals(node) || a.hop.to().equals(node))) {
                columns.put(node, LEFT + columns.size() * COLUMN + COLUMN / 2);
            }
        }
        final int width = LEFT + Math.max(1, columns.size()) * COLUMN + 20;
        final int height = TOP + arrows.size() * ROW + 40;
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n",
                width,
                height,
                width,
                height));
        out.append(
                "<defs><marker id=\"tip\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\">"
                        + "<path d=\"M0,0 L8,4 L0,8 z\" fill=\"#333\"/></marker></defs>\n");
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(10, 20, "font-size=\"14\" font-weight=\"bold\"", title);
        for (final Map.Entry<String, Integer> column :
                columns.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList()) {
            final int x = column.getValue();
            text(x, TOP - 20, "text-anchor=\"middle\" font-weight=\"bold\"", column.getKey());
            out.append(String.format(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#bbb\" stroke-dasharray=\"3,3\"/>%n",
                    x, TOP - 12, x, height - 20));
        }
        int y = TOP + ROW / 2;
        for (final Arrow arrow : arrows) {
            draw(arrow, columns, y);
            y += ROW;
        }
        out.append("</svg>\n");
    }

    private static List<Arrow> arrows(final List<Step> steps) {
        final List<Arrow> arrows = new ArrayList<>();
        for (final Step step : steps) {
            if (step instanceof Step.Packet packet) {
                boolean first = true;
                for (final Hop hop : packet.hops()) {
                    arrows.add(new Arrow(hop, packet.protocol() + ' ' + packet.summary(), first));
                    first = false;
                }
            }
        }
        arrows.sort((a, b) -> Long.compare(a.hop.departNs(), b.hop.departNs()));
        return arrows;
    }

    private void draw(final Arrow arrow, final Map<String, Integer> columns, final int y) throws IOException {
        final Hop hop = arrow.hop;
        final int from = columns.getOrDefault(hop.from(), LEFT);
        final int to = columns.getOrDefault(hop.to(), LEFT);
        final boolean lost = hop.fate() == Fate.LOST || hop.fate() == Fate.CORRUPTED;
        final int end = lost ? (from + to) / 2 : to;
        text(10, y + 4, "fill=\"#555\"", String.format(Locale.ROOT, "%.3f ms", hop.departNs() / NANOS_A_MILLISECOND));
        out.append(String.format(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" %s/>%n",
                from, y, end, y, lost ? "#c00" : "#333", lost ? "" : "marker-end=\"url(#tip)\""));
        if (lost) {
            text(end, y + 4, "fill=\"#c00\" text-anchor=\"middle\" font-weight=\"bold\"", "×");
        }
        if (arrow.isFirst) {
            final String label =
                    arrow.label.length() > LABEL_LIMIT ? arrow.label.substring(0, LABEL_LIMIT - 1) + '…' : arrow.label;
            text((from + to) / 2, y - 4, "text-anchor=\"middle\" font-size=\"10\" " + HALO, label);
        } else if (hop.timeToLive() >= 0) {
            text(
                    (from + to) / 2,
                    y - 4,
                    "text-anchor=\"middle\" font-size=\"9\" fill=\"#888\" " + HALO,
                    "TTL " + hop.timeToLive());
        }
    }

    private void text(final int x, final int y, final String attributes, final String text) throws IOException {
        out.append(String.format("<text x=\"%d\" y=\"%d\" %s>", x, y, attributes));
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                default -> out.append(c);
            }
        }
        out.append("</text>\n");
    }
}
