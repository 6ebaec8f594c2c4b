package org.firsthop.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsClient;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.client.HostResolver;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.host.Ping;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.host.UrlException;
import org.firsthop.node.http.FileServer;
import org.firsthop.node.http.HttpFetch;
import org.firsthop.node.live.LiveHost;
import org.firsthop.node.live.LiveNode;
import org.firsthop.tcp.TcpEngineBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firsthop host}: a whole host in user space, on a real wire. */
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(ping ADDR | resolve NAME [TYPE] | connect URL | serve PORT)",
        description = {
            "Is a host of its own on the link of an interface: it answers ARP, neighbor discovery and ping, and does"
                    + " one thing.",
            "",
            "It runs on Linux and needs CAP_NET_RAW and CAP_NET_ADMIN, for AF_XDP CAP_BPF too. Addresses and link"
                    + " address are the host's own, not the kernel's: the kernel leaves its packets alone.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop host --interface eth0 --address 192.0.2.9/24 ping 192.0.2.1 -c 3",
            "  firsthop host --interface eth0 --address 192.0.2.9/24 --gateway 192.0.2.1 --dns 192.0.2.1 \\",
            "      connect http://www.example.com/ -o index.html",
            "  firsthop host --interface eth0 --address 192.0.2.9/24 --port-kind xdp serve 80 --dir /srv/www",
            "  firsthop host --interface eth0 --autoconf ping 2001:db8::1"
        })
final class HostCommand implements Runnable {
    private static final int CONNECTIONS = 1_024;
    private static final int CLIENT_WINDOW = 1 << 20;
    private static final int SERVER_RINGS = 64;
    private static final int SERVER_BUFFER = 256 * 1024;
    private static final int MAX_DATA = 65_507;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long WATCH_MS = 50;

    /** For the other side to close a connection too. */
    private static final long QUIET_NS = 200_000_000L;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Mixin
    private HostOptions options = new HostOptions();

    @Option(names = "--pcap", paramLabel = "OUT.pcapng", description = "Write what passes the interface into a pcapng.")
    private @Nullable Path pcap;

    HostCommand(final Console console) {
        this.console = console;
    }

    /** Without a task there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw usage("Missing task: ping, resolve, connect or serve");
    }

    private ParameterException usage(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private LiveHost start(final TcpEngineBuilder tcp) throws IOException {
        return options.start(options.spec(), console, tcp, pcap, null);
    }

    /** TCP of one who fetches: few connections, a wide window. */
    static TcpEngineBuilder clientTcp() {
        return Host.smallTcp().receiveWindow(CLIENT_WINDOW).largeRings(4);
    }

    private static TcpEngineBuilder serverTcp() {
        return Host.tcp(CONNECTIONS)
                .timeWaits(4 * CONNECTIONS)
                .smallRings(4 * SERVER_RINGS)
                .mediumRings(SERVER_RINGS)
                .largeRings(SERVER_RINGS)
                .sendBuffer(SERVER_BUFFER);
    }

