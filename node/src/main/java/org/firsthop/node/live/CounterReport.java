package org.firsthop.node.live;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.status.CountersReader;
import org.firsthop.core.pipeline.PipelineCounters;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.ip.EthernetInput;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.node.mirror.MirrorCounters;
import org.firsthop.node.router.FilterCounters;

/**
 * What a node has counted, as people read it: for each interface what {@code ip -s link} shows, then the drops by stage and
 * reason, all workers together, and what a mirror of the kernel has seen.
 *
 * <p>Made of the counters that {@link PipelineCounters} publishes, in this process or in another one.
 */
public final class CounterReport {
    /** The word of the counter of frames to groups, which a router's first stage counts, and its port does not. */
    private static final String MULTICAST = "rx-multicast";

    /** The words of a port's counters, in the order of the columns. */
    private enum Column {
        RX_BYTES("rx-bytes"),
        RX_PACKETS("rx-packets"),
        RX_ERRORS("rx-errors"),
        RX_DROPPED("rx-dropped"),
        RX_MISSED("rx-missed"),
        RX_MULTICAST(MULTICAST),
        TX_BYTES("tx-bytes"),
        TX_PACKETS("tx-packets"),
        TX_REFUSED("tx-refused"),
        TX_FAILED("tx-failed"),
        TX_CARRIER("tx-carrier");

        private final String word;

        Column(final String word) {
            this.word = word;
        }
    }

    private static final String HEADINGS = "    %s: %14s %12s %10s %10s %10s %10s%n";

    private final Map<String, Map<String, Long>> ports = new TreeMap<>();
    private final Map<String, Long> drops = new TreeMap<>();
    private final Map<String, Long> mirror = new TreeMap<>();
    private final FilterCounters filters = new FilterCounters();

    /**
     * Reads counters.
     *
     * @param counters to read.
     */
    public CounterReport(final CountersReader counters) {
        counters.forEach((counterId, typeId, key, label) -> {
            // "mirror route-put", "worker port eth0 rx-packets" or "worker drop stage REASON"
            final String[] words = label.split(" ", -1);
            if (typeId == FilterCounters.TYPE_ID) {
                filters.add(label, counters.getCounterValue(counterId));
            }
            if (typeId == MirrorCounters.TYPE_ID && words.length == 2) {
                mirror.put(words[1], counters.getCounterValue(counterId));
            }
            if (words.length != 4) {
                return;
            }
            final long value = counters.getCounterValue(counterId);
            if (typeId == PipelineCounters.PORT_TYPE_ID) {
                ports.computeIfAbsent(words[2], name -> new TreeMap<>()).merge(words[3], value, Long::sum);
            } else if (typeId == PipelineCounters.DROP_TYPE_ID && value > 0) {
                drops.merge(words[2] + ' ' + words[3], value, Long::sum);
            }
        });
    }

    /**
     * Publishes how many frames to groups have come to the interfaces of a router.
     *
     * @param worker of the router.
     * @param interfaces of the same router.
     * @param counters of the worker.
     */
    public static void publishMulticasts(
            final Worker worker, final InterfaceTable interfaces, final PipelineCounters counters) {
        for (final Stage stage : worker.graph().stages()) {
            if (stage instanceof EthernetInput input) {
                for (final IpInterface iface : interfaces.all()) {
                    counters.counter(
                            PipelineCounters.PORT_TYPE_ID,
                            "port " + iface.name() + ' ' + MULTICAST,
                            () -> input.multicasts(iface.index()));
                }
            }
        }
    }

    /**
     * A counter of an interface.
     *
     * @param port name of the interface.
     * @param counter such as {@code rx-packets}.
     * @return the sum over all workers, 0 when there is none.
     */
    public long port(final String port, final String counter) {
        return ports.getOrDefault(port, Map.of()).getOrDefault(counter, 0L);
    }

    /** {@return all drops together} */
    public long dropped() {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Prints the report.
     *
     * @param out to print to; not flushed.
     */
    public void print(final PrintWriter out) {
        ports.forEach((name, values) -> {
            out.printf("%s:%n", name);
            out.printf(HEADINGS, "RX", "bytes", "packets", "errors", "dropped", "missed", "mcast");
            print(
                    out,
                    values,
                    Column.RX_BYTES,
                    Column.RX_PACKETS,
                    Column.RX_ERRORS,
                    Column.RX_DROPPED,
                    Column.RX_MISSED,
                    Column.RX_MULTICAST);
            out.printf(HEADINGS, "TX", "bytes", "packets", "errors", "dropped", "carrier", "");
            print(
                    out,
                    values,
                    Column.TX_BYTES,
                    Column.TX_PACKETS,
                    Column.TX_FAILED,
                    Column.TX_REFUSED,
                    Column.TX_CARRIER);
        });
        if (!drops.isEmpty()) {
            out.println("drops:");
            drops.forEach((place, count) -> out.printf(Locale.ROOT, "    %12d  %s%n", count, place));
        }
        filters.print(out);
        if (!mirror.isEmpty()) {
            out.println("kernel mirror:");
            mirror.forEach((event, count) -> {
                if (count > 0) {
                    out.printf(Locale.ROOT, "    %12d  %s%n", count, event);
                }
            });
        }
    }

    private static void print(final PrintWriter out, final Map<String, Long> values, final Column... columns) {
        out.printf(Locale.ROOT, "        %14d", value(values, columns[0]));
        for (int i = 1; i < columns.length; i++) {
            out.printf(Locale.ROOT, i == 1 ? " %12d" : " %10d", value(values, columns[i]));
        }
        out.println();
    }

    private static long value(final Map<String, Long> values, final Column column) {
        return values.getOrDefault(column.word, 0L);
    }
}
