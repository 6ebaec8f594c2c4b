package org.firsthop.node.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.forwarding.rib.file.LineReader;
import org.firsthop.node.config.IpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firsthop lookup}: finds the longest prefix of a table of routes for each address. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the route of each address: prints the address, the longest prefix that contains it and the next hop,"
                    + " or \"-\" and \"-\" when no prefix does.",
            "",
            "The next hop is an address, \"dev\" and an interface, the type of a route that sends nothing such as"
                    + " \"blackhole\", or \"-\" when the file has only prefixes; several paths are separated by commas."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop lookup --routes table.txt.gz 192.0.2.1 2001:db8::1",
            "  ip route show table all > routes.txt; firsthop lookup --routes routes.txt 192.0.2.1",
            "  firsthop lookup --routes table.txt.gz --timing < addresses.txt > answers.txt"
        })
final class LookupCommand implements Callable<Integer> {
    private static final int BATCH_LENGTH = 2048;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Option(
            names = "--routes",
            paramLabel = "FILE",
            required = true,
            description = "Prefixes one a line, or the output of \"ip route\" or \"ip -6 route\"; plain or gzip."
                    + " May be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = "--timing",
            description =
                    "Say on stderr how many routes were loaded and addresses looked up," + " and how long each took.")
    private boolean timing;

    @Parameters(paramLabel = "ADDRESS", arity = "0..*", description = "IPv4 or IPv6; without any, each line of stdin.")
    private List<String> addresses = List.of();

    LookupCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        for (final String address : addresses) {
            try {
                IpAddress.parse(address);
            } catch (final AddressSyntaxException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        final long start = System.nanoTime();
        final LookupTable table;
        try (Progress progress = Progress.begin(console, "Loading routes")) {
            table = LookupTable.load(files, progress);
        }
        final long loaded = System.nanoTime();
        if (table.passedOver() > 0) {
            console.err()
                    .println("firsthop: passed over " + table.passedOver() + " routes that are not for every packet:"
                            + " of other tables than main and local, of a type of service, from some sources, or dead");
        }
        final LookupBatch batch = new LookupBatch(table, console.out(), BATCH_LENGTH);
        final InputStream source = addresses.isEmpty()
                ? console.in()
                : new ByteArrayInputStream(String.join("\n", addresses).getBytes(StandardCharsets.US_ASCII));
        try (LineReader lines = LineReader.of("stdin", source)) {
            while (lines.nextLine()) {
                if (lines.nextWord()) {
                    final boolean isIpv6 = lines.address();
                    batch.add(isIpv6, lines.high(), lines.low());
                    if (lines.nextWord()) {
                        throw lines.expected("one address a line");
                    }
                }
                if (!lines.hasLine()) {
                    batch.flush();
                }
            }
        } finally {
            batch.flush();
        }
        if (timing) {
            report(table, batch, loaded - start, System.nanoTime() - loaded);
        }
        return Firsthop.DONE;
    }

    private void report(final LookupTable table, final LookupBatch batch, final long loadNanos, final long totalNanos) {
        console.err()
                .println(String.format(
                        Locale.ROOT,
                        "loaded %,d IPv4 and %,d IPv6 routes in %.3f s",
                        table.ipv4().size(),
                        table.ipv6().size(),
                        loadNanos / 1e9));
        console.err()
                .println(String.format(
                        Locale.ROOT,
                        "looked up %,d addresses in %.3f s, of which %.3f s in the tables",
                        batch.total(),
                        totalNanos / 1e9,
                        batch.lookupNanos() / 1e9));
    }
}
