package org.firsthop.node.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Ping;

/** Shows what echo requests bring back, as ping(8) does. */
final class PingText implements Ping.Listener {
    private static final double NANOS_A_MILLISECOND = 1e6;

    private final LineQueue lines = new LineQueue();
    private final String target;

    PingText(final String target) {
        this.target = target;
    }

    LineQueue lines() {
        return lines;
    }

    @Override
    public void onReply(
            final Ipv6Address from,
            final int sequence,
            final int length,
            final int hops,
            final long roundTripNs,
            final String remark) {
        lines.add(String.format(
                Locale.ROOT,
                "%d bytes from %s: icmp_seq=%d ttl=%d time=%.3f ms%s",
                length,
                Endpoint.addressText(from),
                sequence,
                hops,
                roundTripNs / NANOS_A_MILLISECOND,
                remark));
    }

    @Override
    public void onError(final Ipv6Address from, final int sequence, final String meaning) {
        final String who = Endpoint.addressText(from);
        lines.add((who.equals(target) ? "" : "From " + who + ' ') + "icmp_seq=" + sequence + ' ' + meaning);
    }

    /** Writes what came of it all. */
    static void statistics(final Appendable out, final String target, final Ping.Result result) throws IOException {
        final List<Long> times = result.roundTrips();
        out.append(String.format(
                Locale.ROOT,
                "%n--- %s ping statistics ---%n%d packets transmitted, %d received%s%s, %s%% packet loss, time %dms%n",
                target,
                result.sent(),
                times.size(),
                result.duplicates() == 0 ? "" : ", +" + result.duplicates() + " duplicates",
                result.errors() == 0 ? "" : ", +" + result.errors() + " errors",
                percent(result.sent() - times.size(), result.sent()),
                result.elapsedNs() / 1_000_000));
        if (!times.isEmpty()) {
            final double mean =
                    times.stream().mapToLong(Long::longValue).average().orElseThrow();
            final double square =
                    times.stream().mapToDouble(t -> (double) t * t).average().orElseThrow();
            out.append(String.format(
                    Locale.ROOT,
                    "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n",
                    times.stream().mapToLong(Long::longValue).min().orElseThrow() / NANOS_A_MILLISECOND,
                    mean / NANOS_A_MILLISECOND,
                    times.stream().mapToLong(Long::longValue).max().orElseThrow() / NANOS_A_MILLISECOND,
                    Math.sqrt(Math.max(0, square - mean * mean)) / NANOS_A_MILLISECOND));
        }
    }

    private static String percent(final int part, final int whole) {
        final double percent = whole == 0 ? 0 : 100.0 * part / whole;
        return percent == Math.rint(percent)
                ? String.valueOf((long) percent)
                : String.format(Locale.ROOT, "%.1f", percent);
    }
}
