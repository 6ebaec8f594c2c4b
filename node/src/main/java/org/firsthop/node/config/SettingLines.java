package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.neighbor.NeighborConfig;

/** Reads the lines of a configuration that set how a router does its work: "redirects", "icmp", "reassembly", "neighbors". */
final class SettingLines {
    private static final Map<String, Long> UNITS = Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L);

    private final IcmpConfig icmp = new IcmpConfig();
    private final ReassemblyConfig reassembly = new ReassemblyConfig();
    private final List<Consumer<NeighborConfig.Builder>> neighbors = new ArrayList<>();
    private boolean sendsRedirects = true;

    SettingLines() {}

    /** Takes a line behind its first word, if it is one of these. */
    boolean take(final ConfigLine line, final ConfigLine.Word first) throws ConfigException {
        switch (first.text()) {
            case "redirects" -> sendsRedirects = onOrOff(line);
            case "icmp" -> icmp(line);
            case "reassembly" -> reassembly(line);
            case "neighbors" -> neighbors(line);
            default -> {
                return false;
            }
        }
        return true;
    }

    RouterSettings finish(
            final List<RouterSettings.Filter> filters, final List<RouterSettings.Advertising> advertisings) {
        return new RouterSettings(
                List.copyOf(filters),
                sendsRedirects,
                icmp,
                reassembly,
                List.copyOf(neighbors),
                List.copyOf(advertisings));
    }

    private void icmp(final ConfigLine line) throws ConfigException {
        do {
            final ConfigLine.Word word = line.word("a setting of ICMP");
            switch (word.text()) {
                case "errors" -> {
                    final int perSecond = count(line, 0);
                    line.keyword("burst");
                    icmp.errorLimit(perSecond, count(line, 1));
                }
                case "interface-errors" -> {
                    final int perSecond = count(line, 0);
                    line.keyword("burst");
                    icmp.interfaceErrorLimit(perSecond, count(line, 1));
                }
                case "source" ->
                    icmp.sourceRule(line.value("\"ingress\" or \"egress\"", text -> switch (text) {
                        case "ingress" -> IcmpConfig.SourceRule.INGRESS;
                        case "egress" -> IcmpConfig.SourceRule.EGRESS;
                        default -> throw new NumberFormatException(text);
                    }));
                case "echo" -> icmp.answersEcho(onOrOff(line));
                case "broadcast-echo" -> icmp.answersBroadcastEcho(onOrOff(line));
                case "timestamp" -> icmp.answersTimestamp(onOrOff(line));
                case "hop-limit" ->
                    line.value("a hop limit of 1 to 255", text -> icmp.hopLimit(Integer.parseInt(text)));
                case "max-length" ->
                    line.value("octets of the longest error", text -> icmp.maxErrorLength(Integer.parseInt(text)));
                default ->
                    throw line.error(
                            word,
                            "expected \"errors\", \"interface-errors\", \"source\", \"echo\", \"broadcast-echo\","
                                    + " \"timestamp\", \"hop-limit\" or \"max-length\", found \"" + word.text() + '"');
            }
        } while (line.hasMore());
    }

    private void reassembly(final ConfigLine line) throws ConfigException {
        do {
            final ConfigLine.Word word = line.word("a bound of reassembly");
            switch (word.text()) {
                case "datagrams" -> reassembly.datagrams(count(line, 1));
                case "per-source" -> reassembly.datagramsPerSource(count(line, 1));
                case "fragments" -> reassembly.fragmentsPerDatagram(count(line, 1));
                case "length" ->
                    line.value(
                            "octets of the longest datagram, 0 to 65535",
                            text -> reassembly.longestDatagram(Integer.parseInt(text)));
                case "frames" -> reassembly.heldFrames(count(line, 1));
                case "timeout" -> reassembly.timeoutNs(time(line, 1));
                default ->
                    throw line.error(
                            word,
                            "expected \"datagrams\", \"per-source\", \"fragments\", \"length\", \"frames\" or"
                                    + " \"timeout\", found \"" + word.text() + '"');
            }
        } while (line.hasMore());
    }

    private void neighbors(final ConfigLine line) throws ConfigException {
        do {
            final ConfigLine.Word word = line.word("a setting of neighbors");
            switch (word.text()) {
                case "reachable" -> times(line, 1, NeighborConfig.Builder::reachableNs);
                case "delay" -> times(line, 0, NeighborConfig.Builder::delayNs);
                case "retransmit" -> times(line, 1, NeighborConfig.Builder::retransmitNs);
                case "stale" -> times(line, 1, NeighborConfig.Builder::staleNs);
                case "failed" -> times(line, 1, NeighborConfig.Builder::failedNs);
                case "lock" -> times(line, 0, NeighborConfig.Builder::lockNs);
                case "defend" -> times(line, 1, NeighborConfig.Builder::defendNs);
                case "solicits" -> counts(line, 1, NeighborConfig.Builder::multicastSolicits);
                case "probes" -> counts(line, 1, NeighborConfig.Builder::unicastSolicits);
                case "capacity" -> counts(line, 1, NeighborConfig.Builder::capacity);
                case "unresolved" -> counts(line, 1, NeighborConfig.Builder::unresolvedPerLink);
                case "unasked" -> counts(line, 1, NeighborConfig.Builder::unaskedCapacity);
                case "queue" -> counts(line, 1, NeighborConfig.Builder::queueLength);
                case "held" -> counts(line, 1, NeighborConfig.Builder::heldFrames);
                case "proxy-delay" -> times(line, 0, NeighborConfig.Builder::proxyDelayNs);
                case "dad" -> counts(line, 0, NeighborConfig.Builder::duplicateProbes);
                case "arp-probes" -> counts(line, 0, NeighborConfig.Builder::arpProbes);
                case "announcements" -> counts(line, 0, NeighborConfig.Builder::announcements);
                default ->
                    throw line.error(
                            word,
                            "expected \"reachable\", \"delay\", \"retransmit\", \"stale\", \"failed\", \"lock\","
                                    + " \"defend\", \"solicits\", \"probes\", \"capacity\", \"unresolved\","
                                    + " \"unasked\", \"queue\", \"held\", \"proxy-delay\", \"dad\", \"arp-probes\" or"
                                    + " \"announcements\", found \"" + word.text() + '"');
            }
        } while (line.hasMore());
    }

    /** Sets a time of neighbors. */
    private interface TimeSetting {
        NeighborConfig.Builder set(NeighborConfig.Builder builder, long nanoseconds);
    }

    /** Sets a number of neighbors. */
    private interface CountSetting {
        NeighborConfig.Builder set(NeighborConfig.Builder builder, int count);
    }

    private void times(final ConfigLine line, final long minimum, final TimeSetting setting) throws ConfigException {
        final long nanoseconds = time(line, minimum);
        neighbors.add(builder -> setting.set(builder, nanoseconds));
    }

    private void counts(final ConfigLine line, final int minimum, final CountSetting setting) throws ConfigException {
        final int count = count(line, minimum);
        neighbors.add(builder -> setting.set(builder, count));
    }

    static boolean onOrOff(final ConfigLine line) throws ConfigException {
        return line.value("\"on\" or \"off\"", text -> switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new NumberFormatException(text);
        });
    }

    private static int count(final ConfigLine line, final int minimum) throws ConfigException {
        return line.value("a number, at least " + minimum, text -> {
            final int value = Integer.parseInt(text);
            if (value < minimum) {
                throw new NumberFormatException(text);
            }
            return value;
        });
    }

    static long time(final ConfigLine line, final long minimum) throws ConfigException {
        return line.value("a time such as 500ms, 30s or 2m", text -> {
            int digits = 0;
            while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
                digits++;
            }
            final Long unit = UNITS.get(text.substring(digits));
            final long value = Integer.parseInt(text.substring(0, digits));
            if (unit == null || value * unit < minimum) {
                throw new NumberFormatException(text);
            }
            return value * unit;
        });
    }
}
