package org.firsthop.node.dns;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Name servers of others on loopback addresses: a tree of three levels, and a resolver before it. */
final class Laboratory implements AutoCloseable {
    static final int NAMES = 200;

    final int port;
    final int resolverPort;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    Laboratory(final Path folder) throws IOException {
        this.folder = folder;
        port = freePort();
        resolverPort = freePort();
    }

    static boolean isInstalled(final String... commands) {
        return Arrays.stream(commands)
                .allMatch(command -> List.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/").stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place + command))));
    }

    /** A port that neither UDP nor TCP uses: servers listen on both. */
    private static int freePort() throws IOException {
        while (true) {
            try (DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
                try (ServerSocket streams = new ServerSocket(datagrams.getLocalPort(), 1)) {
                    return streams.getLocalPort();
                } catch (final BindException taken) {
                    continue;
                }
            }
        }
    }

    Path hints() throws IOException {
        return Files.writeString(folder.resolve("hints"), ". 3600 NS a.root.\na.root. 3600 A 127.0.0.1\n");
    }

    /** Writes the zones: root, test. and example.test., and chain.test. beside it. */
    void writeZones() throws IOException {
        final String head = "$TTL 3600\n@ SOA ns.invalid. admin.invalid. 1 3600 600 86400 300\n";
        zone("root", head + ". NS a.root.\na.root. A 127.0.0.1\ntest. NS a.test.\na.test. A 127.0.0.2\n");
        zone(
                "test",
                head + "test. NS a.test.\na.test. A 127.0.0.2\nexample.test. NS ns.example.test.\n"
                        + "ns.example.test. A 127.0.0.3\nchain.test. NS ns.example.test.\n");
        final StringBuilder example =
                new StringBuilder(head + "@ NS ns\nns A 127.0.0.3\n*.wild A 192.0.2.99\na.b.c TXT \"deep\"\n"
                        + "dname DNAME sub.chain.test.\n");
        final StringBuilder chain = new StringBuilder(head + "@ NS ns.example.test.\n");
        for (int i = 0; i < NAMES; i++) {
            switch (i % 6) {
                case 0 -> example.append("n" + i + " A 192.0.2." + i + "\nn" + i + " A 198.51.100." + i + "\n");
                case 1 -> example.append("n" + i + " CNAME n" + i + ".chain.test.\n");
                case 2 -> {
                    for (int k = 0; k < 12; k++) {
                        example.append("n" + i + " TXT \"" + "t".repeat(150 + k) + "\"\n");
                    }
                }
                case 3 -> example.append("n" + i + " MX 10 n" + (i - 3) + "\n");
                default -> example.append("; n" + i + " does not exist\n");
            }
            chain.append("n" + i + " CNAME m" + i + ".chain.test.\nm" + i + " A 203.0.113." + i % 256 + "\n");
            chain.append("n" + i + ".sub A 203.0.113." + i % 256 + "\n");
        }
        zone("example.test", example.toString());
        zone("chain.test", chain.toString());
    }

    private void zone(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve(name + ".zone"), text);
    }

