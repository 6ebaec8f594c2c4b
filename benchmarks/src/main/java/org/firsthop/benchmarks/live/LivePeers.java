package org.firsthop.benchmarks.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many packets of 60 octets a second does one core forward between two veth interfaces, and what CPU time does each take: our
 * router by AF_XDP and by packet sockets, DPDK's testpmd by its own ports of both kinds (which rewrites link addresses only), and
 * the kernel with receive steering?
 *
 * <p>Every forwarder has namespaces, links, and a {@link Generator} of its own, for forwarders by AF_XDP an
 * {@link XdpGenerator}, on the first CPU, which sends more than any of them can forward; it runs on the second, and is
 * stopped while others run. {@link Rounds} let all take turns, and compare within a turn. Reported are packets that the sink
 * got, the time of the forwarder's CPU and of both CPUs for each, and ratios to peers: medians, least and greatest. What is
 * not installed is left out. Receiving is the kernel's work on the generator's CPU, for all but the kernel's own forwarding,
 * which is steered to the forwarder's.
 *
 * <p>Packets come in trains of 32 to a destination, as they do when bulk data flows: forwarders that hand the kernel several at
 * once gain by that, those that take each by itself do not. Every packet crosses the link to the sink by itself. {@code
 * -Dfirsthop.train=1} is the other end: no packet has the destination of the one before.
 *
 * <p>Variants of our router run beside one another by JVM options after its kind: {@code xdp xdp=-XX:+UseZGC}.
 *
 * <p>Needs root, two CPUs and ethtool.
 * {@code java -cp benchmarks.jar org.firsthop.benchmarks.live.LivePeers [rounds [seconds [names…]]]}
 */
public final class LivePeers {
    private static final String ROUTER_MAC = "02:00:00:00:00:01";
    private static final String SINK_MAC = "02:00:00:00:00:99";
    private static final int WARM_UP_MS = 4_000;

    /** Packets to a destination one behind the other, a power of two. */
    private static final int TRAIN = Integer.getInteger("firsthop.train", 32);

    private static final Pattern ROUND_TRIP = Pattern.compile("= ([0-9.]+)/([0-9.]+)/");

    private static int labs;

    private LivePeers() {}

