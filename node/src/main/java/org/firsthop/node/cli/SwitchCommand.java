package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveSwitch;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firsthop switch}: a learning switch between the interfaces of this machine. */
@Command(
        name = "switch",
        mixinStandardHelpOptions = true,
        description = {
            "Switches frames between the interfaces of this machine until it is told to end.",
            "It runs on Linux and needs CAP_NET_RAW and CAP_NET_ADMIN.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop switch --port eth1 --port eth2",
            "  firsthop switch --port eth1=xdp --port host0=tap --stats 5"
        })
final class SwitchCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "IF[=KIND]",
            required = true,
            description = "An interface, and how to attach to it: packet, tap or xdp; packet by default. Repeatable.")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "The largest packet, ${DEFAULT-VALUE} by default.")
    private int mtu = 1500;

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

    SwitchCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final List<InterfaceSpec> interfaces = new ArrayList<>();
        for (final String port : ports) {
            interfaces.add(port(port));
        }
        final boolean hasXdp = interfaces.stream().anyMatch(i -> i.kind() == PortKind.XDP);
        final NodeOptions options = new NodeOptions(
                1, NodeOptions.DEFAULT.frames(), LiveOptions.slotLength(mtu, hasXdp), false, captures, counters);
        try (LiveSwitch live = LiveSwitch.start(interfaces, options)) {
            return RunningNode.untilTold(console, live.node(), statsSeconds, out -> {});
        }
    }

    private InterfaceSpec port(final String text) {
        final int equals = text.indexOf('=');
        final String kind = equals < 0 ? "packet" : text.substring(equals + 1);
        for (final PortKind known : PortKind.values()) {
            if (known.name().equalsIgnoreCase(kind)) {
                return new InterfaceSpec(equals < 0 ? text : text.substring(0, equals), known, mtu);
            }
        }
        throw new ParameterException(
                spec.commandLine(), "--port " + text + ": expected packet, tap or xdp, found \"" + kind + '"');
    }
}
