package org.firsthop.benchmarks.live;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A forwarder's place: namespaces for the generator, the forwarder and the sink, with a link from each to the next.
 *
 * <pre>
 *   g (g0 10.1.0.2) ──── (d0 10.1.0.1) d (d1 10.2.0.1) ──── (s0 10.2.0.2) s
 * </pre>
 */
final class Lab implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;

    private final String prefix;
    private final List<Process> processes = new ArrayList<>();
    private final Process sink;

    Lab(final String prefix) throws IOException {
        this.prefix = prefix;
        for (final String name : List.of("g", "d", "s")) {
            run("ip", "netns", "add", prefix + name);
            ip(name, "link set lo up");
        }
        link("g", "g0", "10.1.0.2/24", "d", "d0");
        link("s", "s0", "10.2.0.2/24", "d", "d1");
        // Trains of the generator are cut, and their checksums filled, before they reach the link.
        exec("g", "ethtool", "-K", "g0", "gso", "off", "tx-udp-segmentation", "off", "tx", "off");
        // So are those of forwarders that hand the kernel several packets as one: the sink counts each that crosses the
        // link.
        exec("d", "ethtool", "-K", "d1", "gso", "off", "tx-udp-segmentation", "off", "tx", "off");
        ip("g", "route add default via 10.1.0.1");
        ip("s", "route add default via 10.2.0.1");
        // What shows the counters of a namespace to others is a process that lives there.
        sink = start("s", "sleep", "1000000");
    }

    private void link(final String host, final String hostEnd, final String address, final String to, final String end)
            throws IOException {
        ip(host, "link add " + hostEnd + " type veth peer name " + end + " netns " + prefix + to);
        ip(host, "addr add " + address + " dev " + hostEnd);
        ip(host, "link set " + hostEnd + " up");
        exec(to, "sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=1");
        ip(to, "link set " + end + " up");
    }

    void ip(final String namespace, final String words) throws IOException {
        final List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + namespace));
        command.addAll(List.of(words.split(" ", -1)));
        run(command.toArray(new String[0]));
    }

    String exec(final String namespace, final String... words) throws IOException {
        return run(in(namespace, words));
    }

    /** Starts a process that runs until the lab is closed, and waits for a second. */
    Process start(final String namespace, final String... words) throws IOException {
        final Path log = Files.createTempFile("firsthop-live", ".log");
        final Process process = new ProcessBuilder(in(namespace, words))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        try {
            if (process.waitFor(1500, TimeUnit.MILLISECONDS)) {
                throw new IOException(String.join(" ", words) + ":\n" + Files.readString(log));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process;
    }

    private String[] in(final String namespace, final String... words) {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + namespace));
        command.addAll(List.of(words));
        return command.toArray(new String[0]);
    }

    /** {@return packets that the sink has got so far} */
    long delivered() throws IOException {
        for (final String line : Files.readAllLines(Path.of("/proc/" + sink.pid() + "/net/dev"))) {
            if (line.trim().startsWith("s0:")) {
                return Long.parseLong(line.trim().split("[: ]+", -1)[2]);
            }
        }
        throw new IOException("s0 is gone");
    }

    static String run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ":\n" + output);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return output;
    }

    @Override
    public void close() {
        for (final Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (final String name : List.of("g", "d", "s")) {
            try {
                run("ip", "netns", "delete", prefix + name);
            } catch (final IOException e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
