package org.firsthop.node.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.Truncation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firsthop dissect}: shows what is in the packets of captures. */
@Command(
        name = "dissect",
        mixinStandardHelpOptions = true,
        description = "Shows what is in the packets of captures, one line a packet.",
        footerHeading = "%nExamples:%n",
        footer = "  firsthop dissect lan0.pcapng")
final class DissectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "pcap or pcapng, plain or gzip.")
    private List<Path> files = List.of();

    DissectCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        int code = Firsthop.DONE;
        for (final Path file : files) {
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    writeSummary(reader);
                }
                final Truncation truncation = reader.truncation();
                if (truncation != null) {
                    console.out().flush();
                    console.err().println("firsthop: " + truncation.message());
                    code = Firsthop.BAD_INPUT;
                }
            }
        }
        return code;
    }

    private void writeSummary(final CaptureReader reader) throws IOException {
        final Writer out = console.out();
        out.write(reader.packetNumber() + " " + reader.timestampNanos() + " " + LinkType.name(reader.linkType()) + " "
                + reader.originalLength() + "\n");
    }
}
