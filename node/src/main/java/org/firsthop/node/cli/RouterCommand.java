package org.firsthop.node.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.linux.HugePages;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.mirror.MirrorConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firsthop router}: a router on the interfaces of this machine. */
@Command(
        name = "router",
        mixinStandardHelpOptions = true,
        description = {
            "Routes between the interfaces of this machine until it is told to end.",
            "",
            "It runs on Linux and needs CAP_NET_RAW and CAP_NET_ADMIN, for AF_XDP CAP_BPF too. The router is "
                    + "described by the file that 'firsthop forward' reads. Each interface has a link address of the "
                    + "router's own: one that is not the kernel's, so that the kernel leaves its packets alone.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop router --config home.conf",
            "  firsthop router --config home.conf --port lan0=tap --port wan0=xdp --stats 5",
            "  firsthop router --config home.conf --counters /run/firsthop --pcap wan0=wan.pcapng",
            "  firsthop router --mirror-kernel --port eth0=packet --port eth1=xdp   # beside BIRD or FRR"
        })
final class RouterCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "What the router is: interfaces, routes, neighbors.")
    private @Nullable Path config;

    @Option(
            names = "--mirror-kernel",
            description =
                    "Follow the kernel's routes, neighbors and addresses, as BIRD, FRR or 'ip' write them, instead of"
                            + " a file. The router has the interfaces of --port, with the kernel's own link addresses.")
    private boolean mirrorsKernel;

    @Option(
            names = "--mirror-table",
            paramLabel = "N",
            description =
                    "A table of the kernel to mirror beside the local (255) and the main one (254); may be repeated.")
    private List<Integer> otherTables = new ArrayList<>();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that share the flows of every interface, ${DEFAULT-VALUE} by default.")
    private int workers = 1;

    @Mixin
    private LiveOptions options = new LiveOptions();

    RouterCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if ((config == null) != mirrorsKernel) {
            throw new ParameterException(
                    spec.commandLine(), "either --config FILE or --mirror-kernel says what the router is");
        }
        HugePages.use();
        try (LiveRouter live = config == null ? mirror() : configured(config)) {
            return RunningNode.untilTold(console, live.node(), options.statsSeconds(), live::printNeighbors);
        }
    }

    private LiveRouter configured(final Path file) throws IOException {
        final RouterConfig router = RouterConfigParser.parse(file);
        options.requireInterfaces(
                router.interfaces().stream().map(RouterConfig.Interface::name).collect(Collectors.toSet()),
                router.file() + " describes");
        final int maxMtu = router.interfaces().stream()
                .mapToInt(RouterConfig.Interface::mtu)
                .max()
                .orElseThrow();
        return LiveRouter.start(router, options.kinds(), options.node(maxMtu, workers));
    }

    private LiveRouter mirror() throws IOException {
        final List<String> names = List.copyOf(options.kinds().keySet());
        if (names.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--mirror-kernel needs interfaces: --port IF, --port IF=xdp");
        }
        options.requireInterfaces(options.kinds().keySet(), "--port names");
        final List<Integer> tables = new ArrayList<>(MirrorConfig.DEFAULT.tables());
        tables.addAll(otherTables);
        return LiveRouter.mirror(
                names,
                options.kinds(),
                options.node(largestMtu(names), workers),
                MirrorConfig.DEFAULT.withTables(tables));
    }

    private static int largestMtu(final List<String> names) throws IOException {
        int largest = 0;
        for (final String name : names) {
            final NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null) {
                throw new IOException(name + ": no such interface; 'ip link' shows which there are");
            }
            largest = Math.max(largest, device.getMTU());
        }
        return largest;
    }
}
