package org.firsthop.node.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.firsthop.node.cli.Console;
import org.firsthop.node.cli.Firsthop;
import org.junit.jupiter.api.Assumptions;

/**
 * Network namespaces with links between them, gone when the lab is closed.
 *
 * <p>Every command of a test runs with a deadline, so that a test fails and does not hang.
 */
final class NetworkLab implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final long DEADLINE_SECONDS = 60;

    private final String prefix = "fh" + ProcessHandle.current().pid() + '-';
    private final List<String> namespaces = new ArrayList<>();
    private final List<AutoCloseable> things = new ArrayList<>();

    private NetworkLab() {}

    /** What a command said and how it ended. */
    record Result(int code, String output) {
        Result ok() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + ":\n" + output);
            }
            return this;
        }
    }

    /** A lab with these namespaces, each with its loopback up; skips the test where none can be made. */
    static NetworkLab with(final String... names) {
        Assumptions.assumeTrue("Linux".equals(System.getProperty("os.name")), "needs Linux");
        Assumptions.assumeTrue(has("ip"), "needs the command ip (iproute2)");
        final NetworkLab lab = new NetworkLab();
        try {
            for (final String name : names) {
                final Result made = run(List.of("ip", "netns", "add", lab.prefix + name));
                Assumptions.assumeTrue(made.code == 0, () -> "network namespaces cannot be made: " + made.output);
                lab.namespaces.add(name);
                lab.ip(name, "link set lo up");
            }
        } catch (final RuntimeException | Error e) {
            lab.close();
            throw e;
        }
        return lab;
    }

    /** Whether a command is installed. */
    static boolean has(final String command) {
        for (final String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    /** Skips the test where commands are missing. */
    static void require(final String... commands) {
        for (final String command : commands) {
            Assumptions.assumeTrue(has(command), () -> "needs the command " + command);
        }
    }

    /** Joins two namespaces by a pair of interfaces, both up. */
    NetworkLab link(final String from, final String fromInterface, final String to, final String toInterface) {
        return link(from, fromInterface, to, toInterface, 1);
    }

    /** Joins two namespaces by a pair of interfaces, both up, each with so many queues either way. */
    NetworkLab link(
            final String from,
            final String fromInterface,
            final String to,
            final String toInterface,
            final int queues) {
        final String size = " numrxqueues " + queues + " numtxqueues " + queues;
        ip(
                from,
                "link add " + fromInterface + size + " type veth peer name " + toInterface + size + " netns " + prefix
                        + to);
        for (final String[] end : new String[][] {{from, fromInterface}, {to, toInterface}}) {
            exec(end[0], "sysctl", "-qw", "net.ipv6.conf." + end[1] + ".accept_dad=0");
            ip(end[0], "link set " + end[1] + " up");
        }
        return this;
    }

    /** The name by which {@code ip} knows a namespace. */
    String name(final String namespace) {
        return prefix + namespace;
    }

    /** Runs {@code ip} in a namespace; it must succeed. */
    NetworkLab ip(final String namespace, final String words) {
        final List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + namespace));
        command.addAll(List.of(words.split(" ")));
        run(command).ok();
        return this;
    }

    /** Runs a command in a namespace. */
    Result exec(final String namespace, final String... words) {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + namespace));
        command.addAll(List.of(words));
        return run(command);
    }

    /** Starts a command in a namespace that runs until the lab is closed; what it says is thrown away. */
    Process start(final String namespace, final String... words) throws IOException {
        return closing(builder(namespace, words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Starts a command as {@link #start} does, and returns when it has said something. */
    Process startUntilSays(final String namespace, final String expected, final String... words) throws Exception {
        final Process process = closing(builder(namespace, words).start());
        final CompletableFuture<String> said = new CompletableFuture<>();
        final Thread reader = new Thread(() -> {
            final StringBuilder all = new StringBuilder();
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    all.append(line).append('\n');
                    if (line.contains(expected)) {
                        said.complete(all.toString());
                    }
                }
            } catch (final IOException e) {
                all.append(e);
            }
            said.completeExceptionally(new AssertionError("it ended:\n" + all));
        });
        reader.setDaemon(true);
        reader.start();
        wait(said);
        return process;
    }

    private ProcessBuilder builder(final String namespace, final String... words) {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + namespace));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private Process closing(final Process process) {
        things.add(() -> {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        });
        return process;
    }

    /** Closes something before the namespaces go, last added first. */
    <T extends AutoCloseable> T closing(final T thing) {
        things.add(thing);
        return thing;
    }

    /** Does something on a thread of a namespace, and waits for it. */
    <T> T in(final String namespace, final Callable<T> action) throws Exception {
        return wait(startIn(namespace, action));
    }

    /** Runs a {@code firsthop} command on a thread of a namespace: its exit code, a line break, and all that it says. */
    String firsthop(final String namespace, final String... words) throws Exception {
        return in(namespace, () -> {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            final int code = Firsthop.run(
                    Console.of(InputStream.nullInputStream(), out, new PrintStream(out, true, UTF_8)), words);
            return code + "\n" + out.toString(UTF_8);
        });
    }

    /** Begins something on a thread of a namespace. */
    <T> CompletableFuture<T> startIn(final String namespace, final Callable<T> action) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try {
                enter(namespace);
                result.complete(action.call());
            } catch (final Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    static <T> T wait(final CompletableFuture<T> result) throws Exception {
        try {
            return result.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Moves this thread, and what it opens, into a namespace; the thread ends there. */
    private void enter(final String namespace) throws IOException {
        final int descriptor = LibC.open("/run/netns/" + prefix + namespace, LibC.O_CLOEXEC);
        Linux.check(descriptor, namespace, "opening the namespace");
        try {
            Linux.check(LibC.setns(descriptor, CLONE_NEWNET), namespace, "entering the namespace");
        } finally {
            LibC.close(descriptor);
        }
    }

    private static Result run(final List<String> command) {
        try {
            final Path output = Files.createTempFile("firsthop", ".out");
            try {
                final Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .start();
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(
                            String.join(" ", command) + ": not done in time:\n" + Files.readString(output, UTF_8));
                }
                return new Result(process.exitValue(), Files.readString(output, UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (final IOException | InterruptedException e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    @Override
    public void close() {
        for (int i = things.size() - 1; i >= 0; i--) {
            try {
                things.get(i).close();
            } catch (final Exception e) {
                e.printStackTrace();
            }
        }
        for (final String namespace : namespaces) {
            run(List.of("ip", "netns", "delete", prefix + namespace));
        }
    }
}
