package org.firsthop.node.router;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.pipeline.PacketTrace;
import org.firsthop.core.port.Port;
import org.firsthop.core.port.PortCounters;

/**
 * What became of the packets of a run.
 *
 * @param ports with their counters.
 * @param delivered packets for the router itself.
 * @param originated packets more than came in, which the router made itself, such as ICMP errors and fragments.
 * @param drops by reason.
 * @param inside frames that are still in the router.
 * @param busyNs time spent forwarding, without reading and writing files, in nanoseconds.
 * @param traces the ways of the packets that were followed.
 */
public record ForwardReport(
        List<? extends Port> ports,
        long delivered,
        long originated,
        DropCounters drops,
        long inside,
        long busyNs,
        List<PacketTrace.Path> traces) {

    /** {@return packets that came in, whether there was room for them or not} */
    public long received() {
        return ports.stream()
                .map(Port::counters)
                .mapToLong(c -> c.receivedFrames() + c.receivedLost())
                .sum();
    }

    /** {@return packets that left by an interface} */
    public long forwarded() {
        return ports.stream()
                .map(Port::counters)
                .mapToLong(PortCounters::transmittedFrames)
                .sum();
    }

    /** {@return packets that were dropped, those for which a port had no room included} */
    public long dropped() {
        return drops.total()
                + ports.stream()
                        .map(Port::counters)
                        .mapToLong(PortCounters::receivedLost)
                        .sum();
    }

    /** {@return whether every packet that came in is accounted for} */
    public boolean isBalanced() {
        return received() + originated == forwarded() + delivered + dropped() + inside;
    }

    /**
     * Prints the report as a table for people.
     *
     * @param out to print to; not flushed.
     */
    public void print(final PrintWriter out) {
        traces.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%-12s %12s %14s %12s %14s%n",
                "interface",
                "rx packets",
                "rx bytes",
                "tx packets",
                "tx bytes");
        for (final Port port : ports) {
            final PortCounters counters = port.counters();
            out.printf(
                    Locale.ROOT,
                    "%-12s %,12d %,14d %,12d %,14d%n",
                    port.name(),
                    counters.receivedFrames() + counters.receivedLost(),
                    counters.receivedOctets(),
                    counters.transmittedFrames(),
                    counters.transmittedOctets());
        }
        out.printf(Locale.ROOT, "%n%,15d packets in%n", received());
        if (originated != 0) {
            out.printf(
                    Locale.ROOT, "%,15d more from the router itself, such as ICMP errors and fragments%n", originated);
        }
        out.printf(Locale.ROOT, "%,15d forwarded%n", forwarded());
        out.printf(Locale.ROOT, "%,15d delivered to the router%n", delivered);
        out.printf(Locale.ROOT, "%,15d dropped%n", dropped());
        printDrops(out);
        if (inside > 0) {
            out.printf(Locale.ROOT, "%,15d still in the router%n", inside);
        }
        if (busyNs > 0 && received() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%n%.3f ms of forwarding: %.2f Mpps, without reading and writing files%n",
                    busyNs / 1e6,
                    received() * 1e3 / busyNs);
        }
    }

    private void printDrops(final PrintWriter out) {
        final List<DropReason> reasons = new ArrayList<>();
        drops.forEach((reason, count) -> reasons.add(reason));
        reasons.sort(Comparator.comparingLong(drops::get).reversed().thenComparing(DropReason::name));
        for (final DropReason reason : reasons) {
            out.printf(Locale.ROOT, "%,22d  %s: %s%n", drops.get(reason), reason.name(), reason.description());
        }
        long tooLong = 0;
        for (final Port port : ports) {
            tooLong += port.counters().receivedLost();
        }
        if (tooLong > 0) {
            out.printf(Locale.ROOT, "%,22d  longer than a frame may be%n", tooLong);
        }
    }
}