    /** Signs the zones example.test. and test. with keys made for it, with NSEC or NSEC3 (RFC 5155), as BIND's tools do. */
    void signZones(final boolean hashed) throws IOException, InterruptedException {
        // The parent last: it takes in the DS records of the child.
        for (final String name : List.of("example.test", "test", "root")) {
            final String origin = name.equals("root") ? "." : name + ".";
            if (!name.equals("example.test")) {
                final String below = name.equals("root") ? "test" : "example.test";
                Files.writeString(
                        zoneFile(name),
                        Files.readString(folder.resolve("dsset-" + below + ".")),
                        StandardOpenOption.APPEND);
            }
            final List<String> command = new ArrayList<>(List.of("dnssec-signzone", "-S", "-x", "-K", "" + folder));
            command.addAll(hashed ? List.of("-3", "ABCD", "-A") : List.of());
            command.addAll(List.of("-d", "" + folder, "-o", origin, "-f", zoneFile(name) + ".signed"));
            run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", "" + folder, origin);
            run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-K", "" + folder, origin);
            command.add("" + zoneFile(name));
            run(command.toArray(String[]::new));
            Files.move(Path.of(zoneFile(name) + ".signed"), zoneFile(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void run(final String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + out);
        }
    }

    Path zoneFile(final String name) {
        return folder.resolve(name + ".zone");
    }

    void startNsd() throws IOException, InterruptedException {
        nsd("127.0.0.1", ".", "root");
        nsd("127.0.0.2", "test", "test");
        nsd("127.0.0.3", "example.test", "example.test", "chain.test", "chain.test");
        for (final String query : List.of("127.0.0.1 . SOA", "127.0.0.2 test SOA", "127.0.0.3 example.test SOA")) {
            final String[] words = query.split(" ");
            await(words[0], port, words[1], words[2]);
        }
    }

    private void nsd(final String address, final String... zones) throws IOException {
        final StringBuilder config = new StringBuilder("server:\n  ip-address: " + address + "@" + port
                + "\n  username: \"\"\n  chroot: \"\"\n  server-count: 1\n  pidfile: \"\"\n  database: \"\"\n"
                + "  zonelistfile: \"" + folder.resolve(address + ".list") + "\"\n  xfrdfile: \""
                + folder.resolve(address + ".xfrd") + "\"\nremote-control:\n  control-enable: no\n");
        for (int i = 0; i < zones.length; i += 2) {
            config.append("zone:\n  name: \"" + zones[i] + "\"\n  zonefile: \"" + zoneFile(zones[i + 1]) + "\"\n");
        }
        final Path file = Files.writeString(folder.resolve("nsd-" + address), config);
        start("/usr/sbin/nsd", "-d", "-c", file.toString());
    }

    /** BIND listens on addresses of interfaces only, so it has the whole tree at one address. */
    void startBind() throws IOException, InterruptedException {
        final Path home = Files.createDirectories(folder.resolve("named"));
        final StringBuilder config =
                new StringBuilder("options { directory \"" + home + "\"; listen-on port " + resolverPort
                        + " { 127.0.0.1; }; listen-on-v6 { none; }; recursion yes; allow-recursion { any; }; pid-file"
                        + " none; session-keyfile none; dnssec-validation no; };\n"
                        + "controls { };\n");
        for (final String zone : List.of("root", "test", "example.test", "chain.test")) {
            config.append("zone \"" + (zone.equals("root") ? "." : zone) + "\" { type master; file \"" + zoneFile(zone)
                    + "\"; };\n");
        }
        final Path file = Files.writeString(home.resolve("named.conf"), config);
        start("/usr/sbin/named", "-g", "-c", file.toString());
        await("127.0.0.1", resolverPort, "example.test", "SOA");
    }

    void startUnbound() throws IOException, InterruptedException {
        final Path file = Files.writeString(
                folder.resolve("unbound.conf"),
                "server:\n  interface: 127.0.0.1@" + resolverPort + "\n  port: " + resolverPort
                        + "\n  username: \"\"\n  chroot: \"\"\n  pidfile: \"\"\n  use-syslog: no\n"
                        + "  do-not-query-localhost: no\n  module-config: \"iterator\"\n  do-ip6: no\n"
                        + "  local-zone: \"test.\" nodefault\n"
                        + "remote-control:\n  control-enable: no\nstub-zone:\n  name: \".\"\n  stub-addr: 127.0.0.1@"
                        + port
                        + "\nstub-zone:\n  name: \"test.\"\n  stub-addr: 127.0.0.2@" + port
                        + "\nstub-zone:\n  name: \"example.test.\"\n  stub-addr: 127.0.0.3@" + port
                        + "\nstub-zone:\n  name: \"chain.test.\"\n  stub-addr: 127.0.0.3@" + port + "\n");
        start("/usr/sbin/unbound", "-d", "-c", file.toString());
        await("127.0.0.1", resolverPort, "test", "SOA");
    }

    private void start(final String... command) throws IOException {
        final Path log = folder.resolve("log-" + processes.size());
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    private void await(final String address, final int at, final String name, final String type)
            throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            if (dig(address, at, name, type).startsWith("NOERROR")) {
                return;
            }
            Thread.sleep(100);
        }
        final StringBuilder logs = new StringBuilder();
        for (int i = 0; i < processes.size(); i++) {
            logs.append(Files.readString(folder.resolve("log-" + i)));
        }
        throw new IOException("no server at " + address + ":" + at + "\n" + logs);
    }

    /** What dig gets: the RCODE and the answer's records without TTL, sorted. */
    static String dig(
            final String address, final int port, final String name, final String type, final String... options)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("dig", "@" + address, "-p", "" + port, name, type));
        command.addAll(List.of("+noall", "+comments", "+answer", "+time=2", "+tries=2"));
        command.addAll(List.of(options));
        final Process dig =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String out = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        dig.waitFor(10, TimeUnit.SECONDS);
        String status = "NONE";
        final TreeSet<String> records = new TreeSet<>();
        for (final String line : out.split("\n")) {
            final int at = line.indexOf("status: ");
            if (at >= 0) {
                status = line.substring(at + 8, line.indexOf(',', at));
            } else if (!line.startsWith(";") && !line.isBlank()) {
                final String[] fields = line.split("\\s+", 5);
                records.add(fields[0].toLowerCase(java.util.Locale.ROOT) + " " + fields[3] + " " + fields[4]);
            }
        }
        return status + " " + String.join("; ", records);
    }

    @Override
    public void close() {
        for (final Process process : processes) {
            process.destroy();
        }
        for (final Process process : processes) {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (final InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
