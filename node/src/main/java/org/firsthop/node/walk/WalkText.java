package org.firsthop.node.walk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.firsthop.core.address.MacAddress;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.sim.LinkObserver.Fate;
import org.firsthop.tcp.TcpInfo;

/** Writes a walk for people: a step a line, aligned, at most 100 columns wide. */
public final class WalkText {
    /** Columns of the widest line. */
    public static final int WIDTH = 100;

    private static final String HOP_INDENT = " ".repeat(12);
    private static final String TEXT_INDENT = " ".repeat(22);
    /** Of what stands behind "connected". */
    private static final int ENDS_WIDTH = WIDTH - 12;

    private static final double NANOS_A_MILLISECOND = 1e6;

    private final Appendable out;
    private final Ink ink;

    /**
     * A writer of walks.
     *
     * @param out to write to.
     * @param ink whether in colours.
     */
    public WalkText(final Appendable out, final Ink ink) {
        this.out = out;
        this.ink = ink;
    }

    /**
     * Writes steps.
     *
     * @param steps in the order of time.
     * @throws IOException when writing fails.
     */
    public void steps(final List<Step> steps) throws IOException {
        for (final Step step : steps) {
            if (step instanceof Step.Packet packet) {
                packet(packet);
            } else if (step instanceof Step.Remark remark) {
                begin(remark.timeNs(), remark.who());
                wrapped(remark.text(), TEXT_INDENT.length());
            }
        }
    }

    private void begin(final long timeNs, final String who) throws IOException {
        out.append(String.format(Locale.ROOT, "%8.3f ms ", timeNs / NANOS_A_MILLISECOND))
                .append(ink.strong(String.format("%-9s", who)))
                .append(' ');
    }

    /** Ends a line that is at a column, breaking it between words where it would be too wide. */
    private void wrapped(final String text, final int column) throws IOException {
        int at = column;
        boolean first = true;
        for (final String word : words(text)) {
            if (!first && at + 1 + word.length() > WIDTH) {
                out.append('\n').append(TEXT_INDENT).append("  ");
                at = TEXT_INDENT.length() + 2;
                first = true;
            }
            out.append(first ? "" : " ").append(word);
            at += (first ? 0 : 1) + word.length();
            first = false;
        }
        out.append('\n');
    }

    /** What is not broken: words, and what stands between angle brackets. */
    private static List<String> words(final String text) {
        final List<String> words = new ArrayList<>();
        boolean isOpen = false;
        for (final String word : text.split(" ", -1)) {
            if (isOpen) {
                words.set(words.size() - 1, words.get(words.size() - 1) + ' ' + word);
            } else {
                words.add(word);
            }
            isOpen = isOpen ? !word.endsWith(">") : word.startsWith("<") && !word.endsWith(">");
        }
        return words;
    }

    private void packet(final Step.Packet packet) throws IOException {
        final Hop first = packet.hops().get(0);
        final boolean isIp = first.timeToLive() >= 0;
        begin(packet.timeNs(), packet.who());
        final String again = packet.attempt() > 1 ? "  (sent again, " + ordinal(packet.attempt()) + " time)" : "";
        final String head = packet.protocol() + ' ' + packet.summary() + again;
        out.append(ink.strong(packet.protocol()));
        wrapped(
                head.substring(packet.protocol().length()),
                TEXT_INDENT.length() + packet.protocol().length());
        if (isIp) {
            out.append(TEXT_INDENT)
                    .append(first.source() + " > " + first.destination())
                    .append('\n');
        }
        if (isIp || packet.hops().size() > 1 || packet.hops().get(0).fate() != Fate.CARRIED) {
            hops(packet);
        }
    }

    private static String ordinal(final int number) {
        return number == 2 ? "2nd" : number == 3 ? "3rd" : number + "th";
    }

