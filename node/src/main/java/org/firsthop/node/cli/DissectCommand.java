package org.firsthop.node.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.firsthop.core.capture.CaptureDamage;
import org.firsthop.core.capture.CaptureLimits;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.print.FieldsPrinter;
import org.firsthop.node.dissect.print.FieldsStyle;
import org.firsthop.node.dissect.print.JsonPrinter;
import org.firsthop.node.dissect.print.PacketPrinter;
import org.firsthop.node.dissect.print.SummaryPrinter;
import org.firsthop.node.dissect.print.TreePrinter;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.firsthop.node.dissect.protocol.WireChecks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firsthop dissect}: shows what is in the packets of captures. */
@Command(
        name = "dissect",
        sortOptions = false,
        description = {
            "Shows what is in the packets of captures: a line a packet, chosen fields, a tree or JSON.",
            "Field names and values are Wireshark's; 'firsthop.drop' is the reason a router would drop the packet for.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firsthop dissect lan0.pcapng                       one line a packet",
            "  firsthop dissect -V -c 1 lan0.pcap.gz              the first packet, each field with its octets",
            "  firsthop dissect -T fields -e ip.src -e ip.dst -e ip.ttl lan0.pcap",
            "                                                     a table, tabs between its columns",
            "  firsthop dissect -T fields -e frame.number -e tcp.flags -E header=y -E separator=, lan0.pcap",
            "                                                     the same as CSV with a header",
            "  firsthop dissect -T json -e ip.src lan0.pcap       chosen fields as JSON",
            "  firsthop dissect --list-fields                     all fields there are"
        })
final class DissectCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "pcap or pcapng, plain or gzip; - for stdin.")
    private List<String> files = List.of();

    @Option(
            names = "-T",
            paramLabel = "FORMAT",
            description = "text (a line a packet, the default), fields (those of -e) or json.")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "-e", paramLabel = "FIELD", description = "A field to show; give it as often as there are columns.")
    private List<String> fields = List.of();

    @Option(
            names = "-E",
            paramLabel = "NAME=VALUE",
            description = {
                "How -T fields writes:",
                "  header=y|n        the first line names the fields (n)",
                "  separator=CHAR    between columns; /t tab, /s space (/t)",
                "  occurrence=f|l|a  of several values the first, the last or all (a)",
                "  aggregator=CHAR   between several values (,)",
                "  quote=d|s|n       double, single or no quotes around a value (n)"
            })
    private List<String> styleOptions = List.of();

    @Option(names = "-V", description = "Show all layers and fields, with the octets of each.")
    private boolean tree;

    @Option(names = "-c", paramLabel = "COUNT", description = "Stop after so many packets of each file.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--list-fields",
            description = "List the names of all fields, what they are and how they are written.")
    private boolean listFields;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // Picocli acts on it.
    private boolean help;

    /** What {@code -T} takes. */
    enum OutputFormat {
        TEXT,
        FIELDS,
        JSON
    }

    DissectCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (listFields) {
            writeFieldList();
            return Firsthop.DONE;
        }
        checkArguments();
        final PacketPrinter printer = printer();
        int code = Firsthop.DONE;
        printer.begin();
        for (final String file : files) {
            if (!dissect(file, printer)) {
                code = Firsthop.BAD_INPUT;
            }
        }
        printer.end();
        return code;
    }

    private void checkArguments() {
        if (files.isEmpty()) {
            throw wrong("Missing FILE");
        }
        if (limit < 0) {
            throw wrong("-c: value=" + limit + ", expected at least 0");
        }
        if (format == OutputFormat.FIELDS && fields.isEmpty()) {
            throw wrong("-T fields needs -e FIELD at least once");
        }
        if (format == OutputFormat.TEXT && !fields.isEmpty()) {
            throw wrong("-e needs -T fields or -T json");
        }
        if (format != OutputFormat.FIELDS && !styleOptions.isEmpty()) {
            throw wrong("-E needs -T fields");
        }
        if (tree && format != OutputFormat.TEXT) {
            throw wrong("-V and -T exclude each other");
        }
        final Set<String> known = PacketDissector.protocols().stream()
                .flatMap(protocol -> protocol.fields().stream())
                .map(Field::name)
                .collect(Collectors.toSet());
        for (final String name : fields) {
            if (!known.contains(name)) {
                throw wrong("-e: no field is named '" + name + "'; --list-fields lists them");
            }
        }
    }

    private ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private PacketPrinter printer() {
        final Writer out = console.out();
        return switch (format) {
            case FIELDS -> new FieldsPrinter(out, fields, style());
            case JSON -> new JsonPrinter(out, fields);
            case TEXT -> tree ? new TreePrinter(out) : new SummaryPrinter(out, console.isColoured());
        };
    }

    private FieldsStyle style() {
        FieldsStyle style = FieldsStyle.DEFAULT;
        for (final String option : styleOptions) {
            final int equals = option.indexOf('=');
            final String name = equals < 0 ? option : option.substring(0, equals);
            final String value = equals < 0 ? "" : option.substring(equals + 1);
            final FieldsStyle changed = FieldsStyleOptions.apply(style, name, value);
            if (changed == null) {
                throw wrong("-E: '" + option + "' is not understood");
            }
            style = changed;
        }
        return style;
    }

    /** Dissects a file; returns whether it was whole. */
    private boolean dissect(final String file, final PacketPrinter printer) throws IOException {
        final boolean stdin = file.equals("-");
        final long size = stdin ? 0 : Files.size(Path.of(file));
        final CountingInput input = new CountingInput(stdin ? console.in() : new FileInputStream(file));
        final PacketDissector dissector = new PacketDissector(new WireChecks());
        try (CaptureReader reader = CaptureReader.open(stdin ? "stdin" : file, input, CaptureLimits.DEFAULT);
                Progress progress = Progress.begin(console, file)) {
            while (reader.packetNumber() < limit && reader.next()) {
                printer.print(dissector.dissect(reader));
                progress.update(input.count(), size);
            }
            return isWhole(reader.damage());
        }
    }

    private boolean isWhole(final @Nullable CaptureDamage damage) throws IOException {
        if (damage == null) {
            return true;
        }
        console.out().flush();
        console.err().println("firsthop: " + damage.message());
        return false;
    }

    private void writeFieldList() throws IOException {
        final Writer out = console.out();
        for (final Protocol protocol : PacketDissector.protocols()) {
            for (final Field field : protocol.fields()) {
                out.write(String.format(
                        "%-32s %-32s %s: %s%n",
                        field.name(),
                        protocol.title(),
                        field.label(),
                        field.format().description()));
            }
        }
    }
}
