package org.firsthop.benchmarks.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.firsthop.node.cli.Firsthop;

/**
 * What does an answer from the cache cost a resolver's whole process, over loopback UDP, ours and Unbound's in one run?
 *
 * <p>An authoritative server of ours has a root zone of ten thousand names; {@code firsthop dns --resolver} and Unbound, each with
 * one thread that serves, learn them all; then dnsperf asks for them, each server in turn, at a fixed rate and as fast as it goes.
 * The processor time is that of the whole process, from {@code /proc}, JVM threads included, over the queries that dnsperf saw
 * answered. Ends with what is absent where Unbound or dnsperf is not installed.
 *
 * <pre>{@code
 * java --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -cp benchmarks/target/benchmarks.jar \
 *     org.firsthop.benchmarks.dns.ServerCost [seconds a round, 10] [rounds, 3] [queries a second, 20000]
 * }</pre>
 */
public final class ServerCost {
    private static final int NAMES = 10_000;
    private static final int TICKS_A_SECOND = 100;
    private static final String ADDRESS = "127.0.0.1";

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    private ServerCost(final Path folder) {
        this.folder = folder;
    }

    private record Round(double microsAQuery, long queriesASecond, long lost) {}

    private record Server(String name, Process process, int port) {}

    /**
     * Measures and prints.
     *
     * @param arguments seconds a round, rounds, queries a second.
     * @throws Exception when a server does not start or dnsperf fails.
     */
    public static void main(final String... arguments) throws Exception {
        for (final String command : List.of("/usr/sbin/unbound", "/usr/bin/dnsperf")) {
            if (!Files.isExecutable(Path.of(command))) {
                System.out.println(command + " is not installed: nothing is measured");
                return;
            }
        }
        final int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        final int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        final int rate = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20_000;
        final Path folder = Files.createTempDirectory("server-cost");
        final ServerCost cost = new ServerCost(folder);
        try {
            cost.measure(seconds, rounds, rate);
        } finally {
            cost.stop();
        }
    }

