package org.firsthop.node.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Connector;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.host.UrlException;
import org.firsthop.node.internet.NodeSpec;
import org.firsthop.node.internet.Scenario;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.SimCapture;
import org.firsthop.node.walk.Encapsulation;
import org.firsthop.node.walk.Ink;
import org.firsthop.node.walk.Step;
import org.firsthop.node.walk.WalkJson;
import org.firsthop.node.walk.WalkRecorder;
import org.firsthop.node.walk.WalkSvg;
import org.firsthop.node.walk.WalkText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firsthop connect}: from a URL to an established connection, every step told. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = {
            "Connects a simulated laptop to a URL and tells every step: the name, the routes, ARP, each hop, the"
                    + " handshake.",
            "",
            "It needs no network and no root: the Internet is simulated, on virtual time, and every run from one seed"
                    + " is the same.",
            "With --interface the walk is a real one instead, of a host of its own on that link (see 'firsthop host"
                    + " --help' for what it needs): it tells what passes that link; the routers beyond are not seen.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop connect https://www.example.com/",
            "  firsthop connect https://www.example.com/ --pcap walk.pcapng",
            "  firsthop connect https://www.example.com/ --loss 0.3 --seed 7",
            "  firsthop connect https://www.example.com/ --repeat 2 --svg walk.svg",
            "  firsthop connect --scenario dead-resolver",
            "  firsthop connect --interface eth0 --address 192.0.2.9/24 --gateway 192.0.2.1 http://www.example.com/"
        })
