package org.firsthop.node.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;
import org.firsthop.node.dns.AuthorityServer;
import org.firsthop.node.dns.ResolverDriver;
import org.firsthop.node.linux.HugePages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firsthop dns}: serves zones, or resolves names, until it is told to end. */
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        description = "Serves zones, or resolves names, over UDP and TCP until it is told to end (Ctrl-C, SIGTERM).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop dns --zone example.com=example.com.zone --listen 127.0.0.1:5353",
            "  firsthop dns --resolver --listen 127.0.0.1:5353 --stats 10",
            "  firsthop dns --zone .=root.zone --zone test=test.zone --listen [::1]:53 --stats 10"
        })
final class DnsCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(
            names = "--zone",
            paramLabel = "ORIGIN=FILE",
            description = "A zone and its master file (RFC 1035); may be repeated.")
    private Map<String, Path> zoneFiles = new LinkedHashMap<>();

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            required = true,
            description = "Where to serve, such as 127.0.0.1:5353 or [::1]:53; port 0 lets the system choose.")
    private String listen = "";

    @Option(names = "--resolver", description = "Resolve for clients, from the root down, in place of serving zones.")
    private boolean resolver;

    @Option(
            names = "--root-hints",
            paramLabel = "FILE",
            description = "With --resolver: root servers in a master file, IANA's by default.")
    private @Nullable Path rootHints;

    @Option(
            names = "--cache",
            paramLabel = "MIB",
            description = "With --resolver: memory for the cache, ${DEFAULT-VALUE} by default.")
    private int cacheMebibytes = 64;

    @Option(
            names = "--laboratory",
            paramLabel = "PORT",
            description = "With --resolver: name servers listen on this port, and may be on this host.")
    private int laboratoryPort;

    @Option(
            names = "--dnssec",
            description = "With --resolver: ask servers for signatures and give them to clients that want them; none is"
                    + " checked.")
    private boolean dnssec;

    @Option(names = "--allow-transfer", description = "Let anyone transfer the zones (AXFR).")
    private boolean allowTransfer;

    @Option(
            names = "--max-udp",
            paramLabel = "OCTETS",
            description = "The most octets of a response over UDP: 512 to 65535, ${DEFAULT-VALUE} by default.")
    private int maxUdpPayload = AuthoritativeResponder.DEFAULT_MAX_UDP_PAYLOAD;

    @Option(
            names = "--max-connections",
            paramLabel = "COUNT",
            description = "The most TCP connections at a time, ${DEFAULT-VALUE} by default.")
    private int maxConnections = AuthorityServer.DEFAULT_MAX_CONNECTIONS;

    @Option(names = "--stats", paramLabel = "SECONDS", description = "Print the counters to stderr that often.")
    private int statsSeconds;

    DnsCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final InetSocketAddress address = address();
        if (resolver != zoneFiles.isEmpty()) {
            throw badUsage("expected either --zone or --resolver");
        }
        if (resolver) {
            return resolve(address);
        }
        final AuthoritativeResponder responder = responder();
        final CountDownLatch done = new CountDownLatch(1);
        try (AuthorityServer server = AuthorityServer.open(
                address, responder, maxConnections, AuthorityServer.DEFAULT_IDLE_NANOS, System::nanoTime)) {
            final Thread ending = new Thread(() -> end(server::close, done), "firsthop-dns-end");
            Runtime.getRuntime().addShutdownHook(ending);
            console.err().println("firsthop: listening on " + text(server.address()) + ", UDP and TCP");
            serve(server, responder);
            console.err().println("firsthop: " + responder.counters());
            done.countDown();
            removeHook(ending);
        }
        return Firsthop.DONE;
    }

    private void serve(final AuthorityServer server, final AuthoritativeResponder responder) throws IOException {
        if (statsSeconds <= 0) {
            server.run();
            return;
        }
        final long period = TimeUnit.SECONDS.toNanos(statsSeconds);
        long due = System.nanoTime() + period;
        while (server.serve(Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime())))) {
            if (System.nanoTime() - due >= 0) {
                console.err().println("firsthop: " + responder.counters());
                due += period;
            }
        }
    }

    private int resolve(final InetSocketAddress address) throws IOException {
        HugePages.use();
        final CountDownLatch done = new CountDownLatch(1);
        try (ResolverDriver driver = ResolverService.open(
                address, rootHints, laboratoryPort, (long) cacheMebibytes << 20, maxConnections, dnssec)) {
            final Thread ending = new Thread(() -> end(driver::close, done), "firsthop-dns-end");
            Runtime.getRuntime().addShutdownHook(ending);
            console.err().println("firsthop: listening on " + listen + ", UDP and TCP");
            final long period = statsSeconds <= 0 ? Long.MAX_VALUE / 2 : TimeUnit.SECONDS.toNanos(statsSeconds);
            long due = System.nanoTime() + period;
            while (driver.serve(Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime())))) {
                if (System.nanoTime() - due >= 0) {
                    console.err().println("firsthop: " + ResolverService.describe(driver));
                    due += period;
                }
            }
            console.err().println("firsthop: " + ResolverService.describe(driver));
            done.countDown();
            removeHook(ending);
        } catch (final IllegalArgumentException wrong) {
            throw badUsage(wrong.getMessage());
        }
        return Firsthop.DONE;
    }

    /** Run when the process is told to end: lets the server close its sockets and tell its counters. */
    private static void end(final Runnable close, final CountDownLatch done) {
        close.run();
        try {
            done.await(2, TimeUnit.SECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(final Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException ending) {
            // The process is ending: the hook is what ended the server.
        }
    }

    private AuthoritativeResponder responder() throws IOException {
        final List<Zone> zones = new ArrayList<>();
        for (final Map.Entry<String, Path> each : zoneFiles.entrySet()) {
            try {
                zones.add(ZoneBuilder.read(origin(each.getKey()), each.getValue()));
            } catch (final IllegalArgumentException wrong) {
                throw new InputException(String.valueOf(wrong.getMessage()));
            }
        }
        try {
            return new AuthoritativeResponder(new ZoneSet(zones), maxUdpPayload, allowTransfer);
        } catch (final IllegalArgumentException wrong) {
            throw badUsage(wrong.getMessage());
        }
    }

    private DomainName origin(final String text) {
        try {
            return DomainName.of(text);
        } catch (final IllegalArgumentException wrong) {
            throw badUsage("--zone: " + wrong.getMessage());
        }
    }

    /** Reads {@code ADDR:PORT}; an IPv6 address stands in brackets. No name is looked up. */
    private InetSocketAddress address() {
        final int colon = listen.lastIndexOf(':');
        final String host = colon < 0 ? "" : listen.substring(0, colon);
        try {
            final int port = Integer.parseInt(listen.substring(colon + 1));
            if (host.startsWith("[") && host.endsWith("]")) {
                final Ipv6Address parsed = Ipv6Address.parse(host.substring(1, host.length() - 1));
                final byte[] octets = ByteBuffer.allocate(Ipv6Address.LENGTH)
                        .putLong(parsed.high())
                        .putLong(parsed.low())
                        .array();
                return new InetSocketAddress(InetAddress.getByAddress(octets), port);
            }
            final byte[] octets = ByteBuffer.allocate(Ipv4Address.LENGTH)
                    .putInt(Ipv4Address.parse(host))
                    .array();
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (final IllegalArgumentException | UnknownHostException wrong) {
            throw badUsage("--listen: value=" + listen + ", expected such as 127.0.0.1:53 or [::1]:53");
        }
    }

    private ParameterException badUsage(final @Nullable String problem) {
        return new ParameterException(spec.commandLine(), String.valueOf(problem));
    }

    private static String text(final InetSocketAddress address) {
        final String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
