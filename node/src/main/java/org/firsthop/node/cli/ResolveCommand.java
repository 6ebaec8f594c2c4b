package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsClient;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.client.HostResolver;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.config.SearchList;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.node.dns.OwnAddresses;
import org.firsthop.node.dns.ResolverDriver;
import org.firsthop.node.dns.RootHintsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firsthop resolve}: asks for a name as a host does, or from the root down. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = "Asks for a name and shows the answer as dig does.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop resolve www.example.com                     as this host would: hosts file, resolv.conf",
            "  firsthop resolve example.com MX --server 192.0.2.53",
            "  firsthop resolve www.example.com --iterative --trace  from the root, every step shown"
        })
final class ResolveCommand implements Callable<Integer> {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int SOURCES = 16;
    private static final long CACHE_CAPACITY = 2L * 1024 * 1024;

    private enum Format {
        TEXT,
        JSON
    }

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "A name, or an address.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TYPE",
            description = "The type of records; without it, the addresses of a host: A and AAAA.")
    private @Nullable String typeText;

    @Option(
            names = "--server",
            paramLabel = "ADDR[:PORT]",
            description = "Ask this resolver, as the name stands; may be repeated.")
    private List<String> servers = List.of();

    @Option(names = "--tcp", description = "Ask over TCP from the start.")
    private boolean tcp;

    @Option(names = "--hosts", paramLabel = "FILE", description = "The hosts file, /etc/hosts by default.")
    private @Nullable Path hostsFile;

    @Option(
            names = "--resolv-conf",
            paramLabel = "FILE",
            description = "Servers and search list, /etc/resolv.conf by default.")
    private @Nullable Path resolvConfFile;

    @Option(names = "--iterative", description = "Ask name servers, from the root down.")
    private boolean iterative;

    @Option(names = "--root-hints", paramLabel = "FILE", description = "Root servers, IANA's by default.")
    private @Nullable Path rootHintsFile;

    @Option(
            names = "--laboratory",
            paramLabel = "PORT",
            description = "With --iterative: name servers listen on this port, and may be on this host.")
    private int laboratoryPort;

    @Option(names = "--trace", description = "Show every step.")
    private boolean trace;

    @Option(names = "--short", description = "Show the data only.")
    private boolean brief;

    @Option(
            names = {"-T", "--format"},
            paramLabel = "FORMAT",
            description = "text or json, ${DEFAULT-VALUE} by default.")
    private Format format = Format.TEXT;

    ResolveCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final int type = typeText == null ? 0 : type(typeText);
        if (iterative && (tcp || !servers.isEmpty())) {
            throw badUsage(
                    (tcp ? "--tcp" : "--server") + ": not with --iterative, which asks the servers of each zone");
        }
        final boolean asHost = servers.isEmpty() && !iterative;
        final ResolvConf conf = asHost ? resolvConf() : ResolvConf.DEFAULT;
        final HostsFile hosts = asHost || hostsFile != null ? HostsFile.parse(read(hostsFile, HOSTS)) : HostsFile.EMPTY;
        final TraceText steps = new TraceText();
        final ResolverConfig config = config();
        final Function<Outbox, Resolver> factory = factory(config, conf);
        int code = Firsthop.DONE;
        try (ResolverDriver driver = new ResolverDriver(config, factory, 1, System::nanoTime)) {
            if (trace) {
                driver.resolver().traceTo(steps);
            }
            final DnsClient client = new DnsClient(driver);
            final HostResolver host =
                    new HostResolver(client, hosts, searched(conf), Runnable::run, OwnAddresses.order());
            final HostAddresses known = asHost || hostsFile != null ? ofFamily(host.withoutDns(name), type) : null;
            if (known != null) {
                show(known);
                code = known.addresses().isEmpty() ? Firsthop.BAD_INPUT : code;
            } else if (type == 0) {
                final HostAddresses found = await(driver, host.addresses(name));
                console.out().write(steps.take());
                show(found);
                code = found.addresses().isEmpty() ? Firsthop.BAD_INPUT : code;
            } else {
                final DnsAnswer answer = lookUp(driver, client, searched(conf), type);
                console.out().write(steps.take());
                show(answer);
                code = answer.rcode() == Rcode.SERVFAIL ? Firsthop.BAD_INPUT : code;
            }
        } catch (final IllegalArgumentException wrong) {
            throw badUsage(String.valueOf(wrong.getMessage()));
        }
        return code;
    }

    /** What needs no server, as far as it is of the type asked for; null where a server is to be asked. */
    private static @Nullable HostAddresses ofFamily(final @Nullable HostAddresses known, final int type) {
        if (known == null || type == 0) {
            return known;
        }
        if (type != RecordType.A && type != RecordType.AAAA) {
            return null;
        }
        return new HostAddresses(
                known.canonicalName(),
                known.addresses().stream()
                        .filter(address -> address.isIpv4Mapped() == (type == RecordType.A))
                        .toList(),
                known.source(),
                known.answers());
    }

    /** A name asked of a given server, or of the root's, is taken as it stands. */
    private ResolvConf searched(final ResolvConf conf) {
        return servers.isEmpty() && !iterative ? conf : ResolvConf.DEFAULT;
    }

    private DnsAnswer lookUp(final ResolverDriver driver, final DnsClient client, final ResolvConf conf, final int type)
            throws IOException {
        DnsAnswer first = null;
        for (final DomainName candidate : SearchList.candidates(name, conf)) {
            final DnsAnswer answer = await(driver, client.lookupAsync(candidate, type, Runnable::run));
            if (!answer.answers().isEmpty()) {
                return answer;
            }
            first = first == null ? answer : first;
        }
        if (first == null) {
            throw new IllegalStateException("no candidate for " + name);
        }
        return first;
    }

    /** Drives the resolver on this thread until a future is done. */
    private static <T> T await(final ResolverDriver driver, final CompletableFuture<T> future) throws IOException {
        while (!future.isDone()) {
            if (!driver.serve(TimeUnit.SECONDS.toMillis(1))) {
                throw new IOException("interrupted");
            }
        }
        return future.join();
    }

    private ResolverConfig config() {
        final ResolverConfig config =
                ResolverConfig.DEFAULT.withSources(SOURCES).withPriming(false);
        return laboratoryPort == 0 ? config : config.withServers(laboratoryPort, false, true);
    }

    private Function<Outbox, Resolver> factory(final ResolverConfig config, final ResolvConf conf) throws IOException {
        final byte[] key = new byte[ChaChaRandom.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        final ChaChaRandom random = new ChaChaRandom(key);
        final RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT.withCapacity(CACHE_CAPACITY), random);
        if (iterative) {
            final RootHints hints = rootHints();
            return outbox -> Resolver.iterative(config, hints, cache, random, outbox);
        }
        final ServerList list = serverList(conf);
        final ForwardingConfig forwarding = new ForwardingConfig(
                TimeUnit.SECONDS.toNanos(conf.timeoutSeconds()),
                conf.attempts(),
                conf.isRotate(),
                tcp || conf.isUseVc());
        return outbox -> Resolver.forwarding(config, forwarding, list, cache, random, outbox);
    }

    private RootHints rootHints() throws IOException {
        try {
            return rootHintsFile == null ? RootHints.IANA : RootHintsFile.read(rootHintsFile);
        } catch (final IllegalArgumentException wrong) {
            throw new InputException(String.valueOf(wrong.getMessage()));
        }
    }

    private ServerList serverList(final ResolvConf conf) {
        ServerList list = ServerList.EMPTY;
        if (servers.isEmpty()) {
            for (final ResolvConf.Server server : conf.servers()) {
                list = list.with(server.address().high(), server.address().low(), ServerList.DNS_PORT);
            }
        }
        for (final String text : servers) {
            final SocketAddressText address = SocketAddressText.parse(text, ServerList.DNS_PORT);
            if (address == null || address.port() == 0) {
                throw badUsage(
                        "--server: value=" + text + ", expected such as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53");
            }
            list = list.with(address.address().high(), address.address().low(), address.port());
        }
        return list;
    }

    private ResolvConf resolvConf() throws IOException {
        return ResolvConf.parse(read(resolvConfFile, RESOLV_CONF));
    }

    /** A file that was named must be there; of those of the system, what is not there is empty. */
    private static String read(final @Nullable Path named, final Path usual) throws IOException {
        if (named != null) {
            return Files.readString(named);
        }
        try {
            return Files.readString(usual);
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    private int type(final String text) {
        final int type = RecordType.parse(text);
        if (type < 0) {
            throw badUsage("TYPE: value=" + text + ", expected such as A, MX or TYPE65");
        }
        return type;
    }

    private void show(final DnsAnswer answer) throws IOException {
        if (format == Format.JSON) {
            console.out().write(DigFormat.json(answer));
        } else {
            console.out().write(brief ? DigFormat.brief(answer) : DigFormat.full(answer));
        }
    }

    private void show(final HostAddresses found) throws IOException {
        if (!found.answers().isEmpty() && !brief) {
            for (final DnsAnswer answer : found.answers()) {
                show(answer);
            }
            return;
        }
        final List<String> addresses = new ArrayList<>();
        for (final Ipv6Address address : found.addresses()) {
            final String text = address.toString();
            addresses.add(address.isIpv4Mapped() ? text.substring(text.lastIndexOf(':') + 1) : text);
        }
        if (format == Format.JSON) {
            console.out()
                    .write("{\"source\":\"" + found.source() + "\",\"addresses\":[\"" + String.join("\",\"", addresses)
                            + "\"]}\n");
            return;
        }
        if (!brief) {
            console.out().write(";; " + found.canonicalName() + ", from " + found.source() + "\n");
        }
        for (final String address : addresses) {
            console.out().write(address + "\n");
        }
    }

    private ParameterException badUsage(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