    private void measure(final int seconds, final int rounds, final int rate) throws Exception {
        final int authority = freePort();
        startAuthority(authority);
        final List<Server> servers = List.of(startFirsthop(authority), startUnbound(authority));
        final Path queries = queries();
        for (final Server server : servers) {
            // Learn every name; then run hot, the JVM's compiler included.
            ask(server, queries, 1, 0, 5_000);
            ask(server, queries, 0, Math.max(5, seconds / 2), 0);
        }
        for (final int each : new int[] {rate, 0}) {
            final double[][] micros = new double[servers.size()][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < servers.size(); i++) {
                    final Round result = ask(servers.get(i), queries, 0, seconds, each);
                    micros[i][round] = result.microsAQuery;
                    System.out.printf(
                            Locale.ROOT,
                            "%-9s %-12s %6.2f us a query  %7d queries a second  %d lost%n",
                            servers.get(i).name,
                            each == 0 ? "at full rate" : each + "/s",
                            result.microsAQuery,
                            result.queriesASecond,
                            result.lost);
                }
            }
            final double ours = median(micros[0]);
            final double unbound = median(micros[1]);
            System.out.printf(
                    Locale.ROOT,
                    "medians: firsthop %.2f us, Unbound %.2f us, ratio %.2f%n",
                    ours,
                    unbound,
                    ours / unbound);
        }
        System.out.println("collections of garbage in the measured time: " + collections());
    }

    private static double median(final double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private void startAuthority(final int port) throws IOException {
        final StringBuilder zone = new StringBuilder("$TTL 86400\n. SOA a.root. b.root. 1 3600 600 86400 300\n"
                + ". NS a.root.\na.root. A " + ADDRESS + "\n");
        for (int i = 0; i < NAMES; i++) {
            zone.append("n" + i + ".test. A 10.0." + (i >>> 8) + "." + (i & 0xFF) + "\n");
        }
        final Path file = Files.writeString(folder.resolve("root.zone"), zone);
        start("authority", java("dns", "--zone", ".=" + file, "--listen", ADDRESS + ":" + port));
    }

    private Server startFirsthop(final int authority) throws IOException {
        final Path hints = Files.writeString(folder.resolve("hints"), ". 3600 NS a.root.\na.root. 3600 A 127.0.0.1\n");
        final int port = freePort();
        final List<String> command = java(
                "dns",
                "--resolver",
                "--root-hints",
                hints.toString(),
                "--laboratory",
                "" + authority,
                "--listen",
                ADDRESS + ":" + port);
        command.add(1, "-Xlog:gc:file=" + folder.resolve("gc"));
        return new Server("firsthop", start("firsthop", command), port);
    }

    private Server startUnbound(final int authority) throws IOException {
        final int port = freePort();
        final Path file = Files.writeString(
                folder.resolve("unbound.conf"),
                "server:\n  interface: " + ADDRESS + "@" + port + "\n  port: " + port
                        + "\n  num-threads: 1\n  username: \"\"\n  chroot: \"\"\n  pidfile: \"\"\n  use-syslog: no\n"
                        + "  do-not-query-localhost: no\n  module-config: \"iterator\"\n  do-ip6: no\n"
                        + "  local-zone: \"test.\" nodefault\n  so-rcvbuf: 1m\n  so-sndbuf: 1m\n"
                        + "  outgoing-range: 900\n  num-queries-per-thread: 450\n"
                        + "remote-control:\n  control-enable: no\n"
                        + "stub-zone:\n  name: \".\"\n  stub-addr: " + ADDRESS + "@" + authority + "\n");
        return new Server("Unbound", start("unbound", List.of("/usr/sbin/unbound", "-d", "-c", file.toString())), port);
    }

    private static List<String> java(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--add-exports",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Firsthop.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path queries() throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMES; i++) {
            text.append("n" + i * 7919L % NAMES + ".test A\n");
        }
        return Files.writeString(folder.resolve("queries"), text);
    }

    private static Round ask(
            final Server server, final Path queries, final int times, final int seconds, final int rate)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(
                List.of("dnsperf", "-s", ADDRESS, "-p", "" + server.port, "-d", queries.toString(), "-q", "100", "-e"));
        command.addAll(times > 0 ? List.of("-n", "" + times) : List.of("-l", "" + seconds));
        if (rate > 0) {
            command.addAll(List.of("-Q", "" + rate));
        }
        final long before = processorMicros(server.process);
        final Process dnsperf =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final StringBuilder out = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(dnsperf.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> out.append(line).append('\n'));
        }
        if (dnsperf.waitFor() != 0) {
            throw new IOException("dnsperf failed: " + out);
        }
        final long after = processorMicros(server.process);
        final long completed = number(out, "Queries completed: +(\\d+)");
        if (completed == 0 || !out.toString().contains("NOERROR")) {
            throw new IOException(server.name + " did not answer: " + out);
        }
        return new Round(
                (after - before) / (double) completed,
                number(out, "Queries per second: +(\\d+)"),
                number(out, "Queries lost: +(\\d+)"));
    }

    private static long number(final CharSequence text, final String pattern) {
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** User and system time of a process, all its threads together. */
    private static long processorMicros(final Process process) throws IOException {
        final String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * (1_000_000 / TICKS_A_SECOND);
    }

    private String collections() throws IOException {
        try (var lines = Files.lines(folder.resolve("gc"))) {
            return lines.filter(line -> line.contains("Pause")).count() + ", warming up included";
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(ADDRESS))) {
            return socket.getLocalPort();
        }
    }

    private Process start(final String name, final List<String> command) throws IOException {
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        try {
            // Time to load zones and to open sockets.
            if (process.waitFor(3, TimeUnit.SECONDS)) {
                throw new IOException(name + " ended: " + Files.readString(folder.resolve(name + ".log")));
            }
        } catch (final InterruptedException interrupted) {
            throw new IOException("interrupted", interrupted);
        }
        return process;
    }

    private void stop() throws IOException, InterruptedException {
        for (final Process process : processes) {
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
