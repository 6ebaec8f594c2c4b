package org.firsthop.node.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.firsthop.node.linux.HugePages;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveSwitch;
import org.firsthop.node.live.PortKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "It runs on Linux and needs CAP_NET_RAW and CAP_NET_ADMIN, for AF_XDP CAP_BPF too.",
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

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "The largest packet, ${DEFAULT-VALUE} by default.")
    private int mtu = 1500;

    @Mixin
    private LiveOptions options = new LiveOptions();

    SwitchCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final Map<String, PortKind> kinds = options.kinds();
        if (kinds.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "between which interfaces? --port IF, --port IF=xdp");
        }
        options.requireInterfaces(kinds.keySet(), "--port names");
        final List<InterfaceSpec> interfaces = new ArrayList<>();
        kinds.forEach((name, kind) -> interfaces.add(new InterfaceSpec(name, kind, mtu)));
        HugePages.use();
        try (LiveSwitch live = LiveSwitch.start(interfaces, options.node(mtu, 1))) {
            return RunningNode.untilTold(console, live.node(), options.statsSeconds(), out -> {});
        }
    }
}
