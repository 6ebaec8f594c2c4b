package org.firsthop.benchmarks.fib;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How do our tables compare with those of DPDK, with the same routes, the same addresses, in one process and in turns?
 *
 * <p>Each fork is a process of its own ({@link PeerRun}); {@link PeerReport} sums up. Options, each with a value:
 *
 * <ul>
 *   <li>{@code --routes FILE}: prefixes of both families, plain or gzip; must be given;
 *   <li>{@code --jdk HOME}: may come several times; else the JDK that runs this;
 *   <li>{@code --forks N}: of each JDK and family, 5 unless given;
 *   <li>{@code --family IPv4|IPv6}: both unless given;
 *   <li>{@code --next-hops N}: 255 unless given, each route any of them;
 *   <li>{@code --rounds N}: of each fork, 15 unless given;
 *   <li>{@code --record FILE}: results are added to those that the file has, and all of them are summed up;
 *   <li>{@code --dpdk WORDS}: for DPDK, instead of memory in pages of the ordinary size. {@code "--in-memory -m 1200"} takes
 *       huge pages, where the system has some.
 * </ul>
 *
 * <p>Where there is no {@code dpdk-dev} or C compiler the command says so and ends with status 0.
 */
public final class FibPeers {
    private static final String SOURCE = "dpdk_peers.c";
    private static final List<String> DPDK_MEMORY = List.of("--no-huge", "--no-shconf", "-m", "4096");
    private static final List<String> DPDK_WORDS =
            List.of("firsthop", "--no-pci", "--no-telemetry", "-l", "0", "--force-max-simd-bitwidth=512");

    private final List<String> jdks = new ArrayList<>();
    private List<String> families = List.of("IPv4", "IPv6");
    private List<String> memory = DPDK_MEMORY;
    private Path routes = Path.of("");
    private Path record = Path.of("");
    private String nextHops = "255";
    private String rounds = "15";
    private int forks = 5;

    private FibPeers() {}

    /**
     * Runs.
     *
     * @param arguments as above.
     * @throws IOException when a process cannot be started or a file not be read or written.
     * @throws InterruptedException when the thread is interrupted.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final FibPeers peers = new FibPeers();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + ": expected a value");
            }
            peers.option(arguments[i], arguments[i + 1]);
        }
        if (!Files.isRegularFile(peers.routes)) {
            throw new IllegalArgumentException("--routes: value=" + peers.routes + ", expected a file");
        }
        final Optional<Path> library = compile();
        if (library.isPresent()) {
            peers.run(library.get());
        }
    }

    private void option(final String name, final String value) {
        switch (name) {
            case "--routes" -> routes = Path.of(value);
            case "--jdk" -> jdks.add(value);
            case "--forks" -> forks = Integer.parseInt(value);
            case "--family" -> families = List.of(value);
            case "--next-hops" -> nextHops = value;
            case "--rounds" -> rounds = value;
            case "--record" -> record = Path.of(value);
            case "--dpdk" -> memory = List.of(value.split(" "));
            default -> throw new IllegalArgumentException("option: value=" + name);
        }
    }

    private void run(final Path library) throws IOException, InterruptedException {
        if (jdks.isEmpty()) {
            jdks.add(System.getProperty("java.home"));
        }
        final PeerReport report = new PeerReport();
        if (Files.isRegularFile(record)) {
            Files.readAllLines(record).forEach(report::add);
        }
        for (int fork = 0; fork < forks; fork++) {
            for (final String jdk : jdks) {
                for (final String family : families) {
                    for (final String line : fork(jdk, family, library)) {
                        report.add(line);
                        if (!record.toString().isEmpty()) {
                            Files.writeString(
                                    record, line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        }
                    }
                }
            }
        }
        report.print(System.out);
    }

    /** Runs one fork; returns its lines of result, each with the JDK's version before it. */
    private List<String> fork(final String jdk, final String family, final Path library)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(jdk, "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-cp",
                System.getProperty("java.class.path"),
                PeerRun.class.getName(),
                library.toString(),
                routes.toString(),
                family,
                nextHops,
                rounds));
        command.addAll(DPDK_WORDS);
        command.addAll(memory);
        final List<String> lines = output(command);
        final List<String> results = new ArrayList<>();
        final String version = jdkVersion(jdk);
        for (final String line : lines) {
            if (line.startsWith("INFO\t") || line.startsWith("RESULT\t")) {
                results.add("JDK " + version + '\t' + line);
            }
        }
        if (results.isEmpty()) {
            throw new IOException("a fork failed:\n" + String.join("\n", lines));
        }
        return results;
    }

    private static String jdkVersion(final String jdk) throws IOException {
        for (final String line : Files.readAllLines(Path.of(jdk, "release"))) {
            if (line.startsWith("JAVA_VERSION=")) {
                return line.substring("JAVA_VERSION=".length()).replace("\"", "");
            }
        }
        return jdk;
    }

    /** Compiles the way to DPDK; empty, with a message, where DPDK or the compiler is not there. */
    private static Optional<Path> compile() throws IOException, InterruptedException {
        final String[] flags;
        try {
            flags = String.join(" ", output(List.of("pkg-config", "--cflags", "libdpdk")))
                    .trim()
                    .split(" ");
        } catch (final IOException e) {
            System.out.println("Skipped: there is no dpdk-dev; benchmarks/install-dpdk.sh installs it.");
            return Optional.empty();
        }
        final Path folder = Files.createTempDirectory("firsthop-dpdk");
        final Path source = folder.resolve(SOURCE);
        try (InputStream in = Objects.requireNonNull(FibPeers.class.getResourceAsStream(SOURCE))) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        final Path library = folder.resolve("libdpdk_peers.so");
        final Path include = Path.of(System.getProperty("java.home"), "include");
        final List<String> command = new ArrayList<>(List.of("gcc", "-O3"));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-march=native",
                "-shared",
                "-fPIC",
                "-I" + include,
                "-I" + include.resolve("linux"),
                "-o",
                library.toString(),
                source.toString(),
                "-lrte_eal",
                "-lrte_lpm",
                "-lrte_fib"));
        try {
            output(command);
        } catch (final IOException e) {
            System.out.println("Skipped: the way to DPDK cannot be compiled; benchmarks/install-dpdk.sh installs gcc.");
            System.out.println(e.getMessage());
            return Optional.empty();
        }
        return Optional.of(library);
    }

    private static List<String> output(final List<String> command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        final int status = process.waitFor();
        if (status != 0) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: status=%d%n%s", command.get(0), status, String.join("\n", lines)));
        }
        return lines;
    }
}
