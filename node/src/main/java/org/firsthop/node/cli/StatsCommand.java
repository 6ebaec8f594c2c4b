package org.firsthop.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.firsthop.core.pipeline.CountersFile;
import org.firsthop.node.live.CounterReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firsthop stats}: what a running node has counted. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a running node has counted: for each interface as 'ip -s link' does, then the drops.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  firsthop router --config home.conf --counters /run/firsthop &", "  firsthop stats /run/firsthop"})
final class StatsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The file that the node's --counters names.")
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private Path file;

    StatsCommand(final Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = new PrintWriter(console.out());
        new CounterReport(CountersFile.open(file)).print(out);
        out.flush();
        return Firsthop.DONE;
    }
}
