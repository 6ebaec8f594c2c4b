package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code firsthop} command: finds the subcommand, and gives every end an exit code and at most one line of stderr.
 *
 * <p>Exit codes: 0 done, 1 the input was bad or the system refuses, 2 the command line was, 3 a fault of the command itself.
 */
@Command(
        name = "firsthop",
        mixinStandardHelpOptions = true,
        versionProvider = Firsthop.Version.class,
        description = "Looks into packets and sends them on their way.",
        synopsisSubcommandLabel = "COMMAND",
        subcommandsRepeatable = false,
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  the input was bad, or the system refuses: a line on stderr says which file, and where in it,",
            "     or which interface, and what would help",
            "  2  the command line was: a line on stderr says what",
            "",
            "'firsthop COMMAND --help' shows the options of a command, and examples."
        })
public final class Firsthop implements Runnable {
    /** Exit code when the command did what it was asked. */
    public static final int DONE = 0;

    /** Exit code when the input was bad, or the system refuses. */
    public static final int BAD_INPUT = 1;

    /** Exit code when the command line was. */
    public static final int BAD_USAGE = 2;

    /** Exit code when the command itself failed: a bug. */
    public static final int BUG = 3;

    /** The system property that makes a fault of the command itself print its stack trace. */
    private static final String STACK_TRACE_PROPERTY = "firsthop.stacktrace";

    private static final int USAGE_WIDTH = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec spec;

    private Firsthop() {}

    /**
     * The subcommands; this list is the one place to add another.
     *
     * @param console they read from and write to.
     * @return objects with picocli's annotations, in the order of the help.
     */
    private static List<Object> subcommands(final Console console) {
        return List.of(
                new DissectCommand(console),
                new ConnectCommand(console),
                new LookupCommand(console),
                new ForwardCommand(console),
                new RouterCommand(console),
                new SwitchCommand(console),
                new HostCommand(console),
                new StatsCommand(console),
                new DnsCommand(console),
                new ResolveCommand(console));
    }

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the words of the command line.
     */
    public static void main(final String[] args) {
        System.exit(run(Console.system(), args));
    }

    /**
     * Runs the command.
     *
     * @param console to read from and write to.
     * @param args the words of the command line.
     * @return the exit code.
     */
    public static int run(final Console console, final String... args) {
        final CommandLine commandLine = new CommandLine(new Firsthop());
        subcommands(console).forEach(commandLine::addSubcommand);
        commandLine
                .setOut(new PrintWriter(console.out()))
                .setErr(new PrintWriter(new OutputStreamWriter(console.err(), UTF_8), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(USAGE_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, words) -> badUsage(console, problem))
                .setExecutionExceptionHandler((problem, command, words) -> {
                    flushBefore(console);
                    return failed(console, problem);
                });
        final int code = commandLine.execute(args);
        try {
            console.out().flush();
        } catch (final IOException e) {
            // An output that failed before has been reported already.
            return code == DONE ? failed(console, e) : code;
        }
        return code;
    }

    /** Without a subcommand there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int badUsage(final Console console, final ParameterException problem) {
        final String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(command + ": " + oneLine(problem.getMessage()) + " (see " + command + " --help)");
        return BAD_USAGE;
    }

    /** Shows what was done before it shows what went wrong. */
    private static void flushBefore(final Console console) {
        try {
            console.out().flush();
        } catch (final IOException e) {
            // The output failed too; what went wrong first is what matters, and it is about to be told.
        }
    }

    private static int failed(final Console console, final Exception problem) {
        if (problem instanceof ClosedOutputException) {
            return DONE;
        }
        if (problem instanceof IOException failure) {
            console.err().println("firsthop: " + oneLine(describe(failure)));
            return BAD_INPUT;
        }
        if (Boolean.getBoolean(STACK_TRACE_PROPERTY)) {
            problem.printStackTrace(console.err());
        }
        console.err()
                .println("firsthop: a fault of firsthop itself: " + oneLine(problem.toString()) + " (java -D"
                        + STACK_TRACE_PROPERTY + "=true shows where)");
        return BUG;
    }

    /** The file system's exceptions name the file but leave the trouble to their class. */
    private static String describe(final IOException problem) {
        if (problem instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (problem instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (problem instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        final String message = problem.getMessage();
        return message != null ? message : problem.toString();
    }

    private static String oneLine(final @Nullable String text) {
        return String.valueOf(text).replaceAll("\\R+", " ").strip();
    }

    /** The version of the jar, and of the JVM that runs it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            final String version = Firsthop.class.getPackage().getImplementationVersion();
            return new String[] {
                "firsthop " + (version == null ? "(not from a jar)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
            };
        }
    }
}
