package org.firsthop.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.firsthop.node.live.LiveNode;

/** Waits while a node runs, shows what it counts, and ends it when the process is told to end (SIGTERM, SIGINT). */
final class RunningNode {
    private RunningNode() {}

    /**
     * Returns when the node has been stopped and closed.
     *
     * @param console to print to.
     * @param node that runs.
     * @param statsSeconds between reports, or 0 for one at the end only.
     * @param more prints what else is to be shown.
     * @return the exit code.
     */
    static int untilTold(
            final Console console, final LiveNode node, final int statsSeconds, final Consumer<PrintWriter> more)
            throws IOException {
        final EndSignal signal = new EndSignal();
        try {
            console.err().println("firsthop: running, until SIGTERM or SIGINT");
            final PrintWriter out = new PrintWriter(console.out());
            final long restSeconds = statsSeconds == 0 ? Long.MAX_VALUE : statsSeconds;
            while (!signal.await(restSeconds, TimeUnit.SECONDS)) {
                node.report().print(out);
                more.accept(out);
                out.println();
                out.flush();
            }
            node.close();
            node.report().print(out);
            more.accept(out);
            out.flush();
            final String problem = node.problem();
            if (problem != null) {
                console.err().println("firsthop: " + problem);
                return Firsthop.BAD_INPUT;
            }
            return Firsthop.DONE;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return Firsthop.DONE;
        } finally {
            node.close();
            signal.close();
        }
    }
}
