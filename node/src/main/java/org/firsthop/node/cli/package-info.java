/**
 * The {@code firsthop} command.
 *
 * <p>{@link org.firsthop.node.cli.Firsthop} is the command itself: it lists the subcommands, prints help, and turns every
 * way to end into an exit code and at most one line of stderr. A subcommand is one class annotated for picocli that
 * implements {@code Callable<Integer>}, takes the {@link org.firsthop.node.cli.Console} in its constructor and stands in
 * the list {@link org.firsthop.node.cli.Firsthop#subcommands}. What it must know of the rest:
 *
 * <ul>
 *   <li>It writes results to {@link org.firsthop.node.cli.Console#out()}, which is buffered and flushed at the end.
 *   <li>Input that is bad it reports by throwing {@link org.firsthop.node.cli.InputException}, or any
 *       {@link java.io.IOException} that names the file, as those of the capture readers do: one line, exit code 1.
 *   <li>Arguments that contradict each other it reports with picocli's {@code ParameterException}: one line, exit code 2.
 *   <li>When the reader of stdout has gone away, writing throws {@link org.firsthop.node.cli.ClosedOutputException}; the
 *       command lets it pass, and ends quietly.
 *   <li>Work that may take longer than a second reports its progress to {@link org.firsthop.node.cli.Progress}.
 * </ul>
 */
@NullMarked
package org.firsthop.node.cli;

import org.jspecify.annotations.NullMarked;
