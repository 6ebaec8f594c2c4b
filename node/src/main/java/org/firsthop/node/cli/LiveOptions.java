package org.firsthop.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that commands of live nodes share. */
final class LiveOptions {
    /** Headroom, link header and two VLAN tags, and an octet to spare. */
    private static final int FRAME_OVERHEAD = FramePool.DEFAULT_HEADROOM + EthernetFlyweight.HEADER_LENGTH + 8 + 1;

    private static final int XDP_HEADROOM = 256;
    private static final int SMALL_SLOT = 2048;
    private static final int LARGE_SLOT = 4096;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "IF[=KIND]",
            description = "An interface, and how to attach to it: packet, xdp or tap; packet by default. Repeatable.")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--busy", description = "Never let workers rest: the shortest delay, for a whole CPU each.")
    private boolean busy;

    @Option(
            names = "--frames",
            paramLabel = "COUNT",
            description = "Frames that all workers have together, ${DEFAULT-VALUE} by default.")
    private int frames = NodeOptions.DEFAULT.frames();

    @Option(
            names = "--stats",
            paramLabel = "SECONDS",
            description = "Print what was counted every so many seconds, and not at the end only.")
    private int statsSeconds;

    @Option(
            names = "--counters",
            paramLabel = "FILE",
            description = "Publish the counters in a file, which 'firsthop stats FILE' reads at any time.")
    private @Nullable Path counters;

    @Option(names = "--pcap", paramLabel = "IF=FILE", description = "Write what passes interface IF into a pcapng.")
    private Map<String, Path> captures = new LinkedHashMap<>();

    /** {@return how to attach, by the name of the interface, in the order of the command line} */
    Map<String, PortKind> kinds() {
        final Map<String, PortKind> kinds = new LinkedHashMap<>();
        for (final String port : ports) {
            final int equals = port.indexOf('=');
            kinds.put(equals < 0 ? port : port.substring(0, equals), kind(port, equals));
        }
        return kinds;
    }

    private PortKind kind(final String port, final int equals) {
        if (equals < 0) {
            return PortKind.PACKET;
        }
        final String word = port.substring(equals + 1);
        for (final PortKind known : PortKind.values()) {
            if (known.name().equalsIgnoreCase(word)) {
                return known;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "--port " + port + ": expected packet, xdp or tap, found \"" + word + '"');
    }

    /** {@return seconds between reports, 0 for none} */
    int statsSeconds() {
        return statsSeconds;
    }

    /**
     * Makes sure that options speak of interfaces that the node has; what says which, and how, such as "--port names", is for the
     * complaint.
     */
    void requireInterfaces(final Set<String> names, final String where) {
        for (final Map<String, ?> option : List.of(kinds(), captures)) {
            for (final String name : option.keySet()) {
                if (!names.contains(name)) {
                    throw new ParameterException(spec.commandLine(), where + " no interface \"" + name + '"');
                }
            }
        }
    }

    /**
     * The options for nodes whose largest packet has some length.
     *
     * @param maxMtu of all interfaces.
     * @param workers threads.
     */
    NodeOptions node(final int maxMtu, final int workers) {
        final int slotLength = slotLength(maxMtu, kinds().containsValue(PortKind.XDP));
        try {
            return new NodeOptions(workers, frames, slotLength, busy, captures, counters);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** The length of slots for packets of some length. */
    static int slotLength(final int maxMtu, final boolean hasXdp) {
        final int needed = maxMtu + FRAME_OVERHEAD;
        if (hasXdp) {
            // A power of two is what drivers can do without copies; the kernel refuses more than a page.
            return needed + XDP_HEADROOM <= SMALL_SLOT ? SMALL_SLOT : LARGE_SLOT;
        }
        return Math.max(NodeOptions.DEFAULT.slotLength(), (needed + 63) / 64 * 64);
    }
}
