package org.firsthop.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.router.CaptureRouter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firsthop forward}: sends captures through a router and writes what leaves it. */
@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = {
            "Sends captures through a router and writes what leaves it.",
            "",
            "The router is described by a small file in the words of ip:",
            "",
            "  interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24",
            "  interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30 mtu 1500",
            "  route default via 203.0.113.1 dev wan0",
            "  route blackhole 10.0.0.0/8",
            "  routes from table.txt.gz via 203.0.113.1 dev wan0",
            "  neighbor 203.0.113.1 lladdr aa:bb:cc:dd:ee:ff dev wan0",
            "  nat outside wan0 inside lan0",
            "  nat forward tcp 203.0.113.2:8080 to 192.168.1.10:80",
            "  filter in wan0 permit tcp established",
            "  filter in wan0 deny tcp dport 0-1023",
            "",
            "Every packet is accounted for at the end: forwarded, delivered to the router itself, or dropped for one"
                    + " reason.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop forward --config home.conf --in lan0=lan.pcapng --out wan0=wan.pcapng",
            "  firsthop forward --config home.conf --in lan0=lan.pcap --any-mac --trace 3",
            "  firsthop forward --sample"
        })
final class ForwardCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "What the router is: interfaces, routes, neighbors.")
    private @Nullable Path config;

    @Option(
            names = "--in",
            paramLabel = "IF=FILE",
            description = "A capture that interface IF receives: pcap or pcapng, plain or gzip.")
    private Map<String, Path> in = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "IF=FILE",
            description = "The pcapng that interface IF writes what it sends into.")
    private Map<String, Path> out = new LinkedHashMap<>();

    @Option(
            names = "--any-mac",
            description = "Take frames whatever station they are addressed to, as captures from elsewhere need it.")
    private boolean anyMac;

    @Option(names = "--trace", paramLabel = "N", description = "Tell the way of the first N packets, stage by stage.")
    private int trace;

    @Option(
            names = "--sample",
            description = "Make a small capture and a router for it in a new folder, and forward that.")
    private boolean sample;

    ForwardCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (sample) {
            return forwardSample();
        }
        if (config == null) {
            throw new ParameterException(spec.commandLine(), "Missing --config FILE");
        }
        return forward(RouterConfigParser.parse(config), in, out);
    }

    private int forwardSample() throws IOException {
        if (config != null || !in.isEmpty() || !out.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--sample brings its own --config, --in and --out");
        }
        final ForwardSample files = ForwardSample.create();
        final PrintWriter text = new PrintWriter(console.out());
        text.printf("firsthop forward --config %s \\%n", files.config());
        text.printf("    --in lan0=%s --out wan0=%s%n%n", files.lan(), files.wan());
        text.flush();
        return forward(
                RouterConfigParser.parse(files.config()), Map.of("lan0", files.lan()), Map.of("wan0", files.wan()));
    }

    private int forward(final RouterConfig router, final Map<String, Path> inputs, final Map<String, Path> outputs)
            throws IOException {
        requireInterfaces(router, "--in", inputs);
        requireInterfaces(router, "--out", outputs);
        final CaptureRouter.Options options = new CaptureRouter.Options(inputs, outputs, anyMac, trace);
        long inputOctets = 0;
        for (final Path file : inputs.values()) {
            inputOctets += Files.size(file);
        }
        try (CaptureRouter run = CaptureRouter.open(router, options)) {
            try (Progress progress = Progress.begin(console, "forwarding")) {
                while (run.step()) {
                    progress.update(run.octetsRead(), inputOctets);
                }
            }
            final PrintWriter text = new PrintWriter(console.out());
            run.report().print(text);
            run.printFilters(text);
            text.flush();
            if (run.problem() != null) {
                console.out().flush();
                console.err().println("firsthop: " + run.problem());
                return Firsthop.BAD_INPUT;
            }
        }
        return Firsthop.DONE;
    }

    private void requireInterfaces(final RouterConfig router, final String option, final Map<String, Path> files) {
        for (final String name : files.keySet()) {
            if (router.interfaces().stream().noneMatch(i -> i.name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " " + name + "=" + files.get(name) + ": " + router.file()
                                + " describes no interface \"" + name + '"');
            }
        }
    }
}