    private void hops(final Step.Packet packet) throws IOException {
        Hop before = null;
        for (final Hop hop : packet.hops()) {
            final StringBuilder line = new StringBuilder(HOP_INDENT);
            line.append(String.format("%-10s", hop.from()));
            final boolean same = before != null
                    && before.sourceMac() == hop.sourceMac()
                    && before.destinationMac() == hop.destinationMac();
            if (same) {
                line.append("to ").append(hop.to()).append(": ").append(hop.route());
            } else {
                if (hop.timeToLive() >= 0) {
                    line.append(String.format("TTL %-3d ", hop.timeToLive()));
                }
                line.append(MacAddress.toString(hop.sourceMac()))
                        .append(" > ")
                        .append(MacAddress.toString(hop.destinationMac()));
                if (!hop.route().isEmpty()) {
                    if (line.length() + 1 + hop.route().length() > WIDTH) {
                        out.append(ink.faint(line.toString())).append('\n');
                        line.setLength(0);
                        line.append(TEXT_INDENT).append("      ");
                    }
                    line.append(' ').append(hop.route());
                }
            }
            out.append(ink.faint(line.toString())).append('\n');
            if (before != null && hop.timeToLive() >= 0) {
                translation("NAT source ", before.source(), hop.source());
                translation("NAT destination ", before.destination(), hop.destination());
            }
            switch (hop.fate()) {
                case LOST -> fate("lost on the way to " + hop.to());
                case CORRUPTED -> fate("damaged on the way to " + hop.to() + ", where its FCS is wrong: dropped");
                case DUPLICATED -> fate("doubled on the way to " + hop.to());
                default -> {}
            }
            before = hop;
        }
    }

    private void translation(final String what, final Endpoint before, final Endpoint after) throws IOException {
        if (!before.equals(after)) {
            out.append(HOP_INDENT)
                    .append(" ".repeat(10))
                    .append(what)
                    .append(before.toString())
                    .append(" > ")
                    .append(after.toString())
                    .append('\n');
        }
    }

    private void fate(final String text) throws IOException {
        out.append(HOP_INDENT).append(" ".repeat(10)).append(ink.bad(text)).append('\n');
    }

    /**
     * Writes how it ended.
     *
     * @param result of the attempt.
     * @param steps of the attempt.
     * @throws IOException when writing fails.
     */
    public void summary(final ConnectResult result, final List<Step> steps) throws IOException {
        final TcpInfo info = result.info();
        out.append('\n');
        if (info == null) {
            line("failed", String.valueOf(result.failure()), false);
        } else {
            final String after = "(" + result.url().scheme() + ") after " + millis(result.endNs() - result.beginNs());
            final String ends = Endpoint.of(info.localHigh, info.localLow, info.localPort) + " > " + result.remote();
            line("connected", ends + ' ' + (ends.length() + after.length() > ENDS_WIDTH ? "\n" + after : after), true);
            final long roundTrip = result.endNs() - result.synNs();
            line("name", "found after " + millis(result.namedNs() - result.beginNs()), true);
            line(
                    "handshake",
                    millis(roundTrip) + "; mss " + info.sndMss + (info.sack ? ", SACK" : "")
                            + (info.timestamps ? ", timestamps" : "") + ", window scale " + info.sndShift + '/'
                            + info.rcvShift,
                    true);
            line(
                    "first byte",
                    "possible after " + millis(result.endNs() - result.beginNs() + roundTrip) + ", a round trip later",
                    true);
        }
        line("packets", packets(steps), info != null);
    }

    private static String millis(final long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / NANOS_A_MILLISECOND);
    }

    private static String packets(final List<Step> steps) {
        final Map<String, Integer> protocols = new LinkedHashMap<>();
        int packets = 0;
        int hops = 0;
        int lost = 0;
        int again = 0;
        for (final Step step : steps) {
            if (step instanceof Step.Packet packet) {
                packets++;
                protocols.merge(packet.protocol(), 1, Integer::sum);
                again += packet.attempt() > 1 ? 1 : 0;
                hops += packet.hops().size();
                for (final Hop hop : packet.hops()) {
                    lost += hop.fate() == Fate.LOST || hop.fate() == Fate.CORRUPTED ? 1 : 0;
                }
            }
        }
        final StringBuilder text = new StringBuilder().append(packets).append(" (");
        protocols.forEach((protocol, count) -> text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ")
                .append(count)
                .append(' ')
                .append(protocol));
        if (packets == 0) {
            return "none was sent";
        }
        return text.append(") over ")
                .append(hops)
                .append(" links; ")
                .append(lost)
                .append(" lost, ")
                .append(again)
                .append(" sent again")
                .toString();
    }

    private void line(final String what, final String text, final boolean good) throws IOException {
        final String head = String.format("%-11s", what);
        out.append(
                what.equals("failed")
                        ? ink.bad(head)
                        : good && what.equals("connected") ? ink.good(head) : ink.strong(head));
        int at = head.length();
        boolean first = true;
        for (final String word : text.split(" ", -1)) {
            if (!first && (at + 1 + word.length() > WIDTH || word.startsWith("\n"))) {
                out.append('\n').append(" ".repeat(head.length()));
                at = head.length();
                first = true;
            }
            out.append(first ? "" : " ").append(word.strip());
            at += (first ? 0 : 1) + word.length();
            first = false;
        }
        out.append('\n');
    }
}