    /** Runs a task on the host until it is done or this process is told to end; {@code null} in the second case. */
    private <T> @Nullable T run(
            final LiveHost live,
            final EndSignal signal,
            final LineQueue lines,
            final Function<Host, CompletableFuture<T>> task)
            throws IOException {
        final CompletableFuture<T> result = live.submit(task);
        try {
            while (!result.isDone() && !signal.isTold()) {
                lines.print(console.out(), WATCH_MS);
            }
            lines.print(console.out(), 0);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        final String problem = live.node().problem();
        if (problem != null) {
            throw new IOException(problem);
        }
        try {
            return result.isDone() ? result.join() : null;
        } catch (final CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            } else if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    @Command(
            name = "ping",
            mixinStandardHelpOptions = true,
            description = "Sends echo requests, until it is told to end, and shows what comes back.")
    int ping(
            @Parameters(paramLabel = "ADDR", description = "Who is to answer.") final String text,
            @Option(names = "-c", paramLabel = "COUNT", description = "Requests, without a limit by default.")
                    final @Nullable Integer count,
            @Option(names = "-i", paramLabel = "SECONDS", defaultValue = "1", description = "From one to the next.")
                    final double interval,
            @Option(names = "-s", paramLabel = "OCTETS", defaultValue = "56", description = "Data of each.")
                    final int size,
            @Option(names = "-t", paramLabel = "TTL", defaultValue = "64", description = "TTL or Hop Limit.")
                    final int hops,
            @Option(
                            names = "-W",
                            paramLabel = "SECONDS",
                            defaultValue = "1",
                            description = "To wait for the last answers.")
                    final double wait)
            throws IOException {
        final int requests = count == null ? 0xFFFF : count;
        if (requests < 1 || requests > 0xFFFF || size < 0 || size > MAX_DATA || hops < 1 || hops > 0xFF) {
            throw usage("ping: expected 1 to 65535 requests of 0 to " + MAX_DATA + " octets with a TTL of 1 to 255");
        }
        if (!(interval >= 0.001 && interval <= 3_600) || !(wait >= 0 && wait <= 3_600)) {
            throw usage("ping: expected 0.001 to 3600 seconds from one request to the next");
        }
        final Ping.Request request;
        try {
            request = new Ping.Request(
                    LiveHost.mapped(IpAddress.parse(text)), requests, (long) (interval * SECOND_NS), size, hops, (long)
                            (wait * SECOND_NS));
        } catch (final AddressSyntaxException e) {
            throw usage("ADDR: " + e.getMessage());
        }
        final PingText report = new PingText(text);
        try (EndSignal signal = new EndSignal();
                LiveHost live = start(clientTcp())) {
            console.out()
                    .append("PING " + text + " " + size + " octets of data\n")
                    .flush();
            final CompletableFuture<Ping> begun = new CompletableFuture<>();
            Ping.Result result = run(live, signal, report.lines(), host -> {
                final Ping ping = Ping.begin(host, request, report);
                begun.complete(ping);
                return ping.result();
            });
            if (result == null) { // Told to end: what has come so far.
                result = live.<Ping.Result>submit(host -> {
                            begun.join().end();
                            return begun.join().result();
                        })
                        .join();
            }
            PingText.statistics(console.out(), text, result);
            console.out().flush(); // A process that is told to end does not wait for it later.
            return result.roundTrips().isEmpty() ? Firsthop.BAD_INPUT : Firsthop.DONE;
        }
    }

    @Command(
            name = "resolve",
            mixinStandardHelpOptions = true,
            description = "Asks a resolver, and shows the answer as dig does.")
    int resolve(
            @Parameters(paramLabel = "NAME", description = "A name.") final String name,
            @Parameters(
                            paramLabel = "TYPE",
                            arity = "0..1",
                            description = "The type of records; without it, the addresses: A and AAAA.")
                    final @Nullable String typeText)
            throws IOException {
        final int type = typeText == null ? 0 : RecordType.parse(typeText);
        if (type < 0) {
            throw usage("TYPE: value=" + typeText + ", expected such as A, MX or TYPE65");
        }
        try (EndSignal signal = new EndSignal();
                LiveHost live = start(clientTcp())) {
            final HostOptions.Resolvers resolvers = reachable(options.resolvers(true, live.advertisedDnsServers()));
            final LineQueue lines = new LineQueue();
            if (type != 0) {
                final DnsAnswer answer = run(live, signal, lines, host -> new DnsClient(
                                host.stubResolver(resolvers.servers(), resolvers.habits()))
                        .lookupAsync(DomainName.of(name), type, Runnable::run));
                if (answer != null) {
                    console.out().append(DigFormat.full(answer));
                }
                return answer == null || answer.rcode() == Rcode.SERVFAIL ? Firsthop.BAD_INPUT : Firsthop.DONE;
            }
            final HostAddresses found = run(live, signal, lines, host -> new HostResolver(
                            new DnsClient(host.stubResolver(resolvers.servers(), resolvers.habits())),
                            HostsFile.EMPTY,
                            resolvers.conf(),
                            Runnable::run)
                    .addresses(name));
            if (found != null) {
                for (final DnsAnswer answer : found.answers()) {
                    console.out().append(DigFormat.full(answer));
                }
            }
            return found == null || found.addresses().isEmpty() ? Firsthop.BAD_INPUT : Firsthop.DONE;
        } catch (final IllegalArgumentException wrong) {
            throw usage("NAME: " + wrong.getMessage());
        }
    }

    private HostOptions.Resolvers reachable(final HostOptions.Resolvers resolvers) {
        if (resolvers.servers().size() == 0) {
            throw usage("no resolver: /etc/resolv.conf names none that the host could reach; --dns does");
        }
        return resolvers;
    }

    @Command(
            name = "connect",
            mixinStandardHelpOptions = true,
            description = "Connects to a URL, and fetches what it names when it is one of http.")
    int connect(
            @Parameters(paramLabel = "URL", description = "Such as http://www.example.com/.") final String text,
            @Option(names = "-o", paramLabel = "FILE", description = "Write the content into a file.")
                    final @Nullable Path file,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = "30",
                            description = "For the connection, and then for each octet.")
                    final int timeout)
            throws IOException {
        final HttpUrl url;
        try {
            url = HttpUrl.parse(text);
        } catch (final UrlException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        if (timeout < 1 || timeout > 3_600) {
            throw usage("--timeout: value=" + timeout + ", limits=1 to 3600");
        }
        try (EndSignal signal = new EndSignal();
                LiveHost live = start(clientTcp())) {
            final LineQueue lines = new LineQueue();
            final ConnectResult connected = run(live, signal, lines, host -> connect(host, url, timeout * SECOND_NS));
            if (connected == null) {
                return Firsthop.BAD_INPUT;
            }
            final TcpStream stream = connected.stream();
            if (stream == null) {
                throw new InputException(String.valueOf(connected.failure()));
            }
            console.err()
                    .printf(
                            "firsthop: connected to %s after %.3f ms (name %.3f ms, handshake %.3f ms)%n",
                            connected.remote(),
                            (connected.endNs() - connected.beginNs()) / 1e6,
                            (connected.namedNs() - connected.beginNs()) / 1e6,
                            (connected.endNs() - connected.synNs()) / 1e6);
            if (!url.scheme().equals("http")) {
                console.err().println("firsthop: " + url.scheme() + " is not spoken, only http: nothing is fetched");
                live.submit(host -> {
                            stream.close();
                            return live.quiet(QUIET_NS);
                        })
                        .join();
                return Firsthop.DONE;
            }
            try (OutputStream into = file == null ? null : Files.newOutputStream(file)) {
                final HttpFetch.Response response =
                        run(live, signal, lines, host -> HttpFetch.begin(host, stream, url, into, timeout * SECOND_NS));
                if (response == null) {
                    return Firsthop.BAD_INPUT;
                }
                show(response, file);
            }
            live.quiet(QUIET_NS).join();
            return Firsthop.DONE;
        }
    }

    private CompletableFuture<ConnectResult> connect(final Host host, final HttpUrl url, final long timeoutNs) {
        try {
            return options.connector(host, timeoutNs, new ConnectObserver() {}, resolver -> {})
                    .connect(url);
        } catch (final IOException e) { // The file that names resolvers cannot be read.
            return CompletableFuture.failedFuture(e);
        }
    }

    private void show(final HttpFetch.Response response, final @Nullable Path file) throws IOException {
        final Writer out = console.out();
        out.append(response.statusLine()).append('\n');
        for (final String field : response.fields()) {
            out.append(field).append('\n');
        }
        final double seconds = response.elapsedNs() / 1e9;
        out.append(String.format(
                "%n%d octets in %.3f s, %.1f MB/s%s%n",
                response.length(),
                seconds,
                response.length() / seconds / 1e6,
                file == null ? ", not kept (-o FILE keeps them)" : ", in " + file));
    }

    @Command(
            name = "serve",
            mixinStandardHelpOptions = true,
            description = "Serves the files of a folder over HTTP/1.1, until it is told to end.")
    int serve(
            @Parameters(paramLabel = "PORT", description = "1 to 65535.") final int port,
            @Option(names = "--dir", paramLabel = "D", required = true, description = "The folder.") final Path folder,
            @Option(
                            names = "--connections",
                            paramLabel = "N",
                            defaultValue = "" + FileServer.DEFAULT_CONNECTIONS,
                            description = "At a time, ${DEFAULT-VALUE} by default.")
                    final int connections,
            @Option(
                            names = "--idle",
                            paramLabel = "SECONDS",
                            defaultValue = "30",
                            description = "After which a connection is ended, ${DEFAULT-VALUE} by default.")
                    final int idle)
            throws IOException {
        if (port < 1 || port > 0xFFFF) {
            throw usage("PORT: value=" + port + ", limits=1 to 65535");
        }
        if (connections < 1 || connections > CONNECTIONS || idle < 1 || idle > 3_600) {
            throw usage("serve: expected 1 to " + CONNECTIONS + " connections, 1 to 3600 seconds");
        }
        final Path root = folder.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new InputException(folder + ": not a folder");
        }
        try (EndSignal signal = new EndSignal()) {
            final LiveNode node = serve(signal, root, port, connections, idle * SECOND_NS);
            final PrintWriter out = new PrintWriter(console.out());
            node.report().print(out);
            out.flush();
            return Firsthop.DONE;
        }
    }

    /** Serves until told to end; {@return the node, closed} */
    private LiveNode serve(
            final EndSignal signal, final Path root, final int port, final int connections, final long idleNs)
            throws IOException {
        try (LiveHost live = start(serverTcp())) {
            final LineQueue lines = new LineQueue();
            console.err()
                    .println("firsthop: running, serves " + root + " at port " + port + " until SIGTERM or SIGINT");
            run(live, signal, lines, host -> {
                new FileServer(host, root, connections, idleNs, lines::add).listen(port);
                return new CompletableFuture<Boolean>();
            });
            return live.node();
        }
    }
}