final class ConnectCommand implements Callable<Integer> {
    private static final long SETTLE_NS = 1_000_000_000L;
    private static final long LIMIT_NS = Connector.DEFAULT_TIMEOUT_NS + SETTLE_NS;
    private static final int MAX_REPEATS = 1_000;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description = "What to connect to, such as https://www.example.com/.")
    private @Nullable String url;

    @Option(names = "--topology", paramLabel = "FILE", description = "Another Internet than the built-in one.")
    private @Nullable Path topology;

    @Option(names = "--from", paramLabel = "HOST", description = "The host that connects (default: ${DEFAULT-VALUE}).")
    private String from = "laptop";

    @Option(names = "--pcap", paramLabel = "OUT.pcapng", description = "Write all frames on all links into a pcapng.")
    private @Nullable Path pcap;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What all randomness comes from (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--loss",
            paramLabel = "P",
            description = "The probability that the lossy link loses a frame, 0 to 1.")
    private double loss;

    @Option(
            names = "--lossy-link",
            paramLabel = "LINK",
            description = "Which link loses: both nodes with a hyphen between, or \"all\""
                    + " (default: home-isp, the line to the provider; with --topology all).")
    private @Nullable String lossyLink;

    @Option(names = "--ipv6", description = "Try IPv6 too, and first.")
    private boolean ipv6;

    @Option(names = "--repeat", paramLabel = "N", description = "Connect N times; the later ones find full caches.")
    private int repeat = 1;

    @Option(names = "--no-cache", description = "Forget the DNS cache before each connection.")
    private boolean noCache;

    @Option(names = "--explain", description = "Draw how the headers of the SYN lie within each other, too.")
    private boolean explain;

    @Option(names = "-T", paramLabel = "FORMAT", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw a sequence diagram, for a browser.")
    private @Nullable Path svg;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Play a built-in story instead; see --list-scenarios.")
    private @Nullable String scenario;

    @Option(names = "--list-scenarios", description = "List the built-in stories.")
    private boolean listScenarios;

    @Mixin
    private HostOptions live = new HostOptions();

    /** Options that mean something in a simulation only. */
    private static final List<String> SIMULATED = List.of(
            "--topology",
            "--from",
            "--seed",
            "--loss",
            "--lossy-link",
            "--ipv6",
            "--repeat",
            "--no-cache",
            "--explain",
            "--svg",
            "--scenario");

    /** What the walk is written as. */
    enum Format {
        /** For people. */
        TEXT,
        /** For programs. */
        JSON
    }

    ConnectCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (listScenarios) {
            return list();
        }
        if (live.isLive()) {
            for (final String option : SIMULATED) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw usage(option + " belongs to the simulation, not to --interface");
                }
            }
            return LiveConnect.walk(console, live, target(null), format == Format.JSON, pcap)
                    ? Firsthop.DONE
                    : Firsthop.BAD_INPUT;
        }
        live.requireNone();
        final Scenario story = scenario == null ? null : story(scenario);
        if (!(loss >= 0 && loss <= 1)) {
            throw usage("--loss is " + loss + ", expected 0 to 1");
        }
        if (repeat < 1 || repeat > MAX_REPEATS) {
            throw usage("--repeat is " + repeat + ", expected 1 to " + MAX_REPEATS);
        }
        final HttpUrl target = target(story);
        final Topology plain = story != null
                ? story.topology()
                : topology == null ? Topology.defaultInternet() : Topology.parse(topology);
        if (story != null) {
            ipv6 |= story.useIpv6();
            repeat = Math.max(repeat, story.repeats());
        }
        if (plain.nodes().stream().noneMatch(n -> n.name().equals(from) && n.kind() == NodeSpec.Kind.HOST)) {
            throw usage("--from is " + from + ", which is no host of the topology");
        }
        final SimulatedNetwork network = SimulatedNetwork.of(loss > 0 ? lossy(plain) : plain, seed);
        return run(network, target) ? Firsthop.DONE : Firsthop.BAD_INPUT;
    }

    private int list() throws IOException {
        for (final Scenario story : Scenario.all()) {
            console.out().append(String.format("%-15s %s%n", story.name(), story.description()));
        }
        return Firsthop.DONE;
    }

    private Scenario story(final String name) {
        if (topology != null) {
            throw usage("--scenario and --topology exclude each other");
        }
        try {
            return Scenario.named(name);
        } catch (final IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private HttpUrl target(final @Nullable Scenario story) {
        final String text = url != null ? url : story != null ? story.url() : null;
        if (text == null) {
            throw usage("Missing required parameter: 'URL'");
        }
        try {
            return HttpUrl.parse(text);
        } catch (final UrlException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException usage(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private Topology lossy(final Topology plain) {
        final String link = lossyLink != null ? lossyLink : topology == null ? "home-isp" : "all";
        try {
            return plain.withLink(link.equals("all") ? "" : link, config -> config.loss(loss));
        } catch (final IllegalArgumentException e) {
            throw usage("--lossy-link: " + e.getMessage());
        }
    }

    private boolean run(final SimulatedNetwork network, final HttpUrl target) throws IOException {
        if (pcap == null) {
            return walk(network, target);
        }
        try (SimCapture capture =
                new SimCapture(network.simulation(), PcapngWriter.create(pcap), SimCapture.DEFAULT_EPOCH_SECONDS)) {
            for (final Link link : network.links().values()) {
                capture.tap(link);
            }
            return walk(network, target);
        }
    }

    private boolean walk(final SimulatedNetwork network, final HttpUrl target) throws IOException {
        final WalkRecorder recorder = new WalkRecorder(network, from);
        final Encapsulation encapsulation = new Encapsulation(from);
        network.simulation().observe(encapsulation);
        final Connector connector = network.connector(from, ipv6, recorder);
        final Writer out = console.out();
        final WalkText text = new WalkText(out, console.isColoured() ? Ink.COLOURED : Ink.PLAIN);
        final WalkJson json = new WalkJson(out);
        if (format == Format.JSON) {
            json.begin();
        }
        boolean connected = true;
        for (int i = 0; i < repeat; i++) {
            if (noCache) {
                network.stub(from).resolver().cache().flush();
            }
            final int before = recorder.steps().size();
            final CompletableFuture<ConnectResult> result = connector.connect(target);
            network.simulation().wake(network.host(from));
            network.simulation().run(result::isDone, network.simulation().nowNs() + LIMIT_NS);
            network.settle(SETTLE_NS);
            final List<Step> steps =
                    recorder.steps().subList(before, recorder.steps().size());
            if (format == Format.JSON) {
                json.attempt(result.join(), steps);
            } else {
                if (i > 0) {
                    out.append('\n');
                }
                text.steps(steps);
                text.summary(result.join(), steps);
            }
            connected &= result.join().isConnected();
        }
        if (format == Format.JSON) {
            json.end();
        } else if (explain) {
            encapsulation.draw(out);
        }
        if (svg != null) {
            try (Writer drawing = Files.newBufferedWriter(svg)) {
                new WalkSvg(drawing)
                        .draw(
                                from + " connects to " + url(target),
                                List.copyOf(network.nodes().keySet()),
                                recorder.steps());
            }
        }
        return connected;
    }

    private static String url(final HttpUrl target) {
        return target.scheme() + "://" + target.host() + (target.isDefaultPort() ? "" : ":" + target.port())
                + target.path();
    }
}