    /**
     * Runs.
     *
     * @param arguments rounds, seconds of a slice, names of forwarders.
     * @throws IOException when a command fails.
     */
    public static void main(final String[] arguments) throws IOException {
        final int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        final int millis = arguments.length > 1 ? (int) (Double.parseDouble(arguments[1]) * 1000) : 2000;
        final List<String> names = arguments.length > 2
                ? Arrays.asList(arguments).subList(2, arguments.length)
                : List.of("xdp", "testpmd-xdp", "packet", "testpmd-packet", "kernel");
        final List<Contestant> contestants = new ArrayList<>();
        try {
            for (final String name : names) {
                final Contestant contestant = open(name);
                if (contestant != null) {
                    contestants.add(contestant);
                    sleep(WARM_UP_MS);
                    contestant.signal("STOP");
                }
            }
            final Rounds measured = Rounds.run(contestants, rounds, millis);
            contestants.forEach(contestant -> System.out.println(measured.report(contestant)));
            for (final Contestant contestant : contestants) {
                roundTrip(contestant);
            }
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private static @Nullable Contestant open(final String name) throws IOException {
        if (name.startsWith("testpmd") && !isInstalled("dpdk-testpmd")) {
            System.out.println(name + ": dpdk-testpmd is not installed; left out");
            return null;
        }
        final String kind = name.split("=", 2)[0];
        final Lab lab = new Lab(System.getProperty("firsthop.lab", "firsthop-live") + '-' + labs++ + '-');
        try {
            final boolean isKernel = kind.equals("kernel");
            final ProcessHandle forwarder = start(kind, name, lab);
            final String mac =
                    isKernel ? lab.exec("d", "cat", "/sys/class/net/d0/address").trim() : ROUTER_MAC;
            final List<String> command = java("0", List.of());
            final Class<?> generator = kind.endsWith("xdp") ? XdpGenerator.class : Generator.class;
            command.addAll(List.of(generator.getName(), "g0", mac, Integer.toString(TRAIN)));
            return new Contestant(
                    name,
                    lab,
                    forwarder,
                    lab.start("g", command.toArray(new String[0])).toHandle());
        } catch (final IOException e) {
            lab.close();
            throw e;
        }
    }

    private static ProcessHandle start(final String kind, final String name, final Lab lab) throws IOException {
        return switch (kind) {
            case "xdp", "packet" -> router(kind, options(name), lab);
            case "testpmd-xdp" -> testpmd(lab, "net_af_xdp");
            case "testpmd-packet" -> testpmd(lab, "net_af_packet");
            case "kernel" -> {
                lab.ip("d", "addr add 10.1.0.1/24 dev d0");
                lab.ip("d", "addr add 10.2.0.1/24 dev d1");
                lab.ip("d", "neigh add 10.2.0.9 lladdr " + SINK_MAC + " dev d1");
                lab.ip("d", "route add 10.3.0.0/16 via 10.2.0.9");
                lab.exec("d", "sysctl", "-qw", "net.ipv4.ip_forward=1");
                lab.exec("d", "sh", "-c", "echo 2 > /sys/class/net/d0/queues/rx-0/rps_cpus");
                yield lab.start("d", "sleep", "1000000").toHandle();
            }
            default -> throw new IOException(name + ": expected xdp, packet, testpmd-xdp, testpmd-packet or kernel");
        };
    }

    /** JVM options that follow the kind of forwarder, as in {@code xdp=-Da=b,-Dc=d}: to compare our routers with one another. */
    private static String[] options(final String name) {
        final int equals = name.indexOf('=');
        return equals < 0 ? new String[0] : name.substring(equals + 1).split(",", -1);
    }

    private static ProcessHandle router(final String kind, final String[] options, final Lab lab) throws IOException {
        final Path config =
                Files.writeString(Files.createTempFile("firsthop-live", ".conf"), """
                    interface d0 mac %s address 10.1.0.1/24
                    interface d1 mac 02:00:00:00:00:02 address 10.2.0.1/24
                    route 10.3.0.0/16 via 10.2.0.9 dev d1
                    neighbor 10.2.0.9 lladdr %s dev d1
                    """.formatted(ROUTER_MAC, SINK_MAC));
        final List<String> command = java("1", List.of(options));
        command.addAll(List.of(
                "org.firsthop.node.cli.Firsthop",
                "router",
                "--config",
                config.toString(),
                "--port",
                "d0=" + kind,
                "--port",
                "d1=" + kind,
                "--busy"));
        return lab.start("d", command.toArray(new String[0])).toHandle();
    }

    private static List<String> java(final String cpu, final List<String> options) {
        final List<String> command = new ArrayList<>(List.of(
                "taskset",
                "-c",
                cpu,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m"));
        options.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private static ProcessHandle testpmd(final Lab lab, final String driver) throws IOException {
        // It ends when its input does.
        final String words = "tail -f /dev/null | exec dpdk-testpmd -l 0,1 --main-lcore 0 --no-huge -m 512 --no-pci"
                + " --no-shconf --file-prefix " + driver + " --vdev " + driver + "0,iface=d0 --vdev " + driver
                + "1,iface=d1 --"
                + " --forward-mode=mac --nb-cores=1 --no-mlockall --total-num-mbufs=32768 --auto-start --eth-peer=1,"
                + SINK_MAC;
        final Process shell = lab.start("d", "sh", "-c", words);
        return shell.descendants()
                .filter(p -> p.info().command().orElse("").contains("testpmd"))
                .findAny()
                .orElseThrow(() -> new IOException("dpdk-testpmd does not start"));
    }

    private static boolean isInstalled(final String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static void roundTrip(final Contestant contestant) throws IOException {
        if (contestant.name().startsWith("testpmd") || contestant.name().contains("=")) {
            return; // It forwards from port to port, and answers no ARP.
        }
        contestant.stopGenerator();
        contestant.lab().exec("g", "ping", "-c", "3", "-i", "0.1", "10.2.0.2");
        final String output =
                contestant.lab().exec("g", "taskset", "-c", "0", "ping", "-q", "-c", "3000", "-i", "0.001", "10.2.0.2");
        final Matcher found = ROUND_TRIP.matcher(output);
        if (found.find()) {
            System.out.printf(
                    "%-16s round trip: least %s ms, mean %s ms%n", contestant.name(), found.group(1), found.group(2));
        }
        contestant.stopForwarder();
    }

    private static void sleep(final int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
