package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.LiveRouter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "  firsthop router --config home.conf --counters /run/firsthop --pcap wan0=wan.pcapng"
        })
final class RouterCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "What the router is: interfaces, routes, neighbors.")
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private Path config;

    @Mixin
    private LiveOptions options = new LiveOptions();

    RouterCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final RouterConfig router = RouterConfigParser.parse(config);
        options.requireInterfaces(
                router.interfaces().stream().map(RouterConfig.Interface::name).collect(Collectors.toSet()),
                router.file());
        final int maxMtu = router.interfaces().stream()
                .mapToInt(RouterConfig.Interface::mtu)
                .max()
                .orElseThrow();
        try (LiveRouter live = LiveRouter.start(router, options.kinds(), options.node(maxMtu))) {
            return RunningNode.untilTold(console, live.node(), options.statsSeconds());
        }
    }
}
